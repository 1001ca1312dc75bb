//! The life of a session: from `initialize` to `exit`, open documents, and what is found in them.

use std::collections::BTreeMap;

use gen_lsp_types as lsp;
use gen_lsp_types::{ErrorCodes, InitializeResult, Uri};
use ipxe_check::{Checker, Options};
use ipxe_diagnostics::{Diagnostic, SourceFile};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::capabilities::capabilities;
use crate::config::Config;
use crate::convert;
use crate::requests;
use crate::text::{Encoding, Text};
use crate::transport::{self, Incoming};

/// How far the session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Before `initialize`.
    Fresh,
    /// Requests are answered.
    Running,
    /// After `shutdown`.
    Down,
    /// After `exit`.
    Over,
}

/// An open document.
#[derive(Debug)]
pub struct Document {
    /// What it holds.
    pub text: Text,
    version: Option<i32>,
    /// Its findings were not yet sent.
    stale: bool,
    findings: Option<Vec<Diagnostic>>,
}

impl Document {
    fn new(text: Text, version: Option<i32>) -> Self {
        Self {
            text,
            version,
            stale: true,
            findings: None,
        }
    }

    /// The document as a file to check.
    #[must_use]
    pub fn source(&self, uri: &Uri) -> SourceFile {
        SourceFile::new(uri.as_ref(), self.text.as_str().as_bytes())
    }

    /// What is found in it.
    pub fn findings(&mut self, uri: &Uri, checker: &Checker) -> &[Diagnostic] {
        if self.findings.is_none() {
            self.findings = Some(checker.check(&self.source(uri)));
        }
        self.findings.as_deref().unwrap_or_default()
    }
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The error of JSON-RPC or of the protocol.
    pub code: ErrorCodes,
    /// What is wrong.
    pub message: String,
}

/// A language server. It does no I/O.
pub struct Server {
    phase: Phase,
    was_shut_down: bool,
    encoding: Encoding,
    /// The editor asks for findings; they are not sent unasked.
    pulls: bool,
    checker: Checker,
    documents: BTreeMap<String, Document>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            phase: Phase::Fresh,
            was_shut_down: false,
            encoding: Encoding::Utf16,
            pulls: false,
            checker: Checker::new(Options::default()),
            documents: BTreeMap::new(),
        }
    }
}

impl Server {
    /// Takes one message and adds what is to be sent.
    pub fn handle(&mut self, message: Incoming, answers: &mut Vec<Value>) {
        match message {
            Incoming::Request { id, method, params } => {
                let answer = match self.request(&method, params, answers) {
                    Ok(result) => transport::response(id, result),
                    Err(refusal) => transport::error(id, refusal.code, &refusal.message),
                };
                answers.push(answer);
            }
            Incoming::Notification { method, params } => {
                self.notification(&method, params, answers);
            }
            Incoming::Response => {}
            Incoming::Malformed { id, code, message } => {
                answers.push(transport::error(id, code, &message));
            }
        }
    }

    /// Adds the findings that are to be sent once no further message waits.
    pub fn idle(&mut self, answers: &mut Vec<Value>) {
        if self.pulls || self.phase != Phase::Running {
            return;
        }
        for (uri, document) in self
            .documents
            .iter_mut()
            .filter(|(_, document)| document.stale)
        {
            let uri = Uri::from(uri.as_str());
            document.stale = false;
            let version = document.version;
            document.findings(&uri, &self.checker);
            let found = document.findings.iter().flatten();
            let diagnostics = found.map(|one| convert::diagnostic(&document.text, &uri, one));
            let params = lsp::PublishDiagnosticsParams {
                diagnostics: diagnostics.collect(),
                uri,
                version,
            };
            answers.push(transport::notification(
                "textDocument/publishDiagnostics",
                json!(params),
            ));
        }
    }

