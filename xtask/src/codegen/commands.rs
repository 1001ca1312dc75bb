//! `commands.toml`

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::emit::{
    camel, header, line, list, option, option_str, platforms, screaming, strictly_sorted, strs,
};
use super::features::Features;
use super::load::load as load_file;
use super::needs::{Needs, availability};
use super::releases::Releases;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    command: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    name: String,
    alias_of: Option<String>,
    source: String,
    build_option: Option<String>,
    #[serde(default)]
    also_enabled_by: Vec<String>,
    #[serde(default)]
    requires: Vec<String>,
    #[serde(default)]
    requires_any: Vec<String>,
    part: Option<String>,
    #[serde(default)]
    platforms: Vec<String>,
    since: String,
    summary: String,
    #[serde(default)]
    min_args: u8,
    max_args: Option<u8>,
    usage_tail: Option<String>,
    /// The text in releases before the one that is the key.
    #[serde(default)]
    usage_tail_before: BTreeMap<String, String>,
    #[serde(default)]
    free_form: Vec<String>,
    #[serde(default)]
    options: Vec<OptionRecord>,
    #[serde(default)]
    positional: Vec<PositionalRecord>,
    #[serde(default)]
    effects: Vec<String>,
    #[serde(default)]
    behaviour: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionRecord {
    long: String,
    short: char,
    kind: String,
    #[serde(default)]
    argument_optional: bool,
    checked: Option<String>,
    omits_positional: Option<u8>,
    since: Option<String>,
    #[serde(default)]
    effects: Vec<String>,
    summary: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PositionalRecord {
    name: String,
    kind: String,
    checked: Option<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    repeated: bool,
    /// It and all arguments after it become one text.
    #[serde(default)]
    joined: bool,
}

pub fn load(grammar: &Path) -> Result<Vec<Record>> {
    let commands = load_file::<File>(grammar, "commands")?.command;
    strictly_sorted(
        "commands.toml",
        commands.iter().map(|command| command.name.as_str()),
    )?;
    Ok(commands)
}

fn find<'a>(commands: &'a [Record], name: &str) -> Result<&'a Record> {
    let found = commands.iter().find(|command| command.name == name);
    found.with_context(|| format!("commands.toml: no such command: {name:?}"))
}

pub fn emit(commands: &[Record], releases: &Releases, features: &Features) -> Result<String> {
    let mut out = header(
        "commands.toml",
        "use crate::command::{Argument, Command, CommandOption, Positional};\n\
         use crate::{Availability, Checked, Effect, Effects, Platform, Release, ValueKind};\n",
    );
    emit_names(&mut out, commands);
    for command in commands {
        emit_parts(&mut out, command, releases)
            .with_context(|| format!("commands.toml: {}", command.name))?;
    }
    line(&mut out, "/// All commands, sorted by name.");
    line(
        &mut out,
        format_args!("pub static COMMANDS: [Command; {}] = [", commands.len()),
    );
    for command in commands {
        let base = command
            .alias_of
            .as_deref()
            .map_or(Ok(command), |name| find(commands, name))?;
        emit_command(&mut out, command, base, releases, features)
            .with_context(|| format!("commands.toml: {}", command.name))?;
    }
    line(&mut out, "];\n");
    Ok(out)
}

