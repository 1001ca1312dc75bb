//! Requests about a place in a document.

use gen_lsp_types as lsp;
use gen_lsp_types::{ErrorCodes, MarkupContent, MarkupKind};
use ipxe_ide::completion::{ProposalKind, complete};
use ipxe_ide::names::Mention;
use ipxe_ide::{navigation, rename as names};
use serde_json::{Value, json};

use super::{At, at};
use crate::Server;
use crate::convert;
use crate::server::Refusal;

pub fn hover(server: &mut Server, params: &lsp::HoverParams) -> Result<Value, Refusal> {
    let at = at(server, &params.text_document_position_params)?;
    let found = ipxe_ide::hover::hover(&at.source, at.offset);
    Ok(json!(found.map(|hover| {
        lsp::Hover::new(markdown(hover.text).into(), Some(at.text.range(hover.span)))
    })))
}

fn markdown(text: String) -> MarkupContent {
    MarkupContent::new(MarkupKind::Markdown, text)
}

pub fn completion(server: &mut Server, params: &lsp::CompletionParams) -> Result<Value, Refusal> {
    let at = at(server, &params.text_document_position_params)?;
    let Some(found) = complete(&at.source, at.offset) else {
        return Ok(Value::Null);
    };
    let range = at.text.range(found.span);
    let items = found.proposals.into_iter().map(|one| lsp::CompletionItem {
        label: one.label,
        kind: Some(match one.kind {
            ProposalKind::Command => lsp::CompletionItemKind::Function,
            ProposalKind::Option => lsp::CompletionItemKind::Property,
            ProposalKind::Setting => lsp::CompletionItemKind::Variable,
            ProposalKind::Block => lsp::CompletionItemKind::Module,
            ProposalKind::Type => lsp::CompletionItemKind::TypeParameter,
            ProposalKind::Name => lsp::CompletionItemKind::Reference,
            ProposalKind::Value => lsp::CompletionItemKind::EnumMember,
            ProposalKind::Scheme => lsp::CompletionItemKind::Keyword,
        }),
        detail: Some(one.detail),
        documentation: (!one.documentation.is_empty()).then(|| markdown(one.documentation).into()),
        text_edit: Some(lsp::TextEdit::new(range, one.insert).into()),
        ..Default::default()
    });
    Ok(json!(items.collect::<Vec<_>>()))
}

pub fn signature(server: &mut Server, params: &lsp::SignatureHelpParams) -> Result<Value, Refusal> {
    let at = at(server, &params.text_document_position_params)?;
    let Some(found) = ipxe_ide::signature::signature(&at.source, at.offset) else {
        return Ok(Value::Null);
    };
    // Names of commands and arguments are ASCII: bytes are characters.
    let parameters = found
        .parameters
        .iter()
        .map(|range| json!({ "label": [range.start, range.end] }));
    let signature = json!({
        "label": found.label,
        "documentation": found.summary,
        "parameters": parameters.collect::<Vec<_>>(),
    });
    // A number beyond the last stands for no argument.
    let active = found.active.unwrap_or(found.parameters.len());
    Ok(json!({ "signatures": [signature], "activeSignature": 0, "activeParameter": active }))
}

pub fn definition(server: &mut Server, params: &lsp::DefinitionParams) -> Result<Value, Refusal> {
    let place = &params.text_document_position_params;
    let at = at(server, place)?;
    let spans = navigation::definitions(&at.source, at.offset).into_iter();
    let uri = &place.text_document.uri;
    let found = spans.map(|span| lsp::Location::new(uri.clone(), at.text.range(span)));
    Ok(json!(found.collect::<Vec<_>>()))
}

pub fn references(server: &mut Server, params: &lsp::ReferenceParams) -> Result<Value, Refusal> {
    let place = &params.text_document_position_params;
    let at = at(server, place)?;
    let all = params.context.include_declaration;
    let found = mentions(&at).filter(|one| all || !one.is_definition());
    let uri = &place.text_document.uri;
    let found = found.map(|one| lsp::Location::new(uri.clone(), at.text.range(one.span)));
    Ok(json!(found.collect::<Vec<_>>()))
}

pub fn highlights(
    server: &mut Server,
    params: &lsp::DocumentHighlightParams,
) -> Result<Value, Refusal> {
    let at = at(server, &params.text_document_position_params)?;
    let found = mentions(&at).map(|one| {
        let kind = match one.is_definition() {
            true => lsp::DocumentHighlightKind::Write,
            false => lsp::DocumentHighlightKind::Read,
        };
        lsp::DocumentHighlight::new(at.text.range(one.span), Some(kind))
    });
    Ok(json!(found.collect::<Vec<_>>()))
}

fn mentions(at: &At<'_>) -> impl Iterator<Item = Mention> + use<> {
    navigation::references(&at.source, at.offset).into_iter()
}

pub fn prepare_rename(
    server: &mut Server,
    params: &lsp::PrepareRenameParams,
) -> Result<Value, Refusal> {
    let at = at(server, &params.text_document_position_params)?;
    let (span, name) = names::prepare(&at.source, at.offset).map_err(refused)?;
    let range = at.text.range(span);
    Ok(json!(lsp::PrepareRenamePlaceholder::new(range, name)))
}

pub fn rename(server: &mut Server, params: &lsp::RenameParams) -> Result<Value, Refusal> {
    let place = &params.text_document_position_params;
    let at = at(server, place)?;
    let edits = names::rename(&at.source, at.offset, &params.new_name).map_err(refused)?;
    let uri = &place.text_document.uri;
    Ok(json!(convert::workspace_edit(at.text, uri, &edits)))
}

/// `RequestFailed`: the request was right, but cannot be done.
fn refused(names::Refusal(message): names::Refusal) -> Refusal {
    Refusal {
        code: ErrorCodes::Custom(-32803),
        message,
    }
}
