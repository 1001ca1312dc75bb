//! Words with values that some parameters take (`server/stables.c`, `common/tables.c`).

struct Enumeration {
    name: &'static str,
    /// Bytes of a value.
    width: usize,
    values: &'static [(&'static str, u8)],
}

const ENUMERATIONS: &[Enumeration] = &[
    Enumeration {
        name: "ddns-styles",
        width: 1,
        values: &[("none", 0), ("ad-hoc", 1), ("interim", 2), ("standard", 3)],
    },
    Enumeration {
        name: "prefix_length_modes",
        width: 1,
        values: &[
            ("ignore", 0),
            ("prefer", 1),
            ("exact", 2),
            ("minimum", 3),
            ("maximum", 4),
        ],
    },
    Enumeration {
        name: "syslog-facilities",
        width: 1,
        values: &[
            ("kern", 0),
            ("user", 8),
            ("mail", 16),
            ("daemon", 24),
            ("auth", 32),
            ("syslog", 40),
            ("lpr", 48),
            ("news", 56),
            ("uucp", 64),
            ("cron", 72),
            ("authpriv", 80),
            ("ftp", 88),
            ("local0", 128),
            ("local1", 136),
            ("local2", 144),
            ("local3", 152),
            ("local4", 160),
            ("local5", 168),
            ("local6", 176),
            ("local7", 184),
        ],
    },
    Enumeration {
        name: "status-codes",
        width: 2,
        values: &[
            ("success", 0),
            ("UnspecFail", 1),
            ("NoAddrsAvail", 2),
            ("NoBinding", 3),
            ("NotOnLink", 4),
            ("UseMulticast", 5),
            ("NoPrefixAvail", 6),
            ("UnknownQueryType", 7),
            ("MalformedQuery", 8),
            ("NotConfigured", 9),
            ("NotAllowed", 10),
            ("QueryTerminated", 11),
        ],
    },
];

fn find(name: &[u8]) -> Option<&'static Enumeration> {
    ENUMERATIONS
        .iter()
        .find(|enumeration| enumeration.name.as_bytes() == name)
}

/// Bytes of a value of the enumeration `name`; 0 where there is none.
pub(super) fn width(name: &[u8]) -> usize {
    find(name).map_or(0, |enumeration| enumeration.width)
}

/// What `word` stands for in the enumeration `name`, in the daemon's own byte order: the value first.
pub(in crate::dhcpd) fn enumeration_value(name: &[u8], word: &[u8]) -> Option<Vec<u8>> {
    let enumeration = find(name)?;
    let known = |(known, _): &&(&str, u8)| known.as_bytes() == word;
    let &(_, value) = enumeration.values.iter().find(known)?;
    let mut data = vec![0; enumeration.width];
    data[0] = value;
    Some(data)
}
