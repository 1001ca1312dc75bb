//! Which commands of a file cannot run, as far as lines, operators and leaving tell.
//!
//! The statuses that are possible are followed from command to command, as `core/exec.c: system`
//! does with one status, and from line to line, as `image/script.c: process_script` goes on after
//! success only. A label starts anew: something may jump there.

use ipxe_reference::{Command, Effect, RELEASES};
use ipxe_settings::number::{LongWidth, parse_integer};
use ipxe_syntax::{Operator, Span};

use crate::{FileContext, Invocation};

/// Rules that look for other commands of a line leave lines with more of them alone.
pub const MOST_COMMANDS: usize = 200;

/// Why a command cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The command before it that is the reason.
    pub span: Span,
    /// What that command does.
    pub reason: Reason,
}

/// What keeps a later command from running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It jumps away or ends the script, or fails and so ends it.
    Leaves,
    /// It jumps away or ends the script; where it does not run, what failed before it ends the script.
    LeavesOrAborts,
    /// It always succeeds.
    Succeeds,
}

/// Where a command stands among the others of its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Position of the last command of the line that follows `||` or `;`; 0 if none does.
    pub last_catch: usize,
    /// The next command of the line is empty.
    pub next_is_empty: bool,
    /// The reason why the command cannot run; only at the first of several such commands.
    pub unreachable: Option<Cause>,
}

/// The statuses that are possible at a place in the file.
#[derive(Clone, Copy, Debug)]
pub struct Flow {
    success: bool,
    failure: bool,
    /// Whose a failure can be.
    abort: Abort,
    /// The last command that left fewer than both statuses.
    cause: Option<Cause>,
    /// The commands from here on that cannot run were reported.
    told: bool,
}

/// Whose failure may have been passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Abort {
    /// Only that of a command that was to leave.
    None,
    /// That of a command.
    Command,
    /// That of a test: `predicate-aborts-script` tells of it.
    Test,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            success: true,
            failure: false,
            abort: Abort::None,
            cause: None,
            told: false,
        }
    }
}

/// The statuses with which a command lets control go on after it.
struct Outcome {
    success: bool,
    failure: bool,
    /// It was to jump or to end the script.
    leaves: bool,
    /// What it means for the script if its failure is passed on.
    abort: Abort,
}

impl Flow {
    /// A new line begins. Without `follow`, nothing is known of what is before it.
    pub fn line(&mut self, follow: bool) {
        if !follow || self.success || self.abort == Abort::Test {
            *self = Self::default();
            return;
        }
        self.failure = false;
        if self.abort == Abort::Command
            && let Some(cause) = &mut self.cause
        {
            cause.reason = Reason::LeavesOrAborts;
        }
    }

    /// True where a command that follows `operator` can run.
    fn runs(&self, operator: Option<Operator>) -> bool {
        match operator {
            Some(Operator::Or) => self.failure,
            None | Some(Operator::And) => self.success,
            Some(Operator::Semicolon) => self.success || self.failure,
        }
    }

    /// Why the command that follows `operator` cannot run, once for a run of such commands.
    pub fn unreachable(&mut self, operator: Option<Operator>) -> Option<Cause> {
        if self.runs(operator) || self.told {
            return None;
        }
        self.told = true;
        self.cause
    }

    /// The empty command that follows `operator` was passed.
    pub fn pass_empty(&mut self, operator: Option<Operator>) {
        if self.runs(operator) {
            let outcome = Outcome {
                success: true,
                failure: false,
                leaves: false,
                abort: Abort::None,
            };
            self.merge(operator, &outcome);
        }
        self.cause = None;
    }

    /// The command that follows `operator` was passed. `last` says that nothing follows on the line.
    pub fn pass(
        &mut self,
        operator: Option<Operator>,
        file: &FileContext<'_>,
        invocation: &Invocation<'_, '_>,
        last: bool,
    ) {
        if !self.runs(operator) {
            return;
        }
        let outcome = outcome(file, invocation, last);
        if !(outcome.success && outcome.failure) {
            self.cause = Some(Cause {
                span: invocation.span(),
                reason: if outcome.leaves {
                    Reason::Leaves
                } else {
                    Reason::Succeeds
                },
            });
        }
        self.merge(operator, &outcome);
    }

    fn merge(&mut self, operator: Option<Operator>, outcome: &Outcome) {
        let skipped_success = self.success && operator == Some(Operator::Or);
        let skipped_failure = self.failure && operator == Some(Operator::And);
        let before = if skipped_failure {
            self.abort
        } else {
            Abort::None
        };
        self.abort = before.max(outcome.abort);
        self.success = skipped_success || outcome.success;
        self.failure = skipped_failure || outcome.failure;
    }
}

/// What is certain of how a command ends; both statuses where nothing is.
fn outcome(file: &FileContext<'_>, invocation: &Invocation<'_, '_>, last: bool) -> Outcome {
    let outcome = |success, failure, leaves| Outcome {
        success,
        failure,
        leaves,
        abort: if failure && !leaves {
            Abort::Command
        } else {
            Abort::None
        },
    };
    let Some(spec) = invocation.spec else {
        return outcome(true, true, false);
    };
    if spec.has(Effect::IsTest) {
        return Outcome {
            abort: Abort::Test,
            ..outcome(true, true, false)
        };
    }
    let arguments = invocation.positionals();
    if spec.has(Effect::Jumps) {
        // What a jump does on failure matters only to what follows it on the line.
        let sure = match arguments {
            Some([target]) if !last && file.template.is_empty() => target
                .known()
                .is_some_and(|label| file.labels().contains(label)),
            _ => false,
        };
        return outcome(false, !sure, true);
    }
    if spec.has(Effect::EndsScript) {
        let number = |text| parse_integer(text, LongWidth::Bits64, false).is_ok();
        let sure = match arguments {
            Some([]) => true,
            Some([status]) => status.known().is_some_and(number),
            _ => false,
        };
        return outcome(false, !sure, true);
    }
    let leaving = invocation
        .options
        .iter()
        .any(|given| given.option.effects.contains(Effect::EndsScript));
    if spec.has(Effect::NeverReturns) {
        // Whoever writes an operator after it expects it to come back.
        return outcome(!last, true, true);
    }
    if leaving && arguments.is_some() {
        return outcome(false, true, true);
    }
    if spec.has(Effect::CannotFail) && is_everywhere(spec) {
        return outcome(true, !succeeds(invocation), false);
    }
    outcome(true, true, false)
}

/// True where iPXE accepts the arguments of a command that then cannot fail.
///
/// An argument that begins with an expansion may turn out to be an option, unless `--` stands before it.
fn succeeds(invocation: &Invocation<'_, '_>) -> bool {
    let Some(positionals) = invocation.positionals() else {
        return false;
    };
    let options = &invocation.args[..invocation.first_positional];
    let ended = options.last().is_some_and(|last| last.text() == b"--");
    let first = positionals.first();
    ended || first.is_none_or(|first| !first.text().starts_with(b"${"))
}

/// True where every build has the command, so that trying it is no test of the build.
fn is_everywhere(spec: &Command) -> bool {
    let first = RELEASES.first().is_some_and(|first| spec.since <= first.id);
    let needs = spec.part.is_some() || !spec.requires.is_empty() || !spec.requires_any.is_empty();
    first && spec.build_option.is_none() && spec.platforms.is_empty() && !needs
}
