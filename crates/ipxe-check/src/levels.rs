//! Which rules are on, and how grave their findings are.

use ipxe_diagnostics::Severity;

use crate::rule::{Group, Rule};
use crate::rules::RULES;

/// What the user says of a rule or a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Do not report.
    Allow,
    /// Report with the rule's own severity, pedantic or not.
    On,
    /// Report as a note.
    Note,
    /// Report as a warning.
    Warn,
    /// Report as an error.
    Deny,
}

/// A name that is neither a code, nor a rule, nor a group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown rule or group `{name}`{}; `ipxe-check --list-rules` shows them all", suggestion(.nearest))]
pub struct UnknownRule {
    /// What was given.
    pub name: String,
    /// The closest name that exists.
    pub nearest: Option<&'static str>,
}

fn suggestion(nearest: &Option<&'static str>) -> String {
    nearest
        .map(|name| format!(", did you mean `{name}`?"))
        .unwrap_or_default()
}

/// The severity of every rule; rules without one are off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    severities: Vec<Option<Severity>>,
}

impl Default for Levels {
    fn default() -> Self {
        Self::new(false)
    }
}

impl Levels {
    /// Every rule at its own severity; pedantic ones only if asked for.
    #[must_use]
    pub fn new(pedantic: bool) -> Self {
        let own = |rule: &&Rule| (pedantic || !rule.pedantic).then_some(rule.severity);
        Self {
            severities: RULES.iter().map(own).collect(),
        }
    }

    /// Only this rule, at its own severity.
    #[must_use]
    pub fn only(code: &str) -> Self {
        let own = |rule: &&Rule| (rule.code == code).then_some(rule.severity);
        Self {
            severities: RULES.iter().map(own).collect(),
        }
    }

    /// Changes the rules that `name` means: a code, a rule's name, a group or `all`.
    ///
    /// `all` and groups leave pedantic rules alone unless they [allow](Level::Allow).
    ///
    /// # Errors
    /// If nothing has that name.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), UnknownRule> {
        let several = name == "all" || Group::ALL.iter().any(|group| group.name() == name);
        let mut found = false;
        for (rule, severity) in RULES.iter().zip(&mut self.severities) {
            let single = rule.code.eq_ignore_ascii_case(name) || rule.name == name;
            if !single && name != "all" && rule.group.name() != name {
                continue;
            }
            found = true;
            if several && rule.pedantic && severity.is_none() && level != Level::Allow {
                continue;
            }
            *severity = match level {
                Level::Allow => None,
                Level::On => Some(rule.severity),
                Level::Note => Some(Severity::Note),
                Level::Warn => Some(Severity::Warning),
                Level::Deny => Some(Severity::Error),
            };
        }
        if found || several {
            return Ok(());
        }
        let names = RULES
            .iter()
            .map(|rule| rule.name)
            .chain(Group::ALL.map(Group::name));
        Err(UnknownRule {
            name: name.to_owned(),
            nearest: ipxe_reference::nearest::nearest(name.as_bytes(), names),
        })
    }

    /// The severity of the rule at `index` of [`RULES`]; none if it is off.
    #[must_use]
    pub fn severity(&self, index: usize) -> Option<Severity> {
        self.severities.get(index).copied().flatten()
    }
}
