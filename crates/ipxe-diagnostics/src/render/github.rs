//! Workflow commands of GitHub Actions, which become annotations of the files of a pull request:
//! `::error file=a.ipxe,line=1,endLine=1,col=2,endColumn=5,title=E101 undefined-label::message`.

use std::fmt;
use std::io::{self, Write};

use crate::visible::several_lines;
use crate::{Diagnostic, FileDiagnostics, Severity};

/// Writes one workflow command, on one line, for each finding.
///
/// GitHub takes columns only for places on one line, so they are left out for others.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, files: &[FileDiagnostics]) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    for FileDiagnostics { file, diagnostics } in files {
        for diagnostic in diagnostics {
            let span = file.clamp(diagnostic.span);
            let (start, end) = (file.position(span.start), file.position(span.end));
            write!(
                out,
                "::{} file={},line={},endLine={}",
                command(diagnostic.severity),
                Property(file.name()),
                start.line,
                end.line
            )?;
            if start.line == end.line {
                write!(out, ",col={},endColumn={}", start.utf16, end.utf16)?;
            }
            let title = format!("{} {}", diagnostic.code, diagnostic.rule);
            writeln!(out, ",title={}::{}", Property(&title), Message(diagnostic))?;
        }
    }
    out.flush()
}

const fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

/// A property's value: percent signs, line breaks, colons and commas are percent-encoded.
struct Property<'a>(&'a str);

impl fmt::Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        percent_encode(f, self.0, &['%', '\r', '\n', ':', ','])
    }
}

/// The message with its help: percent signs and line breaks are percent-encoded.
struct Message<'a>(&'a Diagnostic);

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnostic {
            message,
            help,
            console,
            ..
        } = self.0;
        let more = [("\nhelp: ", help), ("\niPXE: ", console)];
        percent_encode(f, message, &['%', '\r', '\n'])?;
        for (before, text) in more {
            if let Some(text) = text {
                percent_encode(f, before, &['\n'])?;
                percent_encode(f, text, &['%', '\r', '\n'])?;
            }
        }
        Ok(())
    }
}

fn percent_encode(f: &mut fmt::Formatter<'_>, text: &str, encoded: &[char]) -> fmt::Result {
    for piece in several_lines(text).split_inclusive(encoded) {
        match piece.char_indices().next_back() {
            Some((at, c)) if encoded.contains(&c) => {
                write!(f, "{}%{:02X}", &piece[..at], u32::from(c))?;
            }
            _ => f.write_str(piece)?,
        }
    }
    Ok(())
}
