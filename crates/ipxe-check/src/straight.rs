//! The commands that run directly before a command, without following jumps.
//!
//! This is not the flow graph: it answers what is true on the one way that leads
//! down the file to a command.

use std::cell::RefCell;
use std::ops::ControlFlow;

use ipxe_reference::{Command as Spec, Effect};
use ipxe_syntax::{Command, Line, Operator, Span};

use crate::{Arg, FileContext, Invocation};

/// A command met on the way back.
pub struct Step<'s, 'a> {
    /// The command's record, if its name is one and is known.
    pub spec: Option<&'static Spec>,
    /// It runs whatever the commands before it on its line do.
    pub certain: bool,
    /// A label stands between it and the command where the way started, so that
    /// there may be another way to get there.
    pub label_between: bool,
    line: Line<'a>,
    command: Command<'a>,
    position: usize,
    next: Option<(Operator, Span)>,
    words: &'s RefCell<Vec<Arg<'a>>>,
}

impl<'a> Step<'_, 'a> {
    /// From the command's name to its last argument.
    #[must_use]
    pub fn span(&self) -> Span {
        self.command.span()
    }

    /// Reads the command's options and hands it to `look`. Most steps are of no interest, so
    /// this is not done for all of them.
    pub fn read<T>(&self, look: impl FnOnce(&Invocation<'_, 'a>) -> T) -> Option<T> {
        let mut words = self.words.borrow_mut();
        Arg::refill(&mut words, self.command);
        let read = Invocation::read(self.line, self.command, self.position, self.next, &words);
        read.as_ref().map(look)
    }
}

/// How many lines are looked at.
const MOST_LINES: usize = 50;
/// How many bytes are looked at.
const MOST_BYTES: u32 = 8192;
/// How many commands of one line are looked at.
const MOST_COMMANDS: usize = 50;

/// Calls `visit` for the commands before `start`, the nearest first, until it breaks.
///
/// Ends at the start of the file, at a line that a template engine will replace and at
/// a command that never lets control come down from it; the answer is then `None`.
pub fn before<'a, T>(
    file: &FileContext<'a>,
    start: &Invocation<'_, '_>,
    mut visit: impl FnMut(&Step<'_, 'a>) -> ControlFlow<T>,
) -> Option<T> {
    let mut label_between = false;
    let first = start.line.index();
    let words = RefCell::new(Vec::new());
    let mut left = MOST_BYTES;
    for index in (first.saturating_sub(MOST_LINES)..=first).rev() {
        let line = file.script.line(index)?;
        let end = if index == first {
            start.position
        } else {
            line.commands().len()
        };
        left = left.checked_sub(line.span().len())?;
        if file.is_replaced(line) || end > MOST_COMMANDS {
            return None;
        }
        let answer = each_back(line, end, label_between, &words, |step| {
            if let ControlFlow::Break(answer) = visit(step) {
                return ControlFlow::Break(Some(answer));
            }
            if step.certain && step.spec.is_some_and(leaves) {
                return ControlFlow::Break(None);
            }
            ControlFlow::Continue(())
        });
        if let ControlFlow::Break(answer) = answer {
            return answer;
        }
        label_between |= line.label().is_some();
    }
    None
}

/// True where control does not go on at the next command, unless the command fails.
fn leaves(spec: &Spec) -> bool {
    let leaving = [Effect::EndsScript, Effect::NeverReturns, Effect::Jumps];
    leaving.iter().any(|&effect| spec.has(effect))
}

/// Calls `visit` for the first `end` commands of a line, the last one first.
fn each_back<'a, T>(
    line: Line<'a>,
    end: usize,
    label_between: bool,
    words: &RefCell<Vec<Arg<'a>>>,
    mut visit: impl FnMut(&Step<'_, 'a>) -> ControlFlow<T>,
) -> ControlFlow<T> {
    let mut next = line.commands().nth(end).and_then(|after| after.operator());
    for (position, command) in line.commands().enumerate().take(end).rev() {
        let operator = command.operator();
        if let Some(name) = command.name() {
            visit(&Step {
                spec: ipxe_reference::command(name.text()),
                certain: position == 0 || matches!(operator, Some((Operator::Semicolon, _))),
                label_between,
                line,
                command,
                position,
                next,
                words,
            })?;
        }
        next = operator;
    }
    ControlFlow::Continue(())
}
