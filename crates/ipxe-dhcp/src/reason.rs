//! Why an answer is what it is.

use std::borrow::Cow;
use std::fmt;

use crate::Place;

/// A part of an answer that some line decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// `yiaddr`, the client's address.
    Address,
    /// `siaddr`, the next server.
    NextServer,
    /// `sname`, the header field of the server's name.
    ServerName,
    /// `file`, the header field of the boot file.
    BootFile,
    /// `flags`.
    Flags,
    /// A DHCP option.
    Option(u8),
    /// An option inside another one: outer and inner number.
    Suboption(u8, u8),
    /// The tags or classes of the request.
    Labels,
    /// Whether there is an answer at all.
    Reply,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => f.write_str("address"),
            Self::NextServer => f.write_str("next server"),
            Self::ServerName => f.write_str("server name"),
            Self::BootFile => f.write_str("boot file"),
            Self::Flags => f.write_str("flags"),
            Self::Option(code) => write!(f, "option {code}"),
            Self::Suboption(outer, inner) => write!(f, "option {outer}.{inner}"),
            Self::Labels => f.write_str("tags"),
            Self::Reply => f.write_str("reply"),
        }
    }
}

/// One decision: what, where it is written, and why it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What was decided.
    pub field: Field,
    /// The line that decided. None where it is the daemon's own rule.
    pub place: Option<Place>,
    /// Why, in a few words.
    pub why: Cow<'static, str>,
}

/// A tag (dnsmasq) or class (dhcpd, Kea) that a request has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name.
    pub name: Vec<u8>,
    /// The line that set it. None for those that the daemon sets by itself.
    pub place: Option<Place>,
}

/// The tags or classes of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// What the daemon reports in its log, in its order. None where it reports nothing.
    pub reported: Option<Vec<Label>>,
}

impl Labels {
    /// The names that are reported.
    #[must_use]
    pub fn names(&self) -> Option<Vec<&[u8]>> {
        let reported = self.reported.as_ref()?;
        Some(reported.iter().map(|label| label.name.as_slice()).collect())
    }
}

/// Why nothing is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The line that forbids it, where there is one.
    pub place: Option<Place>,
    /// Why, in a few words.
    pub why: Cow<'static, str>,
}
