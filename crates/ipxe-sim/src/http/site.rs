//! Web servers.

use std::sync::Arc;
use std::time::Duration;

use ipxe_syntax::uri::unescape;

use super::pattern::captures;
use super::template::Context;
use super::{HttpRequest, HttpResponse, auth};
use crate::files::{Entry, FileProblem, Files, components};
use crate::scenario::Content;
use crate::scenario::content::Bytes;
use crate::scenario::web::{HttpSpec, Instead, RouteSpec, StatusSpec};

/// What a web server does with a request.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) response: HttpResponse,
    /// How long it takes.
    pub(crate) delay: Duration,
    /// What it does instead of answering.
    pub(crate) instead: Option<Instead>,
    /// Why it refused a file, for traces.
    pub(crate) refused: Option<String>,
}

impl Reply {
    const fn new(response: HttpResponse) -> Self {
        Self {
            response,
            delay: Duration::ZERO,
            instead: None,
            refused: None,
        }
    }
}

/// Answers a request.
pub(crate) fn reply(site: &HttpSpec, files: &dyn Files, request: &HttpRequest) -> Reply {
    let mut reply = answer(site, files, request);
    reply.delay += site.think.0;
    if site.close {
        let header = (b"Connection".to_vec(), b"close".to_vec());
        reply.response.headers.push(header);
    }
    reply
}

fn answer(site: &HttpSpec, files: &dyn Files, request: &HttpRequest) -> Reply {
    let path = unescape(request.raw_path());
    for route in &site.route {
        let is_method = |method: &String| method.eq_ignore_ascii_case(request.method);
        if !route.methods.is_empty() && !route.methods.iter().any(is_method) {
            continue;
        }
        let Some(named) = captures(&route.path, &path) else {
            continue;
        };
        let context = Context::new(request, &named);
        match route
            .when
            .as_ref()
            .map_or(Ok(true), |condition| context.holds(condition))
        {
            Ok(false) => continue,
            Ok(true) => {}
            Err(problem) => return failed(&problem),
        }
        return by_route(route, files, request, &context)
            .unwrap_or_else(|problem| failed(&problem));
    }
    match file(site, files, &path) {
        Ok(_) if !matches!(request.method, "GET" | "HEAD") => {
            Reply::new(HttpResponse::new(405, &b"method not allowed\n"[..]))
        }
        Ok(Some(body)) => Reply::new(ranged(site, request, body)),
        Ok(None) => {
            let mut response = HttpResponse::empty(301);
            let query = request.query().map(|query| [b"?", query].concat());
            let location = [request.raw_path(), b"/", &*query.unwrap_or_default()].concat();
            response.headers.push((b"Location".to_vec(), location));
            Reply::new(response)
        }
        Err(problem) => {
            let status = if problem == FileProblem::Missing {
                404
            } else {
                403
            };
            let mut reply = Reply::new(HttpResponse::new(status, site.not_found.as_bytes()));
            reply.refused = (problem != FileProblem::Missing).then(|| problem.to_string());
            reply
        }
    }
}

fn failed(problem: &str) -> Reply {
    let mut reply = Reply::new(HttpResponse::new(500, problem.as_bytes()));
    reply.refused = Some(problem.to_owned());
    reply
}

