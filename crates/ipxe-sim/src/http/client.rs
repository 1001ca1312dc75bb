//! What iPXE does to download over HTTP (`net/tcp/httpcore.c`, `net/tcp/httpconn.c`).

use std::sync::Arc;
use std::time::Duration;

use ipxe_machine::state::ParameterList;
use ipxe_reference::{ErrorFile, ErrorId, Posix, Release};
use ipxe_syntax::uri::Uri;

use super::live::LiveProblem;
use super::message::{Wish, default_port, request};
use super::pool::PoolKey;
use super::site::{Reply, reply};
use super::{HttpRequest, HttpResponse, auth};
use crate::net::{Connection, Failure, NetEventKind, Reach, Talk, Target};
use crate::scenario::input::{Effect, ServiceName};
use crate::scenario::server::ServerSpec;
use crate::scenario::web::{HttpSpec, Instead};

const NO_HOST: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Httpconn, 0);
const NO_METHOD: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Httpcore, 0);
const CLOSED: ErrorId = ErrorId::new(Posix::Epipe, ErrorFile::Httpcore, 0);
const IDLE: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Httpcore, 0);
const TOO_SHORT: ErrorId = ErrorId::new(Posix::Eio, ErrorFile::Httpcore, 2);
const REDIRECTED_NOWHERE: ErrorId = ErrorId::new(Posix::Exdev, ErrorFile::Httpcore, 0);
const RESET: ErrorId = ErrorId::new(Posix::Econnreset, ErrorFile::Tcp, 0);
const UNREACHABLE: ErrorId = ErrorId::new(Posix::Econnreset, ErrorFile::Tcp, 0);
const NO_RECORD: ErrorId = ErrorId::new(Posix::Enxio, ErrorFile::Dns, 1);

/// How long nothing may come before iPXE gives up, since 2.0.0 (`HTTP_WATCHDOG_SECONDS`).
const WATCHDOG: Duration = Duration::from_secs(120);
/// The wait that stands for a date in `Retry-After` (`HTTP_RETRY_SECONDS`).
const RETRY: u64 = 5;
/// How often a request is retried before that counts as for ever.
const MAX_RETRIES: u32 = 1000;

/// What one request came to.
pub(crate) enum Exchanged {
    /// The contents, which are missing after HEAD, and their length in bytes.
    Done { data: Arc<[u8]>, length: u64 },
    /// Somewhere else to look.
    Redirect(Vec<u8>),
}

/// What becomes of a request that reached the server.
enum Outcome {
    Answered(HttpResponse),
    /// The server closed the connection, with data before it or not.
    Closed(ErrorId),
}

/// Where a request goes.
enum Line {
    Simulated(Connection),
    Live,
}

/// Checks that are made before anything is sent (`http_open_uri`, `http_connect`).
pub(crate) fn start(
    talk: &Talk<'_, '_>,
    uri: &Uri,
    parameters: Option<&ParameterList>,
) -> Result<Wish, ErrorId> {
    let wish = Wish::new(talk.host, parameters).ok_or(NO_METHOD)?;
    if uri.host.is_none() {
        return Err(NO_HOST);
    }
    Ok(wish)
}

impl Talk<'_, '_> {
    /// Makes a request, again where the server asks for authentication or patience.
    pub(crate) fn http(
        &mut self,
        uri: &Uri,
        wish: &Wish,
        parameters: Option<&ParameterList>,
    ) -> Result<Exchanged, Failure> {
        let mut authorization: Option<Vec<u8>> = None;
        for _ in 0..MAX_RETRIES {
            let request = request(self.host, uri, wish, parameters, authorization.clone());
            let response = self.exchange(&request)?;
            let Some(failure) = failure(response.status) else {
                let length = response.body.len() as u64;
                let is_head = wish.method == "HEAD";
                let data = if is_head {
                    Arc::default()
                } else {
                    response.body
                };
                return Ok(Exchanged::Done { data, length });
            };
            if let Some(location) = response.header("Location") {
                return Ok(Exchanged::Redirect(location.to_vec()));
            }
            let asks = authorization.is_none() && auth::is_asked_for(self.host, &response);
            let patience = response.header("Retry-After");
            if !asks && patience.is_none() {
                return Err(failure.into());
            }
            if asks {
                authorization = Some(auth::authorization(uri)?);
            }
            if let Some(patience) = patience {
                let seconds = std::str::from_utf8(patience)
                    .ok()
                    .and_then(|text| text.parse().ok());
                self.pass(Duration::from_secs(seconds.unwrap_or(RETRY)));
            }
        }
        Err(Failure::Never)
    }

