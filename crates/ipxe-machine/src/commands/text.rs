//! `echo`, `isset`, `iseq` (`core/exec.c`).

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};

use super::{CommandResult, Next};
use crate::Cx;
use crate::arguments::Arguments;
use crate::options::Options;

const NOT_SET: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::Exec, 0);
const NOT_EQUAL: ErrorId = ErrorId::new(Posix::Erange, ErrorFile::Exec, 0);

/// `echo_exec`
pub(super) fn echo(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let mut text = options.text_from(0);
    if !options.flag("n") {
        text.push(b'\n');
    }
    cx.print(text);
    Ok(Next::Done)
}

/// `isset_exec`
pub(super) fn isset(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let is_set = options.get(0).is_some_and(|value| !value.is_empty());
    if is_set {
        Ok(Next::Done)
    } else {
        Err(cx.status(NOT_SET))
    }
}

/// `iseq_exec`
pub(super) fn iseq(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let equal = options.get(0) == options.get(1);
    if equal {
        Ok(Next::Done)
    } else {
        Err(cx.status(NOT_EQUAL))
    }
}
