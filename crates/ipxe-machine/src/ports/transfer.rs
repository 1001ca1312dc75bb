//! Downloads.

use std::sync::Arc;

use ipxe_syntax::uri::Uri;

use super::{Host, Started};
use crate::state::ParameterList;

/// A download (`core/downloader.c`).
#[derive(Clone, Debug)]
pub struct FetchRequest {
    /// What to download; absolute, unless there is no working URI to resolve it against.
    pub uri: Uri,
    /// The request parameters that the URI submits.
    pub parameters: Option<Arc<ParameterList>>,
}

/// What a download brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The contents.
    pub data: Arc<[u8]>,
    /// Where the server redirected to, in order; the contents came from the last one.
    pub redirects: Vec<Uri>,
}

impl Fetched {
    /// Contents that came from where they were asked for.
    pub fn new(data: impl Into<Arc<[u8]>>) -> Self {
        Self {
            data: data.into(),
            redirects: Vec::new(),
        }
    }
}

/// Downloads by all protocols but `data:`, which needs no world.
pub trait Transfer {
    /// Downloads a URI, following redirects.
    ///
    /// # Errors
    /// Where the download cannot even be started (`core/open.c: xfer_open_uri`): an unknown scheme, a
    /// missing host, an unknown request method.
    fn fetch(&mut self, host: &Host<'_>, request: &FetchRequest) -> Started<Fetched>;
}
