//! Downloads of images.

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use std::ops::ControlFlow;
use std::sync::Arc;

use ipxe_syntax::uri::Dialect;
use ipxe_syntax::uri::data::{DataUriError, datauri_parse};

use crate::activity::Polled;
use crate::event::EventKind;
use crate::monojob::MonoJob;
use crate::ports::{FetchRequest, Fetched, Job, Started};
use crate::state::{Image, ImageId, ResolvedUri};
use crate::{Cx, Exhausted, Status, Ticks};

const NO_OPENER: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Open, 0);
const BAD_DATA_URI: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Datauri, 0);
const BAD_BASE64: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Base64, 0);

/// A download that ends with a registered image (`usr/imgmgmt.c: imgdownload`).
#[derive(Clone, Debug)]
pub struct Download {
    uri: ResolvedUri,
    job: MonoJob<Fetched>,
}

impl Download {
    /// Starts the download of a URI in text form (`imgdownload_string`). A timeout of zero is for ever.
    ///
    /// # Errors
    /// Where it cannot be started; that has been printed.
    pub fn start(cx: &mut Cx<'_>, uri: &[u8], timeout: Ticks, quiet: bool) -> Result<Self, Status> {
        let uri = cx.parse_uri(uri);
        Self::start_uri(cx, &uri, timeout, quiet)
    }

    /// Starts the download of a URI.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_uri(
        cx: &mut Cx<'_>,
        uri: &ResolvedUri,
        timeout: Ticks,
        quiet: bool,
    ) -> Result<Self, Status> {
        let shown = (!quiet).then(|| uri.uri.format_redacted());
        let uri = uri.resolve(cx.machine.cwuri.get(), cx.uri_dialect());
        let job = cx.open(&uri).map_err(|fault| {
            let status = cx.status(fault);
            let reason = cx.strerror(status);
            cx.print([b"Could not start download: ", &*reason, b"\n"].concat());
            status
        })?;
        if cx.is_watched() {
            let uri = uri.uri.format();
            cx.emit(|_| EventKind::FetchStarted { uri: &uri });
        }
        let job = MonoJob::start(cx, shown.as_deref(), timeout, job);
        Ok(Self { uri, job })
    }

    /// Gives the image; a failure has been printed.
    pub fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Result<ImageId, Status>> {
        let result = self.job.poll(cx)?;
        if cx.is_watched() {
            self.report(cx, &result);
        }
        let fetched = match result {
            Ok(fetched) => fetched,
            Err(status) => return ControlFlow::Continue(Err(status)),
        };
        let mut image = Image::new(fetched.data);
        image.set_uri(self.uri.uri.clone());
        image.parameters = self.uri.parameters.clone();
        for redirect in fetched.redirects {
            image.set_uri(redirect);
            image.parameters = None;
        }
        ControlFlow::Continue(Ok(cx.register_image(image)))
    }

    fn report(&self, cx: &mut Cx<'_>, result: &Result<Fetched, Status>) {
        let uri = self.uri.uri.format();
        let last = result
            .as_ref()
            .ok()
            .and_then(|fetched| fetched.redirects.last());
        let redirected = last.map(|uri| uri.format());
        cx.emit(|_| EventKind::FetchEnded {
            uri: &uri,
            redirected: redirected.as_deref(),
            length: result.as_ref().map_or(0, |fetched| fetched.data.len()),
            status: result.as_ref().err().copied().unwrap_or(Status::OK),
        });
    }
}

impl Cx<'_> {
    /// How the release reads URIs.
    #[must_use]
    pub fn uri_dialect(&self) -> Dialect {
        self.machine.build.uri_dialect()
    }

    /// Reads a URI and takes the parameter list that it submits (`core/uri.c: parse_uri`).
    pub fn parse_uri(&mut self, text: &[u8]) -> ResolvedUri {
        let mut uri = self.uri_dialect().parse(text);
        let parameters = match &uri.params {
            Some(name) => self.machine.parameters.claim(name),
            None => None,
        };
        if parameters.is_none() {
            uri.params = None;
        }
        ResolvedUri { uri, parameters }
    }

    /// Opens a URI for downloading (`core/open.c: xfer_open_uri`).
    ///
    /// # Errors
    /// Where no protocol of the build can open it, or where the protocol refuses.
    pub fn open(&mut self, uri: &ResolvedUri) -> Started<Fetched> {
        let scheme = uri.uri.scheme.as_deref().ok_or(NO_OPENER)?;
        match self.machine.build.scheme(scheme).map(|known| known.name) {
            None => Err(NO_OPENER),
            Some("data") => match datauri_parse(&uri.uri) {
                Ok(data) => Ok(Job::done(Fetched::new(data))),
                Err(DataUriError::Base64(_)) => Err(BAD_BASE64),
                Err(_) => Err(BAD_DATA_URI),
            },
            Some(_) => {
                let parameters = uri.parameters.clone();
                let request = FetchRequest {
                    uri: uri.uri.clone(),
                    parameters,
                };
                self.ask(|world, host| world.fetch(host, &request))
            }
        }
    }

    /// Registers an image, recognising its type if it has none yet (`core/image.c: register_image`).
    pub fn register_image(&mut self, mut image: Image) -> ImageId {
        if image.image_type.is_none() {
            image.image_type = super::probe(&self.machine.build, &image);
        }
        let id = self.machine.images.register(image);
        let limit = self.machine.budget.image_bytes;
        if self.machine.images.bytes() > limit {
            self.machine.exhaust(Exhausted::ImageBytes(limit));
        }
        self.emit(|machine| {
            let name = machine.images.get(id).map_or(&b""[..], Image::name);
            EventKind::ImageRegistered { image: id, name }
        });
        id
    }

    /// Takes an image out of the list (`core/image.c: unregister_image`).
    pub fn unregister_image(&mut self, id: ImageId) {
        if self.machine.images.is_registered(id) {
            self.machine.images.unregister(id);
            self.emit(|_| EventKind::ImageFreed { image: id });
        }
    }

    /// Changes the current working URI (`core/cwuri.c: churi`).
    pub(crate) fn churi(&mut self, uri: &ResolvedUri) {
        let resolved = uri.resolve(self.machine.cwuri.get(), self.uri_dialect());
        self.machine
            .set_working_uri(crate::state::WorkingUri::Set(Arc::new(resolved)));
    }
}
