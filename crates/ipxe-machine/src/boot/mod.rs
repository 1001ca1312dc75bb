//! How iPXE boots by itself: over the network, from SAN devices, from PXE boot servers (`usr/autoboot.c`,
//! `usr/pxemenu.c`).

mod autoboot;
mod boot_server;
mod netboot;
mod next_server;
mod pxe_menu;
mod san_hook;
mod uriboot;

pub use autoboot::AutoBoot;
pub use boot_server::BootServerDiscovery;
pub use netboot::NetBoot;
pub use pxe_menu::PxeMenuBoot;
pub use san_hook::SanHook;
pub use uriboot::{UriBoot, UriBootFlags};
