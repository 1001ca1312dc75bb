//! iSCSI (`net/tcp/iscsi.c`).

use std::sync::Arc;

use ipxe_machine::ports::Host;
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::Uri;

use super::Disk;
use crate::net::{Connection, Failure, RESET, Talk};
use crate::scenario::ServerSpec;
use crate::scenario::input::{Effect, ServiceName};
use crate::scenario::server::IscsiSpec;

const TOO_SHORT: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Iscsi, 1);
const BAD_CREDENTIALS: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Iscsi, 2);
const NO_ROOT_PATH: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Iscsi, 3);
const NO_INITIATOR: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Iscsi, 5);
const BAD_LUN: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Scsi, 0);
const NOT_AUTHENTICATED: ErrorId = ErrorId::new(Posix::Eperm, ErrorFile::Iscsi, 1);
const NOT_AUTHORISED: ErrorId = ErrorId::new(Posix::Eperm, ErrorFile::Iscsi, 2);
const NO_TARGET: ErrorId = ErrorId::new(Posix::Enodev, ErrorFile::Iscsi, 0);
/// The connection was closed without an error (`iscsi_close`).
const CLOSED: ErrorId = ErrorId::new(Posix::Econnreset, ErrorFile::Iscsi, 0);
const NO_LOGICAL_UNIT: ErrorId = ErrorId::new(Posix::Eio, ErrorFile::Scsi, 5);

/// Bytes of a usual request or answer.
const PDU: u64 = 300;
/// What an initiator is called that has no name (`ISCSI_DEFAULT_IQN_PREFIX`).
const DEFAULT_NAME: &str = "iqn.2010-04.org.ipxe:";

/// The parts of a root path.
struct RootPath<'a> {
    server: &'a [u8],
    port: u16,
    lun: u64,
    target: &'a [u8],
}

/// Who logs in.
struct Initiator {
    name: Vec<u8>,
    user: Option<Vec<u8>>,
    password: Option<Vec<u8>>,
}

impl Talk<'_, '_> {
    /// Logs in to a target and asks for the size of its disk.
    pub(super) fn open_iscsi(&mut self, uri: &Uri) -> Result<Disk, Failure> {
        let path = uri.opaque.as_deref().ok_or(NO_ROOT_PATH)?;
        let path = parse(path)?;
        let initiator = initiator(self.host)?;
        let address = self.resolve(path.server)?;
        let port = path.port;
        let serves = |server: &ServerSpec| targets(server, port).next().is_some();
        let connection = self.connect(address, port, ServiceName::Iscsi, serves)?;
        let scenario = Arc::clone(&self.world.scenario);
        let server = &scenario.server[connection.way.server];
        self.turns(&connection, 1);
        match self.upset(connection.way.server, ServiceName::Iscsi, path.target, true) {
            Some(Effect::Silence) => return Err(Failure::Never),
            Some(Effect::Refuse | Effect::Reset) => return Err(RESET.into()),
            Some(_) => return Err(CLOSED.into()),
            None => {}
        }
        let mut targets = targets(server, port);
        let target = targets
            .find(|target| target.target.as_bytes() == path.target)
            .ok_or(NO_TARGET)?;
        let is_named = |name: &String| name.as_bytes() == initiator.name;
        if !target.initiators.is_empty() && !target.initiators.iter().any(is_named) {
            return Err(NOT_AUTHORISED.into());
        }
        if let Some(login) = &target.login {
            // The algorithm, the challenge and the response.
            self.turns(&connection, 2);
            let user = initiator.user.as_deref() == Some(login.user.as_bytes());
            let password = initiator.password.as_deref() == Some(login.password.as_bytes());
            if !user || !password {
                return Err(NOT_AUTHENTICATED.into());
            }
        }
        // Operational parameters, TEST UNIT READY, READ CAPACITY (10).
        self.turns(&connection, 3);
        if target.lun != path.lun {
            return Err(NO_LOGICAL_UNIT.into());
        }
        Ok(Disk::new(target.size, target.bootable))
    }

    fn turns(&mut self, connection: &Connection, count: u32) {
        for _ in 0..count {
            self.request(connection, PDU);
        }
    }
}

fn targets(server: &ServerSpec, port: u16) -> impl Iterator<Item = &IscsiSpec> {
    server
        .iscsi
        .iter()
        .filter(move |target| target.port.unwrap_or(3260) == port)
}

/// Splits `server:protocol:port:LUN:target` (`iscsi_parse_root_path`).
fn parse(text: &[u8]) -> Result<RootPath<'_>, ErrorId> {
    let mut parts: Vec<&[u8]> = Vec::new();
    let (mut start, mut is_bracketed) = (0, false);
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            b':' if !is_bracketed => {
                parts.push(&text[start..at]);
                start = at + 1;
                if parts.len() == 4 {
                    break;
                }
            }
            b'[' => is_bracketed = true,
            b']' => is_bracketed = false,
            _ => {}
        }
    }
    let [server, _, port, lun] = parts[..] else {
        return Err(TOO_SHORT);
    };
    let port = decimal(port);
    Ok(RootPath {
        server,
        port: if port == 0 { 3260 } else { port as u16 },
        lun: logical_unit(lun).ok_or(BAD_LUN)?,
        target: &text[start..],
    })
}

/// The number at the start of a text.
fn decimal(text: &[u8]) -> u32 {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_u32, |number, digit| {
        number
            .wrapping_mul(10)
            .wrapping_add(u32::from(digit - b'0'))
    })
}

/// Up to four hexadecimal groups (`scsi_parse_lun`).
fn logical_unit(text: &[u8]) -> Option<u64> {
    let mut groups = [0_u16; 4];
    let parts: Vec<&[u8]> = text.split(|&byte| byte == b'-').collect();
    if parts.len() > groups.len() {
        return None;
    }
    for (group, part) in groups.iter_mut().zip(parts) {
        let part = std::str::from_utf8(part).ok()?;
        *group = if part.is_empty() {
            0
        } else {
            u64::from_str_radix(part, 16).ok()? as u16
        };
    }
    let [first, rest @ ..] = groups;
    // The number of a simple logical unit is its first group.
    let rest = rest
        .into_iter()
        .rev()
        .fold(0, |all, group| all << 16 | u64::from(group));
    Some(rest << 16 | u64::from(first))
}

/// The initiator's name and credentials (`iscsi_fetch_settings`, `iscsi_check_auth`).
fn initiator(host: &Host<'_>) -> Result<Initiator, ErrorId> {
    let settings = host.settings;
    let fetch = |name: &str| {
        let key = settings.dialect().key(name)?;
        settings.fetch_string(settings.root(), key).ok()
    };
    let uuid = || {
        let mut text = Vec::new();
        settings.append_value_of(b"uuid", &mut text);
        (!text.is_empty()).then_some(text)
    };
    let made_up = || Some([DEFAULT_NAME.as_bytes(), &*fetch("hostname").or_else(uuid)?].concat());
    let name = fetch("initiator-iqn")
        .or_else(made_up)
        .ok_or(NO_INITIATOR)?;
    let initiator = Initiator {
        name,
        user: fetch("username"),
        password: fetch("password"),
    };
    let (reverse_user, reverse_password) = (fetch("reverse-username"), fetch("reverse-password"));
    let is_mixed = initiator.user.is_some() != initiator.password.is_some()
        || reverse_user.is_some() != reverse_password.is_some()
        || reverse_user.is_some() && initiator.user.is_none();
    if is_mixed {
        return Err(BAD_CREDENTIALS);
    }
    Ok(initiator)
}
