//! `login` (`hci/commands/login_cmd.c`).

use std::ops::ControlFlow;

use ipxe_reference::{CommandName, Release};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::options::Options;
use crate::ui::{FormUi, OldLoginUi, View, login_form};
use crate::{Cx, Machine, Status};

/// `login_exec`
pub(super) fn login(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    Options::parse(cx, name, arguments)?;
    if cx.machine.build.release < Release::V2_0_0 {
        return Next::run(Login::Old(OldLoginUi::start(cx)));
    }
    match FormUi::start(cx, login_form()) {
        Ok(form) => Next::run(Login::Form(form)),
        Err(status) => Err(complain(cx, status)),
    }
}

/// Asks for a user name and a password.
#[derive(Clone, Debug)]
enum Login {
    Form(FormUi),
    Old(OldLoginUi),
}

fn complain(cx: &mut Cx<'_>, status: Status) -> Status {
    let reason = cx.strerror(status);
    cx.print([b"Could not set credentials: ", &*reason, b"\n"].concat());
    status
}

impl Activity for Login {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        let status = match self {
            Self::Form(form) => form.poll(cx)?,
            Self::Old(form) => form.poll(cx)?,
        };
        ControlFlow::Continue(match status {
            Status::OK => Status::OK,
            failure => complain(cx, failure),
        })
    }

    fn view(&self, machine: &Machine) -> Option<View> {
        Some(View::Form(match self {
            Self::Form(form) => form.view(|status| machine.build.strerror(status)),
            Self::Old(form) => form.view(),
        }))
    }
}
