//! Signed and encrypted messages (`crypto/cms.c`).

use const_oid::ObjectIdentifier;
use ipxe_reference::{ErrorFile, ErrorId, Posix};

use super::algorithm::{Algorithms, Cipher, Digest, PublicKey};
use super::asn1::{Cursor, tag};
use super::chain::Chain;
use super::public_key;
use super::{CertificateId, CertificateStore, Root};
use crate::Build;

const UNKNOWN_TYPE: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Cms, 1);
const NO_SUCH_CERTIFICATE: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::Cms, 0);
const NOT_SIGNED: ErrorId = ErrorId::new(Posix::Enotty, ErrorFile::Cms, 0);
const NO_SIGNING_CERTIFICATE: ErrorId = eacces(1);
const NO_CODE_SIGNING_CERTIFICATE: ErrorId = eacces(2);
const WRONG_NAME: ErrorId = eacces(4);
const NO_SIGNATURES: ErrorId = eacces(5);

const fn eacces(uniq: u8) -> ErrorId {
    ErrorId::new(Posix::Eacces, ErrorFile::Cms, uniq)
}

const OID_SIGNED: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const OID_ENVELOPED: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.3");
const OID_AUTH_ENVELOPED: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.23");

/// A message (`struct cms_message`).
#[derive(Clone, Debug)]
pub struct Message {
    /// Whether it is a signature.
    is_signature: bool,
    /// The last one comes first.
    pub(super) participants: Vec<Participant>,
    /// How the content is encrypted, with which initialisation vector.
    pub(super) cipher: Option<(Cipher, Vec<u8>)>,
    /// What authenticates the content.
    pub(super) mac: Vec<u8>,
}

/// A signer or recipient (`struct cms_participant`).
#[derive(Clone, Debug)]
pub(super) struct Participant {
    pub chain: Chain,
    digest: Option<Digest>,
    pub algorithm: PublicKey,
    /// The signature or the encrypted key.
    pub value: Vec<u8>,
}

impl Message {
    /// Reads a message. Its certificates are added to the store (`cms_parse`).
    ///
    /// # Errors
    /// Where it is malformed, or needs what the build does not have.
    pub fn parse(raw: &[u8], store: &mut CertificateStore, build: &Build) -> Result<Self, ErrorId> {
        let mut cursor = Cursor::new(raw).shrunk().entered(tag::SEQUENCE);
        let kind = cursor.entered(tag::OID).data;
        let is_signature = kind == OID_SIGNED.as_bytes();
        let is_enveloped = [OID_ENVELOPED, OID_AUTH_ENVELOPED]
            .iter()
            .any(|known| known.as_bytes() == kind);
        if !is_signature && !is_enveloped {
            return Err(UNKNOWN_TYPE);
        }
        cursor.skip_any();
        let content = cursor.entered(tag::explicit(0));
        let mut reader = Reader {
            store,
            algorithms: Algorithms(build),
            certificates: is_signature.then(Vec::new),
        };
        if is_signature {
            reader.signed(content)
        } else {
            reader.enveloped(content)
        }
    }

    /// How many signers or recipients there are.
    #[must_use]
    pub fn participant_count(&self) -> usize {
        self.participants.len()
    }

    /// Chains of the participants, to complete.
    pub(super) fn chain_mut(&mut self, index: usize) -> Option<&mut Chain> {
        self.participants
            .get_mut(index)
            .map(|participant| &mut participant.chain)
    }

    /// Verifies the signatures of all signers, or of those of a name (`cms_verify`).
    ///
    /// # Errors
    /// Where there is none, or where one does not hold.
    pub fn verify(
        &mut self,
        data: &[u8],
        name: Option<&[u8]>,
        time: i64,
        store: &mut CertificateStore,
        root: &Root,
        build: &Build,
    ) -> Result<(), ErrorId> {
        if !self.is_signature {
            return Err(NOT_SIGNED);
        }
        let mut count = 0;
        for signer in &mut self.participants {
            let first = signer.chain.first().and_then(|id| store.get(id));
            let has_name = |name| first.is_some_and(|first| first.certificate.has_name(name));
            if name.is_some_and(|name| !has_name(name)) {
                continue;
            }
            signer.verify(data, time, store, root, build)?;
            count += 1;
        }
        match (count, name) {
            (0, Some(_)) => Err(WRONG_NAME),
            (0, None) => Err(NO_SIGNATURES),
            _ => Ok(()),
        }
    }
}

impl Participant {
    /// `cms_verify_signer`
    fn verify(
        &mut self,
        data: &[u8],
        time: i64,
        store: &mut CertificateStore,
        root: &Root,
        build: &Build,
    ) -> Result<(), ErrorId> {
        self.chain.validate(store, root, time, build)?;
        let first = self.chain.first().and_then(|id| store.get(id));
        let certificate = &first.ok_or(NO_SUCH_CERTIFICATE)?.certificate;
        if !certificate.extensions.may_sign() {
            return Err(NO_SIGNING_CERTIFICATE);
        }
        if !certificate.extensions.signs_code {
            return Err(NO_CODE_SIGNING_CERTIFICATE);
        }
        let digest = self.digest.ok_or(NOT_SIGNED)?;
        let value = digest.of(data);
        public_key::verify(
            Algorithms(build),
            self.algorithm,
            &certificate.public_key,
            digest,
            &value,
            &self.value,
        )
    }
}

