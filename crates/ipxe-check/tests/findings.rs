//! Shapes of mistakes in commands, settings, URIs and targets, and what only looks like one.
//!
//! Each script is given without its first line; `;;` stands for a line feed. The rules that must be
//! reported follow, in the order of their places, and no other of these groups may be.

use ipxe_check::rules::rule;
use ipxe_check::{Checker, Group, Levels, Options};
use ipxe_diagnostics::SourceFile;

fn found(script: &str, levels: &Levels, targets: &[&str]) -> Vec<&'static str> {
    let script = format!("#!ipxe\n{}\n", script.replace(" ;; ", "\n"));
    let options = Options {
        levels: levels.clone(),
        targets: targets
            .iter()
            .map(|target| target.parse().expect("a target"))
            .collect(),
        ..Options::default()
    };
    let ours = [Group::Command, Group::Setting, Group::Uri, Group::Target];
    let source = SourceFile::new("x.ipxe", script.into_bytes());
    let findings = Checker::new(options).check(&source);
    let names = findings.iter().map(|finding| finding.rule);
    names
        .filter(|name| rule(name).is_some_and(|rule| ours.contains(&rule.group)))
        .collect()
}

fn expect(levels: &Levels, targets: &[&str], rows: &[(&str, &[&str])]) {
    for (script, rules) in rows {
        assert_eq!(found(script, levels, targets), *rules, "{script}");
    }
}

#[test]
fn options_and_arguments() {
    expect(
        &Levels::default(),
        &[],
        &[
            ("chain -- --replace", &[]),
            ("chain -ar menu.ipxe", &[]),
            ("chain -arx menu.ipxe", &["unknown-option"]),
            (
                "chain --replace menu.ipxe --replace",
                &["option-after-positional"],
            ),
            ("chain tool.efi first --replace", &[]),
            ("prompt Press --timeout 5000 or wait ||", &[]),
            (
                "item --key x name Text --default",
                &["option-after-positional"],
            ),
            ("echo -e text", &["unknown-option"]),
            ("echo -n -n text", &[]),
            ("echo -- - text", &[]),
            ("menu - Menu -", &["dash-text"]),
            ("item name -- text", &[]),
            ("item -- -name text", &[]),
            ("item --gap -- --", &[]),
            ("goto -- -x ;; :-x", &[]),
            ("exit -- -1", &[]),
            ("exit 010", &[]),
            ("exit 018", &["invalid-integer"]),
            ("sleep 1.5", &["invalid-integer"]),
            ("item --key 0x147e name Text", &[]),
            ("item --key é name Text", &["invalid-integer"]),
            ("prompt --timeout 0 Press", &[]),
            ("prompt --timeout 999 Press", &["timeout-too-small"]),
            ("ping --timeout 500 host", &[]),
            ("shim --nonsense a b c", &[]),
            ("help --nonsense", &[]),
            ("time chain --nonsense x", &["unknown-option"]),
            ("time -- chain --nonsense x", &[]),
            (
                "cpair --foreground 1 --background 2 8",
                &["value-out-of-range"],
            ),
            ("vcreate --tag ${tag} net0", &[]),
        ],
    );
}

#[test]
fn menus_forms_and_parameters() {
    expect(
        &Levels::default(),
        &[],
        &[
            (
                "menu --name a ;; item --menu a x X ;; choose --menu a --default y s",
                &["choose-default-not-item"],
            ),
            (
                "menu --name a ;; item --menu b x X ;; choose --menu a --default y s",
                &[],
            ),
            ("choose --default y s", &[]),
            (
                "menu M ;; isset ${a} && item --key k x X || item --key k y Y",
                &[],
            ),
            (
                "menu M ;; item --key k x X ;; item --key 0x6b y Y",
                &["duplicate-menu-key"],
            ),
            (
                "menu M ;; item --key k x X ;; :more ;; item --key k y Y",
                &[],
            ),
            (
                "form F ;; item a A ;; present ;; item b B",
                &["no-user-interface"],
            ),
            ("form F ;; item a A ;; present --keep ;; item b B", &[]),
            ("menu M ;; item a A ;; choose s ;; menu N ;; item b B", &[]),
            ("params ;; param a b ;; chain menu.ipxe##params", &[]),
            (
                "params --name a ;; params --name ${b} ;; param --params c d e",
                &[],
            ),
            ("chain menu.ipxe##params", &[]),
            ("param a b", &[]),
        ],
    );
}

