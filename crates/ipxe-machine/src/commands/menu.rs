//! `menu`, `form`, `item`, `choose` (`hci/commands/dynui_cmd.c`).

use std::ops::ControlFlow;
use std::sync::Arc;

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix, Release};

use super::setting::store;
use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::event::EventKind;
use crate::options::{NamedSetting, Options};
use crate::state::{ComparedWithNothing, DynamicItem, DynamicUi};
use crate::ui::{MenuUi, View};
use crate::{Cx, Machine, Outcome, Status};

const NO_SUCH_UI: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::Parseopt, 0);

/// Why a menu or form was not found.
pub(super) enum NotFound {
    /// The command fails; it has been said why.
    Failed(Status),
    /// iPXE crashes.
    Crashed(&'static str),
}

impl From<ComparedWithNothing> for NotFound {
    fn from(_: ComparedWithNothing) -> Self {
        Self::Crashed(
            "a menu or form is looked up by name while there is one without a name, or the reverse",
        )
    }
}

impl From<NotFound> for CommandResult {
    fn from(reason: NotFound) -> Self {
        match reason {
            NotFound::Failed(status) => Err(status),
            NotFound::Crashed(reason) => Ok(Next::Halt(Outcome::Crashed { reason })),
        }
    }
}

/// Finds a menu or form (`core/parseopt.c: parse_dynui`).
pub(super) fn parse_dynui(
    cx: &mut Cx<'_>,
    name: Option<&[u8]>,
) -> Result<Arc<DynamicUi>, NotFound> {
    let platform = cx.machine.build.platform;
    if let Some(ui) = cx.machine.dynamic_uis.find(name, platform)? {
        return Ok(Arc::clone(ui));
    }
    let what: &[u8] = match cx.machine.build.release {
        release if release >= Release::V2_0_0 => b"user interface",
        _ => b"menu",
    };
    cx.print(match name {
        Some(name) => [b"\"", name, b"\": no such ", what, b"\n"].concat(),
        None => [b"No default ", what, b"\n"].concat(),
    });
    Err(NotFound::Failed(cx.status(NO_SUCH_UI)))
}

/// `dynui_exec`
pub(super) fn dynui(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let title = options.text_from(0);
    let name = options.text("name");
    cx.note_added(title.len() + name.map_or(0, <[u8]>::len));
    let platform = cx.machine.build.platform;
    let uis = &mut cx.machine.dynamic_uis;
    if let Err(reason) = uis.create(name, title, platform) {
        return NotFound::from(reason).into();
    }
    if options.flag("delete") {
        uis.destroy(name);
    }
    Ok(Next::Done)
}

/// `item_exec`
pub(super) fn item(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let is_gap = options.flag("gap");
    let name = options.get(0).filter(|_| !is_gap);
    let text = options.text_from(usize::from(!is_gap).min(options.len()));
    let ui = options.last_text(&["menu", "form"]);
    if let Err(reason) = parse_dynui(cx, ui) {
        return reason.into();
    }
    cx.note_added(text.len() + name.map_or(0, <[u8]>::len));
    if let Some(ui) = cx.machine.dynamic_uis.get_mut(ui) {
        ui.items.push(DynamicItem {
            name: name.map(<[u8]>::to_vec),
            text,
            shortcut: options.number("key").unwrap_or(0),
            is_default: options.flag("default"),
            is_secret: options.flag("secret"),
        });
    }
    Ok(Next::Done)
}

/// `choose_exec`
pub(super) fn choose(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let named = options.get(0).unwrap_or_default();
    let setting = cx.parse_setting(named, true)?;
    let ui = match parse_dynui(cx, options.text("menu")) {
        Ok(ui) => ui,
        Err(reason) => return reason.into(),
    };
    let (timeout, retimeout) = (options.timeout("timeout"), options.timeout("retimeout"));
    let is_kept = options.flag("keep");
    let menu = MenuUi::start(
        cx,
        Arc::clone(&ui),
        timeout,
        retimeout,
        options.text("default"),
    );
    match menu {
        Ok(menu) => {
            cx.emit(|_| EventKind::Note {
                subject: "menu",
                text: ui.title.as_deref().unwrap_or_default(),
            });
            Next::run(Choose {
                ui,
                named: named.to_vec(),
                setting,
                is_kept,
                menu,
            })
        }
        Err(fault) => {
            if !is_kept {
                cx.machine.dynamic_uis.destroy(ui.name.as_deref());
            }
            Err(cx.status(fault))
        }
    }
}

/// Shows a menu and stores what is chosen.
#[derive(Clone, Debug)]
struct Choose {
    ui: Arc<DynamicUi>,
    /// The setting as it was named.
    named: Vec<u8>,
    setting: NamedSetting,
    is_kept: bool,
    menu: MenuUi,
}

impl Activity for Choose {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        let result = match self.menu.poll(cx)? {
            Ok(index) => {
                let chosen = self.ui.items[index].name.as_deref();
                let NamedSetting { block, .. } = self.setting;
                store(cx, &self.named, block, self.setting.key(), chosen)
            }
            Err(fault) => Err(cx.status(fault)),
        };
        if !self.is_kept {
            cx.machine.dynamic_uis.destroy(self.ui.name.as_deref());
        }
        ControlFlow::Continue(result.err().unwrap_or(Status::OK))
    }

    fn view(&self, _: &Machine) -> Option<View> {
        Some(View::Menu(self.menu.view()))
    }
}
