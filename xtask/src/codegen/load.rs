//! Reading a file of the grammar.

use std::path::Path;

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;

/// Reads `NAME.toml`; errors name the file and the line.
pub fn load<T: DeserializeOwned>(grammar: &Path, name: &str) -> Result<T> {
    let path = grammar.join(name).with_extension("toml");
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("in {}", path.display()))
}

/// Deserialises the default of fields that are true unless said otherwise.
pub fn yes() -> bool {
    true
}
