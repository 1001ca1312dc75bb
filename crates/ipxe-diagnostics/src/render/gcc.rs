//! What GCC prints, for editors and tools that read that:
//! `file:line:column: severity: message [code]`.

use std::io::{self, Write};

use crate::FileDiagnostics;
use crate::visible::one_line;

/// Writes one line for each finding. Line breaks and control characters show as escapes.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, files: &[FileDiagnostics]) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    for FileDiagnostics { file, diagnostics } in files {
        let name = one_line(file.name());
        for diagnostic in diagnostics {
            let place = file.position(diagnostic.span.start);
            writeln!(
                out,
                "{name}:{}:{}: {}: {} [{}]",
                place.line,
                place.column,
                diagnostic.severity,
                one_line(&diagnostic.message),
                diagnostic.code
            )?;
        }
    }
    out.flush()
}
