//! How iPXE boots by itself: over the network, from SAN devices, from PXE boot servers (`usr/autoboot.c`,
//! `usr/pxemenu.c`).

mod autoboot;
mod boot_server;
mod netboot;
mod next_server;
mod power_on;
mod pxe_menu;
mod san_hook;
mod uriboot;

pub use autoboot::AutoBoot;
pub use boot_server::BootServerDiscovery;
pub use netboot::NetBoot;
pub use power_on::{PowerOn, PowerOnConfig};
pub use pxe_menu::PxeMenuBoot;
pub use san_hook::SanHook;
pub use uriboot::{UriBoot, UriBootFlags};
