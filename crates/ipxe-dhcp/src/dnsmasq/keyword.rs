//! The words that a configuration line may begin with (`option.c: opts, usage`), as built by Debian 12.

/// What may follow a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// Nothing: `no-ping`.
    None,
    /// A value: `port=0`.
    Required,
    /// A value or nothing.
    Optional,
}

/// How often a word may stand in the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// It switches something on; saying so twice does no harm.
    Flag,
    /// As often as wanted.
    Many,
    /// Once.
    Once,
}

/// A word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keyword {
    /// As it is written.
    pub(super) name: &'static str,
    /// The word it means the same as; most often itself.
    pub(super) meaning: &'static str,
    pub(super) argument: Argument,
    pub(super) repeat: Repeat,
}

/// Finds a word.
pub(super) fn find(name: &[u8]) -> Option<&'static Keyword> {
    let at = TABLE
        .binary_search_by(|keyword| keyword.name.as_bytes().cmp(name))
        .ok()?;
    Some(&TABLE[at])
}

/// All words, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|keyword| keyword.name)
}

const fn flag(name: &'static str) -> Keyword {
    Keyword {
        name,
        meaning: name,
        argument: Argument::None,
        repeat: Repeat::Flag,
    }
}

const fn many(name: &'static str) -> Keyword {
    Keyword {
        name,
        meaning: name,
        argument: Argument::Required,
        repeat: Repeat::Many,
    }
}

const fn once(name: &'static str) -> Keyword {
    Keyword {
        name,
        meaning: name,
        argument: Argument::Required,
        repeat: Repeat::Once,
    }
}

const fn many_optional(name: &'static str) -> Keyword {
    Keyword {
        name,
        meaning: name,
        argument: Argument::Optional,
        repeat: Repeat::Many,
    }
}

const fn once_optional(name: &'static str) -> Keyword {
    Keyword {
        name,
        meaning: name,
        argument: Argument::Optional,
        repeat: Repeat::Once,
    }
}

const fn bare(name: &'static str, repeat: Repeat) -> Keyword {
    Keyword {
        name,
        meaning: name,
        argument: Argument::None,
        repeat,
    }
}

const fn alias(name: &'static str, meaning: &'static str, repeat: Repeat) -> Keyword {
    Keyword {
        name,
        meaning,
        argument: Argument::Required,
        repeat,
    }
}