#[test]
fn settings_and_their_values() {
    expect(
        &Levels::default(),
        &[],
        &[
            ("echo ${net0/mac:hexhyp} ${a:${b}} ${${c}:hex}", &[]),
            ("echo ${net${n}/mac:hexhyphen}", &["unknown-setting-type"]),
            ("show a:nosuch", &["unknown-setting-type"]),
            ("nslookup a:nosuch host", &["unknown-setting-type"]),
            ("echo ${a", &["unterminated-expansion"]),
            ("echo ${a b}", &["blank-in-expansion"]),
            ("echo ${a ${b}", &["unterminated-expansion"]),
            ("echo a}b {c} $d", &[]),
            ("iseq ${a} ${} || set b ${}", &[]),
            ("echo ${a}${}", &["empty-expansion"]),
            (
                "echo ${netx/ip} ${NETX/ip}",
                &["unknown-block", "unknown-block"],
            ),
            ("set netx/ip 192.0.2.1 ;; echo ${netx/ip}", &[]),
            (
                "echo ${mine/ip} ${net0.dhcp/ip} ${net0-5/mac} ${smbios/0.5.0}",
                &[],
            ),
            ("set x 1 ;; echo $x ${x} $xy", &[]),
            ("set base http://a ;; chain $base/b", &["shell-variable"]),
            ("kernel linux root=$ip {ip}", &[]),
            ("set ip $ip", &[]),
            ("echo {net0/ip} {{net0/ip}", &["missing-dollar"]),
            (
                "set x:int8 300 ;; set y:hex 0a:0b ;; set z:ipv4 0x0a.0.0.1",
                &[],
            ),
            ("set x:int8 0b1", &["invalid-setting-value"]),
            ("set net0/gateway ;; set net0/ip ${ip}", &[]),
            ("set dnssl example.org", &["invalid-setting-value"]),
            ("set a.b=c d", &["set-equals"]),
            ("set a b=c", &[]),
            ("set ${a=b} c", &[]),
            ("set a \"b", &[]),
            ("set a \"b\" \"c\"", &[]),
            ("set a '${b}'", &["set-quotes"]),
            ("read builtin/errno", &["read-only-setting"]),
            ("show builtin/errno ;; set errno 0", &[]),
            ("set builtin/dmesg x", &["read-only-setting"]),
            ("clear builtin/dmesg", &[]),
            ("md5sum --set smbios/x linux", &["read-only-setting"]),
            (
                "echo ${rootpath} ${User_Class}",
                &["similar-setting", "similar-setting"],
            ),
            ("echo ${ip4} ${macs} ${net0/MACADDR}", &[]),
            ("set n 0 ;; inc n", &["inc-of-text"]),
            ("set n 0 ;; clear n ;; inc n", &[]),
            ("set n 0 ;; set n:int32 0 ;; inc n", &[]),
            ("isset ${n} || set n 0 ;; inc n", &[]),
            ("set n 0 ;; chain other.ipxe ||  ;; inc n", &[]),
            ("inc n:int8 ;; inc priority", &[]),
            ("set a b c ;; clear ${a}", &["braces-around-name"]),
            ("set a b ;; clear ${a}", &[]),
        ],
    );
}

