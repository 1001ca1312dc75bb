//! One thing that happened.

use ipxe_sim::net::NetEventKind;
use serde::{Serialize, Serializer};

/// One thing that happened. In serialized form it is one object, which `docs/trace.md` documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// When, in seconds since the start.
    #[serde(serialize_with = "seconds")]
    pub time: f64,
    /// Where in which script, if in one.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// What.
    #[serde(flatten)]
    pub kind: Kind,
}

impl Entry {
    /// It as one line of JSON, without the end of the line.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts and numbers can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Microseconds are enough.
pub(crate) fn seconds<S: Serializer>(time: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((time * 1e6).round() / 1e6)
}

/// A place in a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The script's name; empty for a line typed into the shell.
    pub script: String,
    /// The line, from 1.
    pub line: usize,
    /// How many scripts and commands it is nested in, from 0.
    pub depth: u32,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(
    tag = "event",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
#[expect(
    missing_docs,
    reason = "the fields are those of the machine's events, as text"
)]
pub enum Kind {
    /// A script began.
    ScriptStarted { name: String },
    /// A script ended.
    ScriptEnded {
        name: String,
        status: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// A command began. The words that were expanded come with what became of them.
    Command {
        arguments: Vec<String>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        expanded: Vec<Expansion>,
        #[serde(skip_serializing_if = "is_true")]
        known: bool,
    },
    /// A command was skipped because of the operator before it.
    CommandSkipped { text: String },
    /// A command ended with an error.
    CommandFailed {
        command: String,
        status: u32,
        error: String,
    },
    /// The script goes on at a label.
    Jumped { to: usize },
    /// A setting was stored.
    SettingStored { name: String, value: String },
    /// A setting was deleted.
    SettingCleared { name: String },
    /// A download began.
    FetchStarted { uri: String },
    /// A download ended.
    FetchEnded {
        uri: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        redirected: Option<String>,
        length: usize,
        #[serde(serialize_with = "seconds")]
        took: f64,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// An image was registered.
    ImageRegistered { name: String },
    /// An image was selected for execution.
    ImageSelected,
    /// An image was executed.
    ImageExecuted {
        name: String,
        #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
        image_type: Option<String>,
    },
    /// An image was taken out of the list.
    ImageFreed,
    /// Something was printed.
    Output { text: String },
    /// Something else happened.
    Note { subject: String, text: String },
    /// Something happened on the network.
    #[serde(untagged)]
    Net(NetEventKind),
}

/// A word that was expanded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expansion {
    /// As it is written.
    pub word: String,
    /// What became of it.
    pub value: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_true(flag: &bool) -> bool {
    *flag
}