fn by_route(
    route: &RouteSpec,
    files: &dyn Files,
    request: &HttpRequest,
    context: &Context,
) -> Result<Reply, String> {
    if let Some(login) = &route.login
        && !auth::is_accepted(login, request.header("Authorization"))
    {
        let mut response = HttpResponse::new(401, &b"unauthorized\n"[..]);
        let offer = b"Basic realm=\"simulation\"".to_vec();
        response.headers.push((b"WWW-Authenticate".to_vec(), offer));
        return Ok(Reply::new(response));
    }
    let status = match (&route.status, &route.redirect) {
        (None, Some(_)) => 302,
        (None, None) => 200,
        (Some(StatusSpec::Code(code)), _) => *code,
        (Some(StatusSpec::Template(template)), _) => {
            let text = context.render(template)?;
            let code = std::str::from_utf8(&text)
                .ok()
                .and_then(|text| text.trim().parse().ok());
            code.ok_or_else(|| "the status template gives no status code".to_owned())?
        }
    };
    let body = match (&route.template, &route.content) {
        (Some(template), _) => context.render(template)?.into(),
        (None, Some(content)) => contents(content, files)?,
        (None, None) => Arc::default(),
    };
    let mut response = HttpResponse::new(status, body);
    if let Some(template) = &route.redirect {
        response
            .headers
            .push((b"Location".to_vec(), context.render(template)?));
    }
    for (name, template) in &route.headers {
        response
            .headers
            .push((name.as_bytes().to_vec(), context.render(template)?));
    }
    let mut reply = Reply::new(response);
    reply.delay = route.delay.0;
    reply.instead = route.instead;
    Ok(reply)
}

/// The bytes that a scenario means.
///
/// # Errors
/// What is wrong with them.
pub(crate) fn contents(content: &Content, files: &dyn Files) -> Result<Arc<[u8]>, String> {
    Ok(match content.bytes()? {
        Bytes::Here(bytes) => bytes.into(),
        Bytes::Zeros(length) => vec![0; length].into(),
        Bytes::InFile(path) => {
            let problem = |problem: FileProblem| format!("{path}: {problem}");
            let names = components(path.as_bytes()).map_err(problem)?;
            match files.open(".", &names).map_err(problem)? {
                Entry::File(bytes) => bytes,
                Entry::Folder => return Err(format!("{path}: that is a folder")),
            }
        }
    })
}

/// The file at a path; `None` for a folder whose slash is missing.
fn file(site: &HttpSpec, files: &dyn Files, path: &[u8]) -> Result<Option<Arc<[u8]>>, FileProblem> {
    let names = components(path)?;
    let mut full = Vec::new();
    for name in &names {
        full.push(b'/');
        full.extend_from_slice(name);
    }
    let is_folder = path.ends_with(b"/") || names.is_empty();
    if is_folder {
        full.extend_from_slice(b"/index.html");
    }
    let known = |(known, _): &(&String, &Content)| {
        known.trim_start_matches('/').as_bytes() == full.strip_prefix(b"/").unwrap_or(&full)
    };
    if let Some((_, content)) = site.files.iter().find(known) {
        return contents(content, files)
            .map(Some)
            .map_err(FileProblem::Unreadable);
    }
    let root = site.root.as_deref().ok_or(FileProblem::Missing)?;
    let mut names = names;
    if is_folder {
        names.push(b"index.html");
    }
    match files.open(root, &names)? {
        Entry::File(bytes) => Ok(Some(bytes)),
        Entry::Folder if is_folder => Err(FileProblem::Missing),
        Entry::Folder => Ok(None),
    }
}

/// The whole file, or the part that the request wants.
fn ranged(site: &HttpSpec, request: &HttpRequest, body: Arc<[u8]>) -> HttpResponse {
    let wanted = request.header("Range").filter(|_| site.ranges);
    let Some((first, last)) = wanted.and_then(range) else {
        return HttpResponse::new(200, body);
    };
    if first >= body.len() {
        return HttpResponse::empty(416);
    }
    let last = last.min(body.len() - 1);
    let part: Arc<[u8]> = body.get(first..=last).unwrap_or_default().into();
    let mut response = HttpResponse::new(206, part);
    let value = format!("bytes {first}-{last}/{}", body.len());
    response
        .headers
        .push((b"Content-Range".to_vec(), value.into_bytes()));
    response
}

fn range(value: &[u8]) -> Option<(usize, usize)> {
    let text = std::str::from_utf8(value.strip_prefix(b"bytes=")?).ok()?;
    let (first, last) = text.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some((first, last))
}
