//! The first bytes of a script (`image/script.c: script_probe`).

use crate::token::is_blank;

/// What the start of a file says about being a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Magic {
    /// `#!ipxe` and white space.
    Ipxe,
    /// `#!gpxe` and white space.
    Gpxe,
    /// Not recognised as a script: executing it fails with `Exec format error`.
    None,
}

impl Magic {
    /// Length of the magic without the white space after it, in bytes.
    pub const LEN: usize = 6;

    /// Reads the magic of `source`.
    #[must_use]
    pub fn of(source: &[u8]) -> Self {
        match source {
            [
                b'#',
                b'!',
                first @ (b'i' | b'g'),
                b'p',
                b'x',
                b'e',
                blank,
                ..,
            ] if is_blank(*blank) => {
                if *first == b'i' {
                    Self::Ipxe
                } else {
                    Self::Gpxe
                }
            }
            _ => Self::None,
        }
    }

    /// True where iPXE takes the file for a script.
    #[must_use]
    pub const fn is_script(self) -> bool {
        !matches!(self, Self::None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_exactly_one_white_space_byte_after_it() {
        for good in [
            &b"#!ipxe\n"[..],
            b"#!ipxe\r\n",
            b"#!ipxe text",
            b"#!ipxe\x0c",
            b"#!ipxe\x0b",
        ] {
            assert_eq!(Magic::of(good), Magic::Ipxe);
        }
        assert_eq!(Magic::of(b"#!gpxe\n"), Magic::Gpxe);
        for bad in [
            &b"#!ipxe"[..],
            b"#!ipxe\0",
            b"\n#!ipxe\n",
            b"\xef\xbb\xbf#!ipxe\n",
            b"#!iPXE\n",
            b"#! ipxe\n",
            b"",
        ] {
            assert_eq!(Magic::of(bad), Magic::None);
        }
    }
}
