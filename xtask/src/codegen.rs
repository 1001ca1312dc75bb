//! Writes the tables of `ipxe-reference` from `grammar/*.toml`.
//!
//! Each file of the grammar has a module here that reads it, checks it and
//! writes one Rust file. The Rust files are committed; `--check` and a test
//! fail when they are not what the grammar says.

mod commands;
mod emit;
mod errors;
mod features;
mod images;
mod keys;
mod load;
mod needs;
mod releases;
mod schemes;
mod settings;
mod values;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// A generated file: its name below the output folder, and its contents.
struct Output {
    name: &'static str,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate lies in the workspace")
}

fn output_folder() -> PathBuf {
    root().join("crates/ipxe-reference/src/generated")
}

fn generate() -> Result<Vec<Output>> {
    let grammar = root().join("grammar");
    let releases = releases::load(&grammar)?;
    let features = features::load(&grammar, &releases)?;
    let commands = commands::load(&grammar)?;
    let settings = settings::load(&grammar)?;
    let output = |name, text| Output { name, text };
    Ok(vec![
        output(
            "commands.rs",
            commands::emit(&commands, &releases, &features)?,
        ),
        output(
            "errors.rs",
            errors::generate(&grammar, &releases, &features)?,
        ),
        output("features.rs", features::emit(&features, &releases)?),
        output(
            "images.rs",
            images::generate(&grammar, &releases, &features)?,
        ),
        output("keys.rs", keys::generate(&grammar)?),
        output("releases.rs", releases::emit(&releases)),
        output(
            "schemes.rs",
            schemes::generate(&grammar, &releases, &features)?,
        ),
        output(
            "settings.rs",
            settings::emit(&settings, &releases, &features)?,
        ),
        output(
            "values.rs",
            values::generate(&grammar, &releases, &features)?,
        ),
    ])
}

/// Writes every table that is not up to date.
pub fn write() -> Result<()> {
    let folder = output_folder();
    std::fs::create_dir_all(&folder)?;
    for output in stale(&folder)? {
        let path = folder.join(output.name);
        std::fs::write(&path, output.text)
            .with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

/// Fails where a table is not up to date.
pub fn check() -> Result<()> {
    let stale: Vec<&str> = stale(&output_folder())?
        .iter()
        .map(|output| output.name)
        .collect();
    if !stale.is_empty() {
        bail!(
            "not up to date: {}; run `cargo xtask codegen`",
            stale.join(", ")
        );
    }
    Ok(())
}

fn stale(folder: &Path) -> Result<Vec<Output>> {
    let mut outputs = generate()?;
    outputs.retain(|output| {
        std::fs::read_to_string(folder.join(output.name))
            .ok()
            .as_deref()
            != Some(&output.text)
    });
    Ok(outputs)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_tables_are_what_the_grammar_says() {
        super::check().unwrap();
    }
}
