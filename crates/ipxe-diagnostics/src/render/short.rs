//! One line a finding: `file:line:column: severity[code] message`.

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
                "{name}:{}:{}: {}[{}] {}",
                place.line,
                place.column,
                diagnostic.severity,
                diagnostic.code,
                one_line(&diagnostic.message)
            )?;
        }
    }
    out.flush()
}
