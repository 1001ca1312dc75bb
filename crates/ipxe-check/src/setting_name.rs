//! Names of settings in scripts, before expansion.

use std::ops::Range;

use ipxe_reference::{Block, Command, block, setting};
use ipxe_settings::NameParts;
use ipxe_syntax::Span;
use memchr::{memchr, memchr2, memchr3, memrchr};

use crate::facts::without_type;
use crate::{Arg, FileContext, Invocation};

/// The type in a name of a setting. Where the name holds expansions it is the one that is
/// written out at its end.
#[must_use]
pub fn type_of(name: &[u8]) -> Option<Range<usize>> {
    if memchr(b'$', name).is_none() {
        return NameParts::of(name).setting_type();
    }
    let tail = memrchr(b'}', name).map_or(0, |end| end + 1);
    let tail = memrchr(b'/', &name[tail..]).map_or(tail, |slash| tail + slash + 1);
    let colon = memchr(b':', &name[tail..])?;
    let written = &name[tail + colon + 1..];
    let whole = memchr(b'{', written).is_none();
    whole.then_some(tail + colon + 1..name.len())
}

/// The block, the name and the type of a setting whose name is known.
#[derive(Clone, Copy, Debug)]
pub struct Written<'n> {
    /// The path of the block, if there is one.
    pub block: Option<&'n [u8]>,
    /// The name in the block.
    pub name: &'n [u8],
    /// The type, if one is given.
    pub setting_type: Option<&'n [u8]>,
}

impl<'n> Written<'n> {
    /// Takes a name apart.
    #[must_use]
    pub fn of(text: &'n [u8]) -> Self {
        let parts = NameParts::of(text);
        Self {
            block: parts.block().map(|span| &text[span]),
            name: &text[parts.name()],
            setting_type: parts.setting_type().map(|span| &text[span]),
        }
    }

    /// The record of the block.
    #[must_use]
    pub fn known_block(&self) -> Option<&'static Block> {
        block(self.block?)
    }
}

/// True for commands whose arguments or options name settings.
#[must_use]
pub fn names_setting(command: &Command) -> bool {
    let options = || command.options.iter().map(|option| option.kind);
    let mut kinds = command
        .positional
        .iter()
        .map(|found| found.kind)
        .chain(options());
    kinds.any(ipxe_reference::ValueKind::is_setting)
}

impl<'i, 'a> Invocation<'i, 'a> {
    /// The argument that names the setting which the command is about.
    #[must_use]
    pub fn setting(&self) -> Option<&'i Arg<'a>> {
        let first = self.spec?.positional.first()?;
        let named = first.kind.is_setting();
        self.positionals()?.first().filter(|_| named)
    }

    /// All words that name settings: the first argument and the values of options.
    pub fn setting_words(&self) -> impl Iterator<Item = (&'i Arg<'a>, usize)> {
        let options = self.options.iter().filter_map(|given| {
            let value = given.value.filter(|_| given.option.kind.is_setting())?;
            Some((&self.args[value.index], value.offset))
        });
        options.chain(self.setting().map(|arg| (arg, 0)))
    }
}

/// The setting in braces that stands where the name of a setting is wanted, if its value is
/// certainly no such name, and where that value is stored.
#[must_use]
pub fn never_a_name<'n>(
    file: &FileContext<'_>,
    text: &'n [u8],
) -> Option<(&'n [u8], Option<Span>)> {
    let name = text.strip_prefix(b"${")?.strip_suffix(b"}")?;
    if memchr2(b'$', b'}', name).is_some() {
        return None;
    }
    let bare = without_type(name);
    let facts = file.facts();
    if let Some(value) = facts.only_value(bare) {
        let odd = memchr3(b' ', b'?', b'=', &value.text).is_some();
        let uri = memchr::memmem::find(&value.text, b"://").is_some();
        return (odd || uri).then_some((bare, Some(value.span)));
    }
    let predefined = setting(Written::of(bare).name).is_some();
    (predefined && !facts.stores(bare)).then_some((bare, None))
}
