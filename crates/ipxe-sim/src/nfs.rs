//! NFS version 3 (`net/oncrpc/nfs_open.c`).

use std::sync::Arc;

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::Uri;

use crate::files::{FileProblem, components};
use crate::net::{Failure, NetEventKind, RESET, Talk};
use crate::scenario::ServerSpec;
use crate::scenario::input::{Effect, ServiceName};
use crate::scenario::server::NfsSpec;

const INVALID: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::NfsOpen, 0);
/// The connection was closed without an error (`nfs_done`).
const CLOSED: ErrorId = ErrorId::new(Posix::Econnreset, ErrorFile::NfsOpen, 0);
const NO_FILE_NAME: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::NfsUri, 0);
const NOT_EXPORTED: ErrorId = ErrorId::new(Posix::Eacces, ErrorFile::Mount, 0);
const NOT_FOUND: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::Nfs, 0);
const NOT_ALLOWED: ErrorId = ErrorId::new(Posix::Eacces, ErrorFile::Nfs, 0);

/// How much is read at once (`net/oncrpc/nfs_open.c: NFS_RSIZE`).
const READ_SIZE: u32 = 100_000;
/// Bytes of a usual call or reply.
const CALL: u64 = 150;

/// What is checked before anything is sent (`nfs_parse_uri`, `nfs_uri_init`).
pub(crate) fn check(uri: &Uri) -> Result<(), ErrorId> {
    let path = match (&uri.host, &uri.path) {
        (Some(_), Some(path)) if !path.is_empty() => path,
        _ => return Err(INVALID),
    };
    if path.ends_with(b"/") {
        return Err(NO_FILE_NAME);
    }
    Ok(())
}

impl Talk<'_, '_> {
    /// Downloads a file: port mapper, mount, look-up of each part of the path, and reads, of which one
    /// is under way at a time.
    pub(crate) fn nfs(&mut self, uri: &Uri) -> Result<Arc<[u8]>, Failure> {
        self.mute(true);
        let address = self.resolve(uri.host.as_deref().unwrap_or_default())?;
        let serves = |server: &ServerSpec| server.nfs.is_some();
        let port_mapper = self.connect(address, 111, ServiceName::Nfs, serves)?;
        self.request(&port_mapper, CALL);
        let mounter = self.connect(address, 20_048, ServiceName::Nfs, serves)?;
        self.request(&port_mapper, CALL);
        let mut connection = self.connect(address, 2049, ServiceName::Nfs, serves)?;
        self.mute(false);
        let scenario = Arc::clone(&self.world.scenario);
        let Some(nfs) = &scenario.server[connection.way.server].nfs else {
            return Err(NOT_EXPORTED.into());
        };
        let path = uri.path.as_deref().unwrap_or_default();
        let names = components(path).map_err(|_| NOT_FOUND)?;
        // The folder of the file is mounted, else the folder above it, and so on.
        let Some(depth) = exported_depth(nfs, &names) else {
            for _ in 0..names.len() {
                self.request(&mounter, CALL);
            }
            return Err(NOT_EXPORTED.into());
        };
        for _ in depth..names.len() {
            self.request(&mounter, CALL);
        }
        for _ in depth..names.len() {
            self.request(&connection, CALL);
        }
        match self.upset(connection.way.server, ServiceName::Nfs, path, true) {
            Some(Effect::Silence) => return Err(Failure::Never),
            Some(Effect::Refuse | Effect::Reset) => return Err(RESET.into()),
            Some(_) => return Err(CLOSED.into()),
            None => {}
        }
        let data = self.nfs_file(nfs, &names, depth)?;
        let length = data.len() as u64;
        let reads = length / u64::from(READ_SIZE) + 1;
        let before = self.elapsed();
        for read in 0..reads {
            let done = read * u64::from(READ_SIZE);
            let part = u64::from(READ_SIZE).min(length - done);
            self.request(&connection, CALL);
            self.receive(&mut connection, part, None);
            self.advance(done + part, length);
        }
        let took = self.elapsed().saturating_sub(before);
        self.note(NetEventKind::Blocks {
            protocol: "NFS",
            name: path.to_vec(),
            blocks: reads,
            block_size: READ_SIZE,
            round_trip: connection.way.round_trip,
            retries: 0,
            took,
        });
        // Unmounting.
        self.request(&mounter, CALL);
        Ok(data)
    }

    fn nfs_file(
        &mut self,
        nfs: &NfsSpec,
        names: &[&[u8]],
        depth: usize,
    ) -> Result<Arc<[u8]>, Failure> {
        let full = names.join(&b"/"[..]);
        let export = names[..depth].join(&b"/"[..]);
        let below = names[depth..].join(&b"/"[..]);
        let root = nfs
            .exports
            .iter()
            .find(|(path, _)| trimmed(path) == export)
            .map(|(_, folder)| folder.as_str());
        let files = Arc::clone(&self.world.files);
        let inline = crate::tftp::file(None, &nfs.files, &*files, &full);
        let found = match inline {
            Err(FileProblem::Missing) => {
                crate::tftp::file(root, &std::collections::BTreeMap::new(), &*files, &below)
            }
            found => found,
        };
        found.map_err(|problem| {
            if problem == FileProblem::Missing {
                return NOT_FOUND.into();
            }
            self.note(NetEventKind::Refused {
                path: full,
                reason: problem.to_string(),
            });
            NOT_ALLOWED.into()
        })
    }
}

fn trimmed(path: &str) -> &[u8] {
    path.trim_matches('/').as_bytes()
}

/// How many names from the start are the longest path that is exported and leads to the file.
fn exported_depth(nfs: &NfsSpec, names: &[&[u8]]) -> Option<usize> {
    (0..names.len()).rev().find(|&depth| {
        let path = names[..depth].join(&b"/"[..]);
        nfs.exports.keys().any(|export| trimmed(export) == path)
    })
}
