//! Giving a label or a setting another name.

use ipxe_diagnostics::{Edit, SourceFile, lossy};
use ipxe_reference::setting;
use ipxe_settings::NameParts;
use ipxe_syntax::token::is_blank;
use ipxe_syntax::{Span, parse};

use crate::names::{Kind, Mention, jumps_anywhere, mention_at, mentions};

/// Why something cannot be renamed; the text is for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

/// What would be renamed at `offset`: its place and its name.
///
/// # Errors
/// If there is nothing that can be renamed.
pub fn prepare(source: &SourceFile, offset: u32) -> Result<(Span, String), Refusal> {
    let named = named(source, offset)?;
    Ok((named.span, lossy(own_name(&named)).into_owned()))
}

fn named(source: &SourceFile, offset: u32) -> Result<Mention, Refusal> {
    let script = parse(source.bytes());
    let named = mention_at(&script, offset);
    let named = named.ok_or_else(|| Refusal("no label or setting stands here".to_owned()))?;
    let name = own_name(&named);
    let shown = lossy(name);
    match named.kind {
        Kind::Label => Ok(named),
        Kind::Setting if setting(name).is_some() => {
            Err(Refusal(format!("`{shown}` is a setting of iPXE's own")))
        }
        Kind::Setting if name.first().is_none_or(u8::is_ascii_digit) => {
            Err(Refusal(format!("`{shown}` is no name but a number")))
        }
        Kind::Setting => Ok(named),
        _ => Err(Refusal(
            "only labels and settings can be renamed".to_owned(),
        )),
    }
}

/// The name without its block.
fn own_name(named: &Mention) -> &[u8] {
    match named.kind {
        Kind::Setting => &named.name[NameParts::of(&named.name).name()],
        _ => &named.name,
    }
}

/// The edits that give what is named at `offset` the name `new`. Where a jump goes to whatever item
/// was chosen, the items of a label's name are renamed with it.
///
/// # Errors
/// If it cannot be renamed, or not to that.
pub fn rename(source: &SourceFile, offset: u32, new: &str) -> Result<Vec<Edit>, Refusal> {
    let named = named(source, offset)?;
    check_name(named.kind, new)?;
    let script = parse(source.bytes());
    let all = mentions(&script);
    if new.as_bytes() == own_name(&named) {
        return Ok(Vec::new());
    }
    let taken = |one: &&Mention| {
        let same_block = block_of(one) == block_of(&named);
        one.kind == named.kind && same_block && own_name(one) == new.as_bytes()
    };
    if let Some(other) = all.iter().find(taken) {
        let line = source.line_at(other.span.start);
        return Err(Refusal(format!(
            "line {line} already uses the name `{new}`"
        )));
    }
    let items = named.kind == Kind::Label && jumps_anywhere(&script);
    let goes_along = |one: &Mention| items && one.kind == Kind::Item && one.name == named.name;
    let meant = all
        .iter()
        .filter(|one| one.is_same(&named) || goes_along(one));
    Ok(meant.map(|one| Edit::replace(one.span, new)).collect())
}

fn block_of(one: &Mention) -> Option<&[u8]> {
    let parts = NameParts::of(&one.name);
    parts
        .block()
        .filter(|_| one.kind == Kind::Setting)
        .map(|range| &one.name[range])
}

fn check_name(kind: Kind, new: &str) -> Result<(), Refusal> {
    let refuse = |why: &str| Err(Refusal(format!("`{new}` {why}")));
    if new.is_empty() {
        return Err(Refusal("a name cannot be empty".to_owned()));
    }
    if new.bytes().any(|byte| is_blank(byte) || byte == 0) {
        return refuse("contains white space, which ends a name");
    }
    if new.ends_with('\\') {
        return refuse("ends with a backslash, which may join lines");
    }
    match kind {
        Kind::Label if new.contains("${") => refuse("would be expanded by `goto`"),
        Kind::Label if new.starts_with(['-', '#']) => {
            refuse("begins with a character that `goto` takes for something else")
        }
        Kind::Label if ["||", "&&", ";"].contains(&new) => refuse("is an operator"),
        Kind::Setting if new.contains(['/', ':', '$', '{', '}']) => {
            refuse("contains a character that is no part of a setting's name")
        }
        Kind::Setting if new.starts_with(['-', '#']) => {
            refuse("begins with a character that commands take for something else")
        }
        Kind::Setting if new.starts_with(|first: char| first.is_ascii_digit()) => {
            refuse("begins like the number of an option")
        }
        Kind::Setting if ["||", "&&", ";"].contains(&new) => refuse("is an operator"),
        Kind::Setting if setting(new.as_bytes()).is_some() => refuse("is a setting of iPXE's own"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use ipxe_diagnostics::{Fix, apply};

    use super::*;
    use crate::marker::cut;

    fn check(marked: &str, new: &str, expected: &str) {
        let (text, offset) = cut(marked);
        let source = SourceFile::new("x", text.as_bytes());
        let shown = match rename(&source, offset, new) {
            Err(Refusal(why)) => format!("refused: {why}"),
            Ok(edits) => lossy(&apply(source.bytes(), &[Fix::safe("", edits)]).bytes).into_owned(),
        };
        assert_eq!(shown, expected, "{marked}");
    }

    #[test]
    fn labels_are_renamed_with_their_jumps() {
        check("goto $0a\n:a x\n:a\n:ab\n", "z", "goto z\n:z x\n:z\n:ab\n");
        check(":a\nitem a A\ngoto $0a\n", "z", ":z\nitem a A\ngoto z\n");
        check(
            ":$0a\nitem a A\nchoose --default a t && goto ${t}\n",
            "z",
            ":z\nitem z A\nchoose --default z t && goto ${t}\n",
        );
    }

    #[test]
    fn settings_are_renamed_wherever_they_stand() {
        check(
            "set o$0ne 1\necho ${one:hex} a${one}b ${net0/one}\nclear one\n",
            "two",
            "set two 1\necho ${two:hex} a${two}b ${net0/one}\nclear two\n",
        );
        check(
            "set net0/o$0ne 1\necho ${net0/one}",
            "two",
            "set net0/two 1\necho ${net0/two}",
        );
        check(
            "set on\\\ne$0 1\necho ${one}\n",
            "two",
            "set two 1\necho ${two}\n",
        );
    }

    #[test]
    fn names_that_would_change_the_meaning_are_refused() {
        check(
            "goto $0a\n:b\n",
            "b",
            "refused: line 2 already uses the name `b`",
        );
        check(
            ":$0a\n",
            "b c",
            "refused: `b c` contains white space, which ends a name",
        );
        check(":$0a\n", "", "refused: a name cannot be empty");
        check(
            "set $0a 1\n",
            "ip",
            "refused: `ip` is a setting of iPXE's own",
        );
        check(
            "set $0ip 1\n",
            "a",
            "refused: `ip` is a setting of iPXE's own",
        );
        check(
            "set $0a 1\n",
            "b/c",
            "refused: `b/c` contains a character that is no part of a setting's name",
        );
        check("ec$0ho\n", "x", "refused: no label or setting stands here");
    }
}
