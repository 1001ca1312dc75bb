//! Extensions of certificates (`crypto/x509.c: x509_parse_extensions`).

use const_oid::ObjectIdentifier;
use ipxe_reference::{ErrorFile, ErrorId, Posix};

use super::asn1::{Cursor, tag};

const UNSUPPORTED: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::X509, 2);
const BAD_PATH_LENGTH: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::X509, 0);

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub(super) const OID_COMMON_NAME: ObjectIdentifier = oid("2.5.4.3");
const OID_KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
const OID_SUBJECT_ALT_NAME: ObjectIdentifier = oid("2.5.29.17");
const OID_BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
const OID_EXTENDED_KEY_USAGE: ObjectIdentifier = oid("2.5.29.37");
const OID_AUTHORITY_INFO_ACCESS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.1");
const OID_OCSP: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1");
const OID_CODE_SIGNING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.3");

/// A URI among general names (`include/ipxe/x509.h: X509_GENERAL_NAME_URI`).
const NAME_URI: u8 = tag::implicit(6);
/// Key usages (`include/ipxe/x509.h: enum x509_key_usage_bits`).
const DIGITAL_SIGNATURE: u32 = 0x80;
const KEY_CERT_SIGN: u32 = 0x04;
/// No limit to the length of a path (`include/ipxe/x509.h: X509_PATH_LEN_UNLIMITED`).
const UNLIMITED: u32 = u32::MAX - 1;

/// What the extensions of a certificate say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extensions {
    /// It may issue certificates.
    pub is_ca: bool,
    /// How many further issuers there may be below it.
    pub path_length: u32,
    /// What its key may be used for, if that is limited.
    key_usage: Option<u32>,
    /// It may sign code.
    pub signs_code: bool,
    /// Who tells whether it has been revoked; empty if nobody does.
    pub ocsp_uri: Vec<u8>,
    /// Its other names.
    pub alternative_names: Vec<u8>,
}

impl Extensions {
    /// Reads the extensions, if there are any.
    pub(super) fn parse(cursor: Cursor<'_>) -> Result<Self, ErrorId> {
        let mut extensions = Self::default();
        let mut list = cursor.entered(tag::explicit(3)).entered(tag::SEQUENCE);
        while !list.is_empty() {
            extensions.parse_one(list)?;
            list.skip_any();
        }
        Ok(extensions)
    }

    pub(super) fn may_sign(&self) -> bool {
        self.key_usage.unwrap_or(0) & DIGITAL_SIGNATURE != 0
    }

    pub(super) fn may_sign_certificates(&self) -> bool {
        self.key_usage
            .is_none_or(|usage| usage & KEY_CERT_SIGN != 0)
    }

    /// `x509_parse_extension`
    fn parse_one(&mut self, cursor: Cursor<'_>) -> Result<(), ErrorId> {
        let mut cursor = cursor.entered(tag::SEQUENCE);
        let oid = cursor.entered(tag::OID).data;
        cursor.skip_any();
        let mut is_critical = false;
        if cursor.tag() == tag::BOOLEAN {
            is_critical = cursor.boolean()?;
            cursor.skip_any();
        }
        let parse = [
            (
                OID_BASIC_CONSTRAINTS,
                Self::basic_constraints as fn(&mut Self, Cursor<'_>) -> _,
            ),
            (OID_KEY_USAGE, Self::key_usage),
            (OID_EXTENDED_KEY_USAGE, Self::extended_key_usage),
            (OID_AUTHORITY_INFO_ACCESS, Self::authority_info_access),
            (OID_SUBJECT_ALT_NAME, Self::subject_alt_name),
        ];
        let known = parse.iter().find(|(known, _)| known.as_bytes() == oid);
        let Some((_, parse)) = known else {
            return if is_critical {
                Err(UNSUPPORTED)
            } else {
                Ok(())
            };
        };
        cursor.enter(tag::OCTET_STRING)?;
        parse(self, cursor)
    }

    /// `x509_parse_basic_constraints`
    fn basic_constraints(&mut self, cursor: Cursor<'_>) -> Result<(), ErrorId> {
        let mut cursor = cursor.entered(tag::SEQUENCE);
        self.is_ca = false;
        if cursor.tag() == tag::BOOLEAN {
            self.is_ca = cursor.boolean()?;
            cursor.skip_any();
        }
        if !self.is_ca {
            return Ok(());
        }
        self.path_length = UNLIMITED;
        if cursor.tag() == tag::INTEGER {
            let length = cursor.integer()?;
            self.path_length = u32::try_from(length).map_err(|_| BAD_PATH_LENGTH)?;
        }
        Ok(())
    }

    /// `x509_parse_key_usage`
    fn key_usage(&mut self, mut cursor: Cursor<'_>) -> Result<(), ErrorId> {
        let usage = self.key_usage.insert(0);
        cursor.enter_bits()?;
        for (index, &byte) in cursor.data.iter().take(4).enumerate() {
            *usage |= u32::from(byte) << (8 * index);
        }
        Ok(())
    }

    /// `x509_parse_extended_key_usage`
    fn extended_key_usage(&mut self, cursor: Cursor<'_>) -> Result<(), ErrorId> {
        let mut list = cursor.entered(tag::SEQUENCE);
        while !list.is_empty() {
            let mut purpose = list;
            purpose.enter(tag::OID)?;
            self.signs_code |= purpose.data == OID_CODE_SIGNING.as_bytes();
            list.skip_any();
        }
        Ok(())
    }

    /// `x509_parse_authority_info_access`
    fn authority_info_access(&mut self, cursor: Cursor<'_>) -> Result<(), ErrorId> {
        let mut list = cursor.entered(tag::SEQUENCE);
        while !list.is_empty() {
            let mut access = list.entered(tag::SEQUENCE);
            let is_ocsp = access.entered(tag::OID).data == OID_OCSP.as_bytes();
            access.skip_any();
            if is_ocsp {
                access.enter(NAME_URI)?;
                self.ocsp_uri = access.data.to_vec();
            }
            list.skip_any();
        }
        Ok(())
    }

    /// `x509_parse_subject_alt_name`
    fn subject_alt_name(&mut self, mut cursor: Cursor<'_>) -> Result<(), ErrorId> {
        cursor.enter(tag::SEQUENCE)?;
        self.alternative_names = cursor.data.to_vec();
        Ok(())
    }
}
