//! `ipxe-check.toml`: its keys, and what is wrong with one.

use std::ops::Range;
use std::path::{Path, PathBuf};

use ipxe_check::levels::{Level, Levels};
use ipxe_check::rule::Group;
use ipxe_check::{Options, Target};
use ipxe_diagnostics::SourceFile;
use serde::Deserialize;
use toml::Spanned;

use super::patterns::{Patterns, PatternsBuilder};
use super::problem::Problem;

/// A configuration.
#[derive(Debug)]
pub struct Config {
    /// The folder that relative globs speak of, as an absolute path.
    folder: PathBuf,
    everywhere: Layer,
    exclude: Patterns,
    overrides: Vec<(Patterns, Layer)>,
}

/// What is set for all files, or for some.
#[derive(Debug, Default)]
struct Layer {
    targets: Option<Vec<Target>>,
    pedantic: Option<bool>,
    fragment: Option<bool>,
    /// `all` and groups first, so that single rules count more.
    levels: Vec<(String, Level)>,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(alias = "targets")]
    target: Option<OneOrMore>,
    pedantic: Option<bool>,
    fragment: Option<bool>,
    #[serde(default)]
    allow: Vec<Spanned<String>>,
    #[serde(default)]
    note: Vec<Spanned<String>>,
    #[serde(default)]
    warn: Vec<Spanned<String>>,
    #[serde(default)]
    deny: Vec<Spanned<String>>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
    #[serde(default, rename = "override")]
    overrides: Vec<Override>,
}

/// What is said of some files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Override {
    files: Vec<Spanned<String>>,
    #[serde(alias = "targets")]
    target: Option<OneOrMore>,
    pedantic: Option<bool>,
    fragment: Option<bool>,
    #[serde(default)]
    allow: Vec<Spanned<String>>,
    #[serde(default)]
    note: Vec<Spanned<String>>,
    #[serde(default)]
    warn: Vec<Spanned<String>>,
    #[serde(default)]
    deny: Vec<Spanned<String>>,
}

/// A string or a list of strings, with their places.
type OneOrMore = Spanned<Strings>;

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
enum Strings {
    One(String),
    More(Vec<String>),
}

/// What is wrong, and with which bytes of the file.
struct Fault {
    place: Option<Range<usize>>,
    reason: String,
}

