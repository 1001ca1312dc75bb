//! The reply as it is built: options go where there is room (`rfc2131.c: free_space, dhcp_packet_size`).

use std::net::Ipv4Addr;

use ipxe_wire::dhcp::{FIXED_LEN, option};

/// Offset of the options behind the magic cookie.
const OPTIONS: usize = FIXED_LEN + 4;
const SNAME: usize = 44;
const FILE: usize = 108;
/// Size of a packet where the client says nothing about it.
pub(super) const DEFAULT_SIZE: usize = FIXED_LEN + 312;
/// Largest packet (`config.h: DHCP_PACKET_MAX`).
pub(super) const LARGEST: usize = 16384;
/// Shortest packet.
const SHORTEST: usize = 300;

/// A reply in the making. It starts as the request.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    /// Where options must end.
    end: usize,
    /// Where the next option goes, in the options, in the boot file field and in the server name field.
    at: usize,
    file_at: usize,
    sname_at: usize,
    overload: Option<usize>,
    /// Relay agent information, which goes to the very end.
    agent: Vec<u8>,
    pub(super) left_out: Vec<u8>,
}

impl Writer {
    /// A reply of at most `size` bytes to the request with that header.
    pub(super) fn new(request: &[u8], size: usize, agent: Vec<u8>) -> Self {
        let size = size.max(OPTIONS + 1);
        let mut bytes = vec![0; size];
        let length = request.len().min(OPTIONS);
        bytes[..length].copy_from_slice(&request[..length]);
        bytes[0] = ipxe_wire::dhcp::BOOTREPLY;
        bytes[SNAME..FIXED_LEN].fill(0);
        let mut writer = Self {
            bytes,
            end: size - agent.len(),
            at: OPTIONS,
            file_at: FILE,
            sname_at: SNAME,
            overload: None,
            agent,
            left_out: Vec::new(),
        };
        writer.set_siaddr(Ipv4Addr::UNSPECIFIED);
        writer
    }

    pub(super) fn set_flags(&mut self, flags: u16) {
        self.bytes[10..12].copy_from_slice(&flags.to_be_bytes());
    }

    pub(super) fn set_ciaddr(&mut self, address: Ipv4Addr) {
        self.bytes[12..16].copy_from_slice(&address.octets());
    }

    pub(super) fn set_yiaddr(&mut self, address: Ipv4Addr) {
        self.bytes[16..20].copy_from_slice(&address.octets());
    }

    pub(super) fn set_siaddr(&mut self, address: Ipv4Addr) {
        self.bytes[20..24].copy_from_slice(&address.octets());
    }

    /// Puts a name into the field of the boot file, cut so that a zero follows it.
    pub(super) fn set_file(&mut self, name: &[u8]) {
        fill(&mut self.bytes[FILE..FIXED_LEN], name);
    }

    /// Puts a name into the field of the server's name, likewise.
    pub(super) fn set_sname(&mut self, name: &[u8]) {
        fill(&mut self.bytes[SNAME..FILE], name);
    }

    /// Whether a header field is free for options.
    pub(super) fn has_free_field(&self) -> bool {
        self.bytes[SNAME] == 0 || self.bytes[FILE] == 0
    }

    /// Keeps bytes free at the end of the options.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.end = self.end.saturating_sub(bytes);
    }

    /// Runs `work` with both header fields looking as if they were in use.
    pub(super) fn without_overload(&mut self, work: impl FnOnce(&mut Self)) {
        let kept = (self.bytes[FILE], self.bytes[SNAME]);
        (self.bytes[FILE], self.bytes[SNAME]) = (1, 1);
        work(self);
        (self.bytes[FILE], self.bytes[SNAME]) = kept;
    }

    /// Adds an option. False where it has no place, and then it is left out.
    pub(super) fn put(&mut self, code: u8, data: &[u8]) -> bool {
        let Some(at) = self.room(data.len()) else {
            self.left_out.push(code);
            return false;
        };
        // The length of what is too long wraps, as in dnsmasq.
        #[expect(clippy::cast_possible_truncation, reason = "see above")]
        let length = data.len() as u8;
        let stop = (at + 2 + data.len()).min(self.bytes.len());
        self.bytes[at] = code;
        self.bytes[at + 1] = length;
        self.bytes[at + 2..stop].copy_from_slice(&data[..stop - at - 2]);
        let next = match at {
            SNAME..FILE => &mut self.sname_at,
            FILE..FIXED_LEN => &mut self.file_at,
            _ => &mut self.at,
        };
        // What begins with a zero looks like free space to the next option.
        if code != 0 {
            *next = stop;
        }
        true
    }

    fn room(&mut self, length: usize) -> Option<usize> {
        if self.at + length + 3 < self.end {
            return Some(self.at);
        }
        if self.overload.is_none() {
            if !self.has_free_field() {
                return None;
            }
            self.overload = Some(self.at);
            self.bytes[self.at..self.at + 3].copy_from_slice(&[option::OVERLOAD, 1, 0]);
            self.at += 3;
        }
        let said = self.overload? + 2;
        if self.bytes[FILE] == 0 {
            self.bytes[said] |= 1;
        }
        if self.bytes[said] & 1 != 0 && self.file_at + length + 3 < FIXED_LEN {
            return Some(self.file_at);
        }
        if self.bytes[SNAME] == 0 {
            self.bytes[said] |= 2;
        }
        let fits = self.bytes[said] & 2 != 0 && self.sname_at + length + 3 < FILE;
        fits.then_some(self.sname_at)
    }

    /// The finished packet.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let said = self.overload.map_or(0, |at| self.bytes[at + 2]);
        if said & 1 != 0 {
            self.bytes[self.file_at] = option::END;
        }
        if said & 2 != 0 {
            self.bytes[self.sname_at] = option::END;
        }
        self.bytes.truncate(self.at);
        self.bytes.extend_from_slice(&self.agent);
        self.bytes.push(option::END);
        let length = self.bytes.len().max(SHORTEST);
        self.bytes.resize(length, 0);
        self.bytes
    }
}

fn fill(field: &mut [u8], name: &[u8]) {
    let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
    let length = name.len().min(field.len() - 1);
    field.fill(0);
    field[..length].copy_from_slice(&name[..length]);
}
