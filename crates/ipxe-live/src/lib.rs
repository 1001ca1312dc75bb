//! The outside world over real sockets.
#![forbid(unsafe_code)]
