//! Where a name is made, and where it is used.

use ipxe_diagnostics::SourceFile;
use ipxe_syntax::{Span, parse};

use crate::names::{Kind, Mention, mention_at, mentions};

/// Where what is named at `offset` is made: of a label the line that `goto` finds, of a setting all
/// places that store it, of an item also the label of its name.
#[must_use]
pub fn definitions(source: &SourceFile, offset: u32) -> Vec<Span> {
    let script = parse(source.bytes());
    let Some(named) = mention_at(&script, offset) else {
        return Vec::new();
    };
    let label = |one: &Mention| {
        let may_be = named.kind == Kind::Item && one.kind == Kind::Label;
        may_be && one.name == named.name
    };
    let all = mentions(&script).into_iter();
    let made = all.filter(|one| one.is_definition() && (one.is_same(&named) || label(one)));
    // `goto` takes the first label of a name (`image/script.c: goto_find_label`).
    let most = if named.kind == Kind::Label {
        1
    } else {
        usize::MAX
    };
    made.take(most).map(|one| one.span).collect()
}

/// All places that name what is named at `offset`, in the order of the file.
#[must_use]
pub fn references(source: &SourceFile, offset: u32) -> Vec<Mention> {
    let script = parse(source.bytes());
    let Some(named) = mention_at(&script, offset) else {
        return Vec::new();
    };
    let all = mentions(&script).into_iter();
    all.filter(|one| one.is_same(&named)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marker::cut;

    /// The lines of the definitions, and lines of all references with what they do.
    fn check(marked: &str, expected: &str, used: &str) {
        let (text, offset) = cut(marked);
        let source = SourceFile::new("x", text.as_bytes());
        let line = |span: Span| source.line_at(span.start).to_string();
        let made: Vec<_> = definitions(&source, offset).into_iter().map(line).collect();
        assert_eq!(made.join(" "), expected, "definitions of {marked}");
        let all = references(&source, offset).into_iter();
        let all: Vec<_> = all
            .map(|one| format!("{}{:?}", line(one.span), one.access))
            .collect();
        assert_eq!(all.join(" "), used, "references of {marked}");
    }

    #[test]
    fn of_labels() {
        check("goto $0a\n:a\n:a\n", "2", "1Read 2Definition 3Definition");
        check("goto nowhere$0\n", "", "1Read");
        check("goto ${$0a}\n:a\n", "", "1Read");
    }

    #[test]
    fn of_settings() {
        check(
            "set x 1\necho ${x$0:hex}-${net0/x}\nclear x\nisset ${x}",
            "1 3",
            "1Write 2Read 3Write 4Read",
        );
        check("set net0/x 1\necho ${net0/$0x}", "1", "1Write 2Read");
    }

    #[test]
    fn of_items() {
        check(
            "item o$0ne One\nchoose --default one x\ngoto ${x}\n:one\n",
            "1 4",
            "1Definition 2Read",
        );
    }
}
