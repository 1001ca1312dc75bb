//! FTP (`net/tcp/ftp.c`).

use std::net::IpAddr;
use std::sync::Arc;

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::Uri;

use crate::files::FileProblem;
use crate::net::{Connection, Failure, NetEventKind, RESET, Talk};
use crate::scenario::ServerSpec;
use crate::scenario::input::{Effect, ServiceName};
use crate::scenario::server::FtpSpec;

const INVALID: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Ftp, 0);
const REFUSED: ErrorId = ErrorId::new(Posix::Eproto, ErrorFile::Ftp, 0);

/// Bytes of a usual command and of a usual reply.
const LINE: u64 = 40;
/// The first port of data connections.
const DATA_PORT: u16 = 49_152;

/// What is checked before anything is sent (`ftp_open`).
pub(crate) fn check(uri: &Uri) -> Result<(), ErrorId> {
    let texts = [uri.path.as_ref(), uri.user.as_ref(), uri.password.as_ref()];
    let is_printable = |text: &Vec<u8>| text.iter().all(|byte| (0x20..0x7f).contains(byte));
    let is_complete = uri.host.is_some() && uri.path.is_some();
    if is_complete && texts.into_iter().flatten().all(is_printable) {
        Ok(())
    } else {
        Err(INVALID)
    }
}

impl Talk<'_, '_> {
    /// Downloads a file: USER, PASS, TYPE, SIZE, PASV, RETR, each with its round trip.
    pub(crate) fn ftp(&mut self, uri: &Uri) -> Result<Arc<[u8]>, Failure> {
        // What the control connection does is not shown.
        self.mute(true);
        let host = uri.host.as_deref().unwrap_or_default();
        let address = self.resolve(host)?;
        let port = uri.port_number(21) as u16;
        let serves = |server: &ServerSpec| service(server, port).is_some();
        let control = self.connect(address, port, ServiceName::Ftp, serves)?;
        self.mute(false);
        let scenario = Arc::clone(&self.world.scenario);
        let Some(ftp) = service(&scenario.server[control.way.server], port) else {
            return Err(REFUSED.into());
        };
        // The greeting, USER and PASS.
        self.commands(&control, 3);
        if let Some(login) = &ftp.login {
            let user = uri.user.as_deref().unwrap_or(b"anonymous");
            let password = uri.password.as_deref().unwrap_or(b"ipxe@ipxe.org");
            if user != login.user.as_bytes() || password != login.password.as_bytes() {
                return Err(REFUSED.into());
            }
        }
        let data = self.ftp_file(ftp, uri);
        // TYPE, SIZE and PASV. A size that is refused is done without.
        self.commands(&control, 3);
        let mut channel = self.data_connection(&control, address)?;
        self.commands(&control, 1);
        let path = uri.path.as_deref().unwrap_or_default();
        let effect = self.upset(control.way.server, ServiceName::Ftp, path, true);
        match effect {
            Some(Effect::Silence) => return Err(Failure::Never),
            // That the control connection is closed is taken for the end of the file (`ftp_done`).
            Some(Effect::Close) => return Ok(Arc::default()),
            Some(Effect::Refuse | Effect::Reset) => return Err(RESET.into()),
            Some(Effect::Status) => return Err(REFUSED.into()),
            Some(Effect::Truncate | Effect::Delay) | None => {}
        }
        let data = data.ok_or(REFUSED)?;
        let length = data.len() as u64;
        let before = self.elapsed();
        self.advance(0, length);
        if effect.is_some() {
            // The server says on the control connection that something went wrong.
            self.receive(&mut channel, length / 2, Some(length));
            return Err(REFUSED.into());
        }
        self.receive(&mut channel, length, Some(length));
        self.note(NetEventKind::Note {
            text: format!(
                "FTP: {length} bytes in {:.1} ms over a connection of their own",
                self.elapsed().saturating_sub(before).as_secs_f64() * 1e3
            ),
        });
        // QUIT.
        self.commands(&control, 1);
        Ok(data)
    }

    fn commands(&mut self, control: &Connection, count: u32) {
        for _ in 0..count {
            self.request(control, LINE);
        }
    }

    fn data_connection(
        &mut self,
        control: &Connection,
        address: IpAddr,
    ) -> Result<Connection, Failure> {
        let index = control.way.server;
        let scenario = Arc::clone(&self.world.scenario);
        let serves = move |server: &ServerSpec| std::ptr::eq(server, &scenario.server[index]);
        self.connect(address, DATA_PORT, ServiceName::Ftp, serves)
    }

    fn ftp_file(&mut self, ftp: &FtpSpec, uri: &Uri) -> Option<Arc<[u8]>> {
        let path = uri.path.as_deref().unwrap_or_default();
        let files = Arc::clone(&self.world.files);
        match crate::tftp::file(ftp.root.as_deref(), &ftp.files, &*files, path) {
            Ok(data) => Some(data),
            Err(problem) => {
                if problem != FileProblem::Missing {
                    self.note(NetEventKind::Refused {
                        path: path.to_vec(),
                        reason: problem.to_string(),
                    });
                }
                None
            }
        }
    }
}

fn service(server: &ServerSpec, port: u16) -> Option<&FtpSpec> {
    let ftp = server.ftp.as_ref()?;
    (ftp.port.unwrap_or(21) == port).then_some(ftp)
}
