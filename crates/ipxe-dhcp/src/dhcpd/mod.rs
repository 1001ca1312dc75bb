//! ISC dhcpd 4.4.3-P1, from its own `dhcpd.conf`.
//!
//! 1. [`Config::read`] does what `dhcpd -t` does: the same complaints, in the same order, at the same lines.
//! 2. [`Server::start`] joins the configuration with the interfaces of a machine.
//! 3. [`Server::answer`] does what the daemon does with a packet: finds the client's network, classes, host and lease,
//!    executes the statements of all scopes that count, and writes the options that were asked for.
//!
//! Not here: DHCPv6, failover, DNS updates, lease queries, OMAPI, the lease file.
//!
//! Where to start: `lexer` and `parse` read; `model` is what was read; `eval` executes statements; `server` answers.

mod check;
mod domain;
mod eval;
mod expression;
mod lexer;
mod model;
mod options;
mod parse;
mod request;
mod scope;
mod server;
mod state;
mod statement;

pub use model::Config;
pub use server::{Server, StartError, State};
