//! What could stand at the cursor.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ipxe_machine::Build;
use ipxe_reference::{Argument, Command, SETTINGS, ValueKind};
use ipxe_settings::{Block, Settings};
use ipxe_sim::Scenario;
use ipxe_sim::scenario::BUILTIN;

use super::world_view::lossy;
use super::{Session, dot};

/// Most entries of one folder that are looked at.
const MOST_ENTRIES: usize = 1000;
/// How deep served folders are looked into.
const DEEPEST: usize = 3;

/// All that can be named at some moment of a session.
#[derive(Clone, Debug)]
pub struct Names {
    build: Arc<Build>,
    settings: BTreeSet<String>,
    blocks: BTreeSet<String>,
    types: Vec<&'static str>,
    interfaces: Vec<String>,
    images: Vec<String>,
    uris: BTreeSet<String>,
}

/// What could stand at the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// Where what they replace begins, in bytes from the start of the line.
    pub start: usize,
    /// What could stand there, in order.
    pub candidates: Vec<String>,
}

impl Names {
    /// All that can be named now.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let machine = session.machine();
        let settings = &machine.settings;
        let mut names = Self {
            build: Arc::clone(&machine.build),
            settings: BTreeSet::new(),
            blocks: BTreeSet::new(),
            types: settings
                .dialect()
                .setting_types()
                .map(|setting_type| setting_type.name())
                .collect(),
            interfaces: vec!["netX".to_owned()],
            images: Vec::new(),
            uris: uris(session.world_scenario(), session.folder()),
        };
        let build = &machine.build;
        let known = SETTINGS.iter().filter(|setting| {
            setting.since <= build.release
                && (setting.platforms.is_empty() || setting.platforms.contains(&build.platform))
        });
        names
            .settings
            .extend(known.map(|setting| setting.name.to_owned()));
        names.look_at_blocks(settings);
        let interfaces = machine.interfaces.all().iter();
        names
            .interfaces
            .extend(interfaces.map(|interface| lossy(&interface.name)));
        let images = machine.images.registered();
        names
            .images
            .extend(images.map(|(_, image)| lossy(image.name())));
        names
    }

    fn look_at_blocks(&mut self, settings: &Settings) {
        let mut waiting = vec![settings.root()];
        while let Some(block) = waiting.pop() {
            waiting.extend(settings.children(block));
            let name = lossy(&settings.block_name(block));
            let prefix = if name.is_empty() {
                String::new()
            } else {
                format!("{name}/")
            };
            let stored = match settings.block(block) {
                Some(Block::Generic(stored)) => Some(&**stored),
                Some(Block::Interface(interface)) => Some(&interface.settings),
                _ => None,
            };
            if let Some(stored) = stored {
                let stored = stored.iter();
                self.settings
                    .extend(stored.map(|(name, _)| format!("{prefix}{}", lossy(name))));
            }
            if !name.is_empty() {
                self.blocks.insert(name);
            }
        }
    }

    /// What could stand at a place in a line.
    #[must_use]
    pub fn complete(&self, line: &str, at: usize) -> Completions {
        let Some(before) = line.get(..at) else {
            return Completions::default();
        };
        // Of several lines only the last counts.
        let line_start = before.rfind('\n').map_or(0, |feed| feed + 1);
        let (start, candidates) = self.candidates(&before[line_start..]);
        let start = line_start + start;
        let word = &before[start..];
        let candidates = candidates.into_iter().filter(|text| text.starts_with(word));
        Completions {
            start,
            candidates: candidates.collect(),
        }
    }

    fn candidates(&self, before: &str) -> (usize, Vec<String>) {
        let word_start = before
            .rfind(char::is_whitespace)
            .map_or(0, |blank| blank + 1);
        let word = &before[word_start..];
        if before.starts_with('.') {
            return (word_start, self.dot_candidates(before, word_start));
        }
        if let Some(open) = before.rfind("${")
            && !before[open..].contains('}')
        {
            return self.reference(before, open + 2);
        }
        let words = last_command(&before[..word_start]);
        let Some((name, given)) = words.split_first() else {
            return (word_start, self.commands());
        };
        if *name == "help" {
            return (word_start, self.commands());
        }
        let Some(command) = ipxe_reference::command(name.as_bytes()) else {
            return (word_start, Vec::new());
        };
        if word.starts_with('-') {
            let options = command.options.iter();
            let options = options.filter(|option| option.since <= self.build.release);
            let options = options.map(|option| format!("--{}", option.long));
            return (word_start, options.chain(["--help".to_owned()]).collect());
        }
        match expected(command, given) {
            Some(ValueKind::Setting | ValueKind::SettingAutovivify) => {
                self.reference(before, word_start)
            }
            kind => (
                word_start,
                kind.map_or(Vec::new(), |kind| self.of_kind(kind)),
            ),
        }
    }

    fn commands(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .build
            .commands()
            .map(|command| command.name().to_owned())
            .collect();
        names.sort();
        names
    }

    /// A setting, with block and type, whose text begins at a place.
    fn reference(&self, before: &str, start: usize) -> (usize, Vec<String>) {
        let text = &before[start..];
        if let Some(colon) = text.rfind(':') {
            let types = self.types.iter().map(|name| (*name).to_owned());
            return (start + colon + 1, types.collect());
        }
        let mut candidates: Vec<String> = self.settings.iter().cloned().collect();
        match text.rsplit_once('/') {
            None => candidates.extend(self.blocks.iter().map(|block| format!("{block}/"))),
            Some((block, _)) => {
                let known = self.settings.iter().filter(|name| !name.contains('/'));
                candidates.extend(known.map(|name| format!("{block}/{name}")));
            }
        }
        candidates.sort();
        candidates.dedup();
        (start, candidates)
    }

    fn of_kind(&self, kind: ValueKind) -> Vec<String> {
        match kind {
            ValueKind::NetDevice => self.interfaces.clone(),
            ValueKind::Image => self.images.clone(),
            ValueKind::ImageOrUri => self.images.iter().chain(&self.uris).cloned().collect(),
            ValueKind::Uri => self.uris.iter().cloned().collect(),
            ValueKind::SettingsScope => self.blocks.iter().cloned().collect(),
            ValueKind::Configurator => {
                let names = self.build.configurators.iter();
                names.map(|name| (*name).to_owned()).collect()
            }
            ValueKind::Command => self.commands(),
            _ => Vec::new(),
        }
    }

    fn dot_candidates(&self, before: &str, word_start: usize) -> Vec<String> {
        if word_start == 0 {
            let names = dot::COMMANDS.iter().map(|(_, name, ..)| *name);
            return names.map(str::to_owned).collect();
        }
        let name = before.split_whitespace().next().unwrap_or_default();
        let word = &before[word_start..];
        match name {
            ".settings" | ".watch" => {
                let names = self.settings.iter().chain(&self.blocks);
                names.cloned().collect()
            }
            ".scenario" => {
                let names = BUILTIN.iter().map(|known| known.name.to_owned());
                names.chain(files(word)).collect()
            }
            ".load" | ".open" | ".save" => files(word),
            ".break" | ".step" => self.commands(),
            _ => Vec::new(),
        }
    }

    /// What to show behind the cursor: the rest of the usage line of a command that was typed.
    #[must_use]
    pub fn hint(&self, line: &str) -> Option<String> {
        let name = line.strip_suffix(' ')?;
        if let Some((_, _, arguments, _)) =
            dot::COMMANDS.iter().find(|(_, known, ..)| *known == name)
        {
            return (!arguments.is_empty()).then(|| (*arguments).to_owned());
        }
        let command = ipxe_reference::command(name.as_bytes())?;
        let usage = command.usage(name.as_bytes(), self.build.release);
        let rest = lossy(usage.get(name.len()..)?);
        let rest = rest.trim();
        (!rest.is_empty()).then(|| rest.to_owned())
    }
}

