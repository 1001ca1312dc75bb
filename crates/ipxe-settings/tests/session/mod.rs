//! Short ways to say what commands do with settings.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "parts of tests, of which none needs all"
)]

use std::sync::Arc;

use ipxe_settings::block::Interface;
use ipxe_settings::{Block, BlockId, SettingName, Settings, SettingsError};

pub fn set(settings: &mut Settings, name: &str, value: &str) -> Result<(), SettingsError> {
    let dialect = settings.dialect().clone();
    let name = SettingName::parse(name.as_bytes(), &dialect);
    let (block, setting) = settings.find_or_create(name)?;
    settings.store_text(block, setting, Some(value.as_bytes()))
}

pub fn get(settings: &Settings, name: &str) -> Option<String> {
    let name = SettingName::parse(name.as_bytes(), settings.dialect());
    let (block, setting) = settings.find(name).ok()?;
    let mut out = Vec::new();
    settings.fetch_text(block, setting, &mut out).ok()?;
    Some(String::from_utf8(out).unwrap())
}

pub fn order(settings: &Settings) -> Vec<String> {
    let children = settings.children(settings.root());
    children
        .map(|child| String::from_utf8(settings.block_name(child)).unwrap())
        .collect()
}

pub fn register(settings: &mut Settings, name: &str, block: Block) -> BlockId {
    settings
        .register(settings.root(), name.as_bytes(), 0, block)
        .unwrap()
}

pub fn interface(name: &str) -> Block {
    Block::Interface(Arc::new(Interface {
        mac: vec![1; 6],
        initial_mac: vec![1; 6],
        ifname: Arc::from(name.as_bytes()),
        ..Interface::default()
    }))
}
