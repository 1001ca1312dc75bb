//! Words that have a meaning, and where they have it (`dhcp4_lexer.ll`).

use std::collections::HashMap;
use std::sync::LazyLock;

use Context as C;

/// What kind of map is being read (`Parser4Context::ParserContext`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    None,
    Top,
    Dhcp4,
    Interfaces,
    SocketType,
    OutboundInterface,
    LeaseDatabase,
    HostsDatabase,
    DatabaseType,
    OnFail,
    HostIdentifiers,
    Hooks,
    Subnet,
    ReservationMode,
    OptionDef,
    OptionData,
    Classes,
    ExpiredLeases,
    ControlSocket,
    QueueControl,
    MultiThreading,
    Pools,
    Reservations,
    Relay,
    Loggers,
    OutputOptions,
    Ddns,
    NcrProtocol,
    NcrFormat,
    ReplaceName,
    SharedNetwork,
    SanityChecks,
    ConfigControl,
    ConfigDatabase,
    Compatibility,
}

impl Context {
    /// What messages call it (`Parser4Context::contextName`).
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::None => "__no keyword__",
            Self::Top => "toplevel",
            Self::Dhcp4 => "Dhcp4",
            Self::Interfaces => "interfaces-config",
            Self::SocketType => "dhcp-socket-type",
            Self::OutboundInterface => "outbound-interface",
            Self::LeaseDatabase => "lease-database",
            Self::HostsDatabase => "hosts-database",
            Self::DatabaseType => "database-type",
            Self::OnFail => "database-on-fail",
            Self::HostIdentifiers => "host-reservation-identifiers",
            Self::Hooks => "hooks-libraries",
            Self::Subnet => "subnet4",
            Self::ReservationMode => "reservation-mode",
            Self::OptionDef => "option-def",
            Self::OptionData => "option-data",
            Self::Classes => "client-classes",
            Self::ExpiredLeases => "expired-leases-processing",
            Self::ControlSocket => "control-socket",
            Self::QueueControl => "dhcp-queue-control",
            Self::MultiThreading => "multi-threading",
            Self::Pools => "pools",
            Self::Reservations => "reservations",
            Self::Relay => "relay",
            Self::Loggers => "loggers",
            Self::OutputOptions => "output-options",
            Self::Ddns => "dhcp-ddns",
            Self::NcrProtocol => "ncr-protocol",
            Self::NcrFormat => "ncr-format",
            Self::ReplaceName => "replace-client-name",
            Self::SharedNetwork => "shared-networks",
            Self::SanityChecks => "sanity-checks",
            Self::ConfigControl => "config-control",
            Self::ConfigDatabase => "config-database",
            Self::Compatibility => "compatibility",
        }
    }
}

/// A word by its place in [`WORDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word(pub(super) u16);

impl Word {
    /// How it is spelt, which is also what messages call it.
    pub(super) fn name(self) -> &'static str {
        WORDS[usize::from(self.0)].0
    }
}

/// All maps that may have a comment.
const COMMENTED: &[Context] = &[
    C::Dhcp4,
    C::Interfaces,
    C::Subnet,
    C::Pools,
    C::SharedNetwork,
    C::OptionDef,
    C::OptionData,
    C::Reservations,
    C::Classes,
    C::ControlSocket,
    C::QueueControl,
    C::MultiThreading,
    C::Loggers,
    C::Ddns,
];
/// The three that parameters of networks are written in.
const NETWORKS: &[Context] = &[C::Dhcp4, C::Subnet, C::SharedNetwork];
/// The three kinds of databases.
const DATABASES: &[Context] = &[C::LeaseDatabase, C::HostsDatabase, C::ConfigDatabase];

