//! What follows from settings (`core/settings.c: apply_settings`).

use std::net::Ipv4Addr;
use std::sync::Arc;

use ipxe_syntax::uri::Uri;

use crate::Machine;
use crate::state::{ResolvedUri, WorkingUri};

impl Machine {
    /// Brings up to date what depends on settings, if any have changed.
    pub(crate) fn apply_settings(&mut self) {
        let revision = self.settings.revision();
        if self.applied != revision {
            self.applied = revision;
            self.apply_link_addresses();
            self.apply_next_server();
        }
    }

    /// Makes the TFTP server that `next-server` names the working URI while there is no other
    /// (`net/udp/tftp.c: tftp_apply_settings`).
    pub(crate) fn apply_next_server(&mut self) {
        // Scripts have a working URI of their own, so that loops need not pay for this.
        if matches!(self.cwuri, WorkingUri::Set(_)) {
            return;
        }
        let settings = &self.settings;
        let server = self
            .next_server
            .and_then(|key| settings.fetch_ipv4(settings.root(), key).ok())
            .map_or(Ipv4Addr::UNSPECIFIED, Ipv4Addr::from);
        if server.is_unspecified() {
            if matches!(self.cwuri, WorkingUri::NextServer(_)) {
                self.set_working_uri(WorkingUri::None);
            }
            return;
        }
        let uri = Uri {
            scheme: Some(b"tftp".to_vec()),
            host: Some(server.to_string().into_bytes()),
            path: Some(b"/".to_vec()),
            epath: Some(b"/".to_vec()),
            ..Uri::default()
        };
        if self.cwuri.get().is_none_or(|known| known.uri != uri) {
            let uri = ResolvedUri {
                uri,
                parameters: None,
            };
            self.set_working_uri(WorkingUri::NextServer(Arc::new(uri)));
        }
    }
}
