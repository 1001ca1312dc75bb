//! Execution of images.

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use std::ops::ControlFlow;

use super::archive;
use crate::activity::{Activity, Call, Polled, Suspend, call};
use crate::event::EventKind;
use crate::ports::{Boot, BootRequest, Initrd};
use crate::state::{Image, ImageId, ResolvedUri, WorkingUri};
use crate::{Cx, Outcome, Status};

const NOT_EXECUTABLE: ErrorId = ErrorId::new(Posix::Enoexec, ErrorFile::Image, 0);
const UNTRUSTED: ErrorId = ErrorId::new(Posix::Eacces, ErrorFile::Image, 1);
const NO_CURRENT_IMAGE: ErrorId = ErrorId::new(Posix::Enotty, ErrorFile::Image, 0);

/// Executes an image, and whatever replaces it (`core/image.c: image_exec`).
#[derive(Clone, Debug)]
pub struct ImageExec {
    image: ImageId,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Begin,
    /// The image runs as a script.
    Script(Before),
}

/// What is restored after the execution.
#[derive(Clone, Debug)]
struct Before {
    current: Option<ImageId>,
    working_uri: WorkingUri,
}

impl ImageExec {
    /// The execution of a registered image.
    #[must_use]
    pub fn new(image: ImageId) -> Self {
        Self {
            image,
            state: State::Begin,
        }
    }

    /// Gives the status with which the image ended, or the last of those that replaced it.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        loop {
            let (status, replacement) = match std::mem::replace(&mut self.state, State::Begin) {
                State::Begin => {
                    let before = self.begin(cx);
                    match self.refuse(cx) {
                        Some(fault) => {
                            self.restore(cx, before);
                            (cx.status(fault), None)
                        }
                        None => match self.execute(cx)? {
                            Some(status) => (status, self.finish(cx, before)),
                            None => {
                                self.state = State::Script(before);
                                return call(Call::Script(self.image));
                            }
                        },
                    }
                }
                State::Script(before) => match cx.take_returned() {
                    Some(status) => (status, self.finish(cx, before)),
                    None => {
                        self.state = State::Script(before);
                        return call(Call::Script(self.image));
                    }
                },
            };
            match replacement {
                Some(replacement) => {
                    self.image = replacement;
                    cx.count_step()?;
                }
                None => return ControlFlow::Continue(status),
            }
        }
    }

    /// Makes the image the current one and its URI the working URI.
    fn begin(&self, cx: &mut Cx<'_>) -> Before {
        let working_uri = cx.machine.cwuri.clone();
        let image = cx.machine.images.get(self.image);
        if let Some(Image {
            uri: Some(uri),
            parameters,
            ..
        }) = image
        {
            let uri = ResolvedUri {
                uri: uri.clone(),
                parameters: parameters.clone(),
            };
            cx.churi(&uri);
        }
        cx.machine.images.hold(self.image);
        Before {
            current: cx.machine.images.set_current(Some(self.image)),
            working_uri,
        }
    }

    /// Why the image cannot be executed.
    fn refuse(&self, cx: &Cx<'_>) -> Option<ErrorId> {
        let image = cx.machine.images.get(self.image);
        if !image.is_some_and(Image::is_executable) {
            Some(NOT_EXECUTABLE)
        } else if cx.machine.trust.required && !image.is_some_and(|image| image.trusted) {
            Some(UNTRUSTED)
        } else {
            None
        }
    }

    /// Takes the image out of the list and executes it; gives its status unless it is a script.
    fn execute(&self, cx: &mut Cx<'_>) -> Polled<Option<Status>> {
        let id = self.image;
        cx.machine.images.unregister(id);
        cx.emit(|machine| {
            let image = machine.images.get(id);
            let image_type = image
                .and_then(|image| image.image_type)
                .map(|kind| kind.name);
            let name = image.map_or(&b""[..], Image::name);
            EventKind::ImageExecuted {
                image: id,
                name,
                image_type,
            }
        });
        let Some(image) = cx.machine.images.get(id) else {
            return ControlFlow::Continue(Some(Status::OK));
        };
        let name = image.image_type.map_or("", |image_type| image_type.name);
        if name == "script" {
            return ControlFlow::Continue(None);
        }
        if archive::is_archive(image) {
            let status = cx
                .execute_archive(id)
                .err()
                .map_or(Status::OK, |fault| cx.status(fault));
            return ControlFlow::Continue(Some(status));
        }
        match cx.boot(id) {
            Boot::Returned(result) => {
                let status = result.err().map_or(Status::OK, |fault| cx.status(fault));
                ControlFlow::Continue(Some(status))
            }
            Boot::Started => {
                let name = cx
                    .machine
                    .images
                    .get(id)
                    .map_or(&b""[..], Image::name)
                    .to_vec();
                ControlFlow::Break(Suspend::Halt(Outcome::Booted { name }))
            }
        }
    }

    /// Puts the image back at the end of the list unless it is replaced; gives what replaces it.
    fn finish(&self, cx: &mut Cx<'_>, before: Before) -> Option<ImageId> {
        let images = &mut cx.machine.images;
        let replacement = images.get(self.image).and_then(|image| image.replacement);
        match replacement {
            Some(_) => images.set_replacement(self.image, None),
            None => images.register_again(self.image),
        }
        self.restore(cx, before);
        replacement
    }

    fn restore(&self, cx: &mut Cx<'_>, before: Before) {
        if cx
            .machine
            .images
            .get(self.image)
            .is_some_and(|image| image.autofree)
        {
            cx.unregister_image(self.image);
        }
        cx.machine.images.release(self.image);
        cx.machine.images.set_current(before.current);
        match before.working_uri {
            WorkingUri::Set(uri) => cx.churi(&uri),
            other => {
                cx.machine.set_working_uri(other);
                cx.machine.apply_next_server();
            }
        }
    }
}

