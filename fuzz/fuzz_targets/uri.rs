//! Any two URIs: reading, writing and resolving never panics, and settings names neither.
#![no_main]

use ipxe_syntax::uri::{Uri, resolve_uri};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &[u8]| {
    let (base, relative) = source.split_at(source.iter().position(|&b| b == b'\n').unwrap_or(0));
    let base = Uri::parse(base);
    let relative = Uri::parse(relative);
    let resolved = resolve_uri(Some(&base), &relative);
    let _ = (resolved.format(), resolved.format_redacted(), resolved.image_name());
});
