//! `settings.toml`

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::emit::{camel, header, line, list, option, option_str, strs};
use super::load::{load as load_file, yes};
use super::releases::Releases;

/// The setting types and the predefined settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    r#type: Vec<TypeRecord>,
    setting: Vec<SettingRecord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeRecord {
    name: String,
    since: Option<String>,
    #[serde(default = "yes")]
    parses: bool,
    parses_since: Option<String>,
    bits: Option<u8>,
    #[serde(default)]
    signed: bool,
    build_option: Option<String>,
    summary: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingRecord {
    name: String,
    tag: Option<String>,
    #[serde(default)]
    scope: Option<String>,
    r#type: String,
    description: String,
    summary: String,
    order: String,
    since: Option<String>,
    build_option: Option<String>,
    #[serde(default)]
    platforms: Vec<String>,
    blocks: Vec<String>,
    #[serde(default)]
    read_only: bool,
    source: String,
}

pub fn load(grammar: &Path) -> Result<Settings> {
    load_file(grammar, "settings")
}

/// The number that the text of a tag stands for (`core/settings.c: parse_setting_tag`).
fn tag(text: &str) -> Result<u64> {
    text.split('.').try_fold(0, |tag: u64, part| {
        let part: u64 = part
            .parse()
            .with_context(|| format!("not a tag: {text:?}"))?;
        Ok(tag << 8 | part)
    })
}

pub fn emit(settings: &Settings, releases: &Releases) -> Result<String> {
    let mut out = header(
        "settings.toml",
        "use crate::setting::{Numeric, Scope, Setting, SettingGroup, SettingTypeInfo};\n\
         use crate::{Platform, Release};\n",
    );
    emit_types(&mut out, &settings.r#type, releases)?;
    line(
        &mut out,
        "\n/// The predefined settings in iPXE's table order.",
    );
    line(
        &mut out,
        format_args!(
            "pub static SETTINGS: [Setting; {}] = [",
            settings.setting.len()
        ),
    );
    for setting in &settings.setting {
        emit_setting(&mut out, setting, settings, releases)
            .with_context(|| format!("settings.toml: {}", setting.name))?;
    }
    line(&mut out, "];\n");
    let mut by_name: Vec<usize> = (0..settings.setting.len()).collect();
    by_name.sort_by_key(|&index| &settings.setting[index].name);
    let by_name: Vec<String> = by_name.iter().map(usize::to_string).collect();
    line(
        &mut out,
        "/// Indices of [`SETTINGS`] sorted by name, then by table order.",
    );
    line(
        &mut out,
        format_args!(
            "pub static SETTINGS_BY_NAME: [u8; {}] = [{}];",
            by_name.len(),
            by_name.join(", ")
        ),
    );
    Ok(out)
}

fn emit_types(out: &mut String, types: &[TypeRecord], releases: &Releases) -> Result<()> {
    line(out, "/// A setting type: how a value is read and shown.");
    line(
        out,
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[repr(u8)]\n\
         pub enum SettingType {",
    );
    for record in types {
        line(
            out,
            format_args!("    /// `{}`: {}", record.name, record.summary),
        );
        line(out, format_args!("    {},", camel(&record.name)));
    }
    line(out, "}\n\n/// The setting types.");
    line(
        out,
        format_args!(
            "pub static SETTING_TYPES: [SettingTypeInfo; {}] = [",
            types.len()
        ),
    );
    for record in types {
        let since = releases.path_or_oldest(record.since.as_deref())?;
        let parses = match (&record.parses_since, record.parses) {
            (Some(first), _) => Some(releases.path(first)?),
            (None, true) => Some(since.clone()),
            (None, false) => None,
        };
        let numeric = record
            .bits
            .map(|bits| format!("Numeric {{ bits: {bits}, signed: {} }}", record.signed));
        line(
            out,
            format_args!(
                "    SettingTypeInfo {{ id: SettingType::{}, name: {:?}, parses_since: {}, numeric: {}, \
                 build_option: {}, since: {since}, summary: {:?} }},",
                camel(&record.name),
                record.name,
                option(parses),
                option(numeric),
                option_str(record.build_option.as_deref()),
                record.summary
            ),
        );
    }
    line(out, "];");
    Ok(())
}

fn emit_setting(
    out: &mut String,
    setting: &SettingRecord,
    settings: &Settings,
    releases: &Releases,
) -> Result<()> {
    let known = settings
        .r#type
        .iter()
        .any(|record| record.name == setting.r#type);
    ensure!(known, "no such type: {:?}", setting.r#type);
    let tag = setting.tag.as_deref().map(tag).transpose()?;
    let platforms = setting
        .platforms
        .iter()
        .map(|name| format!("Platform::{}", camel(name)));
    line(out, "    Setting {");
    let mut field = |name: &str, value: String| line(out, format_args!("        {name}: {value},"));
    field("name", format!("{:?}", setting.name));
    field("tag", option(tag.map(|tag| format!("{tag:#x}"))));
    field(
        "scope",
        format!(
            "Scope::{}",
            camel(setting.scope.as_deref().unwrap_or("default"))
        ),
    );
    field(
        "setting_type",
        format!("SettingType::{}", camel(&setting.r#type)),
    );
    field("description", format!("{:?}", setting.description));
    field("summary", format!("{:?}", setting.summary));
    field("order", format!("SettingGroup::{}", camel(&setting.order)));
    field("since", releases.path_or_oldest(setting.since.as_deref())?);
    field("build_option", option_str(setting.build_option.as_deref()));
    field("platforms", list(platforms));
    field("blocks", strs(&setting.blocks));
    field("read_only", setting.read_only.to_string());
    field("source", format!("{:?}", setting.source));
    line(out, "    },");
    Ok(())
}
