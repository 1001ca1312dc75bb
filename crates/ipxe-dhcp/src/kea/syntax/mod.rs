//! Reading a configuration's text: JSON with comments, includes and a grammar of its own.

mod expect;
mod grammar;
mod keyword;
mod lexer;
mod parser;
mod text;

pub(super) use parser::{Tree, read};
