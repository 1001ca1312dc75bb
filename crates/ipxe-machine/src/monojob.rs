//! The job in the foreground, with its progress on the console.

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use std::ops::ControlFlow;

use crate::activity::{Polled, wait_for_input};
use crate::cx::Cx;
use crate::input::keys::CTRL_C;
use crate::ports::{Job, ProgressPoint};
use crate::{Status, Ticks};

const CANCELED: ErrorId = ErrorId::new(Posix::Ecanceled, ErrorFile::Monojob, 0);
const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Monojob, 0);
/// Longest message of a job (`include/ipxe/job.h`), without its NUL.
const MAX_MESSAGE: usize = 31;
/// Figures are divided by this before a percentage is formed.
const SCALE: u64 = 128;

/// Waits for a job and shows its progress (`core/monojob.c: monojob_wait`).
#[derive(Clone, Debug)]
pub struct MonoJob<T> {
    job: Job<T>,
    verbose: bool,
    timeout: Ticks,
    start: Ticks,
    last_check: Ticks,
    last_progress: Ticks,
    last_display: Ticks,
    /// The progress point that was seen last, counted from 1.
    seen: usize,
    /// Characters of the last display that the next one erases.
    clear: usize,
}

/// What happens during a wait.
#[derive(Clone, Copy, Debug)]
enum Happening {
    End,
    Progress,
    Timeout,
    Display,
}

impl<T: Clone> MonoJob<T> {
    /// Begins to wait. `description` is shown with three dots, and then the progress; without one the
    /// job is silent. `timeout` ends a job that makes no progress for so long; zero is for ever.
    pub fn start(cx: &mut Cx<'_>, description: Option<&[u8]>, timeout: Ticks, job: Job<T>) -> Self {
        if let Some(description) = description {
            cx.print(description);
            cx.print(b"...");
        }
        let now = cx.now();
        Self {
            job,
            verbose: description.is_some(),
            timeout,
            start: now,
            last_check: now,
            last_progress: now,
            last_display: now,
            seen: 0,
            clear: 0,
        }
    }

    /// Ends the job now, whatever was known of its end. For jobs whose end is not known in advance.
    pub fn end(&mut self, cx: &Cx<'_>, result: Result<T, ErrorId>) {
        self.job.duration = Some(cx.now().since(self.start));
        self.job.result = result;
    }

    /// Sets what a timeout is reported as from now on, in place of "Connection timed out".
    pub fn set_ongoing(&mut self, fault: ErrorId) {
        self.job.progress = vec![ProgressPoint {
            ongoing: Some(fault),
            ..ProgressPoint::default()
        }];
        self.seen = 1;
    }

    /// Gives the result of the job; the end of its line has been printed then.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Result<T, Status>> {
        if self.canceled(cx) {
            let status = cx.status(CANCELED);
            return ControlFlow::Continue(self.finish(cx, Err(status)));
        }
        while let Some((at, happening)) = self.next_happening()
            && at <= cx.now()
        {
            let result = match happening {
                Happening::End => self.job.result.clone().map_err(|fault| cx.status(fault)),
                Happening::Progress => {
                    self.see_progress(at);
                    continue;
                }
                Happening::Timeout => {
                    let ongoing = self.progress().and_then(|point| point.ongoing);
                    Err(cx.status(ongoing.unwrap_or(TIMED_OUT)))
                }
                Happening::Display => {
                    self.display(cx);
                    self.last_display = at;
                    continue;
                }
            };
            return ControlFlow::Continue(self.finish(cx, result));
        }
        self.suspend(cx)
    }

    /// Reads at most one byte from the keyboard in each tick, as iPXE does while it waits.
    fn canceled(&mut self, cx: &mut Cx<'_>) -> bool {
        while self.last_check < cx.now() {
            self.last_check += Ticks(1);
            match cx.getchar() {
                Some(key) if u32::try_from(key) == Ok(CTRL_C) => return true,
                Some(_) => {}
                None => self.last_check = cx.now(),
            }
        }
        false
    }

    /// What happens next while nobody types. Of things at the same time the end comes first.
    fn next_happening(&self) -> Option<(Ticks, Happening)> {
        let end = self.job.duration.map(|duration| self.start + duration);
        let progress = self
            .job
            .progress
            .get(self.seen)
            .map(|point| self.start + point.at);
        let timeout = (self.timeout != Ticks::ZERO).then(|| self.last_progress + self.timeout);
        let display = self
            .verbose
            .then(|| self.last_display + Ticks::from_seconds(1));
        [
            (end, Happening::End),
            (progress, Happening::Progress),
            (timeout, Happening::Timeout),
            (display, Happening::Display),
        ]
        .into_iter()
        .filter_map(|(at, happening)| Some((at?, happening)))
        .min_by_key(|&(at, _)| at)
    }

    fn suspend<R>(&self, cx: &Cx<'_>) -> Polled<R> {
        let key = cx.machine.keyboard.has_key().then(|| cx.now() + Ticks(1));
        let next = self.next_happening().map(|(at, _)| at);
        wait_for_input([key, next].into_iter().flatten().min())
    }

    fn progress(&self) -> Option<&ProgressPoint> {
        self.job.progress.get(self.seen.checked_sub(1)?)
    }

    fn see_progress(&mut self, now: Ticks) {
        let before = self.progress().map_or(0, |point| point.completed);
        self.seen += 1;
        if self
            .progress()
            .is_some_and(|point| point.completed != before)
        {
            self.last_progress = now;
        }
    }

    fn display(&mut self, cx: &mut Cx<'_>) {
        self.erase(cx);
        let progress = self.progress().cloned().unwrap_or_default();
        let (completed, total) = (progress.completed / SCALE, progress.total / SCALE);
        match completed.wrapping_mul(100).checked_div(total) {
            None => cx.print(b"."),
            Some(percentage) => {
                let percentage = format!("{percentage:3}%");
                self.clear += percentage.len();
                cx.print(percentage);
            }
        }
        let message = &progress.message[..progress.message.len().min(MAX_MESSAGE)];
        if !message.is_empty() {
            let shown = [b" [", message, b"]"].concat();
            self.clear += shown.len();
            cx.print(shown);
        }
    }

    /// `monojob_clear`
    fn erase(&mut self, cx: &mut Cx<'_>) {
        let length = std::mem::take(&mut self.clear);
        cx.print(vec![b'\x08'; length]);
        cx.print(vec![b' '; length]);
        cx.print(vec![b'\x08'; length]);
    }

    fn finish(&mut self, cx: &mut Cx<'_>, result: Result<T, Status>) -> Result<T, Status> {
        self.erase(cx);
        if self.verbose {
            match &result {
                Ok(_) => cx.print(b" ok\n"),
                Err(status) => cx.print([b" ", &*cx.strerror(*status), b"\n"].concat()),
            }
        }
        result
    }
}
