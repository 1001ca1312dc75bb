//! Kea 2.2: `kea-dhcp4.conf` and what the server answers.
//!
//! [`Config::read`] does what `kea-dhcp4 -t` does. Comments name the files and functions of Kea.

mod config;
mod element;
mod refusal;
mod syntax;

pub use config::Config;
