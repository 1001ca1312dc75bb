//! Values of which there are only so many.

use crate::generated::values::KNOWN_VALUES;
use crate::{Release, ValueKind};

/// All values of a kind of argument, or of a setting.
#[derive(Debug)]
pub struct KnownValues {
    /// What they are values of.
    pub of: ValuesOf,
    /// Upper and lower case are the same.
    pub ignore_case: bool,
    /// The values, sorted by name.
    pub values: &'static [KnownValue],
}

/// What has only so many values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValuesOf {
    /// An argument of a command.
    Kind(ValueKind),
    /// The predefined setting of this name.
    Setting(&'static str),
}

/// One of the values.
#[derive(Debug)]
pub struct KnownValue {
    /// Its name.
    pub name: &'static str,
    /// The first release that has it.
    pub since: Release,
    /// The build option that it needs.
    pub build_option: Option<&'static str>,
    /// What it stands for, in a few words.
    pub summary: &'static str,
}

/// The values that an argument of this kind can have, if there are only so many.
#[must_use]
pub fn values_of_kind(kind: ValueKind) -> Option<&'static KnownValues> {
    KNOWN_VALUES
        .iter()
        .find(|values| values.of == ValuesOf::Kind(kind))
}

/// The values that the predefined setting of this name can have, if there are only so many.
#[must_use]
pub fn values_of_setting(name: &str) -> Option<&'static KnownValues> {
    KNOWN_VALUES
        .iter()
        .find(|values| matches!(values.of, ValuesOf::Setting(setting) if setting == name))
}

impl KnownValues {
    /// The value of this name.
    #[must_use]
    pub fn find(&self, name: &[u8]) -> Option<&'static KnownValue> {
        self.values.iter().find(|value| {
            let known = value.name.as_bytes();
            known == name || self.ignore_case && known.eq_ignore_ascii_case(name)
        })
    }
}
