//! RSA and ECDSA (`crypto/rsa.c`, `crypto/ecdsa.c`). The arithmetic is that of crates.

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use num_bigint::BigUint;
use p256::ecdsa::signature::hazmat::PrehashVerifier;

use super::algorithm::{Algorithms, Curve, Digest, PublicKey};
use super::asn1::{Cursor, tag};

const RSA_BAD: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Rsa, 0);
const RSA_LENGTH: ErrorId = ErrorId::new(Posix::Erange, ErrorFile::Rsa, 0);
const RSA_WRONG: ErrorId = ErrorId::new(Posix::Eacces, ErrorFile::Rsa, 1);
const EC_POINT_SIZE: ErrorId = ecdsa(1);
const EC_KEY_SIZE: ErrorId = ecdsa(2);
const EC_COMPRESSED: ErrorId = ecdsa(3);
const EC_INFINITY: ErrorId = ecdsa(4);
const EC_WRONG: ErrorId = ecdsa(5);
const EC_RANGE: ErrorId = ErrorId::new(Posix::Erange, ErrorFile::Ecdsa, 0);
const EC_NOT_ON_CURVE: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Weierstrass, 0);
const CANNOT_DECRYPT: ErrorId = ErrorId::new(Posix::Enotty, ErrorFile::CryptoNull, 0);

const fn ecdsa(uniq: u8) -> ErrorId {
    ErrorId::new(Posix::Einval, ErrorFile::Ecdsa, uniq)
}

/// Verifies the signature of a digest (`pubkey_verify`).
pub(super) fn verify(
    algorithms: Algorithms<'_>,
    algorithm: PublicKey,
    key: &[u8],
    digest: Digest,
    value: &[u8],
    signature: &[u8],
) -> Result<(), ErrorId> {
    match algorithm {
        PublicKey::Rsa => RsaKey::parse(algorithms, key)?.verify(digest, value, signature),
        PublicKey::Ecdsa => EcKey::parse(algorithms, key)?.verify(value, signature),
    }
}

/// Decrypts with a private key (`pubkey_decrypt`).
pub(super) fn decrypt(
    algorithms: Algorithms<'_>,
    algorithm: PublicKey,
    key: &[u8],
    encrypted: &[u8],
) -> Result<Vec<u8>, ErrorId> {
    match algorithm {
        PublicKey::Rsa => RsaKey::parse(algorithms, key)?.decrypt(encrypted),
        PublicKey::Ecdsa => Err(CANNOT_DECRYPT),
    }
}

/// Whether a private key belongs to a public one (`pubkey_match`).
pub(super) fn matches(
    algorithms: Algorithms<'_>,
    algorithm: PublicKey,
    private: &[u8],
    public: &[u8],
) -> bool {
    match algorithm {
        PublicKey::Rsa => {
            let modulus = |key| RsaKey::parse_numbers(algorithms, key).map(|(modulus, _)| modulus);
            modulus(private).is_ok_and(|private| modulus(public) == Ok(private))
        }
        PublicKey::Ecdsa => {
            let private = EcKey::parse(algorithms, private);
            private.is_ok_and(|private| EcKey::parse(algorithms, public) == Ok(private))
        }
    }
}

/// A public or private RSA key.
struct RsaKey {
    /// Length of the modulus in bytes.
    length: usize,
    modulus: BigUint,
    exponent: BigUint,
}

impl RsaKey {
    /// `rsa_init`
    fn parse(algorithms: Algorithms<'_>, key: &[u8]) -> Result<Self, ErrorId> {
        let (modulus, exponent) = Self::parse_numbers(algorithms, key)?;
        if modulus.first().is_none_or(|&first| first == 0) {
            return Err(RSA_BAD);
        }
        Ok(Self {
            length: modulus.len(),
            modulus: BigUint::from_bytes_be(modulus),
            exponent: BigUint::from_bytes_be(exponent),
        })
    }

    /// Modulus and exponent of a key in one of several forms (`rsa_parse_mod_exp`).
    fn parse_numbers<'k>(
        algorithms: Algorithms<'_>,
        key: &'k [u8],
    ) -> Result<(&'k [u8], &'k [u8]), ErrorId> {
        let mut cursor = Cursor::new(key).entered(tag::SEQUENCE);
        let is_private = cursor.tag() == tag::INTEGER;
        if is_private {
            cursor.skip_any();
            let algorithm = algorithms.algorithm(cursor);
            let is_wrapped = algorithm.is_ok_and(|algorithm| {
                algorithm.public_key == Some(PublicKey::Rsa) && algorithm.digest.is_none()
            });
            if is_wrapped {
                cursor.skip_any();
                cursor = cursor.entered(tag::OCTET_STRING).entered(tag::SEQUENCE);
                cursor.skip(tag::INTEGER);
            }
        } else {
            cursor.skip(tag::SEQUENCE);
            // What is wrong with it shows below.
            let _ = cursor.enter_bytes();
            cursor = cursor.entered(tag::SEQUENCE);
        }
        let mut modulus = cursor;
        modulus.enter_unsigned()?;
        cursor.skip_any();
        if is_private {
            cursor.skip(tag::INTEGER);
        }
        let mut exponent = cursor;
        exponent.enter_unsigned()?;
        Ok((modulus.data, exponent.data))
    }

    /// The other side of the key's operation, in as many bytes as the modulus has (`rsa_cipher`).
    fn cipher(&self, input: &[u8]) -> Vec<u8> {
        let output = BigUint::from_bytes_be(input).modpow(&self.exponent, &self.modulus);
        let bytes = output.to_bytes_be();
        let mut padded = vec![0; self.length.saturating_sub(bytes.len())];
        padded.extend(bytes);
        padded
    }

    /// `rsa_verify`
    fn verify(&self, digest: Digest, value: &[u8], signature: &[u8]) -> Result<(), ErrorId> {
        if signature.len() != self.length {
            return Err(RSA_LENGTH);
        }
        let info = digest_info(digest, value);
        let padding = self
            .length
            .checked_sub(3 + 8 + info.len())
            .ok_or(RSA_LENGTH)?
            + 8;
        let mut expected = vec![0x00, 0x01];
        expected.resize(2 + padding, 0xff);
        expected.push(0x00);
        expected.extend(info);
        if self.cipher(signature) == expected {
            Ok(())
        } else {
            Err(RSA_WRONG)
        }
    }

    /// `rsa_pkcs1_decrypt`
    fn decrypt(&self, encrypted: &[u8]) -> Result<Vec<u8>, ErrorId> {
        if encrypted.len() != self.length {
            return Err(RSA_LENGTH);
        }
        let encoded = self.cipher(encrypted);
        let padded = encoded.strip_prefix(&[0x00, 0x02]).ok_or(RSA_BAD)?;
        let end = memchr::memchr(0, padded).ok_or(RSA_BAD)?;
        Ok(padded[end + 1..].to_vec())
    }
}

