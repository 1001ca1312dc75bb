//! The answers of requests: here those about findings.

mod places;
pub mod whole;

use gen_lsp_types as lsp;
use gen_lsp_types::{CodeActionKind, ErrorCodes};
use ipxe_diagnostics::{Applicability, SourceFile};
use ipxe_ide::fixes;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::Server;
use crate::convert;
use crate::server::Refusal;
use crate::text::Text;

/// Answers a request.
///
/// # Errors
/// If there is no such request, or its parameters are wrong.
pub fn answer(server: &mut Server, method: &str, params: Value) -> Result<Value, Refusal> {
    match method {
        "textDocument/diagnostic" => diagnostics(server, &read(params)?),
        "textDocument/codeAction" => code_actions(server, &read(params)?),
        "textDocument/hover" => places::hover(server, &read(params)?),
        "textDocument/completion" => places::completion(server, &read(params)?),
        "textDocument/signatureHelp" => places::signature(server, &read(params)?),
        "textDocument/definition" => places::definition(server, &read(params)?),
        "textDocument/references" => places::references(server, &read(params)?),
        "textDocument/documentHighlight" => places::highlights(server, &read(params)?),
        "textDocument/prepareRename" => places::prepare_rename(server, &read(params)?),
        "textDocument/rename" => places::rename(server, &read(params)?),
        "textDocument/documentSymbol" => whole::symbols(server, &read(params)?),
        "textDocument/foldingRange" => whole::folds(server, &read(params)?),
        "textDocument/semanticTokens/full" => whole::tokens(server, &read(params)?),
        "textDocument/semanticTokens/range" => whole::tokens_in_range(server, &read(params)?),
        "textDocument/documentLink" => whole::links(server, &read(params)?),
        "textDocument/inlayHint" => whole::hints(server, &read(params)?),
        "textDocument/selectionRange" => whole::selections(server, &read(params)?),
        _ => Err(Refusal {
            code: ErrorCodes::MethodNotFound,
            message: format!("unknown request {method}"),
        }),
    }
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, Refusal> {
    serde_json::from_value(params).map_err(|error| Refusal {
        code: ErrorCodes::InvalidParams,
        message: error.to_string(),
    })
}

fn diagnostics(
    server: &mut Server,
    params: &lsp::DocumentDiagnosticParams,
) -> Result<Value, Refusal> {
    let uri = &params.text_document.uri;
    let (document, checker) = server.document(uri)?;
    let findings = document.findings(uri, checker).to_vec();
    let items = findings.iter();
    let items: Vec<_> = items
        .map(|finding| convert::diagnostic(&document.text, uri, finding))
        .collect();
    Ok(json!({ "kind": "full", "items": items }))
}

fn code_actions(server: &mut Server, params: &lsp::CodeActionParams) -> Result<Value, Refusal> {
    let uri = &params.text_document.uri;
    let (document, checker) = server.document(uri)?;
    let findings = document.findings(uri, checker).to_vec();
    let text = &document.text;
    let only = params.context.only.as_deref();
    let wanted =
        |kind: &CodeActionKind| only.is_none_or(|only| only.iter().any(|one| covers(one, kind)));
    let mut actions = Vec::new();
    if wanted(&CodeActionKind::QuickFix) {
        for finding in fixes::in_range(&findings, text.span(params.range)) {
            let Some(fix) = &finding.fix else { continue };
            let Some(edit) = convert::workspace_edit(text, uri, &fix.edits) else {
                continue;
            };
            actions.push(lsp::CodeAction {
                title: fix.title.clone(),
                kind: Some(CodeActionKind::QuickFix),
                diagnostics: Some(vec![convert::diagnostic(text, uri, finding)]),
                is_preferred: Some(fix.applicability == Applicability::Safe),
                edit: Some(edit),
                ..Default::default()
            });
        }
    }
    // Costly to find out, and of no use in the menu of one finding.
    if only.is_some() && wanted(&CodeActionKind::SourceFixAll) {
        let all = fixes::all_safe(checker, &document.source(uri));
        let edit = all.and_then(|edit| convert::workspace_edit(text, uri, &[edit]));
        if let Some(edit) = edit {
            actions.push(lsp::CodeAction {
                title: "Make all safe fixes".to_owned(),
                kind: Some(CodeActionKind::SourceFixAll),
                edit: Some(edit),
                ..Default::default()
            });
        }
    }
    Ok(json!(actions))
}

/// True where `wanted` is `kind` or a kind of kinds that it belongs to.
fn covers(wanted: &CodeActionKind, kind: &CodeActionKind) -> bool {
    let (wanted, kind) = (String::from(wanted.clone()), String::from(kind.clone()));
    let rest = kind.strip_prefix(&wanted);
    wanted.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A document with the place in it that a request is about.
struct At<'d> {
    text: &'d Text,
    source: SourceFile,
    offset: u32,
}

fn at<'d>(
    server: &'d mut Server,
    place: &lsp::TextDocumentPositionParams,
) -> Result<At<'d>, Refusal> {
    let (document, _) = server.document(&place.text_document.uri)?;
    let offset = document.text.offset(place.position);
    Ok(At {
        source: document.source(&place.text_document.uri),
        text: &document.text,
        offset: u32::try_from(offset).unwrap_or(u32::MAX),
    })
}
