//! Line feeds that fixes put in become the line ends that the file has there.

use ipxe_diagnostics::{Diagnostic, Edit, SourceFile};
use memchr::memmem;

/// Makes the edits of `findings` follow the line ends of `source`.
///
/// A `\n` put in becomes `\r\n` where the line of the edit, or if that is the last and open one the
/// line before it, ends with that. Edits that replace nothing but line ends stay as they are: they
/// mean what they say.
pub fn follow(source: &SourceFile, findings: &mut [Diagnostic]) {
    let mut edits = findings
        .iter_mut()
        .filter_map(|finding| finding.fix.as_mut())
        .flat_map(|fix| &mut fix.edits)
        .filter(|edit| has_bare_line_feed(&edit.replacement))
        .peekable();
    if edits.peek().is_none() || memmem::find(source.bytes(), b"\r\n").is_none() {
        return;
    }
    for edit in edits {
        if !is_line_end(source, edit) && has_carriage_return(source, edit.span.start) {
            edit.replacement = with_carriage_returns(&edit.replacement);
        }
    }
}

fn has_bare_line_feed(text: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', text).any(|at| at == 0 || text[at - 1] != b'\r')
}

/// True where all that goes is line ends.
fn is_line_end(source: &SourceFile, edit: &Edit) -> bool {
    let gone = source.slice(edit.span);
    !gone.is_empty() && gone.iter().all(|byte| matches!(byte, b'\r' | b'\n'))
}

/// True if the line at `offset`, or the one before an open last line, ends with `\r\n`.
fn has_carriage_return(source: &SourceFile, offset: u32) -> bool {
    let line = source.line_at(offset);
    let last = source.line_count();
    let closed = if line == last { line - 1 } else { line };
    source
        .line_span(closed)
        .is_some_and(|span| source.slice(span).ends_with(b"\r"))
}

fn with_carriage_returns(text: &[u8]) -> Vec<u8> {
    let mut longer = Vec::with_capacity(text.len() + 4);
    for &byte in text {
        if byte == b'\n' && longer.last() != Some(&b'\r') {
            longer.push(b'\r');
        }
        longer.push(byte);
    }
    longer
}

#[cfg(test)]
mod tests {
    use ipxe_diagnostics::{Fix, Severity, Span};

    use super::*;

    #[track_caller]
    fn check(source: &str, edit: Edit, expected: &str) {
        let source = SourceFile::new("x", source.as_bytes().to_vec());
        let finding = Diagnostic::new("IPX000", "x", Severity::Note, edit.span, "x");
        let mut findings = [finding.with_fix(Fix::safe("x", vec![edit]))];
        follow(&source, &mut findings);
        let [finding] = findings;
        let fix = finding.fix.expect("it had one");
        let followed = str::from_utf8(&fix.edits[0].replacement).expect("text");
        assert_eq!(followed, expected);
    }

    #[test]
    fn line_feeds_follow_the_line_they_are_put_in() {
        check("a\r\nb\r\n", Edit::insert(0, "x\n"), "x\r\n");
        check(
            "a\r\nb\r\n",
            Edit::insert(0, "x\r\ny\n\n"),
            "x\r\ny\r\n\r\n",
        );
        check("a\r\nb\n", Edit::insert(3, "x\n"), "x\n");
        check("a\nb\n", Edit::insert(0, "x\n"), "x\n");
    }

    #[test]
    fn an_open_last_line_follows_the_one_before() {
        check("a\r\nb", Edit::insert(4, "\nx\n"), "\r\nx\r\n");
        check("a\r\n", Edit::insert(3, "x\n"), "x\r\n");
        check("a", Edit::insert(1, "\n"), "\n");
    }

    #[test]
    fn an_edit_of_a_line_end_means_what_it_says() {
        check("a\r\nb\r\n", Edit::replace(Span::new(1, 3), "\n"), "\n");
    }
}
