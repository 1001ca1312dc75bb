//! Booting from a URI, a SAN device, or both.

use ipxe_reference::{ErrorFile, ErrorId, Platform, Posix};
use std::ops::ControlFlow;

use super::SanHook;
use crate::activity::{Activity, Polled, Suspend};
use crate::event::EventKind;
use crate::image::{Download, ImageExec};
use crate::ports::SanBootConfig;
use crate::state::{ImageId, ResolvedUri};
use crate::{Cx, Outcome, Status, Ticks};

/// A userspace iPXE cannot boot from a device (`core/dummy_sanboot.c: dummy_san_boot`).
const CANNOT_BOOT: ErrorId = ErrorId::new(Posix::Eopnotsupp, ErrorFile::DummySanboot, 0);

/// What is left out (`include/usr/autoboot.h`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UriBootFlags {
    /// Do not describe SAN devices.
    pub no_san_describe: bool,
    /// Do not boot from a SAN device.
    pub no_san_boot: bool,
    /// Do not close the SAN device.
    pub no_san_unhook: bool,
}

impl UriBootFlags {
    /// Nothing with SAN devices at all (`URIBOOT_NO_SAN`).
    pub const NO_SAN: Self = Self {
        no_san_describe: true,
        no_san_boot: true,
        no_san_unhook: true,
    };
}

/// Opens a SAN device, boots from a URI, boots from the SAN device, closes it (`usr/autoboot.c: uriboot`).
#[derive(Clone, Debug)]
pub struct UriBoot {
    filename: Option<ResolvedUri>,
    root_paths: Vec<ResolvedUri>,
    drive: u32,
    config: SanBootConfig,
    flags: UriBootFlags,
    stage: Stage,
    status: Status,
}

#[derive(Clone, Debug)]
enum Stage {
    Begin,
    Hook(SanHook),
    Describe,
    Download(Box<Download>),
    Execute(ImageExec),
    Boot,
    Unhook,
}

impl UriBoot {
    /// What is to be booted. With root paths a SAN device is opened at the drive number; without any, a drive that
    /// is there already is meant.
    #[must_use]
    pub fn new(
        filename: Option<ResolvedUri>,
        root_paths: Vec<ResolvedUri>,
        drive: u32,
        config: SanBootConfig,
        flags: UriBootFlags,
    ) -> Self {
        Self {
            filename,
            root_paths,
            drive,
            config,
            flags,
            stage: Stage::Begin,
            status: Status::OK,
        }
    }

    fn begin(&self, cx: &mut Cx<'_>) -> Stage {
        if self.root_paths.is_empty() {
            Stage::Describe
        } else {
            Stage::Hook(SanHook::start(cx, self.drive, &self.root_paths))
        }
    }

    /// Notes the device that was opened.
    fn hooked(&mut self, cx: &mut Cx<'_>, hooked: Result<u32, Status>) -> Result<Stage, Status> {
        match hooked {
            Ok(drive) => {
                self.drive = drive;
                cx.print(format!("Registered SAN device {drive:#04x}\n"));
                note(cx, drive, "opened");
                Ok(Stage::Describe)
            }
            Err(status) => {
                cx.complain_of("Could not open SAN device", status);
                Err(status)
            }
        }
    }

    fn describe(&mut self, cx: &mut Cx<'_>) -> Stage {
        if !self.flags.no_san_describe
            && let Err(fault) = cx.ask(|world, host| world.describe_san(host))
        {
            self.status = cx.complain("Could not describe SAN devices", fault);
            return Stage::Unhook;
        }
        let Some(filename) = &self.filename else {
            return Stage::Boot;
        };
        match Download::start_uri(cx, filename, Ticks::ZERO, false) {
            Ok(download) => Stage::Download(Box::new(download)),
            Err(status) => {
                self.status = status;
                Stage::Unhook
            }
        }
    }

    fn downloaded(&mut self, cx: &mut Cx<'_>, downloaded: Result<ImageId, Status>) -> Stage {
        match downloaded {
            Ok(image) => {
                cx.print_image(image);
                if let Some(image) = cx.machine.images.get_mut(image) {
                    image.autofree = true;
                }
                Stage::Execute(ImageExec::new(image))
            }
            Err(status) => {
                self.status = status;
                Stage::Unhook
            }
        }
    }

