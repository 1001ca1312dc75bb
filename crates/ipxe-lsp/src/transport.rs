//! Messages between editor and server: a header with the length, then JSON.
//!
//! Whatever cannot be read as a message is a [`Incoming::Malformed`], to be answered with the error
//! that JSON-RPC has for it; reading goes on with the next message.

use std::io::{self, BufRead, Read, Write};

use gen_lsp_types::ErrorCodes;
use serde_json::{Value, json};

/// The longest message that is read, in bytes. Longer ones are skipped and refused.
pub const LONGEST: u64 = 256 << 20;

/// The longest line of a header.
const LONGEST_HEADER: u64 = 8192;

/// What the editor sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// A request; it must be answered.
    Request {
        /// Comes back in the answer.
        id: Value,
        /// What is asked.
        method: String,
        /// About what.
        params: Value,
    },
    /// A notification; it must not be answered.
    Notification {
        /// What happened.
        method: String,
        /// To what.
        params: Value,
    },
    /// An answer to a request of the server.
    Response,
    /// Not a message.
    Malformed {
        /// The id of what seems to be a request, or null.
        id: Value,
        /// The error of JSON-RPC.
        code: ErrorCodes,
        /// What is wrong.
        message: String,
    },
}

/// Reads one message; none at the end of the input.
pub fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = read_header(input)? else {
        return Ok(None);
    };
    let malformed = |code, message: String| {
        Ok(Some(Incoming::Malformed {
            id: Value::Null,
            code,
            message,
        }))
    };
    let Some(length) = length else {
        let message = "a message needs a header `Content-Length: NUMBER`".to_owned();
        return malformed(ErrorCodes::ParseError, message);
    };
    if length > LONGEST {
        io::copy(&mut input.take(length), &mut io::sink())?;
        let message =
            format!("a message of {length} bytes is too long, at most {LONGEST} are read");
        return malformed(ErrorCodes::InvalidRequest, message);
    }
    let mut content = Vec::new();
    input.take(length).read_to_end(&mut content)?;
    if (content.len() as u64) < length {
        return Ok(None);
    }
    match serde_json::from_slice(&content) {
        Ok(value) => Ok(Some(message_of(value))),
        Err(error) => malformed(ErrorCodes::ParseError, format!("not JSON: {error}")),
    }
}

/// Reads a header: none at the end of the input, else the length if it is there.
fn read_header(input: &mut impl BufRead) -> io::Result<Option<Option<u64>>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.take(LONGEST_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            return Ok(Some(length));
        }
        let mut halves = text.splitn(2, |&byte| byte == b':');
        let name = halves.next().unwrap_or_default().trim_ascii();
        if name.eq_ignore_ascii_case(b"Content-Length") {
            let value = halves.next().unwrap_or_default().trim_ascii();
            length = std::str::from_utf8(value)
                .ok()
                .and_then(|value| value.parse().ok());
        }
    }
}

/// What a JSON value is as a message.
fn message_of(value: Value) -> Incoming {
    let Value::Object(mut object) = value else {
        return Incoming::Malformed {
            id: Value::Null,
            code: ErrorCodes::InvalidRequest,
            message: "a message must be a JSON object".to_owned(),
        };
    };
    let id = object.remove("id");
    let params = object.remove("params").unwrap_or_default();
    match (object.remove("method"), id) {
        (Some(Value::String(method)), None) => Incoming::Notification { method, params },
        (Some(Value::String(method)), Some(id)) if id.is_string() || id.is_number() => {
            Incoming::Request { id, method, params }
        }
        (None, Some(_)) if object.contains_key("result") || object.contains_key("error") => {
            Incoming::Response
        }
        (_, id) => Incoming::Malformed {
            id: id
                .filter(|id| id.is_string() || id.is_number())
                .unwrap_or_default(),
            code: ErrorCodes::InvalidRequest,
            message: "a message needs a `method`, and an `id` that is a number or a string"
                .to_owned(),
        },
    }
}

/// Writes one message.
pub fn write(output: &mut impl Write, message: &Value) -> io::Result<()> {
    let text = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

/// An answer.
#[must_use]
pub fn response(id: Value, result: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "result": result })
}

/// A refusal.
#[must_use]
pub fn error(id: Value, code: ErrorCodes, message: &str) -> Value {
    let code = i32::from(code);
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}

/// A notification.
#[must_use]
pub fn notification(method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "method": method, "params": params })
}
