//! Decryption of images (`crypto/cms.c: cms_decrypt`).

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{AeadInOut, KeyInit};
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use ipxe_reference::{ErrorFile, ErrorId, Posix};

use super::algorithm::{Algorithms, Cipher};
use super::{CertificateStore, Message, public_key};
use crate::Build;

const NO_RECIPIENTS: ErrorId = eacces(6);
const BAD_LENGTH: ErrorId = eacces(7);
const BAD_PADDING: ErrorId = eacces(8);
const BAD_MAC: ErrorId = eacces(9);
const BAD_KEY: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Aes, 0);

const fn eacces(uniq: u8) -> ErrorId {
    ErrorId::new(Posix::Eacces, ErrorFile::Cms, uniq)
}

/// Length of a block in bytes.
const BLOCK: usize = 16;

/// Data that could or could not be decrypted.
pub(crate) enum Decrypted {
    /// The plain text.
    Plain(Vec<u8>),
    /// Decryption was begun, but what came out is wrong.
    Damaged(ErrorId),
}

impl Message {
    /// Decrypts data with a private key.
    ///
    /// # Errors
    /// Where decryption cannot even be begun.
    pub(crate) fn decrypt(
        &self,
        data: &[u8],
        private_key: &[u8],
        store: &mut CertificateStore,
        build: &Build,
    ) -> Result<Decrypted, ErrorId> {
        let is_cbc = matches!(self.cipher, Some((Cipher::AesCbc, _)));
        if is_cbc && !data.len().is_multiple_of(BLOCK) {
            return Err(BAD_LENGTH);
        }
        let key = self.cipher_key(private_key, store, build)?;
        if ![16, 24, 32].contains(&key.len()) {
            return Err(BAD_KEY);
        }
        let (cipher, vector) = self.cipher.as_ref().ok_or(NO_RECIPIENTS)?;
        let plain = match cipher {
            Cipher::AesCbc => decrypt_cbc(&key, vector, data),
            Cipher::AesGcm => decrypt_gcm(&key, vector, &self.mac, data),
        };
        Ok(plain.map_or_else(Decrypted::Damaged, Decrypted::Plain))
    }

    /// The key of the content, which is encrypted for the owner of the private key (`cms_cipher_key`).
    fn cipher_key(
        &self,
        private_key: &[u8],
        store: &mut CertificateStore,
        build: &Build,
    ) -> Result<Vec<u8>, ErrorId> {
        let algorithms = Algorithms(build);
        let own = store.find(|known| {
            let (algorithm, _) = known.signature_algorithm;
            public_key::matches(algorithms, algorithm, private_key, &known.public_key)
        });
        let own = own.ok_or(NO_RECIPIENTS)?;
        let mut recipients = self.participants.iter();
        let recipient = recipients.find(|recipient| recipient.chain.first() == Some(own));
        let recipient = recipient.ok_or(NO_RECIPIENTS)?;
        public_key::decrypt(
            algorithms,
            recipient.algorithm,
            private_key,
            &recipient.value,
        )
    }
}

/// Decrypts whole blocks and takes the padding away (`cms_verify_padding`).
fn decrypt_cbc(key: &[u8], vector: &[u8], data: &[u8]) -> Result<Vec<u8>, ErrorId> {
    fn run<M: BlockModeDecrypt + KeyIvInit>(
        key: &[u8],
        vector: &[u8],
        data: &mut [u8],
    ) -> Result<(), ErrorId> {
        let mut mode = M::new_from_slices(key, vector).map_err(|_| BAD_KEY)?;
        let (blocks, _) = cbc::cipher::Array::slice_as_chunks_mut(data);
        mode.decrypt_blocks(blocks);
        Ok(())
    }
    let mut plain = data.to_vec();
    match key.len() {
        16 => run::<cbc::Decryptor<aes::Aes128>>(key, vector, &mut plain)?,
        24 => run::<cbc::Decryptor<aes::Aes192>>(key, vector, &mut plain)?,
        _ => run::<cbc::Decryptor<aes::Aes256>>(key, vector, &mut plain)?,
    }
    let last = &plain[plain.len().saturating_sub(BLOCK)..];
    let length = last.last().map_or(0, |&length| usize::from(length));
    if length == 0 || length > last.len() {
        return Err(BAD_PADDING);
    }
    let padding = &last[last.len() - length..];
    if padding.iter().any(|&byte| usize::from(byte) != length) {
        return Err(BAD_PADDING);
    }
    plain.truncate(plain.len() - length);
    Ok(plain)
}

/// Decrypts what has an authentication tag. The nonce has the usual length of 12 bytes; with another one, which iPXE
/// would take too, nothing can be decrypted.
fn decrypt_gcm(key: &[u8], nonce: &[u8], mac: &[u8], data: &[u8]) -> Result<Vec<u8>, ErrorId> {
    fn run<M: AeadInOut + KeyInit>(
        key: &[u8],
        nonce: &[u8],
        mac: &[u8],
        data: &mut [u8],
    ) -> Option<()> {
        let mode = M::new_from_slice(key).ok()?;
        let nonce = nonce.try_into().ok()?;
        let mac = mac.try_into().ok()?;
        mode.decrypt_inout_detached(nonce, b"", data.into(), mac)
            .ok()
    }
    let mut plain = data.to_vec();
    let authentic = match key.len() {
        16 => run::<AesGcm<aes::Aes128, U12>>(key, nonce, mac, &mut plain),
        24 => run::<AesGcm<aes::Aes192, U12>>(key, nonce, mac, &mut plain),
        _ => run::<AesGcm<aes::Aes256, U12>>(key, nonce, mac, &mut plain),
    };
    authentic.map(|()| plain).ok_or(BAD_MAC)
}
