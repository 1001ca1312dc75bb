//! A string that is edited with keys, and how the console keeps up with it.

use super::keys::{
    BACKSPACE, CTRL_A, CTRL_B, CTRL_D, CTRL_E, CTRL_F, CTRL_K, CTRL_U, CTRL_W, KEY_DC, KEY_END,
    KEY_HOME, KEY_LEFT, KEY_RIGHT,
};

/// An editable string (`hci/editstring.c`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditString {
    text: Vec<u8>,
    cursor: usize,
    /// Where the cursor was before the last edit.
    last_cursor: usize,
    /// What the last edit changed.
    modified: (usize, usize),
}

impl EditString {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Offset of the cursor in the text.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The text, taken out.
    pub fn take_text(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.text)
    }

    /// Replaces the whole text; the cursor is behind it (`replace_string`).
    pub fn replace(&mut self, text: &[u8]) {
        self.cursor = 0;
        self.insert_delete(usize::MAX, text);
    }

    /// `insert_delete`
    fn insert_delete(&mut self, delete: usize, insert: &[u8]) {
        let old_len = self.text.len();
        let end = self.cursor + delete.min(old_len - self.cursor);
        self.modified.0 = self.cursor;
        self.text.splice(self.cursor..end, insert.iter().copied());
        self.cursor += insert.len();
        self.modified.1 = self.text.len().max(old_len);
    }

    /// Deletes from `start` to the cursor.
    fn delete_back_to(&mut self, start: usize) {
        let count = self.cursor - start;
        self.cursor = start;
        self.insert_delete(count, b"");
    }

    /// `previous_word`
    fn previous_word(&self) -> usize {
        let before = &self.text[..self.cursor];
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
        let word_end = before
            .iter()
            .rposition(|byte| !is_space(byte))
            .map_or(0, |at| at + 1);
        before[..word_end]
            .iter()
            .rposition(is_space)
            .map_or(0, |at| at + 1)
    }

    /// Lets a key act on the text. True where the key was one for editing (`edit_string`).
    pub fn edit(&mut self, key: u32) -> bool {
        self.last_cursor = self.cursor;
        self.modified = (self.cursor, self.cursor);
        match key {
            0x20..=0x7e => self.insert_delete(0, &[key as u8]),
            BACKSPACE => {
                if self.cursor > 0 {
                    self.delete_back_to(self.cursor - 1);
                }
            }
            KEY_DC | CTRL_D => self.insert_delete(1, b""),
            CTRL_W => self.delete_back_to(self.previous_word()),
            CTRL_U => self.delete_back_to(0),
            CTRL_K => self.insert_delete(usize::MAX, b""),
            KEY_HOME | CTRL_A => self.cursor = 0,
            KEY_END | CTRL_E => self.cursor = self.text.len(),
            KEY_LEFT | CTRL_B => self.cursor = self.cursor.saturating_sub(1),
            KEY_RIGHT | CTRL_F => self.cursor = self.text.len().min(self.cursor + 1),
            _ => return false,
        }
        true
    }

    /// What to print so that the console shows the text after the last edit
    /// (`hci/readline.c: sync_console`).
    #[must_use]
    pub fn sync_console(&self) -> Vec<u8> {
        let start = self.modified.0.min(self.last_cursor);
        let end = self.modified.1.max(self.cursor);
        let mut out = vec![b'\x08'; self.last_cursor.saturating_sub(start)];
        let from = self.last_cursor.min(start);
        out.extend((from..end).map(|at| self.text.get(at).copied().unwrap_or(b' ')));
        let back = end.max(from).saturating_sub(self.cursor);
        out.resize(out.len() + back, b'\x08');
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::keys;

    fn key(name: &str) -> u32 {
        match name {
            "KEY_LEFT" => keys::KEY_LEFT,
            "KEY_RIGHT" => keys::KEY_RIGHT,
            "KEY_HOME" => keys::KEY_HOME,
            "KEY_END" => keys::KEY_END,
            "KEY_DC" => keys::KEY_DC,
            "KEY_BACKSPACE" => keys::BACKSPACE,
            "CTRL_A" => keys::CTRL_A,
            "CTRL_D" => keys::CTRL_D,
            "CTRL_K" => keys::CTRL_K,
            "CTRL_U" => keys::CTRL_U,
            "CTRL_W" => keys::CTRL_W,
            other => panic!("unknown key {other}"),
        }
    }

    /// What a terminal shows of a line after these bytes: backspaces move, all else overwrites.
    fn shown(printed: &[u8]) -> (Vec<u8>, usize) {
        let (mut line, mut cursor) = (Vec::new(), 0);
        for &byte in printed {
            if byte == 0x08 {
                cursor -= 1;
            } else {
                line.resize(line.len().max(cursor + 1), b' ');
                line[cursor] = byte;
                cursor += 1;
            }
        }
        (line, cursor)
    }

    #[test]
    fn keys_edit_as_in_ipxe_and_the_console_keeps_up() {
        let table = include_str!("../../tests/data/editstring.tsv");
        for row in table.lines().filter(|row| !row.starts_with('#')) {
            let fields: Vec<&str> = row.split('\t').collect();
            let [name, initial, typed, expected] = fields[..] else {
                panic!("a bad row: {row}")
            };
            let mut string = EditString::default();
            string.replace(if initial == "\\N" {
                b""
            } else {
                initial.as_bytes()
            });
            let mut printed = string.sync_console();
            let mut rest = typed;
            while !rest.is_empty() {
                let (pressed, after) = match rest.strip_prefix('\'') {
                    Some(quoted) => (u32::from(quoted.as_bytes()[0]), &quoted[2..]),
                    None => {
                        let end = rest.find(' ').unwrap_or(rest.len());
                        (key(&rest[..end]), &rest[end..])
                    }
                };
                rest = after.trim_start();
                assert!(string.edit(pressed), "{name}");
                printed.extend(string.sync_console());
            }
            assert_eq!(string.text(), expected.as_bytes(), "{name}");
            let (line, cursor) = shown(&printed);
            assert_eq!(line[..expected.len()], *expected.as_bytes(), "{name}");
            assert!(
                line[expected.len()..].iter().all(|&byte| byte == b' '),
                "{name}"
            );
            assert_eq!(cursor, string.cursor(), "{name}");
        }
    }
}
