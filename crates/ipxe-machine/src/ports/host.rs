//! What the world may look at.

use crate::Ticks;
use crate::build::Build;
use crate::state::Interfaces;
use ipxe_settings::Settings;

/// The machine as the world sees it while it is asked something.
#[derive(Clone, Copy, Debug)]
pub struct Host<'a> {
    /// The time of the question.
    pub now: Ticks,
    /// What iPXE was built for, and with what.
    pub build: &'a Build,
    /// All settings: addresses, DNS servers, credentials, classes sent in DHCP requests.
    pub settings: &'a Settings,
    /// The network devices and whether they are open.
    pub interfaces: &'a Interfaces,
}
