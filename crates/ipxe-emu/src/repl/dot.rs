//! The commands of the tool itself, which begin with a dot.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use ipxe_sim::net::since_start;
use ipxe_sim::scenario::quantity::Time;

use super::breakpoint::Breakpoint;
use super::debugger::Until;
use super::running::User;
use super::session::{Watched, value};
use super::state::State;
use super::{Flow, Session, explain, fault, settings_tree, world_view};
use crate::outcome::ExitStatus;
use crate::run::ticks;
use crate::trace::story::Story;

/// A command of the tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dot {
    Break,
    Clock,
    Continue,
    Explain,
    Fault,
    Help,
    Images,
    Load,
    Net,
    Open,
    Quit,
    Save,
    Scenario,
    Settings,
    Step,
    Trace,
    Undo,
    Watch,
}

/// The commands: name, what follows it, what it does.
pub(super) const COMMANDS: &[(Dot, &str, &str, &str)] = &[
    (
        Dot::Break,
        ".break",
        "[LABEL|LINE|SCRIPT:LINE|COMMAND|off]",
        "stop scripts there; alone, list where",
    ),
    (
        Dot::Clock,
        ".clock",
        "[TIME]",
        "show the time, or let time pass",
    ),
    (Dot::Continue, ".continue", "", "let a paused script go on"),
    (
        Dot::Explain,
        ".explain",
        "CODE",
        "say what an error number of ipxe.org means",
    ),
    (
        Dot::Fault,
        ".fault",
        "[EFFECT [KEY=VALUE ...]|off]",
        "let something go wrong; alone, list what does",
    ),
    (Dot::Help, ".help", "", "list these commands"),
    (Dot::Images, ".images", "", "list the images"),
    (Dot::Load, ".load", "FILE", "run a script"),
    (Dot::Net, ".net", "", "list interfaces and servers"),
    (
        Dot::Open,
        ".open",
        "FILE",
        "start over and run the commands that were saved",
    ),
    (Dot::Quit, ".quit", "", "leave"),
    (
        Dot::Save,
        ".save",
        "FILE",
        "write the commands that led here",
    ),
    (
        Dot::Scenario,
        ".scenario",
        "[NAME|FILE]",
        "show the scenario, or start over in another one",
    ),
    (
        Dot::Settings,
        ".settings",
        "[NAME|BLOCK]",
        "list the settings, block by block, and what hides them",
    ),
    (
        Dot::Step,
        ".step",
        "[COMMAND]",
        "run one line of a paused script, or a command up to its first line",
    ),
    (
        Dot::Trace,
        ".trace",
        "[json]",
        "tell what the last command did",
    ),
    (Dot::Undo, ".undo", "", "take the last command back"),
    (
        Dot::Watch,
        ".watch",
        "[SETTING|off]",
        "stop scripts when a setting changes; alone, list which",
    ),
];

