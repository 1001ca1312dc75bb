//! `imgextract`, `imgset`, `imgmem` (`hci/commands/image_archive_cmd.c`, `image_set_cmd.c`,
//! `image_mem_cmd.c`).

use std::ops::ControlFlow;

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::event::EventKind;
use crate::image::Download;
use crate::options::{NamedSetting, Options};
use crate::state::{Image, ImageId};
use crate::{Cx, Status};

const NO_MEMORY: ErrorId = ErrorId::new(Posix::Enomem, ErrorFile::Imgmgmt, 0);

/// What is done with an image, which is then freed unless it is to be kept.
#[derive(Clone, Debug)]
enum Use {
    Extract {
        name: Option<Vec<u8>>,
    },
    Store {
        named: Vec<u8>,
        setting: NamedSetting,
    },
}

/// `imgextract_exec`
pub(super) fn imgextract(
    cx: &mut Cx<'_>,
    name: CommandName,
    arguments: &Arguments,
) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let purpose = Use::Extract {
        name: options.text("name").map(<[u8]>::to_vec),
    };
    acquire(cx, &options, options.get(0).unwrap_or_default(), purpose)
}

/// `imgset_exec`
pub(super) fn imgset(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let named = options.get(0).unwrap_or_default();
    let setting = cx.parse_setting(named, true)?;
    let purpose = Use::Store {
        named: named.to_vec(),
        setting,
    };
    acquire(cx, &options, options.get(1).unwrap_or_default(), purpose)
}

/// Uses an image that is there, or downloads it first.
fn acquire(
    cx: &mut Cx<'_>,
    options: &Options<'_>,
    name_or_uri: &[u8],
    purpose: Use,
) -> CommandResult {
    let keep = options.flag("keep");
    if let Some(image) = cx.machine.images.find(name_or_uri) {
        return match purpose.apply(cx, image, keep) {
            Status::OK => Ok(Next::Done),
            status => Err(status),
        };
    }
    let (timeout, quiet) = (options.timeout("timeout"), options.flag("quiet"));
    let download = Download::start(cx, name_or_uri, timeout, quiet)?;
    Next::run(UseImage {
        purpose,
        keep,
        download,
    })
}

/// Downloads an image and uses it.
#[derive(Clone, Debug)]
struct UseImage {
    purpose: Use,
    keep: bool,
    download: Download,
}

impl Activity for UseImage {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        ControlFlow::Continue(match self.download.poll(cx)? {
            Ok(image) => self.purpose.apply(cx, image, self.keep),
            Err(status) => status,
        })
    }
}

impl Use {
    fn apply(&self, cx: &mut Cx<'_>, image: ImageId, keep: bool) -> Status {
        let (result, complaint) = match self {
            Self::Extract { name } => (
                cx.extract_image(image, name.as_deref()).map(|_| ()),
                b"Could not extract image: ".to_vec(),
            ),
            Self::Store { named, setting } => (
                store(cx, image, named, setting),
                [b"Could not store \"", &*setting.name, b"\": "].concat(),
            ),
        };
        let status = match result {
            Ok(()) => Status::OK,
            Err(error) => {
                let status = cx.status(error);
                let reason = cx.strerror(status);
                cx.print([&*complaint, &*reason, b"\n"].concat());
                status
            }
        };
        if !keep {
            cx.unregister_image(image);
        }
        status
    }
}

/// Stores the contents of an image as they are.
fn store(
    cx: &mut Cx<'_>,
    image: ImageId,
    named: &[u8],
    setting: &NamedSetting,
) -> Result<(), ErrorId> {
    let Some(Image { data, .. }) = cx.machine.images.get(image) else {
        return Ok(());
    };
    let data = std::sync::Arc::clone(data);
    let stored = cx
        .machine
        .settings
        .store(setting.block, setting.key(), Some(&data));
    stored.map_err(|error| error.id())?;
    cx.note_added(named.len() + data.len());
    cx.emit(|_| EventKind::SettingStored {
        name: named,
        value: &data,
    });
    Ok(())
}

/// `imgmem_exec`
pub(super) fn imgmem(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let address_text = options.get(0).unwrap_or_default();
    let address = cx.parse_integer(address_text)?;
    let length = cx.parse_integer(options.get(1).unwrap_or_default())?;
    let data = cx.ask(|world, host| world.memory(host, u64::from(address), length as usize));
    let Some(data) = data else {
        cx.print("Could not create image\n");
        return Err(cx.status(NO_MEMORY));
    };
    let mut image = Image::new(data);
    image.name = Some(options.text("name").unwrap_or(address_text).to_vec());
    cx.register_image(image);
    Ok(Next::Done)
}
