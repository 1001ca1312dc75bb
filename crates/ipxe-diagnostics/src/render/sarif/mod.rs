//! SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), one log with one run.
//!
//! Section numbers in this module are those of the standard. Columns are UTF-16 code units
//! (3.14.17), from 1, and the end is behind the last one (3.30.8).

mod log;
mod uri;

use std::collections::HashMap;
use std::io::{self, Write};

use crate::render::replacement::Replacement;
use crate::{Diagnostic, Edit, FileDiagnostics, Fix, Related, RuleInfo, SourceFile, Span};
use log::{
    Applicability, Artifact, ArtifactChange, ArtifactContent, ArtifactLocation, Configuration,
    Driver, Level, Location, Log, Message, Multiformat, PhysicalLocation, Region,
    Replacement as LogReplacement, ReportingDescriptor, Run, RunResult, SuggestedFix, Tool,
};

/// Where the standard publishes its schema.
const SCHEMA_URL: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The program that made the findings, and its rules.
#[derive(Clone, Copy, Debug)]
pub struct ToolInfo<'a> {
    /// Its name, such as `ipxe-check`.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Page about it.
    pub url: Option<&'a str>,
    /// Its rules. Findings refer to them by [`RuleInfo::code`].
    pub rules: &'a [RuleInfo],
}

/// Writes one log, with line breaks, and a line break after it.
///
/// Relative file names become relative URIs, absolute ones `file:` URIs. A finding with a code that
/// is not among the rules has no rule index.
///
/// # Errors
/// Those of `out`.
pub fn write(
    out: &mut dyn Write,
    files: &[FileDiagnostics],
    tool: &ToolInfo<'_>,
) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, &log(files, tool))?;
    writeln!(out)?;
    out.flush()
}

fn log<'a>(files: &'a [FileDiagnostics], tool: &ToolInfo<'a>) -> Log<'a> {
    // Only looked up, never walked.
    let rule_index: HashMap<&str, usize> = tool
        .rules
        .iter()
        .enumerate()
        .map(|(index, rule)| (rule.code, index))
        .collect();
    let uris: Vec<String> = files
        .iter()
        .map(|file| uri::of_path(file.file.name()))
        .collect();
    let mut results = Vec::with_capacity(files.iter().map(|file| file.diagnostics.len()).sum());
    for (index, FileDiagnostics { file, diagnostics }) in files.iter().enumerate() {
        let place = InFile {
            file,
            uri: &uris[index],
            index,
        };
        results.extend(
            diagnostics.iter().map(|diagnostic| {
                place.result(diagnostic, rule_index.get(diagnostic.code).copied())
            }),
        );
    }
    let artifacts = files
        .iter()
        .zip(uris)
        .map(|(file, uri)| Artifact {
            location: ArtifactLocation { uri, index: None },
            length: file.file.bytes().len(),
        })
        .collect();
    Log {
        schema: SCHEMA_URL,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: tool.name,
                    version: tool.version,
                    information_uri: tool.url,
                    rules: tool.rules.iter().map(descriptor).collect(),
                },
            },
            artifacts,
            results,
            column_kind: "utf16CodeUnits",
        }],
    }
}

fn descriptor(rule: &RuleInfo) -> ReportingDescriptor<'_> {
    let multiformat = |text| Multiformat {
        text,
        markdown: text,
    };
    ReportingDescriptor {
        id: rule.code,
        name: rule.name,
        short_description: Message::plain(&rule.summary),
        help: (!rule.help.is_empty()).then(|| multiformat(&rule.help)),
        help_uri: rule.url.as_deref(),
        default_configuration: Configuration {
            level: Level::of(rule.severity),
        },
    }
}

/// A file as locations name it.
#[derive(Clone, Copy)]
struct InFile<'a, 'u> {
    file: &'a SourceFile,
    uri: &'u str,
    /// Its place among the run's artifacts.
    index: usize,
}

impl<'a> InFile<'a, '_> {
    fn result(self, diagnostic: &'a Diagnostic, rule_index: Option<usize>) -> RunResult<'a> {
        let related = |(id, related): (usize, &Related)| Location {
            id: Some(id),
            physical_location: self.place(related.span),
            message: Some(Message::escaped(&related.message)),
        };
        RunResult {
            rule_id: diagnostic.code,
            rule_index,
            level: Level::of(diagnostic.severity),
            message: Message::escaped(&full_message(diagnostic)),
            locations: [Location {
                id: None,
                physical_location: self.place(diagnostic.span),
                message: diagnostic.label.as_deref().map(Message::escaped),
            }],
            related_locations: diagnostic.related.iter().enumerate().map(related).collect(),
            // A fix that changes nothing is not valid.
            fixes: (diagnostic.fix.iter().filter(|fix| !fix.edits.is_empty()))
                .map(|fix| self.fix(fix))
                .collect(),
        }
    }

    fn fix(self, fix: &'a Fix) -> SuggestedFix<'a> {
        SuggestedFix {
            description: Message::escaped(&fix.title),
            artifact_changes: [ArtifactChange {
                artifact_location: self.artifact(),
                replacements: fix
                    .edits
                    .iter()
                    .map(|edit| self.replacement(edit))
                    .collect(),
            }],
            properties: Applicability {
                applicability: fix.applicability.as_str(),
            },
        }
    }

    fn replacement(self, edit: &'a Edit) -> LogReplacement<'a> {
        let Replacement { text, base64 } = Replacement::of(&edit.replacement);
        // 3.3.3: bytes that are no text in the artifact's encoding are given as binary.
        let content = match base64 {
            Some(binary) => ArtifactContent {
                text: None,
                binary: Some(binary),
            },
            None => ArtifactContent {
                text: Some(text),
                binary: None,
            },
        };
        LogReplacement {
            deleted_region: self.region(edit.span),
            inserted_content: (!edit.replacement.is_empty()).then_some(content),
        }
    }

    fn place(self, span: Span) -> PhysicalLocation {
        PhysicalLocation {
            artifact_location: self.artifact(),
            region: self.region(span),
        }
    }

    fn artifact(self) -> ArtifactLocation {
        ArtifactLocation {
            uri: self.uri.to_owned(),
            index: Some(self.index),
        }
    }

    fn region(self, span: Span) -> Region {
        let span = self.file.clamp(span);
        let (start, end) = (self.file.position(span.start), self.file.position(span.end));
        Region {
            start_line: start.line,
            start_column: start.utf16,
            end_line: end.line,
            end_column: end.utf16,
            byte_offset: span.start,
            byte_length: span.len(),
        }
    }
}

/// The message and, on lines of their own, what else there is to say in words.
fn full_message(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.clone();
    let more = [
        ("help", &diagnostic.help),
        ("iPXE", &diagnostic.console),
        ("note", &diagnostic.note),
    ];
    for (name, said) in more {
        if let Some(said) = said {
            text.push('\n');
            text.push_str(name);
            text.push_str(": ");
            text.push_str(said);
        }
    }
    text
}
