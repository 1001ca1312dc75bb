//! Any words: setting names, typed values and expansions never panic, and expansion ends.
#![no_main]

use ipxe_reference::{Platform, Release, SETTING_TYPES};
use ipxe_settings::{Dialect, SettingName, Settings, types};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &[u8]| {
    let dialect = Dialect::new(Release::Master, Platform::Efi);
    let mut parts = source.splitn(3, |&byte| byte == b'\n');
    let (name, value, text) =
        (parts.next().unwrap_or(b""), parts.next().unwrap_or(b""), parts.next().unwrap_or(b""));
    for info in &SETTING_TYPES {
        if let Ok(raw) = types::parse(info.id, value, &dialect) {
            let _ = types::to_text(info.id, &raw, &dialect);
        }
        let _ = types::to_text(info.id, value, &dialect);
    }
    let parsed = SettingName::parse(name, &dialect);
    let mut settings = Settings::new(dialect.clone());
    if let Ok((block, key)) = settings.find_or_create(parsed) {
        let _ = settings.store_text(block, key, Some(value));
    }
    let _ = settings.expand(text);
});
