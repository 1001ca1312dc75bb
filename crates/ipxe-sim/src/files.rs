//! Folders that servers serve.
//!
//! The simulation itself opens nothing. It asks for files through [`Files`], by paths that were
//! taken apart and cannot lead out of the folder; who implements it sees to symbolic links.

use std::fmt::Debug;
use std::sync::Arc;

/// Read access to folders.
pub trait Files: Debug + Send + Sync {
    /// Looks at a path below a folder. `root` is the folder as the scenario names it; the
    /// components are names, none of them empty, `.` or `..`.
    ///
    /// # Errors
    /// Where it cannot be read; see [`FileProblem`].
    fn open(&self, root: &str, components: &[&[u8]]) -> Result<Entry, FileProblem>;

    /// Whether there is a folder at a path, rather than a file.
    ///
    /// # Errors
    /// Where there is neither.
    fn is_folder(&self, root: &str, components: &[&[u8]]) -> Result<bool, FileProblem> {
        Ok(self.open(root, components)? == Entry::Folder)
    }
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file with these contents.
    File(Arc<[u8]>),
    /// A folder.
    Folder,
}

/// Why nothing can be read at a path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// There is nothing.
    #[error("there is no such file")]
    Missing,
    /// The path leaves the served folder, by `..` or by a symbolic link.
    #[error("the path leaves the served folder, so it is refused")]
    Outside,
    /// There is something, but it cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
}

/// No folders at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn open(&self, _: &str, _: &[&[u8]]) -> Result<Entry, FileProblem> {
        Err(FileProblem::Missing)
    }
}

/// The names on the way to a file, with `.` and `..` folded.
///
/// # Errors
/// [`FileProblem::Outside`] where `..` leads out of the folder, [`FileProblem::Missing`] where a
/// name has a NUL in it.
pub fn components(path: &[u8]) -> Result<Vec<&[u8]>, FileProblem> {
    let mut names: Vec<&[u8]> = Vec::new();
    for name in path.split(|&byte| byte == b'/') {
        match name {
            b"" | b"." => {}
            b".." => {
                names.pop().ok_or(FileProblem::Outside)?;
            }
            name if name.contains(&0) => return Err(FileProblem::Missing),
            name => names.push(name),
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_folder() {
        assert_eq!(components(b"/a//./b/../c"), Ok(vec![&b"a"[..], b"c"]));
        assert_eq!(components(b"/"), Ok(vec![]));
        assert_eq!(components(b"/.."), Err(FileProblem::Outside));
        assert_eq!(components(b"a/../../b"), Err(FileProblem::Outside));
        assert_eq!(components(b"a\0b"), Err(FileProblem::Missing));
    }
}
