//! The step machine that runs scripts as iPXE does.
//!
//! [`Machine`] is all of a running iPXE as one value: settings, images, interfaces, scripts, console.
//! It does nothing by itself. A driver calls [`Machine::step`], which runs one command or moves one
//! waiting activity on, and says whether to go on, to wait (for the keyboard, for time to pass) or
//! that the run has ended. What lies outside is asked for through the [`ports`]. Everything that
//! happens can be watched through an [`EventSink`](event::EventSink).
//!
//! * [`ports`]: the traits of the world.
//! * [`state`]: images, interfaces, request parameters.
//! * [`event`]: what can be watched.
//! * [`ui`]: menus, forms and the settings editor; [`Machine::view`] has what one shows as plain data.
//! * [`network`]: devices, their configuration and routes.
//! * [`boot`]: how iPXE boots by itself; [`boot::PowerOn`] is all that it does when it starts.
//! * [`trust`]: certificates, signatures and encrypted images.
//! * [`commands`]: one file for each family of commands; README.md in this crate's folder
//!   says how to add one.
//!
//! There is no I/O here, no clock, no thread and no chance: the same script, world, keys and times give the
//! same run, byte for byte. A machine can be cloned at any step and both copies run on.
#![forbid(unsafe_code)]

pub mod activity;
mod applicator;
pub mod arguments;
pub mod boot;
mod budget;
mod build;
mod clock;
pub mod commands;
pub mod console;
mod cx;
pub mod event;
mod frame;
pub mod image;
pub mod input;
mod machine;
mod memory;
mod message_log;
pub mod monojob;
pub mod network;
pub mod options;
mod outcome;
mod place;
pub mod ports;
pub mod program;
mod run;
pub mod state;
mod status;
pub mod trust;
pub mod ui;

pub use budget::{Budget, Exhausted};
pub use build::Build;
pub use clock::Ticks;
pub use cx::Cx;
pub use machine::{Machine, Stop, Trust};
pub use outcome::{Outcome, Step};
pub use status::Status;