/// The words of the command that a text ends in.
fn last_command(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        match word {
            "&&" | "||" | ";" => words.clear(),
            word => words.push(word),
        }
    }
    words
}

/// What is expected after these arguments.
fn expected(command: &'static Command, given: &[&str]) -> Option<ValueKind> {
    let mut index = 0;
    let mut omitted = None;
    let mut wanted = None;
    for word in given {
        if wanted.take().is_some() {
            continue;
        }
        let option = match (word.strip_prefix("--"), word.strip_prefix('-')) {
            (Some(long), _) if !long.contains('=') => command.option(long.as_bytes()),
            (None, Some(short)) if short.len() == 1 => command.option_short(short.as_bytes()[0]),
            (None, None) => {
                index += 1;
                None
            }
            _ => None,
        };
        if let Some(option) = option {
            omitted = omitted.or(option.omits_positional);
            wanted = (option.argument == Argument::Required).then_some(option.kind);
        }
    }
    wanted.or_else(|| Some(command.positional(index, omitted)?.kind))
}

/// The files that the servers of a scenario serve, as URIs.
fn uris(scenario: &Scenario, folder: &Path) -> BTreeSet<String> {
    let mut uris = BTreeSet::new();
    for server in &scenario.server {
        let Some(address) = server
            .address
            .all()
            .iter()
            .find(|address| address.is_ipv4())
        else {
            continue;
        };
        for web in &server.http {
            let (scheme, usual) = if web.tls {
                ("https", 443)
            } else {
                ("http", 80)
            };
            let port = match web.port {
                Some(port) if port != usual => format!(":{port}"),
                _ => String::new(),
            };
            let base = format!("{scheme}://{address}{port}");
            add(
                &mut uris,
                &base,
                web.files.keys(),
                web.root.as_deref(),
                folder,
            );
        }
        if let Some(tftp) = &server.tftp {
            let base = format!("tftp://{address}");
            add(
                &mut uris,
                &base,
                tftp.files.keys(),
                tftp.root.as_deref(),
                folder,
            );
        }
    }
    uris
}

