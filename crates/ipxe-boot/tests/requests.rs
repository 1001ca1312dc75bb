//! The packets of iPXE's DHCP client against those of the real one.

use std::path::Path;
use std::sync::Arc;

use ipxe_boot::{BootWorld, Segment, What};
use ipxe_machine::Step;
use ipxe_sim::{Scenario, SimWorld, Start, setup};
use serde_json::Value;

/// The options of the first DISCOVER of a machine, as hex.
fn first_discover(scenario: &str) -> Vec<(String, String)> {
    let scenario = Scenario::parse("scenario", scenario).expect("the scenario is right");
    let mut sim = SimWorld::new(Arc::new(scenario));
    let mut machine = setup(&mut sim, Start::Line(b"dhcp")).expect("the machine can be set up");
    let mut world = BootWorld::new(sim, Segment::default());
    for _ in 0..10_000 {
        match machine.step(&mut world) {
            Step::Waiting { deadline, .. } => machine.advance_to(deadline.expect("it ends")),
            Step::Continued => {}
            Step::Ended(_) => break,
        }
    }
    let entries = world.segment.timeline.entries();
    let Some(What::Dhcp { message, payload }) = entries.first().map(|entry| &entry.what) else {
        panic!("nothing was sent");
    };
    assert_eq!(payload.last(), Some(&255), "no padding");
    let hex = |data: &[u8]| data.iter().map(|byte| format!("{byte:02x}")).collect();
    let options = message.options.iter();
    options
        .map(|option| (option.code.to_string(), hex(&option.data)))
        .collect()
}

/// The options of a recorded request.
fn recorded(name: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/dhcp/requests.json");
    let text = std::fs::read(path).expect("the collection is complete");
    let requests: Value = serde_json::from_slice(&text).expect("it is JSON");
    let options = requests[name]["options"]
        .as_array()
        .expect("a request has options");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    options
        .iter()
        .map(|option| (text(&option[0]), text(&option[1])))
        .collect()
}

const CARD: &str = r#"
[[interface]]
mac = "52:54:00:12:34:56"
bus-id = [1, 0x80, 0x86, 0x10, 0x0e]
"#;

#[test]
fn bios() {
    let machine = "[machine]\nplatform = \"pcbios\"\nrelease = \"master\"\n\
        uuid = \"4c4c4544-0044-3010-8052-b4c04f4a3532\"\n";
    assert_eq!(
        first_discover(&format!("{machine}{CARD}")),
        recorded("ipxe-bios")
    );
}

#[test]
fn uefi() {
    let machine = "[machine]\nplatform = \"efi\"\nrelease = \"master\"\n\
        uuid = \"4c4c4544-0044-3010-8052-b4c04f4a3532\"\n";
    assert_eq!(
        first_discover(&format!("{machine}{CARD}")),
        recorded("ipxe-uefi")
    );
}

#[test]
fn userspace() {
    let machine = "[machine]\nplatform = \"linux\"\nrelease = \"master\"\n\
        [[interface]]\nmac = \"52:54:00:12:34:56\"\nbus = \"\"\nbus-id = [6, 0, 0, 0, 0]\n";
    assert_eq!(first_discover(machine), recorded("ipxe-linux"));
}
