//! What a user interface shows, as plain data.
//!
//! The console's bytes come from drawing; these are for whoever shows user interfaces in a way of their own.

/// What a user interface shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// A menu.
    Menu(MenuView),
    /// A form.
    Form(FormView),
    /// The settings of a block.
    Settings(SettingsView),
}

/// A menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuView {
    /// The title.
    pub title: Vec<u8>,
    /// The items, in order.
    pub items: Vec<MenuItemView>,
    /// Index of the selected item.
    pub current: usize,
    /// Indices of the items on the page that is seen.
    pub page: std::ops::Range<usize>,
    /// Seconds after which the selected item is chosen, as shown.
    pub seconds_left: Option<u64>,
}

/// An item of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItemView {
    /// What is stored when it is chosen; a separator has none.
    pub name: Option<Vec<u8>>,
    /// What is shown.
    pub text: Vec<u8>,
    /// The key that chooses it, if there is one.
    pub shortcut: Option<u32>,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormView {
    /// The title, if there is one.
    pub title: Option<Vec<u8>>,
    /// The controls, in order.
    pub controls: Vec<ControlView>,
    /// Index of the control that is edited.
    pub current: usize,
}

/// A control of a form: a label, an input, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlView {
    /// The label; may be empty.
    pub label: Vec<u8>,
    /// The input, if there is one.
    pub input: Option<InputView>,
}

/// An input of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputView {
    /// The setting that it is for.
    pub name: Vec<u8>,
    /// What has been typed.
    pub text: Vec<u8>,
    /// Offset of the cursor in the text.
    pub cursor: usize,
    /// It is shown as stars.
    pub is_secret: bool,
    /// Why it could not be saved.
    pub error: Option<Vec<u8>>,
}

/// The settings of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsView {
    /// The block's name; empty for the root.
    pub block: Vec<u8>,
    /// The rows, in order.
    pub rows: Vec<SettingsRowView>,
    /// Index of the selected row.
    pub current: usize,
    /// Indices of the rows on the page that is seen.
    pub page: std::ops::Range<usize>,
    /// What has been typed, and where the cursor is in it, while the selected setting is edited.
    pub editing: Option<(Vec<u8>, usize)>,
    /// An error that is shown for a while.
    pub alert: Option<Vec<u8>>,
}

/// A row of a list of settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsRowView {
    /// Leads to the block above.
    Parent,
    /// Leads to a block below.
    Block {
        /// Its name.
        name: Vec<u8>,
    },
    /// A setting.
    Setting {
        /// Its name.
        name: &'static str,
        /// What it is.
        description: &'static str,
        /// Its value, if there is one.
        value: Option<Vec<u8>>,
        /// Whether the block itself has the value, and not one below it.
        is_own: bool,
    },
}
