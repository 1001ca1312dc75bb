//! X.509 certificates (`crypto/x509.c`).

use ipxe_reference::{ErrorFile, ErrorId, Posix};

use super::algorithm::{Algorithms, Digest, PublicKey};
use super::asn1::{Cursor, tag};
use super::extensions::{Extensions, OID_COMMON_NAME};
use super::public_key;
use crate::Build;

const BAD_VERSION: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::X509, 6);
const WRONG_ISSUER: ErrorId = eacces(1);
const NOT_A_CA: ErrorId = eacces(2);
const WRONG_USAGE: ErrorId = eacces(3);
const EXPIRED: ErrorId = eacces(4);
const OTHER_ALGORITHM: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::X509, 4);

const fn eacces(uniq: u8) -> ErrorId {
    ErrorId::new(Posix::Eacces, ErrorFile::X509, uniq)
}

/// How wrong the clock may be, in seconds (`config/crypto.h: TIMESTAMP_ERROR_MARGIN`).
const ERROR_MARGIN: i64 = (12 * 60 + 30) * 60;

/// A certificate, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// All of it.
    pub(super) raw: Vec<u8>,
    /// What is signed.
    tbs: Vec<u8>,
    pub(super) serial: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) subject: Vec<u8>,
    /// The common name; empty if there is none.
    pub(super) common_name: Vec<u8>,
    /// From when on it is valid, in seconds since 1970.
    not_before: i64,
    /// Until when it is valid, in seconds since 1970.
    not_after: i64,
    /// The public key with its algorithm.
    pub(super) public_key: Vec<u8>,
    key_algorithm: PublicKey,
    pub(super) signature_algorithm: (PublicKey, Digest),
    signature: Vec<u8>,
    pub(super) extensions: Extensions,
}

impl Certificate {
    /// Reads a certificate (`x509_parse`).
    ///
    /// # Errors
    /// Where it is malformed, or needs what the build does not have.
    pub fn parse(raw: &[u8], build: &Build) -> Result<Self, ErrorId> {
        let algorithms = Algorithms(build);
        let mut outer = Cursor::new(raw).entered(tag::SEQUENCE);
        let tbs = outer.shrunk();
        let mut cursor = tbs.entered(tag::SEQUENCE);
        if cursor.tag() == tag::explicit(0) {
            let version = cursor.entered(tag::explicit(0)).integer()?;
            if version < 0 {
                return Err(BAD_VERSION);
            }
            cursor.skip_any();
        }
        let mut serial = cursor;
        serial.shrink(tag::INTEGER)?;
        cursor.skip_any();
        algorithms.signature(cursor)?;
        cursor.skip_any();
        let mut issuer = cursor;
        issuer.shrink(tag::SEQUENCE)?;
        cursor.skip_any();
        let mut validity = cursor.entered(tag::SEQUENCE);
        let not_before = validity.generalized_time()?;
        validity.skip_any();
        let not_after = validity.generalized_time()?;
        cursor.skip_any();
        let subject = cursor.shrunk();
        let common_name = common_name(cursor)?;
        cursor.skip_any();
        let public_key = cursor.shrunk();
        let mut key = public_key.entered(tag::SEQUENCE);
        let key_algorithm = algorithms.public_key(key)?;
        key.skip_any();
        key.enter_bytes()?;
        cursor.skip_any();
        let extensions = Extensions::parse(cursor)?;
        outer.skip_any();
        let signature_algorithm = algorithms.signature(outer)?;
        outer.skip_any();
        let mut signature = outer;
        signature.enter_bytes()?;
        Ok(Self {
            raw: raw.to_vec(),
            tbs: tbs.data.to_vec(),
            serial: serial.data.to_vec(),
            issuer: issuer.data.to_vec(),
            subject: subject.data.to_vec(),
            common_name: common_name.to_vec(),
            not_before,
            not_after,
            public_key: public_key.data.to_vec(),
            key_algorithm,
            signature_algorithm,
            signature: signature.data.to_vec(),
            extensions,
        })
    }

    /// The SHA-1 digest of the certificate (`x509_fingerprint`).
    #[must_use]
    pub fn sha1_fingerprint(&self) -> String {
        let digest = Digest::Sha1.of(&self.raw);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The SHA-256 digest of the certificate, by which roots of trust are known.
    pub(super) fn sha256_fingerprint(&self) -> Vec<u8> {
        Digest::Sha256.of(&self.raw)
    }

    /// Whether it names itself as its issuer (`x509_is_self_signed`).
    pub(super) fn is_self_signed(&self) -> bool {
        self.issuer == self.subject
    }

    /// Whether it is valid at a time, in seconds since 1970 (`x509_check_time`).
    pub(super) fn check_time(&self, time: i64) -> Result<(), ErrorId> {
        let late = time.saturating_add(ERROR_MARGIN);
        let early = time.saturating_sub(ERROR_MARGIN);
        if self.not_before > late || self.not_after < early {
            return Err(EXPIRED);
        }
        Ok(())
    }

    /// Whether another certificate may have issued this one, and has signed it (`x509_check_issuer`).
    pub(super) fn check_issuer(&self, issuer: &Self, build: &Build) -> Result<(), ErrorId> {
        if self.issuer != issuer.subject {
            return Err(WRONG_ISSUER);
        }
        if !issuer.extensions.is_ca {
            return Err(NOT_A_CA);
        }
        if !issuer.extensions.may_sign_certificates() {
            return Err(WRONG_USAGE);
        }
        // `x509_check_signature`
        let (algorithm, digest) = self.signature_algorithm;
        if issuer.key_algorithm != algorithm {
            return Err(OTHER_ALGORITHM);
        }
        let key = &issuer.public_key;
        let value = digest.of(&self.tbs);
        let algorithms = Algorithms(build);
        public_key::verify(algorithms, algorithm, key, digest, &value, &self.signature)
    }
}

/// The first common name in a name (`x509_parse_common_name`).
fn common_name(name: Cursor<'_>) -> Result<&[u8], ErrorId> {
    let mut names = name.entered(tag::SEQUENCE);
    while !names.is_empty() {
        let mut value = names.entered(tag::SET).entered(tag::SEQUENCE);
        if value.entered(tag::OID).data == OID_COMMON_NAME.as_bytes() {
            value.skip_any();
            value.enter_any()?;
            return Ok(value.data);
        }
        names.skip_any();
    }
    Ok(&[])
}
