//! What a script as a whole defines and uses: jumps, settings, items, images.

use std::borrow::Cow;
use std::collections::HashSet;

use ipxe_reference::{CommandName, Effect};
use ipxe_syntax::{Script, Span};

use crate::invocation::{Arg, Invocation};
use crate::template::Template;

/// A jump whose label is known.
#[derive(Clone, Debug)]
pub struct Jump<'a> {
    /// The label.
    pub label: Cow<'a, [u8]>,
    /// The argument of `goto`.
    pub span: Span,
}

/// An item of a menu or form.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Its name, if it has one and it is known.
    pub name: Option<Cow<'a, [u8]>>,
    /// Its menu, if `--menu` names one; `None` for the default one.
    pub menu: Option<Vec<u8>>,
    /// Its hot key, if it is given and known.
    pub key: Option<Vec<u8>>,
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
    /// True where some label or jump is known only at run time, or is hidden by a template.
    pub dynamic_labels: bool,
    /// Settings that the script stores, as written, without a type: names such as `base` and `net0/ip`.
    pub stored: HashSet<Vec<u8>>,
    /// True where the name of some stored setting is known only at run time, or another script is run.
    pub dynamic_stores: bool,
    /// Items in file order.
    pub items: Vec<Item<'a>>,
    /// True where some item's name is known only at run time, or is hidden by a template.
    pub dynamic_items: bool,
    /// Names of images that the script registers, if known: `--name`, or the end of the URI.
    pub images: HashSet<Vec<u8>>,
    /// True where the name of some registered image is known only at run time.
    pub dynamic_images: bool,
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
        }
        let mut words: Vec<Arg<'a>> = Vec::new();
        for line in script.lines() {
            for (position, command) in line.commands().enumerate() {
                words.clear();
                words.extend(command.words().map(Arg::new));
                if let Some(invocation) = Invocation::read(line, command, position, None, &words) {
                    facts.note(&invocation);
                }
            }
        }
        facts
    }

    fn note(&mut self, invocation: &Invocation<'_, 'a>) {
        let Some(spec) = invocation.spec else {
            if invocation.name.is_dynamic() {
                self.dynamic_labels = true;
                self.dynamic_stores = true;
            }
            return;
        };
        let positionals = invocation.positionals().unwrap_or(&[]);
        match spec.canonical() {
            CommandName::Goto => self.note_jump(positionals),
            CommandName::Item => self.note_item(invocation, positionals),
            _ => {}
        }
        if spec.has(Effect::StoresSetting) {
            self.note_store(positionals);
        }
        if spec.has(Effect::ExecutesImage) {
            self.dynamic_stores = true;
        }
        if spec.has(Effect::RegistersImage) {
            self.note_image(invocation, positionals);
        }
    }

    fn note_jump(&mut self, positionals: &[Arg<'a>]) {
        let [target] = positionals else { return };
        if target.is_dynamic() {
            self.dynamic_labels = true;
            return;
        }
        self.jumps.push(Jump {
            label: target.word().text(),
            span: target.span(),
        });
    }

    fn note_item(&mut self, invocation: &Invocation<'_, 'a>, positionals: &[Arg<'a>]) {
        let named = invocation.omitted_positional().is_none();
        let name = positionals.first().filter(|_| named);
        if name.is_some_and(Arg::is_dynamic) || invocation.positionals().is_none() {
            self.dynamic_items = true;
        }
        let value = |long| {
            let given = invocation.option(long)?;
            Some(invocation.known_value(given)?.0.to_vec())
        };
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

    fn note_store(&mut self, positionals: &[Arg<'a>]) {
        let Some(name) = positionals.first() else {
            return;
        };
        let Some(text) = name.known() else {
            self.dynamic_stores = true;
            return;
        };
        let (block, rest) = match text.iter().position(|&byte| byte == b'/') {
            Some(slash) => text.split_at(slash + 1),
            None => (&text[..0], text),
        };
        let bare = rest.split(|&byte| byte == b':').next().unwrap_or(rest);
        self.stored.insert([block, bare].concat());
    }

    fn note_image(&mut self, invocation: &Invocation<'_, 'a>, positionals: &[Arg<'a>]) {
        let given = invocation.option("name");
        if let Some(given) = given {
            match invocation.known_value(given) {
                Some((name, _)) => drop(self.images.insert(name.to_vec())),
                None => self.dynamic_images = true,
            }
            return;
        }
        let Some(uri) = positionals.first() else {
            return;
        };
        let text = uri.text();
        let path = text
            .split(|byte| matches!(byte, b'?' | b'#'))
            .next()
            .unwrap_or(text);
        let last = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
        if ipxe_syntax::expansion::has_expansion(last)
            || memchr::memmem::find(last, b"${").is_some()
            || last.contains(&b'}')
        {
            self.dynamic_images = true;
        } else {
            self.images.insert(last.to_vec());
        }
    }
}
