//! Reading ASN.1 (`crypto/asn1.c`).

use ipxe_reference::{ErrorFile, ErrorId, Posix};

const EMPTY: ErrorId = einval(1);
const LENGTH_OVERRUNS: ErrorId = einval(2);
const FIELD_OVERRUNS: ErrorId = einval(3);
const BAD_BOOLEAN: ErrorId = einval(4);
const BAD_INTEGER: ErrorId = einval(4);
const BAD_TIME: ErrorId = einval(5);
const BAD_BITS: ErrorId = einval(7);
const OTHER_TYPE: ErrorId = ErrorId::new(Posix::Enxio, ErrorFile::Asn1, 0);

const fn einval(uniq: u8) -> ErrorId {
    ErrorId::new(Posix::Einval, ErrorFile::Asn1, uniq)
}

/// Types of objects.
pub(super) mod tag {
    pub const END: u8 = 0x00;
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const OID: u8 = 0x06;
    pub const UTC_TIME: u8 = 0x17;
    pub const GENERALIZED_TIME: u8 = 0x18;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;

    pub const fn implicit(number: u8) -> u8 {
        0x80 | number
    }

    pub const fn explicit(number: u8) -> u8 {
        0xa0 | number
    }
}

/// A place in ASN.1 data. After most errors it is empty, so that what follows fails too: a caller may look at the
/// last result only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cursor<'a> {
    /// What is left.
    pub data: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(data: &'a [u8]) -> Self {
        Self { data }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    fn invalidate(&mut self) {
        self.data = &[];
    }

    /// The type of the object that is next (`asn1_type`).
    pub(super) fn tag(&self) -> u8 {
        self.data.first().copied().unwrap_or(tag::END)
    }

    /// Goes behind the header of an object and gives the length of its contents (`asn1_start`). Any type will do for
    /// `None`.
    fn start(&mut self, wanted: Option<u8>) -> Result<usize, ErrorId> {
        const LONG_FORM: u8 = 0x80;
        let &[found, first, ref rest @ ..] = self.data else {
            self.invalidate();
            return Err(EMPTY);
        };
        if wanted.is_some_and(|wanted| wanted != found) {
            return Err(OTHER_TYPE);
        }
        let (length, rest) = if first & LONG_FORM == 0 {
            (&self.data[1..2], rest)
        } else {
            match rest.split_at_checked(usize::from(first & !LONG_FORM)) {
                Some(parts) => parts,
                None => {
                    self.invalidate();
                    return Err(LENGTH_OVERRUNS);
                }
            }
        };
        // It is a 32-bit number, whatever its length.
        let length = length
            .iter()
            .fold(0u32, |length, &byte| length << 8 | u32::from(byte));
        let length = length as usize;
        if rest.len() < length {
            self.invalidate();
            return Err(FIELD_OVERRUNS);
        }
        self.data = rest;
        Ok(length)
    }

    /// Enters an object (`asn1_enter`).
    pub(super) fn enter(&mut self, wanted: u8) -> Result<(), ErrorId> {
        self.enter_if(Some(wanted))
    }

    /// Enters an object of whatever type (`asn1_enter_any`).
    pub(super) fn enter_any(&mut self) -> Result<(), ErrorId> {
        self.enter_if(None)
    }

    fn enter_if(&mut self, wanted: Option<u8>) -> Result<(), ErrorId> {
        match self.start(wanted) {
            Ok(length) => {
                self.data = &self.data[..length];
                Ok(())
            }
            Err(fault) => {
                self.invalidate();
                Err(fault)
            }
        }
    }

    /// The same object, entered; what is wrong with it shows later.
    pub(super) fn entered(mut self, wanted: u8) -> Self {
        let _ = self.enter(wanted);
        self
    }

    /// Skips an object if there is one of the type (`asn1_skip_if_exists`).
    pub(super) fn skip_if_exists(&mut self, wanted: u8) {
        if let Ok(length) = self.start(Some(wanted)) {
            self.data = &self.data[length..];
        }
    }

    /// Skips an object of the type (`asn1_skip`). A failure leaves nothing to be read.
    pub(super) fn skip(&mut self, wanted: u8) {
        self.skip_if(Some(wanted));
    }

    /// Skips an object (`asn1_skip_any`). A failure leaves nothing to be read.
    pub(super) fn skip_any(&mut self) {
        self.skip_if(None);
    }

    fn skip_if(&mut self, wanted: Option<u8>) {
        match self.start(wanted) {
            Ok(length) => self.data = &self.data[length..],
            Err(_) => self.invalidate(),
        }
    }

    /// Leaves the first object only, with its header (`asn1_shrink`).
    pub(super) fn shrink(&mut self, wanted: u8) -> Result<(), ErrorId> {
        self.shrink_if(Some(wanted))
    }

    /// Leaves the first object only, whatever its type (`asn1_shrink_any`); nothing where there is none.
    pub(super) fn shrunk(mut self) -> Self {
        let _ = self.shrink_if(None);
        self
    }

    fn shrink_if(&mut self, wanted: Option<u8>) -> Result<(), ErrorId> {
        let mut end = *self;
        match end.start(wanted) {
            Ok(length) => {
                let header = self.data.len() - end.data.len();
                self.data = &self.data[..header + length];
                Ok(())
            }
            Err(fault) => {
                self.invalidate();
                Err(fault)
            }
        }
    }

    /// Enters a bit string and tells how many bits of its last byte are unused (`asn1_enter_bits`).
    pub(super) fn enter_bits(&mut self) -> Result<u8, ErrorId> {
        self.enter(tag::BIT_STRING)?;
        let valid = self.data.split_first().and_then(|(&unused, bits)| {
            let mask = 0xffu8
                .checked_shr(8 - u32::from(unused.min(8)))
                .unwrap_or(0);
            // Without any bits the count itself is the last byte.
            let last = self.data.last().copied().unwrap_or(0);
            let valid = unused < 8 && (unused == 0 || !bits.is_empty()) && last & mask == 0;
            valid.then_some((unused, bits))
        });
        match valid {
            Some((unused, bits)) => {
                self.data = bits;
                Ok(unused)
            }
            None => {
                self.invalidate();
                Err(BAD_BITS)
            }
        }
    }

    /// Enters a bit string of whole bytes.
    pub(super) fn enter_bytes(&mut self) -> Result<(), ErrorId> {
        match self.enter_bits()? {
            0 => Ok(()),
            _ => {
                self.invalidate();
                Err(BAD_BITS)
            }
        }
    }

    /// Enters an unsigned integer (`asn1_enter_unsigned`).
    pub(super) fn enter_unsigned(&mut self) -> Result<(), ErrorId> {
        self.enter(tag::INTEGER)?;
        if let [0, rest @ ..] = self.data
            && !rest.is_empty()
        {
            self.data = rest;
        }
        Ok(())
    }

    /// A boolean (`asn1_boolean`).
    pub(super) fn boolean(self) -> Result<bool, ErrorId> {
        match self.entered(tag::BOOLEAN).data {
            &[value] => Ok(value != 0),
            _ => Err(BAD_BOOLEAN),
        }
    }

    /// An integer (`asn1_integer`).
    pub(super) fn integer(mut self) -> Result<i32, ErrorId> {
        self.enter(tag::INTEGER)?;
        let (&sign, rest) = self.data.split_first().ok_or(BAD_INTEGER)?;
        let mut value = i32::from(sign as i8);
        for &byte in rest {
            if !matches!((value >> 24) as u8, 0x00 | 0xff) {
                return Err(BAD_INTEGER);
            }
            value = value << 8 | i32::from(byte);
        }
        Ok(value)
    }

    /// A time in seconds since 1970 (`asn1_generalized_time`).
    pub(super) fn generalized_time(mut self) -> Result<i64, ErrorId> {
        let kind = self.tag();
        let first = match kind {
            tag::UTC_TIME => 1,
            tag::GENERALIZED_TIME => 0,
            _ => return Err(BAD_TIME),
        };
        self.enter(kind)?;
        // Century, year, month, day, hour, minute, second.
        let mut pairs = [0i64; 7];
        let mut rest = self.data;
        for (index, pair) in pairs.iter_mut().enumerate().skip(first) {
            match rest {
                [tens, units, after @ ..] => {
                    if !tens.is_ascii_digit() || !units.is_ascii_digit() {
                        return Err(BAD_TIME);
                    }
                    *pair = 10 * i64::from(tens - b'0') + i64::from(units - b'0');
                    rest = after;
                }
                // Some certificates have no seconds.
                _ if index == 6 => break,
                _ => return Err(BAD_TIME),
            }
        }
        if rest != b"Z" {
            return Err(BAD_TIME);
        }
        let [mut century, year, month, day, hour, minute, second] = pairs;
        if first == 1 {
            century = if year >= 50 { 19 } else { 20 };
        }
        let days = days_since_epoch((century - 19) * 100 + year, month - 1, day);
        Ok(days * 86400 + (hour * 60 + minute) * 60 + second)
    }
}

