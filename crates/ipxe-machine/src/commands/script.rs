//! `goto`, `exit` (`image/script.c`, `core/exec.c`).

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};

use super::{CommandResult, Next};
use crate::arguments::Arguments;
use crate::event::EventKind;
use crate::frame::Frame;
use crate::machine::Stop;
use crate::options::Options;
use crate::{Cx, Status};

const NOT_IN_A_SCRIPT: ErrorId = ErrorId::new(Posix::Enotty, ErrorFile::Script, 0);
const NO_SUCH_LABEL: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::Script, 0);
/// The search for a label ends in the middle of a line.
const UNTERMINATED: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Script, 0);

/// `goto_exec`
pub(super) fn goto(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let label = options.get(0).unwrap_or_default();
    let script = cx
        .machine
        .frames
        .iter_mut()
        .rev()
        .find_map(|frame| match frame {
            Frame::Script(script) => Some(script),
            _ => None,
        });
    let Some(script) = script else {
        let status = cx.status(NOT_IN_A_SCRIPT);
        cx.print([b"Not in a script: ", &*cx.strerror(status), b"\n"].concat());
        return Err(status);
    };
    let Some(line) = script.program.label(label) else {
        let unterminated = script.program.is_unterminated();
        return Err(cx.status(if unterminated {
            UNTERMINATED
        } else {
            NO_SUCH_LABEL
        }));
    };
    script.next_line = line;
    cx.machine.stop = Stop::Command;
    cx.emit(|_| EventKind::Jumped { line });
    Ok(Next::Done)
}

/// `exit_exec`
pub(super) fn exit(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let code = match options.get(0) {
        Some(text) => cx.parse_integer(text)?,
        None => 0,
    };
    cx.machine.stop = Stop::Sequence;
    match Status(code as i32) {
        Status::OK => Ok(Next::Done),
        status => Err(status),
    }
}
