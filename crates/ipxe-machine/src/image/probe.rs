//! What type an image is (`core/image.c: image_probe`).

use ipxe_reference::ImageType;
use ipxe_syntax::Magic;

use crate::Build;
use crate::state::Image;

/// The type of an image in a build, if it has one.
#[must_use]
pub fn probe(build: &Build, image: &Image) -> Option<&'static ImageType> {
    let is_type = |name| recogniser(name).is_some_and(|recognises| recognises(image));
    build
        .image_types
        .iter()
        .copied()
        .find(|known| is_type(known.name))
}

/// What recognises an image type by its contents.
///
/// `None` for types of other processors (`lkrn`, `zimg`) and for those that no build has without being
/// configured to (`MIME`, `ucode`).
fn recogniser(name: &str) -> Option<fn(&Image) -> bool> {
    Some(match name {
        "Multiboot" => is_multiboot,
        "script" => |image| Magic::of(&image.data).is_script(),
        "bzImage" => is_bzimage,
        "ELF" => is_elf,
        "EFI" => is_efi,
        "EFIPE" => |image| pe_header(image).is_some(),
        "COM32" => is_com32,
        "COMBOOT" => |image| has_suffix(image, b"cbt"),
        "NBI" => |image| image.data.starts_with(&[0x36, 0x13, 0x03, 0x1b]),
        "SDI" => |image| image.data.len() >= 512 && image.data.starts_with(b"$SDI"),
        "DER" => is_der,
        "PEM" => is_pem,
        "PNG" => |image| image.data.starts_with(b"\x89PNG\r\n\x1a\n"),
        "PNM" => is_pnm,
        "gzip" => |image| image.data.len() >= 18 && image.data.starts_with(b"\x1f\x8b"),
        "zlib" => is_zlib,
        "EFISIG" => is_signature_list,
        "PXE-NBP" => |image| fits_base_memory(image) && !image.data.starts_with(b"MZ"),
        "PXE-NBP (may be EFI?)" => fits_base_memory,
        _ => return None,
    })
}

fn u16_at(data: &[u8], offset: usize) -> Option<u16> {
    Some(u16::from_le_bytes(
        data.get(offset..offset + 2)?.try_into().ok()?,
    ))
}

fn u32_at(data: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_le_bytes(
        data.get(offset..offset + 4)?.try_into().ok()?,
    ))
}

/// `arch/x86/image/multiboot.c: multiboot_find_header`
fn is_multiboot(image: &Image) -> bool {
    const MAGIC: u32 = 0x1bad_b002;
    let data = &image.data[..image.data.len().min(8192)];
    (0..data.len()).step_by(4).any(|offset| {
        let word = |index: usize| u32_at(data, offset + 4 * index);
        matches!((word(0), word(1), word(2)), (Some(MAGIC), Some(flags), Some(checksum))
            if MAGIC.wrapping_add(flags).wrapping_add(checksum) == 0)
    })
}

/// `arch/x86/image/bzimage.c: bzimage_parse_header`
fn is_bzimage(image: &Image) -> bool {
    // The signature, and a boot protocol of at least 2.0.
    image.data.get(0x202..0x206) == Some(b"HdrS")
        && u16_at(&image.data, 0x206).is_some_and(|version| version >= 0x0200)
}

/// `arch/x86/image/elfboot.c: elfboot_probe`
fn is_elf(image: &Image) -> bool {
    image.data.len() >= 52 && image.data.starts_with(b"\x7fELF\x01\x01\x01")
}

/// The header of a 64-bit PE program, from its signature on (`image/efi_image.c: efi_pe_image_probe`).
fn pe_header(image: &Image) -> Option<&[u8]> {
    const LEN: usize = 0x108;
    const MAGIC_64: u16 = 0x020b;
    let start = image
        .data
        .starts_with(b"MZ")
        .then(|| u32_at(&image.data, 0x3c))??;
    let header = image.data.get(start as usize..)?;
    let is_pe = header.len() >= LEN
        && header.starts_with(b"PE\0\0")
        && u16_at(header, 0x18) == Some(MAGIC_64);
    is_pe.then_some(header)
}

/// What the firmware agrees to load (`image/efi_image.c: efi_image_probe`): a program for its processor
/// and for UEFI.
fn is_efi(image: &Image) -> bool {
    const X86_64: u16 = 0x8664;
    const SUBSYSTEMS: std::ops::RangeInclusive<u16> = 10..=13;
    pe_header(image).is_some_and(|header| {
        u16_at(header, 4) == Some(X86_64)
            && u16_at(header, 0x5c).is_some_and(|subsystem| SUBSYSTEMS.contains(&subsystem))
    })
}

/// `arch/x86/image/com32.c: com32_identify`
fn is_com32(image: &Image) -> bool {
    image.data.starts_with(&[0xb8, 0xff, 0x4c, 0xcd, 0x21]) || has_suffix(image, b"c32")
}

fn has_suffix(image: &Image, suffix: &[u8]) -> bool {
    let name = image.name();
    let dot = memchr::memrchr(b'.', name);
    dot.is_some_and(|dot| name[dot + 1..].eq_ignore_ascii_case(suffix))
}

