//! The lines that `ifstat` prints.

use ipxe_reference::{ErrorId, Release};

use crate::Cx;
use crate::ports::{Counters, LinkStatus};

impl Cx<'_> {
    /// The link of a device. A VLAN has the link of its trunk (`net/vlan.c: vlan_sync`).
    pub fn link_status(&mut self, name: &[u8]) -> LinkStatus {
        let device = self.machine.interfaces.find(name);
        let is_vlan = device.is_some_and(|device| device.vlan.is_some());
        let trunk = device.map_or(name, |device| device.trunk()).to_vec();
        let mut link = self.ask(|world, host| world.link(host, &trunk));
        link.blocked &= !is_vlan;
        link
    }

    /// Prints the state of a device (`usr/ifmgmt.c: ifstat`).
    pub fn ifstat(&mut self, name: &[u8]) {
        let link = self.link_status(name);
        let (sent, received) = self.ask(|world, host| world.counters(host, name));
        let Some(device) = self.machine.interfaces.find(name) else {
            return;
        };
        let open = if device.is_open { "open" } else { "closed" };
        let up = if link.state.is_ok() { "up" } else { "down" };
        let blocked = if link.blocked { " (blocked)" } else { "" };
        let mut text = [
            &*device.name,
            b": ",
            device.address_text().as_bytes(),
            b" using ",
            &*device.driver,
            b" on ",
            &*device.bus_device,
        ]
        .concat();
        if self.machine.build.release >= Release::V2_0_0 {
            text.extend(format!(" ({}) [{open}]", device.link_layer).bytes());
        } else {
            text.extend(format!(" ({open})").bytes());
        }
        text.extend(format!("\n  [Link:{up}{blocked}").bytes());
        for (word, count) in [
            (", TX:", sent.good),
            (" TXE:", sent.bad),
            (" RX:", received.good),
            (" RXE:", received.bad),
        ] {
            // They are printed as signed numbers.
            text.extend(format!("{word}{}", count as i32).bytes());
        }
        text.extend_from_slice(b"]\n");
        if let Err(fault) = link.state {
            text.extend_from_slice(b"  [Link status: ");
            text.extend(self.error_text(fault));
            text.extend_from_slice(b"]\n");
        }
        self.append_errors(&mut text, &sent, "TXE");
        self.append_errors(&mut text, &received, "RXE");
        self.print(text);
    }

    /// `ifstat_errors`
    fn append_errors(&self, text: &mut Vec<u8>, counters: &Counters, prefix: &str) {
        for error in counters.errors.iter().filter(|error| error.count > 0) {
            text.extend(format!("  [{prefix}: {} x \"", error.count as i32).bytes());
            text.extend(self.error_text(error.fault));
            text.extend_from_slice(b"\"]\n");
        }
    }

    fn error_text(&self, fault: ErrorId) -> Vec<u8> {
        self.strerror(self.status(fault))
    }
}
