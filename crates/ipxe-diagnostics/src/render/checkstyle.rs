//! The XML of Checkstyle, which many continuous integration services read.

use std::fmt;
use std::io::{self, Write};

use crate::{Diagnostic, FileDiagnostics, Severity};

/// Writes one XML document with every file and its findings.
///
/// Characters that XML 1.0 cannot hold, in names and messages, become U+FFFD.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, files: &[FileDiagnostics]) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<checkstyle version="4.3">"#)?;
    for FileDiagnostics { file, diagnostics } in files {
        if diagnostics.is_empty() {
            writeln!(out, r#"  <file name="{}"/>"#, Attribute(file.name()))?;
            continue;
        }
        writeln!(out, r#"  <file name="{}">"#, Attribute(file.name()))?;
        for Diagnostic {
            code,
            rule,
            severity,
            span,
            message,
            ..
        } in diagnostics
        {
            let place = file.position(span.start);
            writeln!(
                out,
                r#"    <error line="{}" column="{}" severity="{}" message="{}" source="{}.{}"/>"#,
                place.line,
                place.column,
                severity_word(*severity),
                Attribute(message),
                Attribute(code),
                Attribute(rule)
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")?;
    out.flush()
}

const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "info",
    }
}

/// Text between the double quotes of an attribute.
struct Attribute<'a>(&'a str);

impl fmt::Display for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut plain = 0;
        for (at, c) in self.0.char_indices() {
            let shown = match c {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&apos;",
                // As themselves these would be read as spaces.
                '\t' => "&#9;",
                '\n' => "&#10;",
                '\r' => "&#13;",
                '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => "\u{fffd}",
                _ => continue,
            };
            f.write_str(&self.0[plain..at])?;
            f.write_str(shown)?;
            plain = at + c.len_utf8();
        }
        f.write_str(&self.0[plain..])
    }
}
