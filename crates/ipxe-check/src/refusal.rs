//! How iPXE's option parser refuses a command before it does anything.
//!
//! `core/parseopt.c: reparse_options` reads the options from left to right and each value as
//! soon as its option is met, then counts the positional arguments; the command's own code
//! then reads those from left to right. The first mistake ends it, so there is one refusal.

use ipxe_reference::getopt::{GetoptError, GivenOption};
use ipxe_reference::nearest::nearest;
use ipxe_reference::{Checked, Command, CommandOption, SettingType, ValueKind, values_of_kind};
use ipxe_settings::number::{LongWidth, parse_integer};
use ipxe_syntax::expansion::expansions;

use crate::invocation::OptionsEnd;
use crate::{Arg, FileContext, Invocation};

/// Why iPXE refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal<'i> {
    /// An option that it does not have, or one without its value.
    Option(GetoptError<'i>),
    /// Help was asked for, by the argument of this index. The command fails.
    Help(usize),
    /// A value that cannot be read.
    Value(WrongValue<'i>),
    /// There are not enough positional arguments.
    TooFew,
    /// There are too many; the index is that of the first surplus argument.
    TooMany(usize),
}

/// A value that iPXE cannot read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongValue<'i> {
    /// What it should be.
    pub kind: ValueKind,
    /// The bytes of the value as written.
    pub text: &'i [u8],
    /// Index of the argument that holds it.
    pub index: usize,
    /// Offset of the value in that argument.
    pub offset: usize,
    /// The option that it is for; none for a positional argument.
    pub option: Option<&'static CommandOption>,
    /// The name of the option or of the positional argument.
    pub name: &'static str,
}

impl<'i> Invocation<'i, '_> {
    /// Why iPXE refuses the command, where it certainly does.
    #[must_use]
    pub fn refusal(&self, file: &FileContext<'_>) -> Option<Refusal<'i>> {
        let spec = self.spec?;
        let wrong = |given| self.wrong_option_value(given, file);
        if let Some(value) = self.options.iter().find_map(wrong) {
            return Some(Refusal::Value(value));
        }
        match self.end {
            OptionsEnd::Complete => {}
            OptionsEnd::Help(index) => return Some(Refusal::Help(index)),
            OptionsEnd::Error(error) => return Some(Refusal::Option(error)),
            OptionsEnd::Uncertain => return None,
        }
        let positionals = &self.args[self.first_positional..];
        if positionals.len() < usize::from(spec.min_args) {
            return Some(Refusal::TooFew);
        }
        if has_surplus(spec, positionals.len()) {
            let most = self.first_positional + usize::from(spec.max_args);
            return (!may_be_options(spec, positionals)).then_some(Refusal::TooMany(most));
        }
        self.wrong_positional(spec, file).map(Refusal::Value)
    }

    fn wrong_option_value(
        &self,
        given: &GivenOption<'i>,
        file: &FileContext<'_>,
    ) -> Option<WrongValue<'i>> {
        let value = given.value?;
        let option = given.option;
        if option.checked != Checked::Parsing {
            return None;
        }
        is_wrong(option.kind, value.text, file).then_some(WrongValue {
            kind: option.kind,
            text: value.text,
            index: value.index,
            offset: value.offset,
            option: Some(option),
            name: option.long,
        })
    }

    fn wrong_positional(
        &self,
        spec: &'static Command,
        file: &FileContext<'_>,
    ) -> Option<WrongValue<'i>> {
        let checked = |found: &ipxe_reference::Positional| found.checked == Checked::Parsing;
        if !spec.positional.iter().any(checked) {
            return None;
        }
        let omitted = self.omitted_positional();
        let args = self.args.iter().enumerate().skip(self.first_positional);
        for (place, (index, arg)) in args.enumerate() {
            let found = spec.positional(place, omitted)?;
            if checked(found) && is_wrong(found.kind, arg.text(), file) {
                return Some(WrongValue {
                    kind: found.kind,
                    text: arg.text(),
                    index,
                    offset: 0,
                    option: None,
                    name: found.name,
                });
            }
        }
        None
    }
}

impl Invocation<'_, '_> {
    /// True where what was read as a wrong option is rather the start of the text that the
    /// command takes.
    #[must_use]
    pub fn is_dash_text(&self, error: &GetoptError<'_>) -> bool {
        let Some(spec) = self.spec else { return false };
        let first = self.omitted_positional().map_or(0, |gone| gone + 1);
        if spec.text_from != Some(first) {
            return false;
        }
        let text = self.args[error.index()].text();
        let name = text.strip_prefix(b"--").unwrap_or(&text[1..]);
        let name = name.split(|&byte| byte == b'=').next().unwrap_or(name);
        let is_letter = |b: &u8| b.is_ascii_alphabetic() || *b == b'-';
        let word = name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(is_letter);
        let near = || nearest(name, spec.options.iter().map(|option| option.long)).is_some();
        match error {
            GetoptError::UnknownLong { .. } => !word || !near(),
            GetoptError::UnknownShort { .. } => !word || name.len() > 2 && !near(),
            GetoptError::MissingValue { .. } | GetoptError::UnexpectedValue { .. } => false,
        }
    }
}

fn has_surplus(spec: &Command, count: usize) -> bool {
    spec.max_args != u8::MAX && count > usize::from(spec.max_args)
}

/// True where a surplus argument may at run time turn out to be an option.
fn may_be_options(spec: &Command, positionals: &[Arg<'_>]) -> bool {
    let first = positionals.first();
    !spec.options.is_empty()
        && first.is_some_and(|arg| arg.is_dynamic() && arg.text().starts_with(b"${"))
}

/// True where no way of expanding `text` makes a value of this kind.
fn is_wrong(kind: ValueKind, text: &[u8], file: &FileContext<'_>) -> bool {
    if kind.is_setting() {
        return has_unknown_type(text);
    }
    if ipxe_syntax::expansion::has_expansion(text) {
        return kind.is_integer() && !may_be_integer(text);
    }
    let integer = || parse_integer(text, LongWidth::Bits64, false).is_ok();
    let known = |kind| values_of_kind(kind).is_none_or(|values| values.find(text).is_some());
    match kind {
        ValueKind::Integer | ValueKind::Drive | ValueKind::Timeout => !integer(),
        ValueKind::Key => text.len() != 1 && !integer(),
        ValueKind::Uuid => {
            ipxe_settings::types::parse(SettingType::Uuid, text, file.dialect()).is_err()
        }
        ValueKind::Configurator | ValueKind::FcEls | ValueKind::GdbTransport => !known(kind),
        _ => false,
    }
}

/// The type after the colon does not exist (`core/settings.c: parse_setting_name`).
fn has_unknown_type(text: &[u8]) -> bool {
    let given = crate::setting_name::type_of(text);
    given.is_some_and(|span| ipxe_reference::setting_type(&text[span]).is_none())
}

/// True unless some byte outside of the expansions can be part of no number.
fn may_be_integer(text: &[u8]) -> bool {
    let fits = |bytes: &[u8]| {
        let digit = |b: &u8| b.is_ascii_hexdigit() || matches!(b, b'x' | b'X' | b'+' | b'-');
        bytes.iter().all(digit)
    };
    let mut at = 0;
    let found = expansions(text);
    for expansion in found.list.iter().filter(|expansion| expansion.depth == 0) {
        if !fits(&text[at..expansion.start as usize]) {
            return false;
        }
        at = expansion.end as usize;
    }
    fits(&text[at..])
}
