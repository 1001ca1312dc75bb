//! What settings say about booting.

use std::net::Ipv4Addr;

use ipxe_settings::{BlockId, SettingKey};

use crate::Cx;
use crate::state::ResolvedUri;

impl Cx<'_> {
    /// The URI that `filename` and `next-server` of one settings block mean, which are shown
    /// (`usr/autoboot.c: fetch_next_server_and_filename`).
    pub(super) fn fetch_next_server_and_filename(&mut self, block: BlockId) -> Option<ResolvedUri> {
        let settings = &self.machine.settings;
        let fetched = settings.fetch(block, self.key("filename")?).ok()?;
        // Both come from the same block.
        let origin = fetched.origin;
        let raw = settings.fetch_string(origin, self.key("filename")?).ok()?;
        let server = self
            .key("next-server")
            .and_then(|key| settings.fetch_ipv4(origin, key).ok())
            .map_or(Ipv4Addr::UNSPECIFIED, Ipv4Addr::from);
        if !server.is_unspecified() {
            self.print(format!("Next server: {server}\n"));
        }
        let filename = self.expand_and_show("Filename", &raw);
        // A filename that is a URI by itself needs no server (`core/uri.c: pxe_uri`).
        let parsed = self.parse_uri(&filename);
        if parsed.uri.is_absolute() && parsed.uri.opaque.is_none() {
            return Some(parsed);
        }
        if server.is_unspecified() {
            return None;
        }
        let server = server.to_string();
        let uri = self
            .uri_dialect()
            .pxe_uri(server.as_bytes(), None, &filename)?;
        let parameters = None;
        Some(ResolvedUri { uri, parameters })
    }

    /// The URI that `root-path` means, which is shown (`usr/autoboot.c: fetch_root_path`).
    pub(super) fn fetch_root_path(&mut self) -> Option<ResolvedUri> {
        let raw = self.fetch_root_string("root-path")?;
        let root_path = self.expand_and_show("Root path", &raw);
        Some(self.parse_uri(&root_path))
    }

    /// The file to boot from the SAN device, which is shown (`usr/autoboot.c: fetch_san_filename`).
    pub(super) fn fetch_san_filename(&mut self) -> Option<Vec<u8>> {
        let raw = self.fetch_root_string("san-filename")?;
        Some(self.expand_and_show("SAN filename", &raw))
    }

    fn fetch_root_string(&self, name: &str) -> Option<Vec<u8>> {
        let settings = &self.machine.settings;
        settings.fetch_string(settings.root(), self.key(name)?).ok()
    }

    fn key(&self, name: &str) -> Option<SettingKey<'static>> {
        self.machine.settings.dialect().key(name)
    }

    /// Expands settings in a text, and shows it unless it is empty.
    fn expand_and_show(&mut self, what: &str, raw: &[u8]) -> Vec<u8> {
        let limits = self.machine.budget.expansion();
        let expanded = self.machine.settings.expand_within(raw, limits);
        let text = match expanded {
            Ok(text) => text.into_owned(),
            Err(reason) => {
                self.machine.exhaust(reason.into());
                Vec::new()
            }
        };
        if !text.is_empty() {
            self.print([what.as_bytes(), b": ", &*text, b"\n"].concat());
        }
        text
    }
}
