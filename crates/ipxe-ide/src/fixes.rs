//! Fixes of findings, for menus and for "fix all".

use ipxe_check::Checker;
use ipxe_check::fixing::fix;
use ipxe_diagnostics::{Applicability, Diagnostic, Edit, SourceFile};
use ipxe_syntax::Span;

/// The findings with a fix whose place touches `range`.
pub fn in_range(findings: &[Diagnostic], range: Span) -> impl Iterator<Item = &Diagnostic> {
    findings.iter().filter(move |finding| {
        let touches = finding.span.start <= range.end && range.start <= finding.span.end;
        touches && finding.fix.is_some()
    })
}

/// One edit that makes all safe fixes, also those that only the first ones lay bare.
#[must_use]
pub fn all_safe(checker: &Checker, source: &SourceFile) -> Option<Edit> {
    let safe =
        |_: &Diagnostic, fix: &ipxe_diagnostics::Fix| fix.applicability == Applicability::Safe;
    let fixed = fix(checker, source.clone(), None, safe);
    difference(source.bytes(), fixed.source.bytes())
}

/// The one edit that makes `new` of `old`, without the bytes that both begin and end with.
fn difference(old: &[u8], new: &[u8]) -> Option<Edit> {
    if old == new {
        return None;
    }
    let same = |(a, b): &(&u8, &u8)| a == b;
    let start = old.iter().zip(new).take_while(same).count();
    // A character may differ in its last byte only.
    let start = (0..=start)
        .rev()
        .find(|&at| is_boundary(old, at) && is_boundary(new, at))?;
    let tail = old[start..].iter().rev().zip(new[start..].iter().rev());
    let mut tail = tail.take_while(same).count();
    while !is_boundary(old, old.len() - tail) || !is_boundary(new, new.len() - tail) {
        tail -= 1;
    }
    let span = Span::new(start as u32, (old.len() - tail) as u32);
    Some(Edit::replace(span, &new[start..new.len() - tail]))
}

/// True where no UTF-8 character is cut in two.
fn is_boundary(text: &[u8], at: usize) -> bool {
    text.get(at).is_none_or(|&byte| byte & 0xc0 != 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_small_and_cuts_no_character() {
        assert_eq!(difference(b"a", b"a"), None);
        let edit = |start, end, text: &str| Some(Edit::replace(Span::new(start, end), text));
        assert_eq!(difference(b"abcd", b"abxd"), edit(2, 3, "x"));
        assert_eq!(difference(b"aa", b"aaa"), edit(2, 2, "a"));
        assert_eq!(difference(b"", b"x"), edit(0, 0, "x"));
        assert_eq!(difference("é".as_bytes(), "è".as_bytes()), edit(0, 2, "è"));
        assert_eq!(difference("é".as_bytes(), "ĩ".as_bytes()), edit(0, 2, "ĩ"));
    }

    #[test]
    fn fixing_all_leaves_no_safe_fix() {
        let checker = Checker::new(ipxe_check::Options::default());
        let source = SourceFile::new("x", *b"#!ipxe\n:a\ngoto :a\ngoto :a\n");
        let edit = all_safe(&checker, &source);
        let fixed = ipxe_diagnostics::apply(
            source.bytes(),
            &[ipxe_diagnostics::Fix::safe("", edit.into_iter().collect())],
        );
        assert_eq!(fixed.bytes, b"#!ipxe\n:a\ngoto a\ngoto a\n");
        let again = SourceFile::new("x", fixed.bytes);
        assert_eq!(all_safe(&checker, &again), None);
    }
}
