use super::*;

fn after(bytes: &[u8]) -> Screen {
    let mut terminal = Terminal::new();
    terminal.feed(bytes);
    terminal.screen().clone()
}

fn first_line(bytes: &[u8]) -> String {
    after(bytes)
        .text()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn controls_move_the_cursor() {
    assert_eq!(first_line(b"abc\x08\x08X"), "aXc");
    assert_eq!(first_line(b"abc\rX"), "Xbc");
    assert_eq!(first_line(b"a\tb"), "a       b");
    assert_eq!(after(b"a\nb").text().lines().nth(1), Some(" b"));
}

#[test]
fn lines_wrap_and_the_screen_scrolls() {
    let mut bytes = vec![b'x'; 81];
    bytes.extend(b"\r\n".repeat(24));
    bytes.extend(b"end");
    let screen = after(&bytes);
    assert_eq!(screen.text().lines().last(), Some("end"));
    // Rows 0 and 1 have scrolled out: the wrapped line is gone but for nothing.
    assert_eq!((screen.row, screen.column), (24, 3));
}

#[test]
fn the_last_column_wraps_only_with_the_next_character() {
    let mut bytes = vec![b'x'; 80];
    assert_eq!(after(&bytes).row, 0);
    bytes.extend(b"\r\ny");
    assert_eq!(after(&bytes).text().lines().nth(1), Some("y"));
}

#[test]
fn erasing_uses_the_present_colours() {
    let screen = after(b"\x1b[37m\x1b[44m\x1b[2J\x1b[2;3Hx\x1b[1mB\x1b[0m");
    let attributes = screen.attributes();
    let lines: Vec<&str> = attributes.lines().take(4).collect();
    assert_eq!(
        lines,
        [
            "0 0-79 white blue",
            "1 0-2 white blue",
            "1 3-3 white blue bold",
            "1 4-79 white blue"
        ]
    );
    assert_eq!(first_line(b"abcdef\x1b[3G\x1b[K"), "ab");
    assert_eq!(first_line(b"abcdef\x1b[3G\x1b[1K"), "   def");
}

#[test]
fn unknown_sequences_are_skipped() {
    assert_eq!(
        first_line(b"\x1b]0;title\x07a\x1b(Bb\x1b[?25lc\x1b[5nd"),
        "abcd"
    );
    // iPXE's own slip: a missing bracket leaves the rest to be shown.
    assert_eq!(first_line(b"\x1b0m"), "m");
    assert!(!after(b"\x1b[?25l").cursor_visible);
}

#[test]
fn any_bytes_can_be_taken() {
    assert_eq!(first_line(b"\xff\xc3\xa9\xe2\x82x"), "\u{fffd}\u{e9}x");
    after(&(0..=255).cycle().take(10_000).collect::<Vec<u8>>());
    after(b"\x1b[999999999999;1H\x1b[38;5;300m\x1b[4294967295A\x1b[");
}
