//! The scripts that ran, for names and line numbers.

use std::collections::BTreeMap;

use ipxe_machine::event;
use ipxe_machine::state::ImageId;

use super::Place;

/// The scripts that ran.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    scripts: BTreeMap<ImageId, Source>,
}

#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: Vec<u8>,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl Sources {
    /// A script begins.
    pub(super) fn add(&mut self, image: ImageId, name: &[u8], text: &[u8]) {
        let ends = text.iter().enumerate().filter(|&(_, &byte)| byte == b'\n');
        let starts = ends.map(|(at, _)| at + 1);
        let source = Source {
            name: lossy(name),
            text: text.to_vec(),
            lines: [0].into_iter().chain(starts).collect(),
        };
        self.scripts.insert(image, source);
    }

    /// The name of a script.
    pub(super) fn name(&self, image: ImageId) -> String {
        self.scripts
            .get(&image)
            .map_or_else(String::new, |source| source.name.clone())
    }

    /// A place, with name and line.
    pub(super) fn place(&self, place: &event::Place) -> Place {
        let source = place.script.and_then(|image| self.scripts.get(&image));
        let line = source.map_or(1, |source| {
            let start = place.span.start as usize;
            source.lines.partition_point(|&line| line <= start)
        });
        Place {
            script: source.map_or_else(String::new, |source| source.name.clone()),
            line,
            depth: place.depth,
        }
    }

    /// The text of the command at a place, in one line.
    pub(super) fn text(&self, place: &event::Place) -> String {
        let source = place.script.and_then(|image| self.scripts.get(&image));
        let range = place.span.start as usize..place.span.end as usize;
        let text = source
            .and_then(|source| source.text.get(range))
            .unwrap_or_default();
        lossy(text.trim_ascii()).replace("\\\n", "")
    }

    /// The number of the line that a logical line of a script begins on.
    pub(super) fn physical_line(&self, place: &event::Place, logical: u32) -> usize {
        let source = place.script.and_then(|image| self.scripts.get(&image));
        source.map_or(1, |source| {
            // Logical lines are physical ones, but for those that a backslash joins.
            let mut number = 0;
            let mut joined = false;
            for (index, window) in source.lines.iter().enumerate() {
                if !joined {
                    if number == logical {
                        return index + 1;
                    }
                    number += 1;
                }
                let end = source
                    .lines
                    .get(index + 1)
                    .copied()
                    .unwrap_or(source.text.len());
                let line = source.text.get(*window..end).unwrap_or_default();
                let line = line.strip_suffix(b"\n").unwrap_or(line);
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                joined = line.ends_with(b"\\");
            }
            source.lines.len()
        })
    }
}

/// Bytes as text; what is not UTF-8 is replaced.
pub(super) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
