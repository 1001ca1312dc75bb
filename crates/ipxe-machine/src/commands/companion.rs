//! Images that are handed over to what is booted, but not as initrds: `shim`, `fdt`
//! (`hci/commands/shim_cmd.c`, `fdt_cmd.c`).

use std::ops::ControlFlow;

use ipxe_reference::{CommandName, Platform};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::image::Acquire;
use crate::options::Options;
use crate::state::{ImageId, ImageTag};
use crate::{Cx, Status};

/// `shim_exec`
pub(super) fn shim(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    // Elsewhere it does nothing, whatever the arguments.
    if cx.machine.build.platform != Platform::Efi {
        return Ok(Next::Done);
    }
    let options = Options::parse(cx, name, arguments)?;
    // A kernel that the firmware loads by itself needs no shim.
    let images = &cx.machine.images;
    let selected = images.selected().and_then(|id| images.get(id));
    let loads_by_itself = selected
        .and_then(|image| image.image_type)
        .is_some_and(|image_type| image_type.name == "EFI");
    let named = options.get(0).filter(|_| !loads_by_itself);
    tag(cx, ImageTag::Shim, &options, named)
}

/// `fdt_exec`
pub(super) fn fdt(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    tag(cx, ImageTag::Fdt, &options, options.get(0))
}

/// Gets the image, if one is named, and gives it the tag; without an image nothing has the tag any more.
fn tag(
    cx: &mut Cx<'_>,
    tag: ImageTag,
    options: &Options<'_>,
    named: Option<&[u8]>,
) -> CommandResult {
    let Some(named) = named else {
        cx.machine.images.set_tag(tag, None);
        return Ok(Next::Done);
    };
    let (timeout, quiet) = (options.timeout("timeout"), options.flag("quiet"));
    let acquire = Acquire::start(cx, named, timeout, quiet)?;
    Next::run(TagImage { tag, acquire })
}

/// Gives an image a tag.
#[derive(Clone, Debug)]
struct TagImage {
    tag: ImageTag,
    acquire: Acquire,
}

impl Activity for TagImage {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        let acquired = self.acquire.poll(cx)?;
        ControlFlow::Continue(match acquired {
            Ok(image) => {
                cx.tag_and_hide(self.tag, image);
                Status::OK
            }
            Err(status) => status,
        })
    }
}

impl Cx<'_> {
    /// Gives an image a tag and takes it out of what is handed over as initrds (`usr/shimmgmt.c: shim`,
    /// `usr/fdtmgmt.c: imgfdt`).
    fn tag_and_hide(&mut self, tag: ImageTag, image: ImageId) {
        self.machine.images.set_tag(tag, Some(image));
        if let Some(image) = self.machine.images.get_mut(image) {
            image.hidden = true;
        }
    }
}
