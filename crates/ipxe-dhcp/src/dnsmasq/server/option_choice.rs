//! Which of the lines for the same option counts (`dhcp-common.c: option_filter`).

use std::collections::BTreeMap;

use super::answer::Exchange;
use crate::dnsmasq::config::{Config, OptionEntry, Scope};
use crate::dnsmasq::tag::Tags;

/// The lines of each option, the last one first.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    by_code: BTreeMap<u32, Vec<usize>>,
}

impl Groups {
    pub(super) fn new(config: &Config) -> Self {
        let mut groups = Self::default();
        for (number, option) in config.options.iter().enumerate().rev() {
            if option.scope == Scope::Itself {
                groups.by_code.entry(option.code).or_default().push(number);
            }
        }
        groups
    }
}

/// The line that counts for each option.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen<'s> {
    by_code: BTreeMap<u32, (usize, &'s OptionEntry)>,
}

impl<'s> Chosen<'s> {
    /// The line for option `code`.
    pub(super) fn get(&self, code: u8) -> Option<&'s OptionEntry> {
        self.by_code
            .get(&u32::from(code))
            .map(|(_, option)| *option)
    }

    /// All lines, the last of the files first.
    pub(super) fn in_order(&self) -> Vec<&'s OptionEntry> {
        let mut lines: Vec<(usize, &OptionEntry)> = self.by_code.values().copied().collect();
        lines.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        lines.into_iter().map(|(_, option)| option).collect()
    }
}

impl<'s> Exchange<'s> {
    /// Chooses among the lines by the client's tags and, if it is in a range with a tag, by those with the range's
    /// tag as well: the latter count less.
    pub(super) fn choose_options(&mut self, range: Option<usize>) -> (Chosen<'s>, Tags<'s>) {
        let own = self.with_tag_if(&self.tags);
        let tagged = range.filter(|&range| self.config.ranges[range].sets.is_some());
        let all = tagged.map(|range| self.tags_in_range(range));
        let mut chosen = Chosen::default();
        let server = self.server;
        for (&code, lines) in &server.options.by_code {
            let found = self.choose_line(lines, &own, all.as_ref());
            if let Some(number) = found {
                chosen
                    .by_code
                    .insert(code, (number, &self.config.options[number]));
            }
        }
        (chosen, all.unwrap_or(own))
    }

    fn choose_line(
        &mut self,
        lines: &[usize],
        own: &Tags<'s>,
        all: Option<&Tags<'s>>,
    ) -> Option<usize> {
        let options = &self.config.options;
        let matches =
            |number: &&usize, tags: &Tags<'_>| tags.match_all(&options[**number].conditions, false);
        let by_own =
            |number: &&usize| matches(number, own) && all.is_none_or(|all| matches(number, all));
        if let Some(found) = lines.iter().find(by_own) {
            return Some(*found);
        }
        if let Some(found) = all.and_then(|all| lines.iter().find(|number| matches(number, all))) {
            return Some(*found);
        }
        let mut untagged = lines
            .iter()
            .filter(|number| options[**number].conditions.is_empty());
        let found = untagged.next().copied();
        for number in untagged {
            let code = options[*number].code;
            self.warn(format!("Ignoring duplicate dhcp-option {code}"));
        }
        found
    }
}
