//! `shell`, `help` (`hci/shell.c`).

use std::ops::ControlFlow;

use ipxe_reference::CommandName;

use super::{CommandResult, Next};
use crate::activity::{Activity, Call, Polled, call};
use crate::arguments::Arguments;
use crate::input::{History, ReadLine};
use crate::machine::Stop;
use crate::options::Options;
use crate::{Cx, Status, Ticks};

/// What the shell asks with: the name of the product.
const PROMPT: &[u8] = b"iPXE> ";

/// `help_exec`
pub(super) fn help(cx: &mut Cx<'_>, _: CommandName, _: &Arguments) -> CommandResult {
    let mut text = b"\nAvailable commands:\n\n".to_vec();
    let mut column = 0;
    for command in cx.machine.build.commands() {
        let name = command.name().as_bytes();
        text.extend_from_slice(b"  ");
        text.extend_from_slice(name);
        column += 2 + name.len();
        if column > 16 * 4 {
            text.push(b'\n');
            column = 0;
        } else {
            let next = column.next_multiple_of(16);
            text.resize(text.len() + next - column, b' ');
            column = next;
        }
    }
    text.extend_from_slice(b"\n\nType \"<command> --help\" for further information\n\n");
    cx.print(text);
    Ok(Next::Done)
}

/// `shell_exec`
pub(super) fn shell(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    Options::parse(cx, name, arguments)?;
    Next::run(Shell::default())
}

/// The interactive shell (`shell`).
#[derive(Clone, Debug, Default)]
pub struct Shell {
    history: History,
    /// The line that is being typed.
    line: Option<ReadLine>,
    /// The status of the last line.
    status: Status,
    /// Whether a line has been read and perhaps run since the stop was last looked at.
    is_after_line: bool,
}

impl Activity for Shell {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        loop {
            if let Some(status) = cx.take_returned() {
                self.status = status;
            }
            if std::mem::take(&mut self.is_after_line) && cx.machine.stopped(Stop::Sequence) {
                return ControlFlow::Continue(self.status);
            }
            let line = self
                .line
                .get_or_insert_with(|| ReadLine::start(cx, PROMPT, b"", Ticks::ZERO))
                .poll(cx, Some(&mut self.history))?;
            self.line = None;
            self.is_after_line = true;
            if let Ok(line) = line {
                return call(Call::Line(line));
            }
        }
    }
}
