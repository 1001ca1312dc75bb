//! The spaces that are there before a configuration is read, in the daemon's order.

use std::collections::BTreeMap;

use super::dhcp::{AGENT, DHCP, FQDN, ISC, NWIP, VENDOR, VENDOR_CLASS};
use super::dhcp6::{DHCP6, ISC6, VSIO};
use super::server::SERVER;
use super::{Definition, Kind, Options, Row, Space};

/// One of them: name, kind, sizes of codes and lengths, options, and the space and code of its carrier.
struct Builtin {
    name: &'static str,
    kind: Kind,
    sizes: (usize, usize),
    rows: &'static [Row],
    carrier: Option<(&'static str, u32)>,
}

const fn builtin(
    name: &'static str,
    kind: Kind,
    sizes: (usize, usize),
    rows: &'static [Row],
    carrier: Option<(&'static str, u32)>,
) -> Builtin {
    Builtin {
        name,
        kind,
        sizes,
        rows,
        carrier,
    }
}

const BUILTINS: [Builtin; 12] = [
    builtin("dhcp", Kind::Hashed, (1, 1), DHCP, None),
    builtin("nwip", Kind::Nwip, (1, 1), NWIP, Some(("dhcp", 63))),
    builtin("fqdn", Kind::Fqdn, (1, 1), FQDN, Some(("dhcp", 81))),
    builtin(
        "vendor-class",
        Kind::Hashed,
        (4, 1),
        VENDOR_CLASS,
        Some(("dhcp", 124)),
    ),
    builtin("vendor", Kind::Hashed, (4, 1), VENDOR, Some(("dhcp", 125))),
    builtin("isc", Kind::Linked, (2, 2), ISC, Some(("vendor", 2495))),
    builtin("dhcp6", Kind::Hashed, (2, 2), DHCP6, None),
    builtin("vsio", Kind::Hashed, (4, 0), VSIO, Some(("dhcp6", 17))),
    builtin("isc6", Kind::Hashed, (4, 0), ISC6, Some(("vsio", 2495))),
    // The fields of DHCPv6's client FQDN have no names of their own.
    builtin(
        "fqdn6-if-you-see-me-its-a-bug-bug-bug",
        Kind::Hashed,
        (2, 2),
        &[],
        None,
    ),
    builtin("agent", Kind::Linked, (1, 1), AGENT, Some(("dhcp", 82))),
    builtin("server", Kind::Hashed, (4, 1), SERVER, None),
];

impl Options {
    /// What the daemon starts with.
    pub(in crate::dhcpd) fn builtin() -> Self {
        let mut options = Self {
            spaces: Vec::new(),
            definitions: Vec::new(),
            by_name: BTreeMap::new(),
        };
        for builtin in &BUILTINS {
            let mut space = Space::new(builtin.name.as_bytes(), builtin.sizes.0, builtin.sizes.1);
            space.kind = builtin.kind;
            space.joins = builtin.name == "dhcp";
            space.end = if builtin.name == "dhcp" { 255 } else { 0 };
            space.decodes = builtin.name != "server";
            let id = options.add_space(space).expect("there are twelve");
            for &(name, format, code) in builtin.rows {
                let (name, format) = (name.as_bytes().into(), format.as_bytes().into());
                let option = options.define(Definition {
                    name,
                    format,
                    space: id,
                    code,
                });
                options.enter(option);
            }
            if let Some((outer, code)) = builtin.carrier {
                let outer = options
                    .find_space(outer.as_bytes())
                    .expect("outer spaces come first");
                let carrier = options
                    .find_code(outer, code)
                    .expect("tables have the carriers");
                options.set_carrier(id, carrier);
            }
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_spaces_have_their_places() {
        let options = Options::builtin();
        for (id, name) in [
            (Options::DHCP, "dhcp"),
            (Options::FQDN, "fqdn"),
            (Options::AGENT, "agent"),
            (Options::SERVER, "server"),
        ] {
            assert_eq!(*options.space(id).name, *name.as_bytes());
        }
        let found = options.find(Options::DHCP, b"Domain-Name-Servers").unwrap();
        assert_eq!(options.definition(found).code, 6);
    }
}
