//! What renderings say about a rule, apart from its findings.

use std::borrow::Cow;

use crate::Severity;

/// A rule as renderings describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Stable code, as in [`Diagnostic::code`](crate::Diagnostic::code).
    pub code: &'static str,
    /// Name, as in [`Diagnostic::rule`](crate::Diagnostic::rule).
    pub name: &'static str,
    /// One sentence that says what the rule finds.
    pub summary: Cow<'static, str>,
    /// The rule's documentation, in Markdown. May be empty.
    pub help: Cow<'static, str>,
    /// Severity of its findings unless configured otherwise.
    pub severity: Severity,
    /// Page that explains the rule.
    pub url: Option<Cow<'static, str>>,
}