/// Days from 1970 to a date whose year counts from 1900 and whose month counts from 0 (`core/time.c: mktime`).
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    const TO_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let (year, month) = (year + month.div_euclid(12), month.rem_euclid(12));
    let leap_years_to_end = |year: i64| {
        let year = year + 1900;
        year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400)
    };
    let is_leap = leap_years_to_end(year) != leap_years_to_end(year - 1);
    let leap_day = i64::from(month >= 2 && is_leap);
    let day_of_year = day - 1 + TO_MONTH[month as usize] + leap_day;
    let leap_days = leap_years_to_end(year - 1) - leap_years_to_end(69);
    day_of_year + 365 * (year - 70) + leap_days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_count_from_1970() {
        let time = |text: &[u8]| {
            let kind = if text.len() > 13 { 0x18 } else { 0x17 };
            let object = [&[kind, text.len() as u8], text].concat();
            Cursor::new(&object).generalized_time()
        };
        assert_eq!(time(b"700101000000Z"), Ok(0));
        assert_eq!(time(b"000229120000Z"), Ok(951_825_600));
        assert_eq!(time(b"20500101000000Z"), Ok(2_524_608_000));
        assert_eq!(time(b"7001010000Z"), Ok(0), "without seconds");
        assert_eq!(time(b"700101000000"), Err(BAD_TIME));
        assert_eq!(time(b"7001x1000000Z"), Err(BAD_TIME));
    }

    #[test]
    fn objects_that_overrun_are_told_apart() {
        let enter = |data: &[u8]| Cursor::new(data).enter(tag::SEQUENCE);
        assert_eq!(enter(&[0x30, 0x00]), Ok(()));
        assert_eq!(enter(&[0x30]), Err(EMPTY));
        assert_eq!(enter(&[0x31, 0x00]), Err(OTHER_TYPE));
        assert_eq!(enter(&[0x30, 0x01]), Err(FIELD_OVERRUNS));
        assert_eq!(enter(&[0x30, 0x82, 0x01]), Err(LENGTH_OVERRUNS));
        assert_eq!(enter(&[0x30, 0x81, 0x01, 0x05]), Ok(()));
    }

    #[test]
    fn unused_bits_must_be_zero() {
        let bits = |data: &[u8]| Cursor::new(data).enter_bits();
        assert_eq!(bits(&[0x03, 0x02, 0x05, 0xa0]), Ok(5));
        assert_eq!(bits(&[0x03, 0x02, 0x05, 0xa1]), Err(BAD_BITS));
        assert_eq!(bits(&[0x03, 0x02, 0x08, 0x00]), Err(BAD_BITS));
        assert_eq!(bits(&[0x03, 0x01, 0x00]), Ok(0));
        assert_eq!(bits(&[0x03, 0x01, 0x01]), Err(BAD_BITS));
        assert_eq!(bits(&[0x03, 0x00]), Err(BAD_BITS));
    }
}
