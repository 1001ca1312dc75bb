//! One HTTP server with files in memory; everything else is out of reach.

use std::collections::BTreeMap;

use ipxe_machine::Ticks;
use ipxe_machine::ports::{
    Boot, BootRequest, DisplayMode, Entropy, FetchRequest, Fetched, Firmware, Framebuffer, Host,
    Job, PowerRequest, ProgressPoint, Started, Transfer,
};
use ipxe_machine::state::{ParameterKind, ParameterList};
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::{Field, Uri, escape, resolve_uri, unescape};

use super::network::Network;

const NOT_FOUND: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::Httpcore, 1);
const UNAUTHORIZED: ErrorId = ErrorId::new(Posix::Eacces, ErrorFile::Httpcore, 1);
const FORBIDDEN: ErrorId = ErrorId::new(Posix::Eperm, ErrorFile::Httpcore, 1);
const CLIENT_ERROR: ErrorId = ErrorId::new(Posix::Eio, ErrorFile::Httpcore, 4);
const SERVER_ERROR: ErrorId = ErrorId::new(Posix::Eio, ErrorFile::Httpcore, 5);
const OTHER_STATUS: ErrorId = ErrorId::new(Posix::Eio, ErrorFile::Httpcore, 1);
const REDIRECT_NOWHERE: ErrorId = ErrorId::new(Posix::Exdev, ErrorFile::Httpcore, 0);
const NO_HOST: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Httpconn, 0);
const BAD_METHOD: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Httpcore, 0);
const REFUSED: ErrorId = ErrorId::new(Posix::Econnreset, ErrorFile::Tcp, 0);
const UNREACHABLE: ErrorId = ErrorId::new(Posix::Enetunreach, ErrorFile::Tcp, 0);
const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Tcp, 0);
const NO_TFTP_HOST: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Tftp, 0);
const NO_TFTP_FILE: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::Tftp, 1);
const TFTP_DENIED: ErrorId = ErrorId::new(Posix::Eacces, ErrorFile::Tftp, 0);
const NO_SUCH_MODE: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::EfiFbcon, 0);
const NOTHING: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Open, 0);

/// A file of the server.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// The status that the server answers with.
    pub status: u16,
    /// Headers of the answer.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long the server takes.
    pub delay: Ticks,
    /// What can be seen of it in the meantime.
    pub progress: Vec<ProgressPoint>,
}

impl File {
    /// A file that is there.
    pub fn new(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            body: body.into(),
            ..Self::default()
        }
    }
}

/// The world of the tests.
#[derive(Clone, Debug, Default)]
pub struct TestWorld {
    /// The server's address and port, as in URIs.
    pub server: String,
    /// Its port.
    pub port: u32,
    /// Its files by path.
    pub files: BTreeMap<Vec<u8>, File>,
    /// Whether it has the services that the conformance cases use.
    pub has_services: bool,
    /// The graphical console, if there is one.
    pub framebuffer: Option<Framebuffer>,
    /// Everything else.
    pub network: Network,
}

impl TestWorld {
    fn answer(&self, uri: &Uri, parameters: Option<&ParameterList>) -> File {
        let target = uri.format_http_target();
        let path = unescape(
            target
                .split(|&byte| byte == b'?')
                .next()
                .unwrap_or_default(),
        );
        let path = folded(&path);
        if let Some(file) = self.files.get(&target).or_else(|| self.files.get(&path)) {
            return file.clone();
        }
        if self.has_services
            && let Some(file) = service(uri, &target, &path, parameters)
        {
            return file;
        }
        let index = [&*path, b"index.html"].concat();
        let path = if path.ends_with(b"/") && path.len() > 1 {
            &index
        } else {
            &path
        };
        self.files.get(path).cloned().unwrap_or_else(|| File {
            status: 404,
            body: b"nope".to_vec(),
            ..File::default()
        })
    }

    fn fetch_tftp(&self, uri: &Uri) -> Job<Fetched> {
        let path = folded(uri.path.as_deref().unwrap_or_default());
        // The path is relative to the server's folder, whatever it begins with.
        let slashes = path.iter().take_while(|&&byte| byte == b'/').count();
        let file = self
            .files
            .get(&path[slashes.saturating_sub(1)..])
            .ok_or(NO_TFTP_FILE);
        Job::new(Ticks(3), file.map(|file| Fetched::new(file.body.clone())))
    }