/// All words, sorted.
static TABLE: [Keyword; 189] = [
    once("add-cpe-id"),
    many_optional("add-mac"),
    once_optional("add-subnet"),
    many("addn-hosts"),
    many("address"),
    many("alias"),
    flag("all-servers"),
    many("auth-peer"),
    many("auth-sec-servers"),
    once("auth-server"),
    once("auth-soa"),
    once("auth-ttl"),
    many("auth-zone"),
    flag("bind-dynamic"),
    flag("bind-interfaces"),
    many("bogus-nxdomain"),
    flag("bogus-priv"),
    many_optional("bootp-dynamic"),
    many("bridge-interface"),
    many("caa-record"),
    many("cache-rr"),
    once_optional("cache-size"),
    flag("clear-on-reload"),
    many("cname"),
    many("conf-dir"),
    many_optional("conf-file"),
    many("conf-script"),
    many("connmark-allowlist"),
    once_optional("connmark-allowlist-enable"),
    flag("conntrack"),
    once_optional("dhcp-alternate-port"),
    flag("dhcp-authoritative"),
    many("dhcp-boot"),
    many_optional("dhcp-broadcast"),
    many("dhcp-circuitid"),
    flag("dhcp-client-update"),
    once("dhcp-duid"),
    flag("dhcp-fqdn"),
    many_optional("dhcp-generate-names"),
    many("dhcp-host"),
    many("dhcp-hostsdir"),
    many("dhcp-hostsfile"),
    many("dhcp-ignore"),
    flag("dhcp-ignore-clid"),
    many_optional("dhcp-ignore-names"),
    alias("dhcp-lease", "dhcp-leasefile", Repeat::Once),
    once("dhcp-lease-max"),
    once_optional("dhcp-leasefile"),
    many("dhcp-luascript"),
    many("dhcp-mac"),
    many("dhcp-match"),
    many("dhcp-name-match"),
    flag("dhcp-no-override"),
    many("dhcp-option"),
    many("dhcp-option-force"),
    many("dhcp-optsdir"),
    many("dhcp-optsfile"),
    many_optional("dhcp-proxy"),
    many("dhcp-pxe-vendor"),
    many("dhcp-range"),
    flag("dhcp-rapid-commit"),
    many("dhcp-relay"),
    many("dhcp-remoteid"),
    once("dhcp-reply-delay"),
    once("dhcp-script"),
    once("dhcp-scriptuser"),
    flag("dhcp-sequential-ip"),
    many("dhcp-subscrid"),
    once("dhcp-ttl"),
    many("dhcp-userclass"),
    many("dhcp-vendorclass"),
    once("dns-forward-max"),
    flag("dns-loop-detect"),
    many("dns-rr"),
    flag("dnssec"),
    many_optional("dnssec-check-unsigned"),
    flag("dnssec-debug"),
    once("dnssec-limits"),
    flag("dnssec-no-timecheck"),
    once("dnssec-timestamp"),
    many("domain"),
    flag("domain-needed"),
    alias("domain-suffix", "domain", Repeat::Many),
    once("dumpfile"),
    once("dumpmask"),
    many("dynamic-host"),
    once("edns-packet-max"),
    once_optional("enable-dbus"),
    flag("enable-ra"),
    many_optional("enable-tftp"),
    once_optional("enable-ubus"),
    many("except-interface"),
    flag("expand-hosts"),
    once_optional("fast-dns-retry"),
    bare("filter-A", Repeat::Many),
    bare("filter-AAAA", Repeat::Many),
    many("filter-rr"),
    flag("filterwin2k"),
    once_optional("group"),
    bare("help", Repeat::Flag),
    many("host-record"),
    many("hostsdir"),
    many("ignore-address"),
    many("interface"),
    many("interface-name"),
    many("ipset"),
    flag("keep-in-foreground"),
    flag("leasefile-ro"),
    many("listen-address"),
    many("local"),
    once_optional("local-service"),
    once("local-ttl"),
    flag("localise-queries"),
    flag("localmx"),
    once_optional("log-async"),
    flag("log-debug"),
    flag("log-dhcp"),
    once("log-facility"),
    many_optional("log-queries"),
    once("max-cache-ttl"),
    once("max-port"),
    once("max-tcp-connections"),
    once("max-ttl"),
    once("min-cache-ttl"),
    once("min-port"),
    many("mx-host"),
    once("mx-target"),
    many("naptr-record"),
    once("neg-ttl"),
    many("nftset"),
    flag("no-daemon"),
    many("no-dhcp-interface"),
    many("no-dhcpv4-interface"),
    many("no-dhcpv6-interface"),
    flag("no-hosts"),
    flag("no-ident"),
    flag("no-negcache"),
    flag("no-ping"),
    flag("no-poll"),
    flag("no-resolv"),
    flag("no-round-robin"),
    once_optional("pid-file"),
    once("port"),
    once("port-limit"),
    flag("proxy-dnssec"),
    many("ptr-record"),
    many("pxe-prompt"),
    many("pxe-service"),
    once("query-port"),
    flag("quiet-dhcp"),
    flag("quiet-dhcp6"),
    flag("quiet-ra"),
    flag("quiet-tftp"),
    many("ra-param"),
    flag("read-ethers"),
    many("rebind-domain-ok"),
    flag("rebind-localhost-ok"),
    many_optional("resolv-file"),
    many("rev-server"),
    flag("script-arp"),
    flag("script-on-renewal"),
    flag("selfmx"),
    many("server"),
    once("servers-file"),
    many("shared-network"),
    many("srv-host"),
    flag("stop-dns-rebind"),
    flag("strict-order"),
    flag("strip-mac"),
    flag("strip-subnet"),
    many("synth-domain"),
    many("tag-if"),
    bare("test", Repeat::Flag),
    flag("tftp-lowercase"),
    once("tftp-max"),
    once("tftp-mtu"),
    flag("tftp-no-blocksize"),
    flag("tftp-no-fail"),
    once("tftp-port-range"),
    many("tftp-root"),
    flag("tftp-secure"),
    flag("tftp-single-port"),
    many_optional("tftp-unique-root"),
    many("trust-anchor"),
    many("txt-record"),
    once_optional("umbrella"),
    once_optional("use-stale-cache"),
    once_optional("user"),
    bare("version", Repeat::Flag),
];
