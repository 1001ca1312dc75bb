//! An image that is there, or that is downloaded.

use std::ops::ControlFlow;

use super::Download;
use crate::activity::Polled;
use crate::state::ImageId;
use crate::{Cx, Status, Ticks};

/// Gets an image by its name or, if there is none of that name, by its URI (`usr/imgmgmt.c: imgacquire`).
#[derive(Clone, Debug)]
pub enum Acquire {
    /// It is registered already.
    Registered(ImageId),
    /// It is being downloaded.
    Download(Box<Download>),
}

impl Acquire {
    /// Looks the image up or starts its download. A timeout of zero is for ever.
    ///
    /// # Errors
    /// Where the download cannot be started; that has been printed.
    pub fn start(
        cx: &mut Cx<'_>,
        name_or_uri: &[u8],
        timeout: Ticks,
        quiet: bool,
    ) -> Result<Self, Status> {
        match cx.machine.images.find(name_or_uri) {
            Some(image) => Ok(Self::Registered(image)),
            None => {
                let download = Download::start(cx, name_or_uri, timeout, quiet)?;
                Ok(Self::Download(Box::new(download)))
            }
        }
    }

    /// Gives the image; a failure has been printed.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Result<ImageId, Status>> {
        match self {
            Self::Registered(image) => ControlFlow::Continue(Ok(*image)),
            Self::Download(download) => download.poll(cx),
        }
    }
}
