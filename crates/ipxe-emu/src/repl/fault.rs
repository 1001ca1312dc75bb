//! `.fault`: what goes wrong from now on.

use std::io::{self, Write};

use ipxe_sim::Scenario;
use ipxe_sim::scenario::FaultSpec;
use ipxe_sim::scenario::input::Effect;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Session;

/// Runs `.fault` with what stands after it.
pub(super) fn run(session: &mut Session, text: &str, out: &mut dyn Write) -> io::Result<()> {
    if text.is_empty() {
        return list(session.world_scenario(), out);
    }
    if session.is_paused(out)? {
        return Ok(());
    }
    if text == "off" {
        session.remember(".fault off", ".fault off");
        session.state.world.clear_faults();
        return list(session.world_scenario(), out);
    }
    match parse(text, session.world_scenario()) {
        Err(problem) => writeln!(out, "{problem}"),
        Ok(fault) => {
            let line = format!(".fault {text}");
            session.remember(&line, &line);
            session.state.world.add_fault(fault);
            list(session.world_scenario(), out)
        }
    }
}

/// Reads `EFFECT KEY=VALUE ...`, with the keys of a scenario's `[[fault]]`.
fn parse(text: &str, scenario: &Scenario) -> Result<FaultSpec, String> {
    let mut words = text.split_whitespace();
    let mut keys = Map::new();
    let effect = words.next().unwrap_or_default();
    keys.insert("effect".to_owned(), Value::from(effect));
    for word in words {
        let (key, value) = word
            .split_once('=')
            .ok_or_else(|| format!("{word:?} is no KEY=VALUE"))?;
        let number = value.parse::<u32>().ok();
        let is_number = matches!(key, "status" | "times");
        let value = match number.filter(|_| is_number) {
            Some(number) => Value::from(number),
            None => Value::from(value),
        };
        keys.insert(key.to_owned(), value);
    }
    let fault = FaultSpec::deserialize(Value::Object(keys)).map_err(|error| error.to_string())?;
    if fault.effect == Effect::Status && fault.status.is_none() {
        return Err("the effect status needs a status code: status=503".to_owned());
    }
    if fault.effect == Effect::Delay && fault.delay.is_none() {
        return Err("the effect delay needs a time: delay=2s".to_owned());
    }
    match &fault.server {
        Some(name) if !is_server(scenario, name) => Err(format!(
            "there is no server {name:?}; .net lists those that there are"
        )),
        _ => Ok(fault),
    }
}

fn is_server(scenario: &Scenario, name: &str) -> bool {
    scenario.server.iter().any(|server| {
        let addresses = server.address.all().iter();
        server.name.as_deref() == Some(name)
            || addresses
                .map(ToString::to_string)
                .any(|known| known == name)
    })
}

fn list(scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    if scenario.fault.is_empty() {
        return writeln!(out, "Nothing goes wrong");
    }
    for fault in &scenario.fault {
        let mut text = format!("{:?}", fault.effect).to_lowercase();
        if let Some(status) = fault.status {
            text += &format!(" {status}");
        }
        if let Some(delay) = fault.delay {
            text += &format!(" of {} s", delay.0.as_secs_f64());
        }
        if let Some(service) = fault.service {
            text += &format!(", service {}", format!("{service:?}").to_lowercase());
        }
        if let Some(server) = &fault.server {
            text += &format!(", server {server}");
        }
        if let Some(path) = &fault.path {
            text += &format!(", path {path}");
        }
        if let Some(times) = fault.times {
            text += &format!(", {times} times");
        }
        writeln!(out, "{text}")?;
    }
    Ok(())
}
