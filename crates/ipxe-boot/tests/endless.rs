//! iPXE that is given itself.

use std::path::Path;

use ipxe_boot::verify::{Case, run};

#[test]
fn the_line_that_gives_ipxe_itself_is_named() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/endless");
    let recording = run(&Case::load(&path).expect("the case is complete")).expect("it runs");
    let starts = recording
        .console
        .matches("iPXE initialising devices")
        .count();
    assert_eq!(starts, 3, "{}", recording.console);
    let endless = recording.endless.expect("iPXE loads itself");
    assert_eq!(endless.decided_by.len(), 1, "{endless}");
    assert_eq!(endless.decided_by[0].line, 7);
    let text = endless.to_string();
    assert!(
        text.contains("/etc/dnsmasq.d/dnsmasq.conf:7: dhcp-boot=snponly.efi"),
        "{text}"
    );
    assert!(text.contains("dhcp-boot=tag:!ipxe,snponly.efi"), "{text}");
}

#[test]
fn who_is_told_apart_is_not_given_itself() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = path.join("../../corpus/boots/uefi-01-rom-to-ipxe-to-script");
    let recording = run(&Case::load(&path).expect("the case is complete")).expect("it runs");
    assert_eq!(recording.endless, None);
}

#[test]
fn the_messages_can_be_captured() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/endless");
    let recording = run(&Case::load(&path).expect("the case is complete")).expect("it runs");
    let file = ipxe_boot::pcap(&recording.timeline, &Default::default(), 0);
    assert_eq!(file[..4], [0xd4, 0xc3, 0xb2, 0xa1]);
    let mut rest = &file[24..];
    let mut count = 0;
    while !rest.is_empty() {
        let length = u32::from_le_bytes(rest[8..12].try_into().expect("four bytes")) as usize;
        assert_eq!(rest[16 + 12..16 + 14], [8, 0], "IPv4");
        rest = &rest[16 + length..];
        count += 1;
    }
    let dhcp = recording
        .packets
        .iter()
        .filter(|line| line.contains(" DHCP "));
    assert_eq!(count, dhcp.count());
}
