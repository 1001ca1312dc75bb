//! ASN.1 objects in images (`crypto/asn1.c: image_asn1`, `image/der.c`, `image/pem.c`, `image/efi_siglist.c`).

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::data::base64_decode;

use super::NO_OBJECTS;
use super::asn1::{Cursor, tag};
use crate::state::Image;

const NO_MARK: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::Pem, 0);
const BAD_BASE64: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Base64, 0);
const BAD_LIST: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::EfiSiglist, 0);

const PEM_BEGIN: &[u8] = b"-----BEGIN";
const PEM_END: &[u8] = b"-----END";

/// The object at an offset of an image, and the offset behind it.
///
/// # Errors
/// Where images of its type hold none, or where it is malformed.
pub fn image_asn1(image: &Image, offset: usize) -> Result<(Vec<u8>, usize), ErrorId> {
    match image.image_type.map(|known| known.name) {
        Some("DER") => Ok(der_object(&image.data, offset)),
        Some("PEM") => pem_object(&image.data, offset),
        Some("EFISIG") => signature_list_object(&image.data, offset),
        _ => Err(NO_OBJECTS),
    }
}

/// `der_asn1`
fn der_object(data: &[u8], offset: usize) -> (Vec<u8>, usize) {
    let object = Cursor::new(data.get(offset..).unwrap_or_default()).shrunk();
    (object.data.to_vec(), offset + object.data.len())
}

/// The beginning of the next line.
fn next_line(data: &[u8], offset: usize) -> usize {
    memchr::memchr(b'\n', &data[offset..]).map_or(data.len(), |at| offset + at + 1)
}

/// The beginning of the next line that begins with a mark (`pem_marker`).
fn find_mark(data: &[u8], mut offset: usize, mark: &[u8]) -> Option<usize> {
    while offset < data.len() {
        if data[offset..].starts_with(mark) {
            return Some(offset);
        }
        offset = next_line(data, offset);
    }
    None
}

/// `pem_asn1`
fn pem_object(data: &[u8], offset: usize) -> Result<(Vec<u8>, usize), ErrorId> {
    let begin = find_mark(data, offset, PEM_BEGIN).ok_or(NO_MARK)?;
    let begin = next_line(data, begin);
    let end = find_mark(data, begin, PEM_END).ok_or(NO_MARK)?;
    let encoded = &data[begin..end];
    let encoded = &encoded[..memchr::memchr(0, encoded).unwrap_or(encoded.len())];
    let object = base64_decode(encoded).map_err(|_| BAD_BASE64)?;
    let mut next = next_line(data, end);
    if find_mark(data, next, PEM_BEGIN).is_none() {
        next = data.len();
    }
    Ok((object, next))
}

/// Where a signature of a list is: its offset and its length (`efisig_find`).
fn find_signature(data: &[u8], start: usize) -> Option<(usize, usize)> {
    const LIST_HEADER: usize = 28;
    const OWNER: usize = 16;
    let mut offset = 0;
    loop {
        let rest = data.get(offset..)?;
        let field = |at: usize| {
            let bytes = rest.get(at..at + 4)?.try_into().ok()?;
            Some(u32::from_le_bytes(bytes) as usize)
        };
        let (list_len, header_len, len) = (field(16)?, field(20)?, field(24)?);
        if rest.len() < list_len || len < OWNER {
            return None;
        }
        let skip = LIST_HEADER.checked_add(header_len)?;
        let mut remaining = list_len.checked_sub(skip)?;
        offset += skip;
        while remaining > 0 {
            remaining = remaining.checked_sub(len)?;
            if offset >= start {
                return Some((offset, len));
            }
            offset += len;
        }
    }
}

/// `efisig_asn1`
fn signature_list_object(data: &[u8], offset: usize) -> Result<(Vec<u8>, usize), ErrorId> {
    const OWNER: usize = 16;
    let (offset, len) = find_signature(data, offset).ok_or(BAD_LIST)?;
    let end = offset + len;
    let entry = data.get(..end).ok_or(BAD_LIST)?;
    let object = offset + OWNER;
    let (contents, next) = if entry.get(object) == Some(&tag::SEQUENCE) {
        der_object(entry, object)
    } else {
        pem_object(entry, object)?
    };
    if next == end {
        Ok((contents, end))
    } else {
        Err(BAD_LIST)
    }
}
