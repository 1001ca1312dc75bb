//! What happens when iPXE starts.

mod support;

use std::net::Ipv4Addr;

use expect_test::{Expect, expect};
use ipxe_machine::boot::{PowerOn, PowerOnConfig};
use ipxe_machine::{Build, Ticks};
use ipxe_reference::{Platform, Release};
use support::Driver0;
use support::driver::{Driver, KeyStep};
use support::network::Network;
use support::world::{File, TestWorld};

/// Starts iPXE and compares the console.
struct Start {
    build: Build,
    power_on: PowerOnConfig,
    embedded: Option<&'static str>,
    scriptlet: Option<&'static str>,
    files: Vec<(&'static str, &'static str)>,
    dhcp: Vec<(&'static str, &'static str)>,
    keys: Vec<KeyStep>,
}

impl Start {
    fn new(platform: Platform, release: Release) -> Self {
        Self {
            build: Build::new(platform, release),
            power_on: PowerOnConfig::default(),
            embedded: None,
            scriptlet: None,
            files: Vec::new(),
            dhcp: Vec::new(),
            keys: Vec::new(),
        }
    }

    fn shows(self, expected: Expect) {
        let mut machine = support::machine(self.build, Driver0::Slirp);
        if let Some(script) = self.embedded {
            let mut image = ipxe_machine::state::Image::new(script.as_bytes());
            image.name = Some(b"<CMDLINE>".to_vec());
            machine.add_image(image);
        }
        if let Some(line) = self.scriptlet {
            support::set(&mut machine, "scriptlet", line);
        }
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut world = TestWorld {
            server: "10.0.2.1".to_owned(),
            port: 80,
            network: Network {
                answering: vec![Ipv4Addr::new(10, 0, 2, 1)],
                has_tftp: true,
                dhcp: Some(self.dhcp.into_iter().map(owned).collect()),
                ..Network::default()
            },
            ..TestWorld::default()
        };
        for (path, content) in self.files {
            let file = File::new(content.as_bytes().to_vec());
            world.files.insert(path.into(), file);
        }
        machine.start(PowerOn::new(self.power_on));
        let run = Driver {
            machine: &mut machine,
            world: &mut world,
            steps: self.keys,
        }
        .run();
        let text = String::from_utf8_lossy(&run.output);
        let text = text.replace("\r\n", "\n").replace('\x1b', "~");
        // What is erased need not be seen.
        let text = text.replace("\x08 \x08", "<");
        let erased = "<".repeat("Press Ctrl-B for the iPXE command line...".len());
        let text = text.replace(&erased, "(erased)\n");
        expected.assert_eq(&format!("{text}--- {:?}\n", run.outcome));
    }
}

