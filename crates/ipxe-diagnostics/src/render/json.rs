//! Everything that is known of the findings as one JSON object.
//!
//! The format is described in `docs/json-format.md` and by [`SCHEMA`]. It only ever grows: a key
//! that is there stays with its meaning while `version` is 1.

use std::io::{self, Write};

use serde::Serialize;

use crate::render::replacement::Replacement;
use crate::{Diagnostic, Edit, FileDiagnostics, Fix, Position, Related, SourceFile, Span, Summary};

/// The JSON schema (draft 2020-12) of what [`write()`] writes.
pub const SCHEMA: &str = include_str!("../../schema/json-format-1.schema.json");

/// Writes one object, with line breaks, and a line break after it.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, files: &[FileDiagnostics]) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, &Document::of(files))?;
    writeln!(out)?;
    out.flush()
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    files: Vec<FileName<'a>>,
    diagnostics: Vec<Finding<'a>>,
    summary: Counts,
}

#[derive(Serialize)]
struct FileName<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
    files: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
    file: &'a str,
    code: &'a str,
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place,
    label: Option<&'a str>,
    related: Vec<RelatedPlace<'a>>,
    help: Option<&'a str>,
    console: Option<&'a str>,
    note: Option<&'a str>,
    url: Option<&'a str>,
    tags: Vec<&'static str>,
    fix: Option<FixEdits<'a>>,
}

#[derive(Serialize)]
struct RelatedPlace<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct FixEdits<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<OneEdit<'a>>,
}

#[derive(Serialize)]
struct OneEdit<'a> {
    start: u32,
    end: u32,
    replacement: std::borrow::Cow<'a, str>,
    #[serde(rename = "replacementBase64", skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

#[derive(Serialize)]
struct Place {
    span: ByteSpan,
    start: LineColumn,
    end: LineColumn,
}

#[derive(Serialize)]
struct ByteSpan {
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct LineColumn {
    line: u32,
    column: u32,
    #[serde(rename = "utf16Column")]
    utf16: u32,
}

impl<'a> Document<'a> {
    fn of(files: &'a [FileDiagnostics]) -> Self {
        let Summary {
            errors,
            warnings,
            notes,
            files: count,
            ..
        } = Summary::of(files);
        Self {
            version: 1,
            files: files
                .iter()
                .map(|file| FileName {
                    name: file.file.name(),
                })
                .collect(),
            diagnostics: files
                .iter()
                .flat_map(|FileDiagnostics { file, diagnostics }| {
                    diagnostics
                        .iter()
                        .map(|diagnostic| Finding::of(file, diagnostic))
                })
                .collect(),
            summary: Counts {
                errors,
                warnings,
                notes,
                files: count,
            },
        }
    }
}

impl<'a> Finding<'a> {
    fn of(file: &'a SourceFile, diagnostic: &'a Diagnostic) -> Self {
        let related = |related: &'a Related| RelatedPlace {
            message: &related.message,
            place: Place::of(file, related.span),
        };
        Self {
            file: file.name(),
            code: diagnostic.code,
            rule: diagnostic.rule,
            severity: diagnostic.severity.as_str(),
            message: &diagnostic.message,
            place: Place::of(file, diagnostic.span),
            label: diagnostic.label.as_deref(),
            related: diagnostic.related.iter().map(related).collect(),
            help: diagnostic.help.as_deref(),
            console: diagnostic.console.as_deref(),
            note: diagnostic.note.as_deref(),
            url: diagnostic.url.as_deref(),
            tags: diagnostic.tags.iter().map(|tag| tag.as_str()).collect(),
            fix: diagnostic.fix.as_ref().map(|fix| FixEdits::of(file, fix)),
        }
    }
}

impl<'a> FixEdits<'a> {
    fn of(file: &SourceFile, fix: &'a Fix) -> Self {
        let edit = |edit: &'a Edit| {
            let Span { start, end } = file.clamp(edit.span);
            let Replacement { text, base64 } = Replacement::of(&edit.replacement);
            OneEdit {
                start,
                end,
                replacement: text,
                base64,
            }
        };
        Self {
            title: &fix.title,
            applicability: fix.applicability.as_str(),
            edits: fix.edits.iter().map(edit).collect(),
        }
    }
}

impl Place {
    fn of(file: &SourceFile, span: Span) -> Self {
        let Span { start, end } = file.clamp(span);
        Self {
            span: ByteSpan { start, end },
            start: LineColumn::of(file.position(start)),
            end: LineColumn::of(file.position(end)),
        }
    }
}

impl LineColumn {
    const fn of(
        Position {
            line,
            column,
            utf16,
        }: Position,
    ) -> Self {
        Self {
            line,
            column,
            utf16,
        }
    }
}
