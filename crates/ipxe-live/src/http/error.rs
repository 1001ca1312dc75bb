//! Why a file could not be fetched.

use std::error::Error;
use std::io;
use std::time::Duration;

use reqwest::Url;

use super::Request;

/// Why a file could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The URL makes no sense.
    #[error("{url}: {reason}")]
    Url {
        /// As it was given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Neither HTTP nor HTTPS.
    #[error("{url}: cannot fetch by {scheme}, only by http and https")]
    Scheme {
        /// What should be fetched.
        url: String,
        /// The scheme without the colon.
        scheme: String,
    },
    /// A redirection that leads nowhere.
    #[error("{url}: redirects to `{location}`: {reason}")]
    Location {
        /// The URL that redirects.
        url: String,
        /// The `Location` as it came.
        location: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Redirections without end.
    #[error("{url}: more than {limit} redirections")]
    Redirects {
        /// The URL that was asked for first.
        url: String,
        /// How many were followed.
        limit: usize,
    },
    /// No answer, or not all of it, in time.
    #[error("{url}: no complete answer within {} seconds", limit.as_secs_f64())]
    Time {
        /// What should be fetched.
        url: String,
        /// The time for everything together.
        limit: Duration,
    },
    /// More bytes than anyone would write by hand.
    #[error("{url}: larger than {limit} bytes")]
    Large {
        /// What should be fetched.
        url: String,
        /// The most bytes that are read.
        limit: u64,
    },
    /// The server could not be reached, or its certificate is not trusted.
    #[error("{url}: cannot connect: {reason}")]
    Connect {
        /// What should be fetched.
        url: String,
        /// What the system or the TLS library says.
        reason: String,
    },
    /// The answer is no HTTP, or it broke off.
    #[error("{url}: {reason}")]
    Answer {
        /// What should be fetched.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No request could be made at all, as when the system has no certificates.
    #[error("{url}: cannot set up a connection: {reason}")]
    Setup {
        /// What should be fetched.
        url: String,
        /// Why not.
        reason: String,
    },
}

impl FetchError {
    /// What the HTTP library says, in one of our words.
    pub(super) fn of(url: &Url, error: &(dyn Error + 'static), request: &Request) -> Self {
        let url = url.to_string();
        let causes = || std::iter::successors(Some(error), |error| cause(*error));
        let is = |test: fn(&reqwest::Error) -> bool| {
            causes().any(|error| error.downcast_ref::<reqwest::Error>().is_some_and(test))
        };
        let timed_out = |error: &io::Error| error.kind() == io::ErrorKind::TimedOut;
        let reason = innermost(error);
        if is(reqwest::Error::is_timeout)
            || causes().any(|error| error.downcast_ref().is_some_and(timed_out))
        {
            let limit = request.time;
            Self::Time { url, limit }
        } else if is(reqwest::Error::is_connect) {
            Self::Connect { url, reason }
        } else {
            Self::Answer { url, reason }
        }
    }
}

/// What an error comes from. Those wrapped into an I/O error are found too.
fn cause<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

/// The text of the first cause, without the number that the standard library adds.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    let last = std::iter::successors(Some(error), |error| cause(*error)).last();
    let text = last.unwrap_or(error).to_string();
    match text.rfind(" (os error ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
