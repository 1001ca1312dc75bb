//! `imgfetch`, `imgselect`, `imgexec`, `imgargs`, `imgstat`, `imgfree` and their other names
//! (`hci/commands/image_cmd.c`).

use std::ops::ControlFlow;

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::image::{Download, ImageExec};
use crate::machine::Stop;
use crate::options::Options;
use crate::state::ImageId;
use crate::{Cx, Status};

const NO_SUCH_IMAGE: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::ImageCmd, 0);

/// What is done with an image once it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// Nothing: it was to be downloaded.
    Fetch,
    Select,
    Execute,
    /// Make it replace the script that runs.
    Replace,
    /// Set its command line, or take it away.
    Arguments,
}

/// `imgfetch_exec`
pub(super) fn imgfetch(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    imgsingle(cx, name, arguments, Action::Fetch)
}

/// `imgselect_exec`
pub(super) fn imgselect(
    cx: &mut Cx<'_>,
    name: CommandName,
    arguments: &Arguments,
) -> CommandResult {
    imgsingle(cx, name, arguments, Action::Select)
}

/// `imgexec_exec`
pub(super) fn imgexec(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    imgsingle(cx, name, arguments, Action::Execute)
}

/// `imgargs_exec`
pub(super) fn imgargs(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    imgsingle(cx, name, arguments, Action::Arguments)
}

/// `imgsingle_exec`
fn imgsingle(
    cx: &mut Cx<'_>,
    command: CommandName,
    arguments: &Arguments,
    action: Action,
) -> CommandResult {
    let options = Options::parse(cx, command, arguments)?;
    let replace = action == Action::Execute && options.flag("replace");
    let mut single = ImgSingle {
        action: if replace { Action::Replace } else { action },
        name: options.text("name").map(<[u8]>::to_vec),
        command_line: (options.len() > 1).then(|| options.text_from(1)),
        autofree: options.flag("autofree"),
        stage: None,
    };
    let Some(name_or_uri) = options.get(0) else {
        let Some(image) = cx.machine.images.selected() else {
            cx.print("No image selected\n");
            return Ok(Next::Done);
        };
        return single.act(cx, image);
    };
    let registered = match action {
        Action::Fetch => None,
        _ => cx.machine.images.find(name_or_uri),
    };
    match registered {
        Some(image) => single.act(cx, image),
        None => {
            let (timeout, quiet) = (options.timeout("timeout"), options.flag("quiet"));
            let download = Download::start(cx, name_or_uri, timeout, quiet)?;
            single.stage = Some(Stage::Download(Box::new(download)));
            Next::run(single)
        }
    }
}

/// A command on one image.
#[derive(Clone, Debug)]
struct ImgSingle {
    action: Action,
    name: Option<Vec<u8>>,
    command_line: Option<Vec<u8>>,
    autofree: bool,
    stage: Option<Stage>,
}

#[derive(Clone, Debug)]
enum Stage {
    Download(Box<Download>),
    Execute(ImageExec),
}

impl ImgSingle {
    /// Does with the image what is to be done.
    fn act(mut self, cx: &mut Cx<'_>, image: ImageId) -> CommandResult {
        self.prepare(cx, image);
        let result = match self.action {
            Action::Fetch | Action::Arguments => Ok(()),
            Action::Select => cx.select_image(image),
            Action::Replace => cx.replace_image(image),
            Action::Execute => {
                self.stage = Some(Stage::Execute(ImageExec::new(image)));
                return Next::run(self);
            }
        };
        if let Err(error) = result {
            let status = cx.status(error);
            return Err(self.complain(cx, status));
        }
        if self.action == Action::Replace {
            cx.machine.stop = Stop::Sequence;
        }
        Ok(Next::Done)
    }

    fn prepare(&mut self, cx: &mut Cx<'_>, id: ImageId) {
        let Some(image) = cx.machine.images.get_mut(id) else {
            return;
        };
        if self.action == Action::Arguments {
            image.command_line = None;
        }
        if self.name.is_some() {
            image.name = self.name.take();
        }
        if self.command_line.is_some() {
            image.command_line = self.command_line.take();
        }
        image.autofree |= self.autofree;
    }

    fn complain(&self, cx: &mut Cx<'_>, status: Status) -> Status {
        let verb = if self.action == Action::Select {
            "select"
        } else {
            "boot"
        };
        let reason = cx.strerror(status);
        cx.print([b"Could not ", verb.as_bytes(), b": ", &*reason, b"\n"].concat());
        status
    }
}

impl Activity for ImgSingle {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        if let Some(Stage::Download(download)) = &mut self.stage {
            let image = match download.poll(cx)? {
                Ok(image) => image,
                Err(status) => return ControlFlow::Continue(status),
            };
            match self.clone().act(cx, image) {
                Ok(Next::Run(_)) => {
                    self.stage = Some(Stage::Execute(ImageExec::new(image)));
                }
                Ok(_) => return ControlFlow::Continue(Status::OK),
                Err(status) => return ControlFlow::Continue(status),
            }
        }
        let Some(Stage::Execute(execution)) = &mut self.stage else {
            return ControlFlow::Continue(Status::OK);
        };
        let status = execution.poll(cx)?;
        if !status.is_ok() {
            self.complain(cx, status);
        }
        ControlFlow::Continue(status)
    }
}

/// `imgstat_exec`
pub(super) fn imgstat(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    imgmulti(cx, name, arguments, |cx, image| cx.print_image(image))
}

/// `imgfree_exec`
pub(super) fn imgfree(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    imgmulti(cx, name, arguments, |cx, image| cx.unregister_image(image))
}

/// `imgmulti_exec`
fn imgmulti(
    cx: &mut Cx<'_>,
    command: CommandName,
    arguments: &Arguments,
    action: impl Fn(&mut Cx<'_>, ImageId),
) -> CommandResult {
    let options = Options::parse(cx, command, arguments)?;
    if options.is_empty() {
        let all: Vec<ImageId> = cx.machine.images.registered().map(|(id, _)| id).collect();
        for image in all {
            action(cx, image);
        }
        return Ok(Next::Done);
    }
    for name in options.from(0) {
        let Some(image) = cx.machine.images.find(name) else {
            cx.print([b"\"", name, b"\": no such image\n"].concat());
            return Err(cx.status(NO_SUCH_IMAGE));
        };
        action(cx, image);
    }
    Ok(Next::Done)
}
