//! The current working URI (`core/cwuri.c`).

use std::sync::Arc;

use ipxe_syntax::uri::{Dialect, Uri};

use super::ParameterList;

/// A URI with the request parameters that it submits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResolvedUri {
    /// The URI.
    pub uri: Uri,
    /// The parameters.
    pub parameters: Option<Arc<ParameterList>>,
}

impl ResolvedUri {
    /// The same relative to a working URI. What has no parameters of its own may submit those of the working
    /// URI once more (`core/uri.c: resolve_uri`).
    #[must_use]
    pub fn resolve(&self, base: Option<&Self>, dialect: Dialect) -> Self {
        let uri = dialect.resolve(base.map(|base| &base.uri), &self.uri);
        let parameters = match (&uri.params, &self.uri.params, base) {
            (Some(_), None, Some(base)) => base.parameters.clone(),
            (Some(_), _, _) => self.parameters.clone(),
            (None, _, _) => None,
        };
        Self { uri, parameters }
    }
}

/// The current working URI, which relative URIs are resolved against.
#[derive(Clone, Debug, Default)]
pub enum WorkingUri {
    /// There is none.
    #[default]
    None,
    /// The TFTP server that `next-server` names, and what it is at present (`net/udp/tftp.c: tftp_apply_settings`).
    NextServer(Arc<ResolvedUri>),
    /// A URI that was set.
    Set(Arc<ResolvedUri>),
}

impl WorkingUri {
    /// The URI.
    #[must_use]
    pub fn get(&self) -> Option<&ResolvedUri> {
        match self {
            Self::None => None,
            Self::NextServer(uri) | Self::Set(uri) => Some(uri),
        }
    }
}
