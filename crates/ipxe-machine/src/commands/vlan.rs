//! `vcreate`, `vdestroy` (`hci/commands/vlan_cmd.c`).

use ipxe_reference::CommandName;

use super::{CommandResult, Next};
use crate::Cx;
use crate::arguments::Arguments;
use crate::options::Options;

/// `vcreate_exec`
pub(super) fn vcreate(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let trunk = cx.parse_netdev(options.get(0).unwrap_or_default())?;
    let tag = options.number("tag").unwrap_or(0);
    let priority = options.number("priority").unwrap_or(0);
    match cx.vlan_create(&trunk, tag, priority) {
        Ok(()) => Ok(Next::Done),
        Err(fault) => Err(cx.complain("Could not create VLAN device", fault)),
    }
}

/// `vdestroy_exec`
pub(super) fn vdestroy(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let device = cx.parse_netdev(options.get(0).unwrap_or_default())?;
    match cx.vlan_destroy(&device) {
        Ok(()) => Ok(Next::Done),
        Err(fault) => Err(cx.complain("Could not destroy VLAN device", fault)),
    }
}
