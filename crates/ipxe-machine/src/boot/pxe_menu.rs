//! Booting from a PXE boot menu (`usr/pxemenu.c`).

use std::ops::ControlFlow;

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_settings::SettingKey;
use ipxe_settings::dhcp::encapsulated;
use ipxe_settings::number::until_nul;

use super::{BootServerDiscovery, UriBoot, UriBootFlags};
use crate::activity::{Activity, Polled};
use crate::input::GetKey;
use crate::input::keys::{CTRL_C, ESC, KEY_F8};
use crate::ports::SanBootConfig;
use crate::ui::view::{MenuItemView, MenuView};
use crate::ui::{PxeMenuUi, View};
use crate::{Cx, Machine, Status, Ticks};

const TOO_LONG: ErrorId = ErrorId::new(Posix::Enospc, ErrorFile::Pxemenu, 0);
const CANCELED: ErrorId = ErrorId::new(Posix::Ecanceled, ErrorFile::Pxemenu, 0);
const NO_URI: ErrorId = ErrorId::new(Posix::Enomem, ErrorFile::Pxemenu, 0);

/// The items (`DHCP_PXE_BOOT_MENU`).
pub(super) const PXE_BOOT_MENU: SettingKey<'static> = SettingKey::dhcp(encapsulated(43, 9));
/// The time to wait and the text before them (`DHCP_PXE_BOOT_MENU_PROMPT`).
const PXE_BOOT_MENU_PROMPT: SettingKey<'static> = SettingKey::dhcp(encapsulated(43, 10));
/// Room for the items in bytes, and one more.
const MAX_MENU: usize = 256;
/// Type and length, which come before the text of an item.
const ITEM_HEADER: usize = 3;

/// A PXE boot menu (`struct pxe_menu`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct PxeMenu {
    prompt: Option<Vec<u8>>,
    /// Seconds until the first item is chosen; otherwise the menu is shown at once.
    timeout: Option<u8>,
    items: Vec<PxeMenuItem>,
}

/// An item of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PxeMenuItem {
    /// Type of boot server; zero is for what the machine boots otherwise.
    server_type: u16,
    text: Vec<u8>,
}

impl PxeMenu {
    /// `pxe_menu_parse`
    fn parse(menu: &[u8], prompt: &[u8]) -> Self {
        let mut items = Vec::new();
        let mut rest = menu;
        while let Some((&[low, high, len], after)) = rest.split_first_chunk::<ITEM_HEADER>()
            && let Some((text, after)) = after.split_at_checked(usize::from(len))
        {
            items.push(PxeMenuItem {
                server_type: u16::from_le_bytes([low, high]),
                text: until_nul(text).to_vec(),
            });
            rest = after;
        }
        let (timeout, text) = prompt.split_first().unzip();
        Self {
            prompt: text.map(|text| until_nul(text).to_vec()),
            timeout: timeout.copied().filter(|&seconds| seconds != 0xff),
            items,
        }
    }

    fn texts(&self) -> Vec<Vec<u8>> {
        self.items.iter().map(|item| item.text.clone()).collect()
    }
}

/// Lets a PXE boot menu say which boot server to boot from (`pxe_menu_boot`).
#[derive(Clone, Debug)]
pub struct PxeMenuBoot {
    device: Vec<u8>,
    menu: PxeMenu,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    /// So many seconds are left to ask for the menu.
    Prompt {
        seconds: u8,
        wait: Option<PromptWait>,
    },
    Select(Box<PxeMenuUi>),
    Discover(BootServerDiscovery),
    Boot(Box<UriBoot>),
}

/// A second in which the menu can be asked for.
#[derive(Clone, Debug)]
struct PromptWait {
    key: GetKey,
    until: Ticks,
    /// Length of the number that is shown.
    shown: usize,
}

impl PxeMenuBoot {
    /// Reads the menu from settings and shows it, or its prompt.
    ///
    /// # Errors
    /// Where there is none, or where it is too long.
    pub fn start(cx: &mut Cx<'_>, device: &[u8]) -> Result<Self, Status> {
        let settings = &cx.machine.settings;
        let fetch = |key| {
            let fetched = settings.fetch(settings.root(), key);
            fetched.map(|fetched| fetched.value.to_vec())
        };
        let menu = fetch(PXE_BOOT_MENU).map_err(|error| cx.status(error.id()))?;
        if menu.len() >= MAX_MENU {
            return Err(cx.status(TOO_LONG));
        }
        let prompt = fetch(PXE_BOOT_MENU_PROMPT).unwrap_or_default();
        let menu = PxeMenu::parse(&menu, &prompt);
        let prompt = menu.prompt.clone();
        let stage = match menu.timeout {
            Some(seconds) => {
                cx.print(prompt.unwrap_or_default());
                Stage::Prompt {
                    seconds,
                    wait: None,
                }
            }
            None => {
                if let Some(prompt) = prompt {
                    cx.print([&*prompt, b"\n"].concat());
                }
                Stage::Select(Box::new(PxeMenuUi::start(cx, menu.texts())))
            }
        };
        Ok(Self {
            device: device.to_vec(),
            menu,
            stage,
        })
    }

