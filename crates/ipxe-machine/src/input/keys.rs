//! Key numbers (`include/ipxe/keys.h`).

/// Ctrl-A.
pub const CTRL_A: u32 = 0x01;
/// Ctrl-B.
pub const CTRL_B: u32 = 0x02;
/// Ctrl-C.
pub const CTRL_C: u32 = 0x03;
/// Ctrl-D.
pub const CTRL_D: u32 = 0x04;
/// Ctrl-E.
pub const CTRL_E: u32 = 0x05;
/// Ctrl-F.
pub const CTRL_F: u32 = 0x06;
/// Backspace, also from terminals that send DEL.
pub const BACKSPACE: u32 = 0x08;
/// Tab.
pub const TAB: u32 = 0x09;
/// Enter: a carriage return arrives as this.
pub const LF: u32 = 0x0a;
/// Ctrl-K.
pub const CTRL_K: u32 = 0x0b;
/// Carriage return; never arrives from the keyboard.
pub const CR: u32 = 0x0d;
/// Ctrl-U.
pub const CTRL_U: u32 = 0x15;
/// Ctrl-W.
pub const CTRL_W: u32 = 0x17;
/// Ctrl-X.
pub const CTRL_X: u32 = 0x18;
/// Escape.
pub const ESC: u32 = 0x1b;

/// The least number of a special key.
pub const KEY_MIN: u32 = 0x0011_0000;
/// Cursor up.
pub const KEY_UP: u32 = ansi(0, b'A');
/// Cursor down.
pub const KEY_DOWN: u32 = ansi(0, b'B');
/// Cursor right.
pub const KEY_RIGHT: u32 = ansi(0, b'C');
/// Cursor left.
pub const KEY_LEFT: u32 = ansi(0, b'D');
/// End.
pub const KEY_END: u32 = ansi(0, b'F');
/// Home.
pub const KEY_HOME: u32 = ansi(0, b'H');
/// Delete.
pub const KEY_DC: u32 = ansi(3, b'~');
/// Page up.
pub const KEY_PPAGE: u32 = ansi(5, b'~');
/// Page down.
pub const KEY_NPAGE: u32 = ansi(6, b'~');
/// F8.
pub const KEY_F8: u32 = ansi(19, b'~');

/// The key of the escape sequence `ESC [ n terminator` (`KEY_ANSI`).
#[must_use]
pub const fn ansi(n: u32, terminator: u8) -> u32 {
    KEY_MIN
        .wrapping_add(n.wrapping_add(1) << 8)
        .wrapping_add(terminator as u32)
}
