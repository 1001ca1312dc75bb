//! Applying fixes to the bytes of a file.

use std::collections::BTreeMap;

use ipxe_syntax::Span;

use crate::{Edit, Fix};

/// A file after fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The new bytes. Those that no edit touches are as they were.
    pub bytes: Vec<u8>,
    /// The fixes that were applied, as indices of those given, from low to high.
    pub applied: Vec<usize>,
    /// The fixes that were not, from low to high by index.
    pub skipped: Vec<Skipped>,
}

/// A fix that was not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its index among those given.
    pub fix: usize,
    /// Why not.
    pub reason: SkipReason,
}

/// Why a fix was not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// It would change what the fix of this index changes too. Once that one is applied the file can
    /// be checked again.
    Conflict(usize),
    /// Its edits overlap one another.
    Overlap,
    /// An edit is of bytes that the file does not have.
    OutOfRange,
}

/// Applies those of `fixes` that do not conflict.
///
/// They are taken in the order of their first edit's span, then of their place in `fixes`; each is
/// applied as a whole unless it conflicts with one that was taken before. Edits conflict if their
/// spans have bytes in common, if one inserts within the span of the other, or if both insert at one
/// offset, since nothing says which text comes first. An edit that another fix makes too, byte for
/// byte, is no conflict and is made once.
#[must_use]
pub fn apply<'a>(source: &[u8], fixes: impl IntoIterator<Item = &'a Fix>) -> Applied {
    let mut order: Vec<(usize, &Fix)> = fixes.into_iter().enumerate().collect();
    order.sort_by_key(|&(index, fix)| (fix.edits.iter().map(|edit| edit.span).min(), index));
    let mut taken = Taken::default();
    let mut applied = Vec::new();
    let mut skipped = Vec::new();
    for (index, fix) in order {
        match taken.check(source, fix) {
            Ok(()) => {
                taken.add(index, fix);
                applied.push(index);
            }
            Err(reason) => skipped.push(Skipped { fix: index, reason }),
        }
    }
    applied.sort_unstable();
    skipped.sort_unstable_by_key(|skipped| skipped.fix);
    Applied {
        bytes: taken.edited(source),
        applied,
        skipped,
    }
}

