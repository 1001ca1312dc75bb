//! Cases on disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ipxe_sim::keyboard::{KeyError, KeyStep, parse_steps};
use thiserror::Error;

/// Why cases cannot be read.
#[derive(Debug, Error)]
pub enum CaseError {
    /// A file or folder cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file of keys is wrong.
    #[error("{}: {error}", path.display())]
    Keys {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        error: KeyError,
    },
    /// There are no cases.
    #[error("{}: there are no cases here; a case is a folder with a file main.ipxe", .0.display())]
    None(PathBuf),
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its name: that of its folder.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
}

/// What was recorded for a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recording {
    /// What was printed, normalised, with the exit status.
    pub console: Vec<u8>,
    /// The same with `[screen]` in place of each full-screen session, if there is one.
    pub text: Option<Vec<u8>>,
    /// The screen at each snapshot.
    pub screens: Vec<String>,
    /// The colours at each snapshot.
    pub attributes: Vec<String>,
}

/// The cases in a folder, in order of their names.
///
/// # Errors
/// Where the folder cannot be read or holds no case.
pub fn cases(folder: &Path) -> Result<Vec<Case>, CaseError> {
    let unreadable = |error| CaseError::Unreadable {
        path: folder.to_owned(),
        error,
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        if path.join("main.ipxe").is_file() {
            found.push(Case {
                name: entry.file_name().to_string_lossy().into_owned(),
                folder: path,
            });
        }
    }
    if found.is_empty() {
        return Err(CaseError::None(folder.to_owned()));
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

impl Case {
    fn file(&self, name: &str) -> Result<Option<Vec<u8>>, CaseError> {
        let path = self.folder.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(CaseError::Unreadable { path, error }),
        }
    }

    /// What is typed.
    ///
    /// # Errors
    /// Where the file cannot be read or understood.
    pub fn keys(&self) -> Result<Vec<KeyStep>, CaseError> {
        let text = self.file("keys")?.unwrap_or_default();
        parse_steps(&text).map_err(|error| CaseError::Keys {
            path: self.folder.join("keys"),
            error,
        })
    }

    /// What was recorded.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn recording(&self) -> Result<Recording, CaseError> {
        let is_screen = self.file("tui")?.is_some();
        let text = if is_screen { self.file("text")? } else { None };
        Ok(Recording {
            console: self.file("console")?.unwrap_or_default(),
            text,
            screens: self.numbered("screen")?,
            attributes: self.numbered("attrs")?,
        })
    }

    /// `screen`, `screen-2`, ...
    fn numbered(&self, name: &str) -> Result<Vec<String>, CaseError> {
        let mut found = Vec::new();
        loop {
            let number = found.len() + 1;
            let file = if number == 1 {
                name.to_owned()
            } else {
                format!("{name}-{number}")
            };
            match self.file(&file)? {
                Some(bytes) => found.push(String::from_utf8_lossy(&bytes).into_owned()),
                None => return Ok(found),
            }
        }
    }
}
