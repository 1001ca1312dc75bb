//! `help COMMAND`, from the tables.

use std::fmt::Write;

use ipxe_machine::Build;
use ipxe_reference::{Argument, COMMANDS, Command};

/// What there is to know about a command, in lines.
pub(super) fn help(name: &str, build: &Build) -> String {
    let Some(command) = ipxe_reference::command(name.as_bytes()) else {
        let names = COMMANDS.iter().map(|command| command.name);
        let near = ipxe_reference::nearest::nearest(name.as_bytes(), names);
        let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
        return format!("There is no command {name}{hint}\n");
    };
    let usage = command.usage(name.as_bytes(), build.release);
    let mut text = format!(
        "{}\n\n  {}\n",
        command.summary,
        String::from_utf8_lossy(&usage)
    );
    options(command, build, &mut text);
    if !command.behaviour.is_empty() {
        text += "\n";
    }
    for fact in command.behaviour {
        let _ = writeln!(text, "* {fact}");
    }
    if !build.has_command(command.id) {
        text += "\nThis build does not have the command";
        if let Some(option) = command.build_option {
            let _ = write!(text, ": it needs the build option {option}");
        }
        text += ".\n";
    }
    let _ = writeln!(text, "\n{}", command.address());
    text
}

fn options(command: &Command, build: &Build, text: &mut String) {
    let known = command
        .options
        .iter()
        .filter(|option| option.since <= build.release);
    let mut lines = Vec::new();
    for option in known {
        let short = option.short.map_or(String::from("    "), |letter| {
            format!("-{}, ", char::from(letter))
        });
        let argument = match option.argument {
            Argument::None => String::new(),
            Argument::Required => format!(" <{}>", option.long),
            Argument::Optional => format!("[=<{}>]", option.long),
        };
        lines.push((
            format!("{short}--{}{argument}", option.long),
            option.summary,
        ));
    }
    let width = lines.iter().map(|(left, _)| left.len()).max().unwrap_or(0);
    if !lines.is_empty() {
        text.push('\n');
    }
    for (left, summary) in lines {
        let _ = writeln!(text, "  {left:width$}  {summary}");
    }
}
