//! What is said of the place under the mouse.

use ipxe_diagnostics::{SourceFile, lossy};
use ipxe_reference::{
    Release, ValueKind, command, describe as describe_error, key, scheme, setting_type,
};
use ipxe_reference::{block, settings_by_tag, settings_named};
use ipxe_settings::NameParts;
use ipxe_syntax::{Line, Operator, Script, Span, parse};

use crate::describe;
use crate::names::{Kind, Mention, mentions};
use crate::pieces::{Piece, Role, piece_at};

/// An explanation of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What is explained.
    pub span: Span,
    /// The explanation, in Markdown.
    pub text: String,
}

/// Explains the place at `offset`.
#[must_use]
pub fn hover(source: &SourceFile, offset: u32) -> Option<Hover> {
    let script = parse(source.bytes());
    let piece = piece_at(&script, offset)?;
    if let Some(hover) = error_link(&piece, offset) {
        return Some(hover);
    }
    let whole = |text| {
        Some(Hover {
            span: piece.span,
            text,
        })
    };
    match piece.role {
        Role::Comment | Role::Word => None,
        Role::Command(spec) => whole(describe::command(spec?)),
        Role::Option(spec, option) => whole(describe::option(spec, option)),
        Role::Operator(operator) => {
            whole(operator_text(script.line_at(offset)?, piece.span, operator))
        }
        Role::Label => whole(label_text(source, &script, piece.text)),
        Role::Expansion { nested: true } => None,
        Role::Expansion { nested: false } => setting(source, &script, &piece, offset),
        Role::Argument(spec, what) => match what.kind() {
            ValueKind::Label => whole(label_text(source, &script, piece.text)),
            kind if kind.is_setting() => setting(source, &script, &piece, offset),
            ValueKind::Command => whole(describe::command(command(piece.text)?)),
            kind if kind.is_integer() && spec.has(ipxe_reference::Effect::EndsScript) => {
                whole(describe::error(&describe_error(number(piece.text)?)))
            }
            ValueKind::Key => {
                key(number(piece.text)?).and_then(|key| whole(format!("The key {}", key.name)))
            }
            ValueKind::Uri | ValueKind::ImageOrUri | ValueKind::RootPath => {
                let end = piece.text.iter().position(|&byte| byte == b':')?;
                let found = scheme(&piece.text[..end], Release::LATEST)?;
                let text = format!("`{}`: {}\n\n`{}`", found.name, found.summary, found.syntax);
                Some(Hover {
                    span: piece.part(0, end),
                    text,
                })
            }
            kind => {
                let value = ipxe_reference::values_of_kind(kind)?.find(piece.text)?;
                whole(format!("`{}`: {}", value.name, value.summary))
            }
        },
    }
}

