//! `${...}`: replacing names of settings by their values (`core/settings.c: expand_settings`).
//!
//! iPXE replaces the first `${name}` that is closed (the innermost one of several) and starts
//! again from the left, until nothing is left to replace. Replaced text is looked at again, so a
//! value can complete or contain another name, and a value that contains its own name never ends.
//!
//! The result here is the same, but what stands before the replaced text is not read again: all
//! that can matter of it are the places where a `${` is still open.

mod template;

use std::borrow::Cow;

use thiserror::Error;

use crate::number::until_nul;
use crate::tree::Settings;

pub use template::Template;

/// How far an expansion may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExpandLimits {
    /// Most names to replace in one text.
    pub substitutions: u32,
    /// Greatest length of the text in bytes, at any time.
    pub bytes: usize,
}

impl Default for ExpandLimits {
    /// 300,000 names, 64 MiB.
    fn default() -> Self {
        Self {
            substitutions: 300_000,
            bytes: 64 << 20,
        }
    }
}

/// An expansion was given up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExpandError {
    /// Iteration has no end in sight; iPXE would hang.
    #[error(
        "expanding settings did not end after {limit} replacements, the last of ${{{}}}: \
         a value that contains its own name is expanded forever",
        String::from_utf8_lossy(name)
    )]
    TooManySubstitutions {
        /// The limit that was reached.
        limit: u32,
        /// The name that would have been replaced next.
        name: Vec<u8>,
    },
    /// The text grew too long; iPXE would run out of memory.
    #[error(
        "expanding ${{{}}} makes the text longer than {limit} bytes",
        String::from_utf8_lossy(name)
    )]
    TooLong {
        /// The limit that was exceeded.
        limit: usize,
        /// The name that was replaced last.
        name: Vec<u8>,
    },
}

/// Replaces all names in a text by what `append_value` appends for them, which is nothing for
/// names without a value. A NUL byte ends the text.
///
/// Time and memory are in proportion to the length of the text and of the values.
///
/// # Errors
///
/// [`ExpandError`] if a limit is reached.
pub fn expand<'t>(
    text: &'t [u8],
    limits: ExpandLimits,
    mut append_value: impl FnMut(&[u8], &mut Vec<u8>),
) -> Result<Cow<'t, [u8]>, ExpandError> {
    let text = until_nul(text);
    if !text.windows(2).any(|pair| pair == b"${") || !text.contains(&b'}') {
        return Ok(Cow::Borrowed(text));
    }
    let mut expansion = Expansion {
        done: Vec::with_capacity(text.len()),
        open: Vec::new(),
        pending: vec![Source {
            text: Cow::Borrowed(text),
            position: 0,
        }],
        pending_len: text.len(),
    };
    let mut left = limits.substitutions;
    while let Some(start) = expansion.advance() {
        let name = expansion.done.split_off(start);
        let name = name.get(2..).unwrap_or_default();
        left = left
            .checked_sub(1)
            .ok_or_else(|| ExpandError::TooManySubstitutions {
                limit: limits.substitutions,
                name: name.to_vec(),
            })?;
        let mut value = Vec::new();
        append_value(name, &mut value);
        expansion.insert(value);
        if expansion.done.len() + expansion.pending_len > limits.bytes {
            return Err(ExpandError::TooLong {
                limit: limits.bytes,
                name: name.to_vec(),
            });
        }
    }
    Ok(Cow::Owned(expansion.done))
}

/// Text that is still to be read.
struct Source<'t> {
    text: Cow<'t, [u8]>,
    position: usize,
}

struct Expansion<'t> {
    /// What was read and holds nothing to replace.
    done: Vec<u8>,
    /// Where in it a `${` is open.
    open: Vec<usize>,
    /// What is still to be read, the next part last.
    pending: Vec<Source<'t>>,
    pending_len: usize,
}

impl Expansion<'_> {
    /// Reads on to the next `}` that closes a `${`, skips it and says where the `${` is.
    fn advance(&mut self) -> Option<usize> {
        while let Some(source) = self.pending.last_mut() {
            let rest = source.text.get(source.position..).unwrap_or_default();
            let plain = rest.iter().position(|&byte| matches!(byte, b'{' | b'}'));
            let (plain, brace) = match plain.and_then(|plain| rest.split_at_checked(plain)) {
                Some((plain, brace)) => (plain, brace.first().copied()),
                None => (rest, None),
            };
            self.done.extend_from_slice(plain);
            let read = plain.len() + usize::from(brace.is_some());
            source.position += read;
            self.pending_len -= read;
            match brace {
                None => {
                    self.pending.pop();
                }
                Some(b'}') => match self.open.pop() {
                    Some(start) => return Some(start),
                    None => self.done.push(b'}'),
                },
                Some(brace) => {
                    if self.done.last() == Some(&b'$') {
                        self.open.push(self.done.len() - 1);
                    }
                    self.done.push(brace);
                }
            }
        }
        None
    }

    /// Puts a value before what is still to be read.
    fn insert(&mut self, value: Vec<u8>) {
        self.pending
            .pop_if(|source| source.position >= source.text.len());
        self.pending_len += value.len();
        self.pending.push(Source {
            text: Cow::Owned(value),
            position: 0,
        });
    }
}

impl Settings {
    /// Replaces all `${name}` in a text by their values, with the usual limits.
    ///
    /// # Errors
    ///
    /// [`ExpandError`] if a limit is reached.
    pub fn expand<'t>(&self, text: &'t [u8]) -> Result<Cow<'t, [u8]>, ExpandError> {
        self.expand_within(text, ExpandLimits::default())
    }

    /// Replaces all `${name}` in a text by their values.
    ///
    /// # Errors
    ///
    /// [`ExpandError`] if a limit is reached.
    pub fn expand_within<'t>(
        &self,
        text: &'t [u8],
        limits: ExpandLimits,
    ) -> Result<Cow<'t, [u8]>, ExpandError> {
        expand(text, limits, |name, value| {
            self.append_value_of(name, value)
        })
    }
}
