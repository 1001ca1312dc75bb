//! The names of DHCP options that dnsmasq knows, and what it knows of their values (`dhcp-common.c: opttab`).

/// What is known of an option's value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kind {
    /// Addresses.
    pub(super) addresses: bool,
    /// A name that is sent as it stands.
    pub(super) name: bool,
    /// Names as DNS encodes them.
    pub(super) dns_names: bool,
    /// Counted strings.
    pub(super) counted: bool,
    /// Seconds.
    pub(super) time: bool,
    /// Set by the server itself: may be matched, not sent.
    pub(super) internal: bool,
    /// Bytes of a number; 0 where they depend on the number.
    pub(super) bytes: usize,
}

impl Kind {
    /// Whether nothing is known.
    pub(super) fn is_unknown(self) -> bool {
        self == Self::default()
    }
}

const UNKNOWN: Kind = Kind {
    addresses: false,
    name: false,
    dns_names: false,
    counted: false,
    time: false,
    internal: false,
    bytes: 0,
};
const ADDRESSES: Kind = Kind {
    addresses: true,
    ..UNKNOWN
};
const NAME: Kind = Kind {
    name: true,
    ..UNKNOWN
};
const DNS_NAMES: Kind = Kind {
    dns_names: true,
    ..UNKNOWN
};
const COUNTED: Kind = Kind {
    counted: true,
    ..UNKNOWN
};
const TIME: Kind = Kind {
    time: true,
    ..UNKNOWN
};
const INTERNAL: Kind = Kind {
    internal: true,
    ..UNKNOWN
};
const ONE: Kind = Kind {
    bytes: 1,
    ..UNKNOWN
};
const TWO: Kind = Kind {
    bytes: 2,
    ..UNKNOWN
};
const FOUR: Kind = Kind {
    bytes: 4,
    ..UNKNOWN
};

const fn internal(kind: Kind) -> Kind {
    Kind {
        internal: true,
        ..kind
    }
}

/// The number and kind of the option `name`, of DHCPv6 where `six`. Letters of any case will do.
pub(super) fn by_name(name: &[u8], six: bool) -> Option<(u32, Kind)> {
    let found = table(six)
        .iter()
        .find(|entry| entry.0.as_bytes().eq_ignore_ascii_case(name))?;
    Some((found.1, found.2))
}

/// What is known of option `code`.
pub(super) fn by_code(code: u32, six: bool) -> Kind {
    let found = table(six).iter().find(|entry| entry.1 == code);
    found.map_or(UNKNOWN, |entry| entry.2)
}

/// All names of DHCPv4 options that may be sent, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE
        .iter()
        .filter(|entry| !entry.2.internal)
        .map(|entry| entry.0)
}

fn table(six: bool) -> &'static [(&'static str, u32, Kind)] {
    if six { &TABLE6 } else { &TABLE }
}

