//! Configuring a network device.

use std::ops::ControlFlow;

use ipxe_reference::{ErrorFile, ErrorId, Posix};

use super::LinkWait;
use crate::activity::Polled;
use crate::monojob::MonoJob;
use crate::ports::{Configured, Job, SettingsUpdate};
use crate::{Cx, Status, Ticks};

const NO_METHOD: ErrorId = ErrorId::new(Posix::Eaddrnotavail, ErrorFile::Ifmgmt, 1);
const DOES_NOT_APPLY: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Netdevice, 0);

/// How long a link may take to come up (`usr/ifmgmt.c: LINK_WAIT_TIMEOUT`).
const LINK_WAIT_TIMEOUT: Ticks = Ticks::from_seconds(15);

/// Configures a network device (`usr/ifmgmt.c: ifconf`).
///
/// All configurators run side by side, and it ends when the last of them has ended. What they bring is stored as
/// each of them ends. Those that are still running when it is given up are stopped, whereas iPXE lets them run on
/// until the device is closed, which most commands do at once.
#[derive(Clone, Debug)]
pub struct Configuration {
    device: Vec<u8>,
    /// The only one to use.
    configurator: Option<&'static str>,
    timeout: Ticks,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Link(LinkWait),
    Configure { parts: Vec<Part>, job: MonoJob<()> },
}

/// A configurator that is running.
#[derive(Clone, Debug)]
struct Part {
    configurator: &'static str,
    /// When it ends, if ever.
    ends: Option<Ticks>,
    result: Result<Configured, ErrorId>,
}

impl Configuration {
    /// Opens the device and waits for its link. A timeout of zero is for ever.
    ///
    /// # Errors
    /// Where the device cannot be opened; that has been printed.
    pub fn start(
        cx: &mut Cx<'_>,
        device: &[u8],
        configurator: Option<&'static str>,
        timeout: Ticks,
    ) -> Result<Self, Status> {
        let link = LinkWait::start(cx, device, LINK_WAIT_TIMEOUT, false)?;
        Ok(Self {
            device: device.to_vec(),
            configurator,
            timeout,
            stage: Stage::Link(link),
        })
    }

    /// Gives success, or why it failed; that has been printed.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Result<(), Status>> {
        if let Stage::Link(link) = &mut self.stage {
            if let Err(status) = link.poll(cx)? {
                return ControlFlow::Continue(Err(status));
            }
            match self.configure(cx) {
                Ok(stage) => self.stage = stage,
                Err(status) => return ControlFlow::Continue(Err(status)),
            }
        }
        let Stage::Configure { parts, job } = &mut self.stage else {
            return ControlFlow::Continue(Ok(()));
        };
        let now = cx.now();
        let ended = |part: &mut Part| part.ends.is_some_and(|end| end <= now);
        for part in parts.extract_if(.., ended) {
            if let Ok(configured) = part.result {
                let what = format!("configured by {}", part.configurator);
                cx.note_interface(&self.device, what.as_bytes());
                cx.apply_configuration(configured);
            }
        }
        job.poll(cx)
    }

    /// Starts the configurators.
    fn configure(&self, cx: &mut Cx<'_>) -> Result<Stage, Status> {
        let device = &*self.device;
        let applicable = cx.ask(|world, host| world.configurators(host, device));
        let wanted = match self.configurator {
            Some(name) => vec![name],
            None => applicable.clone(),
        };
        let mut parts = Vec::new();
        for configurator in wanted {
            let started = if applicable.contains(&configurator) {
                cx.ask(|world, host| world.configure(host, device, configurator))
            } else {
                Err(DOES_NOT_APPLY)
            };
            let job = started.map_err(|fault| {
                let mut what = [b"Could not configure ", device].concat();
                if self.configurator.is_some() {
                    what.extend(format!(" via {configurator}").bytes());
                }
                cx.complain(what, fault)
            })?;
            parts.push(Part {
                configurator,
                ends: job.duration.map(|duration| cx.now() + duration),
                result: job.result,
            });
        }
        let address = cx
            .machine
            .interfaces
            .find(device)
            .map(|device| device.address_text());
        let chosen = self
            .configurator
            .map_or_else(String::new, |name| format!("[{name}] "));
        let mut line = format!("Configuring {chosen}(").into_bytes();
        line.extend_from_slice(device);
        line.extend(format!(" {})", address.unwrap_or_default()).bytes());
        cx.print(line);
        let job = self.combined(cx.now(), &parts);
        let job = MonoJob::start(cx, Some(b""), self.timeout, job);
        Ok(Stage::Configure { parts, job })
    }

    /// The end of all configurators (`usr/ifmgmt.c: ifconf_progress`).
    fn combined(&self, now: Ticks, parts: &[Part]) -> Job<()> {
        let ends: Option<Vec<Ticks>> = parts.iter().map(|part| part.ends).collect();
        let result = match (self.configurator, parts) {
            (Some(_), [part]) => part.result.as_ref().map(|_| ()).map_err(|fault| *fault),
            _ if parts.iter().any(|part| part.result.is_ok()) => Ok(()),
            _ => Err(NO_METHOD),
        };
        let duration = ends.map(|ends| {
            ends.into_iter()
                .max()
                .map_or(Ticks::ZERO, |end| end.since(now))
        });
        Job {
            duration,
            progress: Vec::new(),
            result,
        }
    }
}

impl Cx<'_> {
    /// Stores what a configurator brought.
    pub(crate) fn apply_configuration(&mut self, configured: Configured) {
        let settings = &mut self.machine.settings;
        for update in configured.settings {
            match update {
                SettingsUpdate::Register {
                    parent,
                    name,
                    order,
                    block,
                } => {
                    let parent = match &*parent {
                        b"" => Some(settings.root()),
                        path => settings.find_block(path),
                    };
                    if let Some(parent) = parent {
                        // The blocks of configurators are far from the limit of nesting.
                        let _ = settings.register(parent, &name, order, block);
                    }
                }
                SettingsUpdate::Unregister { name } => {
                    if let Some(block) = settings.find_block(&name) {
                        settings.unregister(block);
                    }
                }
            }
        }
        self.machine.apply_settings();
    }
}
