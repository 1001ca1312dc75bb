//! Downloads by all protocols (`core/open.c`, `core/downloader.c`).

use std::collections::BTreeSet;
use std::sync::Arc;

use ipxe_machine::ports::{FetchRequest, Fetched, Host, Started};
use ipxe_machine::state::ParameterList;
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::Uri;
use ipxe_syntax::uri::data::{DataUriError, datauri_parse};

use crate::http::{Exchanged, Wish, start};
use crate::net::{Failure, NetEventKind, Talk};
use crate::world::SimWorld;

const NO_OPENER: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Open, 0);
const BAD_DATA_URI: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Datauri, 0);
const BAD_BASE64: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Base64, 0);

/// How many redirects are followed before that counts as for ever.
const MAX_REDIRECTS: usize = 1000;

/// A download that could be started.
enum Opened {
    Http(Wish),
    Tftp,
    Ftp,
    Nfs,
    Slam,
    File,
    /// A socket: nothing to download.
    Socket,
    Data(Arc<[u8]>),
}

/// Downloads a URI.
pub(crate) fn fetch(
    world: &mut SimWorld,
    host: &Host<'_>,
    request: &FetchRequest,
) -> Started<Fetched> {
    let parameters = request.parameters.as_deref();
    let mut talk = Talk::new(world, host);
    let opened = talk.open_uri(&request.uri, parameters)?;
    let result = talk.download(&request.uri, opened, parameters);
    Ok(talk.finish(result))
}

impl Talk<'_, '_> {
    /// Opens a URI (`xfer_open_uri`).
    fn open_uri(&self, uri: &Uri, parameters: Option<&ParameterList>) -> Result<Opened, ErrorId> {
        let dialect = self.host.build.uri_dialect();
        let scheme = uri.scheme.as_deref().ok_or(NO_OPENER)?;
        let mut schemes = self.host.build.schemes.iter();
        let known = schemes.find(|known| dialect.scheme_is(scheme, known.name.as_bytes()));
        Ok(match known.map(|known| known.name) {
            Some("http" | "https") => Opened::Http(start(self, uri, parameters)?),
            Some("tftp" | "tftm" | "mtftp") => crate::tftp::check(uri).map(|()| Opened::Tftp)?,
            Some("ftp") => crate::ftp::check(uri).map(|()| Opened::Ftp)?,
            Some("nfs") => crate::nfs::check(uri).map(|()| Opened::Nfs)?,
            Some("x-slam") => crate::slam::check(uri).map(|()| Opened::Slam)?,
            Some("file") => Opened::File,
            Some("tcp" | "udp") => Opened::Socket,
            Some("data") => match datauri_parse(uri) {
                Ok(data) => Opened::Data(data.into()),
                Err(DataUriError::Base64(_)) => return Err(BAD_BASE64),
                Err(_) => return Err(BAD_DATA_URI),
            },
            _ => return Err(NO_OPENER),
        })
    }

    /// Downloads, following redirects.
    fn download(
        &mut self,
        uri: &Uri,
        opened: Opened,
        parameters: Option<&ParameterList>,
    ) -> Result<Fetched, Failure> {
        let (mut uri, mut opened, mut parameters) = (uri.clone(), opened, parameters);
        let mut redirects: Vec<Uri> = Vec::new();
        let mut seen: BTreeSet<Vec<u8>> = BTreeSet::new();
        loop {
            let data = match opened {
                Opened::Http(wish) => match self.http(&uri, &wish, parameters)? {
                    Exchanged::Done { data, .. } => data,
                    Exchanged::Redirect(location) => {
                        let next = self.redirected(&uri, &location);
                        if wish.method == "GET" && !seen.insert(next.format())
                            || redirects.len() >= MAX_REDIRECTS
                        {
                            self.note(NetEventKind::Note {
                                text: "the server redirects in a circle".to_owned(),
                            });
                            return Err(Failure::Never);
                        }
                        redirects.push(next.clone());
                        opened = self.open_uri(&next, None)?;
                        (uri, parameters) = (next, None);
                        continue;
                    }
                },
                Opened::Tftp => self.tftp(&uri)?,
                Opened::Ftp => self.ftp(&uri)?,
                Opened::Nfs => self.nfs(&uri)?,
                Opened::Slam => self.slam(&uri)?,
                Opened::File => self.local_file(&uri)?,
                Opened::Socket => return Err(Failure::Never),
                Opened::Data(data) => data,
            };
            return Ok(Fetched { data, redirects });
        }
    }
}
