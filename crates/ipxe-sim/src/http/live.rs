//! The outside world, where it is let in.

use std::fmt::Debug;
use std::time::Duration;

use super::{HttpRequest, HttpResponse};

/// Makes requests to real web servers, for hosts that the user named.
pub trait LiveHttp: Debug + Send + Sync {
    /// Whether requests to this host and port go out.
    fn is_live(&self, host: &[u8], port: u16) -> bool;

    /// Makes one request, without following redirects, and says how long it took.
    ///
    /// # Errors
    /// What went wrong.
    fn exchange(&self, request: &HttpRequest) -> Result<(HttpResponse, Duration), LiveProblem>;
}

/// Why a request to a real web server failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LiveProblem {
    /// The name is not known.
    #[error("the name cannot be resolved: {0}")]
    NoSuchHost(String),
    /// The server refuses or resets the connection, or cannot be reached.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The server takes too long.
    #[error("the server does not answer: {0}")]
    TimedOut(String),
    /// Its certificate is not accepted.
    #[error("the server's certificate is not accepted: {0}")]
    Certificate(String),
}
