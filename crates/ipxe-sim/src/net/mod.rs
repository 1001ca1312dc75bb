//! The network between the computer and the servers: routes, ways, retries, TCP, and the record of
//! what went over it.

mod fault;
mod log;
mod reach;
mod retry;
mod route;
mod talk;
mod tcp;

pub(crate) use fault::{FaultCounts, Target};
pub use log::{NetEvent, NetEventKind};
pub(crate) use reach::{Reach, Way};
pub(crate) use retry::Schedule;
pub(crate) use route::Route;
pub use route::routes4;
pub use talk::since_start;
pub(crate) use talk::{Failure, Talk, ticks};
pub(crate) use tcp::{Connection, RESET, TIMED_OUT};
