//! The command line.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use ipxe_sim::keyboard::{KeyStep, key};
use ipxe_sim::scenario::quantity::{Size, Time};
use regex::bytes::Regex;
use serde::Serialize;

use crate::conformance::{Runner, Verdict, cases};
use crate::live::LiveHost;
use crate::outcome::{Ending, ExitStatus};
use crate::repl::ReplArgs;
use crate::run::{Finished, Options, RunError, Show, run};
use crate::trace::{seconds, story};

/// Runs iPXE scripts in a simulated world.
#[derive(Debug, Parser)]
#[command(name = "ipxe-emu", version, after_help = EXIT_STATUS)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_STATUS: &str = "\
Exit status:
  0  it booted, or the script ended well
  1  the script failed, or cases differ
  2  the command line, the script or the scenario is wrong, or a file cannot be read
  3  a limit was reached: an endless loop, or too much of something
  4  it waits for somebody to type, or for something that never comes";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a script
    Run(RunArgs),
    /// Type commands, with completion, undo and breakpoints
    Repl(ReplArgs),
    /// Run recorded cases and compare
    Conformance(ConformanceArgs),
}

#[derive(Debug, Args)]
struct RunArgs {
    /// The script; - for standard input
    script: PathBuf,
    /// A built-in scenario (bios, uefi, arm64, qemu, conformance) or a file with one
    #[arg(short, long, value_name = "NAME|FILE")]
    scenario: Option<String>,
    /// Show what happens instead of the console
    #[arg(short, long, value_name = "VIEW", num_args = 0..=1, require_equals = true, default_missing_value = "story")]
    trace: Option<View>,
    /// Print how it ended as JSON, and nothing else on standard output
    #[arg(long, conflicts_with = "trace")]
    json: bool,
    /// Stop after so many steps
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    max_steps: u64,
    /// Stop after so much virtual time, such as 90s or 2h
    #[arg(long, value_name = "TIME", default_value = "24h")]
    max_time: Time,
    /// Stop when all images together take more than so many bytes, such as 4GB
    #[arg(long, value_name = "SIZE", default_value = "1GiB")]
    max_images: Size,
    /// Press a key when one is waited for: a character, enter, esc, down, f8, ctrl-c, ...
    #[arg(short, long, value_name = "KEY")]
    key: Vec<String>,
    /// Type a line and Enter when input is waited for; with TEXT= only after that text was printed
    #[arg(short, long, value_name = "[TEXT=]LINE")]
    answer: Vec<String>,
    /// Let downloads from this host go out to the real network
    #[arg(long, value_name = "HOST[:PORT]")]
    live_http: Vec<LiveHost>,
    /// Do not say on standard error how it ended
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum View {
    /// For people
    Story,
    /// As lines of JSON
    Json,
    /// What iPXE prints
    Console,
}

#[derive(Debug, Args)]
struct ConformanceArgs {
    /// The folder of the cases
    folder: PathBuf,
    /// Only cases whose name matches
    #[arg(long, value_name = "REGEX")]
    only: Option<Regex>,
    /// Print the results as JSON
    #[arg(long)]
    json: bool,
}

/// Does what the command line says.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match &cli.command {
        Command::Run(args) => run_script(args),
        Command::Repl(args) => args.run(),
        Command::Conformance(args) => run_cases(args),
    };
    let status = result.unwrap_or_else(|problem| {
        complain(&format!("ipxe-emu: {problem}"));
        ExitStatus::Usage
    });
    ExitCode::from(status as u8)
}

/// Says something on standard error. If even that fails, there is nobody to tell.
fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// What `--key` and `--answer` say is typed.
pub(crate) fn typed(keys: &[String], answers: &[String]) -> Result<Vec<KeyStep>, String> {
    let mut steps = Vec::new();
    for name in keys {
        steps.push(KeyStep::Press(
            key(name).map_err(|error| error.to_string())?,
        ));
    }
    for answer in answers {
        let line = match answer.split_once('=') {
            Some((text, line)) if !text.is_empty() => {
                steps.push(KeyStep::Expect(text.as_bytes().to_vec()));
                line
            }
            _ => answer,
        };
        steps.push(KeyStep::Press([line.as_bytes(), b"\r"].concat()));
    }
    Ok(steps)
}

