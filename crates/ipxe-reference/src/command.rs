//! Commands, their options and their arguments.

use crate::command_index;
use crate::generated::commands::{COMMANDS, CommandName};
use crate::{Availability, Checked, Effect, Effects, Platform, Release, ValueKind};

/// A command.
#[derive(Debug)]
pub struct Command {
    /// Which command it is.
    pub id: CommandName,
    /// Its name; matching is exact.
    pub name: &'static str,
    /// The command that is the same function under another name.
    pub alias_of: Option<CommandName>,
    /// Its options in iPXE's order, without `--help`.
    pub options: &'static [CommandOption],
    /// Least number of positional arguments.
    pub min_args: u8,
    /// Greatest number of positional arguments; 255 stands for no limit.
    pub max_args: u8,
    /// What the positional arguments are.
    pub positional: &'static [Positional],
    /// What the usage line shows after the options; `Some("")` shows one blank.
    pub usage_tail: Option<&'static str>,
    /// Other texts that it had: each in all releases before the one that is named.
    pub usage_tails_before: &'static [(Release, &'static str)],
    /// The build option that enables it; `None` if every build has it.
    pub build_option: Option<&'static str>,
    /// Further build options that bring it along.
    pub also_enabled_by: &'static [&'static str],
    /// Further build options that it needs.
    pub requires: &'static [&'static str],
    /// Build options of which it needs at least one.
    pub requires_any: &'static [&'static str],
    /// The [`Part`](crate::Part) that it needs, which some driver must bring along.
    pub part: Option<&'static str>,
    /// The only platforms that have it; empty if all have.
    pub platforms: &'static [Platform],
    /// Where a build without any configuration has it, provided that it has the
    /// [`part`](Self::part).
    pub defaults: Availability,
    /// The first release that has it.
    pub since: Release,
    /// One line that says what it does.
    pub summary: &'static str,
    /// Facts about its behaviour, one sentence or two each.
    pub behaviour: &'static [&'static str],
    /// What is true of it when it runs.
    pub effects: Effects,
    /// The platforms on which it does not parse its arguments at all: no option
    /// is recognised, not even `--help`, and any number of arguments will do.
    pub free_form: &'static [Platform],
    /// The first positional argument that, joined with all after it by single
    /// blanks, makes one text.
    pub text_from: Option<u8>,
    /// The file of iPXE that defines it.
    pub source: &'static str,
}

/// An option of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandOption {
    /// The long name without hyphens.
    pub long: &'static str,
    /// The letter, if there is one.
    pub short: Option<u8>,
    /// Whether it takes an argument.
    pub argument: Argument,
    /// What the argument is.
    pub kind: ValueKind,
    /// When a wrong argument is found.
    pub checked: Checked,
    /// The positional argument that is not there when this option is given:
    /// with `item --gap` all arguments are text.
    pub omits_positional: Option<u8>,
    /// What it adds to the effects of the command.
    pub effects: Effects,
    /// The first release that has it, in those commands that existed by then.
    pub since: Release,
    /// One line that says what it does.
    pub summary: &'static str,
}

/// Whether an option takes an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Argument {
    /// It takes none.
    None,
    /// It takes one, as the next word or joined to the option.
    Required,
    /// It takes one only if it is joined to the option.
    Optional,
}

/// A positional argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Positional {
    /// A name for it.
    pub name: &'static str,
    /// What it is.
    pub kind: ValueKind,
    /// When a wrong value is found.
    pub checked: Checked,
    /// It may be left out.
    pub optional: bool,
    /// It may be given any number of times.
    pub repeated: bool,
}

/// Finds a command by its exact name.
#[must_use]
pub fn command(name: &[u8]) -> Option<&'static Command> {
    command_index::find(name).map(|index| &COMMANDS[index])
}

impl CommandName {
    /// The record of this command.
    #[must_use]
    pub const fn get(self) -> &'static Command {
        &COMMANDS[self as usize]
    }

    /// The name of this command.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.get().name
    }
}

