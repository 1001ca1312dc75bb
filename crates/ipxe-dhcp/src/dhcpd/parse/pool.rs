//! `pool`.

use super::report::shown;
use super::{Block, Parser};
use crate::dhcpd::lexer::Token;
use crate::dhcpd::model::{GroupId, NetworkId, PermitLine, Pool, PoolId, ScopeKind};

/// Whether each permit of one list is in the other.
fn within(one: &[PermitLine], other: &[PermitLine]) -> bool {
    let known = |line: &PermitLine| other.iter().any(|known| known.permit.matches(line.permit));
    one.iter().all(known)
}

impl Parser<'_> {
    /// `pool`, `range` and their kin, after the word.
    pub(super) fn addresses_statement(&mut self, word: Token, group: GroupId, block: Block) {
        let in_subnet = block == Block::Subnet && self.config.group(group).subnet.is_some();
        match word {
            Token::POOL if block == Block::Pool => self.not_here("pool declared within pool."),
            Token::POOL if !matches!(block, Block::Subnet | Block::Network) => {
                self.not_here("pool declared outside of network");
            }
            Token::POOL => self.pool_declaration(group, block),
            Token::RANGE if in_subnet => {
                self.range(group, block, None);
            }
            Token::RANGE => self.not_here("range declaration not allowed here."),
            word => self.ipv6_statement(word, group, block, in_subnet),
        }
    }

    /// `confpars.c: parse_pool_statement`, after the word.
    fn pool_declaration(&mut self, group: GroupId, block: Block) {
        let scope = self.config.group(group);
        let network = match block {
            Block::Subnet => scope
                .subnet
                .map(|subnet| self.config.subnet(subnet).network),
            _ => scope.network,
        };
        let Some(network) = network else { return };
        let outer = self.config.network(network).group;
        let pool = PoolId::next(self.config.pools.len());
        let scope = self.group_inside(outer, ScopeKind::Pool, b"");
        let mut made = Pool {
            network,
            group: scope,
            permitted: Vec::new(),
            prohibited: Vec::new(),
            valid_from: 0,
            valid_until: 0,
            failover: self.config.network(network).failover,
        };
        self.config.pools.push(made.clone());
        if !self.lbrace() {
            return;
        }
        let first_range = self.config.ranges.len();
        let mut has_range = false;
        let mut declaration = false;
        loop {
            match self.peek() {
                Token::NO => {
                    self.next();
                    if self.next() == Token::FAILOVER && self.next() == Token::PEER {
                        made.failover = false;
                    } else {
                        self.not_here("expecting \"failover peer\".");
                    }
                }
                Token::FAILOVER => self.pool_failover(&mut made),
                Token::RANGE => {
                    self.next();
                    has_range |= self.range(group, block, Some(pool));
                }
                Token::ALLOW => {
                    self.next();
                    self.permit(true, &mut made);
                }
                Token::DENY => {
                    self.next();
                    self.permit(false, &mut made);
                }
                Token::RBRACE => {
                    self.next();
                    break;
                }
                Token::END_OF_FILE => {
                    self.warn("unexpected end of file");
                    return;
                }
                _ => declaration = self.statement(scope, Block::Pool, None, declaration),
            }
        }
        self.config.pools[pool.index()] = made;
        self.enter_pool(network, pool, first_range);
        if !has_range {
            self.warn("Pool declaration with no address range.");
            self.log_more("Pool declarations must always contain at least");
            self.log_more("one range statement.");
        }
    }

    fn pool_failover(&mut self, pool: &mut Pool) {
        self.next();
        if self.next() != Token::PEER {
            self.not_here("expecting 'peer'.");
            return;
        }
        if self.next() != Token::STRING {
            self.not_here("expecting string.");
            return;
        }
        let name = self.boxed_text();
        match self.peers.iter_mut().find(|peer| peer.name == name) {
            Some(peer) => {
                peer.pools += 1;
                pool.failover = true;
            }
            None => {
                pool.failover = false;
                self.warn(format!("failover peer {}: not found", shown(&name)));
            }
        }
        self.semi();
    }

    /// Adds a pool to its network, or its addresses to a pool that is the same.
    fn enter_pool(&mut self, network: NetworkId, pool: PoolId, first_range: usize) {
        let same = |other: &PoolId| {
            let (one, other) = (self.config.pool(pool), self.config.pool(*other));
            self.config.group(one.group).statements.is_empty()
                && self.config.group(other.group).statements.is_empty()
                && one.failover == other.failover
                && within(&other.permitted, &one.permitted)
                && within(&one.permitted, &other.permitted)
                && within(&other.prohibited, &one.prohibited)
                && within(&one.prohibited, &other.prohibited)
        };
        let found = self
            .config
            .network(network)
            .pools
            .iter()
            .find(|other| same(other))
            .copied();
        let Some(found) = found else {
            self.config.networks[network.index()].pools.push(pool);
            return;
        };
        for range in &mut self.config.ranges[first_range..] {
            if range.pool == pool {
                range.pool = found;
            }
        }
    }
}