    /// After the image has returned a SAN device is tried in any case.
    fn executed(&mut self, cx: &mut Cx<'_>, status: Status) -> Stage {
        self.status = status;
        if status.is_ok() {
            // Nobody knows where it left the cursor.
            cx.print("\n");
        } else {
            cx.complain_of("Could not boot image", status);
        }
        Stage::Boot
    }

    /// Boots from the SAN device; gives true if that has taken over the machine.
    fn boot(&mut self, cx: &mut Cx<'_>) -> bool {
        let drive = self.drive;
        if self.flags.no_san_boot {
            return false;
        }
        if cx.san_flag("skip-san-boot") {
            cx.print(format!("Skipping boot from SAN device {drive:#04x}\n"));
            return false;
        }
        let mut text = b"Booting".to_vec();
        if let Some(filename) = &self.config.filename {
            text.push(b' ');
            text.extend_from_slice(filename);
        }
        text.extend(format!(" from SAN device {drive:#04x}\n").bytes());
        cx.print(text);
        let result = match cx.machine.build.platform {
            Platform::Linux => Err(CANNOT_BOOT),
            _ => cx.ask(|world, host| world.boot_san(host, drive, &self.config)),
        };
        match result {
            Ok(()) => return true,
            Err(fault) => {
                let what = format!("Boot from SAN device {drive:#04x} failed");
                self.status = cx.complain(what, fault);
            }
        }
        false
    }

    fn unhook(&self, cx: &mut Cx<'_>) {
        let drive = self.drive;
        if self.flags.no_san_unhook {
        } else if cx.san_flag("keep-san") {
            cx.print(format!("Preserving SAN device {drive:#04x}\n"));
        } else {
            cx.san_unhook(drive);
            cx.print(format!("Unregistered SAN device {drive:#04x}\n"));
            note(cx, drive, "closed");
        }
    }
}

fn note(cx: &mut Cx<'_>, drive: u32, what: &str) {
    if cx.is_watched() {
        let text = format!("{drive:#04x} {what}");
        cx.emit(|_| EventKind::Note {
            subject: "san",
            text: text.as_bytes(),
        });
    }
}

impl Activity for UriBoot {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        loop {
            self.stage = match &mut self.stage {
                Stage::Begin => self.begin(cx),
                Stage::Hook(hook) => {
                    let hooked = hook.poll(cx)?;
                    match self.hooked(cx, hooked) {
                        Ok(stage) => stage,
                        Err(status) => return ControlFlow::Continue(status),
                    }
                }
                Stage::Describe => self.describe(cx),
                Stage::Download(download) => {
                    let downloaded = download.poll(cx)?;
                    self.downloaded(cx, downloaded)
                }
                Stage::Execute(execution) => {
                    let status = execution.poll(cx)?;
                    self.executed(cx, status)
                }
                Stage::Boot => {
                    let drive = self.drive;
                    if self.boot(cx) {
                        let outcome = Outcome::BootedSan { drive };
                        return ControlFlow::Break(Suspend::Halt(outcome));
                    }
                    Stage::Unhook
                }
                Stage::Unhook => {
                    self.unhook(cx);
                    return ControlFlow::Continue(self.status);
                }
            };
        }
    }
}

impl Cx<'_> {
    /// A numeric setting that turns something on.
    fn san_flag(&self, name: &str) -> bool {
        let settings = &self.machine.settings;
        let key = settings.dialect().key(name);
        key.is_some_and(|key| settings.fetch_flag(settings.root(), key))
    }

    /// The drive number where none is given (`core/sanboot.c: san_default_drive`).
    #[must_use]
    pub fn san_default_drive(&self) -> u32 {
        /// The first hard disk (`include/ipxe/sanboot.h: SAN_DEFAULT_DRIVE`).
        const FIRST_HARD_DISK: u32 = 0x80;
        let settings = &self.machine.settings;
        let key = settings.dialect().key("san-drive");
        let drive = key.and_then(|key| settings.fetch_uint(settings.root(), key).ok());
        drive.map_or(FIRST_HARD_DISK, |drive| drive as u32)
    }
}
