//! A machine for a scenario, with its settings, interfaces and what it is to run.

mod tree;

use std::sync::Arc;

use ipxe_machine::Machine;
use ipxe_machine::ports::{Configure, Host, SettingsUpdate};
use ipxe_machine::state::{Image, Interface};
use ipxe_settings::{Block, SettingName, Settings};
use thiserror::Error;

use crate::link::interface_name;
use crate::scenario::{InterfaceSpec, Scenario};
use crate::world::SimWorld;
use tree::{build, register, settings};

/// What a machine is to run.
#[derive(Clone, Copy, Debug)]
pub enum Start<'a> {
    /// A script, which comes to the computer as the scenario says.
    Script {
        /// Its name, or its path below the folder that it is served from.
        name: &'a [u8],
        /// Its text.
        source: &'a [u8],
    },
    /// A command line.
    Line(&'a [u8]),
}

/// What keeps a scenario from being set up.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SetupError {
    /// A setting cannot be stored.
    #[error("key `machine.settings`: the setting {name:?} cannot be set to {value:?}: {problem}")]
    Setting {
        /// Its name.
        name: String,
        /// The value.
        value: String,
        /// Why.
        problem: String,
    },
}

/// Makes the machine of a scenario.
///
/// # Errors
/// Where a setting of the scenario cannot be stored.
pub fn setup(world: &mut SimWorld, start: Start<'_>) -> Result<Machine, SetupError> {
    let scenario = Arc::clone(&world.scenario);
    let build = build(&scenario.machine);
    let mut machine = Machine::new(build.clone(), settings(&scenario, &build));
    machine.set_clock(scenario.machine.time);
    for (index, spec) in scenario.interface.iter().enumerate() {
        machine.interfaces.register(device(index, spec));
    }
    if let Some(open) = machine.interfaces.last_opened() {
        let target = machine.settings.find_block(&open.name);
        let root = machine.settings.root();
        // The alias itself, not what it stands for.
        let alias = machine
            .settings
            .children(root)
            .find(|&id| matches!(machine.settings.block(id), Some(Block::Alias(_))));
        if let Some(alias) = alias {
            machine.settings.set_alias_target(alias, target);
        }
    }
    for (index, spec) in scenario.interface.iter().enumerate() {
        if spec.configured {
            configure(&mut machine, world, interface_name(index, spec).as_bytes());
        }
    }
    for (name, value) in &scenario.machine.settings {
        store(&mut machine.settings, name, value)?;
    }
    begin(&mut machine, &scenario, start);
    Ok(machine)
}

fn device(index: usize, spec: &InterfaceSpec) -> Interface {
    let name = interface_name(index, spec);
    let mut device = Interface::ethernet(name, spec.mac.0, &*spec.driver, &*spec.device);
    device.is_open = spec.open || spec.configured;
    device
}

/// Gets a lease before anything runs, as autoboot would have done.
fn configure(machine: &mut Machine, world: &mut SimWorld, interface: &[u8]) {
    let host = Host {
        now: machine.now(),
        build: &machine.build,
        settings: &machine.settings,
        interfaces: &machine.interfaces,
    };
    let Ok(job) = world.configure(&host, interface, "dhcp") else {
        return;
    };
    let Ok(configured) = job.result else { return };
    for update in configured.settings {
        if let SettingsUpdate::Register {
            parent,
            name,
            order,
            block,
        } = update
        {
            let parent = if parent.is_empty() {
                Some(machine.settings.root())
            } else {
                machine.settings.find_block(&parent)
            };
            if let Some(parent) = parent {
                register(&mut machine.settings, parent, &name, order, block);
            }
        }
    }
    world.begin_anew();
}

/// Checks that the settings of a scenario can be stored.
///
/// # Errors
/// The name of the first that cannot, and what is wrong.
pub(crate) fn check_settings(scenario: &Scenario) -> Result<(), (String, String)> {
    let mut settings = settings(scenario, &build(&scenario.machine));
    for (name, value) in &scenario.machine.settings {
        store(&mut settings, name, value).map_err(|error| {
            let SetupError::Setting { name, problem, .. } = error;
            (name, format!("it cannot be set to {value:?}: {problem}"))
        })?;
    }
    Ok(())
}

fn store(settings: &mut Settings, name: &str, value: &str) -> Result<(), SetupError> {
    let parsed = SettingName::parse(name.as_bytes(), settings.dialect());
    let stored = settings
        .find_or_create(parsed)
        .and_then(|(block, key)| settings.store_text(block, key, Some(value.as_bytes())));
    stored.map_err(|problem| SetupError::Setting {
        name: name.to_owned(),
        value: value.to_owned(),
        problem: problem.to_string(),
    })
}

fn begin(machine: &mut Machine, scenario: &Scenario, start: Start<'_>) {
    let (name, source) = match start {
        Start::Line(line) => return machine.start_line(line),
        Start::Script { name, source } => (name, source),
    };
    let uri = scenario
        .start
        .uri
        .as_ref()
        .map(|folder| [folder.as_bytes(), name].concat());
    let image = match uri {
        Some(uri) if scenario.start.download => {
            let script = [b"#!ipxe\nchain --replace ", &*uri, b"\n"].concat();
            let mut image = Image::new(script);
            image.name = Some(b"embedded".to_vec());
            image
        }
        uri => {
            let mut image = Image::new(source);
            match uri {
                Some(uri) => image.set_uri(machine.build.uri_dialect().parse(&uri)),
                None => {
                    let last = name.rsplit(|&byte| byte == b'/').next();
                    image.name = last.map(<[u8]>::to_vec);
                }
            }
            image
        }
    };
    let image = machine.add_image(image);
    machine.start_image(image);
}
