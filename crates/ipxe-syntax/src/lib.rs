//! Bytes to a lossless tree of logical lines, commands and words, as iPXE reads them.
//!
//! Every byte string is a script: [`parse`] never fails and never panics. What is
//! odd about a script (no magic, a continuation at its end, an unterminated
//! `${`) is visible in the tree and judged elsewhere.
//!
//! The path of a script through this crate:
//!
//! 1. [`token`]: the bytes are cut into [`Token`]s that tile the source. Joined
//!    together they are the input, byte for byte.
//! 2. [`lexer`]: physical lines are joined into logical ones where iPXE joins
//!    them (`image/script.c: process_script`); what was dropped by joining is
//!    kept in the [`splice::Splices`] of the tree, so that spans are always physical.
//! 3. [`parser`]: each logical line becomes a label and a chain of commands.
//! 4. [`tree`]: read-only views of the result.
//! 5. [`expansion`]: the `${...}` inside one word. [`uri`]: URIs inside one word.
//!
//! This crate knows no command, option or setting by name; the reference tables do.
#![forbid(unsafe_code)]

pub mod expansion;
pub mod lexer;
pub mod magic;
pub mod parser;
pub mod span;
pub mod splice;
pub mod token;
pub mod tree;
pub mod uri;

pub use magic::Magic;
pub use parser::{parse, parse_command_line};
pub use span::Span;
pub use token::{Token, TokenKind};
pub use tree::{Command, Label, Line, Operator, Script, Tree, Word};
