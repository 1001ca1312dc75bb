//! Reading dhcpd.conf as the daemon reads it, mistakes included.
//!
//! The daemon's parser goes on after a mistake, and what it finds wrong next follows from what it
//! skipped; so each function here takes the same tokens as its model, which it names, and skips the
//! same. Where the model calls itself without end, a limit stands here.

mod address;
mod class;
mod control;
mod declaration;
mod enter;
mod executable;
mod expression;
mod failover;
mod function;
mod group;
mod host;
mod ipv6;
mod network;
mod number;
mod option_code;
mod option_data;
mod option_token;
mod option_type;
mod permit;
mod pool;
mod range;
mod report;
mod term;
mod zone;

use std::collections::BTreeMap;
use std::sync::Arc;

use ipxe_diagnostics::{SourceFile, Span};

use super::expression::{Expr, ExprId};
use super::lexer::{Lexer, Token};
use super::model::{Class, ClassId, Config, Group, GroupId, HostId, ScopeKind};
use crate::{FileError, FileId, Files, Finding, Place};

/// How deep scopes, blocks, parentheses and includes may be nested in each other.
const MAX_DEPTH: u32 = 200;

/// How many mistakes are told of.
const MAX_FINDINGS: usize = 2_000;

/// What kind of block a statement stands in (`ROOT_GROUP` and so on in `includes/dhcpd.h`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Root,
    Host,
    Network,
    Subnet,
    Class,
    Group,
    Pool,
}

/// A statement was not understood; what to skip has been skipped.
#[derive(Debug)]
struct Skipped;

/// A failover partner that is declared.
pub(super) struct FailoverPeer {
    pub(super) name: Box<[u8]>,
    /// Whether the two would share the load.
    pub(super) balances: bool,
    /// How many pools refer to it.
    pub(super) pools: u32,
}

/// A parser and all that it has made so far.
pub(super) struct Parser<'f> {
    files: &'f dyn Files,
    lexer: Lexer,
    file: FileId,
    file_name: Arc<str>,
    /// Whether the current file has a mistake (`warnings_occurred`).
    failed: bool,
    /// The daemon gave up on the spot.
    pub(super) aborted: bool,
    depth: u32,
    pub(super) config: Config,
    /// How many levels each expression has below it.
    levels: Vec<u32>,
    named_groups: Vec<(Box<[u8]>, GroupId)>,
    pub(super) peers: Vec<FailoverPeer>,
    keys: Vec<Box<[u8]>>,
    warned_of_hosts: bool,
    /// Addresses of all ranges: the first of each by the last.
    addresses: BTreeMap<u32, u32>,
    /// Last addresses of subnets by their first.
    spans: BTreeMap<u32, u32>,
    /// Whether some netmask has zeros before ones.
    odd_netmasks: bool,
    comparisons: usize,
    pub(super) sources: Vec<SourceFile>,
    pub(super) findings: Vec<Finding>,
    pub(super) output: Vec<String>,
}

impl<'f> Parser<'f> {
    pub(super) fn new(files: &'f dyn Files) -> Self {
        let mut config = Config::empty();
        config.groups.push(Group {
            outer: None,
            kind: ScopeKind::Global,
            name: Box::default(),
            statements: Vec::new(),
            authoritative: false,
            subnet: None,
            network: None,
        });
        Self {
            files,
            lexer: Lexer::new(Arc::from([])),
            file: FileId(0),
            file_name: Arc::from(""),
            failed: false,
            aborted: false,
            depth: 0,
            config,
            levels: Vec::new(),
            named_groups: Vec::new(),
            peers: Vec::new(),
            keys: Vec::new(),
            warned_of_hosts: false,
            addresses: BTreeMap::new(),
            spans: BTreeMap::new(),
            odd_netmasks: false,
            comparisons: 0,
            sources: Vec::new(),
            findings: Vec::new(),
            output: Vec::new(),
        }
    }

    /// Names the main file, before it is read.
    pub(super) fn open_main(&mut self, name: &str) {
        self.file_name = Arc::from(name);
    }

    /// Reads a file into a scope: `confpars.c: read_conf_file`. False where it has a mistake.
    pub(super) fn read_file(&mut self, name: &str, group: GroupId, block: Block) -> bool {
        let bytes = match self.files.read(name) {
            Ok(bytes) => bytes,
            // A folder can be opened, but what it is long by cannot be read.
            Err(FileError::IsDirectory) => {
                self.abort(format!("Can't read in {name}: Is a directory"));
                return false;
            }
            Err(error) => {
                self.abort(format!("Can't open {name}: {error}"));
                return false;
            }
        };
        let file = FileId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push(SourceFile::new(name, bytes.to_vec()));
        let lexer = std::mem::replace(&mut self.lexer, Lexer::new(bytes));
        let file = std::mem::replace(&mut self.file, file);
        let file_name = std::mem::replace(&mut self.file_name, Arc::from(name));
        let failed = std::mem::replace(&mut self.failed, false);
        let mut declaration = false;
        while self.peek() != Token::END_OF_FILE {
            declaration = self.statement(group, block, None, declaration);
        }
        self.next();
        let understood = !self.failed;
        (self.lexer, self.file, self.file_name, self.failed) = (lexer, file, file_name, failed);
        understood
    }

