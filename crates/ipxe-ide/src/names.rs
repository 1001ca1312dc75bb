//! The names of a script and all places that mention them.

use ipxe_reference::{Effect, ValueKind};
use ipxe_settings::NameParts;
use ipxe_syntax::expansion::has_expansion;
use ipxe_syntax::{Script, Span};

use crate::pieces::{Parameter, Piece, Role, pieces};

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A label.
    Label,
    /// A setting, with its block where one is named.
    Setting,
    /// An item of a menu.
    Item,
    /// A menu or form.
    Menu,
    /// A list of request parameters.
    Parameters,
    /// An image.
    Image,
}

/// What a place does with the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// It makes what is named.
    Definition,
    /// It changes or deletes its value.
    Write,
    /// It uses it.
    Read,
}

/// A place that mentions a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What is named.
    pub kind: Kind,
    /// The name; of a setting with its block but without its type.
    pub name: Vec<u8>,
    /// Where the name stands; of a setting without block and type.
    pub span: Span,
    /// What is done with it.
    pub access: Access,
    /// The logical line, from 0.
    pub line: usize,
}

impl Mention {
    /// True where both name the same.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.name == other.name
    }

    /// True where something is made or changed.
    #[must_use]
    pub fn is_definition(&self) -> bool {
        self.access != Access::Read
    }
}

/// All mentions, in the order of the file. Names that are known only at run time are left out.
#[must_use]
pub fn mentions(script: &Script<'_>) -> Vec<Mention> {
    let mut found = Vec::new();
    for line in script.lines() {
        for piece in pieces(line) {
            if let Some((kind, access)) = meaning(&piece) {
                found.push(mention(&piece, kind, access, line.index()));
            }
        }
    }
    found
}

/// The mention at `offset`.
#[must_use]
pub fn mention_at(script: &Script<'_>, offset: u32) -> Option<Mention> {
    let line = script.line_at(offset)?;
    let all = pieces(line).into_iter().rev();
    let named = all.filter_map(|piece| {
        let (kind, access) = meaning(&piece)?;
        Some(mention(&piece, kind, access, line.index()))
    });
    let named: Vec<Mention> = named.collect();
    let touched = |name: &&Mention| name.span.start <= offset && offset <= name.span.end;
    let inside = |name: &&Mention| touched(name) && offset < name.span.end;
    named
        .iter()
        .find(inside)
        .or_else(|| named.iter().find(touched))
        .cloned()
}

/// True where a jump goes to a label that is known only at run time, such as the chosen item.
#[must_use]
pub fn jumps_anywhere(script: &Script<'_>) -> bool {
    script.lines().flat_map(pieces).any(|piece| {
        matches!(piece.role, Role::Argument(_, what) if what.kind() == ValueKind::Label)
            && has_expansion(piece.text)
    })
}

fn mention(piece: &Piece<'_>, kind: Kind, access: Access, line: usize) -> Mention {
    let (name, span) = if kind == Kind::Setting {
        let parts = NameParts::of(piece.text);
        let range = parts.name();
        (&piece.text[..range.end], piece.part(range.start, range.end))
    } else {
        (piece.text, piece.span)
    };
    Mention {
        kind,
        name: name.to_vec(),
        span,
        access,
        line,
    }
}

/// What a piece names, and what for.
fn meaning(piece: &Piece<'_>) -> Option<(Kind, Access)> {
    let (spec, what) = match piece.role {
        Role::Label => return Some((Kind::Label, Access::Definition)),
        Role::Expansion { nested: false } => return Some((Kind::Setting, Access::Read)),
        Role::Argument(spec, what) if !has_expansion(piece.text) => (spec, what),
        _ => return None,
    };
    let is_option = matches!(what, Parameter::Option(_));
    let made = |by_option: bool| match by_option {
        true => Access::Read,
        false => Access::Definition,
    };
    Some(match what.kind() {
        ValueKind::Label => (Kind::Label, Access::Read),
        ValueKind::Setting | ValueKind::SettingAutovivify => {
            let stores = match what {
                Parameter::Option(option) => option.effects.contains(Effect::StoresSetting),
                Parameter::Positional(_) => spec.has(Effect::StoresSetting),
            };
            let access = if stores { Access::Write } else { Access::Read };
            (Kind::Setting, access)
        }
        ValueKind::ItemName => (Kind::Item, made(is_option)),
        ValueKind::UserInterface => (Kind::Menu, Access::Read),
        ValueKind::UserInterfaceName => (Kind::Menu, Access::Definition),
        ValueKind::Parameters => (Kind::Parameters, Access::Read),
        ValueKind::ParametersName => (Kind::Parameters, Access::Definition),
        ValueKind::Image => (Kind::Image, Access::Read),
        ValueKind::ImageName => (Kind::Image, Access::Definition),
        _ => return None,
    })
}
