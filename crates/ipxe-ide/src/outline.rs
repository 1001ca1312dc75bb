//! The sections of a script, and which lines can be folded.

use ipxe_diagnostics::{SourceFile, lossy};
use ipxe_syntax::{Script, Span, parse};

use crate::names::{Kind, Mention, mentions};

/// A symbol of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// What it is of.
    pub kind: Kind,
    /// All that belongs to it: of a label the lines up to the next one.
    pub span: Span,
    /// Its name alone.
    pub name_span: Span,
    /// What lies within it.
    pub children: Vec<Symbol>,
}

/// The labels, and the menus, items, images and settings that are made below each.
#[must_use]
pub fn outline(source: &SourceFile) -> Vec<Symbol> {
    let script = parse(source.bytes());
    let mut symbols: Vec<Symbol> = Vec::new();
    let mut section: Option<Symbol> = None;
    for one in mentions(&script).into_iter().filter(Mention::is_definition) {
        let Some(line) = script.line(one.line) else {
            continue;
        };
        let symbol = Symbol {
            name: lossy(&one.name).into_owned(),
            kind: one.kind,
            span: line.span(),
            name_span: one.span,
            children: Vec::new(),
        };
        if one.kind == Kind::Label {
            if let Some(mut before) = section.replace(symbol) {
                before.span.end = line.span().start;
                symbols.push(before);
            }
        } else {
            let list = section
                .as_mut()
                .map_or(&mut symbols, |section| &mut section.children);
            list.push(symbol);
        }
    }
    if let Some(mut last) = section {
        last.span.end = source.bytes().len() as u32;
        symbols.push(last);
    }
    symbols
}

/// What can be folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldKind {
    /// A section, or a line that was joined of several.
    Region,
    /// Comments.
    Comment,
}

/// Places that can be folded: sections, joined lines and runs of comments, all of more than one line.
#[must_use]
pub fn folds(source: &SourceFile) -> Vec<(Span, FoldKind)> {
    let script = parse(source.bytes());
    let mut folds = Vec::new();
    let mut add = |start: u32, end: u32, kind| {
        if source.line_at(start) < source.line_at(end) {
            folds.push((Span::new(start, end), kind));
        }
    };
    let (mut section, mut comments, mut last) = (None, None, 0);
    for line in script.lines() {
        let span = line.span();
        if line.label().is_some()
            && let Some(start) = section.replace(span.start)
        {
            add(start, last, FoldKind::Region);
        }
        let is_comment =
            line.comment().is_some() && line.commands().len() == 0 && line.label().is_none();
        // The magic line is no comment to people.
        if is_comment && line.index() > 0 {
            comments.get_or_insert(span.start);
        } else if let Some(start) = comments.take() {
            add(start, last, FoldKind::Comment);
        }
        let end = text_end(&script, span);
        if end > span.start {
            last = end;
            add(span.start, end, FoldKind::Region);
        }
    }
    if let Some(start) = comments {
        add(start, last, FoldKind::Comment);
    }
    if let Some(start) = section {
        add(start, last, FoldKind::Region);
    }
    folds.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    folds
}

/// The end of a line's text, before its line feed and blanks.
fn text_end(script: &Script<'_>, span: Span) -> u32 {
    let text = &script.source()[span.range()];
    span.start + text.trim_ascii_end().len() as u32
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: Expect) {
        let source = SourceFile::new("x", text.as_bytes());
        let line = |at| source.line_at(at);
        let mut shown = String::new();
        for one in outline(&source) {
            let last = line(one.span.end.saturating_sub(1));
            shown += &format!(
                "{:?} {} {}-{last}\n",
                one.kind,
                one.name,
                line(one.span.start)
            );
            for child in one.children {
                shown += &format!(
                    "  {:?} {} {}\n",
                    child.kind,
                    child.name,
                    line(child.span.start)
                );
            }
        }
        for (span, kind) in folds(&source) {
            shown += &format!("fold {:?} {}-{}\n", kind, line(span.start), line(span.end));
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn sections_hold_what_is_made_in_them() {
        check(
            "#!ipxe\n# a\n# b\nset x 1\n\n:start\nmenu --name m\nitem --menu m a A\n\n:end\necho \\\n a\n",
            expect![[r#"
                Setting x 4-4
                Label start 6-9
                  Menu m 7
                  Item a 8
                Label end 10-12
                fold Comment 2-3
                fold Region 6-8
                fold Region 10-12
                fold Region 11-12
            "#]],
        );
        check("", expect![[""]]);
        check(
            ":a\n",
            expect![[r#"
            Label a 1-1
        "#]],
        );
    }
}
