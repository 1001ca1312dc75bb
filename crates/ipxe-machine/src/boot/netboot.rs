//! Booting from a network device.

use ipxe_reference::{ErrorFile, ErrorId, Posix, Release};
use ipxe_settings::SettingKey;
use ipxe_settings::dhcp::encapsulated;
use std::ops::ControlFlow;

use super::pxe_menu::PXE_BOOT_MENU;
use super::{PxeMenuBoot, UriBoot, UriBootFlags};
use crate::activity::{Activity, Polled};
use crate::network::Configuration;
use crate::ports::SanBootConfig;
use crate::ui::View;
use crate::{Cx, Machine, Status, Ticks};

const NOTHING_TO_BOOT: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::Autoboot, 1);
const NO_PXE_MENU: ErrorId = ErrorId::new(Posix::Enotsup, ErrorFile::Autoboot, 0);

/// The option that tells a PXE client or server (`include/ipxe/dhcp.h`).
const VENDOR_CLASS_ID: SettingKey<'static> = SettingKey::dhcp(60);
const PXE_DISCOVERY_CONTROL: SettingKey<'static> = SettingKey::dhcp(encapsulated(43, 6));
/// Take the filename rather than the menu (`include/ipxe/dhcp.h: PXEBS_SKIP`).
const PXEBS_SKIP: u64 = 8;

/// Configures a network device and boots what its settings say (`usr/autoboot.c: netboot`).
#[derive(Clone, Debug)]
pub struct NetBoot {
    device: Vec<u8>,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Begin,
    Configure(Configuration),
    Menu(Box<PxeMenuBoot>),
    Boot(Box<UriBoot>),
}

impl NetBoot {
    /// Boots from a device.
    #[must_use]
    pub fn new(device: &[u8]) -> Self {
        Self {
            device: device.to_vec(),
            stage: Stage::Begin,
        }
    }

    /// Opens the device alone and begins to configure it.
    fn begin(&self, cx: &mut Cx<'_>) -> Result<Stage, Status> {
        // Older releases close this one as well.
        let is_closed_too = cx.machine.build.release < Release::V2_0_0;
        let others: Vec<Vec<u8>> = cx
            .machine
            .interfaces
            .all()
            .iter()
            .filter(|device| is_closed_too || device.name != self.device)
            .map(|device| device.name.clone())
            .collect();
        for other in others {
            cx.netdev_close(&other);
        }
        cx.ifopen(&self.device)?;
        cx.ifstat(&self.device);
        let configuration = Configuration::start(cx, &self.device, None, Ticks::ZERO)?;
        Ok(Stage::Configure(configuration))
    }

    /// Finds out what is to be booted.
    fn configured(&self, cx: &mut Cx<'_>) -> Result<Stage, Status> {
        cx.print_routes();
        if cx.has_pxe_menu() {
            cx.print("Booting from PXE menu\n");
            if !cx.machine.build.has_option("PXE_MENU") {
                return Err(cx.status(NO_PXE_MENU));
            }
            let menu = PxeMenuBoot::start(cx, &self.device)?;
            return Ok(Stage::Menu(Box::new(menu)));
        }
        let root = cx.machine.settings.root();
        let filename = cx.fetch_next_server_and_filename(root);
        let mut root_path = cx.fetch_root_path();
        let config = SanBootConfig {
            filename: cx.fetch_san_filename(),
            ..SanBootConfig::default()
        };
        // It may be a root path for NFS.
        if filename.is_some() && root_path.as_ref().is_some_and(|path| !cx.has_opener(path)) {
            cx.print("Ignoring unsupported root path\n");
            root_path = None;
        }
        if filename.is_none() && root_path.is_none() {
            return Err(cx.complain("Nothing to boot", NOTHING_TO_BOOT));
        }
        let flags = match root_path {
            Some(_) => UriBootFlags::default(),
            None => UriBootFlags::NO_SAN,
        };
        let drive = cx.san_default_drive();
        let root_paths = root_path.into_iter().collect();
        let boot = UriBoot::new(filename, root_paths, drive, config, flags);
        Ok(Stage::Boot(Box::new(boot)))
    }
}

impl Activity for NetBoot {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        loop {
            let next = match &mut self.stage {
                Stage::Begin => self.begin(cx),
                Stage::Configure(configuration) => {
                    let configured = configuration.poll(cx)?;
                    configured.and_then(|()| self.configured(cx))
                }
                Stage::Menu(menu) => return menu.poll(cx),
                Stage::Boot(boot) => return boot.poll(cx),
            };
            match next {
                Ok(stage) => self.stage = stage,
                Err(status) => return ControlFlow::Continue(status),
            }
        }
    }

    fn view(&self, _: &Machine) -> Option<View> {
        match &self.stage {
            Stage::Menu(menu) => PxeMenuBoot::view(menu),
            _ => None,
        }
    }
}

impl Cx<'_> {
    /// Whether a PXE boot menu takes the place of the filename (`usr/autoboot.c: have_pxe_menu`).
    fn has_pxe_menu(&self) -> bool {
        const PXE_CLIENT: &[u8] = b"PXEClient";
        let settings = &self.machine.settings;
        let root = settings.root();
        let exists = |key: SettingKey<'_>| settings.fetch(root, key).is_ok();
        let control = settings.fetch_uint_or_zero(root, PXE_DISCOVERY_CONTROL);
        let filename = settings.dialect().key("filename");
        let skips = control & PXEBS_SKIP != 0 && filename.is_some_and(exists);
        let class = settings.fetch_string(root, VENDOR_CLASS_ID);
        class.is_ok_and(|class| class.starts_with(PXE_CLIENT)) && exists(PXE_BOOT_MENU) && !skips
    }
}
