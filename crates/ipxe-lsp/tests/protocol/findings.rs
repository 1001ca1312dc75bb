//! Findings, sent and asked for, and what mends them.

use serde_json::{Value, json};

use crate::client::{Client, URI};

const SCRIPT: &str = "#!ipxe\n:a\n:a\ngoto nowhere\ngoto :a\n";

fn codes(diagnostics: &Value) -> Vec<&str> {
    let list = diagnostics.as_array().unwrap();
    list.iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect()
}

#[test]
fn findings_are_sent_after_each_change() {
    let mut client = Client::with(json!({}));
    client.did_open("#!ipxe\ngoto nowhere\n");
    let sent = client.receive();
    assert_eq!(sent["method"], "textDocument/publishDiagnostics");
    let params = &sent["params"];
    assert_eq!(
        (&params["uri"], &params["version"]),
        (&json!(URI), &json!(1))
    );
    let finding = &params["diagnostics"][0];
    assert_eq!(finding["severity"], 1);
    assert_eq!(finding["source"], "ipxe-check");
    let range =
        json!({ "start": { "line": 1, "character": 5 }, "end": { "line": 1, "character": 12 } });
    assert_eq!(finding["range"], range);
    assert_eq!(finding["code"], "IPX201");
    let change = json!({ "range": range, "text": "" });
    client.tell(
        "textDocument/didChange",
        json!({
            "textDocument": { "uri": URI, "version": 2 },
            "contentChanges": [change, { "text": "#!ipxe\necho\n" }],
        }),
    );
    let sent = client.receive();
    assert_eq!(sent["params"]["version"], 2);
    assert_eq!(sent["params"]["diagnostics"], json!([]));
    client.tell(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": URI } }),
    );
    assert_eq!(client.receive()["params"]["diagnostics"], json!([]));
}

#[test]
fn findings_can_be_asked_for() {
    let mut client = Client::open(SCRIPT);
    let report = client.about("diagnostic", json!({}));
    assert_eq!(report["kind"], "full");
    let items = &report["items"];
    assert!(codes(items).len() >= 3, "{items}");
    let repeated = items
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["relatedInformation"].is_array());
    let place = &repeated.unwrap()["relatedInformation"][0]["location"];
    assert_eq!(place["uri"], URI);
    assert_eq!(place["range"]["start"]["line"], 1);
}

#[test]
fn code_that_cannot_run_is_marked_as_unnecessary() {
    let mut client = Client::open("#!ipxe\nexit\necho never\n");
    let report = client.about("diagnostic", json!({}));
    let items = report["items"].as_array().unwrap();
    assert!(
        items.iter().any(|one| one["tags"] == json!([1])),
        "{report}"
    );
}

#[test]
fn a_finding_is_mended_by_a_quick_fix() {
    let mut client = Client::open(SCRIPT);
    let range =
        json!({ "start": { "line": 4, "character": 6 }, "end": { "line": 4, "character": 6 } });
    let actions = client.about(
        "codeAction",
        json!({ "range": range, "context": { "diagnostics": [] } }),
    );
    assert_eq!(actions[0]["kind"], "quickfix");
    assert_eq!(actions[0]["isPreferred"], true);
    let edit = &actions[0]["edit"]["changes"][URI][0];
    assert_eq!(edit["newText"], "");
    assert_eq!(edit["range"]["start"]["character"], 5);
    assert_eq!(actions.as_array().unwrap().len(), 1, "{actions}");
}

#[test]
fn all_safe_fixes_are_one_edit() {
    let mut client = Client::open("#!ipxe\n:a\ngoto :a\ngoto :a\n");
    let range =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } });
    let mut ask = |only: &str| {
        let context = json!({ "diagnostics": [], "only": [only] });
        client.about("codeAction", json!({ "range": range, "context": context }))
    };
    for only in ["source", "source.fixAll"] {
        let actions = ask(only);
        assert_eq!(actions[0]["kind"], "source.fixAll");
        let edit = &actions[0]["edit"]["changes"][URI][0];
        assert_eq!(edit["newText"], "a\ngoto ");
    }
    assert_eq!(ask("refactor"), json!([]));
    assert_eq!(ask("source.fix"), json!([]));
}
