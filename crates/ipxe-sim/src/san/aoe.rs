//! ATA over Ethernet (`net/aoe.c`).

use std::sync::Arc;

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::Uri;

use super::Disk;
use crate::net::{Failure, Schedule, Talk};
use crate::scenario::ServerSpec;
use crate::scenario::input::ServiceName;

const INVALID: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Aoe, 0);
const NO_DEVICE: ErrorId = ErrorId::new(Posix::Enodev, ErrorFile::Aoe, 0);
const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Aoe, 0);

impl Talk<'_, '_> {
    /// Finds a target on the link of the most recently opened interface.
    pub(super) fn open_aoe(&mut self, uri: &Uri) -> Result<Disk, Failure> {
        let interface = self.host.interfaces.last_opened().ok_or(NO_DEVICE)?;
        let (shelf, slot) = parse(uri).ok_or(INVALID)?;
        let scenario = Arc::clone(&self.world.scenario);
        let passes = self.world.link_passes(&interface.name, self.now());
        let is_near =
            |server: &ServerSpec| self.world.is_on_link(self.host, &interface.name, server);
        let servers = scenario.server.iter().enumerate();
        let mut near = servers.filter(|(_, server)| is_near(server));
        let found = near.find_map(|(index, server)| {
            let target = server.aoe.iter().find(|target| {
                (u64::from(target.shelf), u64::from(target.slot)) == (shelf, slot)
            })?;
            Some((index, server, target))
        });
        let name = uri.opaque.as_deref().unwrap_or_default();
        let answered = found.filter(|&(index, ..)| {
            passes && self.upset(index, ServiceName::Aoe, name, false).is_none()
        });
        let Some((_, server, target)) = answered else {
            self.pass(Schedule::DEFAULT.end());
            return Err(TIMED_OUT.into());
        };
        // The configuration query and the identification of the disk.
        let round_trip = server.round_trip.unwrap_or(scenario.network.round_trip).0;
        self.pass(round_trip * 2);
        self.world.count_packets(&interface.name, 2, 2);
        Ok(Disk::new(target.size, target.bootable))
    }
}

/// `e<shelf>.<slot>` (`aoe_parse_uri`).
fn parse(uri: &Uri) -> Option<(u64, u64)> {
    let text = uri.opaque.as_deref()?.strip_prefix(b"e")?;
    let text = std::str::from_utf8(text).ok()?;
    let (shelf, slot) = text.split_once('.')?;
    Some((shelf.parse().ok()?, slot.parse().ok()?))
}
