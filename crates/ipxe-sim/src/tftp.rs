//! TFTP (`net/udp/tftp.c`).

use std::sync::Arc;
use std::time::Duration;

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::Uri;

use crate::files::{Entry, FileProblem, Files, components};
use crate::http::contents;
use crate::net::{Failure, NetEventKind, Reach, Schedule, Talk, Target, Way};
use crate::scenario::Content;
use crate::scenario::input::{Effect, ServiceName};
use crate::scenario::server::TftpSpec;

const INVALID: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Tftp, 0);
const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Tftp, 0);

/// Error codes of RFC 1350.
const FILE_NOT_FOUND: u16 = 1;
const ACCESS_VIOLATION: u16 = 2;
const ILLEGAL_OPERATION: u16 = 4;

/// The block size that iPXE asks for (`include/ipxe/tftp.h: TFTP_MAX_BLKSIZE`).
const BLOCK_SIZE: u32 = 1432;
/// The block size without options.
const DEFAULT_BLOCK_SIZE: u32 = 512;
/// Bytes around the contents of a block: Ethernet, IPv4, UDP, TFTP.
const OVERHEAD: u64 = 14 + 20 + 8 + 4;
/// How often progress is shown at least.
const STEP: Duration = Duration::from_millis(200);
/// The shortest and the longest wait before a packet is sent again.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What is checked before anything is sent (`tftp_core_open`).
pub(crate) fn check(uri: &Uri) -> Result<(), ErrorId> {
    if uri.host.is_some() && uri.has_absolute_path() {
        Ok(())
    } else {
        Err(INVALID)
    }
}

/// What a server answers to a request.
enum Answer {
    File(Arc<[u8]>),
    Error(u16),
    Nothing,
}

impl Talk<'_, '_> {
    /// Downloads a file.
    pub(crate) fn tftp(&mut self, uri: &Uri) -> Result<Arc<[u8]>, Failure> {
        let name = uri.tftp_filename().unwrap_or_default();
        // The progress of the look-up is not passed on, and its failure is not noticed: requests go
        // nowhere then.
        self.mute(true);
        let address = self.resolve(uri.host.as_deref().unwrap_or_default());
        self.mute(false);
        let port = uri.port_number(69) as u16;
        let start = self.elapsed();
        for at in Schedule::DEFAULT.sends() {
            self.pass((start + at).saturating_sub(self.elapsed()));
            let Ok(address) = address else { continue };
            let Reach::Server(way) = self.reach(address) else {
                continue;
            };
            self.world.count_packets(&way.interface, 1, 0);
            if self.world.random.chance(way.loss) || self.world.random.chance(way.loss) {
                continue;
            }
            match self.tftp_request(&way, port, name) {
                (_, Answer::Nothing) => {}
                (delay, Answer::Error(code)) => {
                    self.pass(way.round_trip + delay);
                    return Err(error(code).into());
                }
                (delay, Answer::File(data)) => {
                    self.pass(way.round_trip + delay);
                    return self.tftp_blocks(&way, name, data);
                }
            }
        }
        self.pass((start + Schedule::DEFAULT.end()).saturating_sub(self.elapsed()));
        Err(TIMED_OUT.into())
    }

    /// What the server on the way answers, and after which time.
    fn tftp_request(&mut self, way: &Way, port: u16, name: &[u8]) -> (Duration, Answer) {
        let scenario = Arc::clone(&self.world.scenario);
        let server = &scenario.server[way.server];
        let Some(tftp) = server.tftp.as_ref().filter(|tftp| tftp.port == port) else {
            return (Duration::ZERO, Answer::Nothing);
        };
        let target = Target {
            server,
            service: ServiceName::Tftp,
            path: Some(name),
            connects: false,
            now: self.now(),
        };
        let mut delay = tftp.think.0;
        match self.world.faults.strike(&scenario.fault, target) {
            Some(fault) if fault.effect == Effect::Delay => delay += fault.delay,
            Some(_) => return (delay, Answer::Nothing),
            None => {}
        }
        if let Some(code) = tftp.error {
            return (delay, Answer::Error(code));
        }
        let files = Arc::clone(&self.world.files);
        let answer = match file(tftp.root.as_deref(), &tftp.files, &*files, name) {
            Ok(data) => Answer::File(data),
            Err(FileProblem::Missing) => Answer::Error(FILE_NOT_FOUND),
            Err(problem) => {
                self.note(NetEventKind::Refused {
                    path: name.to_vec(),
                    reason: problem.to_string(),
                });
                Answer::Error(ACCESS_VIOLATION)
            }
        };
        (delay, answer)
    }

