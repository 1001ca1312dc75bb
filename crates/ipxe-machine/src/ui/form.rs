//! Forms (`hci/tui/form_ui.c`).

mod layout;

use std::ops::ControlFlow;
use std::sync::Arc;

use ipxe_reference::{ErrorFile, ErrorId, Posix, Release, SettingType};
use ipxe_settings::SettingName;

use self::layout::layout_form;
use super::edit_box::EditBox;
use super::jump_scroll::{JumpScroller, Movement};
use super::screen::Screen;
use super::setting_value::ShownSetting;
use super::view::{ControlView, FormView, InputView};
use crate::activity::Polled;
use crate::input::GetKey;
use crate::input::keys::{CTRL_C, CTRL_X, ESC, LF};
use crate::options::NamedSetting;
use crate::state::{ColourPair, DynamicUi};
use crate::{Cx, Status, Ticks};

const CANCELED: ErrorId = ErrorId::new(Posix::Ecanceled, ErrorFile::FormUi, 0);

const TITLE_ROW: u32 = 1;
const INSTRUCTIONS: &[u8] = b"Ctrl-X - save changes     Ctrl-C - discard changes";

/// A form while it is shown.
#[derive(Clone, Debug)]
pub struct FormUi {
    ui: Arc<DynamicUi>,
    controls: Vec<Control>,
    scroll: JumpScroller,
    release: Release,
    screen: Screen,
    key: GetKey,
}

#[derive(Clone, Debug)]
struct Control {
    label_row: Option<u32>,
    input: Option<Input>,
}

#[derive(Clone, Debug)]
struct Input {
    setting: NamedSetting,
    edit_box: EditBox,
    /// How it went when it was saved last.
    status: Status,
}

impl FormUi {
    /// Shows a form (`show_form`).
    ///
    /// # Errors
    /// Where an input names a setting that cannot be, where there is no input, and where there are more than the
    /// screen has room for. Nothing is shown then.
    pub fn start(cx: &mut Cx<'_>, ui: Arc<DynamicUi>) -> Result<Self, Status> {
        let settings = parse_names(cx, &ui)?;
        let screen = Screen::open(&cx.machine.display);
        let layout = layout_form(&ui, screen.rows()).map_err(|fault| cx.status(fault))?;
        let width = screen.columns() / 2;
        let column = (screen.columns() - width) / 2;
        let controls = layout.rows.iter().zip(settings).zip(&ui.items);
        let controls = controls.map(|((rows, setting), item)| Control {
            label_row: rows.label,
            input: setting.zip(rows.input).map(|(setting, row)| {
                let settings = &cx.machine.settings;
                let shown = ShownSetting::fetch(settings, setting.block, setting.key());
                let mut edit_box = EditBox::new(row, column, width);
                edit_box.is_secret = item.is_secret;
                edit_box.fill(&shown.value.unwrap_or_default());
                Input {
                    setting: shown.setting,
                    edit_box,
                    status: Status::OK,
                }
            }),
        });
        let mut scroll = JumpScroller::new(layout.count, layout.count);
        scroll.current = layout.current;
        let mut form = Self {
            controls: controls.collect(),
            ui,
            scroll,
            release: cx.machine.build.release,
            screen,
            key: GetKey::new(cx.now(), Ticks::ZERO),
        };
        form.draw();
        form.draw_current();
        Ok(form)
    }