    /// Sends a request over a new connection or one that is open, and receives the answer.
    fn exchange(&mut self, request: &HttpRequest) -> Result<HttpResponse, Failure> {
        let key = PoolKey {
            tls: request.tls,
            host: request.host.clone(),
            port: request.port,
        };
        let now = self.now();
        let pooled = self.world.pool.take(&key, now);
        if let Some(mut connection) = pooled {
            match self.over(&mut connection, request, true)? {
                Outcome::Answered(response) => {
                    self.keep(key, connection, &response);
                    return Ok(response);
                }
                // A connection that was closed meanwhile is opened again (`pool_reopen`).
                Outcome::Closed(_) => {}
            }
        }
        let mut connection = match self.open(request)? {
            Line::Live => return self.live(request),
            Line::Simulated(connection) => connection,
        };
        match self.over(&mut connection, request, false)? {
            Outcome::Answered(response) => {
                self.keep(key, connection, &response);
                Ok(response)
            }
            Outcome::Closed(error) => Err(error.into()),
        }
    }

    /// Keeps a connection that the server leaves open.
    fn keep(&mut self, key: PoolKey, connection: Connection, response: &HttpResponse) {
        let header = response.header("Connection").unwrap_or_default();
        if !header.eq_ignore_ascii_case(b"close") {
            let now = self.now();
            self.world.pool.put(key, connection, now);
        }
    }

    fn open(&mut self, request: &HttpRequest) -> Result<Line, Failure> {
        if let Some(live) = &self.world.live
            && live.is_live(&request.host, request.port)
        {
            return Ok(Line::Live);
        }
        let address = self.resolve(&request.host)?;
        let serves = |server: &ServerSpec| site(server, request.port).is_some();
        let connection = self.connect(address, request.port, ServiceName::Http, serves)?;
        if request.tls {
            self.tls_handshake(&connection)?;
        }
        Ok(Line::Simulated(connection))
    }

    /// Sends a request over a connection.
    fn over(
        &mut self,
        connection: &mut Connection,
        request: &HttpRequest,
        reused: bool,
    ) -> Result<Outcome, Failure> {
        let before = self.elapsed();
        let mut event = (None, 0);
        let result = self.over_unrecorded(connection, request, &mut event);
        let took = self.elapsed().saturating_sub(before);
        let (status, length) = event;
        self.note(NetEventKind::Request {
            method: request.method.to_owned(),
            target: request.target.clone(),
            host: request.host.clone(),
            body: request.body.clone(),
            status,
            length,
            reused,
            took,
        });
        result
    }

    fn over_unrecorded(
        &mut self,
        connection: &mut Connection,
        request: &HttpRequest,
        event: &mut (Option<u16>, u64),
    ) -> Result<Outcome, Failure> {
        // The way may have been lost since the connection was opened.
        match self.reach(connection.address) {
            Reach::Server(way) => connection.way = way,
            Reach::NoRoute | Reach::Silent => {
                self.request_timeout();
                return Ok(Outcome::Closed(crate::net::TIMED_OUT));
            }
        }
        let scenario = Arc::clone(&self.world.scenario);
        let server = &scenario.server[connection.way.server];
        let Some(site) = site(server, connection.port) else {
            return Ok(Outcome::Closed(RESET));
        };
        let mut reply = self.reply(server, site, request);
        if let Some(reason) = reply.refused.take() {
            let path = request.target.clone();
            self.note(NetEventKind::Refused { path, reason });
        }
        if reply.instead == Some(Instead::Silence) || reply.delay >= WATCHDOG {
            return Err(self.idle());
        }
        self.request(connection, request.len());
        self.pass(reply.delay);
        match reply.instead {
            Some(Instead::Close) => return Ok(Outcome::Closed(CLOSED)),
            Some(Instead::Reset) => return Ok(Outcome::Closed(RESET)),
            Some(Instead::Truncate | Instead::Silence) | None => {}
        }
        let response = reply.response;
        event.0 = Some(response.status);
        self.receive(connection, response.head_len(), None);
        if request.method == "HEAD" {
            return Ok(Outcome::Answered(response));
        }
        let length = response.body.len() as u64;
        let is_wanted = failure(response.status).is_none();
        let (sent, total) = match reply.instead {
            Some(Instead::Truncate) => (length / 2, length),
            _ => (length, length),
        };
        let shown = is_wanted.then_some(total);
        event.1 = sent;
        if is_wanted {
            self.advance(0, total);
        }
        self.receive(connection, sent, shown);
        if sent < total || reply.instead == Some(Instead::Truncate) {
            return Err(TOO_SHORT.into());
        }
        Ok(Outcome::Answered(response))
    }

