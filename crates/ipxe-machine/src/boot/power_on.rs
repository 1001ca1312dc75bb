//! What iPXE does when it starts (`core/main.c: main`, `usr/autoboot.c: ipxe`).

use std::ops::ControlFlow;

use ipxe_reference::{ANNOUNCEMENTS, Release};
use ipxe_settings::SettingName;

use super::{AutoBoot, NetBoot};
use crate::activity::{Activity, Call, Polled, call};
use crate::commands::Shell;
use crate::image::{Acquire, ImageExec};
use crate::input::GetKey;
use crate::input::keys::CTRL_B;
use crate::{Cx, Status, Ticks};

const SHELL_PROMPT: &str = "Press Ctrl-B for the iPXE command line...";

/// How long a script is downloaded (`interface/efi/efi_autoexec.c: EFI_AUTOEXEC_TIMEOUT`).
const AUTOEXEC_TIMEOUT: Ticks = Ticks::from_seconds(30);

/// The order in which builds tell their features; it is that in which they are linked.
const FEATURES: [&str; 22] = [
    "DNS", "FTP", "HTTP", "HTTPS", "iSCSI", "NFS", "SLAM", "TFTP", "VLAN", "AoE", "FCoE", "SRP",
    "NBI", "ELF", "MBOOT", "PXE", "bzImage", "COMBOOT", "EFI", "SDI", "Menu", "PXEXT",
];

/// How iPXE is started.
#[derive(Clone, Debug)]
pub struct PowerOnConfig {
    /// How long the shell can be asked for (`config/general.h: BANNER_TIMEOUT`); zero if not at all.
    pub banner_timeout: Ticks,
    /// The only device to boot from, if iPXE was started from its ROM.
    pub device: Option<Vec<u8>>,
    /// URIs of scripts that UEFI builds look for where there is no image, the first that is there being the one:
    /// `file:autoexec.ipxe` and `file:/autoexec.ipxe` where iPXE was started from a file system, `autoexec.ipxe` and
    /// `/autoexec.ipxe` over the network (`interface/efi/efi_autoexec.c`).
    pub autoexec: Vec<Vec<u8>>,
}

impl Default for PowerOnConfig {
    fn default() -> Self {
        Self {
            banner_timeout: Ticks::from_seconds(2),
            device: None,
            autoexec: Vec::new(),
        }
    }
}

/// The start of iPXE: it tells what it is, and then executes the first image that there is, or lets someone ask for
/// the shell, or runs the setting `scriptlet`, or boots from the network.
#[derive(Clone, Debug)]
pub struct PowerOn {
    config: PowerOnConfig,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Begin,
    /// A script is downloaded; after it that URI of `autoexec` is next.
    Autoexec(Acquire, usize),
    Execute(ImageExec),
    /// The shell can be asked for.
    Banner(Offer),
    /// The shell or the scriptlet runs, and that is all.
    Last,
    Boot,
    /// The shell can be asked for again; booting has ended with this status.
    BannerAfter(Offer, Status),
}

/// `shell_banner`
#[derive(Clone, Debug)]
struct Offer(Option<GetKey>);

impl PowerOn {
    /// The start of iPXE.
    #[must_use]
    pub const fn new(config: PowerOnConfig) -> Self {
        Self {
            config,
            stage: Stage::Begin,
        }
    }

    /// Offers the shell.
    fn offer(&self, cx: &mut Cx<'_>) -> Offer {
        Offer((self.config.banner_timeout != Ticks::ZERO).then(|| {
            cx.print(["\n", SHELL_PROMPT].concat());
            GetKey::new(cx.now(), self.config.banner_timeout)
        }))
    }

    /// Looks for a script, from that URI of `autoexec` on; there has been no image so far.
    fn autoexec(&self, cx: &mut Cx<'_>, from: usize) -> Stage {
        for (index, uri) in self.config.autoexec.iter().enumerate().skip(from) {
            if let Ok(acquire) = Acquire::start(cx, uri, AUTOEXEC_TIMEOUT, false) {
                return Stage::Autoexec(acquire, index + 1);
            }
        }
        self.welcome(cx)
    }