impl Config {
    /// Reads the text of the configuration at `path`, which is absolute; it is called `name`.
    pub fn read(path: &Path, name: &str, text: &str) -> Result<Self, Problem> {
        Self::parse(path, text).map_err(|fault| {
            let source = SourceFile::new(name, text.as_bytes());
            let start = fault.place.map_or(0, |place| place.start);
            let place = source.position(u32::try_from(start).unwrap_or(u32::MAX));
            Problem::Config {
                file: name.to_owned(),
                line: place.line,
                column: place.column,
                reason: fault.reason,
            }
        })
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Fault> {
        let file: File = toml::from_str(text).map_err(|error| Fault {
            place: error.span(),
            reason: error.message().trim_end().replace('\n', "; "),
        })?;
        let mut overrides = Vec::with_capacity(file.overrides.len());
        for over in file.overrides {
            let layer = Layer {
                targets: over.target.map(targets).transpose()?,
                pedantic: over.pedantic,
                fragment: over.fragment,
                levels: levels([over.allow, over.note, over.warn, over.deny])?,
            };
            overrides.push((patterns(&over.files)?, layer));
        }
        Ok(Self {
            folder: path.parent().unwrap_or(path).to_owned(),
            everywhere: Layer {
                targets: file.target.map(targets).transpose()?,
                pedantic: file.pedantic,
                fragment: file.fragment,
                levels: levels([file.allow, file.note, file.warn, file.deny])?,
            },
            exclude: patterns(&file.exclude)?,
            overrides,
        })
    }

    /// True if the file at this absolute path is to be left out of folders.
    pub fn excludes_file(&self, path: &Path) -> bool {
        self.exclude.is_file(&self.folder, path)
    }

    /// True if the folder at this absolute path is to be left out.
    pub fn excludes_folder(&self, path: &Path) -> bool {
        self.exclude.is_folder(&self.folder, path)
    }

    /// Which of the overrides speak of the file at this absolute path.
    pub fn overrides_of(&self, path: &Path) -> Vec<usize> {
        let all = self.overrides.iter().enumerate();
        all.filter(|(_, (files, _))| files.is_file(&self.folder, path))
            .map(|(index, _)| index)
            .collect()
    }

    /// The options of a file that these overrides speak of, before the command line.
    pub fn options(&self, overrides: &[usize], pedantic: bool) -> Options {
        let overriding = overrides.iter().map(|&index| &self.overrides[index].1);
        let layers: Vec<&Layer> = std::iter::once(&self.everywhere)
            .chain(overriding)
            .collect();
        let last =
            |get: fn(&Layer) -> Option<bool>| layers.iter().rev().find_map(|layer| get(layer));
        let pedantic = pedantic || last(|layer| layer.pedantic).unwrap_or(false);
        let mut levels = Levels::new(pedantic);
        for (name, level) in layers.iter().flat_map(|layer| &layer.levels) {
            levels
                .set(name, *level)
                .expect("names were looked up when the configuration was read");
        }
        let targets = layers.iter().rev().find_map(|layer| layer.targets.clone());
        Options {
            levels,
            targets: targets.unwrap_or_default(),
            fragments: last(|layer| layer.fragment).unwrap_or(false),
        }
    }
}

fn targets(given: OneOrMore) -> Result<Vec<Target>, Fault> {
    let place = given.span();
    let names = match given.into_inner() {
        Strings::One(name) => vec![name],
        Strings::More(names) => names,
    };
    let target = |name: &String| name.parse();
    names.iter().map(target).collect::<Result<_, _>>().map_err(
        |error: ipxe_check::target::TargetError| Fault {
            place: Some(place),
            reason: error.to_string(),
        },
    )
}

/// The lists `allow`, `note`, `warn` and `deny` of one table together. The order of tables' keys means nothing, so what is said of a
/// group counts less than what is said of one rule, and nothing may be in two lists.
fn levels(lists: [Vec<Spanned<String>>; 4]) -> Result<Vec<(String, Level)>, Fault> {
    let kinds = [Level::Allow, Level::Note, Level::Warn, Level::Deny];
    let mut levels: Vec<(String, Level)> = Vec::new();
    for (list, level) in lists.into_iter().zip(kinds) {
        for name in list {
            let place = Some(name.span());
            let name = name.into_inner();
            Levels::default().set(&name, level).map_err(|error| Fault {
                place: place.clone(),
                reason: error.to_string(),
            })?;
            if levels
                .iter()
                .any(|(known, other)| *known == name && *other != level)
            {
                let reason = format!("`{name}` is in two lists");
                return Err(Fault { place, reason });
            }
            levels.push((name, level));
        }
    }
    levels.sort_by_key(|(name, _)| breadth(name));
    Ok(levels)
}

fn breadth(name: &str) -> u8 {
    if name == "all" {
        0
    } else if Group::ALL.iter().any(|group| group.name() == name) {
        1
    } else {
        2
    }
}

fn patterns(globs: &[Spanned<String>]) -> Result<Patterns, Fault> {
    let mut builder = PatternsBuilder::new();
    for glob in globs {
        builder.add(glob.get_ref()).map_err(|error| Fault {
            place: Some(glob.span()),
            reason: format!("`{}` is no glob: {}", glob.get_ref(), error.kind()),
        })?;
    }
    builder.build().map_err(|error| Fault {
        place: None,
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        let config = Config::read(Path::new("/srv/ipxe-check.toml"), "c.toml", text);
        config.expect_err("it is wrong").to_string()
    }

    #[test]
    fn faults_have_their_place_and_say_what_would_be_right() {
        expect_test::expect![[r#"
            c.toml:2:1: unknown field `fragments`, expected one of `target`, `targets`, `pedantic`, `fragment`, `allow`, `note`, `warn`, `deny`, `exclude`, `override`
            c.toml:1:12: invalid type: string "yes", expected a boolean
            c.toml:1:11: string values must be quoted, expected literal string
            c.toml:1:10: expected a string or a list of strings
            c.toml:1:10: unknown release `3.0` in a target; known are 1.20.1, 1.21.1, 2.0.0 and master
            c.toml:3:3: unknown rule or group `undefined-lable`, did you mean `undefined-label`?; `ipxe-check --list-rules` shows them all
            c.toml:2:9: `label` is in two lists
            c.toml:1:17: `[` is no glob: unclosed character class; missing ']'
            c.toml:1:1: missing field `files`
            c.toml:3:1: unknown field `exclude`, expected one of `files`, `target`, `targets`, `pedantic`, `fragment`, `allow`, `note`, `warn`, `deny`"#]].assert_eq(
            &[
                "pedantic = true\nfragments = true\n",
                "pedantic = \"yes\"\n",
                "pedantic =\n",
                "target = 3\n",
                "target = [\"2.0.0/efi\", \"3.0/efi\"]\n",
                "\nallow = [\"unknown-command\",\n  \"undefined-lable\"]\n",
                "allow = [\"label\"]\ndeny = [\"label\"]\n",
                "exclude = [\"a\", \"[\"]\n",
                "[[override]]\nallow = []\n",
                "[[override]]\nfiles = [\"x\"]\nexclude = [\"y\"]\n",
            ]
            .map(fault)
            .join("\n"),
        );
    }

    #[test]
    fn a_rule_counts_more_than_its_group_and_a_later_override_more_than_an_earlier() {
        let text = "deny = [\"undefined-label\"]\nallow = [\"all\"]\ntarget = \"2.0.0/efi\"\n\
                    [[override]]\nfiles = [\"a*\"]\nfragment = true\nwarn = [\"IPX201\"]\n\
                    [[override]]\nfiles = [\"*b\"]\nfragment = false\ntargets = []\n";
        let config =
            Config::read(Path::new("/srv/ipxe-check.toml"), "c.toml", text).expect("right");
        let of = |name: &str| {
            let overrides = config.overrides_of(Path::new(name));
            let options = config.options(&overrides, false);
            let severities: Vec<_> = (0..)
                .zip(ipxe_check::rules::RULES)
                .filter_map(|(index, rule)| {
                    Some((rule.code, options.levels.severity(index)?.as_str()))
                })
                .collect();
            (severities, options.targets.len(), options.fragments)
        };
        assert_eq!(of("/srv/x"), (vec![("IPX201", "error")], 1, false));
        assert_eq!(of("/srv/a"), (vec![("IPX201", "warning")], 1, true));
        assert_eq!(of("/srv/ab"), (vec![("IPX201", "warning")], 0, false));
    }
}
