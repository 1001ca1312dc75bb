//! `cargo xtask docs`: the pages about the rules of `ipxe-check`, from the rules themselves.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use ipxe_check::page;

/// Where the pages are.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules")
}

/// Writes the pages, and removes those of rules that are no more.
pub fn write() -> anyhow::Result<()> {
    let folder = folder();
    fs::create_dir_all(&folder)?;
    for name in superfluous(&folder)? {
        fs::remove_file(folder.join(name))?;
    }
    for (name, text) in page::files() {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// Fails if a page is missing, stale or superfluous.
pub fn check() -> anyhow::Result<()> {
    let folder = folder();
    let files = page::files().into_iter();
    let stale = files.filter(|(name, text)| {
        fs::read_to_string(folder.join(name)).map_or(true, |found| found != *text)
    });
    let mut names: Vec<String> = stale.map(|(name, _)| name).collect();
    names.extend(superfluous(&folder)?);
    if !names.is_empty() {
        bail!(
            "not up to date, run `cargo xtask docs`: docs/rules/{{{}}}",
            names.join(",")
        );
    }
    Ok(())
}

/// Pages that no rule has any more.
fn superfluous(folder: &Path) -> anyhow::Result<Vec<String>> {
    let known = page::files();
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !known.iter().any(|(page, _)| *page == name) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
