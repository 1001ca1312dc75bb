//! What was printed, as text that can be compared.

/// The text on a console that was written line by line: escape sequences and carriage returns are gone, backspaces
/// have taken effect, blanks at the ends of lines are gone, and three or more dots count as three.
#[must_use]
pub fn console_text(output: &[u8]) -> String {
    let mut text = String::new();
    for line in plain(output).split(|&byte| byte == b'\n') {
        let line = String::from_utf8_lossy(line).into_owned();
        let mut dots = 0;
        let mut kept = String::new();
        for character in line.trim_end().chars() {
            dots = if character == '.' { dots + 1 } else { 0 };
            if dots <= 3 {
                kept.push(character);
            }
        }
        text += &kept;
        text.push('\n');
    }
    text.pop();
    text
}

/// The bytes without escape sequences and carriage returns, each backspace moving back in its line.
fn plain(output: &[u8]) -> Vec<u8> {
    let mut text: Vec<u8> = Vec::with_capacity(output.len());
    let mut line = 0;
    let mut column = 0_usize;
    let mut rest = output;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'\r' => {}
            b'\n' => {
                text.push(b'\n');
                (line, column) = (text.len(), 0);
            }
            8 => column = column.saturating_sub(1),
            0x1b => rest = after_escape(after),
            byte => {
                match text.get_mut(line + column) {
                    Some(cell) => *cell = byte,
                    None => text.push(byte),
                }
                column += 1;
            }
        }
    }
    text
}

/// What follows an escape sequence. iPXE also prints one without its bracket (`mucurses/ansi_screen.c: ansiscr_reset`).
fn after_escape(rest: &[u8]) -> &[u8] {
    let parameters = rest.strip_prefix(b"[").unwrap_or(rest);
    let digits = parameters
        .iter()
        .take_while(|byte| matches!(byte, b'0'..=b'9' | b';' | b'?'))
        .count();
    parameters.get(digits + 1..).unwrap_or_default()
}

/// Breaks lines after so many columns, as the screen of a PC does.
#[must_use]
pub(crate) fn wrapped(text: &str, columns: usize) -> String {
    let mut out = String::new();
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        for (column, character) in line.chars().enumerate() {
            if column > 0 && column % columns == 0 {
                out.push('\n');
            }
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_erased_is_gone() {
        assert_eq!(console_text(b"a...... ok\r\n"), "a... ok\n");
        assert_eq!(
            console_text(b"\nwait\x08 \x08\x08 \x08\x08 \x08\x08 \x08x"),
            "\nx"
        );
        assert_eq!(console_text(b"\x1b[1miPXE\x1b[0m \x1b0m!"), "iPXE !");
    }

    #[test]
    fn long_lines_are_broken() {
        assert_eq!(wrapped("abcdef\ngh", 4), "abcd\nef\ngh");
        assert_eq!(wrapped("abcd", 4), "abcd");
    }
}