impl Command {
    /// The option with this long name (without hyphens), whatever the release.
    #[must_use]
    pub fn option(&self, long: &[u8]) -> Option<&'static CommandOption> {
        self.options
            .iter()
            .find(|option| option.long.as_bytes() == long)
    }

    /// The option with this letter, whatever the release.
    #[must_use]
    pub fn option_short(&self, letter: u8) -> Option<&'static CommandOption> {
        self.options
            .iter()
            .find(|option| option.short == Some(letter))
    }

    /// The command itself, or the one that it is another name of.
    #[must_use]
    pub const fn canonical(&self) -> CommandName {
        match self.alias_of {
            Some(id) => id,
            None => self.id,
        }
    }

    /// Where iPXE's own documentation of the command is.
    #[must_use]
    pub fn address(&self) -> String {
        format!("https://ipxe.org/cmd/{}", self.name)
    }

    /// True where the effect is one of this command's.
    #[must_use]
    pub const fn has(&self, effect: Effect) -> bool {
        self.effects.contains(effect)
    }

    /// True where the command does not parse its arguments on this platform.
    #[must_use]
    pub fn is_free_form(&self, platform: Platform) -> bool {
        self.free_form.contains(&platform)
    }

    /// The record of the positional argument at this place (counted from zero,
    /// after the options). `omitted` is the place that an option took away.
    #[must_use]
    pub fn positional(&self, index: usize, omitted: Option<u8>) -> Option<&'static Positional> {
        let index = match omitted {
            Some(gone) if index >= usize::from(gone) => index + 1,
            _ => index,
        };
        let last = self.positional.last().filter(|last| last.repeated);
        self.positional.get(index).or(last)
    }

    /// What the usage line of a release shows after the options.
    #[must_use]
    pub fn usage_tail_in(&self, release: Release) -> Option<&'static str> {
        let before = self
            .usage_tails_before
            .iter()
            .find(|(end, _)| release < *end);
        before.map(|&(_, tail)| tail).or(self.usage_tail)
    }

    /// True where a build with these options has the command, provided that it
    /// has the [`part`](Self::part).
    #[must_use]
    pub fn is_enabled(
        &self,
        release: Release,
        platform: Platform,
        option: impl Fn(&str) -> bool,
    ) -> bool {
        let on = |name: &&str| option(name);
        let switched_on =
            self.build_option.is_none_or(&option) || self.also_enabled_by.iter().any(on);
        self.since <= release
            && (self.platforms.is_empty() || self.platforms.contains(&platform))
            && switched_on
            && self.requires.iter().all(on)
            && (self.requires_any.is_empty() || self.requires_any.iter().any(on))
    }

    /// The usage line that iPXE prints, without the two blanks before it.
    /// `argv0` is the command as it was typed.
    ///
    /// `core/parseopt.c: print_usage`
    #[must_use]
    pub fn usage(&self, argv0: &[u8], release: Release) -> Vec<u8> {
        let mut line = argv0.to_vec();
        for option in self.options.iter().filter(|option| option.since <= release) {
            let short = option.short.unwrap_or(0);
            line.extend_from_slice(b" [-");
            line.push(short);
            line.extend_from_slice(b"|--");
            line.extend_from_slice(option.long.as_bytes());
            match option.argument {
                Argument::None => {}
                Argument::Required => {
                    line.extend_from_slice(format!(" <{}>", option.long).as_bytes());
                }
                Argument::Optional => {
                    line.extend_from_slice(format!(" [<{}>]", option.long).as_bytes());
                }
            }
            line.push(b']');
        }
        if let Some(tail) = self.usage_tail_in(release) {
            line.push(b' ');
            line.extend_from_slice(tail.as_bytes());
        }
        line
    }

    /// All that iPXE prints for `--help`, and after the message of an error in
    /// the options: the usage line between its heading and its address.
    ///
    /// `core/parseopt.c: print_usage`
    #[must_use]
    pub fn usage_text(&self, argv0: &[u8], release: Release) -> Vec<u8> {
        let mut text = b"Usage:\n\n  ".to_vec();
        text.extend_from_slice(&self.usage(argv0, release));
        text.extend_from_slice(b"\n\nSee ");
        text.extend_from_slice(release.info().uri_scheme.as_bytes());
        text.extend_from_slice(b"://ipxe.org/cmd/");
        text.extend_from_slice(argv0);
        text.extend_from_slice(b" for further information\n");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_found_by_its_name_only() {
        for (index, record) in COMMANDS.iter().enumerate() {
            assert_eq!(record.id as usize, index);
            assert_eq!(
                command(record.name.as_bytes()).map(|found| found.id),
                Some(record.id)
            );
            assert!(command(record.name.to_uppercase().as_bytes()).is_none());
        }
        assert!(command(b"").is_none());
        assert!(command(b"chai").is_none());
        assert!(command(&[b'x'; 1000]).is_none());
    }
}
