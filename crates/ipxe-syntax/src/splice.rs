//! Splices: the bytes that vanish where physical lines are joined into a logical one.

use std::borrow::Cow;

use crate::Span;

/// The removed ranges of a source, in order and disjoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Splices {
    removed: Vec<Span>,
}

impl Splices {
    /// Notes that the bytes of `span` vanish. Spans come in order; touching ones are merged.
    pub(crate) fn push(&mut self, span: Span) {
        if let Some(last) = self.removed.last_mut()
            && last.end == span.start
        {
            last.end = span.end;
            return;
        }
        self.removed.push(span);
    }

    /// The removed ranges that lie within `span`.
    #[must_use]
    pub fn within(&self, span: Span) -> &[Span] {
        let from = self
            .removed
            .partition_point(|removed| removed.end <= span.start);
        let to = from + self.removed[from..].partition_point(|removed| removed.start < span.end);
        &self.removed[from..to]
    }

    /// All removed ranges.
    #[must_use]
    pub fn all(&self) -> &[Span] {
        &self.removed
    }

    /// The bytes of `span` without what the splices remove.
    #[must_use]
    pub fn text<'s>(&self, source: &'s [u8], span: Span) -> Cow<'s, [u8]> {
        let removed = self.within(span);
        if removed.is_empty() {
            return Cow::Borrowed(&source[span.range()]);
        }
        let mut text = Vec::with_capacity(span.len() as usize);
        let mut from = span.start;
        for gap in removed {
            text.extend_from_slice(&source[from as usize..gap.start.max(from) as usize]);
            from = gap.end.max(from);
        }
        if from < span.end {
            text.extend_from_slice(&source[from as usize..span.end as usize]);
        }
        Cow::Owned(text)
    }

    /// The physical span of the bytes `start..end` of the text of `span`.
    ///
    /// `start` and `end` count bytes of [`Splices::text`].
    #[must_use]
    pub fn physical(&self, span: Span, start: u32, end: u32) -> Span {
        if self.removed.is_empty() {
            return Span::new(span.start + start, span.start + end);
        }
        let removed = self.within(span);
        let first = physical_offset(removed, span.start, start);
        if start == end {
            return Span::at(first);
        }
        Span::new(first, physical_offset(removed, span.start, end - 1) + 1)
    }
}

/// The physical offset of byte `logical` of a text that starts at `base`.
fn physical_offset(removed: &[Span], base: u32, logical: u32) -> u32 {
    let mut offset = base + logical;
    for gap in removed {
        if gap.start > offset {
            break;
        }
        offset += gap.len();
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_offsets_skip_what_was_removed() {
        let source = b"ab\\\ncd\\\n\\\nef";
        let mut splices = Splices::default();
        splices.push(Span::new(2, 4));
        splices.push(Span::new(6, 8));
        splices.push(Span::new(8, 10));
        let all = Span::new(0, source.len() as u32);
        assert_eq!(splices.all().len(), 2);
        assert_eq!(&*splices.text(source, all), b"abcdef");
        assert_eq!(splices.physical(all, 1, 3), Span::new(1, 5));
        assert_eq!(splices.physical(all, 2, 2), Span::at(4));
        assert_eq!(splices.physical(all, 4, 6), Span::new(10, 12));
    }
}
