//! A direct reading of iPXE's own rules, byte by byte, to hold the parser against.
//!
//! Mirrors `image/script.c: process_script` and `core/exec.c: split_command,
//! command_terminator`. Slow and simple on purpose.

/// What one logical line means to iPXE.
#[derive(Debug, PartialEq, Eq, Default, Clone)]
pub struct DirectLine {
    pub label: Option<Vec<u8>>,
    /// The operator before each command, and its words. Empty for a line with nothing to run.
    pub commands: Vec<(Option<&'static str>, Vec<Vec<u8>>)>,
}

/// The lines of a script, and whether its last line was dropped for want of a continuation.
pub fn read_script(source: &[u8]) -> (Vec<DirectLine>, bool) {
    let mut lines = Vec::new();
    let mut line: Vec<u8> = Vec::new();
    let mut at = 0;
    let mut pending = false;
    while at < source.len() {
        let end = source[at..]
            .iter()
            .position(|&b| b == b'\n')
            .map_or(source.len(), |n| at + n);
        line.extend_from_slice(&source[at..end]);
        at = end + 1;
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        if line.last() == Some(&b'\\') {
            line.pop();
            pending = true;
            continue;
        }
        pending = false;
        lines.push(read_line(&line, true));
        line.clear();
    }
    (lines, pending)
}

/// One line as a C string.
pub fn read_line(line: &[u8], labels: bool) -> DirectLine {
    let line = line.split(|&b| b == 0).next().unwrap_or(b"");
    let mut read = DirectLine::default();
    let mut rest = line.trim_ascii_start_c();
    if labels && rest.first() == Some(&b':') {
        let end = rest.iter().position(|&b| is_space(b)).unwrap_or(rest.len());
        read.label = Some(rest[1..end].to_vec());
        rest = rest.get(end + 1..).unwrap_or(b"");
    }
    let mut words: Vec<Vec<u8>> = Vec::new();
    let mut operator = None;
    let mut some = false;
    for word in rest.split(|&b| is_space(b)).filter(|word| !word.is_empty()) {
        let next = match word {
            [b'#', ..] => break,
            b"||" => "||",
            b"&&" => "&&",
            b";" => ";",
            _ => {
                some = true;
                words.push(word.to_vec());
                continue;
            }
        };
        some = true;
        read.commands.push((operator, std::mem::take(&mut words)));
        operator = Some(next);
    }
    if some {
        read.commands.push((operator, words));
    }
    read
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | 9..=13)
}

trait TrimC {
    fn trim_ascii_start_c(&self) -> &[u8];
}

impl TrimC for [u8] {
    fn trim_ascii_start_c(&self) -> &[u8] {
        let start = self
            .iter()
            .position(|&b| !is_space(b))
            .unwrap_or(self.len());
        &self[start..]
    }
}
