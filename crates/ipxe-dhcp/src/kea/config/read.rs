//! Reading a configuration, with all that is said about it.

use ipxe_diagnostics::{Diagnostic, Severity, Span};

use super::Config;
use crate::kea::refusal::Refusal;
use crate::kea::syntax::{self, Tree};
use crate::{Checked, FileId, Files, Finding, Host, Position};

impl Config {
    /// Reads the main file `path` and all that it includes, as `kea-dhcp4 -t path` does.
    #[must_use]
    pub fn read(files: &dyn Files, path: &str, host: &Host) -> Checked<Self> {
        let Tree {
            sources,
            warnings,
            root,
        } = syntax::read(files, path);
        let mut checked = Checked {
            sources,
            findings: Vec::new(),
            exit: 0,
            output: Vec::new(),
            config: None,
        };
        for (message, spot) in warnings {
            let line =
                format!("WARN DHCP4_CONFIG_SYNTAX_WARNING configuration syntax warning: {message}");
            let position = Position {
                file: checked.sources[spot.file.0 as usize].name().to_owned(),
                line: spot.line,
                column: Some(spot.column),
            };
            let diagnostic = Diagnostic::new(
                "D301",
                "extra-comma",
                Severity::Warning,
                spot.span,
                "nothing follows this comma".to_owned(),
            )
            .with_console(line.clone())
            .with_help("take the comma away, unless something is missing after it");
            checked.findings.push(Finding {
                file: spot.file,
                diagnostic,
                position: Some(position),
            });
            checked.output.push(line);
        }
        let _ = host;
        match root {
            Ok(_) => checked.config = Some(Self {}),
            Err(refusal) => {
                let line = format!("Syntax check failed with: {}", refusal.message);
                refuse(&mut checked, &refusal, line);
            }
        }
        checked
    }
}

/// Adds what makes Kea refuse.
fn refuse(checked: &mut Checked<Config>, refusal: &Refusal, console: String) {
    checked.exit = 1;
    checked.config = None;
    let (file, span) = refusal
        .spot
        .map_or((FileId(0), Span::at(0)), |spot| (spot.file, spot.span));
    let mut diagnostic = Diagnostic::new(
        "D302",
        "refused",
        Severity::Error,
        span,
        refusal.message.clone(),
    )
    .with_console(console.clone());
    diagnostic.help.clone_from(&refusal.help);
    let position = refusal
        .spot
        .filter(|_| refusal.says_where)
        .map(|spot| Position {
            file: checked.sources[spot.file.0 as usize].name().to_owned(),
            line: spot.line,
            column: Some(spot.column),
        });
    checked.findings.push(Finding {
        file,
        diagnostic,
        position,
    });
    checked.output.push(console);
}
