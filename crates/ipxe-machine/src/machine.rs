//! All of a running iPXE.

use std::sync::Arc;

use ipxe_settings::block::Builtin;
use ipxe_settings::{Block, BlockId, SettingKey, Settings};

use crate::activity::{Activity, Wait};
use crate::arguments::Arguments;
use crate::console::Console;
use crate::event::{EventKind, EventSink};
use crate::frame::{ActivityFrame, Frame, LineFrame, LineRun};
use crate::image::ImageExec;
use crate::input::Keyboard;
use crate::memory::Added;
use crate::message_log::MessageLog;
use crate::ports::World;
use crate::program::Program;
use crate::state::{
    Display, DynamicUis, Image, ImageId, Images, Interfaces, ParameterLists, SanDevices, WorkingUri,
};
use crate::trust::{CertificateStore, Root};
use crate::ui::View;
use crate::{Budget, Build, Cx, Exhausted, Outcome, Status, Step, Ticks};

/// A running iPXE: all of its state, as one value that can be cloned.
///
/// Make one, start something ([`start_line`](Self::start_line), [`start`](Self::start)), and call
/// [`step`](Self::step) until the run has ended. When a step says that it waits, hand in a byte with
/// [`key`](Self::key) or let time pass with [`advance_to`](Self::advance_to).
#[derive(Clone, Debug)]
pub struct Machine {
    /// What iPXE was built for.
    pub build: Arc<Build>,
    /// The settings.
    pub settings: Settings,
    /// The network devices.
    pub interfaces: Interfaces,
    /// The images.
    pub images: Images,
    /// The lists of request parameters.
    pub parameters: ParameterLists,
    /// The SAN devices.
    pub san: SanDevices,
    /// The certificates that were seen.
    pub certificates: CertificateStore,
    /// The root certificates that vouch for others.
    pub root_of_trust: Root,
    /// The menus and forms.
    pub dynamic_uis: DynamicUis,
    /// Size and colours of the console.
    pub display: Display,
    /// What was printed.
    pub console: Console,
    pub(crate) message_log: MessageLog,
    /// What was typed.
    pub keyboard: Keyboard,
    /// What may be used up.
    pub budget: Budget,
    pub(crate) now: Ticks,
    pub(crate) steps: u64,
    pub(crate) stop: Stop,
    pub(crate) trust: Trust,
    pub(crate) frames: Vec<Frame>,
    pub(crate) returned: Option<Status>,
    pub(crate) added: Added,
    pub(crate) arguments: Arguments,
    /// The current working URI (`core/cwuri.c`).
    pub(crate) cwuri: WorkingUri,
    /// The revision of the settings that was last applied.
    pub(crate) applied: u64,
    /// The setting `next-server`.
    pub(crate) next_server: Option<SettingKey<'static>>,
    /// The settings as they were when the certificate among them was stored.
    applied_certificate: Option<u64>,
    /// The block `builtin`.
    builtin: Option<BlockId>,
    /// The time at the start of the machine, in seconds since 1970.
    clock: i64,
    waiting: Option<Wait>,
    pub(crate) outcome: Option<Outcome>,
}

/// How much of what is running is to be abandoned (`core/exec.c: stop_state`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// Nothing.
    #[default]
    Nothing,
    /// The rest of the line: after `goto`.
    Command,
    /// The script or shell: after `exit`, and where an image is to replace it.
    Sequence,
}

/// Whether only trusted images may be executed (`core/image.c: image_set_trust`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// Only trusted images may be executed.
    pub required: bool,
    /// That cannot be changed any more.
    pub permanent: bool,
}

