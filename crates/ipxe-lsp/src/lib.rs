//! The language server of iPXE scripts.
//!
//! The only crate that knows the Language Server Protocol. [`Server`] takes messages and gives
//! messages; it does no I/O, so that tests can drive it. The program puts it between standard input and output.
//!
//! - [`transport`]: bytes to messages and back.
//! - [`text`]: open documents, and places as editors count them.
//! - [`server`]: the life of a session, documents, findings.
//! - [`requests`]: the answers of requests, taken from `ipxe-ide`.
//! - [`convert`]: what `ipxe-ide` and `ipxe-check` say, in the words of the protocol.
//!
//! What it is not: it knows nothing of scripts.
#![forbid(unsafe_code)]

pub mod capabilities;
pub mod config;
pub mod convert;
pub mod requests;
pub mod server;
pub mod text;
pub mod transport;

pub use server::Server;
