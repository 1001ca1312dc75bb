//! Requests about a whole document, or the lines of it that are shown.

use gen_lsp_types as lsp;
use gen_lsp_types::{SemanticToken, SemanticTokensLegend, SymbolKind};
use ipxe_ide::names::Kind;
use ipxe_ide::outline::{FoldKind, Symbol};
use ipxe_ide::tokens::TokenKind;
use ipxe_syntax::Span;
use serde_json::{Value, json};

use crate::Server;
use crate::server::Refusal;
use crate::text::Text;

/// The types of tokens, in the order in which [`type_of`] numbers them.
const TYPES: [&str; 9] = [
    "comment",
    "function",
    "parameter",
    "operator",
    "label",
    "namespace",
    "variable",
    "type",
    "number",
];

/// Type and modifiers of a token; none for text.
const fn type_of(kind: TokenKind) -> Option<(u32, u32)> {
    Some(match kind {
        TokenKind::Comment => (0, 0),
        TokenKind::Command => (1, 0),
        TokenKind::Option => (2, 0),
        TokenKind::Operator => (3, 0),
        TokenKind::LabelDefinition => (4, 1),
        TokenKind::Label => (4, 0),
        TokenKind::Block => (5, 0),
        TokenKind::Setting => (6, 0),
        TokenKind::Type => (7, 0),
        TokenKind::Number => (8, 0),
        TokenKind::Text => return None,
    })
}

/// What the numbers of tokens mean.
#[must_use]
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TYPES.map(str::to_owned).into(),
        token_modifiers: vec!["declaration".to_owned()],
    }
}

pub(super) fn symbols(
    server: &mut Server,
    params: &lsp::DocumentSymbolParams,
) -> Result<Value, Refusal> {
    let uri = &params.text_document.uri;
    let (document, _) = server.document(uri)?;
    let symbols = ipxe_ide::outline::outline(&document.source(uri));
    let symbols = symbols.iter().map(|one| symbol(&document.text, one));
    Ok(json!(symbols.collect::<Vec<_>>()))
}

/// A symbol; there are only two levels.
fn symbol(text: &Text, one: &Symbol) -> Value {
    let kind = match one.kind {
        Kind::Label => SymbolKind::Function,
        Kind::Setting => SymbolKind::Variable,
        Kind::Item => SymbolKind::EnumMember,
        Kind::Menu => SymbolKind::Enum,
        Kind::Parameters => SymbolKind::Struct,
        Kind::Image => SymbolKind::File,
    };
    let children = one.children.iter().map(|child| symbol(text, child));
    // Editors refuse symbols without a name: those are labels of a colon alone.
    let name = if one.name.trim().is_empty() {
        ":"
    } else {
        &one.name
    };
    json!({
        "name": name,
        "kind": u32::from(kind),
        "range": text.range(one.span),
        "selectionRange": text.range(one.name_span),
        "children": children.collect::<Vec<_>>(),
    })
}

pub(super) fn folds(
    server: &mut Server,
    params: &lsp::FoldingRangeParams,
) -> Result<Value, Refusal> {
    let uri = &params.text_document.uri;
    let (document, _) = server.document(uri)?;
    let folds = ipxe_ide::outline::folds(&document.source(uri)).into_iter();
    let folds = folds.map(|(span, kind)| lsp::FoldingRange {
        start_line: document.text.position(span.start as usize).line,
        end_line: document.text.position(span.end as usize).line,
        kind: Some(match kind {
            FoldKind::Region => lsp::FoldingRangeKind::Region,
            FoldKind::Comment => lsp::FoldingRangeKind::Comment,
        }),
        ..Default::default()
    });
    Ok(json!(folds.collect::<Vec<_>>()))
}

pub(super) fn tokens(
    server: &mut Server,
    params: &lsp::SemanticTokensParams,
) -> Result<Value, Refusal> {
    let (document, _) = server.document(&params.text_document.uri)?;
    let len = document.text.as_str().len();
    let all = Span::new(0, u32::try_from(len).unwrap_or(u32::MAX));
    Ok(encoded(&document.text, all))
}

pub(super) fn tokens_in_range(
    server: &mut Server,
    params: &lsp::SemanticTokensRangeParams,
) -> Result<Value, Refusal> {
    let (document, _) = server.document(&params.text_document.uri)?;
    let range = document.text.span(params.range);
    Ok(encoded(&document.text, range))
}

fn encoded(text: &Text, range: Span) -> Value {
    let mut data = Vec::new();
    let (mut line, mut character) = (0, 0);
    for (span, kind) in ipxe_ide::tokens::tokens(text.as_str().as_bytes(), range) {
        let range = text.range(span);
        let one_line = range.start.line == range.end.line && range.start != range.end;
        let Some((token_type, modifiers)) = type_of(kind).filter(|_| one_line) else {
            continue;
        };
        if range.start.line != line {
            character = 0;
        }
        data.push(SemanticToken {
            delta_line: range.start.line - line,
            delta_start: range.start.character - character,
            length: range.end.character - range.start.character,
            token_type,
            token_modifiers_bitset: modifiers,
        });
        (line, character) = (range.start.line, range.start.character);
    }
    json!(lsp::SemanticTokens {
        result_id: None,
        data,
    })
}

pub(super) fn links(
    server: &mut Server,
    params: &lsp::DocumentLinkParams,
) -> Result<Value, Refusal> {
    let (document, _) = server.document(&params.text_document.uri)?;
    let text = &document.text;
    let links = ipxe_ide::links::links(text.as_str().as_bytes()).into_iter();
    let links =
        links.map(|(span, address)| json!({ "range": text.range(span), "target": address }));
    Ok(json!(links.collect::<Vec<_>>()))
}

pub(super) fn hints(server: &mut Server, params: &lsp::InlayHintParams) -> Result<Value, Refusal> {
    let (document, _) = server.document(&params.text_document.uri)?;
    let text = &document.text;
    let hints = ipxe_ide::hints::hints(text.as_str().as_bytes(), text.span(params.range));
    let hints = hints.into_iter().map(|(at, label)| {
        json!({ "position": text.position(at as usize), "label": label, "paddingLeft": true })
    });
    Ok(json!(hints.collect::<Vec<_>>()))
}

pub(super) fn selections(
    server: &mut Server,
    params: &lsp::SelectionRangeParams,
) -> Result<Value, Refusal> {
    let (document, _) = server.document(&params.text_document.uri)?;
    let text = &document.text;
    let chains = params.positions.iter().map(|&position| {
        let at = u32::try_from(text.offset(position)).unwrap_or(u32::MAX);
        let spans = ipxe_ide::selection::selections(text.as_str().as_bytes(), at);
        let outward = spans.into_iter().rev().take(MOST_SELECTIONS);
        outward.fold(Value::Null, |parent, span| {
            let mut selection = json!({ "range": text.range(span) });
            if !parent.is_null() {
                selection["parent"] = parent;
            }
            selection
        })
    });
    Ok(json!(chains.collect::<Vec<_>>()))
}

/// Selections lie within one another in the answer, and readers of JSON have their limits.
const MOST_SELECTIONS: usize = 40;
