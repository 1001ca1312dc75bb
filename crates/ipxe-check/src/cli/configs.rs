//! Which configuration and so which options a file has.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ipxe_check::arguments::Arguments;
use ipxe_check::{Checker, Options};

use super::config::Config;
use super::problem::{self, Problem, shown};

/// Name of a configuration.
const NAME: &str = "ipxe-check.toml";

/// A configuration, or none, or one that cannot be used.
pub type Found = Result<Option<Arc<Config>>, Problem>;

/// Finds the configuration of each file, and reads each once.
pub struct Configs {
    search: bool,
    /// For all files, if there is no search.
    given: Option<Arc<Config>>,
    /// The current folder, to which names are relative.
    here: PathBuf,
    known: Mutex<HashMap<PathBuf, Found>>,
    folders: Mutex<HashMap<PathBuf, PathBuf>>,
}

impl Configs {
    /// As the command line wants it.
    pub fn new(arguments: &Arguments) -> Result<Self, Problem> {
        let here = std::env::current_dir().map_err(|error| Problem::Read {
            name: "the current folder".to_owned(),
            reason: problem::reason(&error),
        })?;
        let given = arguments.config.as_deref().map(|path| {
            let absolute = std::path::absolute(path).unwrap_or_else(|_| here.join(path));
            read(&absolute, &shown(path)).map(Arc::new)
        });
        Ok(Self {
            search: arguments.config.is_none() && !arguments.no_config,
            given: given.transpose()?,
            here,
            known: Mutex::default(),
            folders: Mutex::default(),
        })
    }

    /// The configuration of what is in `folder`, an absolute path.
    pub fn of_folder(&self, folder: &Path) -> Found {
        if !self.search {
            return Ok(self.given.clone());
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut passed = Vec::new();
        let mut found = Ok(None);
        for ancestor in folder.ancestors() {
            if let Some(known) = known.get(ancestor) {
                found = known.clone();
                break;
            }
            passed.push(ancestor);
            let path = ancestor.join(NAME);
            if path.is_file() {
                let name = path.strip_prefix(&self.here).unwrap_or(&path);
                found = read(&path, &shown(name)).map(|config| Some(Arc::new(config)));
                break;
            }
        }
        for folder in passed {
            known.insert(folder.to_owned(), found.clone());
        }
        found
    }

    /// The configuration for what is no file.
    pub fn of_nothing(&self) -> Found {
        self.of_folder(&self.here)
    }

    /// The absolute path of a file or folder. Links on the way are followed, a link at its end is not.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return fs::canonicalize(path).unwrap_or_else(|_| self.here.join(path));
        };
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = folders.get(parent) {
            return folder.join(name);
        }
        let folder = self.here.join(parent);
        let folder = fs::canonicalize(&folder).unwrap_or(folder);
        let absolute = folder.join(name);
        folders.insert(parent.to_owned(), folder);
        absolute
    }

    /// True if a folder that is walked has this below it, but the configuration leaves it out.
    pub fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        let absolute = self.absolute(path);
        let folder = absolute.parent().unwrap_or(&absolute);
        match self.of_folder(folder) {
            Ok(Some(config)) if is_folder => config.excludes_folder(&absolute),
            Ok(Some(config)) => config.excludes_file(&absolute),
            // Told when the files are checked.
            Ok(None) | Err(_) => false,
        }
    }
}

fn read(path: &Path, name: &str) -> Result<Config, Problem> {
    let text = fs::read(path)
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| not_text()))
        .map_err(|error| Problem::Read {
            name: name.to_owned(),
            reason: problem::reason(&error),
        })?;
    Config::read(path, name, &text)
}

fn not_text() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not UTF-8")
}

/// The checkers that the files need, each made once.
pub struct Checkers<'a> {
    arguments: &'a Arguments,
    made: Vec<(Option<Arc<Config>>, Vec<usize>, Checker)>,
}

impl<'a> Checkers<'a> {
    pub fn new(arguments: &'a Arguments) -> Self {
        Self {
            arguments,
            made: Vec::new(),
        }
    }

    /// Index of the checker for the file at this absolute path, or for what is no file.
    pub fn index_of(
        &mut self,
        config: Option<Arc<Config>>,
        path: Option<&Path>,
    ) -> Result<usize, Problem> {
        let overrides = config.as_ref().zip(path);
        let overrides = overrides.map_or_else(Vec::new, |(config, path)| config.overrides_of(path));
        let same = |a: &Option<Arc<Config>>, b: &Option<Arc<Config>>| {
            a.as_ref().map(Arc::as_ptr) == b.as_ref().map(Arc::as_ptr)
        };
        let known = (self.made.iter())
            .position(|(other, others, _)| same(other, &config) && *others == overrides);
        if let Some(index) = known {
            return Ok(index);
        }
        let options = options(self.arguments, config.as_deref(), &overrides)?;
        self.made.push((config, overrides, Checker::new(options)));
        Ok(self.made.len() - 1)
    }

    pub fn get(&self, index: usize) -> &Checker {
        &self.made[index].2
    }
}

/// The options of a configuration and, above them, of the command line.
pub fn options(
    arguments: &Arguments,
    config: Option<&Config>,
    overrides: &[usize],
) -> Result<Options, Problem> {
    let mut options = match config {
        Some(config) => config.options(overrides, arguments.pedantic),
        None => Options {
            levels: ipxe_check::Levels::new(arguments.pedantic),
            ..Options::default()
        },
    };
    for (name, level) in &arguments.levels {
        options.levels.set(name, *level)?;
    }
    if !arguments.target.is_empty() {
        options.targets.clone_from(&arguments.target);
    }
    options.fragments |= arguments.fragment;
    Ok(options)
}
