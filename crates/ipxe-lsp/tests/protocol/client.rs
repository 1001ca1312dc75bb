//! A client that drives the real program.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

pub const URI: &str = "file:///boot.ipxe";

pub struct Client {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    next: i32,
}

impl Client {
    /// A program that was not yet initialized.
    pub fn fresh() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ipxe-lsp"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            next: 0,
        }
    }

    /// An initialized program with these capabilities of the client.
    pub fn with(capabilities: Value) -> Self {
        let mut client = Self::fresh();
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities });
        client.ask("initialize", params);
        client.tell("initialized", json!({}));
        client
    }

    /// An initialized program with an open script, places in bytes, findings only when asked for.
    pub fn open(text: &str) -> Self {
        let mut client = Self::with(json!({
            "general": { "positionEncodings": ["utf-8", "utf-16"] },
            "textDocument": { "diagnostic": {} },
        }));
        client.did_open(text);
        client
    }

    pub fn did_open(&mut self, text: &str) {
        let document = json!({ "uri": URI, "languageId": "ipxe", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).unwrap();
        self.input.flush().unwrap();
    }

    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The answer of a request: its `result` or its `error`.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.receive();
            if message["id"] == id {
                return message.get("result").unwrap_or(&message["error"]).clone();
            }
        }
    }

    /// Asks about the open document, with further parameters.
    pub fn about(&mut self, method: &str, more: Value) -> Value {
        let mut params = more;
        params["textDocument"] = json!({ "uri": URI });
        self.ask(&format!("textDocument/{method}"), params)
    }

    /// Asks about a place in the open document.
    pub fn at(&mut self, method: &str, line: u32, character: u32) -> Value {
        self.about(
            method,
            json!({ "position": { "line": line, "character": character } }),
        )
    }

    pub fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert_ne!(
                self.output.read_line(&mut line).unwrap(),
                0,
                "the server ended"
            );
            match line.trim_end() {
                "" => break,
                header => {
                    length = header
                        .strip_prefix("Content-Length: ")
                        .unwrap()
                        .parse()
                        .unwrap()
                }
            }
        }
        let mut content = vec![0; length];
        self.output.read_exact(&mut content).unwrap();
        serde_json::from_slice(&content).unwrap()
    }

    /// Sends `exit` and waits for the program to end.
    pub fn exit(mut self) -> Option<i32> {
        self.tell("exit", Value::Null);
        self.child.wait().unwrap().code()
    }

    /// Closes the input and waits for the program to end.
    pub fn end_of_input(self) -> Option<i32> {
        let Self {
            mut child, input, ..
        } = self;
        drop(input);
        child.wait().unwrap().code()
    }
}
