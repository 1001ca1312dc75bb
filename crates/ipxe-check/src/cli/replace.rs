//! Replacing a file so that at every moment it is either as it was or as it shall be.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use super::problem;

/// Replaces the content `old` of the file at `path` by `new`.
///
/// The new content goes to a file beside it, which then takes its name; mode and, where the system
/// lets us, owner stay. A symbolic link stays, and the file that it points to is replaced. If the
/// file is not `old` any more, it is left alone.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), String> {
    let change = || -> io::Result<()> {
        let target = fs::canonicalize(path)?;
        // Whoever may not write the file shall not do so by replacing it.
        let found = OpenOptions::new().write(true).open(&target)?.metadata()?;
        if !found.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let current = fs::read(&target)?;
        if current == new {
            // By another name of the same file.
            return Ok(());
        }
        if current != old {
            return Err(io::Error::other("changed while it was checked"));
        }
        let folder = target.parent().unwrap_or(Path::new("/"));
        let mut written = NamedTempFile::new_in(folder)?;
        written.write_all(new)?;
        keep_owner(written.as_file(), &found);
        written.as_file().set_permissions(found.permissions())?;
        written.as_file().sync_all()?;
        written.persist(&target).map_err(|error| error.error)?;
        sync_folder(folder);
        Ok(())
    };
    change().map_err(|error| problem::reason(&error))
}

/// Gives the file the owner and group of the one that it replaces. Only some may do that, and for
/// all others a file of their own is what any editor would leave.
#[cfg(unix)]
fn keep_owner(file: &File, as_before: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let same = |now: &Metadata| now.uid() == as_before.uid() && now.gid() == as_before.gid();
    if file.metadata().is_ok_and(|now| same(&now)) {
        return;
    }
    let group = Some(as_before.gid());
    if fchown(file, Some(as_before.uid()), group).is_err() {
        let _ = fchown(file, None, group);
    }
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _as_before: &Metadata) {}

/// The new name is safe once the folder is. Not every file system can do that, and without it the
/// file is still either old or new.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}
