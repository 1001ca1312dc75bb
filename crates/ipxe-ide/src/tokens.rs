//! What each piece of a script is, for colours.

use ipxe_reference::ValueKind;
use ipxe_settings::NameParts;
use ipxe_syntax::{Span, parse};

use crate::pieces::{Piece, Role, pieces};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// A comment.
    Comment,
    /// The name of a command.
    Command,
    /// An option.
    Option,
    /// An operator.
    Operator,
    /// A label where it is defined.
    LabelDefinition,
    /// A label where it is named.
    Label,
    /// A settings block.
    Block,
    /// A setting.
    Setting,
    /// A type of settings.
    Type,
    /// A number.
    Number,
    /// Any other argument.
    Text,
}

/// The tokens of the lines that touch `range`, in order. They do not overlap, and none goes over the
/// end of a physical line.
#[must_use]
pub fn tokens(source: &[u8], range: Span) -> Vec<(Span, TokenKind)> {
    let script = parse(source);
    let first = script.line_at(range.start).map_or(0, |line| line.index());
    let mut found = Vec::new();
    for line in script.lines().skip(first) {
        if line.span().start > range.end {
            break;
        }
        let mut flat = Flat::default();
        for piece in pieces(line) {
            parts(&piece, &mut |span, kind| flat.add(span, kind));
        }
        for (span, kind) in flat.finish() {
            cut(source, span, |span| found.push((span, kind)));
        }
    }
    found
}

/// Makes tokens that lie within one another into ones side by side.
#[derive(Default)]
struct Flat {
    /// Tokens that are not at their end, the innermost last.
    open: Vec<(Span, TokenKind)>,
    done: Vec<(Span, TokenKind)>,
}

impl Flat {
    fn add(&mut self, span: Span, kind: Option<TokenKind>) {
        self.close(span.start);
        if let Some((outer, kind)) = self.open.last_mut() {
            let before = Span::new(outer.start, span.start.max(outer.start));
            self.done.push((before, *kind));
            outer.start = span.end.clamp(outer.start, outer.end);
        }
        if let Some(kind) = kind {
            self.open.push((span, kind));
        }
    }

    fn close(&mut self, at: u32) {
        while let Some(&(span, kind)) = self.open.last() {
            if span.end > at {
                return;
            }
            self.open.pop();
            self.done.push((span, kind));
        }
    }

    fn finish(mut self) -> Vec<(Span, TokenKind)> {
        self.close(u32::MAX);
        self.done.retain(|(span, _)| !span.is_empty());
        self.done.sort_by_key(|(span, _)| span.start);
        self.done
    }
}

/// The tokens of a piece; a part without a kind stays without colour.
fn parts(piece: &Piece<'_>, add: &mut impl FnMut(Span, Option<TokenKind>)) {
    let kind = match piece.role {
        Role::Comment => TokenKind::Comment,
        Role::Command(None) | Role::Word => return,
        Role::Command(Some(_)) => TokenKind::Command,
        Role::Option(..) => TokenKind::Option,
        Role::Operator(_) => TokenKind::Operator,
        Role::Label => TokenKind::LabelDefinition,
        Role::Expansion { nested } => {
            add(piece.span, Some(TokenKind::Operator));
            if nested {
                return;
            }
            return setting(piece, add);
        }
        Role::Argument(_, what) => match what.kind() {
            kind if kind.is_setting() && !ipxe_syntax::expansion::has_expansion(piece.text) => {
                return setting(piece, add);
            }
            ValueKind::Label => TokenKind::Label,
            kind if kind.is_integer() || kind == ValueKind::Key => TokenKind::Number,
            _ => TokenKind::Text,
        },
    };
    add(piece.span, Some(kind));
}

fn setting(piece: &Piece<'_>, add: &mut impl FnMut(Span, Option<TokenKind>)) {
    let parts = NameParts::of(piece.text);
    let mut part = |range: std::ops::Range<usize>, kind| {
        if !range.is_empty() {
            add(piece.part(range.start, range.end), Some(kind));
        }
    };
    if let Some(range) = parts.block() {
        part(range, TokenKind::Block);
    }
    part(parts.name(), TokenKind::Setting);
    if let Some(range) = parts.setting_type() {
        part(range, TokenKind::Type);
    }
}

/// The parts of a span that lie on one physical line each, without the backslashes that join them.
fn cut(source: &[u8], span: Span, mut visit: impl FnMut(Span)) {
    let mut start = span.start;
    for line in source[span.range()].split_inclusive(|&byte| byte == b'\n') {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let joined = text.len() < line.len();
        let text = if joined {
            text.strip_suffix(b"\\").unwrap_or(text)
        } else {
            text
        };
        if !text.is_empty() {
            visit(Span::new(start, start + text.len() as u32));
        }
        start += line.len() as u32;
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: Expect) {
        let mut shown = String::new();
        for (span, kind) in tokens(text.as_bytes(), Span::new(0, text.len() as u32)) {
            shown += &format!("{kind:?} {:?}\n", &text[span.range()]);
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn all_pieces_have_their_kind() {
        check(
            ":a chain --timeout 5 http://${net0/next-server:hex}/x ||\n",
            expect![[r#"
                LabelDefinition "a"
                Command "chain"
                Option "--timeout"
                Number "5"
                Text "http://"
                Operator "${"
                Block "net0"
                Operator "/"
                Setting "next-server"
                Operator ":"
                Type "hex"
                Operator "}"
                Text "/x"
                Operator "||"
            "#]],
        );
        check(
            "set net0/x:hex ${a${b}c} # d\ngo\\\nto a\n",
            expect![[r##"
            Command "set"
            Block "net0"
            Setting "x"
            Type "hex"
            Operator "${a"
            Operator "${"
            Setting "b"
            Operator "}"
            Operator "c}"
            Comment "# d"
            Command "go"
            Command "to"
            Label "a"
        "##]],
        );
    }

    proptest! {
        #[test]
        fn tokens_stand_side_by_side(text in r"[-:ag${}/|#\\ \r\n]{0,60}|(time |goto a|set a/b:c|\$\{a|\}|\\\n| ){0,20}") {
            let all = tokens(text.as_bytes(), Span::new(0, text.len() as u32));
            let mut last = 0;
            for (span, _) in all {
                prop_assert!(span.start >= last && span.end > span.start, "{:?}", span);
                prop_assert!(!text[span.range()].contains('\n'));
                last = span.end;
            }
        }
    }
}
