//! Reading the files: lines, words, includes, and what dnsmasq's own check says (`option.c: read_opts`).

use std::collections::{BTreeSet, VecDeque};
use std::net::IpAddr;
use std::sync::Arc;

use ipxe_diagnostics::{Diagnostic, Severity, SourceFile, Span};

use super::config::Config;
use super::directive::{Refusal, Scene};
use super::keyword::{self, Argument, Keyword, Repeat};
use super::line::{self, Line};
use super::text::Text;
use super::{lint, names};
use crate::{Checked, FileError, FileId, Files, Finding, Host, Place, Position};

/// Exit status for a mistake in a file (`dnsmasq.h: EC_BADCONF`).
const BAD_CONFIGURATION: u8 = 1;
/// Exit status for a file that cannot be read (`dnsmasq.h: EC_FILE`).
const FILE_TROUBLE: u8 = 3;
/// Name servers listen on this port unless told otherwise.
const DNS_PORT: u16 = 53;
/// Number of leases unless told otherwise (`config.h: MAXLEASES`).
const LEASE_LIMIT: i32 = 1000;

impl Config {
    /// Reads the main file `path` and all that it includes, as `dnsmasq --test -C path` does.
    #[must_use]
    pub fn read(files: &dyn Files, path: &str, host: &Host) -> Checked<Self> {
        let mut reader = Reader::new(files, host);
        let stopped = reader.read_all(path).err();
        reader.finish(stopped)
    }
}

/// A mistake that makes dnsmasq give up.
struct Fatal {
    exit: u8,
    line: String,
}

/// What is being read: a file, or a list of files that is left.
enum Frame {
    File {
        file: FileId,
        at: usize,
        line: u32,
        kind: Kind,
    },
    Files(VecDeque<String>),
}

/// What lines of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Words with values. A mistake is fatal.
    Configuration,
    /// Values of `dhcp-host`.
    Hosts,
    /// Values of `dhcp-option`.
    Options,
}

struct Reader<'f> {
    files: &'f dyn Files,
    host: &'f Host,
    config: Config,
    sources: Vec<SourceFile>,
    bytes: Vec<Arc<[u8]>>,
    findings: Vec<Finding>,
    once: BTreeSet<&'static str>,
    seen: BTreeSet<String>,
    /// Files named by `dhcp-hostsfile`, `dhcp-optsfile` and the like, read when all else is done.
    later: Vec<(Kind, String, Place)>,
    hosts_files: Vec<(String, Place)>,
}

impl<'f> Reader<'f> {
    fn new(files: &'f dyn Files, host: &'f Host) -> Self {
        let config = Config {
            dns_port: DNS_PORT,
            server_port: ipxe_wire::dhcp::SERVER_PORT,
            client_port: ipxe_wire::dhcp::CLIENT_PORT,
            lease_limit: LEASE_LIMIT,
            ..Config::default()
        };
        Self {
            files,
            host,
            config,
            sources: Vec::new(),
            bytes: Vec::new(),
            findings: Vec::new(),
            once: BTreeSet::new(),
            seen: BTreeSet::new(),
            later: Vec::new(),
            hosts_files: Vec::new(),
        }
    }

    fn read_all(&mut self, path: &str) -> Result<(), Fatal> {
        let mut stack = Vec::new();
        self.open(path, Kind::Configuration, None, &mut stack)?;
        self.run(&mut stack)?;
        for (kind, path, place) in std::mem::take(&mut self.later) {
            for path in self.expand(&path) {
                self.open(&path, kind, Some(place), &mut stack)?;
                self.run(&mut stack)?;
            }
        }
        self.read_names();
        self.check_whole()
    }

