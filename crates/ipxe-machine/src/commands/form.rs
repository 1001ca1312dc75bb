//! `present` (`hci/commands/dynui_cmd.c`); `form` is the same as `menu`.

use std::ops::ControlFlow;
use std::sync::Arc;

use ipxe_reference::CommandName;

use super::menu::parse_dynui;
use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::event::EventKind;
use crate::options::Options;
use crate::state::DynamicUi;
use crate::ui::{FormUi, View};
use crate::{Cx, Machine, Status};

/// `present_exec`
pub(super) fn present(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let ui = match parse_dynui(cx, options.text("form")) {
        Ok(ui) => ui,
        Err(reason) => return reason.into(),
    };
    let is_kept = options.flag("keep");
    match FormUi::start(cx, Arc::clone(&ui)) {
        Ok(form) => {
            cx.emit(|_| EventKind::Note {
                subject: "form",
                text: ui.title.as_deref().unwrap_or_default(),
            });
            Next::run(Present { ui, is_kept, form })
        }
        Err(status) => {
            if !is_kept {
                cx.machine.dynamic_uis.destroy(ui.name.as_deref());
            }
            Err(status)
        }
    }
}

/// Shows a form.
#[derive(Clone, Debug)]
struct Present {
    ui: Arc<DynamicUi>,
    is_kept: bool,
    form: FormUi,
}

impl Activity for Present {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        let status = self.form.poll(cx)?;
        if !self.is_kept {
            cx.machine.dynamic_uis.destroy(self.ui.name.as_deref());
        }
        ControlFlow::Continue(status)
    }

    fn view(&self, machine: &Machine) -> Option<View> {
        let explain = |status| machine.build.strerror(status);
        Some(View::Form(self.form.view(explain)))
    }
}