impl Machine {
    /// A machine with nothing running.
    #[must_use]
    pub fn new(build: Build, settings: Settings) -> Self {
        let builtin = settings.find_block(b"builtin");
        let next_server = settings.dialect().key("next-server");
        let message_log = MessageLog::new(build.has_option("CONSOLE_DMESG"));
        Self {
            build: Arc::new(build),
            settings,
            interfaces: Interfaces::default(),
            images: Images::default(),
            parameters: ParameterLists::default(),
            san: SanDevices::default(),
            certificates: CertificateStore::default(),
            root_of_trust: Root::default(),
            applied_certificate: None,
            dynamic_uis: DynamicUis::default(),
            display: Display::default(),
            console: Console::default(),
            message_log,
            keyboard: Keyboard::default(),
            budget: Budget::default(),
            now: Ticks::ZERO,
            steps: 0,
            stop: Stop::Nothing,
            trust: Trust::default(),
            frames: Vec::new(),
            returned: None,
            added: Added::default(),
            arguments: Arguments::default(),
            cwuri: WorkingUri::None,
            applied: 0,
            next_server,
            builtin,
            clock: 0,
            waiting: None,
            outcome: None,
        }
    }

    /// Starts a command line. Its status is that of the run.
    pub fn start_line(&mut self, line: &[u8]) {
        let program = Program::command_line(line, self.settings.dialect());
        let run = LineRun::new(program.commands_of(0));
        self.frames.push(Frame::Line(LineFrame {
            program: Arc::new(program),
            run,
        }));
        self.begin();
    }

    /// Registers an image, as the firmware and loaders hand them over.
    pub fn add_image(&mut self, mut image: Image) -> ImageId {
        if image.image_type.is_none() {
            image.image_type = crate::image::probe(&self.build, &image);
        }
        self.images.register(image)
    }

    /// Starts the execution of a registered image. Its status is that of the run.
    pub fn start_image(&mut self, image: ImageId) {
        self.start(ImageExec::new(image));
    }

    /// Starts an activity. Its status is that of the run.
    pub fn start(&mut self, activity: impl Activity + 'static) {
        self.frames.push(Frame::Activity(ActivityFrame {
            activity: Box::new(activity),
            command: None,
            is_bare_command: false,
        }));
        self.begin();
    }

    fn begin(&mut self) {
        self.outcome = None;
        // What a line before it stopped is over: after `exit`, the next line runs as any other.
        self.stop = Stop::Nothing;
        self.apply_settings();
    }

    /// The present time.
    #[must_use]
    pub fn now(&self) -> Ticks {
        self.now
    }

    /// How many steps were made.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// How the run ended, if it has.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// Whether the line that ended asks the shell to end too: after `exit`, and where an image is to replace it.
    #[must_use]
    pub fn ends_shell(&self) -> bool {
        self.stop == Stop::Sequence
    }

    /// A byte is typed.
    pub fn key(&mut self, byte: u8) {
        self.keyboard.push(byte);
        if self.waiting.is_some_and(|wait| wait.wants_input) {
            self.waiting = None;
        }
    }

    /// Lets time pass up to `time`. Time never goes back.
    pub fn advance_to(&mut self, time: Ticks) {
        let before = self.now;
        self.now = self.now.max(time);
        if self.now.seconds() != before.seconds() {
            self.tell_time();
        }
    }

    /// Sets what time it is, in seconds since 1970.
    pub fn set_clock(&mut self, seconds: i64) {
        self.clock = seconds.wrapping_sub(self.now.seconds() as i64);
        self.tell_time();
    }

    /// What time it is, in seconds since 1970.
    #[must_use]
    pub fn clock(&self) -> i64 {
        self.clock.wrapping_add(self.now.seconds() as i64)
    }

    /// Stores the certificate that the setting `cert` holds. iPXE does so whenever settings change
    /// (`crypto/certstore.c: certstore_apply_settings`), here it is done when certificates are looked at.
    pub(crate) fn apply_certificate_setting(&mut self) {
        let revision = self.settings.revision();
        if self.applied_certificate.replace(revision) == Some(revision) {
            return;
        }
        let settings = &self.settings;
        let key = settings.dialect().key("cert");
        if let Some(fetched) = key.and_then(|key| settings.fetch(settings.root(), key).ok()) {
            // One that cannot be read is of no use, and that is all.
            let _ = self.certificates.add(&fetched.value, &self.build);
        }
    }

    fn tell_time(&mut self) {
        let time = self.clock();
        self.change_builtin(|builtin| builtin.clock = time);
    }

