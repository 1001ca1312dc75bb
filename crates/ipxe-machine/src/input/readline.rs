//! Reading a line.

use ipxe_reference::{ErrorFile, ErrorId, Posix, Release};
use std::ops::ControlFlow;

use super::keys::{CR, CTRL_C, KEY_DOWN, KEY_UP, LF};
use super::{EditString, GetKey, History};
use crate::Ticks;
use crate::activity::Polled;
use crate::cx::Cx;

const CANCELED: ErrorId = ErrorId::new(Posix::Ecanceled, ErrorFile::Readline, 0);
const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Readline, 0);

/// Reads a line with editing and perhaps a history (`hci/readline.c: readline_history`).
#[derive(Clone, Debug)]
pub struct ReadLine {
    string: EditString,
    key: GetKey,
}

impl ReadLine {
    /// Prints the prompt and what the line is filled with, and begins to wait. The timeout is for the
    /// first key only; zero is for ever.
    pub fn start(cx: &mut Cx<'_>, prompt: &[u8], prefill: &[u8], timeout: Ticks) -> Self {
        cx.print(prompt);
        cx.print(b"\x1b[?25h");
        let mut string = EditString::default();
        string.replace(prefill);
        cx.print(string.sync_console());
        Self {
            string,
            key: GetKey::new(cx.now(), timeout),
        }
    }

    /// Gives the line, or why there is none.
    pub fn poll(
        &mut self,
        cx: &mut Cx<'_>,
        mut history: Option<&mut History>,
    ) -> Polled<Result<Vec<u8>, ErrorId>> {
        let result = loop {
            let key = self.key.poll(cx)?;
            self.key = GetKey::new(cx.now(), Ticks::ZERO);
            let key = match key {
                Some(key) => key,
                // There was no timeout yet, and so no look at what is no key.
                None if cx.machine.build.release < Release::V2_0_0 => continue,
                None => break Err(TIMED_OUT),
            };
            self.string.edit(key);
            cx.print(self.string.sync_console());
            match key {
                CR | LF => break Ok(self.string.take_text()),
                CTRL_C => break Err(CANCELED),
                KEY_UP | KEY_DOWN => {
                    let history = history.as_deref_mut();
                    if let Some(line) =
                        history.and_then(|history| history.go(key == KEY_UP, self.string.text()))
                    {
                        self.string.replace(&line);
                        cx.print(self.string.sync_console());
                    }
                }
                _ => {}
            }
        };
        cx.print(b"\n");
        if let Some(history) = history {
            history.finish(result.as_deref().ok());
        }
        ControlFlow::Continue(result)
    }
}
