//! Scenarios: the simulated world as data.
//!
//! A scenario file is TOML; `docs/scenario.md` explains every key, and `schema/scenario.schema.json`
//! is made from the types here. Unknown keys and wrong types are errors that name file, line, key
//! and what was expected.

mod builtin;
mod check;
pub mod content;
mod contents;
mod error;
pub mod input;
mod key_path;
pub mod machine;
pub mod quantity;
pub mod server;
pub mod web;

use serde::Deserialize;

pub use builtin::{BUILTIN, Builtin, builtin};
pub use content::Content;
pub use error::ScenarioError;
pub use input::{FaultSpec, KeySpec};
pub use machine::{InterfaceSpec, MachineSpec, StartSpec};
pub use server::{NetworkSpec, ServerSpec};

/// A scenario.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Scenario {
    /// One line that says what it is.
    pub title: String,
    /// More about it.
    pub description: String,
    /// A built-in scenario that this one changes: tables are merged, lists replaced.
    pub base: Option<String>,
    /// The computer.
    pub machine: MachineSpec,
    /// How the script comes to the computer.
    pub start: StartSpec,
    /// Network devices, in order.
    pub interface: Vec<InterfaceSpec>,
    /// What the network is like.
    pub network: NetworkSpec,
    /// The other computers.
    pub server: Vec<ServerSpec>,
    /// What is typed.
    pub key: Vec<KeySpec>,
    /// What goes wrong.
    pub fault: Vec<FaultSpec>,
}

impl Scenario {
    /// Reads a scenario file. `name` is the name of the file, for errors.
    ///
    /// # Errors
    /// Where it is not TOML, has unknown keys or wrong types, or does not make sense.
    pub fn parse(name: &str, text: &str) -> Result<Self, ScenarioError> {
        let problem =
            |error: &toml::de::Error, path: String| ScenarioError::new(name, text, error, path);
        let document: toml::Table = toml::from_str(text).map_err(|e| problem(&e, String::new()))?;
        let base = document.get("base").and_then(toml::Value::as_str);
        let scenario = match base {
            None => Self::read(name, text)?,
            Some(base) => {
                // The file is also read by itself, so that errors have their place.
                Self::read(name, text)?;
                let base =
                    builtin(base).ok_or_else(|| ScenarioError::no_such_base(name, text, base))?;
                let mut merged = base.table();
                merge(&mut merged, document.clone());
                merged.remove("base");
                Self::from_table(merged).map_err(|message| ScenarioError::whole(name, message))?
            }
        };
        scenario
            .check()
            .map_err(|wrong| ScenarioError::at(name, text, &wrong))?;
        Ok(scenario)
    }

    fn read(name: &str, text: &str) -> Result<Self, ScenarioError> {
        let deserializer = toml::Deserializer::parse(text)
            .map_err(|e| ScenarioError::new(name, text, &e, String::new()))?;
        serde_path_to_error::deserialize(deserializer).map_err(|e| {
            let path = e.path().to_string();
            ScenarioError::new(name, text, e.inner(), path)
        })
    }

    fn from_table(table: toml::Table) -> Result<Self, String> {
        table
            .try_into()
            .map_err(|e: toml::de::Error| e.message().to_owned())
    }
}

/// Puts the keys of `over` into `base`; tables are merged, everything else is replaced.
fn merge(base: &mut toml::Table, over: toml::Table) {
    // Tables nest no deeper than the parser of TOML allows; the depth here is that of the types.
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(base)), toml::Value::Table(over)) => merge(base, over),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests;
