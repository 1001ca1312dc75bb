//! Interfaces, addresses and ports of the server; relays.

use super::{Outcome, Refusal, Scene, error};
use crate::dnsmasq::config::{Bridge, InterfaceName, Relay, SharedAt, SharedNetwork};
use crate::dnsmasq::text::Text;

/// Longest name of an interface, with its final zero (`IF_NAMESIZE`).
const INTERFACE_NAME: usize = 16;
/// Ports of `dhcp-alternate-port` without value.
const ALTERNATE_PORTS: (u16, u16) = (1067, 1068);

impl Scene<'_> {
    pub(super) fn interface_names(&mut self, word: &str, text: Text<'_>) {
        for piece in text.pieces() {
            let name = piece.revealed();
            match word {
                "interface" => self.config.interfaces.push(InterfaceName { name }),
                "except-interface" => self.config.except_interfaces.push(name),
                "no-dhcp-interface" | "no-dhcpv4-interface" => {
                    self.config.no_dhcp_interfaces.push(name);
                }
                _ => {}
            }
        }
    }

    pub(super) fn listen(&mut self, word: &str, text: Text<'_>) -> Outcome {
        for piece in text.pieces() {
            let revealed = piece.revealed();
            let address = std::str::from_utf8(&revealed)
                .ok()
                .and_then(|text| text.parse().ok());
            let address =
                address.ok_or_else(|| error().at(piece).help("no address stands here"))?;
            if word != "listen-address" {
                continue;
            }
            match address {
                std::net::IpAddr::V4(address) => {
                    self.config
                        .listen_addresses
                        .push((address, self.place_of(piece)));
                }
                std::net::IpAddr::V6(_) => self.config.listens_on_ipv6 = true,
            }
        }
        Ok(())
    }

    pub(super) fn bridge(&mut self, text: Text<'_>) -> Outcome {
        let (interface, Some(aliases)) = text.comma() else {
            return Err(Refusal::new("bad bridge-interface").at(text));
        };
        if interface.len() >= INTERFACE_NAME {
            return Err(Refusal::new("bad bridge-interface").at(interface));
        }
        let fits = |piece: &Text<'_>| !piece.is_empty() && piece.len() < INTERFACE_NAME;
        let aliases = aliases
            .pieces()
            .filter(fits)
            .map(|piece| piece.chars().to_vec());
        self.config.bridges.push(Bridge {
            interface: interface.chars().to_vec(),
            aliases: aliases.collect(),
        });
        Ok(())
    }

    pub(super) fn shared_network(&mut self, text: Text<'_>) -> Outcome {
        let bad = || Refusal::new("bad shared-network").at(text);
        let (at, Some(address)) = text.comma() else {
            return Err(bad());
        };
        let name = String::from_utf8_lossy(at.chars()).into_owned();
        let known = self.host.interface(&name).is_some();
        if let Some(address) = address.ipv4() {
            let at = match at.ipv4() {
                Some(own) => SharedAt::Address(own),
                None if known => SharedAt::Interface(name),
                None => return Err(bad().help("no such interface")),
            };
            self.config
                .shared_networks
                .push(SharedNetwork { at, address });
            return Ok(());
        }
        match address.ipv6() {
            Some(_) if known || at.ipv6().is_some() => Ok(()),
            _ => Err(bad()),
        }
    }

    pub(super) fn alternate_port(&mut self, text: Option<Text<'_>>) -> Outcome {
        let (server, client) = match text {
            None => ALTERNATE_PORTS,
            Some(text) => {
                let bad = |text| Refusal::new("invalid port number").at(text);
                let (server, client) = text.comma();
                let port = server.number16().ok_or_else(|| bad(server))?;
                let client = match client {
                    None => port.wrapping_add(1),
                    Some(client) => client.number16().ok_or_else(|| bad(client))?,
                };
                (port, client)
            }
        };
        self.config.server_port = server;
        self.config.client_port = client;
        Ok(())
    }

    pub(super) fn proxy(&mut self, text: Option<Text<'_>>) -> Outcome {
        let mut relays = self.config.proxy_relays.take().unwrap_or_default();
        for piece in text.into_iter().flat_map(Text::pieces) {
            let bad = || Refusal::new("bad dhcp-proxy address").at(piece);
            relays.push(piece.ipv4().ok_or_else(bad)?);
        }
        self.config.proxy_relays = Some(relays);
        Ok(())
    }

    pub(super) fn relay(&mut self, text: Text<'_>) -> Outcome {
        let bad = || Refusal::new("Bad dhcp-relay").at(text);
        let (local, Some(rest)) = text.comma() else {
            return Err(bad());
        };
        let (server, interface) = rest.comma();
        let (server, _port) = server.split(b'#');
        let six = local.ipv6().is_some();
        let known = if six {
            server.ipv6().is_some()
        } else {
            server.ipv4().is_some()
        };
        let understood = six || local.ipv4().is_some();
        if understood && !known && (interface.is_some() || server.contains(b'*')) {
            return Err(bad());
        }
        if let Some(local) = local.ipv4() {
            self.config.relays.push(Relay {
                local,
                place: self.place,
            });
        }
        Ok(())
    }

    pub(super) fn tftp_root(&mut self, text: Text<'_>) {
        let (root, interface) = text.comma();
        let root = String::from_utf8_lossy(&root.revealed()).into_owned();
        if interface.is_none() {
            self.config
                .tftp_roots
                .retain(|(_, place)| place.span.is_empty());
        }
        self.config.tftp_roots.push((root, self.place));
    }
}