/// Runs a line that begins with a dot.
pub(super) fn run(
    session: &mut Session,
    line: &str,
    out: &mut dyn Write,
    user: Option<&mut (dyn User + '_)>,
) -> io::Result<Flow> {
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let Some((dot, _, arguments, _)) = COMMANDS.iter().find(|(_, known, ..)| *known == name) else {
        let known = COMMANDS.iter().map(|(_, name, ..)| *name);
        let near = ipxe_reference::nearest::nearest(name.as_bytes(), known);
        let hint = near.map_or_else(
            || "; .help lists those that there are".to_owned(),
            |near| format!("; did you mean {near}?"),
        );
        writeln!(out, "There is no command {name}{hint}")?;
        return Ok(Flow::Continue);
    };
    let is_needed = !arguments.is_empty() && !arguments.starts_with('[');
    if is_needed && rest.is_empty() || arguments.is_empty() && !rest.is_empty() {
        writeln!(out, "Usage: {}", format!("{name} {arguments}").trim_end())?;
        return Ok(Flow::Continue);
    }
    match dot {
        Dot::Quit => return Ok(Flow::Quit(ExitStatus::Success)),
        Dot::Continue => return session.resume(Until::Breakpoint, out, user),
        Dot::Step if rest.is_empty() => return session.resume(Until::NextLine, out, user),
        Dot::Step => return session.run_line(rest, Until::NextLine, out, user),
        Dot::Load => load(session, rest, out, user)?,
        Dot::Open => return open(session, rest, out, user),
        Dot::Help => help(out)?,
        Dot::Break => set_breakpoint(session, rest, out)?,
        Dot::Watch => watch(session, rest, out)?,
        Dot::Trace => trace(session, rest, out)?,
        Dot::Save => save(session, rest, out)?,
        Dot::Scenario => scenario(session, rest, out)?,
        Dot::Fault => fault::run(session, rest, out)?,
        Dot::Clock => clock(session, rest, out)?,
        Dot::Undo => match session.undo() {
            Some(name) => writeln!(out, "took back: {name}")?,
            None => writeln!(out, "There is nothing to take back")?,
        },
        Dot::Explain => match explain::parse(rest) {
            Some(number) => out.write_all(explain::explain(number).as_bytes())?,
            None => writeln!(
                out,
                "{rest:?} is no error number; expected one such as 2d0c618e or https://ipxe.org/2d0c618e"
            )?,
        },
        Dot::Images => out.write_all(world_view::images(session.machine()).as_bytes())?,
        Dot::Net => {
            let text = world_view::net(session.machine(), session.world_scenario());
            out.write_all(text.as_bytes())?;
        }
        Dot::Settings => {
            let only = (!rest.is_empty()).then_some(rest);
            let text = settings_tree::tree(&session.machine().settings, only);
            out.write_all(text.as_bytes())?;
        }
    }
    Ok(Flow::Continue)
}

fn help(out: &mut dyn Write) -> io::Result<()> {
    let left = |name: &str, arguments: &str| format!("{name} {arguments}");
    for (_, name, arguments, summary) in COMMANDS {
        let left = left(name, arguments);
        if left.len() > 24 {
            writeln!(out, "{left}\n{:24} {summary}", "")?;
        } else {
            writeln!(out, "{left:24} {summary}")?;
        }
    }
    writeln!(
        out,
        "\nAll else is for iPXE: help lists its commands, help COMMAND tells about one.\n\
         A script that is typed begins with #!ipxe and ends with .end."
    )
}

fn load(
    session: &mut Session,
    file: &str,
    out: &mut dyn Write,
    user: Option<&mut (dyn User + '_)>,
) -> io::Result<()> {
    let path = Path::new(file);
    match fs::read(path) {
        Err(error) => writeln!(out, "{file}: {error}"),
        Ok(source) => {
            let name = path
                .file_name()
                .map_or(file.into(), |name| name.to_string_lossy());
            session.run_script(&name, &source, &format!(".load {file}"), out, user)
        }
    }
}

fn save(session: &Session, file: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!(".scenario {}\n", session.scenario);
    for command in &session.commands {
        text.push_str(&command.lines);
        text.push('\n');
    }
    match fs::write(file, text) {
        Err(error) => writeln!(out, "{file}: {error}"),
        Ok(()) => writeln!(out, "{} commands are in {file}", session.commands.len()),
    }
}

fn open(
    session: &mut Session,
    file: &str,
    out: &mut dyn Write,
    mut user: Option<&mut (dyn User + '_)>,
) -> io::Result<Flow> {
    let text = match fs::read_to_string(file) {
        Err(error) => {
            writeln!(out, "{file}: {error}")?;
            return Ok(Flow::Continue);
        }
        Ok(text) => text,
    };
    for line in text.lines() {
        // A file that opens itself would never end.
        if line.trim_start().starts_with(".open") {
            writeln!(out, "{file}: a saved session cannot open another one")?;
            return Ok(Flow::Continue);
        }
        let flow = session.enter(line, out, user.as_deref_mut())?;
        if flow != Flow::Continue {
            return Ok(flow);
        }
    }
    Ok(Flow::Continue)
}

fn scenario(session: &mut Session, name: &str, out: &mut dyn Write) -> io::Result<()> {
    if name.is_empty() {
        let text = world_view::scenario(&session.scenario, session.world_scenario());
        return out.write_all(text.as_bytes());
    }
    let mut options = session.options.clone();
    options.scenario = Some(name.to_owned());
    match State::start(&options) {
        Err(error) => writeln!(out, "{error}"),
        Ok((name, state)) => {
            session.options = options;
            session.start_over(name, state);
            let title = &session.world_scenario().title;
            writeln!(out, "{}: {title}", session.scenario)
        }
    }
}

fn clock(session: &mut Session, time: &str, out: &mut dyn Write) -> io::Result<()> {
    if !time.is_empty() && !session.is_paused(out)? {
        match time.parse::<Time>() {
            Err(error) => return writeln!(out, "{error}"),
            Ok(time) => session.pass_time(time.0),
        }
    }
    out.write_all(world_view::clock(session.machine()).as_bytes())
}

fn trace(session: &Session, how: &str, out: &mut dyn Write) -> io::Result<()> {
    match how {
        "json" => {
            for entry in &session.trace {
                writeln!(out, "{}", entry.to_json())?;
            }
            Ok(())
        }
        "" if session.trace.is_empty() => writeln!(out, "Nothing has been run"),
        "" => {
            if session.is_trace_cut {
                writeln!(out, "[the beginning was too long to keep]")?;
            }
            let mut story = Story::new();
            for entry in &session.trace {
                out.write_all(story.tell(entry).as_bytes())?;
            }
            let now = since_start(session.machine().now()).as_secs_f64();
            out.write_all(story.rest(now).as_bytes())
        }
        _ => writeln!(out, "Usage: .trace [json]"),
    }
}

fn set_breakpoint(session: &mut Session, text: &str, out: &mut dyn Write) -> io::Result<()> {
    match text {
        "" if session.breakpoints.is_empty() => writeln!(out, "No breakpoints"),
        "" => session
            .breakpoints
            .iter()
            .try_for_each(|point| writeln!(out, "{point}")),
        "off" => {
            session.breakpoints.clear();
            writeln!(out, "No breakpoints")
        }
        _ => {
            let point = Breakpoint::parse(text);
            writeln!(out, "stops at {point}")?;
            if !session.breakpoints.contains(&point) {
                session.breakpoints.push(point);
            }
            Ok(())
        }
    }
}

fn watch(session: &mut Session, name: &str, out: &mut dyn Write) -> io::Result<()> {
    if name == "off" {
        session.watched.clear();
    }
    if !name.is_empty() && name != "off" {
        let value = value(session.machine(), name);
        session.watched.retain(|watched| watched.name != name);
        session.watched.push(Watched {
            name: name.to_owned(),
            value,
        });
    }
    if session.watched.is_empty() {
        return writeln!(out, "No setting is watched");
    }
    for watched in &session.watched {
        let value = String::from_utf8_lossy(&watched.value);
        writeln!(out, "watching {}, now {value:?}", watched.name)?;
    }
    Ok(())
}

impl Session {
    /// Lets time pass. That is a command like others: it can be taken back and is saved.
    fn pass_time(&mut self, time: Duration) {
        let line = format!(".clock {}us", time.as_micros());
        self.remember(&line, &line);
        let now = self.state.machine.now();
        self.state.machine.advance_to(now + ticks(time));
    }
}
