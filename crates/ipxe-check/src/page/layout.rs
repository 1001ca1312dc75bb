//! A page as a list of blocks, and its two looks.

use std::borrow::Cow;
use std::fmt::Write as _;

use ipxe_diagnostics::lossy;

/// Columns of plain text.
const WIDTH: usize = 80;

/// A page.
#[derive(Default)]
pub(super) struct Page {
    blocks: Vec<Block>,
}

enum Block {
    Title(String),
    Heading(&'static str),
    /// A paragraph, or anything else of Markdown's blocks but fenced code.
    Prose(String),
    Facts(Vec<(&'static str, String)>),
    Code {
        language: String,
        text: String,
    },
}

impl Page {
    pub(super) fn title(&mut self, title: String) {
        self.blocks.push(Block::Title(title));
    }

    pub(super) fn heading(&mut self, heading: &'static str) {
        self.blocks.push(Block::Heading(heading));
    }

    /// Several paragraphs of Markdown, which may hold fenced code.
    pub(super) fn prose(&mut self, markdown: &str) {
        let mut paragraph = String::new();
        let mut lines = markdown.lines();
        while let Some(line) = lines.next() {
            if let Some(language) = line.strip_prefix("```") {
                self.paragraph(&mut paragraph);
                let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
                self.code(language, &(text.join("\n") + "\n"));
            } else if line.trim().is_empty() {
                self.paragraph(&mut paragraph);
            } else {
                paragraph.push_str(line);
                paragraph.push('\n');
            }
        }
        self.paragraph(&mut paragraph);
    }

    fn paragraph(&mut self, text: &mut String) {
        if !text.is_empty() {
            self.blocks.push(Block::Prose(std::mem::take(text)));
        }
    }

    pub(super) fn facts(&mut self, facts: &[(&'static str, String)]) {
        self.blocks.push(Block::Facts(facts.to_vec()));
    }

    pub(super) fn code(&mut self, language: &str, text: &str) {
        self.blocks.push(Block::Code {
            language: language.to_owned(),
            text: visible(text).into_owned(),
        });
    }

    /// A script, and a remark where it does not end with a line feed.
    pub(super) fn script(&mut self, script: &[u8]) {
        let text = lossy(script);
        self.code("ipxe", &text);
        if !script.ends_with(b"\n") {
            self.prose("(without a line feed at its end)");
        }
    }

    pub(super) fn to_markdown(&self) -> String {
        let mut page = String::new();
        for block in &self.blocks {
            if !page.is_empty() {
                page.push('\n');
            }
            let written = match block {
                Block::Title(title) => writeln!(page, "# {title}"),
                Block::Heading(heading) => writeln!(page, "## {heading}"),
                Block::Prose(text) => write!(page, "{text}"),
                Block::Facts(facts) => {
                    page.push_str("| | |\n|---|---|\n");
                    facts
                        .iter()
                        .try_for_each(|(name, fact)| writeln!(page, "| {name} | {fact} |"))
                }
                Block::Code { language, text } => {
                    let fence = fence(text);
                    writeln!(page, "{fence}{language}\n{}\n{fence}", without_end(text))
                }
            };
            written.expect("a String takes any text");
        }
        page
    }

    pub(super) fn to_text(&self) -> String {
        let mut page = String::new();
        for block in &self.blocks {
            if !page.is_empty() {
                page.push('\n');
            }
            match block {
                Block::Title(title) => underlined(&mut page, &title.replace('`', ""), '='),
                Block::Heading(heading) => underlined(&mut page, heading, '-'),
                Block::Prose(text) => wrap(&mut page, text),
                Block::Facts(facts) => {
                    for (name, fact) in facts {
                        writeln!(page, "{name:<9} {fact}").expect("a String takes any text");
                    }
                }
                Block::Code { text, .. } => {
                    for line in without_end(text).split('\n') {
                        let line = format!("    {line}");
                        page.push_str(line.trim_end_matches(' '));
                        page.push('\n');
                    }
                }
            }
        }
        page
    }
}

/// A fence longer than any in `text`.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

fn without_end(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}

/// Control characters as their pictures, except line feeds and tabs, and the code point of what else
/// does not show or looks like a space.
fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| matches!(c, '\n' | '\t' | ' '..='~')) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' | '\t' | ' ' => shown.push(c),
            // The pictures are in the order of the characters.
            '\0'..='\x1f' => shown.extend(char::from_u32(0x2400 + u32::from(c))),
            '\x7f' => shown.push('\u{2421}'),
            _ if is_hidden(c) => {
                write!(shown, "<U+{:04X}>", u32::from(c)).expect("a String takes any text");
            }
            _ => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// White space, controls, and marks without a look of their own.
fn is_hidden(c: char) -> bool {
    let marks = ['\u{ad}', '\u{180e}', '\u{200b}', '\u{feff}'];
    c.is_whitespace()
        || c.is_control()
        || marks.contains(&c)
        || matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

fn underlined(page: &mut String, text: &str, line: char) {
    page.push_str(text);
    page.push('\n');
    page.extend(std::iter::repeat_n(line, text.chars().count()));
    page.push('\n');
}

/// Breaks the lines of a paragraph or list anew. Rows of tables stay.
fn wrap(page: &mut String, text: &str) {
    let mut column = 0;
    let mut indent = 0;
    for line in text.lines() {
        let item = item_mark(line);
        let new = item > 0 || line.starts_with('|');
        if new && column > 0 {
            page.push('\n');
            column = 0;
        }
        if item > 0 {
            indent = item;
        }
        if line.starts_with('|') {
            page.push_str(line);
            page.push('\n');
            continue;
        }
        for (index, word) in line.split_ascii_whitespace().enumerate() {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > WIDTH {
                page.push('\n');
                column = 0;
            }
            if column > 0 {
                page.push(' ');
                column += 1;
            } else if !(new && index == 0) {
                page.extend(std::iter::repeat_n(' ', indent));
                column = indent;
            }
            page.push_str(word);
            column += length;
        }
    }
    if column > 0 {
        page.push('\n');
    }
}

/// Length of the mark at the start of an item of a list, such as `- ` or `1. `; 0 if it is none.
fn item_mark(line: &str) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    if digits > 0 && rest.starts_with(". ") {
        digits + 2
    } else if digits == 0 && (rest.starts_with("- ") || rest.starts_with("* ")) {
        2
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_and_text_say_the_same() {
        let mut page = Page::default();
        page.title("A `b`".to_owned());
        page.prose("One.\n\nTwo:\n```x\nc ``` d\n```\n- three");
        page.facts(&[("four", "five".to_owned())]);
        page.script("a\x1b\r\n\u{feff}\u{e9}".as_bytes());
        let markdown = "# A `b`\n\nOne.\n\nTwo:\n\n````x\nc ``` d\n````\n\n- three\n\n\
                        | | |\n|---|---|\n| four | five |\n\n```ipxe\na␛␍\n<U+FEFF>é\n```\n\n\
                        (without a line feed at its end)\n";
        assert_eq!(page.to_markdown(), markdown);
        let text = "A b\n===\n\nOne.\n\nTwo:\n\n    c ``` d\n\n- three\n\nfour      five\n\n    \
                    a␛␍\n    <U+FEFF>é\n\n(without a line feed at its end)\n";
        assert_eq!(page.to_text(), text);
    }

    #[test]
    fn lines_of_text_are_short_and_items_hang() {
        let mut page = String::new();
        let words = "word ".repeat(20);
        wrap(
            &mut page,
            &format!("{words}\n- {words}\n12. {words}\n| row |"),
        );
        let begins: Vec<&str> = page.lines().map(|line| &line[..6]).collect();
        let expected = [
            "word w", "word w", "- word", "  word", "12. wo", "    wo", "| row ",
        ];
        assert_eq!(begins, expected);
        assert!(page.lines().all(|line| line.len() <= WIDTH), "{page}");
    }
}
