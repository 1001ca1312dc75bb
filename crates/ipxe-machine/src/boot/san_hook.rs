//! Opening SAN devices.

use ipxe_reference::{ErrorFile, ErrorId, Platform, Posix};
use std::ops::ControlFlow;

use crate::activity::{Polled, wait_until};
use crate::ports::{Job, SanDevice};
use crate::state::ResolvedUri;
use crate::{Cx, Status, Ticks};

const IN_USE: ErrorId = ErrorId::new(Posix::Eaddrinuse, ErrorFile::Sanboot, 0);
const NO_OPENER: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Open, 0);

/// The kind of drive: hard disk or floppy disk.
const HARD_DISK: u32 = 0x80;
/// Asks for the next number that is free (`arch/x86/interface/pcbios/int13.c: int13_hook`).
const NATURAL: u32 = 0x7f;

/// Opens a SAN device by its paths (`core/sanboot.c: register_sandev`). Nothing is shown meanwhile, and nothing can
/// interrupt it.
#[derive(Clone, Debug)]
pub struct SanHook {
    drive: u32,
    /// When it ends, if ever.
    ends: Option<Ticks>,
    result: Result<SanDevice, ErrorId>,
}

impl SanHook {
    /// Begins to open the paths. Relative ones are resolved like those of downloads.
    pub fn start(cx: &mut Cx<'_>, drive: u32, paths: &[ResolvedUri]) -> Self {
        let drive = cx.san_drive(drive);
        let job = if cx.machine.san.find(drive).is_some() {
            Job::failed(IN_USE)
        } else {
            cx.open_san_paths(drive, paths)
        };
        let ends = job.duration.map(|duration| cx.now() + duration);
        let result = job.result;
        Self {
            drive,
            ends,
            result,
        }
    }

    /// Gives the drive number.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Result<u32, Status>> {
        match self.ends {
            Some(end) if end <= cx.now() => {}
            Some(end) => return wait_until(end, false),
            None => return wait_until(Ticks(u64::MAX), false),
        }
        let Self { drive, result, .. } = *self;
        ControlFlow::Continue(match result {
            Ok(device) => {
                cx.machine.san.insert(drive, device);
                // What counts as an error is whether the number is negative as a C `int`.
                match drive as i32 {
                    status @ ..0 => Err(Status(status)),
                    _ => Ok(drive),
                }
            }
            Err(fault) => Err(cx.status(fault)),
        })
    }
}

impl Cx<'_> {
    /// The number that a drive gets: the BIOS puts it behind the drives that there are, if that is asked for.
    fn san_drive(&mut self, drive: u32) -> u32 {
        if self.machine.build.platform != Platform::Pcbios || drive & NATURAL != NATURAL {
            return drive;
        }
        let kind = drive & HARD_DISK;
        let [floppy_disks, hard_disks] = self.ask(|world, host| world.bios_disks(host));
        let own = if kind == 0 { floppy_disks } else { hard_disks };
        let opened = self.machine.san.all().iter();
        let opened = opened
            .filter(|(drive, _)| drive & HARD_DISK == kind)
            .count();
        kind | (u32::from(own) + opened as u32)
    }

    fn open_san_paths(&mut self, drive: u32, paths: &[ResolvedUri]) -> Job<SanDevice> {
        let dialect = self.uri_dialect();
        let mut uris = Vec::with_capacity(paths.len());
        for path in paths {
            let resolved = path.resolve(self.machine.cwuri.get(), dialect);
            if !self.has_opener(&resolved) {
                return Job::failed(NO_OPENER);
            }
            uris.push(resolved.uri);
        }
        self.ask(|world, host| world.open_san(host, drive, &uris))
    }

    /// Whether the build has a protocol for a URI, whatever the protocol is good for (`core/open.c: xfer_uri_opener`).
    pub(super) fn has_opener(&self, uri: &ResolvedUri) -> bool {
        let scheme = uri.uri.scheme.as_deref();
        scheme.is_some_and(|scheme| self.machine.build.has_opener(scheme))
    }

    /// Closes a SAN device, if there is one (`san_unhook`).
    pub(super) fn san_unhook(&mut self, drive: u32) {
        if self.machine.san.remove(drive).is_some() {
            self.ask(|world, host| world.close_san(host, drive));
        }
    }
}
