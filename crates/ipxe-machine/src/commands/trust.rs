//! `imgtrust` (`hci/commands/image_trust_cmd.c`).

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};

use super::{CommandResult, Next};
use crate::Cx;
use crate::arguments::Arguments;
use crate::machine::Trust;
use crate::options::Options;

const PERMANENT: ErrorId = ErrorId::new(Posix::Eacces, ErrorFile::Image, 2);

/// `imgtrust_exec`
pub(super) fn imgtrust(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let trust = cx.machine.trust;
    let required = !options.flag("allow");
    // `core/image.c: image_set_trust`
    if trust.permanent && required != trust.required {
        return Err(cx.complain("Could not set image trust requirement", PERMANENT));
    }
    cx.machine.trust = Trust {
        required,
        permanent: trust.permanent || options.flag("permanent"),
    };
    Ok(Next::Done)
}
