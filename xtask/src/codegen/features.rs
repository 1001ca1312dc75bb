//! `features.toml`

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use super::emit::{camel, header, line, list, option_str, platforms, strictly_sorted};
use super::load::load as load_file;
use super::needs::availability;
use super::releases::Releases;

/// The platforms in the order of their bits.
pub const PLATFORMS: [&str; 3] = ["pcbios", "efi", "linux"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    announcement: Vec<Announcement>,
    part: Vec<Part>,
    feature: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Announcement {
    name: String,
    group: String,
    number: u8,
    version: u8,
    build_option: String,
    part: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    name: String,
    description: String,
    #[serde(default)]
    platforms: Vec<String>,
    #[serde(default)]
    options: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    name: String,
    kind: String,
    #[serde(default)]
    defaults: BTreeMap<String, Span>,
    #[serde(default)]
    values: Vec<Value>,
    since: Option<String>,
    description: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Value {
    value: String,
    r#where: BTreeMap<String, Span>,
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

/// The build options, the parts and what iPXE announces.
pub struct Features {
    file: File,
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

    /// Where at least one of several options is on by default.
    pub fn any(&self, names: &[String]) -> Result<u16> {
        names
            .iter()
            .try_fold(0, |bits, name| Ok(bits | self.bits(name)?))
    }

    /// Where an option has a value by default.
    pub fn value_bits(&self, name: &str, value: &str, releases: &Releases) -> Result<u16> {
        let record = self.file.feature.iter().find(|record| record.name == name);
        let values = record.map_or(&[][..], |record| &record.values);
        let found = values.iter().find(|known| known.value == value);
        let found = found.with_context(|| format!("{name} never has the value {value:?}"))?;
        span_bits(&found.r#where, releases)
    }

    /// Fails where there is no part of that name.
    pub fn check_part(&self, name: &str) -> Result<()> {
        let known = self.file.part.iter().any(|part| part.name == name);
        ensure!(known, "no such part: {name:?}");
        Ok(())
    }
}

fn span_bits(spans: &BTreeMap<String, Span>, releases: &Releases) -> Result<u16> {
    let mut bits = 0;
    for (platform, span) in spans {
        let Some(platform) = PLATFORMS.iter().position(|name| name == platform) else {
            bail!("no such platform: {platform:?}");
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
    let file: File = load_file(grammar, "features")?;
    strictly_sorted(
        "features.toml",
        file.feature.iter().map(|record| record.name.as_str()),
    )?;
    strictly_sorted(
        "features.toml",
        file.part.iter().map(|part| part.name.as_str()),
    )?;
    let mut bits = BTreeMap::new();
    for record in &file.feature {
        let on = span_bits(&record.defaults, releases)
            .with_context(|| format!("features.toml: {}", record.name))?;
        bits.insert(record.name.clone(), on);
    }
    Ok(Features { file, bits })
}

pub fn emit(features: &Features, releases: &Releases) -> Result<String> {
    let mut out = header(
        "features.toml",
        "use crate::feature::{Announcement, AnnouncementGroup, BuildOption, BuildOptionKind, Part};\n\
         use crate::{Availability, Platform, Release};\n",
    );
    emit_options(&mut out, features, releases)?;
    emit_parts(&mut out, &features.file.part);
    emit_announcements(&mut out, features)?;
    Ok(out)
}

fn emit_options(out: &mut String, features: &Features, releases: &Releases) -> Result<()> {
    let options = &features.file.feature;
    line(out, "/// The build options, sorted by name.");
    line(
        out,
        format_args!(
            "pub static BUILD_OPTIONS: [BuildOption; {}] = [",
            options.len()
        ),
    );
    for Record {
        name,
        kind,
        values,
        since,
        description,
        ..
    } in options
    {
        let values = values
            .iter()
            .map(|value| {
                let bits = span_bits(&value.r#where, releases)?;
                Ok(format!("({}, {:?})", availability(bits), value.value))
            })
            .collect::<Result<Vec<_>>>()?;
        line(
            out,
            format_args!(
                "    BuildOption {{ name: {name:?}, kind: BuildOptionKind::{}, defaults: {}, \
                 values: {}, since: {}, description: {description:?} }},",
                camel(kind),
                availability(features.bits(name)?),
                list(values),
                releases.path_or_oldest(since.as_deref())?,
            ),
        );
    }
    line(out, "];\n");
    Ok(())
}

fn emit_parts(out: &mut String, parts: &[Part]) {
    line(
        out,
        "/// The parts that come along with drivers, sorted by name.",
    );
    line(
        out,
        format_args!("pub static PARTS: [Part; {}] = [", parts.len()),
    );
    for part in parts {
        line(
            out,
            format_args!(
                "    Part {{ name: {:?}, description: {:?}, platforms: {}, options: &{:?} }},",
                part.name,
                part.description,
                platforms(&part.platforms),
                part.options,
            ),
        );
    }
    line(out, "];\n");
}

fn emit_announcements(out: &mut String, features: &Features) -> Result<()> {
    let announcements = &features.file.announcement;
    line(
        out,
        "/// What iPXE announces at the start, by group and then by name.",
    );
    line(
        out,
        format_args!(
            "pub static ANNOUNCEMENTS: [Announcement; {}] = [",
            announcements.len()
        ),
    );
    for Announcement {
        name,
        group,
        number,
        version,
        build_option,
        part,
    } in announcements
    {
        features.bits(build_option)?;
        part.as_deref()
            .map_or(Ok(()), |part| features.check_part(part))?;
        line(
            out,
            format_args!(
                "    Announcement {{ name: {name:?}, group: AnnouncementGroup::{}, \
                 number: {number:#04x}, version: {version}, build_option: {build_option:?}, part: {} }},",
                camel(group),
                option_str(part.as_deref()),
            ),
        );
    }
    line(out, "];");
    Ok(())
}
