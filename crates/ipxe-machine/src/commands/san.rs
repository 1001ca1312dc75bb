//! `sanhook`, `sanboot`, `sanunhook` (`hci/commands/sanboot_cmd.c`).

use ipxe_reference::CommandName;

use super::{CommandResult, Next};
use crate::Cx;
use crate::arguments::Arguments;
use crate::boot::{UriBoot, UriBootFlags};
use crate::options::Options;
use crate::ports::SanBootConfig;

/// `sanhook_exec`
pub(super) fn sanhook(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let flags = UriBootFlags {
        no_san_boot: true,
        no_san_unhook: true,
        ..UriBootFlags::default()
    };
    sanboot_core(cx, name, arguments, flags)
}

/// `sanboot_exec`
pub(super) fn sanboot(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    sanboot_core(cx, name, arguments, UriBootFlags::default())
}

/// `sanunhook_exec`
pub(super) fn sanunhook(
    cx: &mut Cx<'_>,
    name: CommandName,
    arguments: &Arguments,
) -> CommandResult {
    let flags = UriBootFlags {
        no_san_describe: true,
        no_san_boot: true,
        ..UriBootFlags::default()
    };
    sanboot_core(cx, name, arguments, flags)
}

/// `sanboot_core_exec`
fn sanboot_core(
    cx: &mut Cx<'_>,
    name: CommandName,
    arguments: &Arguments,
    mut flags: UriBootFlags,
) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let root_paths: Vec<_> = options.from(0).map(|text| cx.parse_uri(text)).collect();
    let text = |long| options.text(long).map(<[u8]>::to_vec);
    let config = SanBootConfig {
        filename: text("filename"),
        extra: text("extra"),
        label: text("label"),
        uuid: options.uuid("uuid"),
    };
    flags.no_san_describe |= options.flag("no-describe");
    flags.no_san_unhook |= options.flag("keep");
    if name == CommandName::Sanboot && root_paths.is_empty() {
        flags.no_san_unhook = true;
    }
    let drive = options
        .number("drive")
        .unwrap_or_else(|| cx.san_default_drive());
    Next::run(UriBoot::new(None, root_paths, drive, config, flags))
}
