//! What a script as a whole defines and uses: jumps, settings, items, images.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use foldhash::fast::RandomState;

use ipxe_reference::nearest::nearest;
use ipxe_reference::{COMMANDS, Command as Spec, CommandName, Effect, ValueKind, command};
use ipxe_syntax::{Command, Script, Span};

use crate::invocation::{Arg, Invocation, OptionsEnd};
use crate::named::Named;
use crate::template::Template;

/// A jump whose label is known.
#[derive(Clone, Debug)]
pub struct Jump<'a> {
    /// The label.
    pub label: &'a [u8],
    /// The argument of `goto`.
    pub span: Span,
}

/// An item of a menu or form.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Its name, if it has one and it is known.
    pub name: Option<&'a [u8]>,
    /// Its menu, if `--menu` names one; `None` for the default one.
    pub menu: Option<&'a [u8]>,
    /// Its hot key, if it is given and known.
    pub key: Option<&'a [u8]>,
    /// The command.
    pub span: Span,
    /// Index of its logical line.
    pub line: usize,
}

/// What a script defines and uses.
#[derive(Debug, Default)]
pub struct Facts<'a> {
    /// Jumps to known labels, in file order.
    pub jumps: Vec<Jump<'a>>,
    first_jumps: OnceCell<HashMap<&'a [u8], usize, RandomState>>,
    items_by_name: OnceCell<HashMap<&'a [u8], Vec<usize>, RandomState>>,
    /// True where some label or jump is known only at run time, or is hidden by a template.
    pub dynamic_labels: bool,
    /// The blocks of the settings that the script stores.
    pub stored_blocks: HashSet<&'a [u8], RandomState>,
    /// True where the name of some stored setting is known only at run time, or another script is run.
    pub dynamic_stores: bool,
    /// Items in file order.
    pub items: Vec<Item<'a>>,
    /// True where some item's name is known only at run time, or is hidden by a template.
    pub dynamic_items: bool,
    /// Names of images that the script registers, if known: `--name`, or the end of the URI.
    pub images: HashSet<&'a [u8], RandomState>,
    /// True where the name of some registered image is known only at run time.
    pub dynamic_images: bool,
    /// The menus and forms that the script creates.
    pub menus: Named<'a>,
    /// The parameter lists that the script creates.
    pub parameter_lists: Named<'a>,
    /// Index of the first line that selects an image.
    pub first_selection: Option<usize>,
    images_in_lower_case: OnceCell<HashSet<Vec<u8>, RandomState>>,
    initrds: BTreeSet<&'a [u8]>,
    /// Index of the first line that may run another script.
    pub first_execution: Option<usize>,
    /// True where some stored value contains quotes.
    pub stored_quotes: bool,
    /// Settings that the script stores, as written, without a type: names such as `base` and
    /// `net0/ip`. The number is the index of the only value, if that is known.
    stored: HashMap<&'a [u8], Option<usize>, RandomState>,
    values: Vec<StoredValue<'a>>,
}

/// A value that a `set` stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredValue<'a> {
    /// The text.
    pub text: Cow<'a, [u8]>,
    /// The command.
    pub span: Span,
}

/// The name of a setting without its type.
#[must_use]
pub fn without_type(name: &[u8]) -> &[u8] {
    let block = memchr::memchr(b'/', name).map_or(0, |slash| slash + 1);
    let colon = memchr::memchr(b':', &name[block..]);
    colon.map_or(name, |colon| &name[..block + colon])
}

impl<'a> Facts<'a> {
    /// Gathers the facts of a script.
    #[must_use]
    pub fn gather(script: &'a Script<'a>, template: &Template) -> Self {
        let mut facts = Self::default();
        if !template.is_empty() {
            facts.dynamic_labels = true;
            facts.dynamic_stores = true;
            facts.dynamic_items = true;
            facts.dynamic_images = true;
            facts.menus.dynamic = true;
            facts.parameter_lists.dynamic = true;
        }
        let mut noted = [false; COMMANDS.len()];
        for spec in COMMANDS.iter() {
            noted[spec.id as usize] = is_noted(spec);
        }
        let mut words: Vec<Arg<'a>> = Vec::new();
        for line in script.lines() {
            for (position, node) in line.commands().enumerate() {
                let Some(name) = node.name() else { continue };
                let spec = if name.is_dynamic() {
                    None
                } else {
                    match command(name.text()) {
                        Some(spec) if noted[spec.id as usize] => Some(spec),
                        _ => continue,
                    }
                };
                let is_goto = spec.map(|spec| spec.id) == Some(CommandName::Goto);
                if is_goto && facts.note_plain_jump(node) {
                    continue;
                }
                Arg::refill(&mut words, node);
                let read = Invocation::read_as(spec, line, node, position, None, &words);
                if let Some(invocation) = read {
                    facts.note(&invocation);
                    if let Some(inner) = invocation.nested() {
                        facts.note(&inner);
                    }
                }
            }
        }
        facts
    }