    /// Gives the status with which the form ends.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        loop {
            self.screen.flush(cx);
            let key = self.key.poll_int(cx)?;
            if let Some(status) = self.act(cx, key as u32) {
                self.screen.set_colours(ColourPair::Normal);
                self.screen.close();
                self.screen.flush(cx);
                return ControlFlow::Continue(status);
            }
            self.draw_current();
            self.key = GetKey::new(cx.now(), Ticks::ZERO);
        }
    }

    /// What is shown; `explain` gives the text of an error.
    #[must_use]
    pub fn view(&self, explain: impl Fn(Status) -> Vec<u8>) -> FormView {
        let controls = self.controls.iter().zip(&self.ui.items);
        let controls = controls.map(|(control, item)| ControlView {
            label: item.text.clone(),
            input: control.input.as_ref().map(|input| InputView {
                name: item.name.clone().unwrap_or_default(),
                text: input.edit_box.text().to_vec(),
                cursor: input.edit_box.cursor(),
                is_secret: item.is_secret,
                error: (!input.status.is_ok()).then(|| explain(input.status)),
            }),
        });
        FormView {
            title: self.ui.title.clone(),
            controls: controls.collect(),
            current: self.scroll.current as usize,
        }
    }

    /// The input that is edited. A form always stands at one.
    fn current(&mut self) -> Option<&mut Input> {
        let control = self.controls.get_mut(self.scroll.current as usize)?;
        control.input.as_mut()
    }

    /// Lets a key act; gives the status of the form if that is its end (`form_loop`).
    fn act(&mut self, cx: &mut Cx<'_>, key: u32) -> Option<Status> {
        let input = self.current()?;
        if input.edit_box.edit(key) {
            return None;
        }
        let is_saved = input.status.is_ok();
        let mut movement = self.scroll.key(key, self.release);
        match key {
            CTRL_C | ESC => return Some(cx.status(CANCELED)),
            LF if is_saved && self.scroll.current + 1 < self.scroll.count => {
                movement = Some(Movement::DOWN);
            }
            LF | CTRL_X => {
                if self.submit(cx) {
                    return Some(Status::OK);
                }
                if self.current().is_some_and(|input| input.status.is_ok()) {
                    let failed = |control: &Control| {
                        let input = control.input.as_ref();
                        input.is_some_and(|input| !input.status.is_ok())
                    };
                    let failed = (0..).zip(&self.controls).find(|(_, other)| failed(other));
                    if let Some((index, _)) = failed {
                        self.scroll.current = index;
                    }
                }
            }
            _ => {
                if let Some(index) = self.ui.shortcut(key, self.scroll.current as usize) {
                    self.scroll.current = index as u32;
                    if self.ui.items[index].name.is_none() {
                        movement = Some(Movement::DOWN);
                    }
                }
            }
        }
        if let Some(movement) = movement {
            let controls = &self.controls;
            self.scroll
                .seek(movement, |index| controls[index].input.is_some());
        }
        None
    }

    /// Saves all inputs and shows which could not be; true if all could (`submit_form`).
    fn submit(&mut self, cx: &mut Cx<'_>) -> bool {
        let mut inputs = self.controls.iter_mut().filter_map(|c| c.input.as_mut());
        let mut all_saved = true;
        for input in inputs.by_ref() {
            let text = input.edit_box.text();
            let stored = cx.store_setting(&input.setting, Some(text));
            input.status = match stored {
                Ok(()) => Status::OK,
                Err(error) => cx.status(error.id()),
            };
            all_saved &= input.status.is_ok();
        }
        self.draw_errors(cx);
        all_saved
    }

    /// `draw_form`
    fn draw(&mut self) {
        let screen = &mut self.screen;
        screen.set_colours(ColourPair::Normal);
        screen.erase();
        screen.set_bold(true);
        if let Some(title) = &self.ui.title {
            screen.message(TITLE_ROW, title);
        }
        screen.set_bold(false);
        for (control, item) in self.controls.iter_mut().zip(&self.ui.items) {
            if let Some(row) = control.label_row {
                screen.message(row, &item.text);
            }
            if let Some(input) = &mut control.input {
                input.edit_box.draw(screen);
            }
        }
        screen.message(screen.rows().wrapping_sub(2), INSTRUCTIONS);
    }

    fn draw_current(&mut self) {
        let control = self.controls.get_mut(self.scroll.current as usize);
        if let Some(input) = control.and_then(|control| control.input.as_mut()) {
            input.edit_box.draw(&mut self.screen);
        }
    }

    /// `draw_errors`
    fn draw_errors(&mut self, cx: &Cx<'_>) {
        for input in self.controls.iter().filter_map(|c| c.input.as_ref()) {
            let row = input.edit_box.row + 1;
            if input.status.is_ok() {
                self.screen.clear_message(row);
            } else {
                let text = [b" ", &*cx.strerror(input.status), b" "].concat();
                self.screen.set_colours(ColourPair::Alert);
                self.screen.message(row, &text);
                self.screen.set_colours(ColourPair::Normal);
            }
        }
    }
}

/// The settings of the inputs, their blocks being made where they do not exist (`parse_names`).
fn parse_names(cx: &mut Cx<'_>, ui: &DynamicUi) -> Result<Vec<Option<NamedSetting>>, Status> {
    let mut parsed = Vec::with_capacity(ui.items.len());
    for item in &ui.items {
        let Some(name) = &item.name else {
            parsed.push(None);
            continue;
        };
        let settings = &mut cx.machine.settings;
        let name = SettingName::parse(name, settings.dialect());
        let (block, key) = settings
            .find_or_create(name)
            .map_err(|error| cx.status(error.id()))?;
        let mut setting = NamedSetting::new(block, key);
        setting.setting_type.get_or_insert(SettingType::String);
        parsed.push(Some(setting));
    }
    Ok(parsed)
}
