//! dnsmasq 2.90: `dnsmasq.conf` and what the server answers.
//!
//! [`Config::read`] does what `dnsmasq --test` does; [`Server::start`] what happens at its start; [`Server::answer`]
//! what it does with a packet on port 67 or 4011. Comments name the files and functions of dnsmasq.

mod config;
mod directive;
mod keyword;
mod line;
mod lint;
mod names;
mod option_table;
mod read;
mod server;
mod tag;
mod text;

pub use config::Config;
pub use server::{Server, StartError, State};
