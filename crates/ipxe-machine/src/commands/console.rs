//! `console`, `colour`, `cpair` (`hci/commands/console_cmd.c`).

use std::ops::ControlFlow;

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Platform, Posix};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::image::Download;
use crate::options::Options;
use crate::ports::{DisplayMode, Framebuffer};
use crate::state::{COLOUR_DEFAULT, ColourPair, Display, ImageId, NO_RGB};
use crate::ui::picture::{NOT_A_PICTURE, PictureError, picture_size};
use crate::{Cx, Status, Ticks};

const UNUSABLE_AREA: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Fbcon, 0);

/// Width of a character in pixels (`FBCON_CHAR_WIDTH`).
const CHARACTER_WIDTH: u32 = 9;

/// What a console is to be like (`include/ipxe/console.h: struct console_configuration`).
#[derive(Clone, Copy, Debug, Default)]
struct Configuration {
    mode: DisplayMode,
    /// Left and right, top and bottom margin, in pixels.
    horizontal: (u32, u32),
    vertical: (u32, u32),
    has_picture: bool,
}

/// `console_exec`
pub(super) fn console(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let number = |name| options.number(name).unwrap_or(0);
    let mut console = ConfigureConsole {
        configuration: Configuration {
            mode: DisplayMode {
                width: number("x"),
                height: number("y"),
                depth: number("depth"),
            },
            horizontal: (number("left"), number("right")),
            vertical: (number("top"), number("bottom")),
            has_picture: false,
        },
        is_kept: options.flag("keep"),
        download: None,
    };
    let Some(picture) = options.text("picture") else {
        configure(cx, &console.configuration)?;
        return Ok(Next::Done);
    };
    match cx.machine.images.find(picture) {
        Some(image) => {
            console.show(cx, image)?;
            Ok(Next::Done)
        }
        None => {
            let download = Download::start(cx, picture, Ticks::ZERO, false)?;
            console.download = Some(download);
            Next::run(console)
        }
    }
}

/// Waits for the picture and configures the console then.
#[derive(Clone, Debug)]
struct ConfigureConsole {
    configuration: Configuration,
    is_kept: bool,
    download: Option<Download>,
}

impl Activity for ConfigureConsole {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        let result = match &mut self.download {
            Some(download) => match download.poll(cx)? {
                Ok(image) => self.show(cx, image),
                Err(status) => Err(status),
            },
            None => Ok(()),
        };
        ControlFlow::Continue(result.err().unwrap_or(Status::OK))
    }
}

impl ConfigureConsole {
    fn size(&self, cx: &Cx<'_>, image: ImageId) -> Result<(u32, u32), Status> {
        let width = cx.machine.settings.dialect().long_width();
        let limit = cx.machine.budget.image_bytes;
        let image = cx.machine.images.get(image);
        let size = image.map_or(Err(NOT_A_PICTURE.into()), |image| {
            picture_size(image, width, limit)
        });
        size.map_err(|error| match error {
            PictureError::Error(fault) => cx.status(fault),
            PictureError::Number(number) => Status(number),
        })
    }

    /// Configures the console with a picture, which is not kept unless that is wished.
    fn show(&mut self, cx: &mut Cx<'_>, image: ImageId) -> Result<(), Status> {
        let result = match self.size(cx, image) {
            Ok((width, height)) => {
                let mode = &mut self.configuration.mode;
                let or = |wanted, own| if wanted == 0 { own } else { wanted };
                mode.width = or(mode.width, width);
                mode.height = or(mode.height, height);
                self.configuration.has_picture = true;
                configure(cx, &self.configuration)
            }
            Err(status) => Err(complain(cx, "use picture", status)),
        };
        if !self.is_kept {
            cx.unregister_image(image);
        }
        result
    }
}

fn complain(cx: &mut Cx<'_>, what: &str, status: Status) -> Status {
    let reason = cx.strerror(status);
    cx.print([b"Could not ", what.as_bytes(), b": ", &*reason, b"\n"].concat());
    status
}

/// Configures the console and clears it.
fn configure(cx: &mut Cx<'_>, configuration: &Configuration) -> Result<(), Status> {
    if let Err(fault) = configure_display(cx, configuration) {
        // The console is reset where it cannot be configured.
        let _ = configure_display(cx, &Configuration::default());
        return Err(complain(cx, "configure console", cx.status(fault)));
    }
    print_default_colours(cx);
    cx.print("\x1b[2J\x1b[H");
    Ok(())
}