fn run_script(args: &RunArgs) -> Result<ExitStatus, String> {
    let keys = typed(&args.key, &args.answer)?;
    let options = Options {
        script: args.script.clone(),
        scenario: args.scenario.clone(),
        show: match args.trace {
            _ if args.json => Show::Nothing,
            None | Some(View::Console) => Show::Console,
            Some(View::Story) => Show::Story,
            Some(View::Json) => Show::Json,
        },
        max_steps: args.max_steps,
        max_time: args.max_time.0,
        max_images: args.max_images.0,
        keys,
        live: args.live_http.clone(),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let finished = match run(&options, &mut out) {
        // Who does not want to read on, as `head` does, need not be told anything.
        Err(RunError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Ok(ExitStatus::Usage);
        }
        result => result.map_err(|error| error.to_string())?,
    };
    match report(args, &options, &finished, &mut out) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write: {error}"))
        }
        _ => Ok(finished.ending.exit_status()),
    }
}

/// How a run ended, as it is written.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Report<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'static str>,
    #[serde(flatten)]
    ending: &'a Ending,
    exit_status: u8,
    #[serde(serialize_with = "seconds")]
    time: f64,
    steps: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    console: Option<String>,
}

fn report(
    args: &RunArgs,
    options: &Options,
    finished: &Finished,
    out: &mut dyn Write,
) -> io::Result<()> {
    if args.json || options.show == Show::Json {
        let report = Report {
            event: (!args.json).then_some("ended"),
            ending: &finished.ending,
            exit_status: finished.ending.exit_status() as u8,
            time: finished.time.as_secs_f64(),
            steps: finished.steps,
            console: args
                .json
                .then(|| String::from_utf8_lossy(&finished.console).into_owned()),
        };
        let text = serde_json::to_string(&report).map_err(io::Error::other)?;
        writeln!(out, "{text}")?;
        return out.flush();
    }
    let words = finished.ending.in_words();
    let (first, details) = words.split_at(words.find('\n').unwrap_or(words.len()));
    let time = story::seconds(finished.time.as_secs_f64());
    let words = format!(
        "{first}, after {time} and {} steps{details}",
        finished.steps
    );
    if options.show == Show::Story {
        writeln!(out, "{:9.3}  {words}", finished.time.as_secs_f64())?;
        return out.flush();
    }
    out.flush()?;
    if !args.quiet {
        let has_line = finished.console.is_empty() || finished.console.ends_with(b"\n");
        if !has_line && io::stdout().is_terminal() {
            complain("");
        }
        complain(&format!("ipxe-emu: {words}"));
        if finished.keys_left > 0 {
            complain(&format!(
                "ipxe-emu: nothing waited for the last {} inputs",
                finished.keys_left
            ));
        }
    }
    Ok(())
}

fn run_cases(args: &ConformanceArgs) -> Result<ExitStatus, String> {
    let text = |error: &dyn std::error::Error| error.to_string();
    let found = cases(&args.folder).map_err(|error| text(&error))?;
    let runner = Runner::new(&args.folder).map_err(|error| text(&error))?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut passed, mut failed) = (0, 0);
    let mut results = Vec::new();
    let wanted = |name: &str| {
        args.only
            .as_ref()
            .is_none_or(|only| only.is_match(name.as_bytes()))
    };
    let write = |error: io::Error| format!("cannot write: {error}");
    for case in found.iter().filter(|case| wanted(&case.name)) {
        let verdict = runner
            .run(case)
            .map_err(|error| format!("{}: {error}", case.name))?;
        let differences = match verdict {
            Verdict::Passed => {
                passed += 1;
                Vec::new()
            }
            Verdict::Failed(differences) => {
                failed += 1;
                differences
            }
        };
        if args.json {
            let files: Vec<serde_json::Value> = differences
                .iter()
                .map(|difference| {
                    serde_json::json!({
                        "file": difference.file,
                        "expected": difference.expected,
                        "actual": difference.actual,
                    })
                })
                .collect();
            results.push(serde_json::json!({
                "name": case.name,
                "passed": differences.is_empty(),
                "differences": files,
            }));
        } else if !differences.is_empty() {
            writeln!(out, "{} differs:", case.name).map_err(write)?;
            for difference in &differences {
                write!(out, "{}", difference.diff()).map_err(write)?;
            }
        }
    }
    if args.json {
        let value = serde_json::json!({ "passed": passed, "failed": failed, "cases": results });
        writeln!(out, "{value}").map_err(write)?;
    } else {
        writeln!(out, "{passed} passed, {failed} failed").map_err(write)?;
    }
    out.flush().map_err(write)?;
    Ok(if failed == 0 {
        ExitStatus::Success
    } else {
        ExitStatus::Failure
    })
}
