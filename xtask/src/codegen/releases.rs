//! `releases.toml`

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::emit::{header, line, strs};
use super::load::load as load_file;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    release: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    name: String,
    tag: String,
    date: String,
    uri_scheme: String,
    #[serde(default)]
    changes: Vec<String>,
}

/// The releases, oldest first.
pub struct Releases(Vec<Record>);

impl Releases {
    /// The position of a release.
    pub fn index(&self, name: &str) -> Result<usize> {
        let found = self.0.iter().position(|release| release.name == name);
        found.with_context(|| format!("no such release: {name:?}"))
    }

    /// The position of the oldest release if none is given.
    pub fn index_or_oldest(&self, name: Option<&str>) -> Result<usize> {
        name.map_or(Ok(0), |name| self.index(name))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The Rust expression of a release.
    pub fn path(&self, name: &str) -> Result<String> {
        Ok(format!(
            "Release::{}",
            variant(&self.0[self.index(name)?].name)
        ))
    }

    /// The Rust expression of a release, the oldest if none is given.
    pub fn path_or_oldest(&self, name: Option<&str>) -> Result<String> {
        self.path(name.unwrap_or(&self.0[0].name))
    }
}

fn variant(name: &str) -> String {
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("V{}", name.replace('.', "_"))
    } else {
        super::emit::camel(name)
    }
}

pub fn load(grammar: &Path) -> Result<Releases> {
    load_file::<File>(grammar, "releases").map(|file| Releases(file.release))
}

pub fn emit(releases: &Releases) -> String {
    let mut out = header("releases.toml", "use crate::release::ReleaseInfo;\n");
    line(
        &mut out,
        "/// A release of iPXE, or the current state of its repository.",
    );
    line(
        &mut out,
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n\
         #[allow(non_camel_case_types)]\n#[repr(u8)]\npub enum Release {",
    );
    for release in &releases.0 {
        line(&mut out, format_args!("    /// {}", release.tag));
        line(&mut out, format_args!("    {},", variant(&release.name)));
    }
    line(&mut out, "}\n\n/// The releases, oldest first.");
    line(
        &mut out,
        format_args!("pub const RELEASES: [ReleaseInfo; {}] = [", releases.len()),
    );
    for Record {
        name,
        tag,
        date,
        uri_scheme,
        changes,
    } in &releases.0
    {
        line(
            &mut out,
            format_args!(
                "    ReleaseInfo {{ id: Release::{}, name: {name:?}, tag: {tag:?}, date: {date:?}, \
                 uri_scheme: {uri_scheme:?}, changes: {} }},",
                variant(name),
                strs(changes)
            ),
        );
    }
    line(&mut out, "];");
    out
}
