//! Algorithms and the object identifiers that name them (`crypto/asn1.c: asn1_algorithm`, `crypto/mishmash`).

use const_oid::ObjectIdentifier;
use ipxe_reference::{ErrorFile, ErrorId, Posix};
use sha2::Digest as _;

use super::asn1::{Cursor, tag};
use crate::Build;

const BAD_ALGORITHM: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Asn1, 6);
const UNSUPPORTED: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Asn1, 1);
const INAPPROPRIATE: ErrorId = ErrorId::new(Posix::Enotty, ErrorFile::Asn1, 1);
const BAD_CIPHER_PARAMETERS: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Asn1, 0);

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digest {
    Md4,
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512_224,
    Sha512_256,
}

impl Digest {
    pub(super) fn of(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Md4 => md4::Md4::digest(data).to_vec(),
            Self::Md5 => md5::Md5::digest(data).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(data).to_vec(),
            Self::Sha224 => sha2::Sha224::digest(data).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(data).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(data).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(data).to_vec(),
            Self::Sha512_224 => sha2::Sha512_224::digest(data).to_vec(),
            Self::Sha512_256 => sha2::Sha512_256::digest(data).to_vec(),
        }
    }

    /// The object identifier, as RSA signatures have it.
    pub(super) fn oid(self) -> &'static [u8] {
        let named = ALGORITHMS
            .iter()
            .find(|known| known.digest == Some(self) && known.public_key.is_none());
        named.map_or(&[], |known| known.oid.as_bytes())
    }
}

/// A public-key algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PublicKey {
    Rsa,
    Ecdsa,
}

/// A cipher, and the length of its keys in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cipher {
    AesCbc,
    AesGcm,
}

/// An elliptic curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
}

/// What an object identifier stands for.
#[derive(Debug)]
pub(super) struct Algorithm {
    oid: ObjectIdentifier,
    pub public_key: Option<PublicKey>,
    pub digest: Option<Digest>,
    pub cipher: Option<Cipher>,
    pub curve: Option<Curve>,
    /// The build options that it needs, all of them.
    options: &'static [&'static str],
}

const fn named(oid: &str, options: &'static [&'static str]) -> Algorithm {
    Algorithm {
        oid: ObjectIdentifier::new_unwrap(oid),
        public_key: None,
        digest: None,
        cipher: None,
        curve: None,
        options,
    }
}

const fn digest(oid: &str, digest: Digest, options: &'static [&'static str]) -> Algorithm {
    Algorithm {
        digest: Some(digest),
        ..named(oid, options)
    }
}

const fn signature(
    oid: &str,
    public_key: PublicKey,
    digest: Option<Digest>,
    options: &'static [&'static str],
) -> Algorithm {
    Algorithm {
        public_key: Some(public_key),
        digest,
        ..named(oid, options)
    }
}

const fn cipher(oid: &str, cipher: Cipher, options: &'static [&'static str]) -> Algorithm {
    Algorithm {
        cipher: Some(cipher),
        ..named(oid, options)
    }
}

const RSA: &str = "CRYPTO_PUBKEY_RSA";
const ECDSA: &str = "CRYPTO_PUBKEY_ECDSA";
const MD4: &str = "CRYPTO_DIGEST_MD4";
const MD5: &str = "CRYPTO_DIGEST_MD5";
const SHA1: &str = "CRYPTO_DIGEST_SHA1";
const SHA224: &str = "CRYPTO_DIGEST_SHA224";
const SHA256: &str = "CRYPTO_DIGEST_SHA256";
const SHA384: &str = "CRYPTO_DIGEST_SHA384";
const SHA512: &str = "CRYPTO_DIGEST_SHA512";
const CBC: &str = "CRYPTO_CIPHER_AES_CBC";
const GCM: &str = "CRYPTO_CIPHER_AES_GCM";