    fn run(&mut self, stack: &mut Vec<Frame>) -> Result<(), Fatal> {
        let mut line = Line::default();
        while let Some(frame) = stack.last_mut() {
            match frame {
                Frame::Files(paths) => match paths.pop_front() {
                    Some(path) => self.open(&path, Kind::Configuration, None, stack)?,
                    None => {
                        stack.pop();
                    }
                },
                Frame::File {
                    file,
                    at,
                    line: number,
                    kind,
                } => {
                    let (file, from, kind) = (*file, *at, *kind);
                    let bytes = self.bytes[file.0 as usize].clone();
                    if from >= bytes.len() {
                        stack.pop();
                        continue;
                    }
                    let to = line::line_end(&bytes, from);
                    *at = to;
                    *number += 1;
                    let number = *number;
                    let outcome = match line.read(&bytes, from, to) {
                        Ok(()) => match line.text() {
                            Some(text) => self.line(text, kind, file, stack),
                            None => continue,
                        },
                        Err(open) => Err(Stop::Here(Refusal {
                            message: "missing \"".to_owned(),
                            span: Some(Span::new(open.at, open.at + 1)),
                            help: Some("a closing quote must stand on the same line".to_owned()),
                        })),
                    };
                    let refusal = match outcome {
                        Ok(()) => continue,
                        Err(Stop::Fatal(fatal)) => return Err(fatal),
                        Err(Stop::Here(refusal)) => refusal,
                    };
                    let whole = Span::new(offset(from), offset(to));
                    self.refuse(refusal, file, number, whole, kind)?;
                }
            }
        }
        Ok(())
    }

    /// Notes a refused line. In the main configuration it is the end.
    fn refuse(
        &mut self,
        refusal: Refusal,
        file: FileId,
        number: u32,
        whole: Span,
        kind: Kind,
    ) -> Result<(), Fatal> {
        let name = self.sources[file.0 as usize].name().to_owned();
        let printed = format!("{} at line {number} of {name}", refusal.message);
        let (code, rule) = lint::code_of(&refusal.message);
        let severity = match kind {
            Kind::Configuration => Severity::Error,
            Kind::Hosts | Kind::Options => Severity::Warning,
        };
        let span = refusal.span.unwrap_or(whole);
        let mut diagnostic = Diagnostic::new(code, rule, severity, span, refusal.message)
            .with_console(printed.clone());
        diagnostic.help = refusal.help;
        let position = Position {
            file: name,
            line: number,
            column: None,
        };
        self.findings.push(Finding {
            file,
            diagnostic,
            position: Some(position),
        });
        match kind {
            Kind::Configuration => Err(Fatal {
                exit: BAD_CONFIGURATION,
                line: printed,
            }),
            Kind::Hosts | Kind::Options => Ok(()),
        }
    }

