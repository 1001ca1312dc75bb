//! The login form (`hci/tui/login_ui.c`).

use std::ops::ControlFlow;
use std::sync::Arc;

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_settings::SettingKey;
use ipxe_settings::number::until_nul;

use super::edit_box::EditBox;
use super::screen::Screen;
use super::view::{ControlView, FormView, InputView};
use crate::activity::Polled;
use crate::input::GetKey;
use crate::input::keys::{CTRL_C, ESC, KEY_DOWN, KEY_UP, LF, TAB};
use crate::state::{ColourPair, DynamicItem, DynamicUi};
use crate::{Cx, Status, Ticks};

const CANCELED: ErrorId = ErrorId::new(Posix::Ecanceled, ErrorFile::LoginUi, 0);

const USERNAME: &str = "username";
const PASSWORD: &str = "password";

/// The login form since 2.0.0, when it became a form like others. It has no title.
#[must_use]
pub fn login_form() -> Arc<DynamicUi> {
    let item = |name: &str, text: &str, is_secret| DynamicItem {
        name: Some(name.as_bytes().to_vec()),
        text: text.as_bytes().to_vec(),
        is_secret,
        ..DynamicItem::default()
    };
    Arc::new(DynamicUi {
        name: None,
        title: None,
        items: vec![
            item(USERNAME, "Username", false),
            item(PASSWORD, "Password", true),
        ],
    })
}

const BOX_WIDTH: u32 = 20;
/// Bytes of the buffer for a name or password, without its end mark.
const CAPACITY: usize = 63;

/// The login form before 2.0.0, while it is shown.
#[derive(Clone, Debug)]
pub struct OldLoginUi {
    /// User name and password.
    boxes: [EditBox; 2],
    current: usize,
    screen: Screen,
    key: GetKey,
}

impl OldLoginUi {
    /// Shows the form.
    #[must_use]
    pub fn start(cx: &Cx<'_>) -> Self {
        let mut screen = Screen::open(&cx.machine.display);
        let (middle, centre) = (screen.rows() / 2, screen.columns() / 2);
        let edit_box = |name: &str, row: u32| {
            let settings = &cx.machine.settings;
            let key = settings.dialect().key(name);
            let key = key.unwrap_or(SettingKey::named(name.as_bytes()));
            let column = centre.wrapping_sub(BOX_WIDTH / 2);
            let mut edit_box = EditBox::new(row, column, BOX_WIDTH);
            edit_box.is_secret = name == PASSWORD;
            edit_box.capacity = Some(CAPACITY);
            if let Ok(fetched) = settings.fetch(settings.root(), key) {
                edit_box.fill(until_nul(&fetched.value));
            }
            edit_box
        };
        let mut boxes = [
            edit_box(USERNAME, middle.wrapping_sub(2)),
            edit_box(PASSWORD, middle + 4),
        ];
        screen.set_colours(ColourPair::Normal);
        screen.erase();
        screen.set_bold(true);
        let column = centre.wrapping_sub(4);
        screen.print_at(middle.wrapping_sub(4), column, b"Username:");
        screen.print_at(middle + 2, column, b"Password:");
        screen.set_bold(false);
        screen.set_colours(ColourPair::Edit);
        for edit_box in &mut boxes {
            edit_box.draw_content(&mut screen);
        }
        boxes[0].draw_content(&mut screen);
        Self {
            boxes,
            current: 0,
            screen,
            key: GetKey::new(cx.now(), Ticks::ZERO),
        }
    }

    /// Gives the status with which the form ends, having stored what was typed.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        loop {
            self.screen.flush(cx);
            let key = self.key.poll_int(cx)? as u32;
            if let Some(result) = self.act(key) {
                self.screen.set_colours(ColourPair::Normal);
                self.screen.erase();
                self.screen.close();
                self.screen.flush(cx);
                let status = match result {
                    Ok(()) => self.store(cx),
                    Err(fault) => cx.status(fault),
                };
                return ControlFlow::Continue(status);
            }
            self.boxes[self.current].draw_content(&mut self.screen);
            self.key = GetKey::new(cx.now(), Ticks::ZERO);
        }
    }

    /// What is shown.
    #[must_use]
    pub fn view(&self) -> FormView {
        let controls = [("Username:", USERNAME), ("Password:", PASSWORD)];
        let controls = controls
            .into_iter()
            .zip(&self.boxes)
            .map(|((label, name), edit_box)| ControlView {
                label: label.as_bytes().to_vec(),
                input: Some(InputView {
                    name: name.as_bytes().to_vec(),
                    text: edit_box.text().to_vec(),
                    cursor: edit_box.cursor(),
                    is_secret: edit_box.is_secret,
                    error: None,
                }),
            });
        FormView {
            title: None,
            controls: controls.collect(),
            current: self.current,
        }
    }

    fn act(&mut self, key: u32) -> Option<Result<(), ErrorId>> {
        match key {
            KEY_DOWN => self.current = 1,
            KEY_UP => self.current = 0,
            TAB => self.current = 1 - self.current,
            LF if self.current == 0 => self.current = 1,
            LF => return Some(Ok(())),
            CTRL_C | ESC => return Some(Err(CANCELED)),
            _ => {
                self.boxes[self.current].edit(key);
            }
        }
        None
    }

    /// Stores both as they are, up to the first that cannot be.
    fn store(&self, cx: &mut Cx<'_>) -> Status {
        for (name, edit_box) in [USERNAME, PASSWORD].into_iter().zip(&self.boxes) {
            let settings = &mut cx.machine.settings;
            let key = settings.dialect().key(name);
            let key = key.unwrap_or(SettingKey::named(name.as_bytes()));
            let root = settings.root();
            if let Err(error) = settings.store(root, key, Some(edit_box.text())) {
                return cx.status(error.id());
            }
        }
        Status::OK
    }
}
