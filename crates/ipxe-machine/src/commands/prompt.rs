//! `prompt`, `sleep` (`image/script.c`, `usr/prompt.c`, `core/exec.c`).

use std::ops::ControlFlow;

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled, wait_until};
use crate::arguments::Arguments;
use crate::input::GetKey;
use crate::input::keys::CTRL_C;
use crate::options::Options;
use crate::{Cx, Status, Ticks};

const PROMPT_TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Prompt, 0);
const PROMPT_OTHER_KEY: ErrorId = ErrorId::new(Posix::Ecanceled, ErrorFile::Prompt, 0);
const SLEEP_CANCELED: ErrorId = ErrorId::new(Posix::Ecanceled, ErrorFile::Exec, 0);

/// `prompt_exec`
pub(super) fn prompt(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let text = options.text_from(0);
    cx.print(&text);
    let getkey = GetKey::new(cx.now(), options.timeout("timeout"));
    let key = options.number("key").filter(|&key| key != 0);
    Next::run(Prompt {
        length: text.len(),
        key,
        getkey,
    })
}

/// Waits for a key and then erases the text (`prompt`).
#[derive(Clone, Debug)]
struct Prompt {
    /// Length of the text in bytes.
    length: usize,
    /// The only key that will do.
    key: Option<u32>,
    getkey: GetKey,
}

impl Activity for Prompt {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        let pressed = self.getkey.poll(cx)?;
        cx.print(b"\x08 \x08".repeat(self.length));
        ControlFlow::Continue(match (pressed, self.key) {
            (None, _) => cx.status(PROMPT_TIMED_OUT),
            (Some(pressed), Some(key)) if pressed != key => cx.status(PROMPT_OTHER_KEY),
            _ => Status::OK,
        })
    }
}

/// `sleep_exec`
pub(super) fn sleep(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let seconds = cx.parse_integer(options.get(0).unwrap_or_default())?;
    Next::run(Sleep {
        until: cx.now() + Ticks::from_seconds(u64::from(seconds)),
    })
}

/// Lets time pass; Ctrl-C ends it (`core/timer.c: sleep`).
#[derive(Clone, Debug)]
struct Sleep {
    until: Ticks,
}

impl Activity for Sleep {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        if cx.now() >= self.until {
            return ControlFlow::Continue(Status::OK);
        }
        while let Some(key) = cx.getchar() {
            if u32::try_from(key) == Ok(CTRL_C) {
                return ControlFlow::Continue(cx.status(SLEEP_CANCELED));
            }
        }
        wait_until(self.until, true)
    }
}