    fn line(
        &mut self,
        text: Text<'_>,
        kind: Kind,
        file: FileId,
        stack: &mut Vec<Frame>,
    ) -> Result<(), Stop> {
        let place = Place::new(file, text.span());
        let mut scene = Scene {
            config: &mut self.config,
            host: self.host,
            place,
        };
        match kind {
            Kind::Hosts => return scene.host_entry(text).map_err(Stop::Here),
            Kind::Options => {
                let purpose = super::directive::Purpose::Send;
                return scene.option(text, purpose).map_err(Stop::Here);
            }
            Kind::Configuration => {}
        }
        let (word, value) = line::word_and_value(text);
        let keyword = check_word(word, value).map_err(Stop::Here)?;
        if keyword.repeat == Repeat::Once && !self.once.insert(keyword.meaning) {
            return Err(Stop::Here(
                Refusal::new("illegal repeated keyword").at(word),
            ));
        }
        let text_of = |value: Option<Text<'_>>| {
            value.map(|value| String::from_utf8_lossy(&value.revealed()).into_owned())
        };
        match (
            keyword.meaning,
            text_of(value).filter(|path| !path.is_empty()),
        ) {
            ("conf-file", None) | ("conf-dir", None) => Ok(()),
            ("conf-file", Some(path)) => self
                .open(&path, Kind::Configuration, Some(place), stack)
                .map_err(Stop::Fatal),
            ("conf-dir", Some(_)) => {
                let value = value.expect("a path was made of it");
                self.open_folder(value, place, stack).map_err(Stop::Fatal)
            }
            ("conf-script", Some(path)) => {
                self.note_unread(place, &path);
                Ok(())
            }
            ("dhcp-hostsfile" | "dhcp-hostsdir", Some(path)) => {
                self.later.push((Kind::Hosts, path, place));
                Ok(())
            }
            ("dhcp-optsfile" | "dhcp-optsdir", Some(path)) => {
                self.later.push((Kind::Options, path, place));
                Ok(())
            }
            ("addn-hosts" | "hostsdir", Some(path)) => {
                self.hosts_files.push((path, place));
                Ok(())
            }
            (meaning, _) if keyword.argument == Argument::None => {
                self.config.flags.insert(meaning);
                Ok(())
            }
            (meaning, _) => scene_of(&mut self.config, self.host, place)
                .apply(meaning, value)
                .map_err(Stop::Here),
        }
    }

    /// Opens a file unless it was read before.
    fn open(
        &mut self,
        path: &str,
        kind: Kind,
        asked_at: Option<Place>,
        stack: &mut Vec<Frame>,
    ) -> Result<(), Fatal> {
        let known = absolute(path);
        if kind == Kind::Configuration && self.seen.contains(&known) {
            return Ok(());
        }
        match self.files.read(path) {
            Ok(bytes) => {
                self.seen.insert(known);
                let file = self.add_source(path, bytes);
                stack.push(Frame::File {
                    file,
                    at: 0,
                    line: 0,
                    kind,
                });
                Ok(())
            }
            // A folder opens like a file and then has no lines.
            Err(FileError::IsDirectory) => Ok(()),
            Err(error) => {
                let line = format!("cannot read {path}: {error}");
                self.note_file(asked_at, &line, kind);
                match kind {
                    Kind::Configuration => Err(Fatal {
                        exit: FILE_TROUBLE,
                        line,
                    }),
                    Kind::Hosts | Kind::Options => Ok(()),
                }
            }
        }
    }

    /// Opens the files of a folder in the order of their names (`option.c`, the case of `conf-dir`).
    fn open_folder(
        &mut self,
        value: Text<'_>,
        place: Place,
        stack: &mut Vec<Frame>,
    ) -> Result<(), Fatal> {
        let mut pieces = value.pieces();
        let folder = pieces.next().map(Text::revealed).unwrap_or_default();
        let folder = String::from_utf8_lossy(&folder).into_owned();
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for piece in pieces.filter(|piece| !piece.is_empty()) {
            let suffix = String::from_utf8_lossy(&piece.revealed()).into_owned();
            match suffix.strip_prefix('*') {
                Some("") => {}
                Some(suffix) => wanted.push(suffix.to_owned()),
                None => unwanted.push(suffix),
            }
        }
        let listed = match self.files.list(&folder) {
            Ok(listed) => listed,
            Err(error) => {
                let line = format!("cannot access directory {folder}: {error}");
                self.note_file(Some(place), &line, Kind::Configuration);
                return Err(Fatal {
                    exit: FILE_TROUBLE,
                    line,
                });
            }
        };
        let ends = |name: &str, suffix: &String| {
            name.len() > suffix.len() && name.ends_with(suffix.as_str())
        };
        let chosen = |name: &str| {
            !is_hidden(name)
                && (wanted.is_empty() || wanted.iter().any(|suffix| ends(name, suffix)))
                && !unwanted.iter().any(|suffix| ends(name, suffix))
        };
        let mut names: Vec<String> = listed
            .into_iter()
            .filter(|(name, is_folder)| !is_folder && chosen(name))
            .map(|(name, _)| name)
            .collect();
        names.sort();
        let paths = names
            .into_iter()
            .map(|name| format!("{folder}/{name}"))
            .collect();
        stack.push(Frame::Files(paths));
        Ok(())
    }

    /// The files that a path means: itself, or what is in the folder.
    fn expand(&self, path: &str) -> Vec<String> {
        let Ok(listed) = self.files.list(path) else {
            return vec![path.to_owned()];
        };
        let mut names: Vec<String> = listed
            .into_iter()
            .filter(|(name, is_folder)| !is_folder && !is_hidden(name))
            .map(|(name, _)| format!("{path}/{name}"))
            .collect();
        names.sort();
        names
    }

    /// Host names of `/etc/hosts` and of the files named by `addn-hosts` (`cache.c: cache_reload`).
    fn read_names(&mut self) {
        if self.config.dns_port == 0 {
            return;
        }
        let expand = self.config.flags.contains("expand-hosts");
        let mut names = std::mem::take(&mut self.config.names);
        let mut paths: Vec<(String, Option<Place>)> = Vec::new();
        if !self.config.flags.contains("no-hosts") {
            paths.push(("/etc/hosts".to_owned(), None));
        }
        // The last line is at the head of the list.
        for (path, place) in self.hosts_files.iter().rev() {
            paths.extend(
                self.expand(path)
                    .into_iter()
                    .map(|path| (path, Some(*place))),
            );
        }
        for (path, place) in paths {
            let bytes = match self.files.read(&path) {
                Ok(bytes) => bytes,
                Err(error) if place.is_some() => {
                    let line = format!("failed to load names from {path}: {error}");
                    self.note_file(place, &line, Kind::Hosts);
                    continue;
                }
                Err(_) => continue,
            };
            let config = &self.config;
            names.add_hosts_file(&bytes, |address| {
                let IpAddr::V4(address) = address else {
                    return None;
                };
                let general = config.domain.as_deref();
                let found = names::domain_of(address, &config.domains, general, self.host);
                found.filter(|_| expand).map(|(domain, _)| domain.to_vec())
            });
        }
        self.config.names = names;
    }

    /// What is wrong with the files as a whole.
    fn check_whole(&mut self) -> Result<(), Fatal> {
        if self.config.pxe_vendors.is_empty() {
            self.config.pxe_vendors.push(b"PXEClient".to_vec());
        }
        if self.config.domain.is_none() && self.config.flags.contains("dhcp-fqdn") {
            let line = "there must be a default domain when --dhcp-fqdn is set".to_owned();
            self.note_file(None, &line, Kind::Configuration);
            return Err(Fatal {
                exit: BAD_CONFIGURATION,
                line,
            });
        }
        Ok(())
    }

    fn finish(mut self, stopped: Option<Fatal>) -> Checked<Config> {
        if let Some(fatal) = stopped {
            return Checked {
                sources: self.sources,
                findings: self.findings,
                exit: fatal.exit,
                output: vec![fatal.line],
                config: None,
            };
        }
        self.findings.extend(lint::findings(&self.config));
        Checked {
            sources: self.sources,
            findings: self.findings,
            exit: 0,
            output: vec!["syntax check OK.".to_owned()],
            config: Some(self.config),
        }
    }

    fn add_source(&mut self, path: &str, bytes: Arc<[u8]>) -> FileId {
        let file = FileId(u32::try_from(self.sources.len()).expect("fewer files than memory"));
        self.sources.push(SourceFile::new(path, bytes.to_vec()));
        self.bytes.push(bytes);
        file
    }

    fn note_file(&mut self, asked_at: Option<Place>, line: &str, kind: Kind) {
        let severity = match kind {
            Kind::Configuration => Severity::Error,
            Kind::Hosts | Kind::Options => Severity::Warning,
        };
        if self.sources.is_empty() {
            // The main file itself cannot be read: there is nothing else to point at.
            return;
        }
        let place = asked_at.unwrap_or(Place::new(FileId(0), Span::at(0)));
        let diagnostic = Diagnostic::new(
            "D107",
            "unreadable-file",
            severity,
            place.span,
            line.to_owned(),
        )
        .with_console(line);
        self.findings.push(Finding {
            file: place.file,
            diagnostic,
            position: None,
        });
    }

    fn note_unread(&mut self, place: Place, path: &str) {
        let message = format!("what the program {path} writes is not known here and left out");
        let diagnostic = Diagnostic::new(
            "D108",
            "program-output",
            Severity::Warning,
            place.span,
            message,
        );
        self.findings.push(Finding {
            file: place.file,
            diagnostic,
            position: None,
        });
    }
}

