//! Basic authentication (`net/tcp/httpauth.c`, `net/tcp/httpbasic.c`).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ipxe_machine::ports::Host;
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::Uri;

use super::HttpResponse;
use crate::scenario::web::LoginSpec;

const NO_USER: ErrorId = ErrorId::new(Posix::Eacces, ErrorFile::Httpbasic, 1);

/// Whether the server asks for an authentication that iPXE can do here.
pub(crate) fn is_asked_for(host: &Host<'_>, response: &HttpResponse) -> bool {
    let offers = response
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case(b"WWW-Authenticate"));
    host.build.has_option("HTTP_AUTH_BASIC")
        && offers.into_iter().any(|(_, value)| {
            let end = value
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || *byte == b',')
                .unwrap_or(value.len());
            value[..end].eq_ignore_ascii_case(b"Basic")
        })
}

/// The header `Authorization` for the user and password of a URI (`http_basic_authenticate`).
pub(crate) fn authorization(uri: &Uri) -> Result<Vec<u8>, ErrorId> {
    let user = uri.user.as_deref().ok_or(NO_USER)?;
    let password = uri.password.as_deref().unwrap_or_default();
    Ok(basic(user, password))
}

fn basic(user: &[u8], password: &[u8]) -> Vec<u8> {
    let pair = [user, b":", password].concat();
    [b"Basic ", STANDARD.encode(pair).as_bytes()].concat()
}

/// Whether a request has the user name and the password that a server wants.
pub(crate) fn is_accepted(login: &LoginSpec, header: Option<&[u8]>) -> bool {
    header.is_some_and(|header| header == basic(login.user.as_bytes(), login.password.as_bytes()))
}
