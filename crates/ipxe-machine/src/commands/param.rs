//! `params`, `param` (`hci/commands/param_cmd.c`).

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};

use super::{CommandResult, Next};
use crate::Cx;
use crate::arguments::Arguments;
use crate::options::Options;
use crate::state::{Parameter, ParameterKind};

const NO_SUCH_LIST: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::Parseopt, 0);

/// `params_exec`
pub(super) fn params(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let list = options.text("name");
    let method = options.text("method");
    cx.note_added(list.map_or(0, <[u8]>::len) + method.map_or(0, <[u8]>::len));
    cx.machine.parameters.create(list, method);
    if options.flag("delete") {
        cx.machine.parameters.remove(list);
    }
    Ok(Next::Done)
}

/// `param_exec`
pub(super) fn param(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let key = options.get(0).unwrap_or_default().to_vec();
    let value = options.text_from(1);
    cx.note_added(key.len() + value.len());
    let kind = if options.flag("header") {
        ParameterKind::Header
    } else {
        ParameterKind::Form
    };
    // `core/parseopt.c: parse_parameters`
    let wanted = options.text("params");
    let Some(list) = cx.machine.parameters.find_mut(wanted) else {
        match wanted {
            Some(wanted) => cx.print([b"\"", wanted, b"\": no such parameter list\n"].concat()),
            None => cx.print("No default parameter list\n"),
        }
        return Err(cx.status(NO_SUCH_LIST));
    };
    list.entries.push(Parameter { key, value, kind });
    Ok(Next::Done)
}
