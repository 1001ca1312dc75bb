//! What is asked about a place.

use serde_json::{Value, json};

use crate::client::{Client, URI};

const SCRIPT: &str = "#!ipxe\n:start\nset mine 1\necho ${mine}\ngoto start\n";

/// The lines in which the ranges of an answer start.
fn lines(answer: &Value) -> Vec<u64> {
    let list = answer.as_array().unwrap().iter();
    list.map(|one| one["range"]["start"]["line"].as_u64().unwrap())
        .collect()
}

#[test]
fn a_place_is_explained() {
    let mut client = Client::open("#!ipxe\nsleep 5\n");
    let hover = client.at("hover", 1, 2);
    assert_eq!(hover["contents"]["kind"], "markdown");
    assert!(
        hover["contents"]["value"]
            .as_str()
            .unwrap()
            .contains("sleep")
    );
    assert_eq!(hover["range"]["end"]["character"], 5);
    assert!(client.at("hover", 9, 9).is_null());
}

#[test]
fn what_is_typed_is_completed() {
    let mut client = Client::open("#!ipxe\nimgf\n");
    let items = client.at("completion", 1, 4);
    let items = items.as_array().unwrap();
    let one = items
        .iter()
        .find(|item| item["label"] == "imgfetch")
        .unwrap();
    assert_eq!(one["textEdit"]["newText"], "imgfetch");
    assert_eq!(
        one["textEdit"]["range"]["start"],
        json!({ "line": 1, "character": 0 })
    );
    assert_eq!(one["documentation"]["kind"], "markdown");
}

#[test]
fn arguments_are_explained_while_they_are_typed() {
    let mut client = Client::open("#!ipxe\nset x \n");
    let help = client.at("signatureHelp", 1, 6);
    assert_eq!(help["activeParameter"], 1);
    assert_eq!(
        help["signatures"][0]["parameters"][0]["label"],
        json!([4, 13])
    );
    assert!(client.at("signatureHelp", 2, 0).is_null());
}

#[test]
fn names_are_followed() {
    let mut client = Client::open(SCRIPT);
    assert_eq!(lines(&client.at("definition", 4, 6)), [1]);
    assert_eq!(lines(&client.at("definition", 3, 8)), [2]);
    let mut used = |all: bool| {
        let position = json!({ "line": 1, "character": 2 });
        let context = json!({ "includeDeclaration": all });
        lines(&client.about(
            "references",
            json!({ "position": position, "context": context }),
        ))
    };
    assert_eq!(used(true), [1, 4]);
    assert_eq!(used(false), [4]);
    let marks = client.at("documentHighlight", 2, 5);
    assert_eq!(lines(&marks), [2, 3]);
    assert_eq!(
        (&marks[0]["kind"], &marks[1]["kind"]),
        (&json!(3), &json!(2))
    );
}

#[test]
fn names_are_changed() {
    let mut client = Client::open(SCRIPT);
    let prepared = client.at("prepareRename", 4, 6);
    assert_eq!(prepared["placeholder"], "start");
    assert_eq!(client.at("prepareRename", 0, 0)["code"], -32803);
    let mut rename = |new: &str| {
        let position = json!({ "line": 4, "character": 6 });
        client.about("rename", json!({ "position": position, "newName": new }))
    };
    let edits = &rename("begin")["changes"][URI];
    assert_eq!(lines(edits), [1, 4]);
    assert_eq!(edits[0]["newText"], "begin");
    assert_eq!(rename("two words")["code"], -32803);
}