    /// Takes a token. After the daemon gave up there is none left.
    fn next(&mut self) -> Token {
        self.token(Lexer::next)
    }

    fn peek(&mut self) -> Token {
        self.token(Lexer::peek)
    }

    fn token(&mut self, read: impl FnOnce(&mut Lexer) -> Token) -> Token {
        if self.aborted {
            return Token::END_OF_FILE;
        }
        let token = read(&mut self.lexer);
        if self.lexer.has_objections() {
            self.report_objections();
            if self.aborted {
                return Token::END_OF_FILE;
            }
        }
        token
    }

    /// The text of the last token.
    fn text(&self) -> &[u8] {
        self.lexer.text()
    }

    fn boxed_text(&self) -> Box<[u8]> {
        self.text().into()
    }

    /// The last token that was taken.
    fn place(&self) -> Place {
        Place::new(self.file, self.lexer.span())
    }

    /// All from the beginning of `from` to the last token that was taken.
    fn place_since(&self, from: Place) -> Place {
        let end = if from.file == self.file {
            self.lexer.span().end
        } else {
            from.span.end
        };
        Place::new(
            from.file,
            Span::new(from.span.start, end.max(from.span.end)),
        )
    }

    /// `parse.c: skip_to_rbrace`.
    fn skip_to_rbrace(&mut self, mut braces: u32) {
        loop {
            match self.peek() {
                Token::RBRACE => {
                    braces = braces.saturating_sub(1);
                    if braces == 0 {
                        self.next();
                        return;
                    }
                }
                Token::LBRACE => braces += 1,
                Token::SEMI if braces == 0 => {
                    self.next();
                    return;
                }
                // Only resolv.conf has ends of lines as tokens.
                _ => {}
            }
            if self.next() == Token::END_OF_FILE {
                return;
            }
        }
    }

    fn skip_to_semi(&mut self) {
        self.skip_to_rbrace(0);
    }

    /// `parse.c: parse_semi`.
    fn semi(&mut self) -> bool {
        if self.next() == Token::SEMI {
            return true;
        }
        self.warn("semicolon expected.");
        self.skip_to_semi();
        false
    }

    /// `confpars.c: parse_lbrace`.
    fn lbrace(&mut self) -> bool {
        if self.next() == Token::LBRACE {
            return true;
        }
        self.warn("expecting left brace.");
        self.skip_to_semi();
        false
    }

    /// Runs `inside` one level deeper. None beyond the limit, where reading ends.
    fn deeper<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.abort_here(format!("more than {MAX_DEPTH} levels of nesting"));
            return None;
        }
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        Some(result)
    }

    /// Adds an expression.
    fn expr(&mut self, expr: Expr) -> ExprId {
        let mut level = 0;
        expr.each_part(|part| level = level.max(self.levels[part.0 as usize] + 1));
        if level > MAX_DEPTH {
            self.abort_here(format!("more than {MAX_DEPTH} levels of an expression"));
        }
        let id = ExprId(u32::try_from(self.config.expressions.len()).unwrap_or(u32::MAX));
        self.config.expressions.push(expr);
        self.levels.push(level);
        id
    }

    fn bytes(&mut self, bytes: impl Into<Box<[u8]>>) -> ExprId {
        self.expr(Expr::Bytes(bytes.into()))
    }

    /// `tree.c: make_concat`: `left`, where there is one, followed by `right`.
    fn concat(&mut self, left: Option<ExprId>, right: ExprId) -> ExprId {
        let Some(left) = left else { return right };
        let last = ExprId(u32::try_from(self.config.expressions.len()).unwrap_or(1) - 1);
        let joined = match self.config.expr(right) {
            Expr::Bytes(tail) => Some(tail.clone()),
            _ => None,
        };
        // A chain that nobody else knows is made longer, so that long lists stay flat.
        let at = left.0 as usize;
        match (&mut self.config.expressions[at], joined) {
            (Expr::Bytes(head), Some(tail)) => {
                let mut whole = std::mem::take(head).into_vec();
                whole.extend_from_slice(&tail);
                *head = whole.into_boxed_slice();
                if last == right {
                    self.config.expressions.pop();
                    self.levels.pop();
                }
                left
            }
            (Expr::Concat(parts), _) => {
                parts.push(right);
                let parts = std::mem::take(parts);
                self.expr(Expr::Concat(parts))
            }
            _ => self.expr(Expr::Concat(vec![left, right])),
        }
    }

    /// Adds a scope inside `outer` (`memory.c: clone_group`).
    fn group_inside(&mut self, outer: GroupId, kind: ScopeKind, name: &[u8]) -> GroupId {
        let id = GroupId::next(self.config.groups.len());
        let authoritative = self.config.group(outer).authoritative;
        self.config.groups.push(Group {
            outer: Some(outer),
            kind,
            name: name.into(),
            statements: Vec::new(),
            authoritative,
            subnet: None,
            network: None,
        });
        id
    }

    fn group_mut(&mut self, id: GroupId) -> &mut Group {
        &mut self.config.groups[id.index()]
    }

    fn class_mut(&mut self, id: ClassId) -> &mut Class {
        &mut self.config.classes[id.index()]
    }

    fn host_mut(&mut self, id: HostId) -> &mut super::model::HostDecl {
        &mut self.config.hosts[id.index()]
    }
}
