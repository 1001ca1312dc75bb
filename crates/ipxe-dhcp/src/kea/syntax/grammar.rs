//! Which words each map may have, and with what kind of value (`dhcp4_parser.yy`).

use super::keyword::Context as C;

/// What a map may have.
pub(super) struct MapRule {
    /// Groups of words with the kinds of their values.
    pub(super) entries: &'static [&'static [(&'static str, Shape)]],
    /// Whether it may have nothing.
    pub(super) may_be_empty: bool,
    /// What becomes of other words.
    pub(super) unknown: Unknown,
    /// Whether it has one entry only.
    pub(super) single: bool,
    /// What it must have.
    pub(super) required: &'static [&'static str],
}

/// What becomes of a word that the map does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// It is refused by name.
    Named,
    /// The same, but only in the first place (`hooks_params`).
    NamedFirst,
    /// It is a mistake of syntax.
    Syntax,
    /// It is kept.
    Kept,
}

/// The kind of a value.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Integer,
    Boolean,
    Real,
    Text,
    /// One of some words.
    Words(C, &'static [(&'static str, &'static str)]),
    /// One of the words for `ddns-replace-client-name`.
    ReplaceName,
    /// A list of texts.
    Texts,
    /// A list of kinds of identifiers.
    Identifiers,
    Map(C, &'static MapRule),
    /// A list of maps; whether it may be empty.
    List(C, &'static MapRule, bool),
    /// A map of anything.
    Free,
    UserContext,
    Comment,
    LeaseChecks,
}

use Shape as S;

impl MapRule {
    /// The kind of value that goes with a word.
    pub(super) fn shape(&self, name: &str) -> Option<Shape> {
        let mut entries = self.entries.iter().flat_map(|group| group.iter());
        entries
            .find(|(word, _)| *word == name)
            .map(|(_, shape)| *shape)
    }

    /// All words.
    pub(super) fn words(&self) -> impl Iterator<Item = &'static str> {
        self.entries
            .iter()
            .flat_map(|group| group.iter().map(|(word, _)| *word))
    }

    const fn new(entries: &'static [&'static [(&'static str, Shape)]]) -> Self {
        let unknown = Unknown::Named;
        Self {
            entries,
            may_be_empty: false,
            unknown,
            single: false,
            required: &[],
        }
    }

    const fn or_empty(mut self) -> Self {
        self.may_be_empty = true;
        self
    }

    const fn with(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    const fn unknown(mut self, unknown: Unknown) -> Self {
        self.unknown = unknown;
        self
    }
}

const COMMENTS: &[(&str, Shape)] = &[("user-context", S::UserContext), ("comment", S::Comment)];

const LIFETIMES: &[(&str, Shape)] = &[
    ("valid-lifetime", S::Integer),
    ("min-valid-lifetime", S::Integer),
    ("max-valid-lifetime", S::Integer),
];

const BOOT: &[(&str, Shape)] = &[
    ("next-server", S::Text),
    ("server-hostname", S::Text),
    ("boot-file-name", S::Text),
];

/// What `Dhcp4`, networks and subnets have in common.
const NETWORK: &[(&str, Shape)] = &[
    ("renew-timer", S::Integer),
    ("rebind-timer", S::Integer),
    ("option-data", S::List(C::OptionData, &OPTION_DATA, true)),
    ("match-client-id", S::Boolean),
    ("authoritative", S::Boolean),
    (
        "reservation-mode",
        S::Words(
            C::ReservationMode,
            &[
                ("disabled", "disabled"),
                ("out-of-pool", "out-of-pool"),
                ("global", "global"),
                ("all", "all"),
            ],
        ),
    ),
    ("reservations-global", S::Boolean),
    ("reservations-in-subnet", S::Boolean),
    ("reservations-out-of-pool", S::Boolean),
    ("calculate-tee-times", S::Boolean),
    ("t1-percent", S::Real),
    ("t2-percent", S::Real),
    ("cache-threshold", S::Real),
    ("cache-max-age", S::Integer),
    ("hostname-char-set", S::Text),
    ("hostname-char-replacement", S::Text),
    ("ddns-send-updates", S::Boolean),
    ("ddns-override-no-update", S::Boolean),
    ("ddns-override-client-update", S::Boolean),
    ("ddns-replace-client-name", S::ReplaceName),
    ("ddns-generated-prefix", S::Text),
    ("ddns-qualifying-suffix", S::Text),
    ("ddns-update-on-renew", S::Boolean),
    ("ddns-use-conflict-resolution", S::Boolean),
    ("store-extended-info", S::Boolean),
];

/// What networks and subnets have in common, and the whole configuration has not.
const PLACED: &[(&str, Shape)] = &[
    ("interface", S::Text),
    ("client-class", S::Text),
    ("require-client-classes", S::Texts),
    ("relay", S::Map(C::Relay, &RELAY)),
];

/// `Dhcp4`.
pub(super) const DHCP4: MapRule = MapRule::new(&[
    LIFETIMES,
    BOOT,
    NETWORK,
    COMMENTS,
    &[
        ("decline-probation-period", S::Integer),
        ("subnet4", S::List(C::Subnet, &SUBNET, true)),
        (
            "shared-networks",
            S::List(C::SharedNetwork, &SHARED_NETWORK, true),
        ),
        ("interfaces-config", S::Map(C::Interfaces, &INTERFACES)),
        ("lease-database", S::Map(C::LeaseDatabase, &DATABASE)),
        ("hosts-database", S::Map(C::HostsDatabase, &DATABASE)),
        (
            "hosts-databases",
            S::List(C::HostsDatabase, &DATABASE, true),
        ),
        ("host-reservation-identifiers", S::Identifiers),
        ("client-classes", S::List(C::Classes, &CLASS, false)),
        ("option-def", S::List(C::OptionDef, &OPTION_DEF, true)),
        ("hooks-libraries", S::List(C::Hooks, &HOOK, true)),
        (
            "expired-leases-processing",
            S::Map(C::ExpiredLeases, &EXPIRED_LEASES),
        ),
        ("dhcp4o6-port", S::Integer),
        ("control-socket", S::Map(C::ControlSocket, &CONTROL_SOCKET)),
        (
            "dhcp-queue-control",
            S::Map(C::QueueControl, &QUEUE_CONTROL),
        ),
        ("dhcp-ddns", S::Map(C::Ddns, &DDNS)),
        ("echo-client-id", S::Boolean),
        ("sanity-checks", S::Map(C::SanityChecks, &SANITY_CHECKS)),
        ("reservations", S::List(C::Reservations, &RESERVATION, true)),
        ("config-control", S::Map(C::ConfigControl, &CONFIG_CONTROL)),
        ("server-tag", S::Text),
        ("loggers", S::List(C::Loggers, &LOGGER, false)),
        ("statistic-default-sample-count", S::Integer),
        ("statistic-default-sample-age", S::Integer),
        (
            "multi-threading",
            S::Map(C::MultiThreading, &MULTI_THREADING),
        ),
        ("early-global-reservations-lookup", S::Boolean),
        ("ip-reservations-unique", S::Boolean),
        ("reservations-lookup-first", S::Boolean),
        ("compatibility", S::Map(C::Compatibility, &COMPATIBILITY)),
        ("parked-packet-limit", S::Integer),
    ],
]);

const SUBNET: MapRule = MapRule::new(&[
    &[
        ("subnet", S::Text),
        ("pools", S::List(C::Pools, &POOL, true)),
        ("id", S::Integer),
        ("reservations", S::List(C::Reservations, &RESERVATION, true)),
        ("4o6-interface", S::Text),
        ("4o6-interface-id", S::Text),
        ("4o6-subnet", S::Text),
    ],
    LIFETIMES,
    BOOT,
    NETWORK,
    PLACED,
    COMMENTS,
])
.with(&["subnet"]);

const SHARED_NETWORK: MapRule = MapRule::new(&[
    &[
        ("name", S::Text),
        ("subnet4", S::List(C::Subnet, &SUBNET, true)),
    ],
    LIFETIMES,
    BOOT,
    NETWORK,
    PLACED,
    COMMENTS,
]);

const RELAY: MapRule = MapRule {
    single: true,
    ..MapRule::new(&[&[("ip-address", S::Text), ("ip-addresses", S::Texts)]])
        .unknown(Unknown::Syntax)
};

const POOL: MapRule = MapRule::new(&[
    &[
        ("pool", S::Text),
        ("option-data", S::List(C::OptionData, &OPTION_DATA, true)),
        ("client-class", S::Text),
        ("require-client-classes", S::Texts),
    ],
    COMMENTS,
])
.with(&["pool"]);

const RESERVATION: MapRule = MapRule::new(&[
    &[
        ("hw-address", S::Text),
        ("client-id", S::Text),
        ("ip-address", S::Text),
        ("hostname", S::Text),
        ("duid", S::Text),
        ("circuit-id", S::Text),
        ("flex-id", S::Text),
        ("client-classes", S::Texts),
        ("option-data", S::List(C::OptionData, &OPTION_DATA, true)),
    ],
    BOOT,
    COMMENTS,
])
.or_empty();

const CLASS: MapRule = MapRule::new(&[
    &[
        ("name", S::Text),
        ("test", S::Text),
        ("only-if-required", S::Boolean),
        ("option-def", S::List(C::OptionDef, &OPTION_DEF, true)),
        ("option-data", S::List(C::OptionData, &OPTION_DATA, true)),
    ],
    BOOT,
    LIFETIMES,
    COMMENTS,
])
.or_empty()
.with(&["name"]);

const OPTION_DEF: MapRule = MapRule::new(&[
    &[
        ("name", S::Text),
        ("code", S::Integer),
        ("type", S::Text),
        ("record-types", S::Text),
        ("space", S::Text),
        ("encapsulate", S::Text),
        ("array", S::Boolean),
    ],
    COMMENTS,
])
.or_empty()
.with(&["name", "code", "type"]);

const OPTION_DATA: MapRule = MapRule::new(&[
    &[
        ("name", S::Text),
        ("data", S::Text),
        ("code", S::Integer),
        ("space", S::Text),
        ("csv-format", S::Boolean),
        ("always-send", S::Boolean),
    ],
    COMMENTS,
])
.or_empty();

const INTERFACES: MapRule = MapRule::new(&[
    &[
        ("interfaces", S::Texts),
        (
            "dhcp-socket-type",
            S::Words(C::SocketType, &[("raw", "raw"), ("udp", "udp")]),
        ),
        (
            "outbound-interface",
            S::Words(
                C::OutboundInterface,
                &[
                    ("same-as-inbound", "same-as-inbound"),
                    ("use-routing", "use-routing"),
                ],
            ),
        ),
        ("re-detect", S::Boolean),
        ("service-sockets-require-all", S::Boolean),
        ("service-sockets-retry-wait-time", S::Integer),
        ("service-sockets-max-retries", S::Integer),
    ],
    COMMENTS,
]);

const DATABASE: MapRule = MapRule::new(&[&[
    (
        "type",
        S::Words(
            C::DatabaseType,
            &[
                ("memfile", "memfile"),
                ("mysql", "mysql"),
                ("postgresql", "postgresql"),
            ],
        ),
    ),
    ("user", S::Text),
    ("password", S::Text),
    ("host", S::Text),
    ("port", S::Integer),
    ("name", S::Text),
    ("persist", S::Boolean),
    ("lfc-interval", S::Integer),
    ("readonly", S::Boolean),
    ("connect-timeout", S::Integer),
    ("max-reconnect-tries", S::Integer),
    ("reconnect-wait-time", S::Integer),
    (
        "on-fail",
        S::Words(
            C::OnFail,
            &[
                ("stop-retry-exit", "stop-retry-exit"),
                ("serve-retry-exit", "serve-retry-exit"),
                ("serve-retry-continue", "serve-retry-continue"),
            ],
        ),
    ),
    ("max-row-errors", S::Integer),
    ("trust-anchor", S::Text),
    ("cert-file", S::Text),
    ("key-file", S::Text),
    ("cipher-list", S::Text),
]])
.with(&["type"]);

const HOOK: MapRule = MapRule::new(&[&[("library", S::Text), ("parameters", S::Free)]])
    .unknown(Unknown::NamedFirst)
    .with(&["library"]);

const EXPIRED_LEASES: MapRule = MapRule::new(&[&[
    ("reclaim-timer-wait-time", S::Integer),
    ("flush-reclaimed-timer-wait-time", S::Integer),
    ("hold-reclaimed-time", S::Integer),
    ("max-reclaim-leases", S::Integer),
    ("max-reclaim-time", S::Integer),
    ("unwarned-reclaim-cycles", S::Integer),
]])
.unknown(Unknown::Syntax);

const CONTROL_SOCKET: MapRule = MapRule::new(&[
    &[("socket-type", S::Text), ("socket-name", S::Text)],
    COMMENTS,
]);

const QUEUE_CONTROL: MapRule = MapRule::new(&[
    &[
        ("enable-queue", S::Boolean),
        ("queue-type", S::Text),
        ("capacity", S::Integer),
    ],
    COMMENTS,
])
.unknown(Unknown::Kept)
.with(&["enable-queue"]);

const DDNS: MapRule = MapRule::new(&[
    &[
        ("enable-updates", S::Boolean),
        ("server-ip", S::Text),
        ("server-port", S::Integer),
        ("sender-ip", S::Text),
        ("sender-port", S::Integer),
        ("max-queue-size", S::Integer),
        (
            "ncr-protocol",
            S::Words(C::NcrProtocol, &[("udp", "UDP"), ("tcp", "TCP")]),
        ),
        ("ncr-format", S::Words(C::NcrFormat, &[("JSON", "JSON")])),
        ("override-no-update", S::Boolean),
        ("override-client-update", S::Boolean),
        ("replace-client-name", S::ReplaceName),
        ("generated-prefix", S::Text),
        ("qualifying-suffix", S::Text),
        ("hostname-char-set", S::Text),
        ("hostname-char-replacement", S::Text),
    ],
    COMMENTS,
])
.with(&["enable-updates"]);

const SANITY_CHECKS: MapRule =
    MapRule::new(&[&[("lease-checks", S::LeaseChecks)]]).unknown(Unknown::Syntax);

const CONFIG_CONTROL: MapRule = MapRule::new(&[&[
    (
        "config-databases",
        S::List(C::ConfigDatabase, &DATABASE, true),
    ),
    ("config-fetch-wait-time", S::Integer),
]])
.unknown(Unknown::Syntax);

const LOGGER: MapRule = MapRule::new(&[
    &[
        ("name", S::Text),
        ("output_options", S::List(C::OutputOptions, &OUTPUT, false)),
        ("debuglevel", S::Integer),
        ("severity", S::Text),
    ],
    COMMENTS,
]);

const OUTPUT: MapRule = MapRule::new(&[&[
    ("output", S::Text),
    ("flush", S::Boolean),
    ("maxsize", S::Integer),
    ("maxver", S::Integer),
    ("pattern", S::Text),
]])
.unknown(Unknown::Syntax);

const MULTI_THREADING: MapRule = MapRule::new(&[
    &[
        ("enable-multi-threading", S::Boolean),
        ("thread-pool-size", S::Integer),
        ("packet-queue-size", S::Integer),
    ],
    COMMENTS,
])
.with(&["enable-multi-threading"]);

const COMPATIBILITY: MapRule = MapRule::new(&[&[("lenient-option-parsing", S::Boolean)]]);
