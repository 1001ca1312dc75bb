//! Comments in scripts that allow a rule: `# ipxe-check: allow=NAME`.
//!
//! `allow=` speaks of the next line that has a label or a command, or of its own
//! line if it stands after a command there; `allow-file=` speaks of the whole file.
//! Several rules are separated by commas. A comment that suppresses nothing and
//! one that names no rule are findings themselves.

use ipxe_diagnostics::{Diagnostic, Edit, Fix};
use ipxe_syntax::{Script, Span};
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
    used: bool,
}

/// The suppressions of a script.
pub struct Suppressions {
    list: Vec<Suppression>,
}

impl Suppressions {
    /// Reads the comments of `script`.
    #[must_use]
    pub fn find(script: &Script<'_>) -> Self {
        let mut list = Vec::new();
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
            let whole = Span::new(0, script.source().len() as u32);
            let here = line.commands().len() > 0 || line.label().is_some();
            let next = || {
                let after = (line.index() + 1..).map_while(|index| script.line(index));
                let busy = after.skip_while(|l| l.label().is_none() && l.commands().len() == 0);
                busy.map(|l| l.span()).next()
            };
            let scope = if here { Some(line.span()) } else { next() };
            read_comment(
                script,
                comment,
                at + MARK.len(),
                whole,
                scope.unwrap_or(line.span()),
                &mut list,
            );
        }
        Self { list }
    }

    /// Takes out what is suppressed, and adds findings about the comments themselves.
    #[must_use]
    pub fn apply(mut self, findings: Vec<Diagnostic>, levels: &Levels) -> Vec<Diagnostic> {
        if self.list.is_empty() {
            return findings;
        }
        let mut kept: Vec<Diagnostic> = findings
            .into_iter()
            .filter(|finding| !self.suppresses(finding))
            .collect();
        for suppression in &self.list {
            let rule = match suppression.rule {
                None => &UNKNOWN_SUPPRESSION,
                Some(_) if !suppression.used => &UNUSED_SUPPRESSION,
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

    fn suppresses(&mut self, finding: &Diagnostic) -> bool {
        let mut found = false;
        for suppression in &mut self.list {
            let same = suppression
                .rule
                .is_some_and(|rule| rule.code == finding.code);
            if same && suppression.scope.contains(Span::at(finding.span.start)) {
                suppression.used = true;
                found = true;
            }
        }
        found
    }
}

impl Suppression {
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
        let (names, scope) = if let Some(names) = word.strip_prefix(b"allow=") {
            (names, line)
        } else if let Some(names) = word.strip_prefix(b"allow-file=") {
            (names, file)
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
                used: false,
            });
        }
        at = word_end;
    }
    if let [only] = &mut list[first..] {
        only.comment = Some(comment);
    }
}
