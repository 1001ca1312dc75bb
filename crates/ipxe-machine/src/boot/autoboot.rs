//! Booting from all network devices.

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use std::ops::ControlFlow;

use super::NetBoot;
use crate::activity::{Activity, Polled};
use crate::ui::View;
use crate::{Cx, Machine, Status};

const NO_DEVICE: ErrorId = ErrorId::new(Posix::Enodev, ErrorFile::Autoboot, 0);

/// Boots from each network device until one does not come back (`usr/autoboot.c: autoboot`).
#[derive(Clone, Debug)]
pub struct AutoBoot {
    /// The only devices to use, if only some are to be.
    only: Option<Vec<Vec<u8>>>,
    /// The devices that are still to come, once that is known.
    pending: Option<std::vec::IntoIter<Vec<u8>>>,
    current: Option<NetBoot>,
    status: Status,
}

impl AutoBoot {
    /// Boots from all devices, or from those that the firmware has started iPXE for.
    #[must_use]
    pub fn new(only: Option<Vec<Vec<u8>>>) -> Self {
        Self {
            only,
            pending: None,
            current: None,
            status: Status::OK,
        }
    }
}

impl Activity for AutoBoot {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        if self.pending.is_none() {
            self.status = cx.status(NO_DEVICE);
            let devices = cx.machine.interfaces.all().iter();
            let names = devices.map(|device| device.name.clone());
            let wanted = |name: &Vec<u8>| self.only.as_ref().is_none_or(|only| only.contains(name));
            let names: Vec<Vec<u8>> = names.filter(wanted).collect();
            self.pending = Some(names.into_iter());
        }
        loop {
            if let Some(boot) = &mut self.current {
                self.status = boot.poll(cx)?;
            }
            match self.pending.as_mut().and_then(Iterator::next) {
                Some(device) => self.current = Some(NetBoot::new(&device)),
                None => break,
            }
        }
        cx.print("No more network devices\n");
        ControlFlow::Continue(self.status)
    }

    fn view(&self, machine: &Machine) -> Option<View> {
        self.current.as_ref()?.view(machine)
    }
}