    /// What is shown, while it is a list.
    #[must_use]
    pub fn view(&self) -> Option<View> {
        let Stage::Select(list) = &self.stage else {
            return None;
        };
        let items = (b'A'..).zip(&self.menu.items);
        let items = items.map(|(letter, item)| MenuItemView {
            name: Some(item.server_type.to_string().into_bytes()),
            text: item.text.clone(),
            shortcut: Some(letter.into()),
        });
        Some(View::Menu(MenuView {
            title: self.menu.prompt.clone().unwrap_or_default(),
            items: items.collect(),
            current: list.current(),
            page: 0..self.menu.items.len(),
            seconds_left: None,
        }))
    }

    /// Begins to look for the boot server of an item, if it is for one.
    fn discover(&self, cx: &mut Cx<'_>, index: usize) -> Result<Option<Stage>, Status> {
        let item = self.menu.items.get(index);
        let Some(server_type) = item.map(|item| item.server_type).filter(|&kind| kind != 0) else {
            return Ok(None);
        };
        let discovery = BootServerDiscovery::start(cx, &self.device, server_type.into())?;
        Ok(Some(Stage::Discover(discovery)))
    }

    /// Begins to boot what the boot server has said.
    fn boot(&self, cx: &mut Cx<'_>) -> Result<Option<Stage>, Status> {
        let block = cx.machine.settings.find_block(b"pxebs");
        let uri = block.and_then(|block| cx.fetch_next_server_and_filename(block));
        let uri = uri.ok_or_else(|| cx.status(NO_URI))?;
        let config = SanBootConfig::default();
        let boot = UriBoot::new(Some(uri), Vec::new(), 0, config, UriBootFlags::NO_SAN);
        Ok(Some(Stage::Boot(Box::new(boot))))
    }
}

/// Counts the seconds of a prompt down; gives whether the menu is wanted (`pxe_menu_prompt_and_select`).
fn poll_prompt(
    cx: &mut Cx<'_>,
    seconds: &mut u8,
    wait: &mut Option<PromptWait>,
) -> Polled<Result<bool, ErrorId>> {
    while *seconds > 0 {
        let second = wait.get_or_insert_with(|| {
            let count = format!(" ({seconds})");
            cx.print(&count);
            PromptWait {
                key: GetKey::new(cx.now(), Ticks(Ticks::PER_SECOND)),
                until: cx.now() + Ticks(Ticks::PER_SECOND),
                shown: count.len(),
            }
        });
        let key = second.key.poll(cx)?;
        match key {
            Some(KEY_F8) => {
                cx.print("\n");
                return ControlFlow::Continue(Ok(true));
            }
            // The line is ended.
            Some(CTRL_C | ESC) => {
                cx.print("\n");
                return ControlFlow::Continue(Err(CANCELED));
            }
            // Some key; one may look like the end of the time.
            _ if key.is_some() || cx.now() < second.until => break,
            _ => {
                cx.print(b"\x08 \x08".repeat(second.shown));
                *seconds -= 1;
                *wait = None;
            }
        }
    }
    cx.print("\n");
    ControlFlow::Continue(Ok(false))
}

impl Activity for PxeMenuBoot {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        loop {
            let next = match &mut self.stage {
                Stage::Prompt { seconds, wait } => match poll_prompt(cx, seconds, wait)? {
                    Ok(true) => {
                        let list = PxeMenuUi::start(cx, self.menu.texts());
                        Ok(Some(Stage::Select(Box::new(list))))
                    }
                    Ok(false) => self.discover(cx, 0),
                    Err(fault) => Err(cx.status(fault)),
                },
                Stage::Select(list) => match list.poll(cx)? {
                    Ok(index) => self.discover(cx, index),
                    Err(fault) => Err(cx.status(fault)),
                },
                Stage::Discover(discovery) => {
                    let found = discovery.poll(cx)?;
                    found.and_then(|()| self.boot(cx))
                }
                Stage::Boot(boot) => return boot.poll(cx),
            };
            match next {
                Ok(Some(stage)) => self.stage = stage,
                // Local boot.
                Ok(None) => return ControlFlow::Continue(Status::OK),
                Err(status) => return ControlFlow::Continue(status),
            }
        }
    }

    fn view(&self, _: &Machine) -> Option<View> {
        Self::view(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn menus_end_with_the_last_whole_item() {
        let menu = PxeMenu::parse(b"\0\0\x03one\x01\x80\x02tw\x02\0\x09cut", b"\x05F8\0x");
        let item = |server_type, text: &str| PxeMenuItem {
            server_type,
            text: text.into(),
        };
        assert_eq!(menu.items, [item(0, "one"), item(0x8001, "tw")]);
        assert_eq!(menu.prompt.as_deref(), Some(&b"F8"[..]));
        assert_eq!(menu.timeout, Some(5));
    }

    #[test]
    fn a_menu_without_timeout_is_shown_at_once() {
        assert_eq!(PxeMenu::parse(b"", b"\xffx").timeout, None);
        assert_eq!(PxeMenu::parse(b"", b""), PxeMenu::default());
    }
}