    /// Sets the current working URI, and the settings that show it.
    pub(crate) fn set_working_uri(&mut self, uri: WorkingUri) {
        self.cwuri = uri;
        let dialect = self.build.uri_dialect();
        let here = dialect.parse(b".");
        let uri = self.cwuri.get().map(|uri| &uri.uri);
        let text = uri.map(|uri| Arc::from(uri.format()));
        let directory = uri.map(|uri| Arc::from(dialect.resolve(Some(uri), &here).format()));
        self.change_builtin(|builtin| (builtin.cwuri, builtin.cwduri) = (text, directory));
    }

    /// Sets the number that `${errno}` shows.
    pub(crate) fn set_errno(&mut self, number: u32) {
        self.change_builtin(|builtin| builtin.errno = number);
    }

    /// Changes values of the block `builtin`, if there is one.
    pub(crate) fn change_builtin(&mut self, change: impl FnOnce(&mut Builtin)) {
        let block = self.builtin.and_then(|id| self.settings.block_mut(id));
        if let Some(Block::Builtin(builtin)) = block {
            change(Arc::make_mut(builtin));
        }
    }

    /// Notes what is printed and not yet taken, from some byte on, in the log of messages.
    pub(crate) fn log_messages(&mut self, start: usize) {
        let text = &self.console.pending()[start..];
        if self.message_log.is_kept && !text.is_empty() {
            let text = self.message_log.strip(text);
            self.change_builtin(|builtin| builtin.dmesg.print(&text));
        }
    }

    /// What was printed since this was last called.
    pub fn take_output(&mut self) -> Vec<u8> {
        self.console.take()
    }

    /// Runs one command, or moves one activity on.
    pub fn step(&mut self, world: &mut dyn World) -> Step {
        self.step_watched(world, None)
    }

    /// The same, reporting events to a sink.
    pub fn step_watched(
        &mut self,
        world: &mut dyn World,
        sink: Option<&mut dyn EventSink>,
    ) -> Step {
        if let Some(outcome) = &self.outcome {
            return Step::Ended(outcome.clone());
        }
        if let Some(Wait {
            deadline,
            wants_input,
        }) = self.waiting
        {
            if deadline.is_none_or(|deadline| deadline > self.now) {
                return Step::Waiting {
                    deadline,
                    wants_input,
                };
            }
            self.waiting = None;
        }
        self.count_step();
        let sink = sink.map(|sink| sink as &mut dyn EventSink);
        let mut cx = Cx::new(self, world, sink);
        let wait = cx.run_top();
        if cx.machine.outcome.is_some() {
            cx.emit(|_| EventKind::Ended);
        }
        if let Some(outcome) = &self.outcome {
            return Step::Ended(outcome.clone());
        }
        match wait {
            None => Step::Continued,
            Some(wait) => {
                self.waiting = Some(wait);
                Step::Waiting {
                    deadline: wait.deadline,
                    wants_input: wait.wants_input,
                }
            }
        }
    }

    pub(crate) fn count_step(&mut self) {
        self.steps += 1;
        if self.steps > self.budget.steps {
            self.exhaust(Exhausted::Steps(self.budget.steps));
        }
    }

    /// Ends the run because a limit was reached. The first reason stays.
    pub(crate) fn exhaust(&mut self, reason: Exhausted) {
        self.outcome.get_or_insert(Outcome::Exhausted(reason));
    }

    /// Tests whether to stop at a level, and consumes the stop where it goes no further
    /// (`core/exec.c: shell_stopped`).
    pub(crate) fn stopped(&mut self, level: Stop) -> bool {
        let stopped = self.stop >= level;
        if self.stop <= level {
            self.stop = Stop::Nothing;
        }
        stopped
    }

    /// What the user interface shows that fills the screen, if one does.
    #[must_use]
    pub fn view(&self) -> Option<View> {
        match self.frames.last()? {
            Frame::Activity(frame) => frame.activity.view(self),
            _ => None,
        }
    }

    /// The image of the innermost script that is running.
    #[must_use]
    pub fn running_script(&self) -> Option<ImageId> {
        self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Script(frame) => Some(frame.image),
            _ => None,
        })
    }
}
