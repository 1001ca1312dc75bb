//! The command line of `ipxe-check`, as data: read by the program, by its manual page and by the
//! completions of shells.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, ArgMatches, CommandFactory, FromArgMatches, Parser, ValueEnum};
use clap_complete::Shell;

use crate::Target;
use crate::levels::Level;

const AFTER_HELP: &str = "\
Exit status:
  0  no errors and no warnings; notes do not count
  1  errors or warnings
  2  something could not be read, written or understood; all else was checked

A rule is named by its code (IPX201), its name (undefined-label) or its group (label); `all` names
all rules. Of several options about one rule the last counts.";

/// Checks iPXE scripts.
#[derive(Debug, Parser)]
#[command(name = "ipxe-check", version, after_long_help = AFTER_HELP, max_term_width = 100)]
pub struct Arguments {
    /// Files, folders, globs or URLs to check; `-` for standard input
    ///
    /// In folders those files are checked that are named *.ipxe or *.gpxe, also with the ending of a
    /// template behind that, and those that begin with `#!ipxe` or `#!gpxe`, unless `.gitignore` or
    /// the configuration leave them out. An http or https URL is fetched as iPXE would do it.
    #[arg(
        value_name = "PATH",
        required_unless_present_any = ["explain", "list_rules", "completions", "stdin_filename"]
    )]
    pub paths: Vec<OsString>,

    /// Name to show for standard input, and to look for a configuration by
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub stdin_filename: Option<PathBuf>,

    /// Give up fetching a URL after so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds, help_heading = "Input")]
    pub timeout: Duration,

    /// Check against this build of iPXE: RELEASE/PLATFORM or RELEASE/PLATFORM/PROCESSOR
    ///
    /// For example 2.0.0/efi or 1.21.1/pcbios/i386. May be given several times, or several with
    /// commas between them: scripts must then run on all of them.
    #[arg(
        long,
        value_name = "TARGET",
        value_delimiter = ',',
        help_heading = "Rules"
    )]
    pub target: Vec<Target>,

    /// Turn on the rules that are right but not always about a mistake
    #[arg(long, help_heading = "Rules")]
    pub pedantic: bool,

    /// Take files for parts of scripts, which need not begin with `#!ipxe`
    #[arg(long, help_heading = "Rules")]
    pub fragment: bool,

    /// Do not report these rules
    #[arg(long, value_name = "RULES", action = ArgAction::Append, help_heading = "Rules")]
    allow: Vec<String>,

    /// Report these rules as notes
    #[arg(long, value_name = "RULES", action = ArgAction::Append, help_heading = "Rules")]
    note: Vec<String>,

    /// Report these rules as warnings
    #[arg(long, value_name = "RULES", action = ArgAction::Append, help_heading = "Rules")]
    warn: Vec<String>,

    /// Report these rules as errors
    #[arg(long, value_name = "RULES", action = ArgAction::Append, help_heading = "Rules")]
    deny: Vec<String>,

    /// The levels of rules in the order of the command line.
    #[arg(skip)]
    pub levels: Vec<(String, Level)>,

    /// Use this configuration for all files instead of the ipxe-check.toml above each
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    pub config: Option<PathBuf>,

    /// Use no configuration
    #[arg(long, conflicts_with = "config", help_heading = "Configuration")]
    pub no_config: bool,

    /// Make the safe fixes, and report what is left
    ///
    /// What came from standard input is written to standard output, and the report to standard
    /// error.
    #[arg(long, help_heading = "Fixes")]
    pub fix: bool,

    /// Make also the fixes that someone should look at; implies --fix
    #[arg(long, help_heading = "Fixes")]
    pub unsafe_fixes: bool,

    /// Show what --fix would change, and change nothing
    #[arg(long, help_heading = "Fixes")]
    pub diff: bool,

    /// How to report findings
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        help_heading = "Output"
    )]
    pub format: Format,

    /// When to colour; `auto` does so on a terminal unless NO_COLOR is set
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        help_heading = "Output"
    )]
    pub color: When,

    /// Leave out the summary
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,

    /// End with status 0 whatever is found
    #[arg(long, help_heading = "Output")]
    pub exit_zero: bool,

    /// Explain a rule, or an error number of iPXE such as 2d0c618e or its URL
    #[arg(
        long,
        value_name = "CODE",
        conflicts_with = "paths",
        help_heading = "Information"
    )]
    pub explain: Option<String>,

    /// List all rules, as text or with --format json
    #[arg(long, help_heading = "Information")]
    pub list_rules: bool,

    /// Print the completions for a shell
    #[arg(
        long,
        value_name = "SHELL",
        conflicts_with = "paths",
        help_heading = "Information"
    )]
    pub completions: Option<Shell>,
}

