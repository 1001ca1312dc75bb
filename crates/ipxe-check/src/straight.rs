//! The commands that run directly before a command, without following jumps.
//!
//! This is not the flow graph: it answers what is true on the one way that leads
//! down the file to a command.

use std::ops::ControlFlow;

use ipxe_reference::Effect;
use ipxe_syntax::{Line, Operator};

use crate::{Arg, FileContext, Invocation};

/// A command met on the way back.
pub struct Step<'s, 'i, 'a> {
    /// The command.
    pub invocation: &'s Invocation<'i, 'a>,
    /// It runs whatever the commands before it on its line do.
    pub certain: bool,
    /// A label stands between it and the command where the way started, so that
    /// there may be another way to get there.
    pub label_between: bool,
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
    mut visit: impl FnMut(&Step<'_, '_, 'a>) -> ControlFlow<T>,
) -> Option<T> {
    let mut label_between = false;
    let first = start.line.index();
    let mut words: Vec<Arg<'a>> = Vec::new();
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
        let answer = each_back(line, end, &mut words, |invocation, certain| {
            let step = Step {
                invocation,
                certain,
                label_between,
            };
            if let ControlFlow::Break(answer) = visit(&step) {
                return ControlFlow::Break(Some(answer));
            }
            if certain && leaves(invocation) {
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
fn leaves(invocation: &Invocation<'_, '_>) -> bool {
    let leaving = [Effect::EndsScript, Effect::NeverReturns, Effect::Jumps];
    invocation
        .spec
        .is_some_and(|spec| leaving.iter().any(|&effect| spec.has(effect)))
}

/// Calls `visit` for the first `end` commands of a line, the last one first.
fn each_back<'a, T>(
    line: Line<'a>,
    end: usize,
    words: &mut Vec<Arg<'a>>,
    mut visit: impl FnMut(&Invocation<'_, 'a>, bool) -> ControlFlow<T>,
) -> ControlFlow<T> {
    let mut next = line.commands().nth(end).and_then(|after| after.operator());
    for (position, command) in line.commands().enumerate().take(end).rev() {
        words.clear();
        words.extend(command.words().map(Arg::new));
        let operator = command.operator();
        let certain = position == 0 || matches!(operator, Some((Operator::Semicolon, _)));
        if let Some(invocation) = Invocation::read(line, command, position, next, words) {
            visit(&invocation, certain)?;
        }
        next = operator;
    }
    ControlFlow::Continue(())
}
