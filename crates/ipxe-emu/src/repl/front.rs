//! Lines from a terminal or a pipe.

use std::env;
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use rustyline::config::BellStyle;
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{CompletionType, Config, Editor};

use super::complete::Names;
use super::prompt::Prompt;
use super::{Flow, Session, SessionOptions, User};
use crate::outcome::ExitStatus;

/// How a session is held.
#[derive(Clone, Debug)]
pub struct FrontOptions {
    /// What the session is to be.
    pub session: SessionOptions,
    /// How many times faster than real time the clock runs while somebody is asked; 0 if nobody is waited for.
    pub speed: f64,
    /// Whether prompt and lines are printed when they come from a pipe.
    pub echo: bool,
}

/// Holds a session with who sits at standard input.
///
/// # Errors
/// Where the scenario is wrong, or the terminal cannot be used.
pub fn run(options: &FrontOptions) -> Result<ExitStatus, String> {
    let mut session = Session::new(options.session.clone()).map_err(|error| error.to_string())?;
    let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    let result = if is_terminal {
        on_terminal(&mut session, options)
    } else {
        from_pipe(&mut session, options)
    };
    match result {
        // Who does not want to read on need not be told anything.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitStatus::Success),
        result => result.map_err(|error| error.to_string()),
    }
}

fn from_pipe(session: &mut Session, options: &FrontOptions) -> io::Result<ExitStatus> {
    let mut input = io::stdin().lock();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            session.finish(&mut out, None)?;
            out.flush()?;
            return Ok(ExitStatus::Success);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        if options.echo {
            writeln!(out, "{}{text}", session.prompt())?;
        }
        let flow = session.enter(text, &mut out, None)?;
        out.flush()?;
        if let Flow::Quit(status) = flow {
            return Ok(status);
        }
    }
}

fn on_terminal(session: &mut Session, options: &FrontOptions) -> io::Result<ExitStatus> {
    let mut terminal = user(options)?;
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .bell_style(BellStyle::None)
        .build();
    let mut editor: Editor<Prompt, DefaultHistory> =
        Editor::with_config(config).map_err(io::Error::other)?;
    let history = history_file();
    if let Some(file) = &history {
        // The first session finds none.
        let _ = editor.load_history(file);
    }
    writeln!(
        io::stdout(),
        "A simulated iPXE {} in the scenario {}. help lists iPXE's commands, .help those of this tool.",
        session.machine().build.release.name(),
        session.scenario()
    )?;
    let status = loop {
        editor.set_helper(Some(Prompt {
            names: Names::of(session),
        }));
        match editor.readline(session.prompt()) {
            Ok(line) => {
                // One that cannot be kept is only gone from the history.
                let _ = editor.add_history_entry(line.trim_end());
                let mut out = io::stdout().lock();
                let flow = session.enter(&line, &mut out, terminal.as_deref_mut())?;
                out.flush()?;
                if let Flow::Quit(status) = flow {
                    break status;
                }
            }
            Err(ReadlineError::Interrupted) => session.drop_script(),
            Err(ReadlineError::Eof) => break ExitStatus::Success,
            Err(ReadlineError::Signal(_)) => {}
            Err(error) => return Err(io::Error::other(error)),
        }
    };
    if let Some(file) = history {
        let kept = file.parent().map_or(Ok(()), fs::create_dir_all);
        let kept = kept.and_then(|()| editor.save_history(&file).map_err(io::Error::other));
        if let Err(error) = kept {
            writeln!(
                io::stderr(),
                "ipxe-emu: cannot keep the history in {}: {error}",
                file.display()
            )?;
        }
    }
    Ok(status)
}

/// The file that the history is kept in, in the user's folder for such things.
fn history_file() -> Option<PathBuf> {
    let state = env::var_os("XDG_STATE_HOME").filter(|path| !path.is_empty());
    let state = state
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(env::home_dir()?.join(".local/state")))?;
    Some(state.join("ipxe-emu").join("history"))
}

/// Who types while a command runs.
#[cfg(unix)]
fn user(options: &FrontOptions) -> io::Result<Option<Box<dyn User>>> {
    let terminal = super::terminal::Terminal::new(options.speed)?;
    Ok(Some(Box::new(terminal)))
}

/// Where terminals cannot be read key by key, keys come from the command line.
#[cfg(not(unix))]
fn user(_: &FrontOptions) -> io::Result<Option<Box<dyn User>>> {
    Ok(None)
}
