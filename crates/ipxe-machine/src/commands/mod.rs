//! The commands, one file for each family.
//!
//! A command is a function that takes what it works with ([`Cx`]) and its arguments, and gives
//! [`CommandResult`]. [`implementation`] is the one place where names meet functions.

mod absent_hardware;
mod autoboot;
mod certificate;
mod companion;
mod config;
mod console;
mod cpuid;
mod digest;
mod form;
mod image;
mod image_archive;
mod inner;
mod interface;
mod login;
mod loopback;
mod menu;
mod names;
mod param;
mod ping;
mod power;
mod prompt;
mod route;
mod san;
mod scan;
mod script;
mod setting;
mod shell;
mod signature;
mod text;
mod time;
mod trust;
mod vlan;

use ipxe_reference::CommandName;

pub use shell::Shell;

use crate::activity::Activity;
use crate::arguments::Arguments;
use crate::{Cx, Outcome, Status};

/// What a command came to; an error is the status that it failed with.
pub type CommandResult = Result<Next, Status>;

/// How a command goes on that has not failed.
#[derive(Debug)]
pub enum Next {
    /// It is done, with success.
    Done,
    /// It goes on as an activity.
    Run(Box<dyn Activity>),
    /// It ends the machine.
    Halt(Outcome),
}

impl Next {
    /// Goes on as an activity.
    pub fn run(activity: impl Activity + 'static) -> CommandResult {
        Ok(Self::Run(Box::new(activity)))
    }
}

/// A command: what it works with, which of its names it runs under, and its arguments.
pub type Implementation = fn(&mut Cx<'_>, CommandName, &Arguments) -> CommandResult;

/// What implements a command. Every command of the tables has an arm: one that is added there does not compile
/// without.
#[must_use]
pub fn implementation(command: CommandName) -> Implementation {
    use CommandName as C;
    match command {
        C::Echo => text::echo,
        C::Isset => text::isset,
        C::Iseq => text::iseq,
        C::Help => shell::help,
        C::Shell => shell::shell,
        C::Goto => script::goto,
        C::Exit => script::exit,
        C::Sleep => prompt::sleep,
        C::Prompt => prompt::prompt,
        C::Show => setting::show,
        C::Set => setting::set,
        C::Clear => setting::clear,
        C::Read => setting::read,
        C::Inc => setting::inc,
        C::Imgfetch | C::Module | C::Initrd => image::imgfetch,
        C::Imgselect | C::Imgload | C::Kernel => image::imgselect,
        C::Imgexec | C::Chain | C::Boot => image::imgexec,
        C::Imgargs => image::imgargs,
        C::Imgstat => image::imgstat,
        C::Imgfree => image::imgfree,
        C::Imgset => image_archive::imgset,
        C::Imgmem => image_archive::imgmem,
        C::Imgextract => image_archive::imgextract,
        C::Ifopen => interface::ifopen,
        C::Ifclose => interface::ifclose,
        C::Ifstat => interface::ifstat,
        C::Ifconf | C::Dhcp => interface::ifconf,
        C::Iflinkwait => interface::iflinkwait,
        C::Route => route::route,
        C::Nstat => route::nstat,
        C::Ipstat => route::ipstat,
        C::Vcreate => vlan::vcreate,
        C::Vdestroy => vlan::vdestroy,
        C::Nslookup => names::nslookup,
        C::Ping => ping::ping,
        C::Time => time::time,
        C::Ntp => time::ntp,
        C::Sync => time::sync,
        C::Lotest => loopback::lotest,
        C::Sanhook => san::sanhook,
        C::Sanboot => san::sanboot,
        C::Sanunhook => san::sanunhook,
        C::Autoboot => autoboot::autoboot,
        C::Pxebs => autoboot::pxebs,
        C::Reboot => power::reboot,
        C::Poweroff => power::poweroff,
        C::Cpuid => cpuid::cpuid,
        C::Pciscan => scan::pciscan,
        C::Usbscan => scan::usbscan,
        C::Profstat => inner::profstat,
        C::Gdbstub => inner::gdbstub,
        C::Startpxe => inner::startpxe,
        C::Stoppxe => inner::stoppxe,
        C::Fcstat | C::Ibstat => absent_hardware::nothing_to_list,
        C::Fcels => absent_hardware::fcels,
        C::Iwstat | C::Iwlist => absent_hardware::wireless,
        C::Certstat => certificate::certstat,
        C::Certstore => certificate::certstore,
        C::Certfree => certificate::certfree,
        C::Imgtrust => trust::imgtrust,
        C::Imgverify => signature::imgverify,
        C::Imgdecrypt => signature::imgdecrypt,
        C::Shim => companion::shim,
        C::Fdt => companion::fdt,
        C::Params => param::params,
        C::Param => param::param,
        C::Md4sum
        | C::Md5sum
        | C::Sha1sum
        | C::Sha224sum
        | C::Sha256sum
        | C::Sha384sum
        | C::Sha512sum => digest::digest,
        C::Menu | C::Form => menu::dynui,
        C::Item => menu::item,
        C::Choose => menu::choose,
        C::Present => form::present,
        C::Login => login::login,
        C::Config => config::config,
        C::Console => console::console,
        C::Colour => console::colour,
        C::Cpair => console::cpair,
    }
}
