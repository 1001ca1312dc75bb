//! How lines and commands are run (`core/exec.c: system`, `image/script.c: process_script`).

use std::ops::ControlFlow;
use std::sync::Arc;

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};
use ipxe_syntax::Operator;

use crate::activity::{Call, Suspend, Wait};
use crate::arguments::Arguments;
use crate::commands::{self, Next};
use crate::event::EventKind;
use crate::frame::{ActivityFrame, Frame, LineFrame, LineRun, ScriptFrame};
use crate::machine::Stop;
use crate::program::{Name, Program, Word};
use crate::state::ImageId;
use crate::{Cx, Exhausted, Outcome, Status};

/// No such command.
const NOT_FOUND: ErrorId = ErrorId::new(Posix::Enoexec, ErrorFile::Exec, 0);
/// The script ends in the middle of a line.
const UNTERMINATED: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Script, 0);

impl Cx<'_> {
    /// Runs what is on top for one step.
    pub(crate) fn run_top(&mut self) -> Option<Wait> {
        match self.machine.frames.last_mut() {
            Some(Frame::Script(frame)) => match frame.run {
                Some(run) => {
                    let program = Arc::clone(&frame.program);
                    self.run_command(&program, run);
                }
                None => self.next_line(),
            },
            Some(Frame::Line(frame)) => {
                let (program, run) = (Arc::clone(&frame.program), frame.run);
                self.run_command(&program, run);
            }
            Some(Frame::Activity(_)) => return self.poll_activity(),
            None => self.machine.outcome = Some(Outcome::Finished(Status::OK)),
        }
        None
    }

    /// Begins the next line of the script on top, or ends the script.
    fn next_line(&mut self) {
        let Some(Frame::Script(frame)) = self.machine.frames.last_mut() else {
            return;
        };
        if frame.next_line < frame.program.line_count() {
            frame.line = frame.next_line;
            frame.next_line += 1;
            frame.run = Some(LineRun::new(frame.program.commands_of(frame.line)));
            self.emit(|_| EventKind::Line);
            return;
        }
        let unterminated = frame.program.is_unterminated();
        let status = if unterminated {
            self.status(UNTERMINATED)
        } else {
            Status::OK
        };
        self.end_script(status);
    }

    fn end_script(&mut self, status: Status) {
        if let Some(Frame::Script(frame)) = self.machine.frames.pop() {
            self.emit(|_| EventKind::ScriptEnded {
                image: frame.image,
                status,
            });
        }
        self.deliver(status);
    }

    /// Runs or skips a command of the line on top.
    fn run_command(&mut self, program: &Program, run: LineRun) {
        let Some(command) = program
            .command(run.command)
            .filter(|_| run.command < run.end)
        else {
            // A line without any command succeeds.
            self.command_ended(Status::OK);
            return;
        };
        if !run.process {
            self.emit(|_| EventKind::CommandSkipped);
            self.command_ended(run.status);
            return;
        }
        if command.name == Name::Empty {
            self.command_ended(Status::OK);
            return;
        }
        let mut arguments = std::mem::take(&mut self.machine.arguments);
        arguments.clear();
        let expanded = self.expand_words(program.words(command), &mut arguments);
        match expanded {
            Ok(()) => {
                let name = match command.name {
                    Name::Dynamic => Name::of(arguments.name()),
                    name => name,
                };
                self.execute(name, &arguments, false);
            }
            Err(reason) => self.machine.exhaust(reason),
        }
        self.machine.arguments = arguments;
    }

    /// Expands the words of a command (`core/exec.c: expand_tokens`).
    fn expand_words(&mut self, words: &[Word], arguments: &mut Arguments) -> Result<(), Exhausted> {
        let limit = self.machine.budget.argument_bytes;
        let limits = self.machine.budget.expansion();
        for word in words {
            match word {
                Word::Literal(text) => arguments.push(text),
                Word::Dynamic(template) => {
                    let before = arguments.len();
                    template.append(&self.machine.settings, limits, arguments.buffer())?;
                    arguments.end();
                    self.emit(|_| EventKind::Expanded {
                        word: template.text(),
                        value: &arguments[before],
                    });
                }
            }
            if arguments.byte_len() > limit {
                return Err(Exhausted::ArgumentBytes(limit));
            }
        }
        Ok(())
    }

    /// Runs a command whose arguments are final (`core/exec.c: execv`). `bare` is for a command that is
    /// not part of a line.
    fn execute(&mut self, name: Name, arguments: &Arguments, bare: bool) {
        let known = match name {
            Name::Known(name) if self.machine.build.has_command(name) => {
                Some((name, commands::implementation(name)))
            }
            _ => None,
        };
        let command = known.map(|(name, _)| name);
        if self.is_watched() {
            let list: Vec<&[u8]> = arguments.iter().collect();
            self.emit(|_| EventKind::CommandStarted {
                command,
                arguments: &list,
            });
        }
        let result = match known {
            Some((name, run)) => run(self, name, arguments),
            None => {
                self.print([arguments.name(), b": command not found\n"].concat());
                Err(self.status(NOT_FOUND))
            }
        };
        let status = match result {
            Ok(Next::Done) => Status::OK,
            Err(status) => status,
            Ok(Next::Run(activity)) => {
                let frame = ActivityFrame {
                    activity,
                    command,
                    is_bare_command: bare,
                };
                self.push(Frame::Activity(frame));
                return;
            }
            Ok(Next::Halt(outcome)) => {
                self.machine.outcome.get_or_insert(outcome);
                return;
            }
        };
        self.executed(command, status);
        if bare {
            self.machine.returned = Some(status);
        } else {
            self.command_ended(status);
        }
    }

    /// Notes how a command ended (`core/exec.c: execv`).
    fn executed(&mut self, command: Option<CommandName>, status: Status) {
        self.machine.apply_settings();
        if !status.is_ok() {
            self.machine.set_errno(status.number());
        }
        self.emit(|_| EventKind::CommandEnded { command, status });
    }

    /// Goes on in the line on top after a command ended or was skipped.
    fn command_ended(&mut self, status: Status) {
        let stop = self.machine.stopped(Stop::Command);
        let (run, program) = match self.machine.frames.last_mut() {
            Some(Frame::Script(ScriptFrame {
                run: Some(run),
                program,
                ..
            })) => (run, program),
            Some(Frame::Line(LineFrame { run, program })) => (run, program),
            _ => return,
        };
        run.status = status;
        run.command += 1;
        let next = program
            .command(run.command)
            .filter(|_| !stop && run.command < run.end);
        match next {
            Some(next) => {
                run.process = match next.operator {
                    Some(Operator::Or) => !status.is_ok(),
                    Some(Operator::And) => status.is_ok(),
                    Some(Operator::Semicolon) | None => true,
                };
            }
            None => self.line_ended(status),
        }
    }

    fn line_ended(&mut self, status: Status) {
        if let Some(Frame::Script(frame)) = self.machine.frames.last_mut() {
            frame.run = None;
            if self.machine.stopped(Stop::Sequence) || !status.is_ok() {
                self.end_script(status);
            }
        } else {
            self.machine.frames.pop();
            self.deliver(status);
        }
    }

    /// Hands the status of what has ended to what ran it.
    fn deliver(&mut self, status: Status) {
        match self.machine.frames.last() {
            Some(Frame::Activity(_)) => self.machine.returned = Some(status),
            Some(_) => self.command_ended(status),
            None => {
                self.machine
                    .outcome
                    .get_or_insert(Outcome::Finished(status));
            }
        }
    }

    fn poll_activity(&mut self) -> Option<Wait> {
        let Some(Frame::Activity(mut frame)) = self.machine.frames.pop() else {
            return None;
        };
        let depth = self.machine.frames.len();
        match frame.activity.poll(self) {
            ControlFlow::Continue(status) => {
                debug_assert_eq!(depth, self.machine.frames.len());
                if frame.command.is_some() || frame.is_bare_command {
                    self.executed(frame.command, status);
                }
                self.deliver(status);
                None
            }
            ControlFlow::Break(suspend) => {
                self.machine.frames.push(Frame::Activity(frame));
                match suspend {
                    Suspend::Wait(wait) => Some(wait),
                    Suspend::Call(call) => {
                        self.call(call);
                        None
                    }
                    Suspend::Halt(outcome) => {
                        self.machine.outcome.get_or_insert(outcome);
                        None
                    }
                }
            }
        }
    }

    fn call(&mut self, call: Call) {
        match call {
            Call::Script(image) => self.call_script(image),
            Call::Line(line) => {
                let program = Program::command_line(&line, self.machine.settings.dialect());
                let run = LineRun::new(program.commands_of(0));
                self.push(Frame::Line(LineFrame {
                    program: Arc::new(program),
                    run,
                }));
                self.emit(|_| EventKind::Line);
            }
            Call::Command(list) => {
                let mut arguments = Arguments::default();
                for argument in &list {
                    arguments.push(argument);
                }
                if arguments.is_empty() {
                    self.machine.returned = Some(Status::OK);
                } else {
                    self.execute(Name::of(arguments.name()), &arguments, true);
                }
            }
            Call::Activity(activity) => {
                let frame = ActivityFrame {
                    activity,
                    command: None,
                    is_bare_command: false,
                };
                self.push(Frame::Activity(frame));
            }
        }
    }

    fn call_script(&mut self, image: ImageId) {
        let machine = &mut *self.machine;
        let Some(program) = machine.images.program(image, machine.settings.dialect()) else {
            self.machine.returned = Some(Status::OK);
            return;
        };
        self.push(Frame::Script(ScriptFrame::new(image, program)));
        self.emit(|machine| {
            let (name, source) = machine
                .images
                .get(image)
                .map_or((&b""[..], &b""[..]), |i| (i.name(), &i.data));
            EventKind::ScriptStarted {
                image,
                name,
                source,
            }
        });
    }

    fn push(&mut self, frame: Frame) {
        let limit = self.machine.budget.nesting;
        if self.machine.frames.len() >= limit {
            self.machine.exhaust(Exhausted::Nesting(limit));
        }
        self.machine.frames.push(frame);
    }

    /// The status of what an activity had called, once it has ended.
    pub fn take_returned(&mut self) -> Option<Status> {
        self.machine.returned.take()
    }
}
