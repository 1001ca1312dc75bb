//! Messages: what the daemon prints, and findings with true places and advice.

use ipxe_diagnostics::{Diagnostic, Severity, Span, lossy};

use super::{MAX_FINDINGS, Parser};
use crate::dhcpd::lexer::Shown;
use crate::{FileId, Finding, Position};

/// Advice for messages that say little by themselves: how the message ends, and what to do.
const ADVICE: &[(&str, &str)] = &[
    (
        "semicolon expected.",
        "end the statement before this with `;`, or check how the first word of the statement is spelt",
    ),
    (
        "expecting a parameter or declaration",
        "look at the braces and statements before this: the daemon is outside of what it should be inside of",
    ),
    (
        "left brace expected.",
        "a condition that begins with a parenthesis ends where that parenthesis is closed: put another pair around all of it",
    ),
    ("expecting right-hand side.", "compare with a single `=`"),
    ("expecting class name.", "put the class name in quotes"),
    ("Expecting class name", "put the class name in quotes"),
    (
        "unexpected end of file",
        "a block is not closed: add the missing `}`",
    ),
    ("eof in string constant", "close the quotes"),
    (
        "can't be a variable name",
        "the word is one of dhcpd's own: choose another name",
    ),
    (
        "digit 33 not in base 16",
        "write the bytes with colons, such as 00:07, without 0x",
    ),
    (
        "bad subnet number/mask combination.",
        "give the first address of the subnet, with all bits zero that the netmask leaves to hosts",
    ),
    ("expecting a string", "put the value in quotes"),
    (
        "expecting a declaration",
        "only declarations may follow declarations here; check how the word is spelt",
    ),
    (
        "invalid octal digit",
        "write a backslash as two backslashes",
    ),
];

impl Parser<'_> {
    /// `parse.c: parse_warn`: the file is refused, reading goes on.
    pub(super) fn warn(&mut self, message: impl Into<String>) {
        let shown = self.lexer.shown();
        self.warn_at(message.into(), shown, None);
    }

    /// The same, with advice of its own.
    pub(super) fn warn_with(&mut self, message: impl Into<String>, advice: impl Into<String>) {
        let shown = self.lexer.shown();
        self.warn_at(message.into(), shown, Some(advice.into()));
    }

    /// What the scanner objected to.
    pub(super) fn report_objections(&mut self) {
        for objection in self.lexer.objections() {
            self.warn_at(objection.message, objection.shown, None);
            self.aborted |= objection.fatal;
        }
    }

    fn warn_at(&mut self, message: String, shown: Shown, advice: Option<String>) {
        if self.aborted {
            return;
        }
        let name = self.file_name.clone();
        let said = format!("{name} line {}: {message}", shown.line);
        self.output.push(said.clone());
        let text = shown.text.trim_ascii_end();
        if !text.is_empty() {
            self.output.push(lossy(text).into_owned());
        }
        self.output.push(format!("{:1$}^", "", shown.indent));
        self.failed = true;
        let advice = advice.or_else(|| {
            let fitting = |(end, _): &&(&str, &str)| message.contains(end);
            ADVICE
                .iter()
                .find(fitting)
                .map(|(_, advice)| (*advice).to_owned())
        });
        let text = message.strip_suffix('.').unwrap_or(&message).to_owned();
        let position = Position {
            file: name.to_string(),
            line: shown.line,
            column: None,
        };
        self.find(
            self.file,
            shown.span,
            Severity::Error,
            text,
            Some(said),
            advice,
            Some(position),
        );
    }

    /// `log_error` while a file is read: a line of its own, and a warning where the parser is.
    pub(in crate::dhcpd) fn log_here(&mut self, message: impl Into<String>) {
        let message = message.into();
        self.output.push(message.clone());
        let (file, span) = (self.file, self.lexer.span());
        self.find(
            file,
            span,
            Severity::Warning,
            message.clone(),
            Some(message),
            None,
            None,
        );
    }

    /// A line without a finding: the rest of a message.
    pub(super) fn log_more(&mut self, message: &str) {
        self.output.push(message.to_owned());
    }

    /// `log_fatal`: the daemon gives up.
    pub(in crate::dhcpd) fn abort(&mut self, message: String) {
        if self.aborted {
            return;
        }
        self.output.push(message.clone());
        self.aborted = true;
        if self.sources.is_empty() {
            // The main file itself cannot be read: there is nothing to point at but its name.
            let name = self.file_name.to_string();
            self.sources
                .push(ipxe_diagnostics::SourceFile::new(&name, Vec::new()));
        }
        let (file, span) = (self.file, self.lexer.span());
        self.find(
            file,
            span,
            Severity::Error,
            message.clone(),
            Some(message),
            None,
            None,
        );
    }

    /// Gives up where the daemon itself would go on: the input is beyond a limit.
    pub(super) fn abort_here(&mut self, message: String) {
        if self.aborted {
            return;
        }
        self.aborted = true;
        let (file, span) = (self.file, self.lexer.span());
        self.find(file, span, Severity::Error, message, None, None, None);
    }

    #[allow(clippy::too_many_arguments)]
    fn find(
        &mut self,
        file: FileId,
        span: Span,
        severity: Severity,
        message: String,
        console: Option<String>,
        advice: Option<String>,
        position: Option<Position>,
    ) {
        if self.findings.len() >= MAX_FINDINGS {
            self.aborted = true;
            return;
        }
        let (code, rule) = match severity {
            Severity::Error => ("DHCPD1", "dhcpd-refuses"),
            _ => ("DHCPD2", "dhcpd-warns"),
        };
        let mut diagnostic = Diagnostic::new(code, rule, severity, span, message);
        diagnostic.console = console;
        diagnostic.help = advice;
        self.findings.push(Finding {
            file,
            diagnostic,
            position,
        });
    }
}

/// Bytes as a message shows them.
pub(super) fn shown(bytes: &[u8]) -> String {
    lossy(bytes).into_owned()
}
