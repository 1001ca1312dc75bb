//! `nslookup` (`hci/commands/nslookup_cmd.c`, `usr/nslookup.c`).

use std::net::IpAddr;
use std::ops::ControlFlow;

use ipxe_reference::{CommandName, SettingType};
use ipxe_settings::{SettingName, SettingsError};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::event::EventKind;
use crate::monojob::MonoJob;
use crate::options::Options;
use crate::{Cx, Status, Ticks};

/// `nslookup_exec`
pub(super) fn nslookup(
    cx: &mut Cx<'_>,
    command: CommandName,
    arguments: &Arguments,
) -> CommandResult {
    let options = Options::parse(cx, command, arguments)?;
    let setting = options.get(0).unwrap_or_default().to_vec();
    let name = options.get(1).unwrap_or_default().to_vec();
    match cx.ask(|world, host| world.resolve(host, &name)) {
        Ok(job) => {
            let job = MonoJob::start(cx, None, Ticks::ZERO, job);
            Next::run(Lookup { name, setting, job })
        }
        Err(fault) => Err(cx.complain(could_not_resolve(&name), fault)),
    }
}

fn could_not_resolve(name: &[u8]) -> Vec<u8> {
    [b"Could not resolve ", name].concat()
}

/// Finds the address of a name and stores it.
#[derive(Clone, Debug)]
struct Lookup {
    name: Vec<u8>,
    setting: Vec<u8>,
    job: MonoJob<IpAddr>,
}

impl Activity for Lookup {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        let stored = self.job.poll(cx)?.and_then(|address| {
            store(cx, &self.setting, address).map_err(|error| cx.status(error.id()))
        });
        let status = stored.err().unwrap_or(Status::OK);
        if !status.is_ok() {
            cx.complain_of(could_not_resolve(&self.name), status);
        }
        ControlFlow::Continue(status)
    }
}

/// Stores an address. The setting is only looked at now, without a word about what is wrong with its name
/// (`nslookup_resolv_done`).
fn store(cx: &mut Cx<'_>, name: &[u8], address: IpAddr) -> Result<(), SettingsError> {
    let (raw, default_type) = match address {
        IpAddr::V4(address) => (address.octets().to_vec(), SettingType::Ipv4),
        IpAddr::V6(address) => (address.octets().to_vec(), SettingType::Ipv6),
    };
    let settings = &mut cx.machine.settings;
    let parsed = SettingName::parse(name, settings.dialect());
    let (block, key) = settings.find_or_create(parsed)?;
    let key = key.with_type(key.setting_type.unwrap_or(default_type));
    settings.store(block, key, Some(&raw))?;
    cx.note_added(name.len() + raw.len());
    cx.emit(|_| EventKind::SettingStored { name, value: &raw });
    Ok(())
}
