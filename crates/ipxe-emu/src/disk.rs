//! Folders of this computer, as the simulated servers serve them.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ipxe_sim::files::{Entry, FileProblem, Files};

/// The folders below one folder, which the names in a scenario are relative to.
///
/// Nothing outside of a served folder is ever read: symbolic links are followed only where they stay in it.
#[derive(Clone, Debug)]
pub struct Disk {
    base: PathBuf,
}

impl Disk {
    /// The folders below `base`.
    #[must_use]
    pub fn new(base: impl Into<PathBuf>) -> Self {
        Self { base: base.into() }
    }

    /// The path of what is in a folder, with all symbolic links followed.
    fn path(&self, root: &str, components: &[&[u8]]) -> Result<PathBuf, FileProblem> {
        let root = fs::canonicalize(self.base.join(root)).map_err(problem)?;
        let mut path = root.clone();
        for component in components {
            path.push(name(component)?);
        }
        let path = fs::canonicalize(path).map_err(problem)?;
        if !path.starts_with(&root) {
            return Err(FileProblem::Outside);
        }
        Ok(path)
    }
}

impl Files for Disk {
    fn open(&self, root: &str, components: &[&[u8]]) -> Result<Entry, FileProblem> {
        read(&self.path(root, components)?)
    }

    fn is_folder(&self, root: &str, components: &[&[u8]]) -> Result<bool, FileProblem> {
        let path = self.path(root, components)?;
        Ok(fs::metadata(path).map_err(problem)?.is_dir())
    }
}

fn read(path: &Path) -> Result<Entry, FileProblem> {
    let kind = fs::metadata(path).map_err(problem)?;
    if kind.is_dir() {
        return Ok(Entry::Folder);
    }
    if !kind.is_file() {
        return Err(FileProblem::Unreadable("it is no ordinary file".to_owned()));
    }
    fs::read(path)
        .map(|data| Entry::File(data.into()))
        .map_err(problem)
}

/// The name of a file, if it can be one here.
#[cfg(unix)]
fn name(component: &[u8]) -> Result<&OsStr, FileProblem> {
    use std::os::unix::ffi::OsStrExt;
    Ok(OsStr::from_bytes(component))
}

/// The name of a file, if it can be one here.
#[cfg(not(unix))]
fn name(component: &[u8]) -> Result<&OsStr, FileProblem> {
    // A backslash or a colon in a name would lead elsewhere.
    let is_safe = !component.iter().any(|byte| matches!(byte, b'\\' | b':'));
    std::str::from_utf8(component)
        .ok()
        .filter(|_| is_safe)
        .map(OsStr::new)
        .ok_or(FileProblem::Missing)
}

fn problem(error: io::Error) -> FileProblem {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename => {
            FileProblem::Missing
        }
        _ => FileProblem::Unreadable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_are_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("www")).unwrap();
        fs::write(folder.path().join("www/a"), "text").unwrap();
        let disk = Disk::new(folder.path());
        assert_eq!(
            disk.open("www", &[b"a"]),
            Ok(Entry::File(b"text".as_slice().into()))
        );
        assert_eq!(disk.open("www", &[]), Ok(Entry::Folder));
        assert_eq!(disk.open("www", &[b"b"]), Err(FileProblem::Missing));
        assert_eq!(disk.open("www", &[b"a", b"b"]), Err(FileProblem::Missing));
        assert_eq!(disk.open("nowhere", &[b"a"]), Err(FileProblem::Missing));
    }

    #[cfg(unix)]
    #[test]
    fn links_must_stay_in_the_folder() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let www = folder.path().join("www");
        fs::create_dir(&www).unwrap();
        fs::write(folder.path().join("secret"), "secret").unwrap();
        fs::write(www.join("public"), "public").unwrap();
        symlink("../secret", www.join("out")).unwrap();
        symlink("public", www.join("in")).unwrap();
        symlink("..", www.join("up")).unwrap();
        let disk = Disk::new(folder.path());
        assert_eq!(disk.open("www", &[b"out"]), Err(FileProblem::Outside));
        assert_eq!(
            disk.open("www", &[b"up", b"secret"]),
            Err(FileProblem::Outside)
        );
        assert_eq!(
            disk.open("www", &[b"in"]),
            Ok(Entry::File(b"public".as_slice().into()))
        );
    }
}
