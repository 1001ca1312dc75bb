//! Quantities in scenario files: times, rates, sizes, addresses, with their units.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;

/// Why a quantity cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{found:?} is not {expected}")]
pub struct BadQuantity {
    /// What was found.
    pub found: String,
    /// What was expected, with an example.
    pub expected: &'static str,
}

/// A length of time: `200us`, `1.5ms`, `3s`, `2min`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub Duration);

/// A rate in bits per second: `100 Mbit/s`, `1 Gbit/s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub u64);

/// A number of bytes: `512`, `4 KiB`, `1.4 MB`, `2 GiB`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

/// A link-layer address: `52:54:00:12:34:56`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mac(pub [u8; 6]);

/// A universally unique identifier: `00112233-4455-6677-8899-aabbccddeeff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uuid(pub [u8; 16]);

const TIME_UNITS: &[(&str, f64)] = &[
    ("ns", 1e-9),
    ("us", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("min", 60.0),
    ("h", 3600.0),
];
const RATE_UNITS: &[(&str, f64)] = &[
    ("bit/s", 1.0),
    ("kbit/s", 1e3),
    ("Mbit/s", 1e6),
    ("Gbit/s", 1e9),
];
const SIZE_UNITS: &[(&str, f64)] = &[
    ("", 1.0),
    ("B", 1.0),
    ("kB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
];

/// Largest value of a quantity, where whole numbers are still exact.
const MAX: f64 = 9_007_199_254_740_992.0;

/// Reads a number that is not negative and its unit.
fn with_unit(text: &str, units: &[(&str, f64)]) -> Option<f64> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = (text.get(..end)?, text.get(end..)?.trim());
    let number: f64 = number.parse().ok()?;
    let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
    Some(number * factor).filter(|value| *value <= MAX)
}

impl FromStr for Time {
    type Err = BadQuantity;

    fn from_str(text: &str) -> Result<Self, BadQuantity> {
        let seconds = with_unit(text, TIME_UNITS).ok_or_else(|| BadQuantity {
            found: text.to_owned(),
            expected: "a time such as \"200us\", \"1.5ms\", \"3s\", \"2min\"",
        })?;
        Ok(Self(Duration::from_secs_f64(seconds)))
    }
}

impl FromStr for Rate {
    type Err = BadQuantity;

    fn from_str(text: &str) -> Result<Self, BadQuantity> {
        with_unit(text, RATE_UNITS)
            .filter(|rate| *rate >= 1.0)
            .map(|rate| Self(rate as u64))
            .ok_or_else(|| BadQuantity {
                found: text.to_owned(),
                expected: "a rate such as \"100 Mbit/s\" or \"1 Gbit/s\"",
            })
    }
}

impl FromStr for Size {
    type Err = BadQuantity;

    fn from_str(text: &str) -> Result<Self, BadQuantity> {
        with_unit(text, SIZE_UNITS)
            .map(|size| Self(size as u64))
            .ok_or_else(|| BadQuantity {
                found: text.to_owned(),
                expected: "a size such as 512, \"4 KiB\" or \"1.4 MB\"",
            })
    }
}

impl FromStr for Mac {
    type Err = BadQuantity;

    fn from_str(text: &str) -> Result<Self, BadQuantity> {
        let bytes: Option<Vec<u8>> = text.split([':', '-']).map(hex_byte).collect();
        let bytes = bytes.and_then(|bytes| <[u8; 6]>::try_from(bytes).ok());
        bytes.map(Self).ok_or_else(|| BadQuantity {
            found: text.to_owned(),
            expected: "a link-layer address such as \"52:54:00:12:34:56\"",
        })
    }
}

impl FromStr for Uuid {
    type Err = BadQuantity;

    fn from_str(text: &str) -> Result<Self, BadQuantity> {
        let groups: Vec<usize> = text.split('-').map(str::len).collect();
        let digits: Vec<char> = text.chars().filter(|&c| c != '-').collect();
        let bytes: Option<Vec<u8>> = digits
            .chunks(2)
            .map(|pair| hex_byte(&pair.iter().collect::<String>()))
            .collect();
        let bytes = bytes.and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
        bytes
            .filter(|_| groups == [8, 4, 4, 4, 12])
            .map(Self)
            .ok_or_else(|| BadQuantity {
                found: text.to_owned(),
                expected: "a UUID such as \"00112233-4455-6677-8899-aabbccddeeff\"",
            })
    }
}

fn hex_byte(digits: &str) -> Option<u8> {
    let two = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    two.then(|| u8::from_str_radix(digits, 16).ok())?
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

/// Reads a value from a string, or from a number of bare units.
struct TextOrNumber<T> {
    expected: &'static str,
    from_number: Option<fn(f64) -> T>,
}

impl<T: FromStr<Err = BadQuantity>> Visitor<'_> for TextOrNumber<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        self.visit_f64(number as f64)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        self.visit_f64(number as f64)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        match self.from_number.filter(|_| (0.0..=MAX).contains(&number)) {
            Some(from_number) => Ok(from_number(number)),
            None => Err(E::invalid_value(de::Unexpected::Float(number), &self)),
        }
    }
}

macro_rules! quantity {
    ($name:ident, $expected:literal, $from_number:expr) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(TextOrNumber {
                    expected: $expected,
                    from_number: $from_number,
                })
            }
        }
    };
}

quantity!(
    Time,
    "a time such as \"200us\", \"1.5ms\", \"3s\", or a number of seconds",
    Some(|seconds| Time(Duration::from_secs_f64(seconds)))
);
quantity!(Rate, "a rate such as \"100 Mbit/s\" or \"1 Gbit/s\"", None);
quantity!(
    Size,
    "a size such as 512, \"4 KiB\" or \"1.4 MB\"",
    Some(|bytes| Size(bytes as u64))
);
quantity!(
    Mac,
    "a link-layer address such as \"52:54:00:12:34:56\"",
    None
);
quantity!(
    Uuid,
    "a UUID such as \"00112233-4455-6677-8899-aabbccddeeff\"",
    None
);

impl Serialize for Mac {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_scale_numbers() {
        let time = |text: &str| text.parse::<Time>().map(|time| time.0.as_nanos());
        assert_eq!(time("200us"), Ok(200_000));
        assert_eq!(time("1.5 ms"), Ok(1_500_000));
        assert_eq!(time("2min"), Ok(120_000_000_000));
        assert_eq!("1 Gbit/s".parse(), Ok(Rate(1_000_000_000)));
        assert_eq!("4 KiB".parse(), Ok(Size(4096)));
        assert_eq!("1.4MB".parse(), Ok(Size(1_400_000)));
        assert_eq!("77".parse(), Ok(Size(77)));
    }

    #[test]
    fn nonsense_is_refused_with_an_example() {
        for text in [
            "",
            "s",
            "-1s",
            "1 fortnight",
            "1e999s",
            "99999999999999999h",
        ] {
            let problem = text.parse::<Time>().unwrap_err().to_string();
            assert!(problem.contains("such as \"200us\""), "{problem}");
        }
        assert!("0 Mbit/s".parse::<Rate>().is_err());
        assert!("52:54:00:12:34".parse::<Mac>().is_err());
        assert!("+2:54:00:12:34:56".parse::<Mac>().is_err());
        assert!(
            "0011223344556677-8899-aabbccddeeff"
                .parse::<Uuid>()
                .is_err()
        );
    }

    #[test]
    fn addresses_are_written_as_ipxe_writes_them() {
        let mac: Mac = "52-54-00-AB-CD-EF".parse().unwrap();
        assert_eq!(mac.to_string(), "52:54:00:ab:cd:ef");
    }
}