static ALGORITHMS: [Algorithm; 29] = {
    use PublicKey::{Ecdsa, Rsa};
    [
        signature("1.2.840.113549.1.1.1", Rsa, None, &[RSA]),
        signature("1.2.840.113549.1.1.4", Rsa, Some(Digest::Md5), &[RSA, MD5]),
        signature(
            "1.2.840.113549.1.1.5",
            Rsa,
            Some(Digest::Sha1),
            &[RSA, SHA1],
        ),
        signature(
            "1.2.840.113549.1.1.11",
            Rsa,
            Some(Digest::Sha256),
            &[RSA, SHA256],
        ),
        signature(
            "1.2.840.113549.1.1.12",
            Rsa,
            Some(Digest::Sha384),
            &[RSA, SHA384],
        ),
        signature(
            "1.2.840.113549.1.1.13",
            Rsa,
            Some(Digest::Sha512),
            &[RSA, SHA512],
        ),
        signature(
            "1.2.840.113549.1.1.14",
            Rsa,
            Some(Digest::Sha224),
            &[RSA, SHA224],
        ),
        signature("1.2.840.10045.2.1", Ecdsa, None, &[ECDSA]),
        signature(
            "1.2.840.10045.4.3.1",
            Ecdsa,
            Some(Digest::Sha224),
            &[ECDSA, SHA224],
        ),
        signature(
            "1.2.840.10045.4.3.2",
            Ecdsa,
            Some(Digest::Sha256),
            &[ECDSA, SHA256],
        ),
        signature(
            "1.2.840.10045.4.3.3",
            Ecdsa,
            Some(Digest::Sha384),
            &[ECDSA, SHA384],
        ),
        signature(
            "1.2.840.10045.4.3.4",
            Ecdsa,
            Some(Digest::Sha512),
            &[ECDSA, SHA512],
        ),
        digest("1.2.840.113549.2.4", Digest::Md4, &[MD4]),
        digest("1.2.840.113549.2.5", Digest::Md5, &[MD5]),
        digest("1.3.14.3.2.26", Digest::Sha1, &[SHA1]),
        digest("2.16.840.1.101.3.4.2.1", Digest::Sha256, &[SHA256]),
        digest("2.16.840.1.101.3.4.2.2", Digest::Sha384, &[SHA384]),
        digest("2.16.840.1.101.3.4.2.3", Digest::Sha512, &[SHA512]),
        digest("2.16.840.1.101.3.4.2.4", Digest::Sha224, &[SHA224]),
        digest(
            "2.16.840.1.101.3.4.2.5",
            Digest::Sha512_224,
            &["CRYPTO_DIGEST_SHA512_224"],
        ),
        digest(
            "2.16.840.1.101.3.4.2.6",
            Digest::Sha512_256,
            &["CRYPTO_DIGEST_SHA512_256"],
        ),
        cipher("2.16.840.1.101.3.4.1.2", Cipher::AesCbc, &[CBC]),
        cipher("2.16.840.1.101.3.4.1.22", Cipher::AesCbc, &[CBC]),
        cipher("2.16.840.1.101.3.4.1.42", Cipher::AesCbc, &[CBC]),
        cipher("2.16.840.1.101.3.4.1.6", Cipher::AesGcm, &[GCM]),
        cipher("2.16.840.1.101.3.4.1.26", Cipher::AesGcm, &[GCM]),
        cipher("2.16.840.1.101.3.4.1.46", Cipher::AesGcm, &[GCM]),
        Algorithm {
            curve: Some(Curve::P256),
            ..named("1.2.840.10045.3.1.7", &["CRYPTO_CURVE_P256"])
        },
        Algorithm {
            curve: Some(Curve::P384),
            ..named("1.3.132.0.34", &["CRYPTO_CURVE_P384"])
        },
    ]
};

/// The algorithms that a build has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Algorithms<'b>(pub &'b Build);

impl Algorithms<'_> {
    /// `asn1_find_algorithm`
    fn find(self, oid: &[u8]) -> Option<&'static Algorithm> {
        let built =
            |known: &&Algorithm| known.options.iter().all(|option| self.0.has_option(option));
        ALGORITHMS
            .iter()
            .find(|known| known.oid.as_bytes() == oid)
            .filter(built)
    }

    /// The algorithm of an algorithm identifier (`asn1_algorithm`).
    pub(super) fn algorithm(self, cursor: Cursor<'_>) -> Result<&'static Algorithm, ErrorId> {
        let mut contents = cursor.entered(tag::SEQUENCE);
        contents.enter(tag::OID).map_err(|_| BAD_ALGORITHM)?;
        self.find(contents.data).ok_or(UNSUPPORTED)
    }

    /// A public-key algorithm (`asn1_pubkey_algorithm`).
    pub(super) fn public_key(self, cursor: Cursor<'_>) -> Result<PublicKey, ErrorId> {
        self.algorithm(cursor)?.public_key.ok_or(INAPPROPRIATE)
    }

    /// A digest algorithm (`asn1_digest_algorithm`).
    pub(super) fn digest(self, cursor: Cursor<'_>) -> Result<Digest, ErrorId> {
        self.algorithm(cursor)?.digest.ok_or(INAPPROPRIATE)
    }

    /// A signature algorithm (`asn1_signature_algorithm`).
    pub(super) fn signature(self, cursor: Cursor<'_>) -> Result<(PublicKey, Digest), ErrorId> {
        let algorithm = self.algorithm(cursor)?;
        algorithm
            .public_key
            .zip(algorithm.digest)
            .ok_or(INAPPROPRIATE)
    }

    /// A cipher and its initialisation vector (`asn1_cipher_algorithm`).
    pub(super) fn cipher<'a>(self, cursor: Cursor<'a>) -> Result<(Cipher, Cursor<'a>), ErrorId> {
        const BLOCK: usize = 16;
        let mut vector = cursor.entered(tag::SEQUENCE);
        vector.skip_any();
        let cipher = self.algorithm(cursor)?.cipher;
        match cipher {
            Some(Cipher::AesCbc) => {
                vector = vector.entered(tag::OCTET_STRING);
                if vector.data.len() != BLOCK {
                    return Err(BAD_CIPHER_PARAMETERS);
                }
            }
            Some(Cipher::AesGcm) => {
                vector = vector.entered(tag::SEQUENCE);
                vector.enter(tag::OCTET_STRING)?;
            }
            None => {}
        }
        Ok((cipher.ok_or(INAPPROPRIATE)?, vector))
    }

    /// The curve of a key, be it named as such or as the parameter of an algorithm (`asn1_curve_algorithm`).
    pub(super) fn curve(self, cursor: Cursor<'_>) -> Result<Curve, ErrorId> {
        let is_wrapped = self.algorithm(cursor).is_ok_and(|algorithm| {
            algorithm.public_key == Some(PublicKey::Ecdsa) && algorithm.digest.is_none()
        });
        let mut curve = cursor;
        if is_wrapped {
            curve = cursor.entered(tag::SEQUENCE);
            curve.skip_any();
        }
        let curve = self.find(curve.entered(tag::OID).data).ok_or(UNSUPPORTED)?;
        curve.curve.ok_or(INAPPROPRIATE)
    }
}
