//! Contents of files in scenario files.

use serde::Deserialize;

use super::quantity::Size;

/// What a file holds: a text, or one of the ways to say other bytes.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "a text, or one of {file = \"...\"}, {base64 = \"...\"}, {hex = \"...\"}, {size = \"1 MB\"}"
)]
pub enum Content {
    /// The text itself.
    Text(String),
    /// A file beside the scenario.
    File(FileContent),
    /// Bytes in Base64.
    Base64(Base64Content),
    /// Bytes in hexadecimal.
    Hex(HexContent),
    /// So many bytes of zero, to see how long they take.
    Zeros(ZeroContent),
}

/// `{ file = "..." }`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FileContent {
    /// Its path, relative to the scenario's folder.
    pub file: String,
}

/// `{ base64 = "..." }`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Base64Content {
    /// The bytes.
    pub base64: String,
}

/// `{ hex = "..." }`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HexContent {
    /// The bytes; blanks and colons between them are ignored.
    pub hex: String,
}

/// `{ size = "1 MB" }`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ZeroContent {
    /// How many bytes.
    #[cfg_attr(test, schemars(with = "super::machine::QuantitySchema"))]
    pub size: Size,
}

/// Longest content that a scenario may make up: 4 GiB.
const MAX_SIZE: u64 = 4 << 30;

impl Content {
    /// The bytes, where no file needs to be read; `Err` says what is wrong.
    ///
    /// # Errors
    /// Where the text is not what it should be.
    pub fn bytes(&self) -> Result<Bytes<'_>, String> {
        use base64::Engine;
        use base64::engine::general_purpose::STANDARD;
        Ok(match self {
            Self::Text(text) => Bytes::Here(text.as_bytes().to_vec()),
            Self::File(content) => Bytes::InFile(&content.file),
            Self::Base64(content) => {
                let text: String = content.base64.split_whitespace().collect();
                let bytes = STANDARD
                    .decode(text)
                    .map_err(|e| format!("not Base64: {e}"))?;
                Bytes::Here(bytes)
            }
            Self::Hex(content) => Bytes::Here(hex(&content.hex)?),
            Self::Zeros(content) if content.size.0 > MAX_SIZE => {
                return Err(format!(
                    "{} bytes are too many; at most {MAX_SIZE}",
                    content.size.0
                ));
            }
            Self::Zeros(content) => Bytes::Zeros(content.size.0 as usize),
        })
    }
}

/// What a [`Content`] stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bytes<'a> {
    /// These bytes.
    Here(Vec<u8>),
    /// The contents of a file.
    InFile(&'a str),
    /// So many zeros.
    Zeros(usize),
}

fn hex(text: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b':')
        .collect();
    let pairs = digits.chunks(2).map(|pair| {
        let digit = |at: usize| pair.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        match (digit(0), digit(1)) {
            (Some(high), Some(low)) => Ok((high << 4 | low) as u8),
            _ => Err("not pairs of hexadecimal digits".to_owned()),
        }
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<u8>, String> {
        #[derive(Deserialize)]
        struct Document {
            x: Content,
        }
        let document: Document = toml::from_str(text).map_err(|e| e.message().to_owned())?;
        match document.x.bytes()? {
            Bytes::Here(bytes) => Ok(bytes),
            Bytes::Zeros(length) => Ok(vec![0; length]),
            Bytes::InFile(name) => Err(format!("in file {name}")),
        }
    }

    #[test]
    fn bytes_can_be_written_in_several_ways() {
        assert_eq!(read("x = 'echo ok'"), Ok(b"echo ok".to_vec()));
        assert_eq!(read("x = { hex = '1f:8b 00' }"), Ok(vec![0x1f, 0x8b, 0]));
        assert_eq!(read("x = { base64 = 'AAEC' }"), Ok(vec![0, 1, 2]));
        assert_eq!(read("x = { size = '2 B' }"), Ok(vec![0, 0]));
        assert_eq!(read("x = { file = 'a' }"), Err("in file a".to_owned()));
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(read("x = { hex = '1' }").unwrap_err().contains("pairs"));
        assert!(read("x = { base64 = '*' }").unwrap_err().contains("Base64"));
        assert!(read("x = 5").unwrap_err().contains("a text, or one of"));
    }
}
