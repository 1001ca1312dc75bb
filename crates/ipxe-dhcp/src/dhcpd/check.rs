//! What `dhcpd -t` does: reading the configuration, and executing the statements of its outermost scope once.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use super::eval::{Evaluator, compile};
use super::expression::ExprId;
use super::model::Config;
use super::options::Options;
use super::parse::{Block, Parser};
use super::scope::Bindings;
use crate::{Checked, Files, Host};

/// Last line of a refused configuration.
const REFUSED: &str = "Configuration file errors encountered -- exiting";

/// Parameters that are taken at start only (`dhcpd.c: postconf_initialization`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ports {
    pub(super) local: u16,
    pub(super) remote: u16,
    /// What counts as everybody's address.
    pub(super) broadcast: Ipv4Addr,
    /// Whether a REQUEST for another server is left alone, where a partner shares the pool.
    pub(super) server_id_check: bool,
}

impl Default for Ports {
    fn default() -> Self {
        Self {
            local: 67,
            remote: 68,
            broadcast: Ipv4Addr::BROADCAST,
            server_id_check: false,
        }
    }
}

impl Config {
    /// Nothing declared.
    pub(super) fn empty() -> Self {
        Self {
            options: Options::builtin(),
            expressions: Vec::new(),
            patterns: Default::default(),
            functions: Vec::new(),
            groups: Vec::new(),
            classes: Vec::new(),
            class_order: Vec::new(),
            hosts: Vec::new(),
            hosts_by_name: HashMap::default(),
            hosts_by_hardware: HashMap::default(),
            hosts_by_identifier: HashMap::default(),
            hosts_by_option: Vec::new(),
            subnets: Vec::new(),
            subnet_order: Vec::new(),
            networks: Vec::new(),
            pools: Vec::new(),
            ranges: Vec::new(),
            interfaces: Vec::new(),
            globals: Bindings::default(),
            ports: Ports::default(),
        }
    }

    /// Does what `dhcpd -t -cf main_file` does.
    #[must_use]
    pub fn read(files: &dyn Files, main_file: &str, machine: &Host) -> Checked<Self> {
        let mut parser = Parser::new(files);
        parser.open_main(main_file);
        let understood = parser.read_file(main_file, Self::ROOT, Block::Root);
        if !understood && !parser.aborted {
            parser.output.push(REFUSED.to_owned());
        }
        let mut config = None;
        if understood && !parser.aborted {
            let mut made = std::mem::replace(&mut parser.config, Self::empty());
            made.patterns = compile(&made.expressions);
            parser.take_start_parameters(&mut made, machine);
            parser.check_partners();
            config = (!parser.aborted).then_some(made);
        }
        Checked {
            exit: u8::from(config.is_none()),
            sources: parser.sources,
            findings: parser.findings,
            output: parser.output,
            config,
        }
    }
}

/// An expression that no packet and no lease has to do with, and what the daemon logs about it.
pub(super) fn constant_value(
    config: &Config,
    value: ExprId,
    machine: &Host,
) -> (Vec<u8>, Vec<String>) {
    let mut evaluator = Evaluator::new(config, machine, Bindings::default());
    evaluator.has_reply = false;
    let bytes = evaluator.data(value).value().unwrap_or_default();
    (bytes, evaluator.log)
}

impl Parser<'_> {
    /// Executes the outermost scope without a packet, as the daemon does for its own parameters.
    fn take_start_parameters(&mut self, config: &mut Config, machine: &Host) {
        let mut evaluator = Evaluator::new(config, machine, Bindings::default());
        evaluator.execute_scope(Config::ROOT, None);
        let mut ports = Ports::default();
        let mut problem = None;
        let mut parameter = |evaluator: &mut Evaluator<'_>, code, length, message: &str| {
            let value = evaluator.reply_option(Options::SERVER, code)?.value()?;
            if value.len() == length {
                return Some(value);
            }
            problem.get_or_insert(message.to_owned());
            None
        };
        let number = |value: Vec<u8>| {
            value
                .iter()
                .fold(0, |sum, byte| sum << 8 | u16::from(*byte))
        };
        parameter(&mut evaluator, 31, 2, "invalid omapi port data length");
        if let Some(port) = parameter(&mut evaluator, 32, 2, "invalid local port data length") {
            ports.local = number(port);
        }
        if let Some(port) = parameter(&mut evaluator, 34, 2, "invalid remote port data length") {
            ports.remote = number(port);
        }
        let broadcast = parameter(
            &mut evaluator,
            33,
            4,
            "invalid broadcast address data length",
        );
        if let Some(Ok(octets)) = broadcast.map(<[u8; 4]>::try_from) {
            ports.broadcast = Ipv4Addr::from(octets);
        }
        parameter(&mut evaluator, 35, 4, "invalid local address data length");
        let style = parameter(&mut evaluator, 39, 1, "invalid dns update type");
        if style.as_deref() == Some(&[1]) {
            problem.get_or_insert("ddns-update-style ad_hoc no longer supported".to_owned());
        }
        // None of these flags is seen: without a packet, flags are not worked out.
        ports.server_id_check = false;
        let (log, fatal) = (std::mem::take(&mut evaluator.log), evaluator.fatal.take());
        let globals = evaluator.scopes.into_base();
        (config.globals, config.ports) = (globals, ports);
        self.output.extend(log);
        if let Some(message) = fatal.or(problem) {
            self.abort(message);
        }
    }

    /// `failover.c: dhcp_failover_sanity_check`.
    fn check_partners(&mut self) {
        let mut failed = false;
        let peers = std::mem::take(&mut self.peers);
        for peer in peers.iter().rev() {
            let name = String::from_utf8_lossy(&peer.name).into_owned();
            if peer.pools == 0 {
                self.log_here(format!(
                    "ERROR: Failover peer, {name}, has no referring pools. You must refer to each peer in at least one pool declaration."
                ));
                failed = true;
            }
            if !peer.balances {
                self.output.push(format!(
                    "WARNING: load balancing will be disabled for failover peer, {name}, because its load balance max secs is 0"
                ));
            }
        }
        if failed {
            self.abort("Failover configuration sanity check failed".to_owned());
        }
    }
}
