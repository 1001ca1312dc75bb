//! Whether a scenario makes sense as a whole.

use std::net::IpAddr;

use ipxe_reference::build_option;

use super::Scenario;
use super::input::Effect;

impl Scenario {
    /// Checks what single keys cannot say.
    pub(super) fn check(&self) -> Result<(), String> {
        for option in &self.machine.options {
            if build_option(option).is_none() {
                return Err(format!(
                    "key `machine.options`: there is no build option {option:?}"
                ));
            }
        }
        let losses = self.server.iter().filter_map(|server| server.loss);
        for loss in losses.chain([self.network.loss]) {
            if !(0.0..=1.0).contains(&loss) {
                return Err(format!("key `loss`: {loss} is not between 0 and 1"));
            }
        }
        self.check_servers()?;
        for (index, fault) in self.fault.iter().enumerate() {
            let needed = match fault.effect {
                Effect::Status if fault.status.is_none() => "status",
                Effect::Delay if fault.delay.is_none() => "delay",
                _ => continue,
            };
            return Err(format!(
                "key `fault[{index}]`: the effect needs the key `{needed}`, which is missing"
            ));
        }
        Ok(())
    }

    fn check_servers(&self) -> Result<(), String> {
        let mut seen: Vec<IpAddr> = Vec::new();
        for (index, server) in self.server.iter().enumerate() {
            if server.address.all().is_empty() {
                return Err(format!(
                    "key `server[{index}].address` is missing: expected an IP address"
                ));
            }
            for &address in server.address.all() {
                if seen.contains(&address) {
                    return Err(format!(
                        "key `server[{index}].address`: {address} is taken by another server"
                    ));
                }
                seen.push(address);
            }
            if let Some(dhcp) = &server.dhcp
                && !dhcp.proxy
                && dhcp.from.is_none()
                && dhcp.hosts.is_empty()
            {
                return Err(format!(
                    "key `server[{index}].dhcp.from` is missing: expected the first address to lease"
                ));
            }
            for (number, http) in server.http.iter().enumerate() {
                for (at, route) in http.route.iter().enumerate() {
                    if !route.path.starts_with('/') && !route.path.starts_with("**") {
                        return Err(format!(
                            "key `server[{index}].http[{number}].route[{at}].path`: {:?} does not start with /",
                            route.path
                        ));
                    }
                    crate::http::check_templates(route).map_err(|problem| {
                        format!("key `server[{index}].http[{number}].route[{at}]`: {problem}")
                    })?;
                }
            }
        }
        Ok(())
    }
}
