//! Splits the arguments of a command into options and positional arguments, as iPXE does.
//!
//! Mirrors `core/getopt.c` driven by `core/parseopt.c: reparse_options`. Values are
//! not looked at: who runs a command parses each value as soon as its option is
//! met, so that errors come in the order of the command line.

use crate::{Argument, Checked, Command, CommandOption, Effects, Release, ValueKind};

/// An option that was met, or what ends the options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Getopt<'a> {
    /// An option of the command.
    Option(GivenOption<'a>),
    /// `-h` or `--help`; the index is that of its argument. Nothing after it is read.
    Help(usize),
    /// Something wrong. Nothing after it is read.
    Error(GetoptError<'a>),
}

/// An option as it stands on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenOption<'a> {
    /// Its record.
    pub option: &'static CommandOption,
    /// Index of the argument that names it.
    pub index: usize,
    /// Its value, if it takes one.
    pub value: Option<OptionValue<'a>>,
}

/// The value of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionValue<'a> {
    /// The bytes of the value.
    pub text: &'a [u8],
    /// Index of the argument that holds it.
    pub index: usize,
    /// Offset of the value in that argument.
    pub offset: usize,
}

/// What is wrong with an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GetoptError<'a> {
    /// `--text` is not a long option of the command.
    UnknownLong {
        /// What follows the two hyphens, up to the end of the argument.
        text: &'a [u8],
        /// Index of the argument.
        index: usize,
    },
    /// The letter is not an option of the command. A lone `-` gives the letter NUL.
    UnknownShort {
        /// The letter.
        letter: u8,
        /// Index of the argument.
        index: usize,
        /// Offset of the letter in the argument.
        offset: usize,
    },
    /// The option needs a value, and there is none or it begins with a hyphen.
    MissingValue {
        /// The option.
        option: &'static CommandOption,
        /// True where it was given as a letter: the message then shows the letter.
        short: bool,
        /// Index of the argument that names it.
        index: usize,
    },
    /// The option takes no value but got one after `=`.
    UnexpectedValue {
        /// The option.
        option: &'static CommandOption,
        /// Index of the argument that names it.
        index: usize,
    },
}

impl GetoptError<'_> {
    /// Index of the argument with the wrong option.
    #[must_use]
    pub const fn index(&self) -> usize {
        match self {
            Self::UnknownLong { index, .. }
            | Self::UnknownShort { index, .. }
            | Self::MissingValue { index, .. }
            | Self::UnexpectedValue { index, .. } => *index,
        }
    }

    /// The line that iPXE prints before the usage text, without its line feed.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        let mut line = Vec::new();
        match self {
            Self::UnknownLong { text, .. } => {
                line.extend_from_slice(b"Unrecognised option \"--");
                line.extend_from_slice(text);
                line.push(b'"');
            }
            Self::UnknownShort { letter, .. } => {
                line.extend_from_slice(b"Unrecognised option \"-");
                line.push(*letter);
                line.push(b'"');
            }
            Self::MissingValue { option, short, .. } => {
                line.extend_from_slice(b"Option \"");
                match option.short.filter(|_| *short) {
                    Some(letter) => line.push(letter),
                    None => line.extend_from_slice(option.long.as_bytes()),
                }
                line.extend_from_slice(b"\" requires an argument");
            }
            Self::UnexpectedValue { option, .. } => {
                line.extend_from_slice(b"Option \"");
                line.extend_from_slice(option.long.as_bytes());
                line.extend_from_slice(b"\" takes no argument");
            }
        }
        line
    }
}

/// The option that every command has (`core/parseopt.c: reparse_options`).
static HELP: CommandOption = CommandOption {
    long: "help",
    short: Some(b'h'),
    argument: Argument::None,
    kind: ValueKind::Flag,
    checked: Checked::Never,
    omits_positional: None,
    effects: Effects::of(&[]),
    since: Release::V1_20_1,
    summary: "show how the command is used",
};

/// Reads the options of one command. Iterate until it yields `None`, a help or an error.
#[derive(Clone, Debug)]
pub struct OptionReader<'a, A> {
    command: &'static Command,
    release: Release,
    arguments: &'a [A],
    index: usize,
    /// Offset of the next letter in a bundle of short options; 0 outside of one.
    letter: usize,
    ended: bool,
}

impl<'a, A: AsRef<[u8]>> OptionReader<'a, A> {
    /// Reads `arguments`, the words after the command's name, with the options that `release` has.
    pub fn new(command: &'static Command, release: Release, arguments: &'a [A]) -> Self {
        Self {
            command,
            release,
            arguments,
            index: 0,
            letter: 0,
            ended: false,
        }
    }

    /// Index of the first positional argument, once the options were read without error.
    #[must_use]
    pub fn first_positional(&self) -> usize {
        self.index
    }

    fn known(&self, option: &&'static CommandOption) -> bool {
        option.since <= self.release
    }

