//! User interfaces of any size and any keys.

mod support;

use ipxe_machine::{Build, Ticks};
use ipxe_reference::{Platform, Release};
use proptest::prelude::*;
use support::Driver0;
use support::session::{DOWN, Session, UP};
use support::world::TestWorld;

/// Scripts each of which shows one kind of user interface.
const SCRIPTS: [&str; 5] = [
    "menu Title\nitem --gap A gap\nitem one One\nitem --key x two Two\nitem --gap --key y Gap\n\
     item --default three Three\nchoose --timeout 5000 --retimeout 3000 sel\n",
    "menu M\nitem a A\nset n:int8 0\n:loop\ninc n\nitem i${n} Item ${n}\niseq ${n} 99 || goto loop\n\
     choose --keep sel\n",
    "set v some text\nform Title\nitem --gap Label\nitem v Text\nitem --secret w Secret\n\
     item n:int32\nitem --key 0x147e net0/ip Address\npresent\n",
    "set user-class x\nconfig net0\n",
    "login\n",
];

fn sessions() -> impl Strategy<Value = (usize, Build, (u32, u32))> {
    let releases: Vec<Release> = Release::all().collect();
    let release = proptest::sample::select(releases);
    let platform = proptest::sample::select(Platform::ALL.to_vec());
    let size = prop_oneof![Just((80, 25)), (1..130u32, 1..60u32)];
    (0..SCRIPTS.len(), release, platform, size)
        .prop_map(|(script, release, platform, size)| (script, Build::new(platform, release), size))
}

/// Keys that have a meaning somewhere, and others.
fn key() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<Vec<u8>> = [
        "\n",
        "\r",
        "\t",
        DOWN,
        UP,
        "\x1b[C",
        "\x1b[D",
        "\x1b[F",
        "\x1b[H",
        "\x1b[3~",
        "\x1b[5~",
        "\x1b[6~",
        "\x1b[19~",
        "\x1b",
        "\x01",
        "\x03",
        "\x04",
        "\x05",
        "\x08",
        "\x0b",
        "\x15",
        "\x17",
        "\x18",
        "x",
        "y",
        "7",
        " ",
        "\x1b[99999999999A",
    ]
    .map(|key| key.as_bytes().to_vec())
    .to_vec();
    prop_oneof![
        8 => proptest::sample::select(known),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_keys_at_any_size_do_harm_and_a_copy_goes_on_alike(
        (script, build, (columns, rows)) in sessions(),
        keys in proptest::collection::vec((key(), 0..3000u64), 0..40),
        copied_at in 0..40usize,
    ) {
        let mut machine = support::machine(build, Driver0::Slirp);
        machine.display.set_size(columns, rows);
        let script = format!("#!ipxe\n{}", SCRIPTS[script]);
        support::start_embedded(&mut machine, script);
        let mut session = Session { machine, world: TestWorld::default(), output: Vec::new(), outcome: None };
        session.run();
        let mut copy: Option<Session> = None;
        for (index, (key, pause)) in keys.iter().enumerate() {
            if index == copied_at {
                copy = Some(Session {
                    machine: session.machine.clone(),
                    world: TestWorld::default(),
                    output: session.output.clone(),
                    outcome: session.outcome.clone(),
                });
            }
            for session in [Some(&mut session), copy.as_mut()].into_iter().flatten() {
                session.bytes(key);
                session.pass(Ticks(*pause));
            }
            // Whatever is shown can be looked at.
            let _ = session.machine.view();
        }
        if let Some(copy) = copy {
            prop_assert_eq!(&copy.output, &session.output);
            prop_assert_eq!(&copy.outcome, &session.outcome);
        }
    }
}
