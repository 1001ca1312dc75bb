//! Files of the firmware's file systems (`interface/efi/efi_local.c`).

use std::sync::Arc;
use std::time::Duration;

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::Uri;

use crate::files::components;
use crate::http::contents;
use crate::net::{Failure, NetEventKind, Talk};

const NOT_FOUND: ErrorId = ErrorId::new(Posix::Eplatform, ErrorFile::EfiLocal, 1);
const NO_VOLUME: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::EfiLocal, 0);

/// Time to read a byte: a hundred megabytes in a second.
const PER_BYTE: Duration = Duration::from_nanos(10);

impl Talk<'_, '_> {
    /// Reads a file. The volume that iPXE was loaded from is the only one.
    pub(crate) fn local_file(&mut self, uri: &Uri) -> Result<Arc<[u8]>, Failure> {
        if uri.host.as_ref().is_some_and(|volume| !volume.is_empty()) {
            return Err(NO_VOLUME.into());
        }
        let path = uri.opaque.as_ref().or(uri.path.as_ref());
        // Paths are those of UEFI, where slashes have become backslashes.
        let path: Vec<u8> = path
            .map_or(&b""[..], |path| path)
            .iter()
            .map(|&byte| if byte == b'\\' { b'/' } else { byte })
            .collect();
        let names = components(&path).map_err(|_| NOT_FOUND)?;
        let wanted = names.join(&b"/"[..]);
        let scenario = Arc::clone(&self.world.scenario);
        let found = scenario.machine.files.iter().find(|(known, _)| {
            known
                .trim_start_matches('/')
                .as_bytes()
                .eq_ignore_ascii_case(&wanted)
        });
        let Some((_, content)) = found else {
            return Err(NOT_FOUND.into());
        };
        let files = Arc::clone(&self.world.files);
        let data = contents(content, &*files).map_err(|reason| {
            self.note(NetEventKind::Refused {
                path: wanted,
                reason,
            });
            NOT_FOUND
        })?;
        self.pass(PER_BYTE.saturating_mul(u32::try_from(data.len()).unwrap_or(u32::MAX)));
        Ok(data)
    }
}
