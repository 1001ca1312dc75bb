//! Which commands have an implementation.

use ipxe_machine::commands::implementation;
use ipxe_reference::COMMANDS;

/// Commands of the tables that nothing implements yet. A family that is added takes its names out.
const MISSING: &[&str] = &[
    // Network.
    // Request parameters, digests, certificates, trust.
    "certfree",
    "certstat",
    "certstore",
    "imgdecrypt",
    "imgverify",
    // SAN.
    // Everything else.
];

#[test]
fn every_command_is_implemented_or_known_to_be_missing() {
    let mut missing: Vec<&str> = COMMANDS
        .iter()
        .filter(|command| implementation(command.id).is_none())
        .map(|command| command.name)
        .collect();
    missing.sort_unstable();
    let mut known = MISSING.to_vec();
    known.sort_unstable();
    assert_eq!(missing, known);
}
