//! The words of a command that iPXE takes for URIs, before expansion.

use std::borrow::Cow;
use std::ops::Range;

use ipxe_reference::{Command, ValueKind};
use ipxe_syntax::Span;
use ipxe_syntax::expansion::expansions;
use memchr::{memchr, memchr_iter, memchr2, memchr3, memmem};

use crate::{Arg, Invocation};

/// Stands for a byte that only an expansion will tell.
pub const UNKNOWN: u8 = 0;

/// A word that iPXE takes for a URI, or for the name of an image or else a URI.
#[derive(Clone, Debug)]
pub struct UriArg<'i, 'a> {
    /// The word that holds it.
    pub arg: &'i Arg<'a>,
    /// Offset of the URI in the word.
    pub offset: usize,
    /// What the argument is: [`ValueKind::SettingValue`] for a URI that is stored in a setting.
    pub kind: ValueKind,
    masked: Cow<'i, [u8]>,
    /// Length of the scheme, if it is written out.
    scheme: Option<usize>,
    authority: Option<Range<usize>>,
}

impl<'i, 'a> UriArg<'i, 'a> {
    /// True for a command that can have URIs, or that stores what may be one.
    #[must_use]
    pub fn may_have(spec: &Command) -> bool {
        let stores = |kind| kind == ValueKind::SettingValue;
        spec.options.iter().any(|option| is_uri(option.kind))
            || (spec.positional.iter()).any(|found| is_uri(found.kind) || stores(found.kind))
    }

    /// Calls `visit` for the URIs of a command, with those that a `set` stores.
    pub fn each(invocation: &Invocation<'i, 'a>, mut visit: impl FnMut(Self)) {
        let Some(spec) = invocation.spec else { return };
        for given in &invocation.options {
            if let Some(value) = given.value.filter(|_| is_uri(given.option.kind)) {
                let arg = &invocation.args[value.index];
                visit(Self::new(arg, value.offset, given.option.kind));
            }
        }
        let omitted = invocation.omitted_positional();
        let positionals = invocation.positionals().unwrap_or(&[]);
        for (place, arg) in positionals.iter().enumerate() {
            let Some(found) = spec.positional(place, omitted) else {
                return;
            };
            let wanted = match found.kind {
                ValueKind::SettingValue => {
                    positionals.len() == 2 && memmem::find(arg.text(), b"://").is_some()
                }
                kind => is_uri(kind),
            };
            if wanted {
                visit(Self::new(arg, 0, found.kind));
            } else if found.repeated {
                return; // What follows is of the same kind.
            }
        }
    }

    fn new(arg: &'i Arg<'a>, offset: usize, kind: ValueKind) -> Self {
        let masked = mask(&arg.text()[offset..], arg.is_dynamic());
        let scheme = scheme_length(&masked);
        let authority = scheme.and_then(|scheme| find_authority(&masked, scheme));
        Self {
            arg,
            offset,
            kind,
            masked,
            scheme,
            authority,
        }
    }

    /// The bytes as written.
    #[must_use]
    pub fn text(&self) -> &'i [u8] {
        &self.arg.text()[self.offset..]
    }

    /// The bytes as written, with [`UNKNOWN`] for each byte of an expansion.
    #[must_use]
    pub fn masked(&self) -> &[u8] {
        &self.masked
    }

    /// The bytes, if they hold no expansion.
    #[must_use]
    pub fn known(&self) -> Option<&'i [u8]> {
        (!self.masked.contains(&UNKNOWN)).then(|| self.text())
    }

    /// The physical span of the bytes `start..end` of the URI.
    #[must_use]
    pub fn part(&self, start: usize, end: usize) -> Span {
        self.arg.part(self.offset + start, self.offset + end)
    }

    /// The physical span of the URI.
    #[must_use]
    pub fn span(&self) -> Span {
        self.part(0, self.masked.len())
    }

    /// True where the word may also name an image.
    #[must_use]
    pub fn may_be_image(&self) -> bool {
        self.kind == ValueKind::ImageOrUri
    }

    /// The scheme, if it is written out, as releases since 2.0.0 recognise it
    /// (`core/uri.c: parse_uri`).
    #[must_use]
    pub fn scheme(&self) -> Option<&'i [u8]> {
        self.scheme.map(|len| &self.text()[..len])
    }

    /// The name in the expansion that begins at `start`, if it holds no other, and where it ends.
    #[must_use]
    pub fn expansion_at(&self, start: usize) -> Option<(&'i [u8], usize)> {
        let rest = self.text().get(start..)?.strip_prefix(b"${")?;
        let end = memchr2(b'}', b'$', rest).filter(|&end| rest[end] == b'}')?;
        Some((&rest[..end], start + 2 + end + 1))
    }

    /// Where the part between `://` and the path is, if the URI has a scheme and one.
    #[must_use]
    pub fn authority(&self) -> Option<Range<usize>> {
        self.authority.clone()
    }

    /// Where the host and its port are, without user and password.
    #[must_use]
    pub fn host_and_port(&self) -> Option<Range<usize>> {
        let authority = self.authority()?;
        let at = memchr(b'@', &self.masked[authority.clone()]);
        Some(at.map_or(authority.start, |at| authority.start + at + 1)..authority.end)
    }
}

/// Length of the scheme that a URI begins with.
fn scheme_length(masked: &[u8]) -> Option<usize> {
    let letter = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_');
    let end = masked.iter().position(|byte| !letter(byte))?;
    (masked[end] == b':').then_some(end)
}

/// The part between `://` and the path.
fn find_authority(masked: &[u8], scheme: usize) -> Option<Range<usize>> {
    let start = scheme + 3;
    let rest = masked.get(start..)?;
    if &masked[scheme..start] != b"://" {
        return None;
    }
    let len = memchr3(b'/', b'?', b'#', rest).unwrap_or(rest.len());
    Some(start..start + len)
}

/// True for what is read by `usr/imgmgmt.c: imgdownload_string` or as a root path.
fn is_uri(kind: ValueKind) -> bool {
    matches!(
        kind,
        ValueKind::Uri | ValueKind::ImageOrUri | ValueKind::RootPath
    )
}

/// Puts [`UNKNOWN`] in the place of the expansions.
fn mask(text: &[u8], dynamic: bool) -> Cow<'_, [u8]> {
    if !dynamic {
        return Cow::Borrowed(text);
    }
    let mut masked = text.to_vec();
    if let Some((open, close)) = sole_expansion(text) {
        masked[open..close].fill(UNKNOWN);
        return Cow::Owned(masked);
    }
    for expansion in expansions(text)
        .list
        .iter()
        .filter(|found| found.depth == 0)
    {
        masked[expansion.start as usize..expansion.end as usize].fill(UNKNOWN);
    }
    Cow::Owned(masked)
}

/// Where the expansion is, if the text has just one `${` and an end of it.
fn sole_expansion(text: &[u8]) -> Option<(usize, usize)> {
    let mut opens = memchr_iter(b'$', text).filter(|&at| text.get(at + 1) == Some(&b'{'));
    let (open, None) = (opens.next()?, opens.next()) else {
        return None;
    };
    memchr(b'}', &text[open..]).map(|close| (open, open + close + 1))
}
