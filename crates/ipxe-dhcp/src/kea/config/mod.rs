//! The configuration as the server uses it.

mod read;

/// A configuration that Kea takes.
#[derive(Clone, Debug)]
pub struct Config {}
