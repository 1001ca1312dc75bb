//! From `initialize` to `exit`, and what is no message.

use serde_json::{Value, json};

use crate::client::Client;

#[test]
fn a_session_begins_and_ends() {
    let mut client = Client::fresh();
    let result = client.ask("initialize", json!({ "capabilities": {} }));
    assert_eq!(result["serverInfo"]["name"], "ipxe-lsp");
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(result["capabilities"]["textDocumentSync"]["change"], 2);
    client.tell("initialized", json!({}));
    assert_eq!(client.ask("shutdown", Value::Null), Value::Null);
    let refused = client.about("diagnostic", json!({}));
    assert_eq!(refused["code"], -32600);
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    assert_eq!(Client::fresh().exit(), Some(1));
    assert_eq!(Client::with(json!({})).exit(), Some(1));
}

#[test]
fn nothing_is_answered_before_initialize() {
    let mut client = Client::fresh();
    client.did_open("#!ipxe\nnonsense\n");
    assert_eq!(client.about("diagnostic", json!({}))["code"], -32002);
    assert_eq!(client.ask("shutdown", Value::Null)["code"], -32002);
    client.ask("initialize", json!({ "capabilities": {} }));
    assert_eq!(client.ask("initialize", json!({}))["code"], -32600);
    let answer = client.about("diagnostic", json!({}));
    assert_eq!(
        answer["code"], -32602,
        "the document was not opened: {answer}"
    );
}

#[test]
fn what_is_no_message_is_refused_and_the_session_goes_on() {
    let mut client = Client::with(json!({}));
    for (bytes, id, code) in [
        (&b"Content-Length: 3\r\n\r\n{x}"[..], Value::Null, -32700),
        (b"Content-Length: 2\r\n\r\n\xff\xfe", Value::Null, -32700),
        (b"Content-Length: 2\r\n\r\n[]", Value::Null, -32600),
        (b"Content-Length: 2\r\n\r\n{}", Value::Null, -32600),
        (b"Content-Length: 8\r\n\r\n{\"id\":7}", json!(7), -32600),
        (b"Content-Type: x\r\n\r\n", Value::Null, -32700),
        (b"Content-Length: many\r\n\r\n", Value::Null, -32700),
    ] {
        client.send_bytes(bytes);
        let answer = client.receive();
        assert_eq!(answer["error"]["code"], code, "{}", bytes.escape_ascii());
        assert_eq!(answer["id"], id, "{}", bytes.escape_ascii());
    }
    let deep = "[".repeat(100_000);
    client.send_bytes(format!("Content-Length: {}\r\n\r\n{deep}", deep.len()).as_bytes());
    assert_eq!(client.receive()["error"]["code"], -32700);
    assert_eq!(
        client.ask("textDocument/diagnostic", json!([3]))["code"],
        -32602
    );
    assert_eq!(client.ask("no/such/request", Value::Null)["code"], -32601);
    client.tell("no/such/notification", json!([1]));
    client.tell("textDocument/didChange", json!({ "contentChanges": 1 }));
    assert_eq!(client.ask("shutdown", Value::Null), Value::Null);
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn an_input_that_ends_ends_the_server() {
    let mut client = Client::with(json!({}));
    client.send_bytes(b"Content-Length: 100\r\n\r\n{}");
    assert_eq!(client.end_of_input(), Some(1));
}

#[test]
fn wrong_options_are_told_to_the_user() {
    let mut client = Client::fresh();
    let options = json!({ "allow": ["no-such-rule"], "targets": ["9.9/efi"] });
    let id = 1;
    let params = json!({ "capabilities": {}, "initializationOptions": options });
    client.send(&json!({ "jsonrpc": "2.0", "id": id, "method": "initialize", "params": params }));
    let first = client.receive();
    assert_eq!(first["method"], "window/showMessage");
    let message = first["params"]["message"].as_str().unwrap();
    assert!(message.contains("no-such-rule"), "{message}");
    assert!(
        client.receive()["params"]["message"]
            .as_str()
            .unwrap()
            .contains("9.9")
    );
    assert_eq!(client.receive()["id"], id);
}