fn add<'a>(
    uris: &mut BTreeSet<String>,
    base: &str,
    names: impl Iterator<Item = &'a String>,
    root: Option<&str>,
    folder: &Path,
) {
    let mut names: Vec<String> = names.cloned().collect();
    if let Some(root) = root {
        served(&folder.join(root), &mut names);
    }
    for name in names {
        uris.insert(format!("{base}/{}", name.trim_start_matches('/')));
    }
}

/// The files below a folder, by their paths, without hidden ones.
fn served(root: &Path, names: &mut Vec<String>) {
    let mut waiting: Vec<(PathBuf, String, usize)> = vec![(root.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten().take(MOST_ENTRIES) {
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            // Links are left out: they may lead out of the folder.
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if name.starts_with('.') || names.len() >= MOST_ENTRIES {
                continue;
            }
            if kind.is_file() {
                names.push(format!("{prefix}{name}"));
            } else if kind.is_dir() && depth + 1 < DEEPEST {
                waiting.push((entry.path(), format!("{prefix}{name}/"), depth + 1));
            }
        }
    }
}

/// The files of this computer whose paths begin as a word does.
fn files(word: &str) -> Vec<String> {
    let (folder, prefix) = match word.rsplit_once('/') {
        Some((folder, _)) => (format!("{folder}/"), format!("{folder}/")),
        None => (".".to_owned(), String::new()),
    };
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .take(MOST_ENTRIES)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let slash = if entry.path().is_dir() { "/" } else { "" };
            Some(format!("{prefix}{name}{slash}"))
        })
        .collect();
    names.sort();
    names
}
