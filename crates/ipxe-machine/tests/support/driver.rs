//! Runs a machine to its end and types into it.

use ipxe_machine::event::{Event, EventSink};
use ipxe_machine::{Machine, Outcome, Step, Ticks};

use super::world::TestWorld;

/// A step of the keyboard input of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyStep {
    /// Go on when this has been printed.
    Expect(Vec<u8>),
    /// Let time pass.
    Wait(Ticks),
    /// Type these bytes.
    Send(Vec<u8>),
    /// Look at the screen.
    Snapshot,
}

/// Reads a file of keyboard input.
pub fn key_steps(text: &[u8]) -> Vec<KeyStep> {
    let text = String::from_utf8(text.to_vec()).expect("keys are text");
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "expect" => KeyStep::Expect(unescaped(rest)),
                "send" => KeyStep::Send(unescaped(rest)),
                "wait" => {
                    let seconds: f64 = rest.parse().expect("a number of seconds");
                    KeyStep::Wait(Ticks((seconds * Ticks::PER_SECOND as f64) as u64))
                }
                "snapshot" => KeyStep::Snapshot,
                other => panic!("unknown step {other}"),
            }
        })
        .collect()
}

/// Reads C escapes.
pub fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next().expect("an escape") {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'x' => {
                let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
                let digits = std::str::from_utf8(&digits).expect("hexadecimal digits");
                u8::from_str_radix(digits, 16).expect("hexadecimal digits")
            }
            other => other,
        });
    }
    bytes
}

/// Bytes in a form that can be read and compared.
pub fn escaped(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| match byte {
            b'\n' => "\n".to_owned(),
            b'\\' => "\\\\".to_owned(),
            b' '..=b'~' => char::from(byte).to_string(),
            other => format!("\\x{other:02x}"),
        })
        .collect()
}

/// How a run went.
pub struct Run {
    /// What was printed.
    pub output: Vec<u8>,
    /// How it ended; `None` if it got stuck.
    pub outcome: Option<Outcome>,
}

/// Drives a machine.
pub struct Driver<'a> {
    pub machine: &'a mut Machine,
    pub world: &'a mut TestWorld,
    pub steps: Vec<KeyStep>,
}

impl Driver<'_> {
    /// Runs to the end, typing when it is time to.
    pub fn run(self) -> Run {
        self.run_watched(&mut |_: &Event<'_>| {})
    }

    /// The same, reporting events.
    pub fn run_watched(self, sink: &mut dyn EventSink) -> Run {
        let Self {
            machine,
            world,
            steps,
        } = self;
        let mut run = Run {
            output: Vec::new(),
            outcome: None,
        };
        let mut steps = steps.into_iter().peekable();
        let mut matched = 0;
        let mut not_before = Ticks::ZERO;
        loop {
            let step = machine.step_watched(world, Some(sink));
            run.output.extend(machine.take_output());
            let deadline = match step {
                Step::Continued => continue,
                Step::Ended(outcome) => {
                    run.outcome = Some(outcome);
                    return run;
                }
                Step::Waiting { deadline, .. } => deadline,
            };
            match steps.peek() {
                Some(KeyStep::Expect(text)) => {
                    let found = memchr::memmem::find(&run.output[matched..], text);
                    if let Some(at) = found {
                        matched += at + text.len();
                        steps.next();
                        continue;
                    }
                }
                Some(KeyStep::Send(bytes)) if machine.now() >= not_before => {
                    bytes.iter().for_each(|&byte| machine.key(byte));
                    steps.next();
                    continue;
                }
                Some(KeyStep::Wait(time)) if machine.now() >= not_before => {
                    not_before = machine.now() + *time;
                    steps.next();
                    continue;
                }
                Some(KeyStep::Snapshot) if machine.now() >= not_before => {
                    not_before = machine.now() + Ticks::from_millis(100);
                    steps.next();
                    continue;
                }
                _ => {}
            }
            let pending =
                (machine.now() < not_before && steps.peek().is_some()).then_some(not_before);
            match [deadline, pending].into_iter().flatten().min() {
                Some(time) => machine.advance_to(time),
                None => return run,
            }
        }
    }
}