/// The edits that will be made.
#[derive(Default)]
struct Taken<'a> {
    /// Edits of at least one byte by their start; they do not overlap.
    replaced: BTreeMap<u32, (&'a Edit, usize)>,
    /// Insertions by their offset; those at one offset are of one fix, in its order.
    inserted: BTreeMap<u32, (Vec<&'a Edit>, usize)>,
}

impl<'a> Taken<'a> {
    fn check(&self, source: &[u8], fix: &Fix) -> Result<(), SkipReason> {
        for Edit { span, .. } in &fix.edits {
            if span.start > span.end || span.end as usize > source.len() {
                return Err(SkipReason::OutOfRange);
            }
        }
        let mut own: Vec<Span> = fix.edits.iter().map(|edit| edit.span).collect();
        own.sort_unstable();
        if own.windows(2).any(|pair| pair[1].start < pair[0].end) {
            return Err(SkipReason::Overlap);
        }
        match fix.edits.iter().find_map(|edit| self.conflict(edit)) {
            Some(other) => Err(SkipReason::Conflict(other)),
            None => Ok(()),
        }
    }

    /// The fix that `edit` conflicts with.
    fn conflict(&self, edit: &Edit) -> Option<usize> {
        let Span { start, end } = edit.span;
        if edit.span.is_empty() {
            if let Some((there, fix)) = self.inserted.get(&start)
                && !there.contains(&edit)
            {
                return Some(*fix);
            }
            let (other, fix) = self.replaced.range(..start).next_back()?.1;
            return (other.span.end > start).then_some(*fix);
        }
        // Of the replacements before `end` only the last can reach beyond `start`, or there is one
        // that starts within.
        if let Some((_, (other, fix))) = self.replaced.range(..end).next_back()
            && other.span.end > start
            && *other != edit
        {
            return Some(*fix);
        }
        let within = self.inserted.range(start.saturating_add(1)..end).next();
        within.map(|(_, &(_, fix))| fix)
    }

    fn add(&mut self, index: usize, fix: &'a Fix) {
        for edit in &fix.edits {
            if edit.span.is_empty() {
                let (there, owner) = self
                    .inserted
                    .entry(edit.span.start)
                    .or_insert((Vec::new(), index));
                if *owner == index {
                    there.push(edit);
                }
            } else {
                self.replaced
                    .entry(edit.span.start)
                    .or_insert((edit, index));
            }
        }
    }

    fn edited(&self, source: &[u8]) -> Vec<u8> {
        let insertions = self
            .inserted
            .values()
            .flat_map(|(edits, _)| edits.iter().copied());
        let mut edits: Vec<&Edit> = insertions
            .chain(self.replaced.values().map(|&(edit, _)| edit))
            .collect();
        // Stable, so that insertions at one offset stay in order; before what is replaced there.
        edits.sort_by_key(|edit| edit.span);
        let mut bytes = Vec::with_capacity(source.len());
        let mut kept = 0;
        for Edit { span, replacement } in edits {
            bytes.extend_from_slice(&source[kept..span.start as usize]);
            bytes.extend_from_slice(replacement);
            kept = span.end as usize;
        }
        bytes.extend_from_slice(&source[kept..]);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, replacement: &str) -> Edit {
        Edit::replace(Span { start, end }, replacement)
    }

    fn fix(edits: &[Edit]) -> Fix {
        Fix::safe("", edits.to_vec())
    }

    #[track_caller]
    fn check(fixes: &[Fix], expected: &str, skipped: &[(usize, SkipReason)]) {
        let result = apply(b"0123456789", fixes);
        assert_eq!(String::from_utf8_lossy(&result.bytes), expected);
        let reasons: Vec<_> = result.skipped.iter().map(|s| (s.fix, s.reason)).collect();
        assert_eq!(reasons, skipped);
        let left: Vec<_> = (0..fixes.len())
            .filter(|i| skipped.iter().all(|(s, _)| s != i))
            .collect();
        assert_eq!(result.applied, left);
    }

    #[test]
    fn fixes_apart_are_all_applied() {
        check(&[], "0123456789", &[]);
        check(
            &[fix(&[edit(8, 9, "")]), fix(&[edit(0, 1, "ab")])],
            "ab12345679",
            &[],
        );
        check(
            &[fix(&[edit(2, 4, "x"), edit(6, 7, "y")])],
            "01x45y789",
            &[],
        );
        check(
            &[fix(&[edit(10, 10, "end")]), fix(&[edit(0, 0, "start")])],
            "start0123456789end",
            &[],
        );
    }

    #[test]
    fn neighbours_do_not_conflict() {
        let fixes = [
            fix(&[edit(2, 4, "a")]),
            fix(&[edit(4, 6, "b")]),
            fix(&[edit(4, 4, "-")]),
        ];
        check(&fixes, "01a-b6789", &[]);
        check(
            &[fix(&[edit(2, 4, "")]), fix(&[edit(2, 2, "+")])],
            "01+456789",
            &[],
        );
    }

    #[test]
    fn of_conflicting_fixes_the_first_in_the_file_wins() {
        let conflict = SkipReason::Conflict;
        check(
            &[fix(&[edit(3, 6, "b")]), fix(&[edit(2, 4, "a")])],
            "01a456789",
            &[(0, conflict(1))],
        );
        check(
            &[fix(&[edit(2, 9, "b")]), fix(&[edit(4, 5, "")])],
            "01b9",
            &[(1, conflict(0))],
        );
        check(
            &[fix(&[edit(2, 5, "b")]), fix(&[edit(3, 3, "i")])],
            "01b56789",
            &[(1, conflict(0))],
        );
        check(
            &[fix(&[edit(3, 3, "i")]), fix(&[edit(2, 5, "b")])],
            "01b56789",
            &[(0, conflict(1))],
        );
        check(
            &[fix(&[edit(5, 5, "x")]), fix(&[edit(5, 5, "y")])],
            "01234x56789",
            &[(1, conflict(0))],
        );
    }

    #[test]
    fn a_fix_is_applied_as_a_whole_or_not() {
        let fixes = [
            fix(&[edit(0, 1, "a")]),
            fix(&[edit(0, 1, "b"), edit(5, 6, "c")]),
        ];
        check(&fixes, "a123456789", &[(1, SkipReason::Conflict(0))]);
    }

    #[test]
    fn what_two_fixes_agree_on_is_done_once() {
        check(
            &[fix(&[edit(2, 4, "x")]), fix(&[edit(2, 4, "x")])],
            "01x456789",
            &[],
        );
        check(
            &[fix(&[edit(2, 2, "x")]), fix(&[edit(2, 2, "x")])],
            "01x23456789",
            &[],
        );
        let more = [
            fix(&[edit(2, 4, "x")]),
            fix(&[edit(2, 4, "x"), edit(7, 8, "y")]),
        ];
        check(&more, "01x456y89", &[]);
    }

    #[test]
    fn insertions_of_one_fix_keep_their_order() {
        check(
            &[fix(&[edit(3, 3, "b"), edit(3, 3, "a"), edit(3, 4, "")])],
            "012ba456789",
            &[],
        );
    }

    #[test]
    fn what_cannot_be_done_is_said() {
        check(
            &[fix(&[edit(9, 11, "x")])],
            "0123456789",
            &[(0, SkipReason::OutOfRange)],
        );
        check(
            &[fix(&[edit(4, 3, "x")])],
            "0123456789",
            &[(0, SkipReason::OutOfRange)],
        );
        let overlap = [fix(&[edit(4, 6, "x"), edit(5, 7, "y")])];
        check(&overlap, "0123456789", &[(0, SkipReason::Overlap)]);
    }
}
