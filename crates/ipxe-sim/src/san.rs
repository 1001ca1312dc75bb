//! SAN devices (`core/sanboot.c`, `net/tcp/iscsi.c`, `net/aoe.c`, `net/tcp/httpblock.c`).

mod aoe;
mod iscsi;

use std::collections::BTreeMap;

use ipxe_machine::ports::{Host, Job, San, SanBootConfig, SanDevice};
use ipxe_reference::{ErrorFile, ErrorId, Platform, Posix};
use ipxe_syntax::uri::Uri;

use crate::http::{Exchanged, Wish, start};
use crate::net::{Failure, Talk};
use crate::scenario::quantity::Size;
use crate::world::SimWorld;

const NO_OPENER: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Open, 0);
const NO_DISK: ErrorId = ErrorId::new(Posix::Eopnotsupp, ErrorFile::Blockdev, 0);
const NO_PATH: ErrorId = ErrorId::new(Posix::Enodev, ErrorFile::Sanboot, 0);
const NO_BOOT_SECTOR: ErrorId = ErrorId::new(Posix::Enoexec, ErrorFile::Int13, 0);
const NO_FILE_SYSTEM: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::EfiBlock, 0);
/// How often a command to a disk is repeated (`SAN_DEFAULT_RETRIES`).
const RETRIES: u32 = 10;

/// Bytes in a block of an HTTP disk (`HTTP_BLKSIZE`).
const HTTP_BLOCK: u32 = 512;
/// The drive that is the local disk.
const LOCAL_DRIVE: u32 = 0x80;

/// The devices that are open.
#[derive(Clone, Debug, Default)]
pub(crate) struct SanState {
    disks: BTreeMap<u32, Disk>,
}

/// A disk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disk {
    pub(crate) size: u64,
    pub(crate) block_size: u32,
    pub(crate) bootable: bool,
}

impl Disk {
    pub(crate) const fn new(size: Size, bootable: bool) -> Self {
        Self {
            size: size.0,
            block_size: 512,
            bootable,
        }
    }
}

impl San for SimWorld {
    fn open_san(&mut self, host: &Host<'_>, drive: u32, paths: &[Uri]) -> Job<SanDevice> {
        let mut talk = Talk::new(self, host);
        let result = talk.open_paths(paths);
        if let Ok(disk) = result {
            talk.world.san.disks.insert(drive, disk);
        }
        talk.finish(result.map(|disk| SanDevice {
            blocks: disk.size / u64::from(disk.block_size),
            block_size: disk.block_size,
        }))
    }

    fn close_san(&mut self, _: &Host<'_>, drive: u32) {
        self.san.disks.remove(&drive);
    }

    fn describe_san(&mut self, _: &Host<'_>) -> Result<(), ErrorId> {
        Ok(())
    }

    fn bios_disks(&mut self, _: &Host<'_>) -> [u8; 2] {
        [0, u8::from(self.scenario.machine.disk)]
    }

    fn boot_san(&mut self, host: &Host<'_>, drive: u32, _: &SanBootConfig) -> Result<(), ErrorId> {
        let disk = self.san.disks.get(&drive).copied();
        let is_local = disk.is_none() && drive == LOCAL_DRIVE && self.scenario.machine.disk;
        if is_local || disk.is_some_and(|disk| disk.bootable) {
            return Ok(());
        }
        Err(match host.build.platform {
            Platform::Efi => NO_FILE_SYSTEM,
            Platform::Pcbios | Platform::Linux => NO_BOOT_SECTOR,
        })
    }
}

impl Talk<'_, '_> {
    /// Opens all paths and takes the first that works (`sandev_reopen`).
    fn open_paths(&mut self, paths: &[Uri]) -> Result<Disk, Failure> {
        let mut first = None;
        for path in paths {
            match self.open_path(path) {
                Ok(disk) => return Ok(disk),
                Err(failure) => first = first.or(Some(failure)),
            }
        }
        Err(first.unwrap_or(Failure::Error(NO_PATH)))
    }

    fn open_path(&mut self, uri: &Uri) -> Result<Disk, Failure> {
        let dialect = self.host.build.uri_dialect();
        let scheme = uri.scheme.as_deref().ok_or(NO_OPENER)?;
        let is = |name: &str, option: &str| {
            dialect.scheme_is(scheme, name.as_bytes()) && self.host.build.has_option(option)
        };
        if is("iscsi", "SANBOOT_PROTO_ISCSI") {
            return self.open_iscsi(uri);
        }
        if is("aoe", "SANBOOT_PROTO_AOE") {
            return self.open_aoe(uri);
        }
        if is("http", "DOWNLOAD_PROTO_HTTP") || is("https", "DOWNLOAD_PROTO_HTTPS") {
            return self.open_http_disk(uri);
        }
        // Other protocols open what is no disk: it has no capacity.
        Err(NO_DISK.into())
    }

    /// Asks for the size of an HTTP disk (`http_block_read_capacity`), again and again if that fails.
    fn open_http_disk(&mut self, uri: &Uri) -> Result<Disk, Failure> {
        start(self, uri, None)?;
        let mut uri = uri.clone();
        let mut failure = Failure::Error(NO_PATH);
        let mut tries = 0;
        while tries <= RETRIES {
            // The block device translator takes the size from the answer to a HEAD request.
            match self.http_size(&uri) {
                Ok(Ok(size)) => {
                    return Ok(Disk {
                        size,
                        block_size: HTTP_BLOCK,
                        bootable: size >= u64::from(HTTP_BLOCK),
                    });
                }
                Ok(Err(next)) => uri = next,
                Err(Failure::Never) => return Err(Failure::Never),
                Err(error) => failure = error,
            }
            tries += 1;
        }
        Err(failure)
    }

    /// The size of what is at a URI, or where to look for it.
    fn http_size(&mut self, uri: &Uri) -> Result<Result<u64, Uri>, Failure> {
        match self.http(uri, &Wish::plain("HEAD"), None)? {
            Exchanged::Done { length, .. } => Ok(Ok(length)),
            Exchanged::Redirect(location) => Ok(Err(self.redirected(uri, &location))),
        }
    }
}