    /// The first jump to the label `name`.
    #[must_use]
    pub fn first_jump(&self, name: &[u8]) -> Option<&Jump<'a>> {
        let first = self.first_jumps.get_or_init(|| {
            let mut first = HashMap::default();
            for (index, jump) in self.jumps.iter().enumerate() {
                first.entry(jump.label).or_insert(index);
            }
            first
        });
        first.get(name).map(|&index| &self.jumps[index])
    }

    /// True where the menu has an item of this name.
    #[must_use]
    ///
    /// `line` is the index of the logical line that asks: most often the item stands above it.
    pub fn has_item(&self, menu: Option<&[u8]>, name: &[u8], line: usize) -> bool {
        const NEAR: usize = 64;
        let after = self.items.partition_point(|item| item.line < line);
        let mut near = self.items[..after].iter().rev().take(NEAR);
        if near.any(|item| item.name == Some(name) && item.menu == menu) {
            return true;
        }
        let by_name = self.items_by_name.get_or_init(|| {
            let mut by_name: HashMap<&'a [u8], Vec<usize>, RandomState> = HashMap::default();
            for (index, item) in self.items.iter().enumerate() {
                if let Some(name) = item.name {
                    by_name.entry(name).or_default().push(index);
                }
            }
            by_name
        });
        let same = by_name.get(name).map_or(&[][..], Vec::as_slice);
        same.iter().any(|&index| self.items[index].menu == menu)
    }

    /// The value of a setting that the script stores once, as a text that is known. Another script
    /// may store another one.
    #[must_use]
    pub fn only_value(&self, name: &[u8]) -> Option<&StoredValue<'a>> {
        let index = (*self.stored.get(name)?)?;
        self.values.get(index)
    }

    /// True where the script stores a setting of this name, written as here.
    #[must_use]
    pub fn stores(&self, name: &[u8]) -> bool {
        self.stored.contains_key(name)
    }

    /// The stored setting whose name is most similar. Scripts with very many get no suggestion.
    #[must_use]
    pub fn nearest_stored(&self, name: &[u8]) -> Option<&str> {
        const MOST: usize = 200;
        if self.stored.len() > MOST {
            return None;
        }
        let names = self.stored.keys();
        let mut names: Vec<&str> = names
            .filter_map(|name| std::str::from_utf8(name).ok())
            .collect();
        names.sort_unstable();
        nearest(name, names)
    }

    fn note(&mut self, invocation: &Invocation<'_, 'a>) {
        let Some(spec) = invocation.spec else {
            if invocation.name.is_dynamic() {
                self.dynamic_labels = true;
                self.dynamic_stores = true;
                self.first_execution.get_or_insert(invocation.line.index());
            }
            return;
        };
        let positionals = invocation.positionals().unwrap_or(&[]);
        match spec.canonical() {
            CommandName::Goto => self.note_jump(positionals),
            CommandName::Item => self.note_item(invocation, positionals),
            CommandName::Menu => self.menus.note(invocation),
            CommandName::Params => self.parameter_lists.note(invocation),
            _ => {}
        }
        if spec.has(Effect::StoresSetting) {
            self.note_store(invocation, positionals);
        }
        for given in &invocation.options {
            if given.option.effects.contains(Effect::StoresSetting) {
                match invocation.known_value(given) {
                    Some((name, _)) => self.note_value(name, || None),
                    None => self.dynamic_stores = true,
                }
            }
        }
        if spec.has(Effect::ExecutesImage) {
            self.dynamic_stores = true;
        }
        if spec.has(Effect::SelectsImage) {
            self.first_selection.get_or_insert(invocation.line.index());
        }
        if spec.has(Effect::ExecutesImage) || spec.id == CommandName::Shell {
            self.first_execution.get_or_insert(invocation.line.index());
        }
        if spec.has(Effect::RegistersImage) {
            self.note_image(invocation, positionals);
        }
    }

    /// Notes `goto LABEL` without reading options; false for a `goto` with anything else.
    fn note_plain_jump(&mut self, command: Command<'a>) -> bool {
        let mut words = command.words();
        let (Some(_), Some(label), None) = (words.next(), words.next(), words.next()) else {
            return false;
        };
        if label.is_dynamic() || label.text().starts_with(b"-") {
            return false;
        }
        self.jumps.push(Jump {
            label: label.text(),
            span: label.span(),
        });
        true
    }

    fn note_jump(&mut self, positionals: &[Arg<'a>]) {
        let [target] = positionals else { return };
        if target.is_dynamic() {
            self.dynamic_labels = true;
            return;
        }
        let label = target.word().text();
        self.jumps.push(Jump {
            label,
            span: target.span(),
        });
    }

    fn note_item(&mut self, invocation: &Invocation<'_, 'a>, positionals: &[Arg<'a>]) {
        let named = invocation.omitted_positional().is_none();
        let name = positionals.first().filter(|_| named);
        if name.is_some_and(Arg::is_dynamic) || invocation.end == OptionsEnd::Uncertain {
            self.dynamic_items = true;
        }
        let value = |long| {
            let given = invocation.option(long)?;
            Some(invocation.known_value(given)?.0)
        };
        if let Some(name) = name.and_then(Arg::known) {
            self.note_value(name, || None); // `present` stores what is typed.
        }
        self.items.push(Item {
            name: name
                .filter(|name| !name.is_dynamic())
                .map(|name| name.word().text()),
            menu: value("menu"),
            key: value("key"),
            span: invocation.span(),
            line: invocation.line.index(),
        });
    }

    fn note_store(&mut self, invocation: &Invocation<'_, 'a>, positionals: &[Arg<'a>]) {
        let Some((name, words)) = positionals.split_first() else {
            return;
        };
        let has_quote = |word: &Arg<'a>| memchr::memchr2(b'"', b'\'', word.text()).is_some();
        self.stored_quotes |= words.iter().any(has_quote);
        let Some(text) = name.known() else {
            self.dynamic_stores = true;
            return;
        };
        let is_set = invocation.spec.map(|spec| spec.id) == Some(CommandName::Set);
        self.note_value(text, || {
            let known = words.iter().all(|word| !word.is_dynamic());
            let text = match words {
                _ if !is_set || !known => return None,
                [] => return None,
                [word] => Cow::Borrowed(word.text()),
                words => {
                    let words: Vec<&[u8]> = words.iter().map(Arg::text).collect();
                    Cow::Owned(words.join(&b' '))
                }
            };
            let span = invocation.span();
            Some(StoredValue { text, span })
        });
    }

    fn note_value(&mut self, name: &'a [u8], value: impl FnOnce() -> Option<StoredValue<'a>>) {
        let bare = without_type(name);
        match self.stored.entry(bare) {
            Entry::Occupied(mut known) => {
                known.insert(None);
            }
            Entry::Vacant(new) => {
                new.insert(value().map(|value| {
                    self.values.push(value);
                    self.values.len() - 1
                }));
                if let Some(slash) = memchr::memchr(b'/', bare) {
                    self.stored_blocks.insert(&bare[..slash]);
                }
            }
        }
    }

    fn note_image(&mut self, invocation: &Invocation<'_, 'a>, positionals: &[Arg<'a>]) {
        let name = match invocation.option("name") {
            Some(given) => invocation.known_value(given).map(|(name, _)| name),
            None => match positionals.first() {
                Some(uri) => image_name(uri.text()),
                None => return,
            },
        };
        let Some(name) = name else {
            self.dynamic_images = true;
            return;
        };
        let canonical = invocation.spec.map(|spec| spec.canonical());
        if canonical == Some(CommandName::Imgfetch) {
            self.initrds.insert(name);
        }
        self.images.insert(name);
    }

    /// True where the script registers an image of this name, whatever its case.
    #[must_use]
    pub fn has_image(&self, name: &[u8]) -> bool {
        let in_lower_case = || {
            let names = self.images.iter();
            names.map(|name| name.to_ascii_lowercase()).collect()
        };
        let names = self.images_in_lower_case.get_or_init(in_lower_case);
        self.images.contains(name) || names.contains(&name.to_ascii_lowercase())
    }

    /// True where the script loads images that it does not select.
    #[must_use]
    pub fn loads_initrd(&self) -> bool {
        !self.initrds.is_empty()
    }

    /// The name of such an image, if there is only one.
    #[must_use]
    pub fn only_initrd(&self) -> Option<&str> {
        let only = self.initrds.first().filter(|_| self.initrds.len() == 1)?;
        std::str::from_utf8(only).ok()
    }
}

/// True for a command of which something is noted.
fn is_noted(spec: &Spec) -> bool {
    const NOTED: [Effect; 5] = [
        Effect::Jumps,
        Effect::StoresSetting,
        Effect::RegistersImage,
        Effect::SelectsImage,
        Effect::ExecutesImage,
    ];
    let listed = matches!(
        spec.canonical(),
        CommandName::Item | CommandName::Menu | CommandName::Params | CommandName::Shell
    );
    let nests = || {
        spec.positional
            .iter()
            .any(|found| found.kind == ValueKind::Command)
    };
    listed || NOTED.into_iter().any(|effect| spec.has(effect)) || nests()
}

/// The name that an image gets from its URI, if that is known.
fn image_name(uri: &[u8]) -> Option<&[u8]> {
    let path = uri.split(|byte| matches!(byte, b'?' | b'#')).next()?;
    let last = path.rsplit(|&byte| byte == b'/').next()?;
    let letter = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_');
    let last = match memchr::memchr(b':', last) {
        // What follows a scheme without a slash names the image.
        Some(colon) if last.len() == path.len() && last[..colon].iter().all(letter) => {
            &last[colon + 1..]
        }
        _ => last,
    };
    let open = memchr::memmem::find(last, b"${").is_some() || last.contains(&b'}');
    (!open).then_some(last)
}
