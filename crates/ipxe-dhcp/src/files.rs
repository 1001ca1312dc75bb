//! Access to files by the names that daemons know them by.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a file cannot be read; shows as the C library says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum FileError {
    /// There is none.
    #[error("No such file or directory")]
    NotFound,
    /// It is a folder.
    #[error("Is a directory")]
    IsDirectory,
    /// It is no folder.
    #[error("Not a directory")]
    NotDirectory,
    /// It may not be read.
    #[error("Permission denied")]
    Denied,
}

/// Files as a daemon sees them.
pub trait Files {
    /// The bytes of the file `path`.
    ///
    /// # Errors
    ///
    /// Where it is no file that can be read.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError>;

    /// The names in the folder `path`, each with whether it is a folder, in any order.
    ///
    /// # Errors
    ///
    /// Where it is no folder that can be read.
    fn list(&self, path: &str) -> Result<Vec<(String, bool)>, FileError>;
}

/// Files held in memory, by their absolute paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryFiles {
    files: BTreeMap<String, Arc<[u8]>>,
    folders: std::collections::BTreeSet<String>,
}

impl MemoryFiles {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a file at `path`, with all folders on its way.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Arc<[u8]>>) {
        let path = normal(path);
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.insert_folder(folder);
        }
        self.files.insert(path, bytes.into());
    }

    /// Puts an empty folder at `path`.
    pub fn insert_folder(&mut self, path: &str) {
        let path = normal(path);
        let mut rest = path.as_str();
        while !rest.is_empty() && self.folders.insert(rest.to_owned()) {
            rest = rest.rsplit_once('/').map_or("", |(folder, _)| folder);
        }
    }

    /// All files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes))
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let path = normal(path);
        match self.files.get(&path) {
            Some(bytes) => Ok(bytes.clone()),
            None if path.is_empty() || self.folders.contains(&path) => Err(FileError::IsDirectory),
            None => Err(FileError::NotFound),
        }
    }

    fn list(&self, path: &str) -> Result<Vec<(String, bool)>, FileError> {
        let path = normal(path);
        if self.files.contains_key(&path) {
            return Err(FileError::NotDirectory);
        }
        if !path.is_empty() && !self.folders.contains(&path) {
            return Err(FileError::NotFound);
        }
        let inside = |name: &String| {
            let rest = name.strip_prefix(&path)?.strip_prefix('/')?;
            (!rest.contains('/')).then(|| rest.to_owned())
        };
        let folders = self
            .folders
            .iter()
            .filter_map(inside)
            .map(|name| (name, true));
        let files = self
            .files
            .keys()
            .filter_map(inside)
            .map(|name| (name, false));
        Ok(folders.chain(files).collect())
    }
}

/// `path` without empty parts, `.` and `..`, and without a final slash; the root is empty.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let mut normal = String::with_capacity(path.len());
    for part in parts {
        normal.push('/');
        normal.push_str(part);
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_appear_with_their_files() {
        let mut files = MemoryFiles::new();
        files.insert("/etc/dnsmasq.d/parts/a.conf", *b"x");
        files.insert("/etc/dnsmasq.d/b.conf", *b"y");
        let mut listed = files.list("/etc/dnsmasq.d/").unwrap();
        listed.sort();
        assert_eq!(
            listed,
            [("b.conf".to_owned(), false), ("parts".to_owned(), true)]
        );
        assert_eq!(
            files.read("/etc/./dnsmasq.d//b.conf").as_deref(),
            Ok(b"y".as_slice())
        );
        assert_eq!(files.read("/etc"), Err(FileError::IsDirectory));
        assert_eq!(files.read("/etc/none"), Err(FileError::NotFound));
        assert_eq!(
            files.list("/etc/dnsmasq.d/b.conf"),
            Err(FileError::NotDirectory)
        );
    }
}
