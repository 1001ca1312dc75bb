//! Chains of certificates, from one to its root of trust (`crypto/x509.c`, section "chain").

use ipxe_reference::{ErrorFile, ErrorId, Posix};

use super::{CertificateId, CertificateStore};
use crate::Build;

const UNTRUSTED: ErrorId = eacces(6);
const PATH_TOO_LONG: ErrorId = eacces(5);
const OUT_OF_ORDER: ErrorId = eacces(7);
const EMPTY: ErrorId = eacces(8);
const OCSP_REQUIRED: ErrorId = eacces(9);
const USELESS: ErrorId = eacces(0x0b);

const fn eacces(uniq: u8) -> ErrorId {
    ErrorId::new(Posix::Eacces, ErrorFile::X509, uniq)
}

/// Most links of a chain. iPXE has no limit but its memory, and goes round for ever where certificates name each
/// other as their issuers.
const MAX_LINKS: usize = 100;

/// The roots of trust (`crypto/rootcert.c`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// SHA-256 fingerprints of the certificates that are trusted.
    pub fingerprints: Vec<[u8; 32]>,
}

impl Default for Root {
    /// The root of iPXE's own certificate authority.
    fn default() -> Self {
        Self {
            fingerprints: vec![[
                0x9f, 0xaf, 0x71, 0x7b, 0x7f, 0x8c, 0xa2, 0xf9, 0x3c, 0x25, 0x6c, 0x79, 0xf8, 0xac,
                0x55, 0x91, 0x89, 0x5d, 0x66, 0xd1, 0xff, 0x3b, 0xee, 0x63, 0x97, 0xa7, 0x0d, 0x29,
                0xc6, 0x5e, 0xed, 0x1a,
            ]],
        }
    }
}

/// A chain of certificates, the first issued by the second, and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chain {
    pub links: Vec<Link>,
}

/// A certificate of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub certificate: CertificateId,
    /// Cross-signed certificates have been looked for.
    pub crossed: bool,
}

impl Chain {
    pub(super) fn push(&mut self, certificate: CertificateId) {
        self.links.push(Link {
            certificate,
            crossed: false,
        });
    }

    pub(super) fn first(&self) -> Option<CertificateId> {
        self.links.first().map(|link| link.certificate)
    }

    /// Appends the issuer of the last certificate, its issuer, and so on, as far as they are known
    /// (`x509_auto_append`). They are looked for in `among` or, without it, in the whole store.
    pub(super) fn append_issuers(
        &mut self,
        store: &mut CertificateStore,
        among: Option<&[CertificateId]>,
    ) -> Result<(), ErrorId> {
        let mut last = self.links.last().ok_or(EMPTY)?.certificate;
        while self.links.len() < MAX_LINKS
            && let Some(stored) = store.get(last)
        {
            let issuer = stored.certificate.issuer.clone();
            let found = match among {
                None => store.find(|known| known.subject == issuer),
                Some(among) => among.iter().copied().find(|&id| {
                    let known = store.get(id);
                    known.is_some_and(|known| known.certificate.subject == issuer)
                }),
            };
            match found {
                Some(found) if found != last => {
                    self.push(found);
                    last = found;
                }
                _ => break,
            }
        }
        Ok(())
    }

    /// Finds a certificate that a root of trust vouches for, and goes back from it to the first one
    /// (`x509_validate_chain`).
    pub(super) fn validate(
        &mut self,
        store: &mut CertificateStore,
        root: &Root,
        time: i64,
        build: &Build,
    ) -> Result<(), ErrorId> {
        self.append_issuers(store, None)?;
        let anchor = self
            .links
            .iter()
            .position(|link| validate(store, link.certificate, None, root, time, build).is_ok());
        let anchor = anchor.ok_or(USELESS)?;
        for at in (0..anchor).rev() {
            let issuer = self.links[at + 1].certificate;
            let certificate = self.links[at].certificate;
            validate(store, certificate, Some(issuer), root, time, build)?;
        }
        Ok(())
    }
}

/// Validates a certificate by a root of trust, or by its issuer (`x509_validate`). What has been valid once stays so.
fn validate(
    store: &mut CertificateStore,
    id: CertificateId,
    issuer: Option<CertificateId>,
    root: &Root,
    time: i64,
    build: &Build,
) -> Result<(), ErrorId> {
    let stored = store.get(id).ok_or(USELESS)?;
    if stored.is_valid() {
        return Ok(());
    }
    let certificate = &stored.certificate;
    certificate.check_time(time)?;
    let path_length = certificate.extensions.path_length;
    let own_length = path_length.wrapping_add(1);
    let fingerprint = certificate.sha256_fingerprint();
    let is_root = root
        .fingerprints
        .iter()
        .any(|known| known[..] == *fingerprint);
    let length = if is_root {
        own_length
    } else {
        let issuer = issuer.ok_or(UNTRUSTED)?;
        let issuer = store.get(issuer).ok_or(USELESS)?;
        let remaining = issuer.valid.ok_or(OUT_OF_ORDER)?;
        certificate.check_issuer(&issuer.certificate, build)?;
        let remaining = remaining.checked_sub(1).ok_or(PATH_TOO_LONG)?;
        let checks_ocsp = build.has_option("OCSP_CHECK");
        if checks_ocsp && !certificate.extensions.ocsp_uri.is_empty() {
            return Err(OCSP_REQUIRED);
        }
        own_length.min(remaining)
    };
    if let Some(stored) = store.get_mut(id) {
        stored.valid = Some(length);
    }
    Ok(())
}
