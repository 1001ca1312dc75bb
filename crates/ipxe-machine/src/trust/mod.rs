//! Certificates and signed or encrypted messages (`crypto/x509.c`, `crypto/certstore.c`, `crypto/cms.c`,
//! `net/validator.c`).
//!
//! iPXE reads ASN.1 in its own forgiving way, with error numbers of its own, and so does this. The arithmetic comes
//! from crates.
//!
//! One thing is refused that iPXE does: no OCSP responder is asked. A certificate that names one does not become
//! valid, with the error that iPXE has for a check that is still required.

mod algorithm;
mod asn1;
mod certificate;
mod chain;
mod decrypt;
mod extensions;
mod image_objects;
mod message;
mod name;
mod public_key;
mod store;
mod validator;

pub use certificate::Certificate;
pub use chain::Root;
pub(crate) use decrypt::Decrypted;
pub use image_objects::image_asn1;
pub use message::Message;
pub use store::{CertificateId, CertificateStore, StoredCertificate};
pub use validator::Validator;

/// Objects cannot be read from an image of this type.
const NO_OBJECTS: ipxe_reference::ErrorId = ipxe_reference::ErrorId::new(
    ipxe_reference::Posix::Enotsup,
    ipxe_reference::ErrorFile::Asn1,
    0,
);