/// How to report findings.
#[allow(
    rustdoc::broken_intra_doc_links,
    reason = "the text is also that of --help, where brackets stand for themselves"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Excerpts with advice, for people
    #[default]
    Human,
    /// One line each: FILE:LINE:COLUMN: SEVERITY[CODE] MESSAGE
    Short,
    /// Everything that is known, as one JSON object
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// Lines as GCC prints them
    Gcc,
    /// Checkstyle's XML
    Checkstyle,
}

/// When to do something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Arguments {
    /// The command line as clap knows it.
    #[must_use]
    pub fn command() -> clap::Command {
        <Self as CommandFactory>::command()
    }

    /// Reads a command line, the name of the program first.
    ///
    /// # Errors
    /// If it makes no sense, or only asks for help or the version.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches_from(words)?;
        let mut arguments = Self::from_arg_matches(&matches)?;
        arguments.levels = levels(&matches);
        Ok(arguments)
    }
}

/// The rules of all options about levels, in the order of the command line.
fn levels(matches: &ArgMatches) -> Vec<(String, Level)> {
    let options = [
        ("allow", Level::Allow),
        ("note", Level::Note),
        ("warn", Level::Warn),
        ("deny", Level::Deny),
    ];
    let mut given: Vec<(usize, &String, Level)> = Vec::new();
    for (option, level) in options {
        let places = matches.indices_of(option).into_iter().flatten();
        let lists = matches.get_many::<String>(option).into_iter().flatten();
        given.extend(places.zip(lists).map(|(place, list)| (place, list, level)));
    }
    given.sort_by_key(|&(place, ..)| place);
    let names = |(_, list, level): (usize, &String, Level)| {
        let names = list.split(',').map(str::trim).map(str::to_owned);
        names.map(move |name| (name, level)).collect::<Vec<_>>()
    };
    given.into_iter().flat_map(names).collect()
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|&seconds: &f64| seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "not a number of seconds".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Arguments {
        let words = line.split(' ').map(OsString::from);
        Arguments::read(words).expect("a command line")
    }

    #[test]
    fn the_definition_holds() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn levels_keep_the_order_of_the_command_line() {
        let arguments =
            read("ipxe-check --deny a,b --allow c x --deny=d --pedantic --warn e --allow f");
        let expected = [
            ("a", Level::Deny),
            ("b", Level::Deny),
            ("c", Level::Allow),
            ("d", Level::Deny),
            ("e", Level::Warn),
            ("f", Level::Allow),
        ];
        let expected = expected.map(|(name, level)| (name.to_owned(), level));
        assert_eq!(arguments.levels, expected);
        assert_eq!(arguments.paths, ["x"]);
    }

    #[test]
    fn targets_come_singly_or_in_lists() {
        let arguments = read("ipxe-check --target 2.0.0/efi,1.21.1/pcbios --target master/linux x");
        let targets: Vec<_> = arguments.target.iter().map(Target::to_string).collect();
        assert_eq!(targets, ["2.0.0/efi", "1.21.1/pcbios", "master/linux"]);
    }
}
