//! One request and its answer, with nothing followed and nothing judged.

use std::sync::Arc;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Url};

use super::{FetchError, Request, client};

/// A header: name and value.
pub type Header = (Vec<u8>, Vec<u8>);

/// A request.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The URL.
    pub url: &'a str,
    /// The method: `GET`, `POST`.
    pub method: &'a str,
    /// Headers. Those of the connection (`Host`, `Connection`, `Content-Length`) are made here and left
    /// out.
    pub headers: &'a [Header],
    /// The body.
    pub body: &'a [u8],
}

/// An answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, in order.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Arc<[u8]>,
}

/// Makes one request. Redirections are answers like any other.
///
/// # Errors
/// If there is no answer within the limits.
pub fn exchange(question: Question<'_>, limits: &Request) -> Result<Answer, FetchError> {
    let bad_url = |reason: String| FetchError::Url {
        url: question.url.to_owned(),
        reason,
    };
    let url = Url::parse(question.url).map_err(|reason| bad_url(reason.to_string()))?;
    let secure = match url.scheme() {
        "http" => false,
        "https" => true,
        scheme => {
            return Err(FetchError::Scheme {
                url: url.to_string(),
                scheme: scheme.to_owned(),
            });
        }
    };
    let method = Method::from_bytes(question.method.as_bytes())
        .map_err(|reason| bad_url(reason.to_string()))?;
    let mut request = client(secure, &url, limits)?
        .request(method, url.clone())
        .timeout(limits.time);
    for (name, value) in question.headers {
        let made_here = ["host", "connection", "content-length"];
        let name = HeaderName::from_bytes(name);
        let value = HeaderValue::from_bytes(value);
        if let (Ok(name), Ok(value)) = (name, value)
            && !made_here.contains(&name.as_str())
        {
            request = request.header(name, value);
        }
    }
    if !question.body.is_empty() {
        request = request.body(question.body.to_vec());
    }
    let response = request
        .send()
        .map_err(|reason| FetchError::of(&url, &reason, limits))?;
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().as_bytes().to_vec(), value.as_bytes().to_vec()))
        .collect();
    Ok(Answer {
        status: response.status().as_u16(),
        headers,
        body: super::body(response, &url, limits)?.into(),
    })
}
