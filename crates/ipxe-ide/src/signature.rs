//! What the command at the cursor takes.

use ipxe_check::{Arg, Invocation};
use ipxe_diagnostics::SourceFile;
use ipxe_syntax::parse;

/// How a command is used, and which of its arguments the cursor is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The command with its arguments.
    pub label: String,
    /// What it does.
    pub summary: String,
    /// The arguments as they stand in the label: byte ranges.
    pub parameters: Vec<std::ops::Range<usize>>,
    /// The argument that the cursor is in; none beyond the last or in an option.
    pub active: Option<usize>,
}

/// The command that is being typed at `offset`.
#[must_use]
pub fn signature(source: &SourceFile, offset: u32) -> Option<Signature> {
    let offset = (offset as usize).min(source.bytes().len());
    let before = &source.bytes()[..offset];
    let script = parse(before);
    let line = script.lines().next_back()?;
    if line.comment().is_some()
        || line.ignored().is_some()
        || before.ends_with(b"\n") && !line.is_dropped()
    {
        return None;
    }
    let (position, command) = line.commands().enumerate().next_back()?;
    let mut words: Vec<Arg<'_>> = command.words().map(Arg::new).collect();
    let typed = words
        .last()
        .is_some_and(|word| word.span().end as usize == offset);
    let typed = if typed { words.pop() } else { None };
    let mut invocation = Invocation::read(line, command, position, None, &words)?;
    while let Some(inner) = invocation.nested() {
        invocation = inner;
    }
    let spec = invocation.spec?;
    let mut label = spec.name.to_owned();
    if !spec.options.is_empty() {
        label.push_str(" [options]");
    }
    let omitted = invocation.omitted_positional();
    let mut parameters = Vec::new();
    let mut places = Vec::new();
    for (index, positional) in spec.positional.iter().enumerate() {
        if omitted.map(usize::from) == Some(index) {
            continue;
        }
        label.push(' ');
        let start = label.len();
        let dots = if positional.repeated { "..." } else { "" };
        label += &match positional.optional {
            true => format!("[<{}>{dots}]", positional.name),
            false => format!("<{}>{dots}", positional.name),
        };
        parameters.push(start..label.len());
        places.push(positional.repeated);
    }
    let given = invocation.positionals().map(<[_]>::len);
    let in_option = given == Some(0) && typed.is_some_and(|word| word.text().starts_with(b"-"));
    let repeated = places.last() == Some(&true);
    let active = given
        .filter(|_| !in_option)
        .and_then(|given| match places.len() {
            0 => None,
            count if given < count => Some(given),
            count => repeated.then_some(count - 1),
        });
    Some(Signature {
        label,
        summary: spec.summary.to_owned(),
        parameters,
        active,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marker::cut;

    #[test]
    fn the_argument_at_the_cursor_is_marked() {
        for (marked, expected) in [
            ("set $0", "set <setting> [<value>...] @<setting>"),
            ("set a b c$0", "set <setting> [<value>...] @[<value>...]"),
            ("goto $0", "goto <label> @<label>"),
            ("goto a $0", "goto <label> @"),
            ("time sleep $0", "sleep <seconds> @<seconds>"),
            ("# set $0", "none"),
            ("nonsense $0", "none"),
            ("set$0", "none"),
            ("set a 1\n$0", "none"),
        ] {
            let (text, offset) = cut(marked);
            let found = signature(&SourceFile::new("x", text.as_bytes()), offset);
            let shown = found.map_or("none".to_owned(), |found| {
                let active = found
                    .active
                    .map(|at| found.label[found.parameters[at].clone()].to_owned());
                format!("{} @{}", found.label, active.unwrap_or_default())
            });
            assert_eq!(shown, expected, "{marked}");
        }
    }
}
