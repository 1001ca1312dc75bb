//! What goes into the log behind the setting `dmesg` (`core/dmesg.c`, `core/ansiesc.c`).

/// Parameters of an escape sequence before iPXE takes it for none (`ANSIESC_MAX_PARAMS`).
const MAX_PARAMETERS: u8 = 5;

/// Takes escape sequences out of what is printed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MessageLog {
    /// Whether the build has such a log.
    pub is_kept: bool,
    /// Parameters of the present escape sequence, at least 1; 0 outside of one.
    parameters: u8,
}

impl MessageLog {
    pub(crate) fn new(is_kept: bool) -> Self {
        Self {
            is_kept,
            parameters: 0,
        }
    }

    /// What remains of printed text (`ansiesc_process`).
    pub(crate) fn strip(&mut self, text: &[u8]) -> Vec<u8> {
        let mut rest = Vec::with_capacity(text.len());
        for &byte in text {
            match (self.parameters, byte) {
                (0, 0x1b) => self.parameters = 1,
                (0, byte) => rest.push(byte),
                (_, b'[' | b'0'..=b'9' | b' '..=b'/' | b'?') => {}
                (parameters, b';') => {
                    self.parameters = if parameters < MAX_PARAMETERS {
                        parameters + 1
                    } else {
                        0
                    };
                }
                _ => self.parameters = 0,
            }
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_left_out_wherever_they_are_cut() {
        let text = b"a\x1b[1;31mb\x1b[?25lc\x1b0md";
        for cut in 0..text.len() {
            let mut log = MessageLog::new(true);
            let (before, after) = text.split_at(cut);
            let rest = [log.strip(before), log.strip(after)].concat();
            assert_eq!(rest, b"abcd", "cut at {cut}");
        }
    }
}
