//! The scripts in a folder.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::{DirEntry, WalkBuilder};
use rayon::prelude::*;

use super::without_here;
use crate::cli::configs::Configs;
use crate::cli::problem::{self, Problem, shown};

/// Endings of scripts.
const SCRIPTS: [&str; 2] = ["ipxe", "gpxe"];

/// Endings that templates have behind that of what they make.
const TEMPLATES: [&str; 18] = [
    "eex", "ejs", "epp", "erb", "gotmpl", "hbs", "in", "j2", "jinja", "jinja2", "liquid", "mako",
    "mustache", "php", "template", "tmpl", "tpl", "tt",
];

/// What scripts begin with. White space must follow for iPXE, but a file in which it does not is
/// meant as a script too.
const MAGICS: [&[u8]; 2] = [b"#!ipxe", b"#!gpxe"];

/// Number of unnamed files from which on threads look into them.
const MANY: usize = 500;

/// The scripts below `folder` in the order of their names, but not hidden ones, nor those that
/// `.gitignore` or the configuration leave out. Links are not followed.
pub fn scripts(folder: &Path, configs: &Arc<Configs>, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let walk = WalkBuilder::new(folder)
        .require_git(false)
        .sort_by_file_name(Ord::cmp)
        .filter_entry({
            let configs = Arc::clone(configs);
            move |entry| entry.depth() == 0 || !configs.excludes(entry.path(), is_folder(entry))
        })
        .build();
    let mut files = Vec::new();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                files.push(without_here(entry.path()));
            }
            Ok(_) => {}
            Err(error) => problems.push(walk_problem(folder, &error)),
        }
    }
    let is_script = |path: &PathBuf| is_named_so(path) || begins_so(path);
    if files.len() < MANY {
        files.retain(is_script);
        files
    } else {
        files.into_par_iter().filter(is_script).collect()
    }
}

fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
}

/// `NAME.ipxe`, or `NAME.ipxe.j2` and the like.
fn is_named_so(path: &Path) -> bool {
    let has = |path: &Path, endings: &[&str]| {
        path.extension().is_some_and(|found| {
            endings
                .iter()
                .any(|ending| found.eq_ignore_ascii_case(ending))
        })
    };
    has(path, &SCRIPTS)
        || has(path, &TEMPLATES)
            && path
                .file_stem()
                .is_some_and(|stem| has(Path::new(stem), &SCRIPTS))
}

/// A file that cannot be read is none that begins like a script.
fn begins_so(path: &Path) -> bool {
    let mut start = Vec::with_capacity(16);
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    read.is_ok() && MAGICS.iter().any(|magic| text.starts_with(magic))
}

fn walk_problem(folder: &Path, error: &ignore::Error) -> Problem {
    let mut name = folder.to_owned();
    let mut error = error;
    loop {
        match error {
            ignore::Error::WithPath { path, err } => {
                name.clone_from(path);
                error = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                error = err;
            }
            ignore::Error::Io(error) => {
                return Problem::Read {
                    name: shown(&without_here(&name)),
                    reason: problem::reason(error),
                };
            }
            other => {
                return Problem::Read {
                    name: shown(&without_here(&name)),
                    reason: other.to_string(),
                };
            }
        }
    }
}