/// A number as `parse_integer` reads it, if it is plain.
fn number(text: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(text).ok()?;
    let hexadecimal = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    match hexadecimal {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// The error that the address of iPXE's page about it names.
fn error_link(piece: &Piece<'_>, offset: u32) -> Option<Hover> {
    const HOST: &[u8] = b"ipxe.org/";
    let starts = piece.text.windows(HOST.len()).enumerate();
    for (at, _) in starts.filter(|(_, window)| *window == HOST) {
        let start = at + HOST.len();
        let digits = piece.text[start..]
            .iter()
            .take_while(|byte| byte.is_ascii_hexdigit());
        let end = start + digits.count();
        if end - start != 8 {
            continue;
        }
        // Comments have no words: their text is their bytes.
        let span = match piece.role {
            Role::Comment => Span::new(piece.span.start + at as u32, piece.span.start + end as u32),
            _ => piece.part(at, end),
        };
        let text = std::str::from_utf8(&piece.text[start..end]).ok()?;
        let touched = span.start <= offset && offset <= span.end;
        if let Some(number) = u32::from_str_radix(text, 16).ok().filter(|_| touched) {
            let text = describe::error(&describe_error(number));
            return Some(Hover { span, text });
        }
    }
    None
}

/// What runs after what (`core/exec.c: command_terminator`).
fn operator_text(line: Line<'_>, span: Span, operator: Operator) -> String {
    let shown = |command: Option<ipxe_syntax::Command<'_>>| {
        let name = command.and_then(|command| command.name());
        name.map_or("nothing".to_owned(), |name| {
            format!("`{}`", lossy(name.text()))
        })
    };
    let commands: Vec<_> = line.commands().collect();
    let at = commands
        .iter()
        .position(|command| command.operator().map(|(_, at)| at) == Some(span));
    let at = at.unwrap_or(0);
    let next = shown(commands.get(at).copied());
    let before = shown(
        at.checked_sub(1)
            .and_then(|before| commands.get(before).copied()),
    );
    let what = match operator {
        Operator::Or => format!("{next} runs only if {before} failed"),
        Operator::And => format!("{next} runs only if {before} succeeded"),
        Operator::Semicolon => format!("{next} runs whether {before} succeeded or not"),
    };
    let mut text = format!("`{}`: {what}.", operator.text());
    let ends = commands.get(at).is_some_and(ipxe_syntax::Command::is_empty);
    if ends && operator != Operator::And {
        return format!(
            "`{}`: nothing follows, so that a failure is forgotten.",
            operator.text()
        );
    }
    if at > 1 && operator != Operator::Semicolon {
        text.push_str(
            " What counts is the status so far: a command that was skipped does not change it.",
        );
    }
    text
}

/// Who jumps to a label.
fn label_text(source: &SourceFile, script: &Script<'_>, name: &[u8]) -> String {
    let all = mentions(script);
    let of = |one: &&Mention| one.kind == Kind::Label && one.name == name;
    let mut text = format!("Label `{}`", lossy(name));
    match all.iter().filter(of).find(|one| one.is_definition()) {
        Some(defined) => {
            text += &format!(", line {}", source.line_at(defined.span.start));
        }
        None => text.push_str(", which this script does not have"),
    }
    let jumps = all.iter().filter(of).filter(|one| !one.is_definition());
    let lines = lines(source, jumps);
    text.push_str("\n\n");
    text += &match lines.is_empty() {
        true => "No jump names it.".to_owned(),
        false => format!("Jumps: {lines}."),
    };
    text
}

fn lines<'m>(source: &SourceFile, mentions: impl Iterator<Item = &'m Mention>) -> String {
    const MOST: usize = 20;
    let mut all: Vec<String> = mentions
        .take(MOST + 1)
        .map(|one| format!("line {}", source.line_at(one.span.start)))
        .collect();
    if all.len() > MOST {
        all[MOST] = "...".to_owned();
    }
    all.dedup();
    all.join(", ")
}

