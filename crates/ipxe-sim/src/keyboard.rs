//! The person at the keyboard: what is typed, and when.

use std::time::Duration;

use thiserror::Error;

use crate::scenario::KeySpec;

/// A step of the person at the keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyStep {
    /// Goes on when this has been printed, after the last text that was waited for.
    Expect(Vec<u8>),
    /// Lets time pass.
    Wait(Duration),
    /// Types these bytes, all at once.
    Send(Vec<u8>),
    /// Presses a key once something waits for one.
    Press(Vec<u8>),
    /// Looks at the screen, once nothing has been printed for a tenth of a second.
    Snapshot,
}

/// What is wrong with a description of keys.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// There is no such key.
    #[error(
        "there is no key {0:?}; expected one character, a name such as \"enter\", \"down\", \"f8\" or \"ctrl-c\""
    )]
    NoSuchKey(String),
    /// There is no such step.
    #[error(
        "line {line}: {word:?} is no step; expected \"expect\", \"wait\", \"send\" or \"snapshot\""
    )]
    NoSuchStep {
        /// The line, from 1.
        line: usize,
        /// The first word.
        word: String,
    },
    /// A time cannot be read.
    #[error("line {line}: {text:?} is not a number of seconds")]
    BadTime {
        /// The line, from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// An escape cannot be read.
    #[error("line {line}: an escape is incomplete or unknown in {text:?}")]
    BadEscape {
        /// The line, from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
}

/// Keys that have names, and what they send.
const NAMES: &[(&str, &[u8])] = &[
    ("enter", b"\r"),
    ("tab", b"\t"),
    ("esc", b"\x1b"),
    ("space", b" "),
    ("backspace", b"\x7f"),
    ("delete", b"\x1b[3~"),
    ("up", b"\x1b[A"),
    ("down", b"\x1b[B"),
    ("right", b"\x1b[C"),
    ("left", b"\x1b[D"),
    ("home", b"\x1b[H"),
    ("end", b"\x1b[F"),
    ("pageup", b"\x1b[5~"),
    ("pagedown", b"\x1b[6~"),
    ("f5", b"\x1b[15~"),
    ("f6", b"\x1b[17~"),
    ("f7", b"\x1b[18~"),
    ("f8", b"\x1b[19~"),
    ("f9", b"\x1b[20~"),
    ("f10", b"\x1b[21~"),
    ("f11", b"\x1b[23~"),
    ("f12", b"\x1b[24~"),
];

/// What a key sends: a character, a name such as `enter`, `down`, `f8`, or `ctrl-` and a letter.
///
/// # Errors
/// Where there is no such key.
pub fn key(name: &str) -> Result<Vec<u8>, KeyError> {
    let lower = name.to_lowercase();
    if let Some((_, bytes)) = NAMES.iter().find(|(known, _)| *known == lower) {
        return Ok(bytes.to_vec());
    }
    if let Some(&[letter]) = lower.strip_prefix("ctrl-").map(str::as_bytes)
        && letter.is_ascii_lowercase()
    {
        return Ok(vec![letter & 0x1f]);
    }
    if name.chars().count() == 1 {
        return Ok(name.as_bytes().to_vec());
    }
    Err(KeyError::NoSuchKey(name.to_owned()))
}

/// The steps that a scenario describes.
///
/// # Errors
/// Where a key has no known name.
pub fn steps(specs: &[KeySpec]) -> Result<Vec<KeyStep>, KeyError> {
    let mut steps = Vec::new();
    for spec in specs {
        if let Some(text) = &spec.expect {
            steps.push(KeyStep::Expect(text.clone().into_bytes()));
        }
        if let Some(time) = spec.wait {
            steps.push(KeyStep::Wait(time.0));
        }
        if let Some(text) = &spec.send {
            steps.push(KeyStep::Send(text.clone().into_bytes()));
        }
        for name in &spec.keys {
            steps.push(KeyStep::Press(key(name)?));
        }
        if let Some(answer) = &spec.answer {
            steps.push(KeyStep::Press([answer.as_bytes(), b"\r"].concat()));
        }
    }
    Ok(steps)
}

/// Reads a file of steps: one on each line, `expect TEXT`, `wait SECONDS`, `send TEXT` or `snapshot`, with C
/// escapes in texts. Empty lines and lines that start with `#` are skipped.
///
/// # Errors
/// Where a line is none of them.
pub fn parse_steps(text: &[u8]) -> Result<Vec<KeyStep>, KeyError> {
    let mut steps = Vec::new();
    for (index, line) in text.split(|&byte| byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.trim_ascii().is_empty() || line.starts_with(b"#") {
            continue;
        }
        let number = index + 1;
        let at = memchr::memchr(b' ', line).unwrap_or(line.len());
        let (word, rest) = (&line[..at], line.get(at + 1..).unwrap_or_default());
        let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let text = || {
            unescape(rest).ok_or_else(|| KeyError::BadEscape {
                line: number,
                text: lossy(rest),
            })
        };
        steps.push(match word {
            b"expect" => KeyStep::Expect(text()?),
            b"send" => KeyStep::Send(text()?),
            b"snapshot" => KeyStep::Snapshot,
            b"wait" => {
                let seconds = std::str::from_utf8(rest)
                    .ok()
                    .and_then(|text| text.trim().parse::<f64>().ok());
                let seconds = seconds.filter(|seconds| (0.0..1e9).contains(seconds));
                KeyStep::Wait(Duration::from_secs_f64(seconds.ok_or_else(|| {
                    KeyError::BadTime {
                        line: number,
                        text: lossy(rest),
                    }
                })?))
            }
            word => {
                return Err(KeyError::NoSuchStep {
                    line: number,
                    word: lossy(word),
                });
            }
        });
    }
    Ok(steps)
}

/// Replaces C escapes by what they stand for; `None` where one is incomplete or unknown.
#[must_use]
pub fn unescape(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let (&escape, after) = rest.split_first()?;
        rest = after;
        bytes.push(match escape {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'a' => 0x07,
            b'b' => 0x08,
            b'e' => 0x1b,
            b'\\' | b'"' | b'\'' => escape,
            b'x' => {
                let (digits, after) = rest.split_first_chunk::<2>()?;
                rest = after;
                let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
                (high? << 4 | low?) as u8
            }
            b'0'..=b'7' => {
                let mut value = u32::from(escape - b'0');
                for _ in 0..2 {
                    let Some((&digit @ b'0'..=b'7', after)) = rest.split_first() else {
                        break;
                    };
                    value = value * 8 + u32::from(digit - b'0');
                    rest = after;
                }
                u8::try_from(value).ok()?
            }
            _ => return None,
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_names() {
        assert_eq!(key("Enter"), Ok(b"\r".to_vec()));
        assert_eq!(key("ctrl-b"), Ok(vec![2]));
        assert_eq!(key("x"), Ok(b"x".to_vec()));
        assert!(key("hyper").is_err());
    }

    #[test]
    fn steps_are_read_from_lines() {
        let steps =
            parse_steps(b"# a comment\n\nexpect iPXE>\nwait 0.2\nsend \\x1b[B\\r\nsnapshot\n");
        assert_eq!(
            steps,
            Ok(vec![
                KeyStep::Expect(b"iPXE>".to_vec()),
                KeyStep::Wait(Duration::from_millis(200)),
                KeyStep::Send(b"\x1b[B\r".to_vec()),
                KeyStep::Snapshot,
            ])
        );
        assert!(parse_steps(b"press x").is_err());
        assert!(parse_steps(b"wait long").is_err());
        assert!(parse_steps(b"send \\q").is_err());
    }

    #[test]
    fn octal_escapes_have_up_to_three_digits() {
        assert_eq!(unescape(b"\\0333\\7"), Some(vec![0o33, b'3', 7]));
        assert_eq!(unescape(b"\\x4"), None);
    }
}