/// A digest with its algorithm, as it is signed (RFC 8017, DigestInfo).
fn digest_info(digest: Digest, value: &[u8]) -> Vec<u8> {
    let object = |kind: u8, parts: &[&[u8]]| {
        let contents = parts.concat();
        [&[kind, contents.len() as u8], &*contents].concat()
    };
    let oid = object(tag::OID, &[digest.oid()]);
    let algorithm = object(tag::SEQUENCE, &[&oid, &[0x05, 0x00]]);
    let value = object(tag::OCTET_STRING, &[value]);
    object(tag::SEQUENCE, &[&algorithm, &value])
}

/// A key on an elliptic curve; of a private one too only the public point counts.
#[derive(Debug, PartialEq, Eq)]
struct EcKey {
    curve: Curve,
    /// The public point, uncompressed, with its first byte.
    point: Vec<u8>,
}

impl EcKey {
    /// `ecdsa_parse_key`
    fn parse(algorithms: Algorithms<'_>, key: &[u8]) -> Result<Self, ErrorId> {
        const UNCOMPRESSED: u8 = 0x04;
        let mut cursor = Cursor::new(key).entered(tag::SEQUENCE);
        let mut curve = Cursor::default();
        let mut private = None;
        if cursor.tag() == tag::INTEGER {
            cursor.skip_any();
            if cursor.tag() == tag::SEQUENCE {
                curve = cursor;
                cursor.skip_any();
                cursor = cursor.entered(tag::OCTET_STRING).entered(tag::SEQUENCE);
                cursor.skip(tag::INTEGER);
            }
            private = Some(cursor.entered(tag::OCTET_STRING).data);
            cursor.skip_any();
            if cursor.tag() == tag::explicit(0) {
                curve = cursor;
                // What is wrong with it shows when the curve is looked up.
                let _ = curve.enter_any();
                cursor.skip_any();
            }
            cursor = cursor.entered(tag::explicit(1));
        } else {
            curve = cursor;
            cursor.skip_any();
        }
        // What is wrong with it shows in its length.
        let _ = cursor.enter_bytes();
        let curve = algorithms.curve(curve)?;
        let size = curve.size();
        let point = cursor.data;
        if point.len() != 1 + 2 * size {
            return Err(EC_POINT_SIZE);
        }
        if point[0] != UNCOMPRESSED {
            return Err(EC_COMPRESSED);
        }
        if point[1..].iter().all(|&byte| byte == 0) {
            return Err(EC_INFINITY);
        }
        if private.is_some_and(|private| private.len() != size) {
            return Err(EC_KEY_SIZE);
        }
        let point = point.to_vec();
        Ok(Self { curve, point })
    }

    /// `ecdsa_verify`
    fn verify(&self, value: &[u8], signature: &[u8]) -> Result<(), ErrorId> {
        let size = self.curve.size();
        let mut cursor = Cursor::new(signature).entered(tag::SEQUENCE);
        let mut scalars = Vec::with_capacity(2 * size);
        for _ in 0..2 {
            let mut number = cursor;
            number.enter_unsigned()?;
            let missing = size.checked_sub(number.data.len()).ok_or(EC_KEY_SIZE)?;
            scalars.resize(scalars.len() + missing, 0);
            scalars.extend_from_slice(number.data);
            cursor.skip_any();
        }
        let (scalars, value) = (&scalars, &value[..value.len().min(size)]);
        match self.curve {
            Curve::P256 => {
                let signature = p256::ecdsa::Signature::from_slice(scalars);
                let signature = signature.map_err(|_| EC_RANGE)?;
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&self.point);
                let key = key.map_err(|_| EC_NOT_ON_CURVE)?;
                key.verify_prehash(value, &signature).map_err(|_| EC_WRONG)
            }
            Curve::P384 => {
                let signature = p384::ecdsa::Signature::from_slice(scalars);
                let signature = signature.map_err(|_| EC_RANGE)?;
                let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(&self.point);
                let key = key.map_err(|_| EC_NOT_ON_CURVE)?;
                key.verify_prehash(value, &signature).map_err(|_| EC_WRONG)
            }
        }
    }
}

impl Curve {
    /// Length of a number in bytes.
    const fn size(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }
}
