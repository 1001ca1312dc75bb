//! The DHCP daemons, behind one face.

use ipxe_dhcp::{Answer, Files, Host, Request, dnsmasq};
use serde::Deserialize;
use thiserror::Error;

/// A DHCP daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are those of the programs")]
pub enum DaemonName {
    Dnsmasq,
    Dhcpd,
    Kea,
}

impl DaemonName {
    /// The folder of its configuration, and its main file there.
    #[must_use]
    pub const fn paths(self) -> (&'static str, &'static str) {
        match self {
            Self::Dnsmasq => ("/etc/dnsmasq.d", "dnsmasq.conf"),
            Self::Dhcpd => ("/etc/dhcp", "dhcpd.conf"),
            Self::Kea => ("/etc/kea", "kea-dhcp4.conf"),
        }
    }
}

/// Why a daemon does not run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StartError {
    /// Its own check refuses the configuration.
    #[error("{file}: the daemon refuses it: {output}")]
    Refused {
        /// The main file.
        file: String,
        /// What the daemon prints.
        output: String,
    },
    /// The configuration is accepted, but the daemon gives up when it starts.
    #[error("{file}: the daemon does not start: {output}")]
    Start {
        /// The main file.
        file: String,
        /// What the daemon prints.
        output: String,
    },
    /// There is no model of the daemon.
    #[error("{file}: there is no model of this daemon; expected a configuration of dnsmasq")]
    NoModel {
        /// The main file.
        file: String,
    },
}

/// A daemon that runs, with its leases.
#[derive(Clone, Debug)]
pub struct Daemon(Running);

#[derive(Clone, Debug)]
enum Running {
    Dnsmasq(Box<(dnsmasq::Server, dnsmasq::State)>),
}

impl Daemon {
    /// Reads a daemon's usual configuration file and starts it on a machine.
    ///
    /// # Errors
    /// Where the daemon would not run.
    pub fn start(name: DaemonName, files: &dyn Files, host: &Host) -> Result<Self, StartError> {
        let (folder, file) = name.paths();
        let file = format!("{folder}/{file}");
        match name {
            DaemonName::Dnsmasq => {
                let checked = dnsmasq::Config::read(files, &file, host);
                let Some(config) = checked.config else {
                    let output = checked.output.join("; ");
                    return Err(StartError::Refused { file, output });
                };
                let server = dnsmasq::Server::start(config, host.clone(), files);
                let server = server.map_err(|error| StartError::Start {
                    file,
                    output: error.to_string(),
                })?;
                let state = server.state();
                Ok(Self(Running::Dnsmasq(Box::new((server, state)))))
            }
            DaemonName::Dhcpd | DaemonName::Kea => Err(StartError::NoModel { file }),
        }
    }

    /// What it does with a packet.
    pub fn answer(&mut self, request: &Request) -> Answer {
        match &mut self.0 {
            Running::Dnsmasq(running) => {
                let (server, state) = &mut **running;
                server.answer(state, request)
            }
        }
    }
}
