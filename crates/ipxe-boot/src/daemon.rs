//! The DHCP daemons, behind one face.

use ipxe_dhcp::{Answer, Field, Files, Host, Place, Request, dhcpd, dnsmasq};
use ipxe_diagnostics::SourceFile;
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
    #[error("{file}: there is no model of this daemon; expected one of dnsmasq or dhcpd")]
    NoModel {
        /// The main file.
        file: String,
    },
}

/// A line of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigLine {
    /// The file, as the daemon sees it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// What stands there.
    pub text: String,
}

/// Why a part of an answer is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The part.
    pub field: Field,
    /// The line that decides. None where it is the daemon's own rule.
    pub line: Option<ConfigLine>,
    /// Why, in a few words.
    pub why: String,
}

/// A daemon that runs, with its leases.
#[derive(Clone, Debug)]
pub struct Daemon {
    name: DaemonName,
    running: Running,
    /// The files of its configuration.
    sources: Vec<SourceFile>,
}

#[derive(Clone, Debug)]
enum Running {
    Dnsmasq(Box<(dnsmasq::Server, dnsmasq::State)>),
    Dhcpd(Box<(dhcpd::Server, dhcpd::State)>),
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
                Ok(Self {
                    name,
                    running: Running::Dnsmasq(Box::new((server, state))),
                    sources: checked.sources,
                })
            }
            DaemonName::Dhcpd => {
                let checked = dhcpd::Config::read(files, &file, host);
                let Some(config) = checked.config else {
                    let output = checked.output.join("; ");
                    return Err(StartError::Refused { file, output });
                };
                let server = dhcpd::Server::start(config, host.clone());
                let server = server.map_err(|error| StartError::Start {
                    file,
                    output: error.to_string(),
                })?;
                let state = server.state();
                Ok(Self {
                    name,
                    running: Running::Dhcpd(Box::new((server, state))),
                    sources: checked.sources,
                })
            }
            DaemonName::Kea => Err(StartError::NoModel { file }),
        }
    }

    /// What it does with a packet.
    pub fn answer(&mut self, request: &Request) -> Answer {
        match &mut self.running {
            Running::Dnsmasq(running) => {
                let (server, state) = &mut **running;
                server.answer(state, request)
            }
            Running::Dhcpd(running) => {
                let (server, state) = &mut **running;
                server.answer(state, request)
            }
        }
    }

    /// Which daemon it is.
    #[must_use]
    pub const fn name(&self) -> DaemonName {
        self.name
    }

    /// Why an answer is what it is, with the lines of the configuration.
    #[must_use]
    pub fn decisions(&self, answer: &Answer) -> Vec<Decision> {
        let decision = |reason: &ipxe_dhcp::Reason| Decision {
            field: reason.field,
            line: reason.place.and_then(|place| self.line(place)),
            why: reason.why.clone().into_owned(),
        };
        answer.reasons.iter().map(decision).collect()
    }

    fn line(&self, place: Place) -> Option<ConfigLine> {
        let source = self.sources.get(place.file.0 as usize)?;
        let line = source.line_at(place.span.start);
        let text = source.text(source.line_span(line)?);
        Some(ConfigLine {
            file: source.name().to_owned(),
            line,
            text: text.trim().to_owned(),
        })
    }
}