    /// `core/getopt.c: get_argv_argument`
    fn take_next(&mut self) -> Option<OptionValue<'a>> {
        let text = self.arguments.get(self.index)?.as_ref();
        if text.first() == Some(&b'-') {
            return None;
        }
        self.index += 1;
        Some(OptionValue {
            text,
            index: self.index - 1,
            offset: 0,
        })
    }

    /// `core/getopt.c: match_long_option`
    fn long(&mut self, text: &'a [u8]) -> Getopt<'a> {
        let index = self.index;
        let (name, inline) = match text.iter().position(|&byte| byte == b'=') {
            Some(at) => (&text[..at], Some(at)),
            None => (text, None),
        };
        let Some(option) = self
            .command
            .option(name)
            .filter(|option| self.known(option))
        else {
            if name == b"help" {
                return match inline {
                    None => Getopt::Help(index),
                    Some(_) => Getopt::Error(GetoptError::UnexpectedValue {
                        option: &HELP,
                        index,
                    }),
                };
            }
            return Getopt::Error(GetoptError::UnknownLong { text, index });
        };
        self.index += 1;
        let inline = inline.map(|at| OptionValue {
            text: &text[at + 1..],
            index,
            offset: 2 + at + 1,
        });
        let value = match (option.argument, inline) {
            (Argument::None, None) => None,
            (Argument::None, Some(_)) => {
                return Getopt::Error(GetoptError::UnexpectedValue { option, index });
            }
            (Argument::Required | Argument::Optional, Some(value)) => Some(value),
            (required, None) => {
                let value = self.take_next();
                if value.is_none() && required == Argument::Required {
                    let short = false;
                    return Getopt::Error(GetoptError::MissingValue {
                        option,
                        short,
                        index,
                    });
                }
                value
            }
        };
        Getopt::Option(GivenOption {
            option,
            index,
            value,
        })
    }

    /// `core/getopt.c: match_short_option`
    fn short(&mut self, text: &'a [u8]) -> Getopt<'a> {
        let index = self.index;
        let offset = self.letter.max(1);
        let letter = text.get(offset).copied().unwrap_or(0);
        let found = self
            .command
            .option_short(letter)
            .filter(|option| self.known(option));
        let Some(option) = found.filter(|_| letter != 0) else {
            if letter == b'h' {
                return Getopt::Help(index);
            }
            return Getopt::Error(GetoptError::UnknownShort {
                letter,
                index,
                offset,
            });
        };
        let rest = &text[offset + 1..];
        if option.argument == Argument::None {
            if rest.is_empty() {
                self.next_argument();
            } else {
                self.letter = offset + 1;
            }
            return Getopt::Option(GivenOption {
                option,
                index,
                value: None,
            });
        }
        self.next_argument();
        let value = if rest.is_empty() {
            self.take_next()
        } else {
            Some(OptionValue {
                text: rest,
                index,
                offset: offset + 1,
            })
        };
        if value.is_none() && option.argument == Argument::Required {
            return Getopt::Error(GetoptError::MissingValue {
                option,
                short: true,
                index,
            });
        }
        Getopt::Option(GivenOption {
            option,
            index,
            value,
        })
    }

    fn next_argument(&mut self) {
        self.index += 1;
        self.letter = 0;
    }
}

impl<'a, A: AsRef<[u8]>> Iterator for OptionReader<'a, A> {
    type Item = Getopt<'a>;

    /// `core/getopt.c: getopt_long`
    fn next(&mut self) -> Option<Getopt<'a>> {
        if self.ended {
            return None;
        }
        let read = match self.arguments.get(self.index).map(AsRef::as_ref) {
            Some([b'-', b'-']) => {
                self.index += 1;
                None
            }
            Some([b'-', b'-', name @ ..]) => Some(self.long(name)),
            Some(text @ [b'-', ..]) => Some(self.short(text)),
            _ => None,
        };
        self.ended = !matches!(read, Some(Getopt::Option(_)));
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command;

    fn read(line: &str) -> String {
        let mut words = line.split(' ').map(str::as_bytes);
        let spec = words
            .next()
            .and_then(command)
            .expect("a command of the table");
        let arguments: Vec<&[u8]> = words.collect();
        let mut reader = OptionReader::new(spec, Release::Master, &arguments);
        let mut told = String::new();
        for item in reader.by_ref() {
            match item {
                Getopt::Option(given) => {
                    let value = given.value.map(|value| String::from_utf8_lossy(value.text));
                    told += &format!("{}={} ", given.option.long, value.as_deref().unwrap_or("!"));
                }
                Getopt::Help(_) => return told + "help",
                Getopt::Error(error) => {
                    return told + &String::from_utf8_lossy(&error.message());
                }
            }
        }
        told + &format!("{}", arguments.len() - reader.first_positional())
    }

    #[test]
    fn options_are_read_as_by_getopt() {
        for (line, expected) in [
            (
                "chain --name x --timeout=5 -a y",
                "name=x timeout=5 autofree=! 1",
            ),
            ("chain -nz y", "name=z 1"),
            ("chain -arnz", "autofree=! replace=! name=z 0"),
            ("chain -n=z", "name==z 0"),
            ("chain --name= x", "name= 1"),
            ("chain x --name y", "3"),
            ("chain -- --name", "1"),
            ("chain --nam x", "Unrecognised option \"--nam\""),
            ("chain --nam=x", "Unrecognised option \"--nam=x\""),
            ("chain -", "Unrecognised option \"-\0\""),
            ("chain -a-", "autofree=! Unrecognised option \"--\""),
            ("chain -aZ", "autofree=! Unrecognised option \"-Z\""),
            (
                "chain --timeout -- x",
                "Option \"timeout\" requires an argument",
            ),
            ("chain -t", "Option \"t\" requires an argument"),
            (
                "chain --replace=yes",
                "Option \"replace\" takes no argument",
            ),
            ("chain --quiet --help", "quiet=! help"),
            ("chain -qh", "quiet=! help"),
            ("chain --help=x", "Option \"help\" takes no argument"),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn options_of_later_releases_are_unknown() {
        let spec = command(b"chain").expect("a command of the table");
        let arguments: [&[u8]; 1] = [b"--quiet"];
        let mut reader = OptionReader::new(spec, Release::V2_0_0, &arguments);
        assert!(matches!(
            reader.next(),
            Some(Getopt::Error(GetoptError::UnknownLong { .. }))
        ));
    }
}
