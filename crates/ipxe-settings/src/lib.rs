//! The settings tree of a running iPXE: blocks, precedence, typed store, fetch and format.
#![forbid(unsafe_code)]