/// `image/der.c: der_image_probe`
fn is_der(image: &Image) -> bool {
    let Some((0x30, rest)) = image.data.split_first().map(|(&tag, rest)| (tag, rest)) else {
        return false;
    };
    let Some((&first, rest)) = rest.split_first() else {
        return false;
    };
    if first < 0x80 {
        return rest.len() == usize::from(first);
    }
    let count = usize::from(first & 0x7f);
    let Some((length, rest)) = rest.split_at_checked(count) else {
        return false;
    };
    // iPXE counts with 32 bits.
    let length = length
        .iter()
        .fold(0u32, |sum, &byte| sum.wrapping_shl(8) | u32::from(byte));
    u32::try_from(rest.len()) == Ok(length)
}

/// `image/pem.c: pem_image_probe`: a line that begins with the mark, anywhere.
fn is_pem(image: &Image) -> bool {
    const MARK: &[u8] = b"-----BEGIN";
    // Text ends at its first NUL byte.
    let text = memchr::memchr(0, &image.data).map_or(&image.data[..], |nul| &image.data[..nul]);
    memchr::memmem::find_iter(text, MARK).any(|at| at == 0 || text[at - 1] == b'\n')
}

/// `image/pnm.c: pnm_probe`
fn is_pnm(image: &Image) -> bool {
    matches!(&*image.data, [b'P', kind, blank, ..]
        if kind.is_ascii_digit() && matches!(blank, b' ' | b'\t'..=b'\r'))
}

/// `include/ipxe/zlib.h: zlib_magic_is_valid`
fn is_zlib(image: &Image) -> bool {
    match *image.data {
        [cmf, flags, ..] => cmf & 0x8f == 8 && u16::from_be_bytes([cmf, flags]) % 31 == 0,
        _ => false,
    }
}

/// Lists of signatures that fill the file (`image/efi_siglist.c: efisig_image_probe`).
fn is_signature_list(image: &Image) -> bool {
    const LIST_HEADER: usize = 28;
    const OWNER: usize = 16;
    let mut rest = &image.data[..];
    let mut seen = false;
    while !rest.is_empty() {
        let field = |offset| u32_at(rest, offset).map(|length| length as usize);
        let (Some(list), Some(header), Some(size)) = (field(16), field(20), field(24)) else {
            return false;
        };
        let signatures = list
            .checked_sub(LIST_HEADER)
            .and_then(|length| length.checked_sub(header));
        let Some(signatures) = signatures.filter(|_| list <= rest.len() && size > OWNER) else {
            return false;
        };
        if signatures % size != 0 {
            return false;
        }
        seen |= signatures > 0;
        rest = &rest[list..];
    }
    seen
}

/// `arch/x86/image/pxe_image.c: pxe_probe`
fn fits_base_memory(image: &Image) -> bool {
    (1..=0xa_0000 - 0x7c00).contains(&image.data.len())
}

#[cfg(test)]
mod tests {
    use ipxe_reference::{IMAGE_TYPES, Platform, Release};

    use super::*;

    #[test]
    fn every_type_of_a_default_build_can_be_recognised() {
        for platform in Platform::ALL {
            for known in Build::new(platform, Release::LATEST).image_types {
                assert!(recogniser(known.name).is_some(), "{}", known.name);
            }
        }
        assert!(
            IMAGE_TYPES
                .iter()
                .any(|known| recogniser(known.name).is_none())
        );
    }

    fn type_of(platform: Platform, name: &str, data: &[u8]) -> Option<&'static str> {
        let mut image = Image::new(data);
        image.name = Some(name.as_bytes().to_vec());
        let build = Build::new(platform, Release::LATEST);
        let build = ["IMAGE_GZIP", "IMAGE_ZLIB", "IMAGE_PNM"]
            .into_iter()
            .fold(build, |build, option| build.with_option(option));
        probe(&build, &image).map(|known| known.name)
    }

    #[test]
    fn contents_decide_the_type() {
        let linux = |data: &[u8]| type_of(Platform::Linux, "file", data);
        assert_eq!(linux(b"#!ipxe\n"), Some("script"));
        assert_eq!(linux(b"#!ipxe"), None);
        assert_eq!(linux(b"text\n-----BEGIN X"), Some("PEM"));
        assert_eq!(linux(b"text -----BEGIN X"), None);
        assert_eq!(linux(b"\x30\x02\x05\x00"), Some("DER"));
        assert_eq!(linux(b"\x30\x81\x02\x05\x00"), Some("DER"));
        assert_eq!(linux(b"\x30\x02\x05\x00 "), None);
        assert_eq!(linux(b"P6\n1 1\n"), Some("PNM"));
        assert_eq!(linux(b"\x78\x9c"), Some("zlib"));
        assert_eq!(linux(b""), None);
        let bios = |name, data: &[u8]| type_of(Platform::Pcbios, name, data);
        assert_eq!(bios("file", b"anything"), Some("PXE-NBP"));
        assert_eq!(bios("file", b"MZ"), Some("PXE-NBP (may be EFI?)"));
        assert_eq!(bios("file", &vec![0; 0xa_0000]), None);
        let mut kernel = vec![0; 0x300];
        kernel[0x202..0x208].copy_from_slice(b"HdrS\x0f\x02");
        assert_eq!(bios("vmlinuz", &kernel), Some("bzImage"));
        assert_eq!(type_of(Platform::Efi, "file", b"anything"), None);
    }
}