/// The part of a setting's name that `offset` is in.
fn setting(
    source: &SourceFile,
    script: &Script<'_>,
    piece: &Piece<'_>,
    offset: u32,
) -> Option<Hover> {
    let parts = NameParts::of(piece.text);
    let touched = |span: Span| span.start <= offset && offset <= span.end;
    if let Some(range) = parts.setting_type() {
        let span = piece.part(range.start, range.end);
        if touched(span) {
            let text = describe::setting_type(setting_type(&piece.text[range])?);
            return Some(Hover { span, text });
        }
    }
    if let Some(range) = parts.block() {
        let span = piece.part(range.start, range.end);
        if touched(span) {
            let found = block(&piece.text[range])?;
            let text = format!("Settings of `{}`: {}", found.name, found.summary);
            return Some(Hover { span, text });
        }
    }
    let range = parts.name();
    let span = piece.part(range.start, range.end);
    let name = &piece.text[range.clone()];
    let in_block = parts.block().and_then(|range| block(&piece.text[range]));
    let fits =
        |found: &&ipxe_reference::Setting| in_block.is_none_or(|block| found.scope == block.scope);
    let named = settings_named(name)
        .find(fits)
        .or_else(|| settings_named(name).next());
    let scope = in_block.map_or(ipxe_reference::Scope::Default, |block| block.scope);
    let tagged = || {
        let tag = std::str::from_utf8(name).ok()?.parse().ok()?;
        settings_by_tag(tag).find(|found| found.scope == scope)
    };
    let mut text = match named.or_else(tagged) {
        Some(found) => describe::setting(found),
        None => format!("Setting `{}`", lossy(&piece.text[..range.end])),
    };
    let all = mentions(script);
    let stores = all.iter().filter(|one| {
        one.kind == Kind::Setting && one.is_definition() && one.name == piece.text[..range.end]
    });
    let lines = lines(source, stores);
    if !lines.is_empty() {
        text += &format!("\n\nStored: {lines}.");
    }
    Some(Hover { span, text })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::marker::cut;

    fn check(marked: &str, expected: Expect) {
        let (text, offset) = cut(marked);
        let source = SourceFile::new("x", text.as_bytes());
        let shown = match hover(&source, offset) {
            None => "nothing\n".to_owned(),
            Some(Hover { span, text: said }) => format!("[{}]\n{said}\n", &text[span.range()]),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn of_commands() {
        check(
            "#!ipxe\nsl$0eep 5\n",
            expect![[r#"
                [sleep]
                ```
                sleep <seconds>
                ```

                Wait for a number of seconds.

                Ctrl-C is ECANCELED, silently.

                [https://ipxe.org/cmd/sleep](https://ipxe.org/cmd/sleep)
            "#]],
        );
        check(
            "#!ipxe\nnon$0sense\n",
            expect![[r#"
            nothing
        "#]],
        );
        check(
            "#!ipxe\ntime sle$0ep 5\n",
            expect![[r#"
                [sleep]
                ```
                sleep <seconds>
                ```

                Wait for a number of seconds.

                Ctrl-C is ECANCELED, silently.

                [https://ipxe.org/cmd/sleep](https://ipxe.org/cmd/sleep)
            "#]],
        );
    }

    #[test]
    fn of_options() {
        check(
            "chain --time$0out 5000 http://x/\n",
            expect![[r#"
                [--timeout]
                `--timeout`, `-t` of `chain`: give up the download after this time without progress
            "#]],
        );
        check(
            "chain -a$0r http://x/\n",
            expect![[r#"
                [r]
                `--replace`, `-r` of `chain`: end the current script and execute the image in its place
            "#]],
        );
    }

    #[test]
    fn of_settings() {
        check(
            "echo ${file$0name}\n",
            expect![[r#"
                [filename]
                `filename`: Name or URI of the file to boot; in a DHCP packet the file field if it is not empty, else the option.

                Type `string`, DHCP option 67. Provided by `netN.dhcp`, `proxydhcp`, `pxebs`.

                [https://ipxe.org/cfg/filename](https://ipxe.org/cfg/filename)
            "#]],
        );
        check(
            "set mine 1\necho a${mi$0ne:hex}\n",
            expect![[r#"
            [mine]
            Setting `mine`

            Stored: line 1.
        "#]],
        );
        check(
            "echo ${mine:he$0xhyp}\n",
            expect![[r#"
                [hexhyp]
                Type `hexhyp`: Bytes in hexadecimal, separated by hyphens.
            "#]],
        );
        check(
            "echo ${net$00/mac}\n",
            expect![[r#"
            [net0]
            Settings of `netN`: An interface: facts about it, and any setting that is stored there.
        "#]],
        );
        check(
            "echo ${6$07}\n",
            expect![[r#"
                [67]
                `filename`: Name or URI of the file to boot; in a DHCP packet the file field if it is not empty, else the option.

                Type `string`, DHCP option 67. Provided by `netN.dhcp`, `proxydhcp`, `pxebs`.

                [https://ipxe.org/cfg/filename](https://ipxe.org/cfg/filename)
            "#]],
        );
    }

    #[test]
    fn of_labels() {
        check(
            "goto a\n:$0a\nprompt || goto a\n",
            expect![[r#"
            [a]
            Label `a`, line 2

            Jumps: line 1, line 3.
        "#]],
        );
        check(
            "goto $0b\n",
            expect![[r#"
            [b]
            Label `b`, which this script does not have

            Jumps: line 1.
        "#]],
        );
    }

    #[test]
    fn of_operators() {
        check(
            "dhcp |$0| shell\n",
            expect![[r#"
            [||]
            `||`: `shell` runs only if `dhcp` failed.
        "#]],
        );
        check(
            "dhcp && echo a |$0|\n",
            expect![[r#"
                [||]
                `||`: nothing follows, so that a failure is forgotten.
            "#]],
        );
        check(
            "dhcp ;$0 echo a\n",
            expect![[r#"
            [;]
            `;`: `echo` runs whether `dhcp` succeeded or not.
        "#]],
        );
    }

    #[test]
    fn of_errors() {
        check(
            "exit 0x2d0$0c618e\n",
            expect![[r#"
            [0x2d0c618e]
            Error `0x2d0c618e`: No such file or directory (ENOENT)

            Raised in `net/tcp/httpcore.c`.

            - Not found

            The number on efi.

            [https://ipxe.org/2d0c618e](https://ipxe.org/2d0c618e)
        "#]],
        );
        check(
            "# see https://ipxe.org/2d0c$0618e for that\n",
            expect![[r#"
            [ipxe.org/2d0c618e]
            Error `0x2d0c618e`: No such file or directory (ENOENT)

            Raised in `net/tcp/httpcore.c`.

            - Not found

            The number on efi.

            [https://ipxe.org/2d0c618e](https://ipxe.org/2d0c618e)
        "#]],
        );
    }
}
