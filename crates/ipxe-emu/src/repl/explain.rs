//! `.explain`: what an error number says.

use std::fmt::Write;

use ipxe_reference::describe;

/// Reads an error number: `2d0c618e`, `0x2d0c618e`, `https://ipxe.org/2d0c618e`.
pub(super) fn parse(text: &str) -> Option<u32> {
    let text = text.trim().trim_end_matches([')', '/']);
    let text = text.rsplit('/').next()?;
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    u32::from_str_radix(digits.unwrap_or(text), 16).ok()
}

/// What the number says, in lines.
pub(super) fn explain(number: u32) -> String {
    let error = describe(number);
    let mut text = format!("{number:08x}");
    match error.posix {
        Some(posix) => {
            let _ = writeln!(text, ": {} ({})", posix.text, posix.name);
        }
        None => text += ": no error that iPXE knows\n",
    }
    if let Some(file) = error.file {
        let source = file.source.unwrap_or(file.name);
        let _ = match error.uniq {
            0 => writeln!(text, "  raised in {source}"),
            case => writeln!(text, "  raised in {source}, case {case:#04x}"),
        };
    }
    for case in error.cases() {
        let _ = writeln!(text, "  says: {}", case.description);
    }
    let platforms: Vec<&str> = error.platforms().map(|platform| platform.name()).collect();
    if error.posix.is_some() && error.code != 0 && !platforms.is_empty() {
        let _ = writeln!(text, "  has this number on: {}", platforms.join(", "));
    }
    for situation in error.situations() {
        let _ = writeln!(text, "  seen when: {}", situation.name.replace('-', " "));
        if let Some(note) = situation.note {
            let _ = writeln!(text, "    {note}");
        }
    }
    let _ = writeln!(text, "  {}", error.address());
    text
}
