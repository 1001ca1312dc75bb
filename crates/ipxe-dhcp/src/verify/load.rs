//! Files of a collection.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::VerifyError;
use crate::MemoryFiles;

pub(super) fn json<T: DeserializeOwned>(path: &Path) -> Result<T, VerifyError> {
    let bytes = std::fs::read(path).map_err(|error| io(path, error))?;
    serde_json::from_slice(&bytes).map_err(|error| VerifyError::Json {
        path: path.to_owned(),
        error,
    })
}

/// Names and folders of all cases in `dir`, in the order of their names.
pub(super) fn cases(dir: &Path) -> Result<Vec<(String, PathBuf)>, VerifyError> {
    if dir.join("case.json").is_file() {
        return Ok(vec![(shown(dir), dir.to_owned())]);
    }
    let mut found = Vec::new();
    let folders = [dir.to_owned(), dir.join("decisions"), dir.join("bad")];
    for (at, folder) in folders.iter().enumerate() {
        if at > 0 && !folder.is_dir() {
            continue;
        }
        for path in entries(folder)? {
            if path.join("case.json").is_file() && path.join("expected.json").is_file() {
                found.push((shown(&path), path));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The file `name` of the collection that `case` is in.
pub(super) fn of_collection<T: DeserializeOwned>(
    case: &Path,
    name: &str,
) -> Result<T, VerifyError> {
    let case = case.canonicalize().map_err(|error| io(case, error))?;
    let found = case
        .ancestors()
        .skip(1)
        .take(3)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    match found {
        Some(path) => json(&path),
        None => Err(VerifyError::Case {
            path: case,
            problem: format!("no {name} above it"),
        }),
    }
}

/// All files of the folder `from`, for a daemon that sees them in the folder `to`.
///
/// # Errors
///
/// Where a file cannot be read.
pub fn load_files(from: &Path, to: &str) -> Result<MemoryFiles, VerifyError> {
    let mut files = MemoryFiles::new();
    files.insert_folder(to);
    let mut folders = vec![(from.to_owned(), to.to_owned())];
    while let Some((folder, seen_as)) = folders.pop() {
        for path in entries(&folder)? {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let seen_as = format!("{seen_as}/{name}");
            if path.is_dir() {
                files.insert_folder(&seen_as);
                folders.push((path, seen_as));
            } else {
                let bytes = std::fs::read(&path).map_err(|error| io(&path, error))?;
                files.insert(&seen_as, bytes);
            }
        }
    }
    Ok(files)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, VerifyError> {
    let listed = std::fs::read_dir(folder).map_err(|error| io(folder, error))?;
    let paths: Result<Vec<PathBuf>, std::io::Error> = listed
        .map(|entry| entry.map(|entry| entry.path()))
        .collect();
    paths.map_err(|error| io(folder, error))
}

/// The last two parts of a path.
fn shown(path: &Path) -> String {
    let parts: Vec<_> = path.components().rev().take(2).collect();
    let parts: Vec<_> = parts
        .iter()
        .rev()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

fn io(path: &Path, error: std::io::Error) -> VerifyError {
    VerifyError::Io {
        path: path.to_owned(),
        error,
    }
}