fn emit_names(out: &mut String, commands: &[Record]) {
    line(out, "/// The name of a command, aliases included.");
    line(
        out,
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[repr(u8)]\n\
         pub enum CommandName {",
    );
    for command in commands {
        line(out, format_args!("    /// `{}`", command.name));
        line(out, format_args!("    {},", camel(&command.name)));
    }
    line(out, "}\n");
}

fn emit_parts(out: &mut String, command: &Record, releases: &Releases) -> Result<()> {
    if command.alias_of.is_some() {
        let own = command.options.is_empty() && command.positional.is_empty();
        ensure!(own, "an alias has no options and arguments of its own");
        return Ok(());
    }
    let name = screaming(&command.name);
    if !command.options.is_empty() {
        line(
            out,
            format_args!(
                "static {name}_OPTIONS: [CommandOption; {}] = [",
                command.options.len()
            ),
        );
        for option in &command.options {
            emit_option(out, option, &command.since, releases)?;
        }
        line(out, "];\n");
    }
    if !command.positional.is_empty() {
        line(
            out,
            format_args!(
                "static {name}_POSITIONAL: [Positional; {}] = [",
                command.positional.len()
            ),
        );
        for positional in &command.positional {
            let PositionalRecord {
                name,
                kind,
                checked,
                optional,
                repeated,
                joined,
            } = positional;
            let repeated = *repeated || *joined;
            line(
                out,
                format_args!(
                    "    Positional {{ name: {name:?}, kind: {}, checked: {}, optional: {optional}, \
                     repeated: {repeated} }},",
                    kind_path(kind),
                    checked_path(checked.as_deref(), kind)
                ),
            );
        }
        line(out, "];\n");
    }
    Ok(())
}

fn effects(names: &[String]) -> String {
    let names = names.iter().map(|name| format!("Effect::{}", camel(name)));
    format!("Effects::of({})", list(names))
}

fn kind_path(kind: &str) -> String {
    format!("ValueKind::{}", camel(kind))
}

fn checked_path(checked: Option<&str>, kind: &str) -> String {
    match checked {
        Some(checked) => format!("Checked::{}", camel(checked)),
        None => format!("{}.checked()", kind_path(kind)),
    }
}

fn emit_option(
    out: &mut String,
    record: &OptionRecord,
    command_since: &str,
    releases: &Releases,
) -> Result<()> {
    let argument = match (record.kind.as_str(), record.argument_optional) {
        ("flag", _) => "None",
        (_, false) => "Required",
        (_, true) => "Optional",
    };
    line(
        out,
        format_args!(
            "    CommandOption {{ long: {:?}, short: Some(b'{}'), argument: Argument::{argument}, \
             kind: {}, checked: {}, omits_positional: {}, effects: {}, since: {}, summary: {:?} }},",
            record.long,
            record.short,
            kind_path(&record.kind),
            checked_path(record.checked.as_deref(), &record.kind),
            option(record.omits_positional.map(|index| index.to_string())),
            effects(&record.effects),
            releases.path(record.since.as_deref().unwrap_or(command_since))?,
            record.summary,
        ),
    );
    Ok(())
}

fn emit_command(
    out: &mut String,
    command: &Record,
    base: &Record,
    releases: &Releases,
    features: &Features,
) -> Result<()> {
    let name = screaming(&base.name);
    let part = |empty: bool, part: &str| match empty {
        true => "&[]".to_owned(),
        false => format!("&{name}_{part}"),
    };
    let text_from = base
        .positional
        .iter()
        .position(|positional| positional.joined);
    let tails = base
        .usage_tail_before
        .iter()
        .map(|(release, tail)| Ok(format!("({}, {tail:?})", releases.path(release)?)))
        .collect::<Result<Vec<_>>>()?;
    let needs = Needs {
        build_option: command.build_option.as_deref(),
        also_enabled_by: &command.also_enabled_by,
        requires: &command.requires,
        requires_any: &command.requires_any,
        part: command.part.as_deref(),
        platforms: &command.platforms,
        since: Some(&command.since),
    };
    line(out, "    Command {");
    let mut field = |name: &str, value: String| line(out, format_args!("        {name}: {value},"));
    field("id", format!("CommandName::{}", camel(&command.name)));
    field("name", format!("{:?}", command.name));
    let alias = command.alias_of.as_deref().map(camel);
    field(
        "alias_of",
        option(alias.map(|alias| format!("CommandName::{alias}"))),
    );
    field("options", part(base.options.is_empty(), "OPTIONS"));
    field("min_args", base.min_args.to_string());
    field("max_args", base.max_args.unwrap_or(255).to_string());
    field("positional", part(base.positional.is_empty(), "POSITIONAL"));
    field("usage_tail", option_str(base.usage_tail.as_deref()));
    field("usage_tails_before", list(tails));
    field("build_option", option_str(command.build_option.as_deref()));
    field("also_enabled_by", strs(&command.also_enabled_by));
    field("requires", strs(&command.requires));
    field("requires_any", strs(&command.requires_any));
    field("part", option_str(command.part.as_deref()));
    field("platforms", platforms(&command.platforms));
    field(
        "defaults",
        availability(needs.defaults(releases, features)?),
    );
    field("since", releases.path(&command.since)?);
    field("summary", format!("{:?}", command.summary));
    field("behaviour", strs(&base.behaviour));
    field("effects", effects(&base.effects));
    field("free_form", platforms(&base.free_form));
    field(
        "text_from",
        option(text_from.map(|index| index.to_string())),
    );
    field("source", format!("{:?}", command.source));
    line(out, "    },");
    Ok(())
}
