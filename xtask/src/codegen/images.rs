//! `images.toml`

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::emit::{camel, header, line, list, option_str, platforms, strs};
use super::features::Features;
use super::load::load as load_file;
use super::needs::{Needs, availability};
use super::releases::Releases;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    image: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    name: String,
    group: u8,
    build_option: String,
    #[serde(default)]
    also_enabled_by: Vec<String>,
    #[serde(default)]
    platforms: Vec<String>,
    #[serde(default)]
    foreign: bool,
    since: Option<String>,
    abilities: Vec<String>,
    recognised_by: String,
    source: String,
}

pub fn generate(grammar: &Path, releases: &Releases, features: &Features) -> Result<String> {
    let images = load_file::<File>(grammar, "images")?.image;
    ensure!(
        images.is_sorted_by_key(|image| image.group),
        "images.toml: groups are not in order"
    );
    let mut out = header(
        "images.toml",
        "use crate::image::{ImageAbility, ImageType};\n\
         use crate::{Availability, Platform, Release};\n",
    );
    line(
        &mut out,
        "/// The image types in the order in which they are probed.",
    );
    line(
        &mut out,
        format_args!("pub static IMAGE_TYPES: [ImageType; {}] = [", images.len()),
    );
    for image in &images {
        emit(&mut out, image, releases, features)
            .with_context(|| format!("images.toml: {}", image.name))?;
    }
    line(&mut out, "];");
    Ok(out)
}

fn emit(out: &mut String, image: &Record, releases: &Releases, features: &Features) -> Result<()> {
    let needs = Needs {
        build_option: Some(&image.build_option),
        also_enabled_by: &image.also_enabled_by,
        platforms: &image.platforms,
        since: image.since.as_deref(),
        ..Needs::default()
    };
    let defaults = if image.foreign {
        0
    } else {
        needs.defaults(releases, features)?
    };
    let abilities = image
        .abilities
        .iter()
        .map(|name| format!("ImageAbility::{}", camel(name)));
    line(out, "    ImageType {");
    let mut field = |name: &str, value: String| line(out, format_args!("        {name}: {value},"));
    field("name", format!("{:?}", image.name));
    field("group", image.group.to_string());
    field("build_option", option_str(Some(&image.build_option)));
    field("also_enabled_by", strs(&image.also_enabled_by));
    field("platforms", platforms(&image.platforms));
    field("foreign", image.foreign.to_string());
    field("defaults", availability(defaults));
    field("since", releases.path_or_oldest(image.since.as_deref())?);
    field("abilities", list(abilities));
    field("recognised_by", format!("{:?}", image.recognised_by));
    field("source", format!("{:?}", image.source));
    line(out, "    },");
    Ok(())
}
