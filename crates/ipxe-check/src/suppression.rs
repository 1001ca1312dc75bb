//! Comments in scripts that allow a rule: `# ipxe-check: allow=NAME`.
//!
//! `allow=` speaks of the next line that has a label or a command, or of its own
//! line if it stands after a command there; `allow-file=` speaks of the whole file.
//! Several rules are separated by commas. A comment that suppresses nothing and
//! one that names no rule are findings themselves.

use std::collections::HashMap;

use ipxe_diagnostics::{Diagnostic, Edit, Fix};
use ipxe_syntax::{Line, Script, Span};
use memchr::memmem;

use crate::levels::Levels;
use crate::rule::{Report, Rule};
use crate::rules::{RULES, UNKNOWN_SUPPRESSION, UNUSED_SUPPRESSION};

const MARK: &[u8] = b"ipxe-check:";

/// One rule allowed by one comment.
struct Suppression {
    /// The place of the name.
    span: Span,
    /// The whole comment if this is all that it says.
    comment: Option<Span>,
    /// What is allowed; none if nothing has that name.
    rule: Option<&'static Rule>,
    /// Where findings are suppressed.
    scope: Span,
    /// That is the whole file.
    file: bool,
}

/// A rule by its code and where it is allowed; several comments may say the same.
type Allowed = (&'static str, Span);

/// The suppressions of a script.
pub struct Suppressions {
    list: Vec<Suppression>,
    /// Length of the script.
    end: u32,
}

impl Suppressions {
    /// Reads the comments of `script`.
    #[must_use]
    pub fn find(script: &Script<'_>) -> Self {
        let end = script.source().len() as u32;
        let mut list = Vec::new();
        let mut next = NextBusy::default();
        for at in memmem::find_iter(script.source(), MARK) {
            let Some(line) = script.line_at(at as u32) else {
                continue;
            };
            let Some(comment) = line
                .comment()
                .filter(|comment| comment.contains(Span::at(at as u32)))
            else {
                continue;
            };
            let whole = Span::new(0, end);
            let scope = next.from(script, line).unwrap_or(line.span());
            read_comment(script, comment, at + MARK.len(), whole, scope, &mut list);
        }
        Self { list, end }
    }

    /// Takes out what is suppressed, and adds findings about the comments themselves.
    #[must_use]
    pub fn apply(self, findings: Vec<Diagnostic>, levels: &Levels) -> Vec<Diagnostic> {
        if self.list.is_empty() {
            return findings;
        }
        let mut scopes = Scopes::of(&self.list, self.end);
        let mut kept = findings;
        kept.retain(|finding| !scopes.suppress(finding));
        for suppression in &self.list {
            let rule = match suppression.allowed() {
                None => &UNKNOWN_SUPPRESSION,
                Some(allowed) if !scopes.used(allowed) => &UNUSED_SUPPRESSION,
                Some(_) => continue,
            };
            let Some(index) = RULES.iter().position(|known| known.code == rule.code) else {
                continue;
            };
            let Some(severity) = levels.severity(index) else {
                continue;
            };
            let mut report = Report {
                rule,
                severity,
                findings: &mut kept,
            };
            suppression.complain(&mut report);
        }
        kept.sort_by_key(|finding| (finding.span.start, finding.span.end));
        kept
    }
}

/// The next line with a label or a command. Asked from line to line it walks the script once.
#[derive(Default)]
struct NextBusy {
    /// The line found last.
    found: Option<(usize, Span)>,
    /// There is none from the line asked for last on.
    none: bool,
}

impl NextBusy {
    /// The first such line from `line` on.
    fn from(&mut self, script: &Script<'_>, line: Line<'_>) -> Option<Span> {
        let known = self.found.filter(|&(index, _)| index >= line.index());
        let busy = |line: &Line<'_>| line.label().is_some() || line.commands().len() > 0;
        let search = || {
            let mut lines = (line.index()..).map_while(|index| script.line(index));
            lines.find(busy).map(|line| (line.index(), line.span()))
        };
        if !self.none {
            self.found = known.or_else(search);
            self.none = self.found.is_none();
        }
        self.found.map(|(_, span)| span)
    }
}

/// Where which rules are allowed, and whether that was of use.
struct Scopes {
    /// The lines, in order; they do not overlap.
    lines: Vec<Span>,
    /// The scopes of all comments about the whole file.
    files: Vec<Span>,
    /// The end of the file.
    end: u32,
    used: HashMap<Allowed, bool>,
}

impl Scopes {
    fn of(list: &[Suppression], end: u32) -> Self {
        let spans = |file: bool| {
            let some = list.iter().filter(|suppression| suppression.file == file);
            let mut spans: Vec<Span> = some.map(|suppression| suppression.scope).collect();
            spans.sort_unstable();
            spans.dedup();
            spans
        };
        let allowed = list.iter().filter_map(Suppression::allowed);
        Self {
            lines: spans(false),
            files: spans(true),
            end,
            used: allowed.map(|allowed| (allowed, false)).collect(),
        }
    }

    /// True if the finding is allowed where it is.
    fn suppress(&mut self, finding: &Diagnostic) -> bool {
        let at = finding.span.start;
        let before = self.lines.partition_point(|line| line.start <= at);
        let line = before.checked_sub(1).map(|index| self.lines[index]);
        // The end of a line is the start of the next one, except at the end of the file.
        let line = line.filter(|line| at < line.end || line.end == self.end);
        let mut found = false;
        for scope in line.iter().chain(&self.files) {
            if let Some(used) = self.used.get_mut(&(finding.code, *scope)) {
                *used = true;
                found = true;
            }
        }
        found
    }

    fn used(&self, allowed: Allowed) -> bool {
        self.used.get(&allowed) == Some(&true)
    }
}

impl Suppression {
    fn allowed(&self) -> Option<Allowed> {
        self.rule.map(|rule| (rule.code, self.scope))
    }

    fn complain(&self, report: &mut Report<'_>) {
        let Some(rule) = self.rule else {
            report.add(
                report
                    .finding(self.span, "no rule has this code or name")
                    .with_help("`ipxe-check --list-rules` shows all codes and names"),
            );
            return;
        };
        let mut finding = report
            .finding(
                self.span,
                format!(
                    "nothing to allow: {} ({}) is not reported here",
                    rule.code, rule.name
                ),
            )
            .with_help("remove it, or move it to the line before the finding");
        if let Some(comment) = self.comment {
            finding =
                finding.with_fix(Fix::safe("remove the comment", vec![Edit::delete(comment)]));
        }
        report.add(finding);
    }
}

/// Reads `allow=A,B` and `allow-file=A,B` from `from` to the end of the comment.
fn read_comment(
    script: &Script<'_>,
    comment: Span,
    from: usize,
    file: Span,
    line: Span,
    list: &mut Vec<Suppression>,
) {
    let source = script.source();
    let mut at = from;
    let first = list.len();
    let end = comment.end as usize;
    while at < end {
        if source[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let word_end = (at..end)
            .find(|&n| source[n].is_ascii_whitespace())
            .unwrap_or(end);
        let word = &source[at..word_end];
        let (names, scope, is_file) = if let Some(names) = word.strip_prefix(b"allow=") {
            (names, line, false)
        } else if let Some(names) = word.strip_prefix(b"allow-file=") {
            (names, file, true)
        } else {
            break;
        };
        let mut name_at = word_end - names.len();
        for name in names.split(|&byte| byte == b',') {
            let span = Span::new(name_at as u32, (name_at + name.len()) as u32);
            name_at += name.len() + 1;
            let rule = RULES.iter().copied().find(|rule| {
                rule.name.as_bytes() == name || rule.code.as_bytes().eq_ignore_ascii_case(name)
            });
            list.push(Suppression {
                span,
                comment: None,
                rule,
                scope,
                file: is_file,
            });
        }
        at = word_end;
    }
    if let [only] = &mut list[first..] {
        only.comment = Some(comment);
    }
}

#[cfg(test)]
mod tests {
    use ipxe_diagnostics::SourceFile;

    use crate::{Checker, Options};

    /// Codes with their lines.
    fn check(script: &str) -> String {
        let source = SourceFile::new("x", script.as_bytes());
        let findings = Checker::new(Options::default()).check(&source);
        let shown = findings.iter().map(|finding| {
            let line = source.line_at(finding.span.start);
            format!("{line}:{}", finding.code)
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_comment_is_about_the_next_busy_line_or_its_own() {
        let allow = "# ipxe-check: allow=IPX401";
        let with = |lines: &str| check(&format!("#!ipxe\n{}", lines.replace('@', allow)));
        assert_eq!(with("@\necko\n"), "");
        assert_eq!(with("@\n\n# more\necko\necko\n"), "6:IPX401");
        assert_eq!(with("ecko || @\n"), "");
        assert_eq!(with("echo\n@\n"), "3:IPX901");
        assert_eq!(with("@\n@\necko\n"), "");
        assert_eq!(with("@,unknown-option\necko\n"), "2:IPX901");
        assert_eq!(with("@\necho\necko\n"), "2:IPX901 4:IPX401");
    }

    #[test]
    fn a_comment_about_the_file_stands_anywhere() {
        assert_eq!(
            check("#!ipxe\necko\n# ipxe-check: allow-file=unknown-command\n"),
            ""
        );
        assert_eq!(check("#!ipxe\n# ipxe-check: allow-file=nope\n"), "2:IPX902");
    }
}
