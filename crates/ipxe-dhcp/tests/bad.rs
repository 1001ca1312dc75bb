//! What the daemons' own checks say of faulty configurations.

use std::path::Path;

use ipxe_dhcp::verify::verify;

/// Replays the cases of one daemon.
fn replay(daemon: &str) {
    let collection = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/dhcp/bad");
    let mut report = verify(&collection).expect("the collection is complete");
    report.cases.retain(|case| case.name.contains(daemon));
    assert!(report.cases.len() > 10, "few cases of {daemon}");
    assert_eq!(report.failed(), 0, "\n{report}");
}

#[test]
fn dnsmasq() {
    replay("dnsmasq");
}

#[test]
fn dhcpd() {
    replay("dhcpd");
}
