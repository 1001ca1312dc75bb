//! Whether a scenario makes sense as a whole.

use std::net::IpAddr;

use ipxe_reference::build_option;

use super::contents::Wrong;
use super::input::Effect;
use super::key_path::KeyPath;
use super::quantity::Mac;
use super::server::{OptionValue, ServerSpec};
use super::web::HttpSpec;
use super::{Content, KeySpec, Scenario};
use crate::keyboard::key;

impl Scenario {
    /// Checks what single keys cannot say.
    pub(super) fn check(&self) -> Result<(), Wrong> {
        let options = KeyPath::new("machine").key("options");
        for (index, option) in self.machine.options.iter().enumerate() {
            if build_option(option).is_none() {
                return Err((
                    options.index(index),
                    format!("there is no build option {option:?}"),
                ));
            }
        }
        crate::setup::check_settings(self).map_err(|(name, problem)| {
            let settings = KeyPath::new("machine").key("settings");
            (settings.key(&name), problem)
        })?;
        check_loss(&KeyPath::new("network"), Some(self.network.loss))?;
        self.check_servers()?;
        self.check_contents()?;
        check_keys(&self.key)?;
        self.check_faults()
    }

    fn check_servers(&self) -> Result<(), Wrong> {
        let mut seen: Vec<IpAddr> = Vec::new();
        for (index, server) in self.server.iter().enumerate() {
            let at = KeyPath::new("server").index(index);
            let address = at.key("address");
            if server.address.all().is_empty() {
                return Err((address, "missing; expected an IP address".to_owned()));
            }
            for &taken in server.address.all() {
                if seen.contains(&taken) {
                    return Err((address, format!("{taken} is taken by another server")));
                }
                seen.push(taken);
            }
            check_loss(&at, server.loss)?;
            check_dhcp(&at, server)?;
            for (number, http) in server.http.iter().enumerate() {
                check_routes(&at.key("http").index(number), http)?;
            }
        }
        Ok(())
    }

    fn check_faults(&self) -> Result<(), Wrong> {
        for (index, fault) in self.fault.iter().enumerate() {
            let at = KeyPath::new("fault").index(index);
            let needed = match fault.effect {
                Effect::Status if fault.status.is_none() => "status",
                Effect::Delay if fault.delay.is_none() => "delay",
                _ => "",
            };
            if !needed.is_empty() {
                let problem = format!("missing; the effect needs it, {}", expected(needed));
                return Err((at.key(needed), problem));
            }
            let name = fault.server.as_deref().unwrap_or_default();
            if !name.is_empty() && !self.server.iter().any(|server| server.is_called(name)) {
                let known: Vec<String> = self.server.iter().map(ServerSpec::label).collect();
                return Err((
                    at.key("server"),
                    format!(
                        "there is no server {name:?}; expected one of {}",
                        known.join(", ")
                    ),
                ));
            }
        }
        Ok(())
    }
}

fn expected(key: &str) -> &'static str {
    match key {
        "status" => "expected a status code such as 503",
        _ => "expected a time such as \"3s\"",
    }
}

fn check_loss(at: &KeyPath, loss: Option<f64>) -> Result<(), Wrong> {
    match loss.filter(|loss| !(0.0..=1.0).contains(loss)) {
        Some(loss) => Err((at.key("loss"), format!("{loss} is not between 0 and 1"))),
        None => Ok(()),
    }
}

fn check_dhcp(at: &KeyPath, server: &ServerSpec) -> Result<(), Wrong> {
    let Some(dhcp) = &server.dhcp else {
        return Ok(());
    };
    let at = at.key("dhcp");
    if !dhcp.proxy && dhcp.from.is_none() && dhcp.hosts.is_empty() {
        let problem = "missing; expected the first address to lease, or leases in `hosts`";
        return Err((at.key("from"), problem.to_owned()));
    }
    for mac in dhcp.hosts.keys() {
        mac.parse::<Mac>()
            .map_err(|problem| (at.key("hosts").key(mac), problem.to_string()))?;
    }
    for (tag, value) in &dhcp.options {
        let key = at.key("options").key(tag);
        let numbers: Option<Vec<u8>> = tag.split('.').map(|part| part.parse().ok()).collect();
        if numbers.is_none_or(|numbers| numbers.contains(&0) || numbers.contains(&255)) {
            let problem = format!("{tag:?} is no tag such as 210 or \"175.190\"");
            return Err((key, problem));
        }
        if let OptionValue::Hex(hex) = value {
            let bytes = Content::Hex(hex.clone());
            bytes.bytes().map_err(|problem| (key, problem))?;
        }
    }
    Ok(())
}

fn check_routes(at: &KeyPath, http: &HttpSpec) -> Result<(), Wrong> {
    for (index, route) in http.route.iter().enumerate() {
        let at = at.key("route").index(index);
        if !route.path.starts_with('/') && !route.path.starts_with("**") {
            let problem = format!("{:?} does not start with / or **", route.path);
            return Err((at.key("path"), problem));
        }
        crate::http::check_templates(route).map_err(|(key, problem)| (at.key(key), problem))?;
    }
    Ok(())
}

fn check_keys(specs: &[KeySpec]) -> Result<(), Wrong> {
    for (index, spec) in specs.iter().enumerate() {
        let at = KeyPath::new("key").index(index).key("keys");
        for (number, name) in spec.keys.iter().enumerate() {
            key(name).map_err(|problem| (at.index(number), problem.to_string()))?;
        }
    }
    Ok(())
}
