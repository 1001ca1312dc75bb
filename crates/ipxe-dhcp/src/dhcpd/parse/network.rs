//! `shared-network` and `subnet`.

use std::net::Ipv4Addr;

use super::report::shown;
use super::{Block, Parser};
use crate::dhcpd::lexer::Token;
use crate::dhcpd::model::{GroupId, Network, NetworkId, ScopeKind, Subnet, SubnetId};

impl Parser<'_> {
    fn new_network(&mut self, outer: GroupId, implicit: bool) -> NetworkId {
        let network = NetworkId::next(self.config.networks.len());
        let kind = if implicit {
            ScopeKind::Subnet
        } else {
            ScopeKind::Network
        };
        let group = self.group_inside(outer, kind, b"");
        self.group_mut(group).network = Some(network);
        self.config.networks.push(Network {
            name: Box::default(),
            group,
            subnets: Vec::new(),
            pools: Vec::new(),
            implicit,
            interface: None,
            failover: false,
        });
        network
    }

    /// `confpars.c: parse_shared_net_declaration`, after the word.
    pub(super) fn network_declaration(&mut self, outer: GroupId) {
        let network = self.new_network(outer, false);
        let name = if self.peek() == Token::STRING {
            self.next();
            let text = self
                .text()
                .split(|&byte| byte == 0)
                .next()
                .unwrap_or_default();
            let mut name: Box<[u8]> = text.into();
            if name.is_empty() {
                self.warn("zero-length shared network name");
                name = (*b"<no-name-given>").into();
            }
            name
        } else if let Some(name) = self.host_name() {
            name.into()
        } else {
            self.not_here("expecting a name for shared-network");
            return;
        };
        let group = self.config.network(network).group;
        self.group_mut(group).name = name.clone();
        self.config.networks[network.index()].name = name;
        if !self.lbrace() {
            return;
        }
        let mut declaration = false;
        loop {
            match self.peek() {
                Token::RBRACE => {
                    self.next();
                    if self.config.network(network).subnets.is_empty() {
                        self.warn("empty shared-network decl");
                    }
                    return;
                }
                Token::END_OF_FILE => {
                    self.next();
                    self.warn("unexpected end of file");
                    return;
                }
                Token::INTERFACE => {
                    self.next();
                    if !self.network_interface(network) {
                        return;
                    }
                }
                _ => declaration = self.statement(group, Block::Network, None, declaration),
            }
        }
    }

    /// `interface NAME;` (`mdb.c: new_shared_network_interface`).
    fn network_interface(&mut self, network: NetworkId) -> bool {
        self.next();
        // The daemon has room for 15 bytes.
        let name: Box<[u8]> = self.text()[..self.text().len().min(15)].into();
        if self.config.network(network).interface.is_some() {
            self.warn("A subnet or shared network can't be connected to two interfaces.");
        } else if self
            .config
            .interfaces
            .iter()
            .all(|(known, _)| *known != name)
        {
            self.config.interfaces.insert(0, (name.clone(), network));
            self.config.networks[network.index()].interface = Some(name);
        }
        self.semi()
    }

    /// `subnet` and `subnet6`, after the word.
    pub(super) fn subnet_statement(&mut self, group: GroupId, block: Block, ipv4: bool) -> bool {
        if matches!(block, Block::Host | Block::Subnet | Block::Class) {
            self.not_here("subnet declarations not allowed here.");
            return true;
        }
        if !ipv4 {
            self.not_here("subnet6 statement is only supported in DHCPv6 mode.");
            return self.config.group(group).network.is_none();
        }
        if let Some(network) = self.config.group(group).network {
            self.subnet_declaration(network);
            return false;
        }
        let network = self.new_network(group, true);
        self.subnet_declaration(network);
        if let Some(&subnet) = self.config.network(network).subnets.first() {
            let Subnet {
                address, netmask, ..
            } = *self.config.subnet(subnet);
            let bits = 32 - netmask.trailing_zeros();
            let name = format!("{}/{bits}", Ipv4Addr::from_bits(address));
            self.config.networks[network.index()].name = name.into_bytes().into();
        }
        true
    }

    /// `confpars.c: parse_subnet_declaration`.
    fn subnet_declaration(&mut self, network: NetworkId) {
        let from = self.place();
        let outer = self.config.network(network).group;
        let group = if self.config.network(network).implicit {
            outer
        } else {
            self.group_inside(outer, ScopeKind::Subnet, b"")
        };
        let Some(address) = self.bytes_between::<4>(Token::DOT, 10) else {
            return;
        };
        if self.next() != Token::NETMASK {
            self.not_here("Expecting netmask");
            return;
        }
        let Some(netmask) = self.bytes_between::<4>(Token::DOT, 10) else {
            return;
        };
        let (address, netmask) = (Ipv4Addr::from(address), Ipv4Addr::from(netmask));
        if !(address & !netmask).is_unspecified() {
            self.warn(format!(
                "subnet {address} netmask {netmask}: bad subnet number/mask combination."
            ));
            self.skip_to_semi();
            return;
        }
        let place = self.place_since(from);
        self.group_mut(group).name = format!("{address} netmask {netmask}").into_bytes().into();
        let subnet = SubnetId::next(self.config.subnets.len());
        let (address, netmask) = (address.to_bits(), netmask.to_bits());
        self.config.subnets.push(Subnet {
            address,
            netmask,
            network,
            group,
            place,
        });
        self.group_mut(group).subnet.get_or_insert(subnet);
        self.enter_subnet(subnet);
        if self.lbrace() {
            self.subnet_body(network, group);
            self.enter_subnet_of(network, subnet);
        }
    }

    fn subnet_body(&mut self, network: NetworkId, group: GroupId) {
        let mut declaration = false;
        loop {
            match self.peek() {
                Token::RBRACE => {
                    self.next();
                    return;
                }
                Token::END_OF_FILE => {
                    self.next();
                    self.warn("unexpected end of file");
                    return;
                }
                Token::INTERFACE => {
                    self.next();
                    if !self.network_interface(network) {
                        return;
                    }
                }
                _ => declaration = self.statement(group, Block::Subnet, None, declaration),
            }
        }
    }

    pub(super) fn network_name(&self, network: NetworkId) -> String {
        shown(&self.config.network(network).name)
    }
}
