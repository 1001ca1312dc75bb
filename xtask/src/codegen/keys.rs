//! `keys.toml`

use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use super::emit::{header, line, option, option_str};
use super::load::load as load_file;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    key: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    name: String,
    code: u32,
    before: Option<u32>,
    escape: Option<String>,
}

pub fn generate(grammar: &Path) -> Result<String> {
    let keys = load_file::<File>(grammar, "keys")?.key;
    let mut out = header("keys.toml", "use crate::key::Key;\n");
    line(&mut out, "/// The keys that have a name.");
    line(
        &mut out,
        format_args!("pub static KEYS: [Key; {}] = [", keys.len()),
    );
    for Record {
        name,
        code,
        before,
        escape,
    } in &keys
    {
        let before = option(before.map(|code| format!("{code:#x}")));
        let escape = option_str(escape.as_deref());
        line(
            &mut out,
            format_args!(
                "    Key {{ name: {name:?}, code: {code:#x}, code_before_2_0_0: {before}, \
                 escape: {escape} }},"
            ),
        );
    }
    line(&mut out, "];");
    Ok(out)
}