    /// What the server does, with what goes wrong.
    fn reply(&mut self, server: &ServerSpec, site: &HttpSpec, request: &HttpRequest) -> Reply {
        let mut reply = reply(site, &*Arc::clone(&self.world.files), request);
        let scenario = Arc::clone(&self.world.scenario);
        let target = Target {
            server,
            service: ServiceName::Http,
            path: Some(request.raw_path()),
            connects: true,
            now: self.now(),
        };
        let Some(fault) = self.world.faults.strike(&scenario.fault, target) else {
            return reply;
        };
        match fault.effect {
            Effect::Silence => reply.instead = Some(Instead::Silence),
            Effect::Refuse | Effect::Reset => reply.instead = Some(Instead::Reset),
            Effect::Close => reply.instead = Some(Instead::Close),
            Effect::Truncate => reply.instead = Some(Instead::Truncate),
            Effect::Delay => reply.delay += fault.delay,
            Effect::Status => {
                reply.response = HttpResponse::empty(fault.status);
                reply.instead = None;
            }
        }
        reply
    }

    /// Nothing comes any more.
    fn idle(&mut self) -> Failure {
        if self.host.build.release < Release::V2_0_0 {
            return Failure::Never;
        }
        self.pass(WATCHDOG);
        IDLE.into()
    }

    /// Makes a request to a real server.
    fn live(&mut self, request: &HttpRequest) -> Result<HttpResponse, Failure> {
        let Some(live) = self.world.live.clone() else {
            return Err(UNREACHABLE.into());
        };
        let result = live.exchange(request);
        let (status, length, took) = match &result {
            Ok((response, took)) => (Some(response.status), response.body.len() as u64, *took),
            Err(_) => (None, 0, Duration::ZERO),
        };
        self.pass(took);
        self.note(NetEventKind::Request {
            method: request.method.to_owned(),
            target: request.target.clone(),
            host: request.host.clone(),
            body: request.body.clone(),
            status,
            length,
            reused: false,
            took,
        });
        let problem = match result {
            Ok((response, _)) => return Ok(response),
            Err(problem) => problem,
        };
        self.note(NetEventKind::Note {
            text: problem.to_string(),
        });
        Err(match problem {
            LiveProblem::NoSuchHost(_) => NO_RECORD.into(),
            LiveProblem::Unreachable(_) => UNREACHABLE.into(),
            LiveProblem::TimedOut(_) => self.request_timeout(),
            LiveProblem::Certificate(_) => crate::tls::UNTRUSTED.into(),
        })
    }

    /// Resolves a redirect.
    pub(crate) fn redirected(&self, uri: &Uri, location: &[u8]) -> Uri {
        let dialect = self.host.build.uri_dialect();
        let mut location = dialect.parse(location);
        // Parameter lists belong to the script, not to the server.
        location.params = None;
        dialect.resolve(Some(uri), &location)
    }
}

/// The web server on a port.
fn site(server: &ServerSpec, port: u16) -> Option<&HttpSpec> {
    server.http.iter().find(|site| {
        let default = default_port(site.tls) as u16;
        site.port.unwrap_or(default) == port
    })
}

/// The error that a status code stands for (`http_parse_status`).
pub(crate) fn failure(status: u16) -> Option<ErrorId> {
    let (posix, uniq) = match status {
        200..300 => return None,
        300..400 => return Some(REDIRECTED_NOWHERE),
        401 => (Posix::Eacces, 1),
        403 => (Posix::Eperm, 1),
        404 => (Posix::Enoent, 1),
        400..500 => (Posix::Eio, 4),
        500..600 => (Posix::Eio, 5),
        _ => (Posix::Eio, 1),
    };
    Some(ErrorId::new(posix, ErrorFile::Httpcore, uniq))
}
