//! The outside world over real sockets.
//!
//! The only crate of the workspace that opens any. What it brings in are plain bytes and plain
//! facts about how they came; what they mean is for others to say.
//!
//! Start at [`http::fetch`], which follows redirections, or at [`http::exchange`], which does not.
#![forbid(unsafe_code)]

pub mod http;