    /// Downloads from the server. Connections are kept open, so that nothing is heard any more where the interface
    /// has been closed.
    pub fn fetch_http(&mut self, host: &Host<'_>, request: &FetchRequest) -> Job<Fetched> {
        if host.interfaces.last_opened().is_none() {
            return Job::endless(TIMED_OUT);
        }
        let mut uri = request.uri.clone();
        let mut parameters = request.parameters.as_deref();
        let mut redirects = Vec::new();
        let mut time = Ticks(0);
        for _ in 0..20 {
            if host
                .build
                .scheme(uri.scheme.as_deref().unwrap_or_default())
                .is_none()
            {
                return Job::new(time, Err(NOTHING));
            }
            let hostname = uri.hostname().unwrap_or_default();
            let server = match self.look_up(host, hostname) {
                Ok(address) => address.to_string(),
                Err(fault) => return Job::new(time, Err(fault)),
            };
            if server != self.server {
                // A neighbour that does not answer, or somewhere without a route.
                let is_neighbour = uri
                    .hostname()
                    .is_some_and(|host| host.starts_with(b"10.0.2."));
                return match is_neighbour {
                    true => Job::new(Ticks::from_seconds(16), Err(TIMED_OUT)),
                    false => Job::new(Ticks(40), Err(UNREACHABLE)),
                };
            }
            if uri.port_number(80) & 0xffff != self.port {
                return Job::new(Ticks(3), Err(REFUSED));
            }
            if let Ok(address) = self.server.parse() {
                self.network.meet(address);
            }
            time += Ticks(5);
            let answer = self.answer(&uri, parameters.take());
            let location = answer.headers.iter().find(|(name, _)| name == "Location");
            let error = match (answer.status, location) {
                (200..300, _) => {
                    let mut fetched = Fetched::new(answer.body);
                    fetched.redirects = redirects;
                    let mut job = Job::new(time + answer.delay, Ok(fetched));
                    job.progress = answer.progress;
                    return job;
                }
                (300..400, Some((_, location))) => {
                    uri = resolve_uri(Some(&uri), &Uri::parse(location.as_bytes()));
                    redirects.push(uri.clone());
                    continue;
                }
                (300..400, None) => REDIRECT_NOWHERE,
                (401, _) => UNAUTHORIZED,
                (403, _) => FORBIDDEN,
                (404, _) => NOT_FOUND,
                (400..500, _) => CLIENT_ERROR,
                (500..600, _) => SERVER_ERROR,
                _ => OTHER_STATUS,
            };
            return Job::new(time, Err(error));
        }
        Job::new(time, Err(OTHER_STATUS))
    }
}

