//! Reading what is to be checked.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use ipxe_check::arguments::Arguments;
use ipxe_check::content::Content;
use ipxe_check::file::Served;
use ipxe_check::template::Template;
use ipxe_diagnostics::SourceFile;
use ipxe_live::http;
use ipxe_reference::Release;
use ipxe_syntax::Magic;

use super::inputs::Input;
use super::problem::{self, Problem, shown};

/// No script is so large, and places in it are numbers of 32 bits.
const MOST_BYTES: u64 = 1 << 30;

/// As many bytes are looked at to tell binary data.
const START: usize = 8000;

/// Something that was read, and how it was served if it came from a server.
pub struct Loaded {
    pub source: SourceFile,
    pub served: Option<Served>,
}

/// Reads `input`.
pub fn load(input: &Input, arguments: &Arguments) -> Result<Loaded, Problem> {
    match input {
        Input::Stdin => {
            let name = match &arguments.stdin_filename {
                Some(path) => shown(path),
                None => "<stdin>".to_owned(),
            };
            let bytes = read(&name, None, io::stdin().lock())?;
            Ok(Loaded::file(name, bytes))
        }
        Input::File(path) => {
            let name = shown(path);
            let bytes = read_file(&name, path)?;
            Ok(Loaded::file(name, bytes))
        }
        Input::Url(url) => load_url(url, arguments),
    }
}

impl Loaded {
    fn file(name: String, bytes: Vec<u8>) -> Self {
        Self {
            source: SourceFile::new(name, bytes),
            served: None,
        }
    }
}

fn read_file(name: &str, path: &Path) -> Result<Vec<u8>, Problem> {
    let open = || {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok((file, length))
    };
    let (file, length) = open().map_err(|error: io::Error| Problem::Read {
        name: name.to_owned(),
        reason: problem::reason(&error),
    })?;
    read(name, Some(length), file)
}

/// Reads everything, unless the start shows that it is no text or there is too much of it.
fn read(name: &str, length: Option<u64>, mut from: impl Read) -> Result<Vec<u8>, Problem> {
    let failed = |error: io::Error| Problem::Read {
        name: name.to_owned(),
        reason: problem::reason(&error),
    };
    let large = || Problem::Large {
        name: name.to_owned(),
        limit: MOST_BYTES,
    };
    let length = length.unwrap_or(0);
    if length > MOST_BYTES {
        return Err(large());
    }
    // One byte more, so that the end is found without growing.
    let room = usize::try_from(length).unwrap_or(0).max(START) + 1;
    let mut bytes = Vec::with_capacity(room);
    let start = from.by_ref().take(START as u64);
    { start }.read_to_end(&mut bytes).map_err(failed)?;
    refuse_binary(name, &bytes)?;
    let rest = from.take(MOST_BYTES + 1 - bytes.len() as u64);
    { rest }.read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(large());
    }
    Ok(bytes)
}

/// Refuses what only its name or the command line took for a script. Data behind `#!ipxe` is for the
/// rules to judge, as iPXE would try to run it.
fn refuse_binary(name: &str, bytes: &[u8]) -> Result<(), Problem> {
    let start = &bytes[..bytes.len().min(START)];
    match Content::of(start, &Template::default()) {
        Content::Binary(what) if !Magic::of(start).is_script() => Err(Problem::Binary {
            name: name.to_owned(),
            what,
        }),
        _ => Ok(()),
    }
}

/// Fetches a script. What the server answers instead of one is for the rules to judge.
fn load_url(url: &str, arguments: &Arguments) -> Result<Loaded, Problem> {
    let request = http::Request {
        user_agent: format!(
            "iPXE/{} (ipxe-check/{})",
            released(),
            env!("CARGO_PKG_VERSION")
        ),
        time: arguments.timeout,
        ..http::Request::default()
    };
    let fetched = http::fetch(url, &request).map_err(|error| Problem::Fetch(error.to_string()))?;
    let redirects = fetched.redirects.into_iter();
    Ok(Loaded {
        source: SourceFile::new(url, fetched.body),
        served: Some(Served {
            url: url.to_owned(),
            final_url: fetched.url,
            redirects: redirects.map(|hop| (hop.status, hop.url)).collect(),
            status: fetched.status,
            content_type: fetched.content_type,
        }),
    })
}

/// The newest release with a number.
fn released() -> &'static str {
    let numbered = |name: &&str| name.starts_with(|c: char| c.is_ascii_digit());
    let names = Release::all().map(Release::name).rev();
    names.into_iter().find(numbered).unwrap_or_default()
}