static TABLE: [(&str, u32, Kind); 76] = [
    ("netmask", 1, ADDRESSES),
    ("time-offset", 2, FOUR),
    ("router", 3, ADDRESSES),
    ("dns-server", 6, ADDRESSES),
    ("log-server", 7, ADDRESSES),
    ("lpr-server", 9, ADDRESSES),
    ("hostname", 12, internal(NAME)),
    ("boot-file-size", 13, TWO),
    ("domain-name", 15, NAME),
    ("swap-server", 16, ADDRESSES),
    ("root-path", 17, NAME),
    ("extension-path", 18, NAME),
    ("ip-forward-enable", 19, ONE),
    ("non-local-source-routing", 20, ONE),
    ("policy-filter", 21, ADDRESSES),
    ("max-datagram-reassembly", 22, TWO),
    ("default-ttl", 23, ONE),
    ("mtu", 26, TWO),
    ("all-subnets-local", 27, ONE),
    ("broadcast", 28, internal(ADDRESSES)),
    ("router-discovery", 31, ONE),
    ("router-solicitation", 32, ADDRESSES),
    ("static-route", 33, ADDRESSES),
    ("trailer-encapsulation", 34, ONE),
    ("arp-timeout", 35, FOUR),
    ("ethernet-encap", 36, ONE),
    ("tcp-ttl", 37, ONE),
    ("tcp-keepalive", 38, FOUR),
    ("nis-domain", 40, NAME),
    ("nis-server", 41, ADDRESSES),
    ("ntp-server", 42, ADDRESSES),
    ("vendor-encap", 43, INTERNAL),
    ("netbios-ns", 44, ADDRESSES),
    ("netbios-dd", 45, ADDRESSES),
    ("netbios-nodetype", 46, ONE),
    ("netbios-scope", 47, UNKNOWN),
    ("x-windows-fs", 48, ADDRESSES),
    ("x-windows-dm", 49, ADDRESSES),
    ("requested-address", 50, internal(ADDRESSES)),
    ("lease-time", 51, internal(TIME)),
    ("option-overload", 52, INTERNAL),
    ("message-type", 53, INTERNAL),
    ("server-identifier", 54, internal(ADDRESSES)),
    ("parameter-request", 55, INTERNAL),
    ("message", 56, INTERNAL),
    ("max-message-size", 57, INTERNAL),
    ("T1", 58, TIME),
    ("T2", 59, TIME),
    ("vendor-class", 60, UNKNOWN),
    ("client-id", 61, INTERNAL),
    ("nis+-domain", 64, NAME),
    ("nis+-server", 65, ADDRESSES),
    ("tftp-server", 66, NAME),
    ("bootfile-name", 67, NAME),
    ("mobile-ip-home", 68, ADDRESSES),
    ("smtp-server", 69, ADDRESSES),
    ("pop3-server", 70, ADDRESSES),
    ("nntp-server", 71, ADDRESSES),
    ("irc-server", 74, ADDRESSES),
    ("user-class", 77, UNKNOWN),
    ("rapid-commit", 80, UNKNOWN),
    ("FQDN", 81, INTERNAL),
    ("agent-id", 82, INTERNAL),
    ("client-arch", 93, TWO),
    ("client-interface-id", 94, UNKNOWN),
    ("client-machine-id", 97, UNKNOWN),
    ("posix-timezone", 100, NAME),
    ("tzdb-timezone", 101, NAME),
    ("ipv6-only", 108, FOUR),
    ("subnet-select", 118, INTERNAL),
    ("domain-search", 119, DNS_NAMES),
    ("sip-server", 120, UNKNOWN),
    ("classless-static-route", 121, UNKNOWN),
    ("vendor-id-encap", 125, UNKNOWN),
    ("tftp-server-address", 150, ADDRESSES),
    ("server-ip-address", 255, ADDRESSES),
];

static TABLE6: [(&str, u32, Kind); 29] = [
    ("client-id", 1, INTERNAL),
    ("server-id", 2, INTERNAL),
    ("ia-na", 3, INTERNAL),
    ("ia-ta", 4, INTERNAL),
    ("iaaddr", 5, INTERNAL),
    ("oro", 6, INTERNAL),
    ("preference", 7, INTERNAL),
    ("unicast", 12, INTERNAL),
    ("status", 13, INTERNAL),
    ("rapid-commit", 14, INTERNAL),
    ("user-class", 15, internal(COUNTED)),
    ("vendor-class", 16, internal(COUNTED)),
    ("vendor-opts", 17, INTERNAL),
    ("sip-server-domain", 21, DNS_NAMES),
    ("sip-server", 22, ADDRESSES),
    ("dns-server", 23, ADDRESSES),
    ("domain-search", 24, DNS_NAMES),
    ("nis-server", 27, ADDRESSES),
    ("nis+-server", 28, ADDRESSES),
    ("nis-domain", 29, DNS_NAMES),
    ("nis+-domain", 30, DNS_NAMES),
    ("sntp-server", 31, ADDRESSES),
    ("information-refresh-time", 32, TIME),
    ("FQDN", 39, internal(DNS_NAMES)),
    ("posix-timezone", 41, NAME),
    ("tzdb-timezone", 42, NAME),
    ("ntp-server", 56, UNKNOWN),
    ("bootfile-url", 59, NAME),
    ("bootfile-param", 60, COUNTED),
];
