//! For people at a terminal: the excerpt of the source with the places marked, and advice below.
//!
//! ariadne draws the excerpt; no other module knows it. It is given a small text made of only the
//! lines that are marked, so that the cost of a finding depends neither on the size of the file nor
//! on the length of its lines.

mod excerpt;
mod frame;

use std::io::{self, Write};

use ariadne::{CharSet, Color, Config, Fmt, IndexType, Label, Report, ReportKind, Source};

use crate::visible::{ascii, one_line, several_lines};
use crate::{Applicability, Diagnostic, FileDiagnostics, Severity, SourceFile, Span};
use excerpt::Excerpt;
use frame::Row;

/// Which characters may be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// Any; lines are drawn with box drawing characters.
    #[default]
    Unicode,
    /// Only ASCII; others of the source show as `<U+00E9>`.
    Ascii,
}

/// How to render.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether to colour, by the escape sequences of ECMA-48.
    pub color: bool,
    /// Which characters may be written.
    pub charset: Charset,
}

/// At most so many related places are shown of one finding.
const MAX_RELATED: usize = 8;

/// Writes each finding with its excerpt, and an empty line between two findings.
///
/// No control character of a source, a name or a message is written as itself: in the excerpt a
/// control shows as `^[`, other invisible characters as `<U+FEFF>`, a byte that is not UTF-8 as
/// U+FFFD (`?` in ASCII). Long lines are cut to what surrounds the marked places.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, files: &[FileDiagnostics], options: &Options) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let mut first = true;
    for FileDiagnostics { file, diagnostics } in files {
        for diagnostic in diagnostics {
            if !first {
                writeln!(out)?;
            }
            first = false;
            write_one(&mut out, file, diagnostic, options)?;
        }
    }
    out.flush()
}

fn write_one(
    out: &mut impl Write,
    file: &SourceFile,
    diagnostic: &Diagnostic,
    options: &Options,
) -> io::Result<()> {
    let color = severity_color(diagnostic.severity);
    let kind = options.paint(
        format!("{}[{}]", diagnostic.severity, diagnostic.code),
        color,
    );
    writeln!(out, "{kind}: {}", options.line(&diagnostic.message))?;

    let shown = &diagnostic.related[..diagnostic.related.len().min(MAX_RELATED)];
    let spans: Vec<Span> = std::iter::once(diagnostic.span)
        .chain(shown.iter().map(|related| related.span))
        .collect();
    let excerpt = Excerpt::new(file, &spans, options.charset);
    let drawn = draw(&excerpt, diagnostic, options)?;

    let place = file.position(diagnostic.span.start);
    let location = format!(
        "{}:{}:{}",
        options.line(file.name()),
        place.line,
        place.column
    );
    frame::write(
        out,
        &drawn,
        &excerpt.line_numbers,
        &location,
        &advice(diagnostic, options),
        options,
    )
}

/// The excerpt as ariadne draws it, which still has its own line numbers.
fn draw(excerpt: &Excerpt, diagnostic: &Diagnostic, options: &Options) -> io::Result<String> {
    let config = Config::new()
        .with_color(options.color)
        .with_index_type(IndexType::Char)
        .with_char_set(match options.charset {
            Charset::Unicode => CharSet::Unicode,
            Charset::Ascii => CharSet::Ascii,
        });
    let primary = &excerpt.labels[0];
    let color = severity_color(diagnostic.severity);
    // Without a text ariadne would not mark the place at all.
    let text = diagnostic.label.as_deref().unwrap_or("here");
    let marked = Label::new(primary.clone())
        .with_color(color)
        .with_priority(1)
        .with_message(options.line(text));
    let related = excerpt.labels[1..].iter().zip(&diagnostic.related);
    let mut labels: Vec<_> = std::iter::once((primary.end, marked))
        .chain(related.map(|(place, related)| {
            let label = Label::new(place.clone()).with_color(Color::Cyan);
            (
                place.end,
                label.with_message(options.line(&related.message)),
            )
        }))
        .collect();
    // Given in another order, ariadne draws a frame for each stretch that is in order.
    labels.sort_by_key(|&(end, _)| end);
    let report = Report::build(ReportKind::Custom("", color), primary.clone())
        .with_config(config)
        .with_labels(labels.into_iter().map(|(_, label)| label))
        .finish();
    let mut drawn = Vec::new();
    report.write(Source::from(excerpt.text.as_str()), &mut drawn)?;
    // The excerpt, the messages and ariadne's own drawing are all text.
    String::from_utf8(drawn).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// What stands below the excerpt.
fn advice(diagnostic: &Diagnostic, options: &Options) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = |name: &'static str, text: &str| {
        rows.push(Row {
            name,
            text: options.lines(text),
        });
    };
    let hidden = diagnostic.related.len().saturating_sub(MAX_RELATED);
    if hidden > 0 {
        row(
            "note",
            &format!("{hidden} more related places are not shown"),
        );
    }
    if let Some(text) = &diagnostic.help {
        row("help", text);
    }
    if let Some(text) = &diagnostic.console {
        row("iPXE", text);
    }
    if let Some(text) = &diagnostic.note {
        row("note", text);
    }
    match &diagnostic.fix {
        Some(fix) if fix.applicability == Applicability::Safe => row("fix", &fix.title),
        Some(fix) => row("fix (unsafe)", &fix.title),
        None => {}
    }
    if let Some(text) = &diagnostic.url {
        row("see", text);
    }
    rows
}

const fn severity_color(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Note => Color::Blue,
    }
}

impl Options {
    /// `text` in `color`, if colours are asked for.
    fn paint(&self, text: String, color: Color) -> String {
        if self.color {
            text.fg(color).to_string()
        } else {
            text
        }
    }

    /// `text` as one harmless line.
    fn line(&self, text: &str) -> String {
        self.limit(one_line(text).into_owned())
    }

    /// `text` as harmless lines.
    fn lines(&self, text: &str) -> String {
        self.limit(several_lines(text).into_owned())
    }

    fn limit(&self, text: String) -> String {
        match self.charset {
            Charset::Unicode => text,
            Charset::Ascii => ascii(text.into()).into_owned(),
        }
    }
}
