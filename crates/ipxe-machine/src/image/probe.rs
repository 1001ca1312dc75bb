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

/// What recognises an image type by its contents; `None` for types of other processors, and for those
/// that only the firmware can tell.
fn recogniser(name: &str) -> Option<fn(&Image) -> bool> {
    Some(match name {
        "Multiboot" => is_multiboot,
        "script" => |image| Magic::of(&image.data).is_script(),
        "bzImage" => is_bzimage,
        "ELF" => is_elf,
        "EFI" => is_pe,
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
        "PXE-NBP" => is_pxe_nbp,
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

/// The headers of a program for UEFI.
fn is_pe(image: &Image) -> bool {
    image.data.starts_with(b"MZ")
        && u32_at(&image.data, 0x3c)
            .and_then(|offset| image.data.get(offset as usize..)?.get(..4))
            .is_some_and(|signature| signature == b"PE\0\0")
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

/// `arch/x86/image/pxe_image.c: pxe_probe`
fn is_pxe_nbp(image: &Image) -> bool {
    !image.data.is_empty() && image.data.len() < 0xa_0000 - 0x7c00 && !image.data.starts_with(b"MZ")
}
