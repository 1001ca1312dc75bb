//! Real web servers, for hosts that the user named.

use std::time::{Duration, Instant};

use ipxe_live::http::{FetchError, Question, Request, exchange};
use ipxe_sim::http::{HttpRequest, HttpResponse, LiveHttp, LiveProblem};

/// Most bytes of an answer.
const LARGEST: u64 = 1 << 30;
/// Longest time of a request.
const LONGEST: Duration = Duration::from_secs(600);

/// A host whose requests go out, and the port if only one does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveHost {
    /// The host, as in URIs.
    pub host: String,
    /// The port; every port if there is none.
    pub port: Option<u16>,
}

impl std::str::FromStr for LiveHost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = "expected a host such as boot.example.org or 192.0.2.1:8080";
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                let port = port
                    .parse()
                    .map_err(|_| format!("{port:?} is no port; {expected}"))?;
                (host, Some(port))
            }
            _ => (text, None),
        };
        let is_host = |c: char| c.is_ascii_alphanumeric() || ".-_[]:".contains(c);
        if host.is_empty() || !host.chars().all(is_host) {
            return Err(format!("{text:?} is no host; {expected}"));
        }
        Ok(Self {
            host: host.to_owned(),
            port,
        })
    }
}

/// The way to real web servers.
#[derive(Clone, Debug)]
pub struct Live {
    hosts: Vec<LiveHost>,
}

impl Live {
    /// A way to these hosts, and to no others.
    #[must_use]
    pub const fn new(hosts: Vec<LiveHost>) -> Self {
        Self { hosts }
    }
}

impl LiveHttp for Live {
    fn is_live(&self, host: &[u8], port: u16) -> bool {
        self.hosts.iter().any(|live| {
            live.host.as_bytes().eq_ignore_ascii_case(host)
                && live.port.is_none_or(|known| known == port)
        })
    }

    fn exchange(&self, request: &HttpRequest) -> Result<(HttpResponse, Duration), LiveProblem> {
        let scheme = if request.tls { "https" } else { "http" };
        let host = String::from_utf8_lossy(&request.host);
        let target = String::from_utf8_lossy(&request.target);
        let url = format!("{scheme}://{host}:{}{target}", request.port);
        let question = Question {
            url: &url,
            method: request.method,
            headers: &request.headers,
            body: &request.body,
        };
        let limits = Request {
            time: LONGEST,
            bytes: LARGEST,
            ..Request::default()
        };
        let start = Instant::now();
        let answer = exchange(question, &limits).map_err(|error| problem(&error))?;
        let response = HttpResponse {
            status: answer.status,
            headers: answer.headers,
            body: answer.body,
        };
        Ok((response, start.elapsed()))
    }
}

fn problem(error: &FetchError) -> LiveProblem {
    let text = error.to_string();
    let lower = text.to_lowercase();
    match error {
        FetchError::Time { .. } => LiveProblem::TimedOut(text),
        _ if lower.contains("certificate") => LiveProblem::Certificate(text),
        _ if lower.contains("resolve")
            || lower.contains("lookup")
            || lower.contains("name or service") =>
        {
            LiveProblem::NoSuchHost(text)
        }
        _ => LiveProblem::Unreachable(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_may_have_a_port() {
        let host = |text: &str| text.parse::<LiveHost>().map(|live| (live.host, live.port));
        assert_eq!(
            host("boot.example.org"),
            Ok(("boot.example.org".to_owned(), None))
        );
        assert_eq!(
            host("192.0.2.1:8080"),
            Ok(("192.0.2.1".to_owned(), Some(8080)))
        );
        assert_eq!(
            host("[2001:db8::1]"),
            Ok(("[2001:db8::1]".to_owned(), None))
        );
        assert_eq!(
            host("[2001:db8::1]:80"),
            Ok(("[2001:db8::1]".to_owned(), Some(80)))
        );
        assert!(host("http://x").is_err());
        assert!(host("x:y").is_err());
    }

    #[test]
    fn only_named_hosts_are_live() {
        let live = Live::new(vec!["a:80".parse().unwrap(), "b".parse().unwrap()]);
        assert!(live.is_live(b"a", 80) && live.is_live(b"B", 8080));
        assert!(!live.is_live(b"a", 81) && !live.is_live(b"c", 80));
    }
}
