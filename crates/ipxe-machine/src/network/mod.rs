//! What is done with network devices: opening, waiting for the link, configuring, routes, VLANs.

mod address;
mod configuration;
mod device;
mod link_wait;
mod routes;
mod status;
mod vlan;

pub use address::link_local_address;
pub use configuration::Configuration;
pub use link_wait::LinkWait;
pub use routes::{Ipv4Route, Ipv6Route, ipv4_routes, ipv6_routes};