#[test]
fn an_image_is_executed() {
    Start {
        embedded: Some("#!ipxe\necho embedded\n"),
        ..Start::new(Platform::Pcbios, Release::LATEST)
    }
    .shows(expect![[r#"
        iPXE initialising devices...
        ~[0m


        ~[1miPXE 2.0.0+~[0m -- Open Source Network Boot Firmware -- ~[36mhttps://ipxe.org~[0m
        Features: DNS HTTP iSCSI TFTP AoE ELF MBOOT PXE bzImage Menu PXEXT
        embedded
        --- Some(Finished(Status(0)))
    "#]]);
}

#[test]
fn someone_asks_for_the_shell() {
    Start {
        keys: vec![
            KeyStep::Wait(Ticks::from_seconds(1)),
            KeyStep::Send(b"\x02".to_vec()),
            KeyStep::Wait(Ticks::from_seconds(1)),
            KeyStep::Send(b"exit 3\r".to_vec()),
        ],
        ..Start::new(Platform::Linux, Release::V1_21_1)
    }
    .shows(expect![[r#"
        iPXE initialising devices...ok
        ~[0m


        ~[1miPXE 2.0.0+~[0m -- Open Source Network Boot Firmware -- ~[36mhttp://ipxe.org~[0m
        Features: DNS HTTP iSCSI TFTP AoE Menu

        Press Ctrl-B for the iPXE command line...(erased)
        iPXE> ~[?25hexit 3
        --- Some(Finished(Status(3)))
    "#]]);
}

#[test]
fn a_scriptlet_is_run() {
    Start {
        scriptlet: Some("echo one && echo two || echo three"),
        ..Start::new(Platform::Linux, Release::LATEST)
    }
    .shows(expect![[r#"
        iPXE initialising devices...
        ~[0m


        ~[1miPXE 2.0.0+~[0m -- Open Source Network Boot Firmware -- ~[36mhttps://ipxe.org~[0m
        Features: DNS HTTP HTTPS iSCSI TFTP VLAN AoE Menu

        Press Ctrl-B for the iPXE command line...(erased)
        one
        two
        --- Some(Finished(Status(0)))
    "#]]);
}

#[test]
fn booting_is_tried_and_then_the_shell_is_offered_again() {
    Start {
        dhcp: vec![
            ("ip", "10.0.2.15"),
            ("next-server", "10.0.2.1"),
            ("filename", "a.ipxe"),
        ],
        files: vec![("/a.ipxe", "#!ipxe\necho a\nexit 1\n")],
        ..Start::new(Platform::Linux, Release::LATEST)
    }
    .shows(expect![[r#"
        iPXE initialising devices...
        ~[0m


        ~[1miPXE 2.0.0+~[0m -- Open Source Network Boot Firmware -- ~[36mhttps://ipxe.org~[0m
        Features: DNS HTTP HTTPS iSCSI TFTP VLAN AoE Menu

        Press Ctrl-B for the iPXE command line...(erased)
        net0: 52:54:00:12:34:56 using slirp on host (Ethernet) [open]
          [Link:up, TX:0 TXE:0 RX:0 RXE:0]
        Configuring (net0 52:54:00:12:34:56)...... ok
        net0: 10.0.2.15/255.255.255.0
        net0: fe80::5054:ff:fe12:3456/64
        Next server: 10.0.2.1
        Filename: a.ipxe
        tftp://10.0.2.1/a.ipxe... ok
        a.ipxe : 21 bytes [script]
        a
        Could not boot image: Error 0x00000001 (https://ipxe.org/00000001)
        No more network devices

        Press Ctrl-B for the iPXE command line...(erased)
        --- Some(Finished(Status(1)))
    "#]]);
}

#[test]
fn only_the_device_of_the_rom_is_booted_from() {
    Start {
        power_on: PowerOnConfig {
            device: Some(b"net0".to_vec()),
            banner_timeout: Ticks::ZERO,
            ..PowerOnConfig::default()
        },
        ..Start::new(Platform::Pcbios, Release::LATEST)
    }
    .shows(expect![[r#"
        iPXE initialising devices...
        ~[0m


        ~[1miPXE 2.0.0+~[0m -- Open Source Network Boot Firmware -- ~[36mhttps://ipxe.org~[0m
        Features: DNS HTTP iSCSI TFTP AoE ELF MBOOT PXE bzImage Menu PXEXT
        net0: 52:54:00:12:34:56 using slirp on host (Ethernet) [open]
          [Link:up, TX:0 TXE:0 RX:0 RXE:0]
        Configuring (net0 52:54:00:12:34:56)...... ok
        net0: 10.0.2.15/255.255.255.0
        Nothing to boot: No such file or directory (https://ipxe.org/2d03e13b)
        --- Some(Finished(Status(-755228987)))
    "#]]);
}

#[test]
fn uefi_looks_for_a_script() {
    Start {
        power_on: PowerOnConfig {
            autoexec: vec![
                b"tftp://10.0.2.1/boot/autoexec.ipxe".to_vec(),
                b"tftp://10.0.2.1/autoexec.ipxe".to_vec(),
            ],
            ..PowerOnConfig::default()
        },
        files: vec![("/autoexec.ipxe", "#!ipxe\necho ${cwuri}\n")],
        ..Start::new(Platform::Efi, Release::LATEST)
    }
    .shows(expect![[r#"
        iPXE initialising devices...
        tftp://10.0.2.1/boot/autoexec.ipxe... Not found (https://ipxe.org/2d12618e)
        tftp://10.0.2.1/autoexec.ipxe... ok
        ~[0m


        ~[1miPXE 2.0.0+~[0m -- Open Source Network Boot Firmware -- ~[36mhttps://ipxe.org~[0m
        Features: DNS HTTP HTTPS iSCSI TFTP VLAN AoE EFI Menu
        tftp://10.0.2.1/autoexec.ipxe
        --- Some(Finished(Status(0)))
    "#]]);
}

#[test]
fn an_empty_script_is_none() {
    Start {
        power_on: PowerOnConfig {
            autoexec: vec![b"tftp://10.0.2.1/autoexec.ipxe".to_vec()],
            ..PowerOnConfig::default()
        },
        files: vec![("/autoexec.ipxe", "")],
        scriptlet: Some("imgstat"),
        ..Start::new(Platform::Efi, Release::LATEST)
    }
    .shows(expect![[r#"
        iPXE initialising devices...
        tftp://10.0.2.1/autoexec.ipxe... ok
        ~[0m


        ~[1miPXE 2.0.0+~[0m -- Open Source Network Boot Firmware -- ~[36mhttps://ipxe.org~[0m
        Features: DNS HTTP HTTPS iSCSI TFTP VLAN AoE EFI Menu

        Press Ctrl-B for the iPXE command line...(erased)
        --- Some(Finished(Status(0)))
    "#]]);
}