#[test]
fn uris_and_images() {
    expect(
        &Levels::default(),
        &[],
        &[
            (
                "chain http://[2001:db8::1]/ || chain http://[2001:db8::1]:8080/",
                &[],
            ),
            ("chain http://2001:db8::1:8080/", &["unbracketed-ipv6-host"]),
            ("chain http://a@2001:db8::1/", &["unbracketed-ipv6-host"]),
            ("chain http://${net0/ip6}:80/", &["unbracketed-ipv6-host"]),
            (
                "chain http://${net0.link/ip6:ipv6}/",
                &["unbracketed-ipv6-host"],
            ),
            ("chain a/${mac} || chain a1-${mac} || chain ${uuid}", &[]),
            ("chain a_${mac}", &["mac-in-first-segment"]),
            ("set mac 52:54:00:12:34:56 ;; chain ${mac}", &[]),
            ("chain ftpp:x", &["unknown-scheme"]),
            ("imgfetch --name a:b x ;; chain a:b", &[]),
            ("set stage nosuch://x ;; kernel linux stage=nosuch://x", &[]),
            (
                "set u http://a:b@c/ ;; set v http://${a}:${b}@c/",
                &["credential-in-uri"],
            ),
            ("chain tftp://h/a\\b || chain http://h/a?b\\c", &[]),
            ("chain http:\\\\h\\b", &["backslash-in-uri"]),
            ("chain file:/a || chain file://b/c || chain data:,x", &[]),
            ("chain http:/${a} || chain http:${b}", &[]),
            ("chain tftp:/a", &["malformed-uri"]),
            ("chain http//a", &["malformed-uri"]),
            ("chain http:///a", &["malformed-uri"]),
            (
                "chain http://a:0x50/ || chain http://a:65536/",
                &["malformed-uri"],
            ),
            ("chain http://a:${port}/", &[]),
            ("chain 'a", &["quoted-uri"]),
            ("kernel a initrd=b ;; initrd http://h/B", &[]),
            ("kernel a initrd=\\b ;; initrd http://h/b?c", &[]),
            ("kernel a initrd=b ;; initrd http://h/${c}", &[]),
            ("kernel a initrd=b,c ;; initrd b", &["initrd-name-mismatch"]),
            ("kernel a initrd=initrd.magic ;; initrd b", &[]),
            ("sanboot iscsi:h:::1:iqn.x:y", &[]),
            ("sanboot iscsi:[::1]::::t iscsi:h", &["iscsi-uri"]),
            ("kernel a ;; initrd b ;; imgfree ;; kernel c", &[]),
            ("kernel a ;; initrd b ;; boot || ;; kernel c", &[]),
            ("kernel a ;; initrd b ;; :next ;; kernel c", &[]),
            ("set b http://h.example ;; chain ${b}.org/x", &[]),
            ("set b http://h.example ;; set b ${c} ;; chain ${b}x", &[]),
            ("set b http://h.example:80 ;; chain ${b}80/x", &[]),
        ],
    );
}

#[test]
fn targets() {
    expect(
        &Levels::default(),
        &["1.21.1/pcbios", "master/efi/arm64"],
        &[
            ("ping h", &["command-not-in-build"]),
            ("params ||", &["command-not-in-build"]),
            ("chain --quiet x", &["option-not-in-release"]),
            (
                "chain https://h/ || chain HTTP://h/",
                &["protocol-not-in-build", "protocol-not-in-build"],
            ),
            (
                "echo ${cwuri} ${acpi/x} ${ip6}",
                &[
                    "setting-not-in-build",
                    "setting-not-in-build",
                    "setting-not-in-build",
                ],
            ),
            (
                "set x:guid y",
                &["type-not-in-release", "invalid-setting-value"],
            ),
            ("chain http://[::1]/", &["feature-not-in-build"]),
            (
                "cpuid 1 || echo ${cpuid/0}",
                &["cpuid-on-arm", "setting-not-in-build", "cpuid-on-arm"],
            ),
            ("dhcp ;; chain http://${next-server}/${mac:hexhyp}", &[]),
        ],
    );
    expect(
        &Levels::default(),
        &["1.20.1/efi"],
        &[("chain a/${mac}", &["mac-in-first-segment"])],
    );
    expect(
        &Levels::default(),
        &[],
        &[("ping h", &[]), ("chain https://h/", &[])],
    );
}

#[test]
fn advice_that_is_asked_for() {
    let only = |name: &str| Levels::only(rule(name).expect("a rule").code);
    for (name, script, count) in [
        (
            "unset-setting",
            "set a b ;; echo ${a} ${b} ${ip} ${net0/c}",
            1,
        ),
        ("unset-setting", "isset ${b} || exit", 0),
        (
            "hardcoded-net0",
            "echo ${net0/ip} ${net0.dhcp/ip} ${net01/ip}",
            2,
        ),
        (
            "numeric-setting-name",
            "echo ${67} ${43} ${smbios/1.5.0} ${net0.dhcp/12:hex}",
            2,
        ),
        ("set-without-value", "set a ;; set b c", 1),
        (
            "setting-name-expanded",
            "set ${a} b ;; set x${a} b ;; read ${a}",
            2,
        ),
        (
            "param-name-mismatch",
            "param serial ${asset} ;; param x ${asset}",
            1,
        ),
        ("boot-without-image", "boot || ;; kernel a ;; boot", 1),
        ("kernel-without-initrd", "kernel a ;; initrd b", 1),
        ("kernel-without-initrd", "kernel a ${b} ;; initrd b", 0),
        ("blank-in-uri", "set a b c ;; chain x/${a}?${a}", 2),
        (
            "wimboot-name",
            "kernel wimboot ;; initrd a ;; initrd b b",
            1,
        ),
    ] {
        assert_eq!(
            found(script, &only(name), &[]).len(),
            count,
            "{name}: {script}"
        );
    }
}