/// Each word and the maps in which it is one, in the order of the tokens' numbers.
const WORDS: &[(&str, &[Context])] = &[
    ("Dhcp4", &[C::Top]),
    ("config-control", &[C::Dhcp4]),
    ("config-databases", &[C::ConfigControl]),
    ("config-fetch-wait-time", &[C::ConfigControl]),
    ("interfaces-config", &[C::Dhcp4]),
    ("interfaces", &[C::Interfaces]),
    ("dhcp-socket-type", &[C::Interfaces]),
    ("raw", &[C::SocketType]),
    ("udp", &[C::SocketType, C::NcrProtocol]),
    ("outbound-interface", &[C::Interfaces]),
    ("same-as-inbound", &[C::OutboundInterface]),
    ("use-routing", &[C::OutboundInterface]),
    ("re-detect", &[C::Interfaces]),
    ("service-sockets-require-all", &[C::Interfaces]),
    ("service-sockets-retry-wait-time", &[C::Interfaces]),
    ("service-sockets-max-retries", &[C::Interfaces]),
    ("sanity-checks", &[C::Dhcp4]),
    ("lease-checks", &[C::SanityChecks]),
    ("echo-client-id", &[C::Dhcp4]),
    ("match-client-id", NETWORKS),
    ("authoritative", NETWORKS),
    (
        "next-server",
        &[
            C::Dhcp4,
            C::Subnet,
            C::SharedNetwork,
            C::Reservations,
            C::Classes,
        ],
    ),
    (
        "server-hostname",
        &[
            C::Dhcp4,
            C::Subnet,
            C::SharedNetwork,
            C::Reservations,
            C::Classes,
        ],
    ),
    (
        "boot-file-name",
        &[
            C::Dhcp4,
            C::Subnet,
            C::SharedNetwork,
            C::Reservations,
            C::Classes,
        ],
    ),
    ("lease-database", &[C::Dhcp4]),
    ("hosts-database", &[C::Dhcp4]),
    ("hosts-databases", &[C::Dhcp4]),
    (
        "type",
        &[
            C::LeaseDatabase,
            C::HostsDatabase,
            C::OptionDef,
            C::ConfigDatabase,
        ],
    ),
    ("memfile", &[C::DatabaseType]),
    ("mysql", &[C::DatabaseType]),
    ("postgresql", &[C::DatabaseType]),
    ("user", DATABASES),
    ("password", DATABASES),
    ("host", DATABASES),
    ("port", DATABASES),
    ("persist", DATABASES),
    ("lfc-interval", DATABASES),
    ("readonly", &[C::HostsDatabase]),
    ("connect-timeout", DATABASES),
    ("max-reconnect-tries", DATABASES),
    ("reconnect-wait-time", DATABASES),
    ("on-fail", DATABASES),
    ("stop-retry-exit", &[C::OnFail]),
    ("serve-retry-exit", &[C::OnFail]),
    ("serve-retry-continue", &[C::OnFail]),
    ("max-row-errors", &[C::LeaseDatabase]),
    ("trust-anchor", DATABASES),
    ("cert-file", DATABASES),
    ("key-file", DATABASES),
    ("cipher-list", DATABASES),
    (
        "valid-lifetime",
        &[C::Dhcp4, C::Subnet, C::SharedNetwork, C::Classes],
    ),
    (
        "min-valid-lifetime",
        &[C::Dhcp4, C::Subnet, C::SharedNetwork, C::Classes],
    ),
    (
        "max-valid-lifetime",
        &[C::Dhcp4, C::Subnet, C::SharedNetwork, C::Classes],
    ),
    ("renew-timer", NETWORKS),
    ("rebind-timer", NETWORKS),
    ("calculate-tee-times", NETWORKS),
    ("t1-percent", NETWORKS),
    ("t2-percent", NETWORKS),
    ("cache-threshold", NETWORKS),
    ("cache-max-age", NETWORKS),
    ("decline-probation-period", &[C::Dhcp4]),
    ("server-tag", &[C::Dhcp4]),
    ("statistic-default-sample-count", &[C::Dhcp4]),
    ("statistic-default-sample-age", &[C::Dhcp4]),
    ("ddns-send-updates", NETWORKS),
    ("ddns-override-no-update", NETWORKS),
    ("ddns-override-client-update", NETWORKS),
    ("ddns-replace-client-name", NETWORKS),
    ("ddns-generated-prefix", NETWORKS),
    ("ddns-qualifying-suffix", NETWORKS),
    ("ddns-update-on-renew", NETWORKS),
    ("ddns-use-conflict-resolution", NETWORKS),
    ("store-extended-info", NETWORKS),
    ("subnet4", &[C::Dhcp4, C::SharedNetwork]),
    ("4o6-interface", &[C::Subnet]),
    ("4o6-interface-id", &[C::Subnet]),
    ("4o6-subnet", &[C::Subnet]),
    ("option-def", &[C::Dhcp4, C::Classes]),
    (
        "option-data",
        &[
            C::Dhcp4,
            C::Subnet,
            C::SharedNetwork,
            C::Pools,
            C::Reservations,
            C::Classes,
        ],
    ),
    (
        "name",
        &[
            C::LeaseDatabase,
            C::HostsDatabase,
            C::ConfigDatabase,
            C::OptionDef,
            C::OptionData,
            C::Classes,
            C::SharedNetwork,
            C::Loggers,
        ],
    ),
    ("data", &[C::OptionData]),
    ("code", &[C::OptionDef, C::OptionData]),
    ("space", &[C::OptionDef, C::OptionData]),
    ("csv-format", &[C::OptionData]),
    ("always-send", &[C::OptionData]),
    ("record-types", &[C::OptionDef]),
    ("encapsulate", &[C::OptionDef]),
    ("array", &[C::OptionDef]),
    ("parked-packet-limit", &[C::Dhcp4]),
    ("shared-networks", &[C::Dhcp4]),
    ("pools", &[C::Subnet]),
    ("pool", &[C::Pools]),
    ("user-context", COMMENTED),
    ("comment", COMMENTED),
    ("subnet", &[C::Subnet]),
    ("interface", &[C::Subnet, C::SharedNetwork]),
    ("id", &[C::Subnet]),
    ("reservation-mode", NETWORKS),
    ("disabled", &[C::ReservationMode]),
    ("out-of-pool", &[C::ReservationMode]),
    ("global", &[C::ReservationMode]),
    ("all", &[C::ReservationMode]),
    ("reservations-global", NETWORKS),
    ("reservations-in-subnet", NETWORKS),
    ("reservations-out-of-pool", NETWORKS),
    ("host-reservation-identifiers", &[C::Dhcp4]),
    ("client-classes", &[C::Dhcp4, C::Reservations]),
    (
        "require-client-classes",
        &[C::Subnet, C::Pools, C::SharedNetwork],
    ),
    ("test", &[C::Classes]),
    ("only-if-required", &[C::Classes]),
    (
        "client-class",
        &[C::Subnet, C::Pools, C::SharedNetwork, C::Classes],
    ),
    ("reservations", &[C::Dhcp4, C::Subnet]),
    ("duid", &[C::HostIdentifiers, C::Reservations]),
    ("hw-address", &[C::HostIdentifiers, C::Reservations]),
    ("circuit-id", &[C::HostIdentifiers, C::Reservations]),
    ("client-id", &[C::HostIdentifiers, C::Reservations]),
    ("hostname", &[C::Reservations]),
    ("flex-id", &[C::HostIdentifiers, C::Reservations]),
    ("relay", &[C::Subnet, C::SharedNetwork]),
    ("ip-address", &[C::Relay, C::Reservations]),
    ("ip-addresses", &[C::Relay]),
    ("hooks-libraries", &[C::Dhcp4]),
    ("library", &[C::Hooks]),
    ("parameters", &[C::Hooks]),
    ("expired-leases-processing", &[C::Dhcp4]),
    ("reclaim-timer-wait-time", &[C::ExpiredLeases]),
    ("flush-reclaimed-timer-wait-time", &[C::ExpiredLeases]),
    ("hold-reclaimed-time", &[C::ExpiredLeases]),
    ("max-reclaim-leases", &[C::ExpiredLeases]),
    ("max-reclaim-time", &[C::ExpiredLeases]),
    ("unwarned-reclaim-cycles", &[C::ExpiredLeases]),
    ("dhcp4o6-port", &[C::Dhcp4]),
    ("multi-threading", &[C::Dhcp4]),
    ("enable-multi-threading", &[C::MultiThreading]),
    ("thread-pool-size", &[C::MultiThreading]),
    ("packet-queue-size", &[C::MultiThreading]),
    ("control-socket", &[C::Dhcp4]),
    ("socket-type", &[C::ControlSocket]),
    ("socket-name", &[C::ControlSocket]),
    ("dhcp-queue-control", &[C::Dhcp4]),
    ("enable-queue", &[C::QueueControl]),
    ("queue-type", &[C::QueueControl]),
    ("capacity", &[C::QueueControl]),
    ("dhcp-ddns", &[C::Dhcp4]),
    ("enable-updates", &[C::Ddns]),
    ("qualifying-suffix", &[C::Ddns]),
    ("server-ip", &[C::Ddns]),
    ("server-port", &[C::Ddns]),
    ("sender-ip", &[C::Ddns]),
    ("sender-port", &[C::Ddns]),
    ("max-queue-size", &[C::Ddns]),
    ("ncr-protocol", &[C::Ddns]),
    ("ncr-format", &[C::Ddns]),
    ("override-no-update", &[C::Ddns]),
    ("override-client-update", &[C::Ddns]),
    ("replace-client-name", &[C::Ddns]),
    ("generated-prefix", &[C::Ddns]),
    ("tcp", &[C::NcrProtocol]),
    ("JSON", &[C::NcrFormat]),
    ("when-present", &[C::ReplaceName]),
    ("never", &[C::ReplaceName]),
    ("always", &[C::ReplaceName]),
    ("when-not-present", &[C::ReplaceName]),
    (
        "hostname-char-set",
        &[C::Dhcp4, C::Ddns, C::Subnet, C::SharedNetwork],
    ),
    (
        "hostname-char-replacement",
        &[C::Dhcp4, C::Ddns, C::Subnet, C::SharedNetwork],
    ),
    ("early-global-reservations-lookup", &[C::Dhcp4]),
    ("ip-reservations-unique", &[C::Dhcp4]),
    ("reservations-lookup-first", &[C::Dhcp4]),
    ("loggers", &[C::Dhcp4]),
    ("output_options", &[C::Loggers]),
    ("output", &[C::OutputOptions]),
    ("debuglevel", &[C::Loggers]),
    ("severity", &[C::Loggers]),
    ("flush", &[C::OutputOptions]),
    ("maxsize", &[C::OutputOptions]),
    ("maxver", &[C::OutputOptions]),
    ("pattern", &[C::OutputOptions]),
    ("compatibility", &[C::Dhcp4]),
    ("lenient-option-parsing", &[C::Compatibility]),
];

