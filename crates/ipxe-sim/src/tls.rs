//! TLS as far as it takes time or fails (`net/tls.c`, `net/validator.c`, `crypto/x509.c`).

use std::time::Duration;

use ipxe_reference::{ErrorFile, ErrorId, Posix};

use crate::net::{Connection, Failure, Talk};
use crate::scenario::web::Certificate;

/// No certificate of the chain leads to one that is trusted.
pub(crate) const UNTRUSTED: ErrorId = ErrorId::new(Posix::Eacces, ErrorFile::X509, 0x0b);
const EXPIRED: ErrorId = ErrorId::new(Posix::Eacces, ErrorFile::X509, 0x04);
const WRONG_NAME: ErrorId = ErrorId::new(Posix::Eacces, ErrorFile::X509, 0x0a);
/// What is left of a handshake when the server speaks something else.
const NOT_TLS: ErrorId = ErrorId::new(Posix::Epipe, ErrorFile::Httpcore, 0);

/// Time that iPXE takes to compute with keys of usual length.
const COMPUTATION: Duration = Duration::from_millis(100);
/// Bytes of a usual certificate chain and the rest of the handshake.
const HANDSHAKE: u64 = 5000;

impl Talk<'_, '_> {
    /// Shakes hands: two round trips (TLS 1.2), and the computation.
    ///
    /// Cross-signed certificates, which iPXE looks for at `ca.ipxe.org`, are not to be had here.
    pub(crate) fn tls_handshake(&mut self, connection: &Connection) -> Result<(), Failure> {
        let scenario = std::sync::Arc::clone(&self.world.scenario);
        let server = &scenario.server[connection.way.server];
        let port = connection.port;
        let site = server
            .http
            .iter()
            .find(|site| site.tls && site.port.unwrap_or(443) == port);
        self.request(connection, HANDSHAKE);
        let Some(site) = site else {
            return Err(NOT_TLS.into());
        };
        let error = match site.certificate {
            Certificate::Trusted => {
                self.pass(COMPUTATION);
                self.request(connection, 0);
                return Ok(());
            }
            Certificate::Untrusted => UNTRUSTED,
            Certificate::Expired => EXPIRED,
            Certificate::WrongName => WRONG_NAME,
        };
        Err(error.into())
    }
}
