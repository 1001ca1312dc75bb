//! The suboptions of PXE in option 43 (PXE 2.1, 2.4.3).

/// Number of the suboption that says how to find boot servers.
pub const DISCOVERY_CONTROL: u8 = 6;
/// Number of the suboption with the boot servers of each type.
pub const BOOT_SERVERS: u8 = 8;
/// Number of the suboption with the menu.
pub const BOOT_MENU: u8 = 9;
/// Number of the suboption with the prompt.
pub const MENU_PROMPT: u8 = 10;
/// Number of the suboption that names the chosen boot item.
pub const BOOT_ITEM: u8 = 71;

/// An entry of the menu: the type of boot server, and what the user sees.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MenuEntry {
    /// Type of the boot server; 0 boots from the local disk.
    pub kind: u16,
    /// The text, at most 255 bytes.
    pub text: Vec<u8>,
}

/// The entries of a menu, or none where `data` ends inside an entry.
#[must_use]
pub fn decode_menu(data: &[u8]) -> Option<Vec<MenuEntry>> {
    let mut entries = Vec::new();
    let mut rest = data;
    while !rest.is_empty() {
        let (&[high, low, length], after) = rest.split_first_chunk()?;
        let (text, after) = after.split_at_checked(usize::from(length))?;
        entries.push(MenuEntry {
            kind: u16::from_be_bytes([high, low]),
            text: text.to_vec(),
        });
        rest = after;
    }
    Some(entries)
}

/// Writes the entries of a menu. Texts are cut to 255 bytes.
#[must_use]
pub fn encode_menu(entries: &[MenuEntry]) -> Vec<u8> {
    let mut data = Vec::new();
    for entry in entries {
        let text = &entry.text[..entry.text.len().min(255)];
        data.extend(entry.kind.to_be_bytes());
        data.push(u8::try_from(text.len()).expect("cut to 255 above"));
        data.extend_from_slice(text);
    }
    data
}