    /// Says that it starts.
    fn begin(&self, cx: &mut Cx<'_>) -> Stage {
        // Releases before 2.0.0 say when they have initialised the devices.
        let done = match cx.machine.build.release {
            release if release >= Release::V2_0_0 => "",
            _ => "ok",
        };
        cx.print(format!("iPXE initialising devices...{done}\n"));
        let has_image = cx.machine.images.registered().next().is_some();
        if has_image {
            self.welcome(cx)
        } else {
            self.autoexec(cx, 0)
        }
    }

    /// Prints the banner and looks for an image.
    fn welcome(&self, cx: &mut Cx<'_>) -> Stage {
        print_banner(cx);
        let first = cx
            .machine
            .images
            .registered()
            .next()
            .map(|(image, _)| image);
        match first {
            Some(image) => Stage::Execute(ImageExec::new(image)),
            None => Stage::Banner(self.offer(cx)),
        }
    }

    /// What is run where nobody asks for the shell.
    fn boot(&self, cx: &Cx<'_>) -> (Stage, Call) {
        let settings = &cx.machine.settings;
        let scriptlet = settings.dialect().key("scriptlet");
        let scriptlet = scriptlet.and_then(|key| settings.fetch_string(settings.root(), key).ok());
        match (scriptlet, &self.config.device) {
            (Some(line), _) => (Stage::Last, Call::Line(line)),
            (None, Some(device)) => (Stage::Boot, Call::Activity(Box::new(NetBoot::new(device)))),
            (None, None) => (Stage::Boot, Call::Activity(Box::new(AutoBoot::new(None)))),
        }
    }
}

impl Offer {
    /// Gives whether the shell is wanted.
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<bool> {
        let Some(getkey) = &mut self.0 else {
            return ControlFlow::Continue(false);
        };
        let key = getkey.poll(cx)?;
        cx.print(b"\x08 \x08".repeat(SHELL_PROMPT.len()));
        ControlFlow::Continue(key == Some(CTRL_B))
    }
}

impl Activity for PowerOn {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        loop {
            self.stage = match &mut self.stage {
                Stage::Begin => self.begin(cx),
                Stage::Autoexec(acquire, next) => {
                    let next = *next;
                    match acquire.poll(cx)? {
                        Ok(image) => {
                            if cx
                                .machine
                                .images
                                .get(image)
                                .is_some_and(|image| image.data.is_empty())
                            {
                                cx.machine.images.unregister(image);
                            }
                            self.welcome(cx)
                        }
                        Err(_) => self.autoexec(cx, next),
                    }
                }
                Stage::Execute(execution) => return execution.poll(cx),
                Stage::Banner(offer) => {
                    let (stage, what) = match offer.poll(cx)? {
                        true => (Stage::Last, shell()),
                        false => self.boot(cx),
                    };
                    self.stage = stage;
                    return call(what);
                }
                Stage::Last => {
                    return ControlFlow::Continue(cx.take_returned().unwrap_or(Status::OK));
                }
                Stage::Boot => {
                    let status = cx.take_returned().unwrap_or(Status::OK);
                    Stage::BannerAfter(self.offer(cx), status)
                }
                Stage::BannerAfter(offer, status) => match offer.poll(cx)? {
                    true => {
                        self.stage = Stage::Last;
                        return call(shell());
                    }
                    false => return ControlFlow::Continue(*status),
                },
            };
        }
    }
}

fn shell() -> Call {
    Call::Activity(Box::new(Shell::default()))
}

fn print_banner(cx: &mut Cx<'_>) {
    let build = &cx.machine.build;
    let settings = &cx.machine.settings;
    let name = SettingName::parse(b"builtin/version", settings.dialect());
    let version = settings.find(name);
    let version = version.and_then(|(block, key)| settings.fetch_string(block, key));
    let version = version.unwrap_or_default();
    let scheme = build.release.info().uri_scheme;
    let mut text = "\x1b[0m\n\n\n\x1b[1miPXE ".to_owned();
    text += &String::from_utf8_lossy(&version);
    text += "\x1b[0m -- Open Source Network Boot Firmware -- ";
    text += &format!("\x1b[36m{scheme}://ipxe.org\x1b[0m\nFeatures:");
    for name in FEATURES {
        let announcement = ANNOUNCEMENTS.iter().find(|known| known.name == name);
        // Parts are drivers that are not there.
        let is_there = announcement
            .is_some_and(|known| known.part.is_none() && build.has_option(known.build_option));
        if is_there {
            text += " ";
            text += name;
        }
    }
    text += "\n";
    cx.print(text);
}