    /// Receives the blocks of a file, one after the other: each waits for the acknowledgement of the
    /// one before.
    fn tftp_blocks(
        &mut self,
        way: &Way,
        name: &[u8],
        data: Arc<[u8]>,
    ) -> Result<Arc<[u8]>, Failure> {
        let scenario = Arc::clone(&self.world.scenario);
        let options = scenario.server[way.server]
            .tftp
            .as_ref()
            .is_some_and(|tftp: &TftpSpec| tftp.options);
        let granted = scenario.server[way.server]
            .tftp
            .as_ref()
            .map_or(BLOCK_SIZE, |tftp| tftp.block_size);
        let (block_size, total) = if options {
            (BLOCK_SIZE.min(granted.max(8)), data.len() as u64)
        } else {
            (DEFAULT_BLOCK_SIZE, 0)
        };
        let blocks = data.len() as u64 / u64::from(block_size) + 1;
        let before = self.elapsed();
        self.advance(0, total);
        let retries = self.blocks_in_turn(way, blocks, block_size, data.len() as u64, total)?;
        let took = self.elapsed().saturating_sub(before);
        self.world
            .count_packets(&way.interface.clone(), blocks, blocks);
        self.note(NetEventKind::Blocks {
            protocol: "TFTP",
            name: name.to_vec(),
            blocks,
            block_size,
            round_trip: way.round_trip,
            retries,
            took,
        });
        Ok(data)
    }

    /// Lets the time of so many blocks pass that are asked for one by one, and tells how many had to be
    /// asked for again.
    pub(crate) fn blocks_in_turn(
        &mut self,
        way: &Way,
        blocks: u64,
        block_size: u32,
        length: u64,
        total: u64,
    ) -> Result<u64, Failure> {
        let per_block = way.round_trip
            + way.transmission(u64::from(block_size) + OVERHEAD)
            + self.packet_time();
        let mut retries = 0;
        let mut shown = self.elapsed();
        let mut done = 0;
        while done < blocks {
            // Without losses many blocks are like one.
            let many = if way.loss > 0.0 {
                1
            } else {
                let fit = STEP.as_nanos() / per_block.as_nanos().max(1);
                (fit as u64).clamp(1, blocks - done)
            };
            if way.loss > 0.0 {
                retries += self.wait_for_lost(way)?;
            }
            self.pass(Duration::from_secs_f64(
                per_block.as_secs_f64() * many as f64,
            ));
            done += many;
            if self.elapsed() >= shown + STEP || done == blocks {
                shown = self.elapsed();
                let completed = (done * u64::from(block_size)).min(length);
                // Without a known length the buffer grows with what arrives.
                self.advance(completed, if total == 0 { completed } else { total });
            }
        }
        Ok(retries)
    }

    /// Waits until a packet gets through, with doubling waits.
    fn wait_for_lost(&mut self, way: &Way) -> Result<u64, Failure> {
        let mut wait = FIRST_WAIT;
        let mut retries = 0;
        while self.world.random.chance(way.loss) || self.world.random.chance(way.loss) {
            self.pass(wait);
            retries += 1;
            wait *= 2;
            if wait > LONGEST_WAIT {
                return Err(TIMED_OUT.into());
            }
        }
        Ok(retries)
    }
}

/// The file of this name among inline files and in a folder.
pub(crate) fn file(
    root: Option<&str>,
    inline: &std::collections::BTreeMap<String, Content>,
    files: &dyn Files,
    name: &[u8],
) -> Result<Arc<[u8]>, FileProblem> {
    let names = components(name)?;
    let full = names.join(&b"/"[..]);
    let known = |(known, _): &(&String, &Content)| known.trim_start_matches('/').as_bytes() == full;
    if let Some((_, content)) = inline.iter().find(known) {
        return contents(content, files).map_err(FileProblem::Unreadable);
    }
    match files.open(root.ok_or(FileProblem::Missing)?, &names)? {
        Entry::File(data) => Ok(data),
        Entry::Folder => Err(FileProblem::Missing),
    }
}

/// The error that an error code stands for (`tftp_errcode_to_rc`).
fn error(code: u16) -> ErrorId {
    let (posix, uniq) = match code {
        FILE_NOT_FOUND => (Posix::Enoent, 1),
        ACCESS_VIOLATION => (Posix::Eacces, 0),
        ILLEGAL_OPERATION => (Posix::Enotty, 0),
        _ => (Posix::Enotsup, 0),
    };
    ErrorId::new(posix, ErrorFile::Tftp, uniq)
}
