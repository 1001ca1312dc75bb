//! Fetching a file by HTTP or HTTPS as iPXE does, with each redirection told.
//!
//! Like iPXE this speaks HTTP/1.1 without compression, cookies and proxies, and follows a
//! `Location` whatever the status is, unless it is one of success
//! (`net/tcp/httpcore.c: http_transfer_complete`). Unlike iPXE it gives up: after a time, a number
//! of redirections and a number of bytes. Certificates are judged as the system judges them, not by
//! the roots that iPXE trusts.

mod error;
mod exchange;

use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Url;
use reqwest::blocking::{Client, Response};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;

pub use error::FetchError;
pub use exchange::{Answer, Header, Question, exchange};

/// How to ask, and when to give up.
#[derive(Clone, Debug)]
pub struct Request {
    /// The `User-Agent`; iPXE's begins with `iPXE/`, and servers look at that.
    pub user_agent: String,
    /// For everything together, from the first connection to the last byte.
    pub time: Duration,
    /// Redirections that are followed. iPXE knows no limit.
    pub redirects: usize,
    /// Bytes of the body.
    pub bytes: u64,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            user_agent: "iPXE".to_owned(),
            time: Duration::from_secs(30),
            redirects: 20,
            bytes: 16 * 1024 * 1024,
        }
    }
}

/// A redirection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The status that came with it.
    pub status: u16,
    /// Where it points to, resolved.
    pub url: String,
}

/// The answer of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The URL that answered, after redirections.
    pub url: String,
    /// The redirections on the way, in order.
    pub redirects: Vec<Redirect>,
    /// Its status.
    pub status: u16,
    /// The `Content-Type`, one U+FFFD for what is not UTF-8.
    pub content_type: Option<String>,
    /// The body; empty unless the status is one of success, as iPXE reads no other.
    pub body: Vec<u8>,
}

/// Fetches `url`.
///
/// # Errors
/// If there is no answer, or none within the limits. An answer with a status that is not one of
/// success is none.
pub fn fetch(url: &str, request: &Request) -> Result<Fetched, FetchError> {
    let deadline = Instant::now() + request.time;
    let mut target = Url::parse(url).map_err(|reason| FetchError::Url {
        url: url.to_owned(),
        reason: reason.to_string(),
    })?;
    let mut redirects = Vec::new();
    let mut clients = Clients::default();
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let response = clients
            .of(&target, request)?
            .get(target.clone())
            .timeout(left)
            .send()
            .map_err(|reason| FetchError::of(&target, &reason, request))?;
        let status = response.status();
        let location = (!status.is_success())
            .then(|| response.headers().get(LOCATION))
            .flatten()
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let Some(location) = location else {
            return Ok(Fetched {
                redirects,
                status: status.as_u16(),
                content_type: response
                    .headers()
                    .get(CONTENT_TYPE)
                    .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
                body: if status.is_success() {
                    body(response, &target, request)?
                } else {
                    Vec::new()
                },
                url: target.into(),
            });
        };
        if redirects.len() >= request.redirects {
            return Err(FetchError::Redirects {
                url: url.to_owned(),
                limit: request.redirects,
            });
        }
        target = target
            .join(&location)
            .map_err(|reason| FetchError::Location {
                url: target.to_string(),
                location,
                reason: reason.to_string(),
            })?;
        redirects.push(Redirect {
            status: status.as_u16(),
            url: target.to_string(),
        });
    }
}

fn body(response: Response, url: &Url, request: &Request) -> Result<Vec<u8>, FetchError> {
    let too_large = || FetchError::Large {
        url: url.to_string(),
        limit: request.bytes,
    };
    let announced = response.content_length().unwrap_or(0);
    if announced > request.bytes {
        return Err(too_large());
    }
    let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or(0));
    response
        .take(request.bytes.saturating_add(1))
        .read_to_end(&mut body)
        .map_err(|reason| FetchError::of(url, &reason, request))?;
    if body.len() as u64 > request.bytes {
        return Err(too_large());
    }
    Ok(body)
}

/// Made when first needed: reading the system's certificates takes longer than a plain request.
#[derive(Default)]
struct Clients {
    plain: Option<Client>,
    secure: Option<Client>,
}

impl Clients {
    fn of(&mut self, url: &Url, request: &Request) -> Result<&Client, FetchError> {
        let (slot, secure) = match url.scheme() {
            "http" => (&mut self.plain, false),
            "https" => (&mut self.secure, true),
            scheme => {
                return Err(FetchError::Scheme {
                    url: url.to_string(),
                    scheme: scheme.to_owned(),
                });
            }
        };
        if slot.is_none() {
            *slot = Some(client(secure, url, request)?);
        }
        Ok(slot.as_ref().expect("filled just above"))
    }
}

fn client(secure: bool, url: &Url, request: &Request) -> Result<Client, FetchError> {
    let setup = |reason: String| FetchError::Setup {
        url: url.to_string(),
        reason,
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|reason| setup(reason.to_string()))?;
    let tls = if secure {
        tls.with_platform_verifier()
            .map_err(|reason| match reason {
                rustls::Error::General(reason) => setup(reason),
                reason => setup(reason.to_string()),
            })?
    } else {
        tls.with_root_certificates(RootCertStore::empty())
    };
    Client::builder()
        .tls_backend_preconfigured(tls.with_no_client_auth())
        .https_only(secure)
        .http1_only()
        .no_proxy()
        .referer(false)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(0)
        .user_agent(&request.user_agent)
        .build()
        .map_err(|reason| setup(error::innermost(&reason)))
}
