//! `.settings`: the blocks, what is in them, and what hides what.

use std::fmt::Write;

use ipxe_reference::SETTINGS;
use ipxe_settings::{Block, BlockId, SettingKey, Settings};

/// Longest value that is shown, in characters.
const LONGEST: usize = 60;

/// Every value with its block, and what hides it. With a word only those whose names begin with it, or
/// the blocks of that name.
pub(super) fn tree(settings: &Settings, only: Option<&str>) -> String {
    let mut text = String::new();
    let mut waiting = vec![(settings.root(), 0)];
    while let Some((block, depth)) = waiting.pop() {
        let children: Vec<BlockId> = settings.children(block).collect();
        waiting.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
        show_block(settings, block, depth, only, &mut text);
    }
    if text.is_empty() {
        text = match only {
            Some(only) => format!("No block and no setting that has a value is called {only}\n"),
            None => "No setting has a value\n".to_owned(),
        };
    }
    text
}

fn show_block(
    settings: &Settings,
    block: BlockId,
    depth: usize,
    only: Option<&str>,
    text: &mut String,
) {
    let name = String::from_utf8_lossy(&settings.block_name(block)).into_owned();
    let shown = if name.is_empty() { "(root)" } else { &name };
    let indent = "  ".repeat(depth);
    if let Some(Block::Alias(target)) = settings.block(block) {
        if only.is_none_or(|only| only == name) {
            let target = target.map(|target| settings.block_name(target));
            let path = settings.path(block).unwrap_or_default().join(&b'.');
            let shown = String::from_utf8_lossy(&path);
            let target = target.map_or_else(
                || "nothing".to_owned(),
                |name| String::from_utf8_lossy(&name).into_owned(),
            );
            let _ = writeln!(text, "{indent}{shown} -> {target}");
        }
        return;
    }
    let is_asked_for = only.is_none_or(|only| {
        name == only
            || name
                .strip_prefix(only)
                .is_some_and(|rest| rest.starts_with('.'))
    });
    let mut lines = String::new();
    for (key, value, setting_type) in values(settings, block) {
        let key_name = String::from_utf8_lossy(key.name).into_owned();
        if !is_asked_for && only.is_some_and(|only| !key_name.starts_with(only)) {
            continue;
        }
        let hidden = hidden_by(settings, block, key);
        let _ = writeln!(
            lines,
            "{indent}  {key_name}:{setting_type} = {value}{hidden}"
        );
    }
    if is_asked_for || !lines.is_empty() {
        let _ = writeln!(text, "{indent}{shown}");
        text.push_str(&lines);
    }
}

/// The values of one block, by name.
fn values(settings: &Settings, block: BlockId) -> Vec<(SettingKey<'_>, String, &'static str)> {
    let mut keys: Vec<SettingKey<'_>> = Vec::new();
    let stored = match settings.block(block) {
        Some(Block::Generic(stored)) => Some(&**stored),
        Some(Block::Interface(interface)) => Some(&interface.settings),
        _ => None,
    };
    if let Some(stored) = stored {
        keys.extend(stored.iter().map(|(name, stored)| SettingKey {
            name,
            tag: stored.tag(),
            scope: stored.scope(),
            setting_type: stored.setting_type(),
        }));
    }
    for setting in &SETTINGS {
        let key = SettingKey::predefined(setting);
        if !keys.iter().any(|known| known.is_same(&key)) {
            keys.push(key);
        }
    }
    let mut found = Vec::new();
    for key in keys {
        let Ok(fetched) = settings.fetch(block, key) else {
            continue;
        };
        // A block is asked for itself alone: what its children have is theirs, and so is another setting
        // that takes the place of this one.
        if fetched.origin != block || fetched.setting.scope != key.scope {
            continue;
        }
        let mut text = Vec::new();
        let setting_type = fetched.setting_type;
        if settings.fetch_text(block, key, &mut text).is_err() {
            text = b"(cannot be shown)".to_vec();
        }
        found.push((key, short(&text), setting_type.name()));
    }
    found.sort_by(|a, b| a.0.name.cmp(b.0.name));
    found
}

/// What hides a value from `${name}`.
fn hidden_by(settings: &Settings, block: BlockId, key: SettingKey<'_>) -> String {
    match settings.fetch(settings.root(), key) {
        Ok(seen) if seen.origin != block => {
            let name = settings.block_name(seen.origin);
            let name = String::from_utf8_lossy(&name);
            let name = if name.is_empty() { "(root)" } else { &name };
            format!("  [hidden by {name}]")
        }
        _ => String::new(),
    }
}

fn short(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text: String = text.chars().flat_map(char::escape_default).collect();
    if text.len() > LONGEST {
        format!("{}...", &text[..LONGEST])
    } else {
        text
    }
}
