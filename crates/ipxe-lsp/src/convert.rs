//! What `ipxe-check` and `ipxe-ide` say, in the words of the protocol.

use std::collections::HashMap;

use gen_lsp_types as lsp;
use gen_lsp_types::{Location, TextEdit, Uri, WorkspaceEdit};
use ipxe_diagnostics::{Diagnostic, Edit, Severity, Tag};

use crate::text::Text;

/// A finding.
#[must_use]
pub fn diagnostic(text: &Text, uri: &Uri, finding: &Diagnostic) -> lsp::Diagnostic {
    let related = finding.related.iter().map(|related| {
        let location = Location::new(uri.clone(), text.range(related.span));
        lsp::DiagnosticRelatedInformation::new(location, related.message.clone())
    });
    let related: Vec<_> = related.collect();
    let tags = finding.tags.iter().map(|tag| match tag {
        Tag::Unnecessary => lsp::DiagnosticTag::Unnecessary,
        Tag::Deprecated => lsp::DiagnosticTag::Deprecated,
    });
    let tags: Vec<_> = tags.collect();
    let url = finding.url.as_deref();
    lsp::Diagnostic {
        range: text.range(finding.span),
        severity: Some(match finding.severity {
            Severity::Error => lsp::DiagnosticSeverity::Error,
            Severity::Warning => lsp::DiagnosticSeverity::Warning,
            Severity::Note => lsp::DiagnosticSeverity::Information,
        }),
        code: Some(finding.code.to_owned().into()),
        code_description: url.map(|url| lsp::CodeDescription::new(url.into())),
        source: Some("ipxe-check".to_owned()),
        message: message(finding).into(),
        tags: (!tags.is_empty()).then_some(tags),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

/// All that a finding says, one part a line.
fn message(finding: &Diagnostic) -> String {
    let parts = [
        ("", Some(&finding.message)),
        ("", finding.label.as_ref()),
        ("iPXE: ", finding.console.as_ref()),
        ("help: ", finding.help.as_ref()),
        ("note: ", finding.note.as_ref()),
    ];
    let parts = parts
        .into_iter()
        .filter_map(|(name, part)| Some(format!("{name}{}", part?)));
    parts.collect::<Vec<_>>().join("\n")
}

/// Edits of one document; none if one of them is not of whole characters.
#[must_use]
pub fn workspace_edit(text: &Text, uri: &Uri, edits: &[Edit]) -> Option<WorkspaceEdit> {
    let edits: Option<Vec<TextEdit>> = edits.iter().map(|edit| text_edit(text, edit)).collect();
    Some(WorkspaceEdit {
        changes: Some(HashMap::from([(uri.clone(), edits?)])),
        ..WorkspaceEdit::default()
    })
}

/// One edit.
#[must_use]
pub fn text_edit(text: &Text, edit: &Edit) -> Option<TextEdit> {
    let Edit { span, replacement } = edit;
    let whole = |at: u32| text.as_str().is_char_boundary(at as usize);
    let replacement = String::from_utf8(replacement.clone()).ok()?;
    (whole(span.start) && whole(span.end)).then(|| TextEdit::new(text.range(*span), replacement))
}
