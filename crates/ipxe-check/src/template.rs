//! Parts of a file that a template engine or a web server replaces before iPXE sees it.
//!
//! What stands on such a line is not what iPXE will read, so rules keep away from
//! it. Recognised are the delimiters of Jinja, Go, ERB, PHP, Mako and the like.

use ipxe_syntax::Span;
use memchr::memmem;

/// Opening and closing delimiters.
const DELIMITERS: [(&[u8], &[u8]); 5] = [
    (b"{{", b"}}"),
    (b"{%", b"%}"),
    (b"{#", b"#}"),
    (b"<%", b"%>"),
    (b"<?", b"?>"),
];

/// The template parts of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// In order; may touch but not overlap.
    regions: Vec<Span>,
}

impl Template {
    /// Finds the template parts of `source`.
    #[must_use]
    pub fn find(source: &[u8]) -> Self {
        let mut regions = Vec::new();
        if !looks_like_template(source) {
            return Self { regions };
        }
        let mut at = 0;
        while let Some((open, close, kind)) = next_region(source, at) {
            let end =
                memmem::find(&source[open + 2..], kind).map_or(source.len(), |n| open + 2 + n + 2);
            regions.push(Span::new(open as u32, end as u32));
            at = end.max(close);
        }
        Self { regions }
    }

    /// True where the file has no template part.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.regions.is_empty()
    }

    /// True where a template part overlaps `span`.
    #[must_use]
    pub fn touches(&self, span: Span) -> bool {
        let next = self
            .regions
            .partition_point(|region| region.end <= span.start);
        self.regions
            .get(next)
            .is_some_and(|region| region.start < span.end)
    }

    /// The template parts, in order.
    #[must_use]
    pub fn regions(&self) -> &[Span] {
        &self.regions
    }

    /// The first template part.
    #[must_use]
    pub fn first(&self) -> Option<Span> {
        self.regions.first().copied()
    }
}

/// A delimiter pair that iPXE itself could not mean: `{{`, `{%` and the like with their end.
///
/// `{#` alone is not enough, because a comment may follow a brace.
fn looks_like_template(source: &[u8]) -> bool {
    let pair = |open: &[u8], close: &[u8]| {
        memmem::find(source, open).is_some_and(|at| memmem::find(&source[at..], close).is_some())
    };
    pair(b"{{", b"}}")
        || pair(b"{%", b"%}")
        || memchr::memchr(b'<', source).is_some()
            && (pair(b"<%", b"%>")
                || memmem::find(source, b"<?php").is_some()
                || memmem::find(source, b"<?=").is_some())
}

/// The next opening delimiter at or after `at`: its offset, the offset after it, and what closes it.
fn next_region(source: &[u8], at: usize) -> Option<(usize, usize, &'static [u8])> {
    memchr::memchr2_iter(b'{', b'<', source.get(at..)?).find_map(|n| {
        let open = at + n;
        let two = source.get(open..open + 2)?;
        let after_dollar = open > 0 && source[open - 1] == b'$';
        let (_, close) = DELIMITERS.iter().find(|(delimiter, _)| *delimiter == two)?;
        (!after_dollar).then_some((open, open + 2, *close))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(source: &str) -> Vec<&str> {
        let found = Template::find(source.as_bytes());
        found
            .regions
            .iter()
            .map(|region| &source[region.range()])
            .collect()
    }

    #[test]
    fn delimiters_of_the_usual_engines() {
        assert_eq!(parts("a {{ b }} c {% if d %} e"), ["{{ b }}", "{% if d %}"]);
        assert_eq!(
            parts("<?php echo 1 ?>\n<%= x %>"),
            ["<?php echo 1 ?>", "<%= x %>"]
        );
        assert_eq!(parts("{{ a }} {# b\nc #}"), ["{{ a }}", "{# b\nc #}"]);
        assert_eq!(parts("<?php rest"), ["<?php rest"]);
    }

    #[test]
    fn scripts_are_no_templates() {
        assert!(parts("echo ${a} {b} < c > 100% {#x}").is_empty());
        assert!(parts("echo ${{a}").is_empty());
    }
}
