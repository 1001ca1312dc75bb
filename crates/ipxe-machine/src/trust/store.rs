//! The store of certificates (`crypto/certstore.c`).

use std::sync::Arc;

use ipxe_reference::ErrorId;

use super::Certificate;
use super::asn1::Cursor;
use crate::Build;

/// Identifies a certificate in the store for as long as the machine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateId(u32);

/// A certificate in the store, and what is known of it.
#[derive(Clone, Debug)]
pub struct StoredCertificate {
    /// The certificate.
    pub certificate: Arc<Certificate>,
    /// It was put there on purpose (`X509_FL_EXPLICIT`).
    pub explicit: bool,
    /// It is part of the build and stays (`X509_FL_PERMANENT`).
    pub permanent: bool,
    /// How many further issuers there may be below it, once it has been found valid.
    pub(super) valid: Option<u32>,
}

impl StoredCertificate {
    /// Whether a root of trust vouches for it (`x509_is_valid`).
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.valid.is_some()
    }
}

/// The certificates that were seen, the most recently used ones first.
#[derive(Clone, Debug, Default)]
pub struct CertificateStore {
    list: Vec<(CertificateId, StoredCertificate)>,
    next_id: u32,
}

impl CertificateStore {
    /// All certificates, in order.
    pub fn iter(&self) -> impl Iterator<Item = (CertificateId, &StoredCertificate)> {
        self.list.iter().map(|(id, stored)| (*id, stored))
    }

    /// A certificate, unless it has been removed.
    #[must_use]
    pub fn get(&self, id: CertificateId) -> Option<&StoredCertificate> {
        self.list
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, stored)| stored)
    }

    pub(crate) fn get_mut(&mut self, id: CertificateId) -> Option<&mut StoredCertificate> {
        self.list
            .iter_mut()
            .find(|(known, _)| *known == id)
            .map(|(_, stored)| stored)
    }

    /// Reads a certificate and stores it, unless it is there already (`crypto/x509.c: x509_certificate`). Only the
    /// first object of the data counts.
    ///
    /// # Errors
    /// Where it is malformed, or needs what the build does not have.
    pub fn add(&mut self, data: &[u8], build: &Build) -> Result<CertificateId, ErrorId> {
        let raw = Cursor::new(data).shrunk().data;
        if let Some(id) = self.find(|known| known.raw == raw) {
            return Ok(id);
        }
        let certificate = Arc::new(Certificate::parse(raw, build)?);
        let id = CertificateId(self.next_id);
        self.next_id += 1;
        let stored = StoredCertificate {
            certificate,
            explicit: false,
            permanent: false,
            valid: None,
        };
        self.list.insert(0, (id, stored));
        Ok(id)
    }

    /// Finds a certificate, which is the most recently used one then (`certstore_found`).
    pub(super) fn find(&mut self, wanted: impl Fn(&Certificate) -> bool) -> Option<CertificateId> {
        let mut list = self.list.iter();
        let at = list.position(|(_, stored)| wanted(&stored.certificate))?;
        self.list[..=at].rotate_right(1);
        self.list.first().map(|(id, _)| *id)
    }

    /// Removes a certificate that is not permanent (`certstore_del`).
    pub fn remove(&mut self, id: CertificateId) {
        self.list
            .retain(|(known, stored)| *known != id || stored.permanent);
    }
}
