//! What a rule is: its metadata, its hooks, and how it reports.

use ipxe_diagnostics::{Diagnostic, Severity};
use ipxe_reference::{Command, CommandName};
use ipxe_syntax::{Label, Line, Span};

use crate::invocation::{Expansion, Invocation};
use crate::refusal::Refusal;
use crate::uri_arg::UriArg;
use crate::{Arg, FileContext};

/// What a rule is about. Groups can be allowed, warned of and denied together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The file as a whole and its lines. Codes `IPX1xx`.
    File,
    /// Labels and `goto`. Codes `IPX2xx`.
    Label,
    /// `||`, `&&`, `;` and what becomes of failures. Codes `IPX3xx`.
    Operator,
    /// Commands, their options and arguments. Codes `IPX4xx`.
    Command,
    /// Settings, their types and `${...}`. Codes `IPX5xx`.
    Setting,
    /// URIs, images and what is booted. Codes `IPX6xx`.
    Uri,
    /// Text and stray characters. Codes `IPX7xx`.
    Text,
    /// What the builds named by `--target` lack. Codes `IPX8xx`.
    Target,
    /// The checker's own comments in scripts. Codes `IPX9xx`.
    Comment,
}

impl Group {
    /// All groups, in the order of their codes.
    pub const ALL: [Self; 9] = [
        Self::File,
        Self::Label,
        Self::Operator,
        Self::Command,
        Self::Setting,
        Self::Uri,
        Self::Text,
        Self::Target,
        Self::Comment,
    ];

    /// The group's name, as used on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Label => "label",
            Self::Operator => "operator",
            Self::Command => "command",
            Self::Setting => "setting",
            Self::Uri => "uri",
            Self::Text => "text",
            Self::Target => "target",
            Self::Comment => "comment",
        }
    }

    /// The digit after `IPX` in the codes of the group.
    #[must_use]
    pub const fn digit(self) -> char {
        (b'1' + self as u8) as char
    }
}

/// Whether a rule's findings come with edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixes {
    /// Never.
    None,
    /// Sometimes or always, and the script then does what its author meant.
    Safe,
    /// Sometimes or always, but only the author can tell whether that was meant.
    Unsafe,
}

/// A rule.
///
/// Its name reads as "allow NAME" and names the problem.
#[derive(Debug)]
pub struct Rule {
    /// Stable code, such as `IPX201`.
    pub code: &'static str,
    /// Stable name, such as `undefined-label`.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// Severity of its findings unless the user says otherwise.
    pub severity: Severity,
    /// Off unless asked for: right, but not always a mistake.
    pub pedantic: bool,
    /// Whether findings come with edits.
    pub fixes: Fixes,
    /// One sentence that says what is reported, without a final full stop.
    pub summary: &'static str,
    /// Markdown: what iPXE does and why that is probably not meant. Names the place in iPXE's source.
    pub explanation: &'static str,
    /// A script that draws the finding.
    pub bad: &'static [u8],
    /// A script that looks similar and does not.
    pub near_miss: &'static [u8],
    /// The `--target` that the examples are checked with, if one is needed.
    pub example_target: Option<&'static str>,
    /// Where the rule looks.
    pub hooks: &'static [Hook],
}

impl Rule {
    /// The rule's page among the documentation.
    #[must_use]
    pub fn page(&self) -> String {
        format!("docs/rules/{}.md", self.code)
    }
}

/// A place in the walk over a file at which a rule is called.
///
/// Hooks other than [`Hook::File`] are not called for lines that a template engine will replace.
#[derive(Clone, Copy, Debug)]
pub enum Hook {
    /// Once for a file.
    File(fn(&FileContext<'_>, &mut Report<'_>)),
    /// For each logical line that is not blank.
    Line(fn(&FileContext<'_>, Line<'_>, &mut Report<'_>)),
    /// For each logical line with operators.
    LineWithOperators(fn(&FileContext<'_>, Line<'_>, &mut Report<'_>)),
    /// For each label.
    Label(fn(&FileContext<'_>, Label<'_>, &mut Report<'_>)),
    /// For each command whose name is none that iPXE has, or is expanded.
    UnknownCommand(fn(&FileContext<'_>, &Invocation<'_, '_>, &mut Report<'_>)),
    /// For each command that stands behind a label on the same line.
    CommandAfterLabel(fn(&FileContext<'_>, &Invocation<'_, '_>, &mut Report<'_>)),
    /// For each first command of several that cannot run.
    Unreachable(fn(&FileContext<'_>, &Invocation<'_, '_>, &mut Report<'_>)),
    /// For each command that has options that iPXE reads.
    Options(fn(&FileContext<'_>, &Invocation<'_, '_>, &mut Report<'_>)),
    /// For each command of these names.
    Command(
        &'static [CommandName],
        fn(&FileContext<'_>, &Invocation<'_, '_>, &mut Report<'_>),
    ),
    /// For each command whose record the first function accepts.
    CommandIf(
        fn(&Command) -> bool,
        fn(&FileContext<'_>, &Invocation<'_, '_>, &mut Report<'_>),
    ),
    /// For each word of a command that contains one of these bytes outside the letters, digits and `-_.`.
    Word(
        &'static [u8],
        fn(&FileContext<'_>, &Invocation<'_, '_>, &Arg<'_>, &mut Report<'_>),
    ),
    /// For each `${...}` of a command's words.
    Expansion(fn(&FileContext<'_>, &Expansion<'_, '_>, &mut Report<'_>)),
    /// For each word that holds a `${` which no `}` closes; the number is its offset in the word.
    OpenExpansion(fn(&FileContext<'_>, &Invocation<'_, '_>, &Arg<'_>, usize, &mut Report<'_>)),
    /// For each command whose options or arguments iPXE certainly refuses.
    Refusal(fn(&FileContext<'_>, &Invocation<'_, '_>, &Refusal<'_>, &mut Report<'_>)),
    /// For each word that iPXE takes for a URI and that contains one of these bytes.
    UriWith(
        &'static [u8],
        fn(&FileContext<'_>, &Invocation<'_, '_>, &UriArg<'_, '_>, &mut Report<'_>),
    ),
    /// For each word that iPXE takes for a URI.
    Uri(fn(&FileContext<'_>, &Invocation<'_, '_>, &UriArg<'_, '_>, &mut Report<'_>)),
}

/// Takes the findings of one rule.
pub struct Report<'r> {
    pub(crate) rule: &'static Rule,
    pub(crate) severity: Severity,
    pub(crate) findings: &'r mut Vec<Diagnostic>,
}

impl Report<'_> {
    /// A finding of this rule at its severity, to be completed and then [added](Self::add).
    ///
    /// `message` says what was found, with the words of the script, without a final full stop.
    #[must_use]
    pub fn finding(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.rule.code, self.rule.name, self.severity, span, message)
    }

    /// Lowers the severity of a finding that is not certain to matter: an error becomes a warning.
    ///
    /// A severity that the user chose stays.
    pub fn lower(&self, finding: &mut Diagnostic) {
        if self.severity == self.rule.severity && finding.severity == Severity::Error {
            finding.severity = Severity::Warning;
        }
    }

    /// Lowers a finding to a note, as one that says what may well be meant.
    ///
    /// A severity that the user chose stays.
    pub fn note(&self, finding: &mut Diagnostic) {
        if self.severity == self.rule.severity {
            finding.severity = Severity::Note;
        }
    }

    /// Reports a finding.
    pub fn add(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }
}
