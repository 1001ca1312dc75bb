//! What the server can do.

use gen_lsp_types as lsp;
use gen_lsp_types::ServerCapabilities;

use crate::text::Encoding;

/// What the server tells the editor of itself.
#[must_use]
pub fn capabilities(encoding: Encoding) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match encoding {
            Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
            Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
        }),
        text_document_sync: Some(
            lsp::TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(lsp::TextDocumentSyncKind::Incremental),
                ..Default::default()
            }
            .into(),
        ),
        diagnostic_provider: Some(
            lsp::DiagnosticOptions {
                identifier: Some("ipxe-check".to_owned()),
                ..Default::default()
            }
            .into(),
        ),
        code_action_provider: Some(
            lsp::CodeActionOptions {
                code_action_kinds: Some(vec![
                    lsp::CodeActionKind::QuickFix,
                    lsp::CodeActionKind::SourceFixAll,
                ]),
                ..Default::default()
            }
            .into(),
        ),
        hover_provider: Some(true.into()),
        ..Default::default()
    }
}
