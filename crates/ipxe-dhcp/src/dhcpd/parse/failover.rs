//! `failover peer`: two servers that share pools.
//!
//! A server that has just been started waits for its partner, and answers nobody from a shared
//! pool in the meantime; so only the names of partners matter here, and what is wrong with them.

use super::number::atoi;
use super::report::shown;
use super::{Block, Parser};
use crate::dhcpd::lexer::Token;
use crate::dhcpd::model::GroupId;

/// What is known of a partner while it is read.
#[derive(Default)]
struct Peer {
    primary: bool,
    secondary: bool,
    partner_address: bool,
    split: bool,
    mclt: i32,
    load_balance_seconds: i32,
}

impl Parser<'_> {
    /// `confpars.c: parse_failover_peer`, after the word `failover`.
    pub(super) fn failover_peer(&mut self, group: GroupId, block: Block) {
        if self.next() != Token::PEER {
            self.not_here("expecting \"peer\"");
            return;
        }
        let token = self.next();
        if !token.is_identifier() && token != Token::STRING {
            self.not_here("expecting failover peer name.");
            return;
        }
        let name = self.boxed_text();
        let known = self.peers.iter().any(|peer| peer.name == name);
        match self.next() {
            Token::SEMI => {
                if block != Block::Network {
                    self.warn("failover peer reference not in shared-network declaration");
                } else if !known {
                    self.warn(format!(
                        "reference to unknown failover peer {}",
                        shown(&name)
                    ));
                } else if let Some(network) = self.config.group(group).network {
                    self.config.networks[network.index()].failover = true;
                }
                return;
            }
            Token::STATE if known => {
                self.skip_to_semi();
                return;
            }
            Token::STATE => {
                let name = shown(&name);
                self.warn(format!(
                    "state declaration for unknown failover peer {name}"
                ));
                return;
            }
            Token::LBRACE => {}
            _ => self.not_here("expecting left brace"),
        }
        if known {
            self.warn(format!("redeclaration of failover peer {}", shown(&name)));
            self.skip_to_rbrace(1);
            return;
        }
        let mut peer = Peer::default();
        if self.peer_statements(&mut peer).is_none() {
            return;
        }
        if !peer.partner_address {
            self.warn("peer address may not be omitted");
        }
        if peer.primary && !peer.split {
            self.warn("primary failover server must have hba or split.");
        } else if peer.primary && peer.mclt == 0 {
            self.warn("primary failover server must have mclt.");
        }
        if block == Block::Network
            && let Some(network) = self.config.group(group).network
        {
            self.config.networks[network.index()].failover = true;
        }
        let balances = peer.load_balance_seconds != 0;
        self.peers.push(super::FailoverPeer {
            name,
            balances,
            pools: 0,
        });
    }

    fn peer_statements(&mut self, peer: &mut Peer) -> Option<()> {
        loop {
            let mut of_partner = false;
            let mut token = self.next();
            while token == Token::PEER {
                of_partner = true;
                token = self.next();
            }
            match token {
                Token::RBRACE => return Some(()),
                Token::PRIMARY => (peer.primary, peer.secondary) = (true, false),
                Token::SECONDARY => {
                    (peer.primary, peer.secondary) = (false, true);
                    if peer.split {
                        self.warn("secondary may not define load balance settings.");
                    }
                }
                Token::ADDRESS => {
                    if self.ip_address_or_host(false).is_none() {
                        return self.no_peer();
                    }
                    peer.partner_address |= of_partner;
                }
                Token::PORT => {
                    if self.next() != Token::NUMBER {
                        self.warn("expecting number");
                        self.skip_to_rbrace(1);
                    }
                }
                Token::MCLT => peer.mclt = self.peer_number("expecting number.")?,
                Token::MAX_LEASE_MISBALANCE
                | Token::MAX_LEASE_OWNERSHIP
                | Token::MAX_BALANCE
                | Token::MIN_BALANCE
                | Token::AUTO_PARTNER_DOWN
                | Token::MAX_RESPONSE_DELAY
                | Token::MAX_UNACKED_UPDATES => {
                    self.peer_number("expecting number.")?;
                }
                Token::HBA => self.hash_buckets(peer)?,
                Token::SPLIT => {
                    let token = self.next();
                    if peer.secondary {
                        self.warn("secondary may not define load balance settings.");
                    }
                    if token != Token::NUMBER {
                        self.warn("expecting number");
                        return self.no_peer();
                    }
                    // Negative numbers are large ones.
                    if atoi(self.text()).cast_unsigned() > 256 {
                        self.warn("split must be between 0 and 256, inclusive");
                    } else {
                        peer.split = true;
                    }
                }
                Token::LOAD => self.load_balance(peer),
                _ => {
                    self.warn("invalid statement in peer declaration");
                    return self.no_peer();
                }
            }
            if !self.semi() {
                return self.no_peer();
            }
        }
    }

    fn no_peer<T>(&mut self) -> Option<T> {
        self.skip_to_rbrace(1);
        None
    }

    fn peer_number(&mut self, objection: &str) -> Option<i32> {
        if self.next() != Token::NUMBER {
            self.warn(objection);
            return self.no_peer();
        }
        Some(atoi(self.text()))
    }

    fn hash_buckets(&mut self, peer: &mut Peer) -> Option<()> {
        if peer.secondary {
            self.warn("secondary may not define load balance settings.");
        }
        if self.bytes_between::<32>(Token::COLON, 16).is_none() {
            return self.no_peer();
        }
        peer.split = true;
        Some(())
    }

    fn load_balance(&mut self, peer: &mut Peer) {
        let words = [
            (Token::BALANCE, "expecting 'balance'"),
            (Token::MAX, "expecting 'max'"),
            (Token::SECONDS, "expecting 'secs'"),
            (Token::NUMBER, "expecting number"),
        ];
        for (expected, objection) in words {
            if self.next() != expected {
                self.warn(objection);
                self.skip_to_rbrace(1);
                return;
            }
        }
        peer.load_balance_seconds = atoi(self.text());
    }
}
