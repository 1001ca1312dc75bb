//! A box with text that can be edited (`hci/mucurses/widgets/editbox.c`).

use super::screen::Screen;
use crate::input::EditString;
use crate::state::ColourPair;

/// Characters that are seen before the cursor where there are so many (`EDITBOX_MIN_CHARS`).
const MIN_CHARS: i64 = 3;

/// A box with text that can be edited.
#[derive(Clone, Debug, Default)]
pub struct EditBox {
    /// The row, from 0.
    pub row: u32,
    /// The first column, from 0.
    pub column: u32,
    /// The width in characters.
    pub width: u32,
    /// The text is shown as stars.
    pub is_secret: bool,
    /// The most bytes that the text may have.
    pub capacity: Option<usize>,
    string: EditString,
    /// Offset of the first character that is seen.
    first: i64,
}

impl EditBox {
    /// An empty box at a place on the screen.
    #[must_use]
    pub fn new(row: u32, column: u32, width: u32) -> Self {
        Self {
            row,
            column,
            width,
            ..Self::default()
        }
    }

    /// Puts text into the box, with the cursor behind it (`init_editbox`).
    pub fn fill(&mut self, text: &[u8]) {
        let length = self.capacity.unwrap_or(text.len()).min(text.len());
        self.string.replace(&text[..length]);
        self.first = 0;
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        self.string.text()
    }

    /// Offset of the cursor in the text.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.string.cursor()
    }

    /// Lets a key act on the text; true where the key is one for editing (`edit_editbox`).
    pub fn edit(&mut self, key: u32) -> bool {
        let is_full = self
            .capacity
            .is_some_and(|capacity| self.text().len() >= capacity);
        // Of a text that does not fit nothing is inserted.
        (is_full && (0x20..=0x7e).contains(&key)) || self.string.edit(key)
    }

    /// Draws the box in its colours (`draw_editbox`).
    pub fn draw(&mut self, screen: &mut Screen) {
        screen.set_colours(ColourPair::Edit);
        self.draw_content(screen);
        screen.set_colours(ColourPair::Normal);
    }

    /// Draws the box in whatever colours there are.
    pub fn draw_content(&mut self, screen: &mut Screen) {
        let cursor = self.string.cursor() as i64;
        let underflow = MIN_CHARS - (cursor - self.first);
        let overflow = cursor - self.first - (i64::from(self.width) - 1);
        if underflow > 0 {
            self.first = (self.first - underflow).max(0);
        } else if overflow > 0 {
            self.first += overflow;
        }
        let rest = self.text().get(self.first as usize..).unwrap_or_default();
        let width = self.width as usize;
        let mut content = rest[..rest.len().min(width)].to_vec();
        if self.is_secret {
            content.fill(b'*');
        }
        content.resize(width, b'_');
        screen.print_at(self.row, self.column, &content);
        let offset = u32::try_from(cursor - self.first).unwrap_or(u32::MAX);
        screen.move_to(self.row, self.column.saturating_add(offset));
    }
}
