//! Words in command position that are no commands for a reason that has a rule of its own.
//!
//! Each such word is reported once: by the rule that this module names, not by `unknown-command`.

use ipxe_reference::COMMANDS;
use ipxe_reference::nearest::nearest;
use memchr::memmem;

use crate::content::{is_control, is_foreign_line};
use crate::continuation::joins_in;
use crate::entity::entities;
use crate::stray::stray;
use crate::{FileContext, Invocation, characters};

/// Why a word in command position is no command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misread {
    /// The line is HTML or a message of PHP.
    ForeignLine,
    /// The line is what a version control system leaves of a conflict.
    ConflictMarker,
    /// The word has a blank that is none to iPXE.
    UnseenCharacter,
    /// The word has a control character.
    ControlCharacter,
    /// The word has a character escaped for HTML.
    Entity,
    /// The word has an operator that is none.
    StrayOperator,
    /// The word was made of the ends of two lines.
    Glued,
    /// `name:` alone.
    LabelSuffix,
    /// `: name`.
    EmptyLabel,
    /// The name of a label.
    LabelAsCommand,
    /// Prose after a label.
    TextAfterLabel,
}

/// Why the name of `invocation` is no command, if there is more to say than that.
#[must_use]
pub fn misread(file: &FileContext<'_>, invocation: &Invocation<'_, '_>) -> Option<Misread> {
    if invocation.spec.is_some() {
        return None;
    }
    let name = invocation.name;
    let text = name.text();
    let starts_line = invocation.position == 0 && invocation.line.label().is_none();
    if starts_line && is_conflict_marker(text) {
        return Some(Misread::ConflictMarker);
    }
    if !text.is_ascii()
        && characters::find(text, characters::is_unseen)
            .next()
            .is_some()
    {
        return Some(Misread::UnseenCharacter);
    }
    if text.iter().any(|&byte| is_control(byte)) {
        return Some(Misread::ControlCharacter);
    }
    if entities(text).next().is_some() {
        return Some(Misread::Entity);
    }
    if stray(file, invocation, name).is_some() {
        return Some(Misread::StrayOperator);
    }
    if joins_in(invocation.line.script(), name.span()).any(|join| join.glue().is_some()) {
        return Some(Misread::Glued);
    }
    if name.is_dynamic() {
        return None;
    }
    label_mistake(file, invocation).or_else(|| line_mistake(file, invocation))
}

fn label_mistake(file: &FileContext<'_>, invocation: &Invocation<'_, '_>) -> Option<Misread> {
    let text = invocation.name.text();
    let first = invocation.position == 0;
    let label = invocation.line.label().filter(|_| first);
    let args = invocation.args;
    if file.labels().contains(text) {
        let empty = label.is_some_and(|label| label.name().is_empty());
        return Some(if empty {
            Misread::EmptyLabel
        } else {
            Misread::LabelAsCommand
        });
    }
    match label.map(|label| label.name()) {
        Some([]) => Some(Misread::EmptyLabel),
        Some(_) if is_prose(invocation) => Some(Misread::TextAfterLabel),
        None if first && is_label_suffix(text, args.first().map(crate::Arg::text), args.len()) => {
            Some(Misread::LabelSuffix)
        }
        _ => None,
    }
}

/// `retry:` or `retry :`, alone on the line.
fn is_label_suffix(text: &[u8], arg: Option<&[u8]>, args: usize) -> bool {
    match arg {
        None => text.len() > 1 && text.ends_with(b":"),
        Some(arg) => args == 1 && arg == b":",
    }
}

/// `<<<<<<<`, `|||||||`, `=======` or `>>>>>>>`.
fn is_conflict_marker(text: &[u8]) -> bool {
    let [first @ (b'<' | b'|' | b'=' | b'>'), rest @ ..] = text else {
        return false;
    };
    text.len() == 7 && rest.iter().all(|byte| byte == first)
}

/// A line of words none of which looks like a mistyped command.
fn is_prose(invocation: &Invocation<'_, '_>) -> bool {
    let text = invocation.name.text();
    let lower = text.to_ascii_lowercase();
    let near = || {
        let names = COMMANDS.iter().map(|command| command.name);
        nearest(&lower, names).is_some() || ipxe_reference::command(&lower).is_some()
    };
    invocation.next_operator.is_none() && !near()
}

fn line_mistake(file: &FileContext<'_>, invocation: &Invocation<'_, '_>) -> Option<Misread> {
    if invocation.position > 0
        || !invocation.name.text().starts_with(b"<") && invocation.args.is_empty()
    {
        return None;
    }
    let line = &file.bytes()[invocation.line.span().range()];
    let start = memmem::find(line, invocation.name.text())?;
    is_foreign_line(&line[start..]).then_some(Misread::ForeignLine)
}
