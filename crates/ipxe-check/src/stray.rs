//! Operators that are none, because they are only half or part of a word.

use ipxe_reference::{ValueKind, command};
use ipxe_settings::number::{LongWidth, parse_integer};

use crate::FileContext;
use crate::invocation::{Arg, Invocation, TextUse};

/// An operator that iPXE does not see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stray {
    /// A word that is a single `|` or `&`.
    Single,
    /// `||word`: an operator of this length at the start of the word. Of `|` and `&`, one or two.
    Before(usize),
    /// `word||`: the operator begins at this offset.
    After(usize),
    /// `word||word`: the operator is at these offsets.
    Between(usize, usize),
    /// Only operator characters, but no operator: `|||`, `&&&`.
    Odd,
}

/// The operator that `arg`, a word of `invocation`, holds, if it was surely meant as one.
#[must_use]
pub fn stray(
    file: &FileContext<'_>,
    invocation: &Invocation<'_, '_>,
    arg: &Arg<'_>,
) -> Option<Stray> {
    let found = shape(arg.text())?;
    if invocation.nested().is_some() {
        return None;
    }
    let place = Place::of(invocation, arg);
    let next = place.next;
    let sure = match (found, place.free) {
        (Stray::Single, Some(TextUse::Shown | TextUse::Stored)) => {
            next.is_some_and(|next| follows(file, next))
        }
        (Stray::Single, Some(TextUse::ImageArguments)) => {
            next.is_some_and(|next| command(next[0].text()).is_some())
        }
        (Stray::Single, None) => true,
        (Stray::Odd, free) => free.is_none(),
        (Stray::Before(length), free) => {
            let (operator, rest) = arg.text().split_at(length);
            let named = command(rest).is_some();
            named || (free.is_none() && operator != b";")
        }
        (Stray::After(offset), free) => {
            let (before, operator) = arg.text().split_at(offset);
            let named = next.is_some_and(|next| command(next[0].text()).is_some());
            match (operator, free) {
                (b";", Some(TextUse::Shown | TextUse::Stored)) => {
                    next.is_some_and(|next| follows(file, next))
                }
                (b";", _) => named || (place.is_name && command(before).is_some()),
                (b"|" | b"&", _) => place.is_name,
                (_, None) => true,
                (_, Some(_)) => named,
            }
        }
        (Stray::Between(from, to), free) => {
            let text = arg.text();
            let left = command(&text[..from]).is_some();
            let right = command(&text[to..]).is_some();
            right && free.is_none() && (left || &text[from..to] != b";")
        }
    };
    sure.then_some(found)
}

/// Where a word stands.
struct Place<'i, 'a> {
    is_name: bool,
    /// It is part of a text.
    free: Option<TextUse>,
    /// The words after it.
    next: Option<&'i [Arg<'a>]>,
}

impl<'i, 'a> Place<'i, 'a> {
    fn of(invocation: &Invocation<'i, 'a>, arg: &Arg<'_>) -> Self {
        let at = arg.span().start;
        let after = invocation
            .args
            .partition_point(|other| other.span().start <= at);
        let rest = &invocation.args[after..];
        let is_name = invocation.name.span().start == at;
        // What the arguments of an unknown command mean is unknown as well.
        let unknown = invocation.spec.is_none() && !is_name;
        Self {
            is_name,
            free: if unknown {
                Some(TextUse::Shown)
            } else {
                invocation.text_use(arg).filter(|_| !is_name)
            },
            next: Some(rest).filter(|rest| !rest.is_empty()),
        }
    }
}

/// How `text` holds an operator.
fn shape(text: &[u8]) -> Option<Stray> {
    let is_mark = |byte: &u8| matches!(byte, b'|' | b'&' | b';');
    if text.iter().all(is_mark) {
        return Some(if matches!(text, b"|" | b"&") {
            Stray::Single
        } else {
            Stray::Odd
        });
    }
    let operator = |text: &[u8]| match text {
        [b'|', b'|', ..] | [b'&', b'&', ..] => 2,
        [b';', ..] => 1,
        _ => 0,
    };
    if let [b'|' | b'&', rest @ ..] = text
        && command(rest).is_some()
    {
        return Some(Stray::Before(1));
    }
    let first = operator(text);
    if first > 0 {
        return Some(Stray::Before(first));
    }
    let tail = match text {
        [.., b'|', b'|'] | [.., b'&', b'&'] => 2,
        [.., b';'] => 1,
        _ => 0,
    };
    if let [name @ .., b'|' | b'&'] = text
        && command(name).is_some()
    {
        return Some(Stray::After(name.len()));
    }
    // An entity of HTML ends with a semicolon too.
    if tail == 2 || (tail == 1 && memchr::memchr(b'&', text).is_none()) {
        return Some(Stray::After(text.len() - tail));
    }
    let at = memchr::memchr3_iter(b'|', b'&', b';', text).find(|&at| operator(&text[at..]) > 0)?;
    Some(Stray::Between(at, at + operator(&text[at..])))
}

/// True where `words` are a command that nobody would write as prose: a jump to a label of the
/// script, or one whose arguments are all integers.
fn follows(file: &FileContext<'_>, words: &[Arg<'_>]) -> bool {
    let Some((name, args)) = words.split_first() else {
        return false;
    };
    let Some(spec) = command(name.text()) else {
        return false;
    };
    let fits = |(index, arg): (usize, &Arg<'_>)| {
        spec.positional(index, None)
            .is_some_and(|positional| match positional.kind {
                ValueKind::Label => file.labels().contains(arg.text()),
                ValueKind::Integer => parse_integer(arg.text(), LongWidth::Bits64, false).is_ok(),
                _ => false,
            })
    };
    !args.is_empty()
        && args.len() <= usize::from(spec.max_args)
        && args.iter().enumerate().all(fits)
}
