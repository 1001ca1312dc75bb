//! One face for the three daemons.

use super::case::{Case, DaemonName};
use super::{VerifyError, load};
use crate::{Answer, Checked, Files, Finding, Host, MemoryFiles, Request, dhcpd, dnsmasq};

/// The daemon's main file and the folder it is in.
fn paths(daemon: DaemonName) -> (&'static str, &'static str) {
    match daemon {
        DaemonName::Dnsmasq => ("/etc/dnsmasq.d", "dnsmasq.conf"),
        DaemonName::Dhcpd => ("/etc/dhcp", "dhcpd.conf"),
        DaemonName::Kea => ("/etc/kea", "kea-dhcp4.conf"),
    }
}

/// What the daemon's own check says.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) exit: u8,
    pub(super) output: Vec<String>,
    pub(super) problems: Vec<Problem>,
    /// What its start says; none where the check fails.
    pub(super) start: Option<Start>,
}

/// A mistake where the daemon sees it.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: Option<u32>,
    pub(super) message: String,
}

/// Whether the daemon stays up.
#[derive(Debug)]
pub(super) struct Start {
    pub(super) up: bool,
    pub(super) output: Vec<String>,
}

/// A daemon that runs.
#[derive(Clone)]
pub(super) enum Running {
    Dnsmasq(Box<(dnsmasq::Server, dnsmasq::State)>),
    Dhcpd(Box<(dhcpd::Server, dhcpd::State)>),
}

impl Running {
    pub(super) fn answer(&mut self, request: &Request) -> Answer {
        match self {
            Self::Dnsmasq(running) => {
                let (server, state) = &mut **running;
                server.answer(state, request)
            }
            Self::Dhcpd(running) => {
                let (server, state) = &mut **running;
                server.answer(state, request)
            }
        }
    }
}

/// Files as the daemon of a case sees them.
fn files(case: &Case) -> Result<MemoryFiles, VerifyError> {
    let (folder, _) = paths(case.daemon);
    let mut files = load::load_files(&case.path, folder)?;
    files.insert("/etc/hosts", *b"127.0.0.1 localhost\n");
    files.insert_folder("/srv/tftp");
    Ok(files)
}

/// Reads the configuration and starts the daemon.
pub(super) fn start(case: &Case) -> Result<Running, VerifyError> {
    let files = files(case)?;
    let (folder, name) = paths(case.daemon);
    let main = format!("{folder}/{name}");
    let refused = |problem: String| VerifyError::Case {
        path: case.path.clone(),
        problem,
    };
    match case.daemon {
        DaemonName::Dnsmasq => {
            let checked = dnsmasq::Config::read(&files, &main, &case.host);
            let config = checked
                .config
                .ok_or_else(|| refused(checked.output.join("; ")))?;
            let server = dnsmasq::Server::start(config, case.host.clone(), &files)
                .map_err(|error| refused(error.to_string()))?;
            let state = server.state();
            Ok(Running::Dnsmasq(Box::new((server, state))))
        }
        DaemonName::Dhcpd => {
            let checked = dhcpd::Config::read(&files, &main, &case.host);
            let config = checked
                .config
                .ok_or_else(|| refused(checked.output.join("; ")))?;
            let server = dhcpd::Server::start(config, case.host.clone())
                .map_err(|error| refused(error.to_string()))?;
            let state = server.state();
            Ok(Running::Dhcpd(Box::new((server, state))))
        }
        DaemonName::Kea => Err(refused("no model of this daemon".to_owned())),
    }
}

/// Runs the daemon's own check.
pub(super) fn check(case: &Case) -> Result<Check, VerifyError> {
    let files = files(case)?;
    let (folder, name) = paths(case.daemon);
    let main = format!("{folder}/{name}");
    match case.daemon {
        DaemonName::Dnsmasq => Ok(check_dnsmasq(&files, &main, &case.host)),
        DaemonName::Dhcpd => Ok(check_dhcpd(&files, &main, &case.host)),
        DaemonName::Kea => Err(VerifyError::Case {
            path: case.path.clone(),
            problem: "no model of this daemon".to_owned(),
        }),
    }
}

fn check_dnsmasq(files: &dyn Files, main: &str, host: &Host) -> Check {
    let mut checked = dnsmasq::Config::read(files, main, host);
    let start = checked.config.take().map(|config| {
        match dnsmasq::Server::start(config, host.clone(), files) {
            Ok(server) => Start {
                up: true,
                output: server.log().to_vec(),
            },
            Err(error) => Start {
                up: false,
                output: vec![
                    format!("dnsmasq: {error}"),
                    "dnsmasq: FAILED to start up".to_owned(),
                ],
            },
        }
    });
    summary(checked, start, |finding| finding.diagnostic.message.clone())
}

fn check_dhcpd(files: &dyn Files, main: &str, host: &Host) -> Check {
    let mut checked = dhcpd::Config::read(files, main, host);
    let start =
        checked
            .config
            .take()
            .map(|config| match dhcpd::Server::start(config, host.clone()) {
                Ok(server) => Start {
                    up: true,
                    output: server.log().to_vec(),
                },
                Err(error) => {
                    let mut output = error.log().to_vec();
                    output.push(error.to_string());
                    Start { up: false, output }
                }
            });
    // Its lines are `FILE line N: MESSAGE`.
    summary(checked, start, |finding| {
        let console = finding.diagnostic.console.as_deref().unwrap_or_default();
        let said = console
            .split_once(" line ")
            .and_then(|(_, rest)| rest.split_once(": "));
        said.map_or(console, |(_, message)| message).to_owned()
    })
}

fn summary<M>(
    checked: Checked<M>,
    start: Option<Start>,
    message: impl Fn(&Finding) -> String,
) -> Check {
    let problems = checked.findings.iter().filter_map(|finding| {
        let position = finding.position.clone()?;
        Some(Problem {
            file: position.file,
            line: position.line,
            column: position.column,
            message: message(finding),
        })
    });
    Check {
        exit: checked.exit,
        problems: problems.collect(),
        output: checked.output,
        start,
    }
}
