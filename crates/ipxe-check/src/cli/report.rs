//! Writing what was found, or what would be changed.

use std::io::{self, IsTerminal as _, Write};

use ipxe_check::arguments::{Arguments, Format, When};
use ipxe_check::page::rule_info;
use ipxe_check::rules::RULES;
use ipxe_diagnostics::render::{checkstyle, gcc, github, human, json, sarif, short};
use ipxe_diagnostics::{
    Applicability, FileDiagnostics, RuleInfo, Severity, SourceFile, Summary, unified_diff,
};

use super::inputs::Input;
use super::problem::{self, Problem};
use super::run::Checked;
use super::to_stdout;

/// What to write.
pub struct Report {
    /// The files with what is found in them.
    files: Vec<FileDiagnostics>,
    /// Fixes made, or that would be made.
    made: usize,
    /// Files that they are in.
    changed: usize,
    text: Text,
}

/// What stands on standard output before or instead of the findings.
enum Text {
    None,
    /// What came from standard input, with fixes.
    Fixed(SourceFile),
    /// What fixes would change.
    Diff(String),
}

impl Report {
    /// The findings that are left.
    pub fn of_findings(files: Vec<Checked>, written: bool) -> Self {
        let stdin = files.iter().find(|file| file.input == Input::Stdin);
        let text = match stdin {
            Some(file) if written => Text::Fixed(file.fixed.source.clone()),
            _ => Text::None,
        };
        Self {
            made: files.iter().map(|file| file.fixed.made).sum(),
            changed: files.iter().filter(|file| file.fixed.made > 0).count(),
            text,
            files: files
                .into_iter()
                .map(|file| FileDiagnostics::new(file.fixed.source, file.fixed.findings))
                .collect(),
        }
    }

    /// What fixes would change, and the findings as they are without.
    pub fn of_changes(files: &[Checked]) -> Self {
        let diffs = files.iter().map(|file| {
            let (old, new) = (file.read.bytes(), file.fixed.source.bytes());
            unified_diff(file.read.name(), old, new)
        });
        let before = |file: &Checked| {
            let found = file.fixed.before.as_ref();
            found.unwrap_or(&file.fixed.findings).clone()
        };
        Self {
            text: Text::Diff(diffs.collect()),
            made: files.iter().map(|file| file.fixed.made).sum(),
            changed: files.iter().filter(|file| file.fixed.made > 0).count(),
            files: files
                .iter()
                .map(|file| FileDiagnostics::new(file.read.clone(), before(file)))
                .collect(),
        }
    }

    /// The gravest of the findings.
    pub fn gravest(&self) -> Option<Severity> {
        Summary::of(&self.files).gravest()
    }

    /// Writes everything.
    pub fn write(&self, arguments: &Arguments) -> Result<(), Problem> {
        match &self.text {
            Text::None => to_stdout(|out| {
                let terminal = io::stdout().is_terminal();
                self.write_findings(out, arguments, terminal)
            }),
            Text::Fixed(source) => {
                to_stdout(|out| out.write_all(source.bytes()))?;
                to_stderr(|out| self.write_findings(out, arguments, io::stderr().is_terminal()))
            }
            Text::Diff(diff) => {
                to_stdout(|out| out.write_all(diff.as_bytes()))?;
                if arguments.quiet {
                    return Ok(());
                }
                to_stderr(|out| match self.made {
                    0 => writeln!(out, "no fixes to make"),
                    _ => writeln!(out, "{} would be made", self.fixes()),
                })
            }
        }
    }

    fn write_findings(
        &self,
        out: &mut dyn Write,
        arguments: &Arguments,
        terminal: bool,
    ) -> io::Result<()> {
        let files = &self.files;
        match arguments.format {
            Format::Human => {
                human::write(out, files, &human_options(arguments.color, terminal))?;
                if arguments.quiet {
                    return Ok(());
                }
                self.write_summary(out)
            }
            Format::Short => short::write(out, files),
            Format::Json => json::write(out, files),
            Format::Sarif => {
                let rules: Vec<RuleInfo> = RULES.iter().copied().map(rule_info).collect();
                let tool = sarif::ToolInfo {
                    name: "ipxe-check",
                    version: env!("CARGO_PKG_VERSION"),
                    url: option_env!("CARGO_PKG_REPOSITORY").filter(|url| !url.is_empty()),
                    rules: &rules,
                };
                sarif::write(out, files, &tool)
            }
            Format::Github => github::write(out, files),
            Format::Gcc => gcc::write(out, files),
            Format::Checkstyle => checkstyle::write(out, files),
        }
    }

    fn write_summary(&self, out: &mut dyn Write) -> io::Result<()> {
        let summary = Summary::of(&self.files);
        if self.files.is_empty() {
            // Then there were problems, and those were told.
            return Ok(());
        }
        if summary.findings() > 0 {
            writeln!(out)?;
        }
        if self.made > 0 {
            writeln!(out, "{} made", self.fixes())?;
        }
        writeln!(out, "{summary}")?;
        let count = |applicability| {
            let findings = self.files.iter().flat_map(|file| &file.diagnostics);
            let fixes = findings.filter_map(|finding| finding.fix.as_ref());
            fixes
                .filter(|fix| fix.applicability == applicability)
                .count()
        };
        match (count(Applicability::Safe), count(Applicability::Unsafe)) {
            (0, 0) => Ok(()),
            (safe, 0) => writeln!(out, "{safe} can be mended with --fix"),
            (0, other) => writeln!(out, "{other} can be mended with --unsafe-fixes"),
            (safe, other) => writeln!(
                out,
                "{safe} can be mended with --fix, {other} more with --unsafe-fixes"
            ),
        }
    }

    /// "2 fixes in 1 file".
    fn fixes(&self) -> String {
        let plural = |count, one, more| if count == 1 { one } else { more };
        format!(
            "{} {} in {} {}",
            self.made,
            plural(self.made, "fix", "fixes"),
            self.changed,
            plural(self.changed, "file", "files")
        )
    }
}

fn human_options(color: When, terminal: bool) -> human::Options {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    human::Options {
        color: match color {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal && !set("NO_COLOR") && !dumb,
        },
        // What reads from a file or a pipe can be told to take UTF-8, a terminal cannot.
        charset: if terminal && !has_utf8() {
            human::Charset::Ascii
        } else {
            human::Charset::Unicode
        },
    }
}

/// True if the locale says that the terminal knows UTF-8. Only Unix has locales in the environment.
fn has_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var_os(name).filter(|value| !value.is_empty()));
    let name = locale
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    cfg!(not(unix)) || name.contains("utf-8") || name.contains("utf8")
}

/// Writes to standard error. If nobody reads it there is nobody to tell so.
fn to_stderr(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Problem> {
    match write(&mut io::stderr().lock()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Problem::Write {
            name: "standard error".to_owned(),
            reason: problem::reason(&error),
        }),
        _ => Ok(()),
    }
}
