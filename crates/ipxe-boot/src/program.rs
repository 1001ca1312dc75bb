//! What a boot program is.

/// A boot program, told by its contents or else by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// iPXE itself.
    Ipxe,
    /// PXELINUX.
    Pxelinux,
    /// A script of iPXE, which firmware cannot run.
    Script,
    /// Something else.
    Other,
}

impl Program {
    /// What a file is.
    #[must_use]
    pub fn of(name: &[u8], data: &[u8]) -> Self {
        let contains = |text: &[u8]| data.windows(text.len()).any(|part| part == text);
        if data.starts_with(b"#!ipxe") || data.starts_with(b"#!gpxe") {
            return Self::Script;
        }
        if contains(b"iPXE initialising devices") {
            return Self::Ipxe;
        }
        if contains(b"PXELINUX") {
            return Self::Pxelinux;
        }
        // Programs for BIOS are compressed.
        let name = name.to_ascii_lowercase();
        let last = name.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
        let has = |text: &[u8]| last.windows(text.len()).any(|part| part == text);
        if has(b"pxelinux") {
            Self::Pxelinux
        } else if has(b"ipxe")
            || has(b"undionly")
            || has(b"snponly")
            || has(b".kpxe")
            || has(b".kkpxe")
        {
            Self::Ipxe
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_count_before_names() {
        assert_eq!(
            Program::of(b"undionly.kpxe", b"#!ipxe\nshell\n"),
            Program::Script
        );
        assert_eq!(
            Program::of(b"boot.efi", b"MZ..iPXE initialising devices"),
            Program::Ipxe
        );
    }

    #[test]
    fn names_tell_compressed_programs() {
        assert_eq!(Program::of(b"pxe/undionly.kkpxe.0", b"\xeb"), Program::Ipxe);
        assert_eq!(Program::of(b"lpxelinux.0", b""), Program::Pxelinux);
        assert_eq!(Program::of(b"grubx64.efi", b"MZ"), Program::Other);
    }
}