/// A path without `.` and `..`, as servers look files up.
fn folded(path: &[u8]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|&byte| byte == b'/').skip(1) {
        match part {
            b"." => {}
            b".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    [b"/", &*parts.join(&b'/')].concat()
}

/// What the server of the conformance cases answers by itself.
fn service(
    uri: &Uri,
    target: &[u8],
    path: &[u8],
    parameters: Option<&ParameterList>,
) -> Option<File> {
    let ok = |body: Vec<u8>| Some(File::new(body));
    let entries = parameters.map_or(&[][..], |list| &list.entries);
    let mut headers = String::new();
    for entry in entries
        .iter()
        .filter(|entry| entry.kind == ParameterKind::Header)
    {
        let key = String::from_utf8_lossy(&entry.key);
        if key.to_ascii_lowercase().starts_with("x-") {
            headers += &format!(
                "echo header {key}: {}\n",
                String::from_utf8_lossy(&entry.value)
            );
        }
    }
    let form: Vec<_> = entries
        .iter()
        .filter(|entry| entry.kind == ParameterKind::Form)
        .collect();
    let named = parameters.and_then(|list| list.method.as_deref());
    let method = named.unwrap_or(if form.is_empty() { b"GET" } else { b"POST" });
    let method = method.to_ascii_uppercase();
    if method == b"POST" || method == b"PUT" {
        let encode = |text: &[u8]| escape(Field::Component, text);
        let pairs: Vec<Vec<u8>> = form
            .iter()
            .map(|e| [&*encode(&e.key), b"=", &*encode(&e.value)].concat())
            .collect();
        let body = pairs.join(&b'&');
        let head = [
            b"#!ipxe\necho ",
            &*method,
            b" ",
            target,
            b" ",
            &*body,
            b"\n",
        ]
        .concat();
        return ok([&*head, headers.as_bytes()].concat());
    }
    let last = path.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
    let folder = path.rsplit(|&byte| byte == b'/').nth(1).unwrap_or_default();
    match (folder, last) {
        (_, b"_echo") => {
            let head = [b"#!ipxe\necho GET ", target, b"\n"].concat();
            ok([&*head, headers.as_bytes()].concat())
        }
        (b"_status", code) => Some(File {
            status: std::str::from_utf8(code).ok()?.parse().ok()?,
            ..File::new(b"status body\n")
        }),
        (b"_redirect", _) => {
            let location = unescape(uri.equery.as_deref().unwrap_or_default());
            let location = String::from_utf8(location).ok()?;
            let headers = vec![("Location".to_owned(), location)];
            Some(File {
                status: 302,
                headers,
                ..File::default()
            })
        }
        (_, b"_hang") => Some(File {
            delay: Ticks::from_seconds(6),
            ..File::new(b"late\n")
        }),
        (b"", b"") => ok(b"index\n".to_vec()),
        _ => None,
    }
}

impl Transfer for TestWorld {
    fn fetch(&mut self, host: &Host<'_>, request: &FetchRequest) -> Started<Fetched> {
        let scheme = request
            .uri
            .scheme
            .as_deref()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let method = request
            .parameters
            .as_ref()
            .and_then(|list| list.method.as_deref());
        match &*scheme {
            b"http" | b"https" if request.uri.host.is_none() => Err(NO_HOST),
            b"http" | b"https"
                if method.is_some_and(|method| {
                    let known: [&[u8]; 4] = [b"GET", b"HEAD", b"POST", b"PUT"];
                    !known.contains(&&*method.to_ascii_uppercase())
                }) =>
            {
                Err(BAD_METHOD)
            }
            b"http" => Ok(self.fetch_http(host, request)),
            b"tftp" if request.uri.path.is_none() => Err(NO_TFTP_HOST),
            b"tftp" if self.network.has_tftp => Ok(self.fetch_tftp(&request.uri)),
            b"tftp" => Ok(Job::new(Ticks(3), Err(TFTP_DENIED))),
            _ => Ok(Job::new(Ticks(3), Err(REFUSED))),
        }
    }
}

impl Firmware for TestWorld {
    fn boot(&mut self, _: &Host<'_>, _: &BootRequest<'_>) -> Boot {
        Boot::Started
    }

    fn power(&mut self, _: &Host<'_>, _: PowerRequest) -> Result<(), ErrorId> {
        Err(NOTHING)
    }

    fn set_display_mode(
        &mut self,
        _: &Host<'_>,
        mode: Option<DisplayMode>,
    ) -> Result<Option<Framebuffer>, ErrorId> {
        let fits = |framebuffer: &Framebuffer| {
            mode.is_none_or(|mode| {
                mode.width <= framebuffer.width && mode.height <= framebuffer.height
            })
        };
        match self.framebuffer {
            Some(framebuffer) if !fits(&framebuffer) => Err(NO_SUCH_MODE),
            framebuffer => Ok(framebuffer),
        }
    }

    fn memory(&mut self, _: &Host<'_>, _: u64, length: usize) -> Option<Vec<u8>> {
        (length == 0).then(Vec::new)
    }

    fn cpuid(&mut self, _: &Host<'_>, function: u32, _: u32) -> Option<[u32; 4]> {
        // A floating-point unit, and the 64-bit mode.
        match function {
            1 => Some([0, 0, 0, 1]),
            0x8000_0001 => Some([0, 0, 0, 1 << 29]),
            _ => None,
        }
    }

    fn next_pci(&mut self, _: &Host<'_>, from: u32) -> Option<u32> {
        [0, 0x18].into_iter().find(|&device| device >= from)
    }

    fn next_usb(&mut self, _: &Host<'_>, from: u32) -> Option<u32> {
        [0x101].into_iter().find(|&device| device >= from)
    }
}

impl Entropy for TestWorld {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.fill(4);
    }
}
