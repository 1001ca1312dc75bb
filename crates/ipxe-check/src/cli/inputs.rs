//! What is to be checked: files, what folders and globs hold, URLs, standard input.

mod discover;
mod expand;

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use ipxe_check::arguments::Arguments;

use super::configs::Configs;
use super::problem::{self, Problem, shown};

/// Something to check.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
    /// A URL of HTTP or HTTPS.
    Url(String),
}

/// What is to be checked, in order and each once, and what could not be found.
#[derive(Debug, Default)]
pub struct Inputs {
    pub list: Vec<Input>,
    pub problems: Vec<Problem>,
    seen: HashSet<Input>,
}

impl Inputs {
    /// Gathers what the command line names. Each folder's files are in the order of their names.
    pub fn gather(arguments: &Arguments, configs: &Arc<Configs>) -> Self {
        let mut inputs = Self::default();
        if arguments.paths.is_empty() {
            inputs.add(Input::Stdin);
        }
        for path in &arguments.paths {
            inputs.gather_one(path, configs);
        }
        inputs
    }

    fn add(&mut self, input: Input) {
        let same = match &input {
            // `./a` is `a`, and `a//b` is `a/b`.
            Input::File(path) => Input::File(without_here(path)),
            other => other.clone(),
        };
        if self.seen.insert(same) {
            self.list.push(input);
        }
    }

    fn gather_one(&mut self, given: &OsStr, configs: &Arc<Configs>) {
        if given == "-" {
            return self.add(Input::Stdin);
        }
        if let Some(scheme) = given.to_str().and_then(scheme)
            && (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        {
            return self.add(Input::Url(given.to_string_lossy().into_owned()));
        }
        let path = Path::new(given);
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => self.gather_folder(path, configs),
            Ok(_) => self.add(Input::File(path.to_owned())),
            Err(error) => match given.to_str() {
                Some(pattern) if expand::is_pattern(pattern) => {
                    self.gather_pattern(pattern, configs);
                }
                Some(url) if scheme(url).is_some() => self.problems.push(Problem::Fetch(format!(
                    "{url}: only http and https URLs can be checked"
                ))),
                _ => self.problems.push(Problem::Read {
                    name: shown(path),
                    reason: problem::reason(&error),
                }),
            },
        }
    }

    fn gather_folder(&mut self, folder: &Path, configs: &Arc<Configs>) {
        let before = self.problems.len();
        let files = discover::scripts(folder, configs, &mut self.problems);
        if files.is_empty() && self.problems.len() == before {
            self.problems.push(Problem::NoScripts {
                name: shown(folder),
            });
        }
        for file in files {
            self.add(Input::File(file));
        }
    }

    fn gather_pattern(&mut self, pattern: &str, configs: &Arc<Configs>) {
        match expand::expand(pattern) {
            Ok(found) if found.is_empty() => self.problems.push(Problem::NoMatch {
                pattern: pattern.to_owned(),
            }),
            Ok(found) => {
                for path in found {
                    if path.is_dir() {
                        self.gather_folder(&path, configs);
                    } else {
                        self.add(Input::File(path));
                    }
                }
            }
            Err(reason) => self.problems.push(Problem::Pattern {
                pattern: pattern.to_owned(),
                reason,
            }),
        }
    }
}

/// What stands before `://`, if that could be the scheme of a URL.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once("://")?;
    let letters = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(letters))
        .then_some(scheme)
}

/// A path without `.` at its start.
fn without_here(path: &Path) -> PathBuf {
    let mut components = path.components();
    if components.clone().next() == Some(Component::CurDir) {
        components.next();
    }
    components.as_path().to_owned()
}