/// `core/console.c: console_configure`, and what the graphical consoles do then
/// (`interface/efi/efi_fbcon.c: efifb_configure`, `vesafb.c: vesafb_configure`).
fn configure_display(cx: &mut Cx<'_>, configuration: &Configuration) -> Result<(), ErrorId> {
    cx.machine.display.reset_size();
    let build = &cx.machine.build;
    // The option does not help where there is no driver for it.
    if !build.has_option("CONSOLE_FRAMEBUFFER") || build.platform == Platform::Linux {
        return Ok(());
    }
    if cx.machine.display.is_graphical {
        cx.ask(|world, host| world.set_display_mode(host, None))?;
        let display = &mut cx.machine.display;
        display.is_graphical = false;
        display.colours.set_magic_transparent(false);
    }
    let mode = configuration.mode;
    if mode.width == 0 || mode.height == 0 {
        return Ok(());
    }
    let framebuffer = cx.ask(|world, host| world.set_display_mode(host, Some(mode)))?;
    let Some(framebuffer) = framebuffer else {
        return Ok(());
    };
    let display = &mut cx.machine.display;
    if let Err(fault) = lay_out(display, configuration, framebuffer) {
        cx.ask(|world, host| world.set_display_mode(host, None))?;
        return Err(fault);
    }
    display.is_graphical = true;
    if configuration.has_picture {
        display.colours.set_magic_transparent(true);
    }
    Ok(())
}

/// How many characters fit between the margins (`core/fbcon.c: fbcon_init`).
fn lay_out(
    display: &mut Display,
    configuration: &Configuration,
    framebuffer: Framebuffer,
) -> Result<(), ErrorId> {
    let mode = configuration.mode;
    let area = |size: u32, wanted: u32, margins: (u32, u32)| {
        // Margins are those of the size that was asked for; none at all goes to the edge.
        let gap = size.wrapping_sub(wanted);
        let (first, second) = (gap / 2, gap - gap / 2);
        let margin = |margin: u32, gap| match margin {
            0 => 0,
            margin => margin.wrapping_add(gap),
        };
        let margins = margin(margins.0, first).wrapping_add(margin(margins.1, second));
        let area = size.wrapping_sub(margins) as i32;
        u32::try_from(area).unwrap_or(0)
    };
    let width = area(framebuffer.width, mode.width, configuration.horizontal);
    let height = area(framebuffer.height, mode.height, configuration.vertical);
    let character_height = framebuffer.character_height.max(1);
    if width < CHARACTER_WIDTH || height < character_height {
        return Err(UNUSABLE_AREA);
    }
    display.set_size(width / CHARACTER_WIDTH, height / character_height);
    Ok(())
}

/// Prints what makes the default colours those that are used (`ansicol_set_pair`).
fn print_default_colours(cx: &mut Cx<'_>) {
    let colours = &cx.machine.display.colours;
    cx.print(colours.escape_sequence(ColourPair::Default));
}

/// `colour_exec`
pub(super) fn colour(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let basic = options.number("basic").unwrap_or(COLOUR_DEFAULT);
    let rgb = options.number("rgb").unwrap_or(NO_RGB);
    let colour = cx.parse_integer(options.get(0).unwrap_or_default())?;
    if let Err(fault) = cx.machine.display.colours.define(colour, basic, rgb) {
        return Err(complain(cx, "define colour", cx.status(fault)));
    }
    print_default_colours(cx);
    Ok(Next::Done)
}

/// `cpair_exec`
pub(super) fn cpair(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let foreground = options.number("foreground").unwrap_or(COLOUR_DEFAULT);
    let background = options.number("background").unwrap_or(COLOUR_DEFAULT);
    let pair = cx.parse_integer(options.get(0).unwrap_or_default())?;
    let colours = &mut cx.machine.display.colours;
    if let Err(fault) = colours.define_pair(pair, foreground, background) {
        return Err(complain(cx, "define colour pair", cx.status(fault)));
    }
    print_default_colours(cx);
    Ok(Next::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(
        wanted: (u32, u32),
        horizontal: (u32, u32),
        vertical: (u32, u32),
    ) -> Result<(u32, u32), ErrorId> {
        let mut display = Display::default();
        let framebuffer = Framebuffer {
            width: 1024,
            height: 768,
            character_height: 16,
        };
        let configuration = Configuration {
            mode: DisplayMode {
                width: wanted.0,
                height: wanted.1,
                depth: 0,
            },
            horizontal,
            vertical,
            has_picture: false,
        };
        lay_out(&mut display, &configuration, framebuffer)?;
        Ok((display.columns(), display.rows()))
    }

    #[test]
    fn margins_are_those_of_the_size_that_was_asked_for() {
        assert_eq!(size((1024, 768), (0, 0), (0, 0)), Ok((113, 48)));
        // The screen is larger than was asked for, but there are no margins.
        assert_eq!(size((800, 600), (0, 0), (0, 0)), Ok((113, 48)));
        // 112 pixels more on either side, and 84 above and below.
        assert_eq!(size((800, 600), (10, 20), (8, 8)), Ok((85, 36)));
        assert_eq!(size((800, 600), (1, 0), (0, 0)), Ok((101, 48)));
    }

    #[test]
    fn an_area_without_room_for_a_character_is_refused() {
        assert_eq!(size((1024, 768), (1000, 20), (0, 0)), Err(UNUSABLE_AREA));
        assert_eq!(size((1024, 768), (2000, 0), (0, 0)), Err(UNUSABLE_AREA));
        assert_eq!(size((1024, 768), (0, 0), (753, 0)), Err(UNUSABLE_AREA));
        assert_eq!(size((1024, 768), (0, 0), (752, 0)), Ok((113, 1)));
    }
}