/// Spellings that mean another word, in any case.
const SYNONYMS: &[(&str, Context, &str)] = &[
    ("off", C::ReservationMode, "disabled"),
    ("true", C::ReplaceName, "when-present"),
    ("false", C::ReplaceName, "never"),
];
/// Where words may be written in any case.
const CASELESS: &[Context] = &[C::NcrProtocol, C::NcrFormat, C::ReplaceName];

static BY_NAME: LazyLock<HashMap<&'static [u8], Word, foldhash::fast::FixedState>> =
    LazyLock::new(|| {
        let numbered = WORDS.iter().zip(0..);
        numbered
            .map(|((name, _), number)| (name.as_bytes(), Word(number)))
            .collect()
    });

/// The word of that name.
pub(super) fn word(name: &str) -> Option<Word> {
    BY_NAME.get(name.as_bytes()).copied()
}

/// The word that `text` is in that map.
pub(super) fn lookup(text: &[u8], context: Context) -> Option<Word> {
    if context == Context::None {
        return None;
    }
    let caseless = CASELESS.contains(&context);
    let synonym = SYNONYMS.iter().find(|(name, here, _)| {
        let same = if caseless {
            text.eq_ignore_ascii_case(name.as_bytes())
        } else {
            text == name.as_bytes()
        };
        *here == context && same
    });
    let found = match synonym {
        Some((_, _, meant)) => word(meant),
        None if caseless => {
            let same = |(name, _): &(&str, _)| text.eq_ignore_ascii_case(name.as_bytes());
            let number = WORDS
                .iter()
                .position(|word| same(word) && word.1.contains(&context))?;
            u16::try_from(number).ok().map(Word)
        }
        None => BY_NAME.get(text).copied(),
    };
    found.filter(|word| WORDS[usize::from(word.0)].1.contains(&context))
}

/// Words of that map, for advice.
pub(super) fn of(context: Context) -> impl Iterator<Item = &'static str> {
    WORDS
        .iter()
        .filter(move |(_, contexts)| contexts.contains(&context))
        .map(|(name, _)| *name)
}
