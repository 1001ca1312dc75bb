//! The command line of `ipxe-emu repl`.

use clap::Args;
use ipxe_sim::scenario::quantity::Time;

use super::SessionOptions;
use super::front::{self, FrontOptions};
use crate::cli::typed;
use crate::live::LiveHost;
use crate::outcome::ExitStatus;

/// What can be said to `ipxe-emu repl`.
#[derive(Debug, Args)]
pub struct ReplArgs {
    /// A built-in scenario (bios, uefi, arm64, qemu, conformance) or a file with one
    scenario: Option<String>,
    /// Press a key when a command waits for one: a character, enter, esc, down, f8, ctrl-c, ...
    #[arg(short, long, value_name = "KEY")]
    key: Vec<String>,
    /// Type a line and Enter when a command waits for input; with TEXT= only after that text was printed
    #[arg(short, long, value_name = "[TEXT=]LINE")]
    answer: Vec<String>,
    /// Let downloads from this host go out to the real network
    #[arg(long, value_name = "HOST[:PORT]")]
    live_http: Vec<LiveHost>,
    /// How many times faster than real time the clock runs while a command waits for you; 0: time-outs are over at once
    #[arg(long, value_name = "FACTOR", default_value = "1", value_parser = speed)]
    speed: f64,
    /// Print prompt and lines too when they come from a pipe
    #[arg(long)]
    echo: bool,
    /// Give a command up after so many steps
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    max_steps: u64,
    /// Give a command up after so much virtual time, such as 90s or 2h
    #[arg(long, value_name = "TIME", default_value = "24h")]
    max_time: Time,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse::<f64>().ok();
    speed
        .filter(|speed| (0.0..=1e6).contains(speed))
        .ok_or_else(|| "expected a number from 0 to 1000000".to_owned())
}

impl ReplArgs {
    /// Holds the session.
    ///
    /// # Errors
    /// Where the arguments or the scenario are wrong, or the terminal cannot be used.
    pub(crate) fn run(&self) -> Result<ExitStatus, String> {
        let options = FrontOptions {
            session: SessionOptions {
                scenario: self.scenario.clone(),
                keys: typed(&self.key, &self.answer)?,
                live: self.live_http.clone(),
                max_steps: self.max_steps,
                max_time: self.max_time.0,
            },
            speed: self.speed,
            echo: self.echo,
        };
        front::run(&options)
    }
}
