//! The outcome of reading a configuration.

use ipxe_diagnostics::{Diagnostic, FileDiagnostics, Severity, SourceFile, Span};

/// A file of a configuration, by the order in which the files were first opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// Bytes of a file of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The bytes.
    pub span: Span,
}

impl Place {
    /// The bytes `span` of `file`.
    #[must_use]
    pub const fn new(file: FileId, span: Span) -> Self {
        Self { file, span }
    }
}

/// Where a daemon says a mistake is; it may count differently than we do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Name of the file as the daemon says it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, where the daemon says one.
    pub column: Option<u32>,
}

/// Something wrong, or suspicious, in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: FileId,
    /// What is wrong and where. Its `console` is what the daemon prints.
    pub diagnostic: Diagnostic,
    /// The place that the daemon itself names. None where it names none, or says nothing at all.
    pub position: Option<Position>,
}

/// What came of reading a configuration.
#[derive(Clone, Debug)]
pub struct Checked<M> {
    /// The files, in the order in which they were first opened.
    pub sources: Vec<SourceFile>,
    /// What is wrong, in the order in which the daemon finds it.
    pub findings: Vec<Finding>,
    /// Exit status of the daemon's own check.
    pub exit: u8,
    /// What the daemon's own check prints, without the daemon's name in front.
    pub output: Vec<String>,
    /// The configuration. None where the daemon refuses to start with it.
    pub config: Option<M>,
}

impl<M> Checked<M> {
    /// The file of that number.
    ///
    /// # Panics
    ///
    /// Where the number is from another configuration.
    #[must_use]
    pub fn source(&self, file: FileId) -> &SourceFile {
        &self.sources[file.0 as usize]
    }

    /// True where the daemon refuses the configuration.
    #[must_use]
    pub const fn is_refused(&self) -> bool {
        self.config.is_none()
    }

    /// The findings that make the daemon refuse.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        let error = |finding: &&Finding| finding.diagnostic.severity == Severity::Error;
        self.findings.iter().filter(error)
    }

    /// The findings file by file, for renderers.
    #[must_use]
    pub fn file_diagnostics(&self) -> Vec<FileDiagnostics> {
        let of = |(number, file): (usize, &SourceFile)| {
            let here = |finding: &&Finding| finding.file.0 as usize == number;
            let found = self.findings.iter().filter(here);
            let diagnostics = found.map(|finding| finding.diagnostic.clone()).collect();
            FileDiagnostics::new(file.clone(), diagnostics)
        };
        self.sources.iter().enumerate().map(of).collect()
    }

    /// The line of a place, as `file:line` for people.
    #[must_use]
    pub fn locate(&self, place: Place) -> String {
        let file = self.source(place.file);
        format!("{}:{}", file.name(), file.line_at(place.span.start))
    }
}
