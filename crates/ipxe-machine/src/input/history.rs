//! The shell's memory of typed lines.

/// Greatest number of lines back (`READLINE_HISTORY_MAX_DEPTH`).
const MAX_DEPTH: usize = 7;

const SLOTS: usize = MAX_DEPTH + 1;

/// A line, and what became of it by editing since it was recalled.
#[derive(Clone, Debug, Default)]
struct Entry {
    line: Option<Vec<u8>>,
    edited: Option<Vec<u8>>,
}

/// The last lines of a shell (`hci/readline.c: struct readline_history`).
#[derive(Clone, Debug, Default)]
pub struct History {
    entries: [Entry; SLOTS],
    next: usize,
    depth: usize,
}

impl History {
    fn slot(&self, depth: usize) -> usize {
        self.next.wrapping_sub(depth) % SLOTS
    }

    /// Goes one line back or forward, leaving `text` behind; gives the line to show, if there is one
    /// (`history_move`).
    pub fn go(&mut self, back: bool, text: &[u8]) -> Option<Vec<u8>> {
        let depth = if back {
            self.depth + 1
        } else {
            self.depth.checked_sub(1)?
        };
        if depth > MAX_DEPTH {
            return None;
        }
        let entry = &self.entries[self.slot(depth)];
        let line = entry.edited.as_ref().or(entry.line.as_ref())?.clone();
        let here = self.slot(self.depth);
        self.entries[here].edited = Some(text.to_vec());
        self.depth = depth;
        Some(line)
    }

    /// Ends the editing of a line; a line that was entered and is not empty is kept (`history_append`,
    /// `history_cleanup`).
    pub fn finish(&mut self, entered: Option<&[u8]>) {
        if let Some(line) = entered.filter(|line| !line.is_empty()) {
            let slot = self.slot(0);
            self.entries[slot].line = Some(line.to_vec());
            self.next = self.next.wrapping_add(1);
            let slot = self.slot(0);
            self.entries[slot].line = None;
        }
        for entry in &mut self.entries {
            entry.edited = None;
        }
        self.depth = 0;
    }
}
