//! `config` (`hci/commands/config_cmd.c`).

use std::ops::ControlFlow;

use ipxe_reference::CommandName;

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::options::Options;
use crate::ui::{SettingsUi, View};
use crate::{Cx, Machine, Status};

/// `config_exec`
pub(super) fn config(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let block = cx.parse_settings(options.get(0).unwrap_or_default())?;
    Next::run(Config {
        ui: SettingsUi::start(cx, block),
    })
}

/// Shows the settings of a block.
#[derive(Clone, Debug)]
struct Config {
    ui: SettingsUi,
}

impl Activity for Config {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        self.ui.poll(cx)?;
        ControlFlow::Continue(Status::OK)
    }

    fn view(&self, machine: &Machine) -> Option<View> {
        Some(View::Settings(self.ui.view(&machine.settings)))
    }
}
