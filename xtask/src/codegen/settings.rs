//! `settings.toml`

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::emit::{camel, header, line, option, option_str, platforms, strictly_sorted, strs};
use super::features::Features;
use super::load::{load as load_file, yes};
use super::needs::{Needs, availability};
use super::releases::Releases;

/// The setting types and the predefined settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    r#type: Vec<TypeRecord>,
    block: Vec<BlockRecord>,
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
struct BlockRecord {
    name: String,
    parent: Option<String>,
    scope: Option<String>,
    stores: String,
    default_type: Option<String>,
    tag: Option<String>,
    build_option: Option<String>,
    part: Option<String>,
    #[serde(default)]
    platforms: Vec<String>,
    since: Option<String>,
    created: Option<String>,
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
    /// The value that the build option must have.
    build_value: Option<String>,
    part: Option<String>,
    #[serde(default)]
    platforms: Vec<String>,
    blocks: Vec<String>,
    #[serde(default)]
    read_only: bool,
    source: String,
}

pub fn load(grammar: &Path) -> Result<Settings> {
    let settings: Settings = load_file(grammar, "settings")?;
    strictly_sorted(
        "settings.toml",
        settings.block.iter().map(|block| block.name.as_str()),
    )?;
    Ok(settings)
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

pub fn emit(settings: &Settings, releases: &Releases, features: &Features) -> Result<String> {
    let mut out = header(
        "settings.toml",
        "use crate::block::{Block, BlockStores};\n\
         use crate::setting::{Numeric, Scope, Setting, SettingGroup, SettingTypeInfo};\n\
         use crate::{Availability, Platform, Release};\n",
    );
    emit_types(&mut out, &settings.r#type, releases)?;
    emit_blocks(&mut out, settings, releases, features)?;
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
        emit_setting(&mut out, setting, settings, releases, features)
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

/// The Rust expression of a setting type.
fn type_path(settings: &Settings, name: &str) -> Result<String> {
    let known = settings.r#type.iter().any(|record| record.name == name);
    ensure!(known, "no such type: {name:?}");
    Ok(format!("SettingType::{}", camel(name)))
}

fn emit_blocks(
    out: &mut String,
    settings: &Settings,
    releases: &Releases,
    features: &Features,
) -> Result<()> {
    line(out, "\n/// The settings blocks, sorted by name.");
    line(
        out,
        format_args!("pub static BLOCKS: [Block; {}] = [", settings.block.len()),
    );
    for block in &settings.block {
        let needs = Needs {
            build_option: block.build_option.as_deref(),
            part: block.part.as_deref(),
            platforms: &block.platforms,
            since: block.since.as_deref(),
            ..Needs::default()
        };
        let parent = block.parent.as_deref();
        let known = |name| settings.block.iter().any(|block| block.name == name);
        ensure!(
            parent.is_none_or(known),
            "settings.toml: no such block: {parent:?}"
        );
        let default_type = block
            .default_type
            .as_deref()
            .map(|name| type_path(settings, name));
        line(out, "    Block {");
        let mut field =
            |name: &str, value: String| line(out, format_args!("        {name}: {value},"));
        field("name", format!("{:?}", block.name));
        field("parent", option_str(parent));
        field("scope", scope_path(block.scope.as_deref()));
        field("stores", format!("BlockStores::{}", camel(&block.stores)));
        field("default_type", option(default_type.transpose()?));
        field("tag", option_str(block.tag.as_deref()));
        field("build_option", option_str(block.build_option.as_deref()));
        field("part", option_str(block.part.as_deref()));
        field("platforms", platforms(&block.platforms));
        field(
            "defaults",
            availability(needs.defaults(releases, features)?),
        );
        field("since", releases.path_or_oldest(block.since.as_deref())?);
        field("created", option_str(block.created.as_deref()));
        field("summary", format!("{:?}", block.summary));
        line(out, "    },");
    }
    line(out, "];");
    Ok(())
}

fn scope_path(scope: Option<&str>) -> String {
    format!("Scope::{}", camel(scope.unwrap_or("default")))
}

/// Where a build without any configuration knows a setting.
fn setting_defaults(
    setting: &SettingRecord,
    releases: &Releases,
    features: &Features,
) -> Result<u16> {
    let needs = Needs {
        build_option: setting.build_option.as_deref(),
        part: setting.part.as_deref(),
        platforms: &setting.platforms,
        since: setting.since.as_deref(),
        ..Needs::default()
    };
    let bits = needs.defaults(releases, features)?;
    match (&setting.build_option, &setting.build_value) {
        (Some(option), Some(value)) => Ok(bits & features.value_bits(option, value, releases)?),
        _ => Ok(bits),
    }
}

fn emit_setting(
    out: &mut String,
    setting: &SettingRecord,
    settings: &Settings,
    releases: &Releases,
    features: &Features,
) -> Result<()> {
    let tag = setting.tag.as_deref().map(tag).transpose()?;
    let defaults = setting_defaults(setting, releases, features)?;
    for name in &setting.blocks {
        let known = settings.block.iter().any(|block| block.name == *name);
        ensure!(known, "no such block: {name:?}");
    }
    line(out, "    Setting {");
    let mut field = |name: &str, value: String| line(out, format_args!("        {name}: {value},"));
    field("name", format!("{:?}", setting.name));
    field("tag", option(tag.map(|tag| format!("{tag:#x}"))));
    field("scope", scope_path(setting.scope.as_deref()));
    field("setting_type", type_path(settings, &setting.r#type)?);
    field("description", format!("{:?}", setting.description));
    field("summary", format!("{:?}", setting.summary));
    field("order", format!("SettingGroup::{}", camel(&setting.order)));
    field("since", releases.path_or_oldest(setting.since.as_deref())?);
    field("build_option", option_str(setting.build_option.as_deref()));
    field("build_value", option_str(setting.build_value.as_deref()));
    field("part", option_str(setting.part.as_deref()));
    field("platforms", platforms(&setting.platforms));
    field("defaults", availability(defaults));
    field("blocks", strs(&setting.blocks));
    field("read_only", setting.read_only.to_string());
    field("source", format!("{:?}", setting.source));
    line(out, "    },");
    Ok(())
}