/// Why a line is not followed by the next one.
enum Stop {
    /// The line is wrong.
    Here(Refusal),
    /// Something else is.
    Fatal(Fatal),
}

fn scene_of<'a>(config: &'a mut Config, host: &'a Host, place: Place) -> Scene<'a> {
    Scene {
        config,
        host,
        place,
    }
}

fn check_word(word: Text<'_>, value: Option<Text<'_>>) -> Result<&'static Keyword, Refusal> {
    let Some(keyword) = keyword::find(word.chars()) else {
        return Err(lint::unknown_word(word));
    };
    match (keyword.argument, value) {
        (Argument::None, Some(value)) => Err(Refusal::new("extraneous parameter")
            .at(value)
            .help(format!("`{}` stands alone", keyword.name))),
        (Argument::Required, None) => Err(Refusal::new("missing parameter")
            .at(word)
            .help(format!("`{}=` needs a value", keyword.name))),
        _ => Ok(keyword),
    }
}

/// Whether a folder's entry is a hidden file or an editor's backup.
fn is_hidden(name: &str) -> bool {
    name.is_empty()
        || name.ends_with('~')
        || name.starts_with('.')
        || (name.starts_with('#') && name.ends_with('#'))
}

/// The path without what does not change the file it means.
fn absolute(path: &str) -> String {
    let parts = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".");
    parts.fold(String::new(), |path, part| path + "/" + part)
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
