//! Gives ariadne's drawing of an excerpt the line numbers of the file, and puts advice below it.
//!
//! ariadne numbers lines from the start of the text that it was given. Here its rows are read by the
//! form they all have: a margin with or without a number, a bar, and the rest.

use std::io::{self, Write};

use ariadne::Color;

use super::{Charset, Options};

/// A row of advice.
#[derive(Debug)]
pub(super) struct Row {
    /// What kind of advice.
    pub(super) name: &'static str,
    /// The advice; several lines are aligned.
    pub(super) text: String,
}

/// The color of ariadne's margins.
const MARGIN: Color = Color::Fixed(246);

/// Writes `drawn`, with `line_numbers` for its lines and `location` in its head, then `advice`.
pub(super) fn write(
    out: &mut impl Write,
    drawn: &str,
    line_numbers: &[Option<u32>],
    location: &str,
    advice: &[Row],
    options: &Options,
) -> io::Result<()> {
    let (bar, corner, line) = match options.charset {
        Charset::Unicode => ("│", "╭─", "─"),
        Charset::Ascii => ("|", ",-", "-"),
    };
    let end = match options.charset {
        Charset::Unicode => "╯",
        Charset::Ascii => "'",
    };
    let margin = |text: String| options.paint(text, MARGIN);
    let width = line_numbers
        .iter()
        .flatten()
        .max()
        .map_or(1, |max| max.to_string().len());

    writeln!(
        out,
        "{:width$}  {}[ {location} ]",
        "",
        margin(corner.to_owned())
    )?;
    writeln!(out, "{:width$}  {}", "", margin(bar.to_owned()))?;
    // The first three rows are the message, the location and an empty one; the last closes the frame.
    let rows: Vec<&str> = drawn.lines().collect();
    let body = rows
        .get(3..rows.len().saturating_sub(1))
        .unwrap_or_default();
    for row in body {
        let row = Margin::of(row);
        match row
            .number
            .and_then(|number| line_numbers.get(number.checked_sub(1)?).copied()?)
        {
            Some(number) => write!(out, " {}{number:width$}", row.color)?,
            None => write!(out, " {}{:width$}", row.color, "")?,
        }
        writeln!(out, "{}", row.rest.trim_end())?;
    }
    if !advice.is_empty() {
        writeln!(out, "{:width$}  {}", "", margin(bar.to_owned()))?;
    }
    for Row { name, text } in advice {
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        let name_width = name.len();
        let shown = options.paint((*name).to_owned(), Color::Fixed(115));
        writeln!(
            out,
            "{:width$}  {} {shown}: {first}",
            "",
            margin(bar.to_owned())
        )?;
        for more in lines {
            let more = format!("{:name_width$}  {more}", "");
            writeln!(
                out,
                "{:width$}  {} {}",
                "",
                margin(bar.to_owned()),
                more.trim_end()
            )?;
        }
    }
    writeln!(
        out,
        "{}",
        margin(format!("{}{end}", line.repeat(width + 2)))
    )
}

/// A row of ariadne's, taken apart.
struct Margin<'a> {
    /// The escape sequence that the margin starts with, if it is coloured.
    color: &'a str,
    /// The number in the margin.
    number: Option<usize>,
    /// What follows the number or the spaces in its place: a space, the bar, and the rest.
    rest: &'a str,
}

impl<'a> Margin<'a> {
    fn of(row: &'a str) -> Self {
        let row = row.strip_prefix(' ').unwrap_or(row);
        let color = match row.starts_with('\x1b') {
            true => row.find('m').map_or("", |end| &row[..=end]),
            false => "",
        };
        let row = &row[color.len()..];
        let digits_end = row
            .find(|c: char| c != ' ' && !c.is_ascii_digit())
            .unwrap_or(row.len());
        let number = row[..digits_end].trim_matches(' ').parse().ok();
        // One space stands before the bar, whatever the width of the number.
        let rest = &row[digits_end.saturating_sub(1)..];
        Self {
            color,
            number,
            rest,
        }
    }
}
