//! Keys, from the bytes and escape sequences that stand for them.

use std::ops::ControlFlow;

use super::keys::{ESC, ansi};
use crate::Ticks;
use crate::activity::{Polled, wait_for_input};
use crate::cx::Cx;

/// How long the rest of an escape sequence is waited for: a quarter of a second.
const ESCAPE_TIMEOUT: Ticks = Ticks(Ticks::PER_SECOND / 4);

/// Waits for one key (`core/getkey.c: getkey`).
#[derive(Clone, Debug)]
pub struct GetKey {
    state: State,
    /// When the present wait for a byte ends.
    deadline: Option<Ticks>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    First,
    AfterEscape,
    InSequence { n: u32 },
}

impl GetKey {
    /// Begins to wait for a key for `timeout`; zero is for ever.
    #[must_use]
    pub fn new(now: Ticks, timeout: Ticks) -> Self {
        let deadline = (timeout != Ticks::ZERO).then(|| now + timeout);
        Self {
            state: State::First,
            deadline,
        }
    }

    /// Gives the key, or `None` if the time is over.
    ///
    /// On the userspace build, a byte from 0x80 on has the same effect as the end of the time.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Option<u32>> {
        let key = self.poll_int(cx)?;
        ControlFlow::Continue(u32::try_from(key).ok())
    }

    /// Gives the key as the C `int` that iPXE has: negative if the time is over, and where a byte or the
    /// number in an escape sequence makes it so.
    pub fn poll_int(&mut self, cx: &mut Cx<'_>) -> Polled<i32> {
        loop {
            let byte = self.getchar(cx)?.unwrap_or(-1);
            let character = u32::try_from(byte).ok();
            match (self.state, character) {
                (State::First, Some(ESC)) => self.state = State::AfterEscape,
                (State::First, _) => return ControlFlow::Continue(byte),
                (_, None) => return ControlFlow::Continue(ESC as i32),
                (State::AfterEscape, Some(c)) => match u8::try_from(c) {
                    Ok(letter) if letter.is_ascii_alphabetic() => {
                        let control = letter.to_ascii_uppercase() - b'A' + 1;
                        return ControlFlow::Continue(i32::from(control));
                    }
                    _ => self.state = State::InSequence { n: 0 },
                },
                (State::InSequence { n }, Some(c)) => match u8::try_from(c) {
                    Ok(digit) if digit.is_ascii_digit() => {
                        let n = n.wrapping_mul(10).wrapping_add(u32::from(digit - b'0'));
                        self.state = State::InSequence { n };
                    }
                    Ok(terminator) if terminator >= 0x40 => {
                        return ControlFlow::Continue(ansi(n, terminator) as i32);
                    }
                    _ => {}
                },
            }
            self.deadline = Some(cx.now() + ESCAPE_TIMEOUT);
        }
    }

    /// `core/getkey.c: getchar_timeout`
    fn getchar(&self, cx: &mut Cx<'_>) -> Polled<Option<i32>> {
        if self.deadline.is_some_and(|deadline| deadline <= cx.now()) {
            return ControlFlow::Continue(None);
        }
        match cx.getchar() {
            Some(character) => ControlFlow::Continue(Some(character)),
            None => wait_for_input(self.deadline),
        }
    }
}
