//! What is asked about a whole document.

use serde_json::json;

use crate::client::Client;

fn all() -> serde_json::Value {
    json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } })
}

#[test]
fn the_outline_has_sections() {
    let mut client = Client::open("#!ipxe\n:a\nset x 1\n:b\n:\n");
    let symbols = client.about("documentSymbol", json!({}));
    assert_eq!(symbols[0]["name"], "a");
    assert_eq!(
        symbols[0]["range"]["end"],
        json!({ "line": 3, "character": 0 })
    );
    assert_eq!(symbols[0]["children"][0]["name"], "x");
    assert_eq!(symbols[2]["name"], ":");
}

#[test]
fn sections_can_be_folded() {
    let mut client = Client::open("#!ipxe\n:a\nset x 1\n\n:b\n");
    let folds = client.about("foldingRange", json!({}));
    assert_eq!(
        folds,
        json!([{ "startLine": 1, "endLine": 2, "kind": "region" }])
    );
}

#[test]
fn tokens_have_colours() {
    let mut client = Client::open("#!ipxe\n:a goto a\n");
    let tokens = client.about("semanticTokens/full", json!({}));
    let expected = json!([0, 0, 6, 0, 0, 1, 1, 1, 4, 1, 0, 2, 4, 1, 0, 0, 5, 1, 4, 0]);
    assert_eq!(tokens["data"], expected);
    let range =
        json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 9 } });
    let tokens = client.about("semanticTokens/range", json!({ "range": range }));
    assert_eq!(
        tokens["data"],
        json!([1, 1, 1, 4, 1, 0, 2, 4, 1, 0, 0, 5, 1, 4, 0])
    );
}

#[test]
fn addresses_can_be_opened() {
    let mut client = Client::open("#!ipxe\nchain http://example.org/a\n");
    let links = client.about("documentLink", json!({}));
    assert_eq!(links[0]["target"], "http://example.org/a");
    assert_eq!(links[0]["range"]["start"]["character"], 6);
}

#[test]
fn times_have_hints() {
    let mut client = Client::open("#!ipxe\nprompt --timeout 2048 x\n");
    let hints = client.about("inlayHint", json!({ "range": all() }));
    assert_eq!(hints[0]["label"], "2 s");
    assert_eq!(hints[0]["position"], json!({ "line": 1, "character": 21 }));
}

#[test]
fn selections_grow() {
    let mut client = Client::open("#!ipxe\necho ${a}b c\n");
    let positions = json!([{ "line": 1, "character": 7 }]);
    let chain = client.about("selectionRange", json!({ "positions": positions }));
    let end = |value: &serde_json::Value| value["range"]["end"]["character"].clone();
    assert_eq!(end(&chain[0]), 9);
    assert_eq!(end(&chain[0]["parent"]), 10);
    assert_eq!(end(&chain[0]["parent"]["parent"]), 12);
}

#[test]
fn strange_parameters_are_answered_too() {
    let mut client = Client::open("#!ipxe\ngoto \u{e4}\\");
    let far = json!({ "line": u32::MAX, "character": u32::MAX });
    let backwards = json!({ "start": far, "end": { "line": 0, "character": 0 } });
    for method in [
        "hover",
        "completion",
        "signatureHelp",
        "definition",
        "references",
        "documentHighlight",
        "prepareRename",
        "rename",
        "documentSymbol",
        "foldingRange",
        "semanticTokens/full",
        "semanticTokens/range",
        "documentLink",
        "inlayHint",
        "selectionRange",
        "diagnostic",
        "codeAction",
    ] {
        let full = format!("textDocument/{method}");
        for params in [
            json!(null),
            json!([1]),
            json!({}),
            json!({ "textDocument": 5 }),
        ] {
            assert_eq!(client.ask(&full, params)["code"], -32602, "{method}");
        }
        let answer = client.about(
            method,
            json!({
                "position": far,
                "positions": [far, far],
                "range": backwards,
                "newName": "\0",
                "context": { "diagnostics": [], "includeDeclaration": true, "triggerKind": 1, "isRetrigger": false },
            }),
        );
        let refused = answer.get("code").is_some();
        assert_eq!(refused, method.ends_with("ename"), "{method}: {answer}");
    }
}