    /// True after `exit`.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.phase == Phase::Over
    }

    /// The status to end with: 0 if the editor asked to shut down before.
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        u8::from(!self.was_shut_down)
    }

    /// The text of an open document.
    #[must_use]
    pub fn text(&self, uri: &str) -> Option<&str> {
        Some(self.documents.get(uri)?.text.as_str())
    }

    /// The open document that a request is about, and the checker.
    ///
    /// # Errors
    /// If it is not open.
    pub fn document(&mut self, uri: &Uri) -> Result<(&mut Document, &Checker), Refusal> {
        let document = self.documents.get_mut(uri.as_ref());
        let document = document.ok_or_else(|| Refusal {
            code: ErrorCodes::InvalidParams,
            message: format!("{uri} is not open"),
        })?;
        Ok((document, &self.checker))
    }

    fn request(
        &mut self,
        method: &str,
        params: Value,
        answers: &mut Vec<Value>,
    ) -> Result<Value, Refusal> {
        let invalid = |message: &str| {
            Err(Refusal {
                code: ErrorCodes::InvalidRequest,
                message: message.to_owned(),
            })
        };
        match (self.phase, method) {
            (Phase::Fresh, "initialize") => Ok(self.initialize(&params, answers)),
            (Phase::Fresh, _) => Err(Refusal {
                code: ErrorCodes::ServerNotInitialized,
                message: format!("{method} before initialize"),
            }),
            (Phase::Running, "initialize") => invalid("initialize was already sent"),
            (Phase::Running, "shutdown") => {
                self.phase = Phase::Down;
                self.was_shut_down = true;
                Ok(Value::Null)
            }
            (Phase::Running, _) => requests::answer(self, method, params),
            (Phase::Down | Phase::Over, _) => invalid("the server was shut down"),
        }
    }

    fn initialize(&mut self, params: &Value, answers: &mut Vec<Value>) -> Value {
        let encodings = params.pointer("/capabilities/general/positionEncodings");
        let encodings = encodings.and_then(Value::as_array);
        if encodings.is_some_and(|known| known.iter().any(|encoding| encoding == "utf-8")) {
            self.encoding = Encoding::Utf8;
        }
        let pulls = params.pointer("/capabilities/textDocument/diagnostic");
        self.pulls = pulls.is_some_and(Value::is_object);
        if let Some(options) = params
            .get("initializationOptions")
            .filter(|options| !options.is_null())
        {
            self.configure(options, answers);
        }
        self.phase = Phase::Running;
        let mut result = InitializeResult::new(capabilities(self.encoding), None);
        result.server_info = Some(lsp::ServerInfo {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        });
        json!(result)
    }

    fn configure(&mut self, options: &Value, answers: &mut Vec<Value>) {
        let problems = match serde_json::from_value::<Config>(options.clone()) {
            Ok(config) => {
                let (options, problems) = config.options();
                self.checker = Checker::new(options);
                problems
            }
            Err(problem) => vec![problem.to_string()],
        };
        // Messages to the user may be sent before the answer to `initialize`.
        for problem in problems {
            let message = format!("ipxe-lsp, initializationOptions: {problem}");
            let params = json!({ "type": 2, "message": message });
            answers.push(transport::notification("window/showMessage", params));
        }
    }

    fn notification(&mut self, method: &str, params: Value, answers: &mut Vec<Value>) {
        if method == "exit" {
            self.phase = Phase::Over;
            return;
        }
        if self.phase != Phase::Running {
            return;
        }
        match method {
            "textDocument/didOpen" => {
                if let Some(lsp::DidOpenTextDocumentParams { text_document }) = read(params) {
                    let text = Text::new(text_document.text, self.encoding);
                    let document = Document::new(text, Some(text_document.version));
                    let uri = text_document.uri.as_ref().to_owned();
                    self.documents.insert(uri, document);
                }
            }
            "textDocument/didChange" => {
                if let Some(params) = read(params) {
                    self.change(params);
                }
            }
            "textDocument/didClose" => {
                if let Some(lsp::DidCloseTextDocumentParams { text_document }) = read(params) {
                    self.close(text_document.uri, answers);
                }
            }
            _ => {}
        }
    }

    fn change(&mut self, params: lsp::DidChangeTextDocumentParams) {
        let changed = params.text_document;
        let uri = &changed.text_document_identifier.uri;
        let Some(document) = self.documents.get_mut(uri.as_ref()) else {
            return;
        };
        for change in params.content_changes {
            match change {
                lsp::TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    document.text.replace(part.range, &part.text);
                }
                lsp::TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(
                    all,
                ) => {
                    document.text = Text::new(all.text, self.encoding);
                }
            }
        }
        document.version = Some(changed.version);
        document.stale = true;
        document.findings = None;
    }

    fn close(&mut self, uri: Uri, answers: &mut Vec<Value>) {
        if self.documents.remove(uri.as_ref()).is_some() && !self.pulls {
            let params = lsp::PublishDiagnosticsParams {
                uri,
                version: None,
                diagnostics: Vec::new(),
            };
            answers.push(transport::notification(
                "textDocument/publishDiagnostics",
                json!(params),
            ));
        }
    }
}

/// The parameters of a notification; one that cannot be read has no effect.
fn read<P: DeserializeOwned>(params: Value) -> Option<P> {
    serde_json::from_value(params).ok()
}
