//! `features.toml`

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::load::load as load_file;
use super::releases::Releases;

/// The platforms in the order of their bits.
pub const PLATFORMS: [&str; 3] = ["pcbios", "efi", "linux"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    feature: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    name: String,
    kind: String,
    #[serde(default)]
    defaults: BTreeMap<String, Span>,
    description: String,
}

/// Releases in which an option is on by default.
#[derive(Deserialize)]
#[serde(untagged)]
enum Span {
    /// From this one on.
    Since(String),
    /// In exactly these.
    In(Vec<String>),
}

/// The build options.
pub struct Features {
    records: Vec<Record>,
    bits: BTreeMap<String, u16>,
}

impl Features {
    /// Where an option is on by default: bit `3 * release + platform`.
    pub fn bits(&self, name: &str) -> Result<u16> {
        self.bits
            .get(name)
            .copied()
            .with_context(|| format!("no such build option: {name:?}"))
    }
}

fn bits(record: &Record, releases: &Releases) -> Result<u16> {
    let mut bits = 0;
    for (platform, span) in &record.defaults {
        let Some(platform) = PLATFORMS.iter().position(|name| name == platform) else {
            bail!("{}: no such platform: {platform:?}", record.name);
        };
        let on: Vec<usize> = match span {
            Span::Since(first) => (releases.index(first)?..releases.len()).collect(),
            Span::In(names) => names
                .iter()
                .map(|name| releases.index(name))
                .collect::<Result<_>>()?,
        };
        bits |= on
            .iter()
            .fold(0, |bits, release| bits | 1 << (release * 3 + platform));
    }
    Ok(bits)
}

pub fn load(grammar: &Path, releases: &Releases) -> Result<Features> {
    let records = load_file::<File>(grammar, "features")?.feature;
    let entry = |record: &Record| Ok((record.name.clone(), bits(record, releases)?));
    let bits = records.iter().map(entry).collect::<Result<_>>()?;
    Ok(Features { records, bits })
}
