//! Texts that are expanded again and again.

use std::ops::Range;

use super::{ExpandError, ExpandLimits};
use crate::dialect::Dialect;
use crate::name::ParsedName;
use crate::number::until_nul;
use crate::tree::Settings;

/// A text that has been read once so that expanding it is quick.
///
/// The result is always that of [`expand`](super::expand).
#[derive(Debug, Clone)]
pub struct Template {
    text: Box<[u8]>,
    plan: Plan,
}

#[derive(Debug, Clone)]
enum Plan {
    /// There is nothing to replace.
    Literal,
    /// Names that stand side by side. This works as long as no value has a byte that takes part
    /// in the syntax.
    Flat(Vec<Replacement>),
    /// Names within names, and text that could become a name.
    General,
}

/// A name and where it stands in the text, from `$` to `}`.
#[derive(Debug, Clone)]
struct Replacement {
    span: Range<usize>,
    name: ParsedName,
}

impl Template {
    /// Reads a text. A NUL byte ends it.
    pub fn new(text: &[u8], dialect: &Dialect) -> Self {
        let text = until_nul(text);
        Self {
            text: text.into(),
            plan: plan(text, dialect),
        }
    }

    /// The text as it was given.
    pub const fn text(&self) -> &[u8] {
        &self.text
    }

    /// Whether expanding it always gives the text itself.
    pub const fn is_literal(&self) -> bool {
        matches!(self.plan, Plan::Literal)
    }

    /// Appends the text with all names replaced by their values.
    ///
    /// # Errors
    ///
    /// [`ExpandError`] if a limit is reached. Nothing is appended then.
    pub fn append(
        &self,
        settings: &Settings,
        limits: ExpandLimits,
        out: &mut Vec<u8>,
    ) -> Result<(), ExpandError> {
        match &self.plan {
            Plan::Literal => {
                out.extend_from_slice(&self.text);
                return Ok(());
            }
            Plan::Flat(replacements) => {
                if self.append_flat(replacements, settings, limits, out) {
                    return Ok(());
                }
            }
            Plan::General => {}
        }
        out.extend_from_slice(&settings.expand_within(&self.text, limits)?);
        Ok(())
    }

    /// Appends the text unless a value or the length asks for the general way.
    fn append_flat(
        &self,
        replacements: &[Replacement],
        settings: &Settings,
        limits: ExpandLimits,
        out: &mut Vec<u8>,
    ) -> bool {
        let start = out.len();
        let within_count = replacements.len() <= limits.substitutions as usize;
        let mut read = 0;
        // Every intermediate text is at most as long as the result and the text together.
        let mut is_flat = within_count;
        for Replacement { span, name } in replacements {
            out.extend_from_slice(self.text.get(read..span.start).unwrap_or_default());
            read = span.end;
            let value_start = out.len();
            settings.append_value(name.as_name(), out);
            let value = out.get(value_start..).unwrap_or_default();
            is_flat = is_flat
                && !value.iter().any(|byte| matches!(byte, b'$' | b'{' | b'}'))
                && out.len() - start + self.text.len() <= limits.bytes;
            if !is_flat {
                out.truncate(start);
                return false;
            }
        }
        out.extend_from_slice(self.text.get(read..).unwrap_or_default());
        true
    }
}

fn plan(text: &[u8], dialect: &Dialect) -> Plan {
    let mut replacements: Vec<Replacement> = Vec::new();
    let mut open = Vec::new();
    for (index, &byte) in text.iter().enumerate() {
        match byte {
            b'{' if index > 0 && text.get(index - 1) == Some(&b'$') => open.push(index - 1),
            b'}' => {
                let Some(start) = open.pop() else { continue };
                let encloses = replacements
                    .last()
                    .is_some_and(|last| last.span.start > start);
                // If the value is empty, this dollar meets what follows.
                let after_dollar = start > 0 && text.get(start - 1) == Some(&b'$');
                if encloses || after_dollar {
                    return Plan::General;
                }
                let name = text.get(start + 2..index).unwrap_or_default();
                let name = ParsedName::new(name, dialect);
                replacements.push(Replacement {
                    span: start..index + 1,
                    name,
                });
            }
            _ => {}
        }
    }
    if replacements.is_empty() {
        Plan::Literal
    } else {
        Plan::Flat(replacements)
    }
}