/// Reads messages.
struct Reader<'r> {
    store: &'r mut CertificateStore,
    algorithms: Algorithms<'r>,
    /// The certificates that a signature brings along; an envelope brings none.
    certificates: Option<Vec<CertificateId>>,
}

impl Reader<'_> {
    /// `cms_parse_signed`
    fn signed(&mut self, content: Cursor<'_>) -> Result<Message, ErrorId> {
        let mut cursor = content.entered(tag::SEQUENCE);
        cursor.skip(tag::INTEGER);
        cursor.skip(tag::SET);
        cursor.skip(tag::SEQUENCE);
        let mut list = cursor.entered(tag::explicit(0));
        let mut certificates = Vec::new();
        while !list.is_empty() {
            certificates.push(self.store.add(list.data, self.algorithms.0)?);
            list.skip_any();
        }
        self.certificates = Some(certificates);
        cursor.skip_any();
        cursor.skip_if_exists(tag::explicit(1));
        Ok(Message {
            is_signature: true,
            participants: self.participants(cursor)?,
            cipher: None,
            mac: Vec::new(),
        })
    }

    /// `cms_parse_enveloped`
    fn enveloped(&mut self, content: Cursor<'_>) -> Result<Message, ErrorId> {
        let mut cursor = content.entered(tag::SEQUENCE);
        cursor.skip(tag::INTEGER);
        cursor.skip_if_exists(tag::implicit(0));
        let participants = self.participants(cursor)?;
        cursor.skip_any();
        let mut encrypted = cursor.entered(tag::SEQUENCE);
        encrypted.skip(tag::OID);
        let (cipher, vector) = self.algorithms.cipher(encrypted)?;
        cursor.skip_any();
        cursor.skip_if_exists(tag::implicit(1));
        let mut mac = Cursor::default();
        if cipher == Cipher::AesGcm {
            mac = cursor;
            mac.enter(tag::OCTET_STRING)?;
        }
        Ok(Message {
            is_signature: false,
            participants,
            cipher: Some((cipher, vector.data.to_vec())),
            mac: mac.data.to_vec(),
        })
    }

    /// `cms_parse_participants`
    fn participants(&mut self, cursor: Cursor<'_>) -> Result<Vec<Participant>, ErrorId> {
        let mut list = cursor.entered(tag::SET);
        let mut participants = Vec::new();
        while !list.is_empty() {
            participants.push(self.participant(list)?);
            list.skip_any();
        }
        participants.reverse();
        Ok(participants)
    }

    /// `cms_parse_participant`
    fn participant(&mut self, cursor: Cursor<'_>) -> Result<Participant, ErrorId> {
        let mut cursor = cursor.entered(tag::SEQUENCE);
        cursor.skip(tag::INTEGER);
        let chain = self.chain(cursor)?;
        cursor.skip_any();
        let mut digest = None;
        if self.certificates.is_some() {
            digest = Some(self.algorithms.digest(cursor)?);
            cursor.skip_any();
            cursor.skip_if_exists(tag::explicit(0));
        }
        let algorithm = self.algorithms.public_key(cursor)?;
        cursor.skip_any();
        cursor.enter(tag::OCTET_STRING)?;
        Ok(Participant {
            chain,
            digest,
            algorithm,
            value: cursor.data.to_vec(),
        })
    }

    /// The certificate that issuer and serial number name, with its issuers (`cms_parse_identifier`).
    fn chain(&mut self, cursor: Cursor<'_>) -> Result<Chain, ErrorId> {
        let mut cursor = cursor.entered(tag::SEQUENCE);
        let mut issuer = cursor;
        issuer.shrink(tag::SEQUENCE)?;
        cursor.skip_any();
        let mut serial = cursor;
        serial.shrink(tag::INTEGER)?;
        let is_wanted =
            |known: &super::Certificate| known.issuer == issuer.data && known.serial == serial.data;
        let mut chain = Chain::default();
        let found = match &self.certificates {
            Some(certificates) => {
                let wanted = |id: &CertificateId| {
                    let known = self.store.get(*id);
                    known.is_some_and(|known| is_wanted(&known.certificate))
                };
                let found = certificates.iter().copied().find(wanted);
                Some(found.ok_or(NO_SUCH_CERTIFICATE)?)
            }
            None => self.store.find(is_wanted),
        };
        if let Some(found) = found {
            chain.push(found);
            chain.append_issuers(self.store, self.certificates.as_deref())?;
        }
        Ok(chain)
    }
}
