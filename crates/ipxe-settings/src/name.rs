//! Names of settings: `[block[.block]/]name[:type]` (`core/settings.c`, section "Named
//! settings").

use std::ops::Range;

use ipxe_reference::{Release, SETTING_TYPES, Setting, SettingType};

use crate::dialect::Dialect;
use crate::error::SettingsError;
use crate::number::{LongWidth, strtoul, until_nul};
use crate::setting::SettingKey;
use ipxe_reference::Scope;

/// Where the parts of a setting's name are, as byte offsets into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NameParts {
    slash: Option<usize>,
    colon: Option<usize>,
    end: usize,
}

impl NameParts {
    /// Splits at the first `/` and at the first `:` after it. A NUL byte ends the name.
    pub fn of(text: &[u8]) -> Self {
        let text = until_nul(text);
        let slash = text.iter().position(|&byte| byte == b'/');
        let start = slash.map_or(0, |slash| slash + 1);
        let colon = text.iter().skip(start).position(|&byte| byte == b':');
        Self {
            slash,
            colon: colon.map(|colon| start + colon),
            end: text.len(),
        }
    }

    /// The path of the block, without the slash.
    pub fn block(self) -> Option<Range<usize>> {
        self.slash.map(|slash| 0..slash)
    }

    /// The name of the setting in its block.
    pub fn name(self) -> Range<usize> {
        self.slash.map_or(0, |slash| slash + 1)..self.colon.unwrap_or(self.end)
    }

    /// The type, without the colon.
    pub fn setting_type(self) -> Option<Range<usize>> {
        self.colon.map(|colon| colon + 1..self.end)
    }
}

/// What is wrong with a name, whatever blocks there are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NameProblem {
    /// There is no such type.
    UnknownType {
        /// Where it stands.
        span: Range<usize>,
    },
    /// The type exists in later releases only.
    TypeSince {
        /// Where it stands.
        span: Range<usize>,
        /// The first release that has it.
        release: Release,
    },
    /// There is no name: looking it up finds nothing, and what is stored can never be found.
    EmptyName {
        /// Where it is missing.
        at: usize,
    },
}

/// The part of a name that follows its first colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum TypeSuffix {
    Absent,
    Known(SettingType),
    Unknown,
}

/// A setting's name that has been read, with its text borrowed.
///
/// What it means also depends on the block that it names; [`Settings::find`] brings them
/// together.
///
/// [`Settings::find`]: crate::Settings::find
#[derive(Debug, Clone, Copy)]
pub struct SettingName<'n> {
    text: &'n [u8],
    meaning: Meaning,
}

#[derive(Debug, Clone, Copy)]
struct Meaning {
    parts: NameParts,
    tag: u64,
    suffix: TypeSuffix,
    /// The predefined setting, if it has the default scope or is found by its name.
    predefined: Option<&'static Setting>,
}

impl<'n> SettingName<'n> {
    /// Reads a name. Every text is one; see [`problem`](Self::problem).
    pub fn parse(text: &'n [u8], dialect: &Dialect) -> Self {
        let parts = NameParts::of(text);
        let name = text.get(parts.name()).unwrap_or_default();
        let tag = parse_tag(name, dialect.long_width());
        let predefined = if tag == 0 {
            dialect.predefined_named(name).next()
        } else {
            dialect.predefined_tagged(Scope::Default, tag)
        };
        let suffix = match parts.setting_type().and_then(|span| text.get(span)) {
            None => TypeSuffix::Absent,
            Some(name) => dialect
                .setting_type(name)
                .map_or(TypeSuffix::Unknown, TypeSuffix::Known),
        };
        Self {
            text,
            meaning: Meaning {
                parts,
                tag,
                suffix,
                predefined,
            },
        }
    }

    /// Where the parts are.
    pub const fn parts(&self) -> NameParts {
        self.meaning.parts
    }

    /// The whole text.
    pub const fn text(&self) -> &'n [u8] {
        self.text
    }

    /// The path of the block; absent for the root and the search of the whole tree.
    pub fn block(&self) -> Option<&'n [u8]> {
        self.text.get(self.meaning.parts.block()?)
    }

    /// The name as it is written, without block and type.
    pub fn name(&self) -> &'n [u8] {
        self.text.get(self.meaning.parts.name()).unwrap_or_default()
    }

    /// The numeric tag that the name is written as; 0 if it is none.
    pub const fn tag(&self) -> u64 {
        self.meaning.tag
    }

    /// The type that is given, if it exists.
    pub const fn setting_type(&self) -> Option<SettingType> {
        match self.meaning.suffix {
            TypeSuffix::Known(setting_type) => Some(setting_type),
            _ => None,
        }
    }

    /// What is wrong with the name in itself.
    pub fn problem(&self) -> Option<NameProblem> {
        let parts = self.meaning.parts;
        if let Some(span) = parts.setting_type()
            && self.meaning.suffix == TypeSuffix::Unknown
        {
            let name = self.text.get(span.clone()).unwrap_or_default();
            let later = SETTING_TYPES
                .iter()
                .find(|info| info.name.as_bytes() == name);
            return Some(match later {
                Some(info) => NameProblem::TypeSince {
                    span,
                    release: info.since,
                },
                None => NameProblem::UnknownType { span },
            });
        }
        parts.name().is_empty().then(|| NameProblem::EmptyName {
            at: parts.name().start,
        })
    }

    /// The setting that the name means in a block whose numeric names have this scope.
    ///
    /// # Errors
    ///
    /// [`SettingsError::NoSuchType`].
    pub fn key(&self, scope: Scope, dialect: &Dialect) -> Result<SettingKey<'n>, SettingsError> {
        let Meaning {
            tag,
            suffix,
            predefined,
            ..
        } = self.meaning;
        let predefined = if tag == 0 || scope == Scope::Default {
            predefined
        } else {
            dialect.predefined_tagged(scope, tag)
        };
        let key = match predefined {
            Some(setting) => SettingKey::predefined(setting),
            None => SettingKey {
                name: self.name(),
                tag,
                scope,
                setting_type: None,
            },
        };
        match suffix {
            TypeSuffix::Absent => Ok(key),
            TypeSuffix::Known(setting_type) => Ok(key.with_type(setting_type)),
            TypeSuffix::Unknown => Err(SettingsError::NoSuchType),
        }
    }
}

/// A setting's name that has been read once in order to be used often.
#[derive(Debug, Clone)]
pub struct ParsedName {
    text: Box<[u8]>,
    meaning: Meaning,
}

impl ParsedName {
    /// Reads a name. Every text is one; see [`SettingName::problem`].
    pub fn new(text: &[u8], dialect: &Dialect) -> Self {
        let SettingName { text, meaning } = SettingName::parse(text, dialect);
        Self {
            text: text.into(),
            meaning,
        }
    }

    /// The name, for looking it up.
    pub const fn as_name(&self) -> SettingName<'_> {
        SettingName {
            text: &self.text,
            meaning: self.meaning,
        }
    }
}

/// Reads a name as a numeric tag (`core/settings.c: parse_setting_tag`): numbers with dots
/// between them, each of which is a byte further down. Numbers are not checked for their size.
/// Anything else has tag 0.
pub fn parse_tag(name: &[u8], width: LongWidth) -> u64 {
    let mut tag = 0u64;
    let mut rest = name;
    loop {
        let (number, used) = strtoul(rest, 0, width);
        tag = tag << 8 | number;
        match rest.get(used..).and_then(<[u8]>::split_first) {
            None => return tag,
            Some((b'.', after)) => rest = after,
            Some(_) => return 0,
        }
    }
}
