//! `values.toml`

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::emit::{camel, header, line, option_str, strictly_sorted};
use super::features::Features;
use super::load::load as load_file;
use super::releases::Releases;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    values: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    kind: Option<String>,
    setting: Option<String>,
    #[serde(default)]
    ignore_case: bool,
    names: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    name: String,
    summary: String,
    since: Option<String>,
    build_option: Option<String>,
}

pub fn generate(grammar: &Path, releases: &Releases, features: &Features) -> Result<String> {
    let records = load_file::<File>(grammar, "values")?.values;
    let mut out = header(
        "values.toml",
        "use crate::values::{KnownValue, KnownValues, ValuesOf};\n\
         use crate::{Release, ValueKind};\n",
    );
    line(
        &mut out,
        "/// The arguments and settings of which there are only so many values.",
    );
    line(
        &mut out,
        format_args!(
            "pub static KNOWN_VALUES: [KnownValues; {}] = [",
            records.len()
        ),
    );
    for record in &records {
        emit(&mut out, record, releases, features).context("values.toml")?;
    }
    line(&mut out, "];");
    Ok(out)
}

fn emit(out: &mut String, record: &Record, releases: &Releases, features: &Features) -> Result<()> {
    let of = match (&record.kind, &record.setting) {
        (Some(kind), None) => format!("ValuesOf::Kind(ValueKind::{})", camel(kind)),
        (None, Some(setting)) => format!("ValuesOf::Setting({setting:?})"),
        _ => bail!("either a kind or a setting"),
    };
    strictly_sorted(
        "values.toml",
        record.names.iter().map(|name| name.name.as_str()),
    )?;
    line(
        out,
        format_args!(
            "    KnownValues {{ of: {of}, ignore_case: {}, values: &[",
            record.ignore_case
        ),
    );
    for Name {
        name,
        summary,
        since,
        build_option,
    } in &record.names
    {
        build_option
            .as_deref()
            .map_or(Ok(0), |option| features.bits(option))?;
        line(
            out,
            format_args!(
                "        KnownValue {{ name: {name:?}, since: {}, build_option: {}, \
                 summary: {summary:?} }},",
                releases.path_or_oldest(since.as_deref())?,
                option_str(build_option.as_deref())
            ),
        );
    }
    line(out, "    ] },");
    Ok(())
}
