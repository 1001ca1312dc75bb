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
