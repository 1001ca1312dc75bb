//! Requests and answers.

use std::sync::Arc;

use ipxe_machine::ports::Host;
use ipxe_machine::state::{ParameterKind, ParameterList};
use ipxe_reference::Release;
use ipxe_syntax::uri::{Field, Uri, escape};

/// A header: name and value.
pub type Header = (Vec<u8>, Vec<u8>);

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Whether it goes over TLS.
    pub tls: bool,
    /// The host to connect to.
    pub host: Vec<u8>,
    /// The port to connect to.
    pub port: u16,
    /// The method.
    pub method: &'static str,
    /// Path and query, as they are sent.
    pub target: Vec<u8>,
    /// The headers, in order.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Arc<[u8]>,
}

/// A request without its headers: what parameters make of it (`net/tcp/httpcore.c: http_open_uri`).
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) method: &'static str,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: Vec<u8>,
    /// Bytes of the disk that are wanted, instead of all.
    pub(crate) range: Option<(u64, u64)>,
}

/// The methods that iPXE knows.
const METHODS: [&str; 4] = ["HEAD", "GET", "POST", "PUT"];

impl Wish {
    /// What a URI with these parameters asks for; `None` if the method is not known.
    pub(crate) fn new(host: &Host<'_>, parameters: Option<&ParameterList>) -> Option<Self> {
        let body = parameters.map_or_else(Vec::new, |list| form(host, list));
        let (mut method, content_type) = if body.is_empty() {
            ("GET", None)
        } else {
            ("POST", Some("application/x-www-form-urlencoded"))
        };
        if let Some(name) = parameters.and_then(|list| list.method.as_deref()) {
            let known = |known: &&&str| known.as_bytes().eq_ignore_ascii_case(name);
            method = METHODS.iter().find(known)?;
        }
        Some(Self {
            method,
            content_type,
            body,
            range: None,
        })
    }

    /// The bare request for a URI.
    pub(crate) const fn plain(method: &'static str) -> Self {
        Self {
            method,
            content_type: None,
            body: Vec::new(),
            range: None,
        }
    }
}

/// Form parameters as a body (`http_form_params`).
fn form(host: &Host<'_>, list: &ParameterList) -> Vec<u8> {
    let field = if host.build.release >= Release::Master {
        Field::Component
    } else {
        Field::ComponentWithoutPlus
    };
    let mut body = Vec::new();
    let fields = list
        .entries
        .iter()
        .filter(|entry| entry.kind == ParameterKind::Form);
    for entry in fields {
        if !body.is_empty() {
            body.push(b'&');
        }
        body.extend(escape(field, &entry.key));
        body.push(b'=');
        body.extend(escape(field, &entry.value));
    }
    body
}

/// The request that is sent, with headers in iPXE's order (`http_format_headers`).
pub(crate) fn request(
    host: &Host<'_>,
    uri: &Uri,
    wish: &Wish,
    parameters: Option<&ParameterList>,
    authorization: Option<Vec<u8>>,
) -> HttpRequest {
    let tls = uri
        .scheme
        .as_deref()
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"https"));
    let mut headers: Vec<Header> = Vec::new();
    let mut add = |name: &str, value: Vec<u8>| headers.push((name.as_bytes().to_vec(), value));
    if let Some((start, length)) = wish.range {
        add(
            "Range",
            format!("bytes={start}-{}", start + length - 1).into_bytes(),
        );
    }
    if !wish.body.is_empty() {
        add("Content-Length", wish.body.len().to_string().into_bytes());
    }
    if let Some(content_type) = wish.content_type {
        add("Content-Type", content_type.as_bytes().to_vec());
    }
    add("Connection", b"keep-alive".to_vec());
    add("User-Agent", [b"iPXE/", &*product_version(host)].concat());
    add("Host", uri.format_http_host());
    if let Some(authorization) = authorization {
        add("Authorization", authorization);
    }
    let extra = parameters.map_or(&[][..], |list| &list.entries);
    for entry in extra
        .iter()
        .filter(|entry| entry.kind == ParameterKind::Header)
    {
        headers.push((entry.key.clone(), entry.value.clone()));
    }
    HttpRequest {
        tls,
        host: uri.host.clone().unwrap_or_default(),
        port: uri.port_number(default_port(tls)) as u16,
        method: wish.method,
        target: uri.format_http_target(),
        headers,
        body: wish.body.clone(),
    }
}

pub(crate) const fn default_port(tls: bool) -> u32 {
    if tls { 443 } else { 80 }
}

/// The setting `version`, which is the product's version.
fn product_version(host: &Host<'_>) -> Vec<u8> {
    let settings = host.settings;
    let key = settings.dialect().key("version");
    let version = key.and_then(|key| settings.fetch_string(settings.root(), key).ok());
    version.unwrap_or_default()
}

impl HttpRequest {
    /// Length of the request in bytes.
    pub(crate) fn len(&self) -> u64 {
        let line = self.method.len() + self.target.len() + " HTTP/1.1\r\n ".len();
        let headers: usize = self
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.len() + 4)
            .sum();
        (line + headers + 2 + self.body.len()) as u64
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        header(&self.headers, name)
    }

    /// The path, without the query.
    pub(crate) fn raw_path(&self) -> &[u8] {
        self.target
            .split(|&byte| byte == b'?')
            .next()
            .unwrap_or_default()
    }

    /// The query, without the question mark.
    pub(crate) fn query(&self) -> Option<&[u8]> {
        let at = memchr::memchr(b'?', &self.target)?;
        self.target.get(at + 1..)
    }
}

impl HttpResponse {
    /// An answer with a status and a body.
    pub(crate) fn new(status: u16, body: impl Into<Arc<[u8]>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// An answer without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self::new(status, Vec::new())
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        header(&self.headers, name)
    }

    /// Length of the status line and the headers.
    pub(crate) fn head_len(&self) -> u64 {
        let headers: usize = self
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.len() + 4)
            .sum();
        // "HTTP/1.1 200 OK", "Content-Length: ..." and the empty line.
        (headers + 45) as u64
    }
}

fn header<'a>(headers: &'a [Header], wanted: &str) -> Option<&'a [u8]> {
    headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(wanted.as_bytes()))
        .map(|(_, value)| value.as_slice())
}