impl Activity for ImageExec {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        Self::poll(self, cx)
    }
}

impl Cx<'_> {
    /// Makes a registered image the replacement of the current one (`core/image.c: image_replace`).
    ///
    /// # Errors
    /// Where there is no current image, or where the replacement cannot be executed.
    pub fn replace_image(&mut self, replacement: ImageId) -> Result<(), ErrorId> {
        let images = &mut self.machine.images;
        let current = images.current().ok_or(NO_CURRENT_IMAGE)?;
        if !images.get(replacement).is_some_and(Image::is_executable) {
            return Err(NOT_EXECUTABLE);
        }
        images.set_replacement(current, Some(replacement));
        Ok(())
    }

    /// Selects an image for execution (`core/image.c: image_select`).
    ///
    /// # Errors
    /// Where it cannot be executed.
    pub fn select_image(&mut self, id: ImageId) -> Result<(), ErrorId> {
        if !self
            .machine
            .images
            .get(id)
            .is_some_and(Image::is_executable)
        {
            return Err(NOT_EXECUTABLE);
        }
        self.machine.images.select(id);
        self.emit(|_| EventKind::ImageSelected { image: id });
        Ok(())
    }

    /// Unpacks an archive and has the contents replace it (`core/archive.c: image_extract_exec`).
    fn execute_archive(&mut self, id: ImageId) -> Result<(), ErrorId> {
        let extracted = self.extract_image(id, None)?;
        let command_line = self
            .machine
            .images
            .get(id)
            .and_then(|image| image.command_line.clone());
        if let Some(image) = self.machine.images.get_mut(extracted) {
            image.command_line = command_line;
            image.autofree = true;
        }
        self.replace_image(extracted)
            .inspect_err(|_| self.unregister_image(extracted))
    }

    /// Hands an image over to the firmware, with all other registered images.
    fn boot(&mut self, id: ImageId) -> Boot {
        let machine = &*self.machine;
        let Some(image) = machine.images.get(id) else {
            return Boot::Returned(Ok(()));
        };
        let others: Vec<(ImageId, Image)> = machine
            .images
            .registered()
            .filter(|(_, other)| !other.hidden)
            .map(|(id, other)| (id, other.clone()))
            .collect();
        let image = image.clone();
        let others = others.iter().map(|(_, other)| Initrd {
            name: other.name(),
            data: &other.data,
            command_line: other.command_line.as_deref(),
        });
        let request = BootRequest {
            image_type: image.image_type.map_or("", |image_type| image_type.name),
            name: image.name(),
            data: &image.data,
            command_line: image.command_line.as_deref(),
            others: others.collect(),
        };
        self.ask(|world, host| world.boot(host, &request))
    }
}
