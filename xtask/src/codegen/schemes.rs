//! `schemes.toml`

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::emit::{
    camel, header, line, list, option, option_str, platforms, strictly_sorted, strs,
};
use super::features::Features;
use super::load::load as load_file;
use super::needs::{Needs, availability};
use super::releases::Releases;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scheme: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    name: String,
    r#use: Vec<String>,
    port: Option<u16>,
    build_option: Option<String>,
    #[serde(default)]
    also_enabled_by: Vec<String>,
    part: Option<String>,
    #[serde(default)]
    platforms: Vec<String>,
    since: Option<String>,
    #[serde(default)]
    needs_host: bool,
    syntax: String,
    summary: String,
    source: String,
}

pub fn generate(grammar: &Path, releases: &Releases, features: &Features) -> Result<String> {
    let schemes = load_file::<File>(grammar, "schemes")?.scheme;
    strictly_sorted(
        "schemes.toml",
        schemes.iter().map(|scheme| scheme.name.as_str()),
    )?;
    let mut out = header(
        "schemes.toml",
        "use crate::scheme::{Scheme, SchemeUse};\n\
         use crate::{Availability, Platform, Release};\n",
    );
    line(&mut out, "/// The URI schemes, sorted by name.");
    line(
        &mut out,
        format_args!("pub static SCHEMES: [Scheme; {}] = [", schemes.len()),
    );
    for scheme in &schemes {
        emit(&mut out, scheme, releases, features)
            .with_context(|| format!("schemes.toml: {}", scheme.name))?;
    }
    line(&mut out, "];");
    Ok(out)
}

fn emit(out: &mut String, scheme: &Record, releases: &Releases, features: &Features) -> Result<()> {
    let needs = Needs {
        build_option: scheme.build_option.as_deref(),
        also_enabled_by: &scheme.also_enabled_by,
        part: scheme.part.as_deref(),
        platforms: &scheme.platforms,
        since: scheme.since.as_deref(),
        ..Needs::default()
    };
    let uses = scheme
        .r#use
        .iter()
        .map(|name| format!("SchemeUse::{}", camel(name)));
    line(out, "    Scheme {");
    let mut field = |name: &str, value: String| line(out, format_args!("        {name}: {value},"));
    field("name", format!("{:?}", scheme.name));
    field("uses", list(uses));
    field("port", option(scheme.port.map(|port| port.to_string())));
    field("build_option", option_str(scheme.build_option.as_deref()));
    field("also_enabled_by", strs(&scheme.also_enabled_by));
    field("part", option_str(scheme.part.as_deref()));
    field("platforms", platforms(&scheme.platforms));
    field(
        "defaults",
        availability(needs.defaults(releases, features)?),
    );
    field("since", releases.path_or_oldest(scheme.since.as_deref())?);
    field("needs_host", scheme.needs_host.to_string());
    field("syntax", format!("{:?}", scheme.syntax));
    field("summary", format!("{:?}", scheme.summary));
    field("source", format!("{:?}", scheme.source));
    line(out, "    },");
    Ok(())
}
