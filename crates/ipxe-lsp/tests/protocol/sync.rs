//! Edits, in both ways of counting.

use ipxe_lsp::Server;
use ipxe_lsp::transport::Incoming;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::client::URI;

/// A place in a text: line and character, in the units that `units` counts.
fn place(text: &str, at: usize, units: fn(&str) -> usize) -> Value {
    let before = &text[..at];
    let normal = before.replace("\r\n", "\n").replace('\r', "\n");
    let line = normal.matches('\n').count();
    let last = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    json!({ "line": line, "character": units(&before[last..]) })
}

fn bytes(text: &str) -> usize {
    text.len()
}

fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A boundary of characters that is not inside `\r\n`, chosen by `index`.
fn boundary(text: &str, index: prop::sample::Index) -> usize {
    let fits = |at: &usize| {
        text.is_char_boundary(*at)
            && !(text[..*at].ends_with('\r') && text[*at..].starts_with('\n'))
    };
    let all: Vec<usize> = (0..=text.len()).filter(fits).collect();
    all[index.index(all.len())]
}

fn tell(server: &mut Server, method: &str, params: Value) {
    let method = method.to_owned();
    server.handle(Incoming::Notification { method, params }, &mut Vec::new());
}

fn session(encodings: Value, text: &str) -> Server {
    let mut server = Server::default();
    let params = json!({ "capabilities": { "general": { "positionEncodings": encodings } } });
    let method = "initialize".to_owned();
    let id = json!(1);
    server.handle(Incoming::Request { id, method, params }, &mut Vec::new());
    let document = json!({ "uri": URI, "languageId": "ipxe", "version": 0, "text": text });
    tell(
        &mut server,
        "textDocument/didOpen",
        json!({ "textDocument": document }),
    );
    server
}

proptest! {
    #[test]
    fn the_text_follows_the_edits(
        start in "[a-c#:$\\{ äß𝄞\r\n]{0,40}",
        wide in any::<bool>(),
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[a äß𝄞\r\n]{0,6}"),
            0..12,
        ),
    ) {
        let (encodings, units): (_, fn(&str) -> usize) = match wide {
            true => (json!(["utf-16"]), utf16),
            false => (json!(["utf-16", "utf-8"]), bytes),
        };
        let mut server = session(encodings, &start);
        let mut model = start;
        for (version, (from, to, new)) in edits.into_iter().enumerate() {
            let (a, b) = (boundary(&model, from), boundary(&model, to));
            let (a, b) = (a.min(b), a.max(b));
            let range = json!({ "start": place(&model, a, units), "end": place(&model, b, units) });
            tell(&mut server, "textDocument/didChange", json!({
                "textDocument": { "uri": URI, "version": version + 1 },
                "contentChanges": [{ "range": range, "text": new }],
            }));
            model.replace_range(a..b, &new);
            prop_assert_eq!(server.text(URI), Some(model.as_str()));
        }
    }

    #[test]
    fn no_place_is_too_strange(
        text in "[a-c äß𝄞\r\n]{0,30}",
        wide in any::<bool>(),
        places in prop::array::uniform4(prop_oneof![0u32..8, Just(u32::MAX)]),
    ) {
        let encodings = if wide { json!(["utf-16"]) } else { json!(["utf-8"]) };
        let mut server = session(encodings, &text);
        let [a, b, c, d] = places;
        let range = json!({
            "start": { "line": a, "character": b },
            "end": { "line": c, "character": d },
        });
        tell(&mut server, "textDocument/didChange", json!({
            "textDocument": { "uri": URI, "version": 1 },
            "contentChanges": [{ "range": range, "text": "" }],
        }));
        let left = server.text(URI).unwrap_or_default();
        prop_assert!(text.len() >= left.len());
        let mut findings = Vec::new();
        server.idle(&mut findings);
        prop_assert_eq!(findings.len(), 1);
    }
}
