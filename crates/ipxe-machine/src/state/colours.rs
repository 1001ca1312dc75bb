//! What colours look like (`core/ansicol.c`, `core/ansicoldef.c`, `config/colour.h`).

use ipxe_reference::{ErrorFile, ErrorId, Posix};

/// The colour of text that has none.
pub const COLOUR_DEFAULT: u32 = 9;
/// The RGB value of a colour that has none.
pub const NO_RGB: u32 = 0x0100_0000;
/// The basic colour that stands for blue, or for nothing over a background picture. Others that do not exist
/// stand for it as well.
const MAGIC: u32 = 15;
/// Number of basic colours, the default one included.
const BASIC_COLOURS: u32 = 10;

const BLACK: u8 = 0;
const RED: u8 = 1;
const BLUE: u8 = 4;
const CYAN: u8 = 6;
const WHITE: u8 = 7;
const DEFAULT: u8 = COLOUR_DEFAULT as u8;

const NO_SUCH_COLOUR: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Ansicoldef, 0);
const NO_SUCH_PAIR: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Ansicol, 0);

/// A pair of colours for one kind of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ColourPair {
    /// What is printed.
    #[default]
    Default,
    /// Text of a user interface.
    Normal,
    /// The selected item.
    Select,
    /// What cannot be selected.
    Separator,
    /// Text that can be edited.
    Edit,
    /// An error.
    Alert,
    /// An address.
    Url,
    /// The selected item of a PXE boot menu.
    Pxe,
}

/// What the colours and pairs of colours are defined as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colours {
    /// Foreground and background of each pair.
    pairs: [(u8, u8); 8],
    /// The basic colour in the upper four bits and an RGB value in the others.
    definitions: [u32; 8],
    /// Whether the magic colour lets a picture shine through.
    is_magic_transparent: bool,
}

impl Default for Colours {
    fn default() -> Self {
        let mut definitions = [0; 8];
        for (basic, definition) in (0..).zip(&mut definitions) {
            let basic = if basic == u32::from(BLUE) {
                MAGIC
            } else {
                basic
            };
            *definition = definition_of(basic, NO_RGB);
        }
        Self {
            pairs: [
                (DEFAULT, DEFAULT),
                (WHITE, BLUE),
                (WHITE, RED),
                (CYAN, BLUE),
                (BLACK, CYAN),
                (WHITE, RED),
                (CYAN, BLUE),
                (BLACK, WHITE),
            ],
            definitions,
            is_magic_transparent: false,
        }
    }
}

/// `ANSICOL_DEFINE`: what does not fit into the four bits is lost, and what an RGB value has too many adds to them.
const fn definition_of(basic: u32, rgb: u32) -> u32 {
    (basic << 28) | rgb
}

impl Colours {
    /// Defines a colour (`ansicol_define`).
    ///
    /// # Errors
    /// Where there is no colour of this number.
    pub fn define(&mut self, colour: u32, basic: u32, rgb: u32) -> Result<(), ErrorId> {
        let definition = self.definitions.get_mut(colour as usize);
        *definition.ok_or(NO_SUCH_COLOUR)? = definition_of(basic, rgb);
        Ok(())
    }

    /// Defines a pair of colours (`ansicol_define_pair`). Of the colours' numbers eight bits count.
    ///
    /// # Errors
    /// Where there is no pair of this number.
    pub fn define_pair(
        &mut self,
        pair: u32,
        foreground: u32,
        background: u32,
    ) -> Result<(), ErrorId> {
        let colours = self.pairs.get_mut(pair as usize);
        *colours.ok_or(NO_SUCH_PAIR)? = (foreground as u8, background as u8);
        Ok(())
    }

    /// Lets a background picture shine through where blue has not been defined as anything else, or no
    /// longer (`ansicol_set_magic_transparent`, `ansicol_reset_magic`).
    pub fn set_magic_transparent(&mut self, is_transparent: bool) {
        self.is_magic_transparent = is_transparent;
    }

    /// What to print for a pair of colours to be used from now on (`ansicol_set_pair`).
    #[must_use]
    pub fn escape_sequence(&self, pair: ColourPair) -> String {
        let (foreground, background) = self.pairs[pair as usize];
        self.escape_colour(foreground, '3') + &self.escape_colour(background, '4')
    }

    /// `ansicol_set`
    fn escape_colour(&self, colour: u8, which: char) -> String {
        let definition = self.definitions.get(usize::from(colour)).copied();
        let definition = definition.unwrap_or(definition_of(COLOUR_DEFAULT, NO_RGB));
        let basic = match definition >> 28 {
            basic if basic < BASIC_COLOURS => basic,
            _ if self.is_magic_transparent => COLOUR_DEFAULT,
            _ => u32::from(BLUE),
        };
        let mut sequence = format!("\x1b[{which}{basic}m");
        if definition & NO_RGB == 0 {
            let [_, red, green, blue] = definition.to_be_bytes();
            sequence += &format!("\x1b[{which}8;2;{red};{green};{blue}m");
        }
        sequence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_keep_only_the_bits_that_fit() {
        let mut colours = Colours::default();
        let red = |colours: &Colours| colours.escape_colour(RED, '4');
        colours.define(1, 2, NO_RGB).unwrap();
        assert_eq!(red(&colours), "\x1b[42m");
        // 0x12 is 2 with a bit too many.
        colours.define(1, 0x12, 0x00ff_8000).unwrap();
        assert_eq!(red(&colours), "\x1b[42m\x1b[48;2;255;128;0m");
        // Bits of the RGB value reach into the basic colour: 2 becomes 3.
        colours.define(1, 2, 0x1001_0203).unwrap();
        assert_eq!(red(&colours), "\x1b[43m\x1b[48;2;1;2;3m");
        // There is no colour 12.
        colours.define(1, 12, NO_RGB).unwrap();
        assert_eq!(red(&colours), "\x1b[44m");
        colours.set_magic_transparent(true);
        assert_eq!(red(&colours), "\x1b[49m");
        assert_eq!(colours.define(8, 0, 0), Err(NO_SUCH_COLOUR));
    }

    #[test]
    fn pairs_keep_eight_bits_of_their_colours() {
        let mut colours = Colours::default();
        colours.define_pair(7, 0x103, 99).unwrap();
        assert_eq!(colours.escape_sequence(ColourPair::Pxe), "\x1b[33m\x1b[49m");
        assert_eq!(colours.define_pair(8, 0, 0), Err(NO_SUCH_PAIR));
    }
}
