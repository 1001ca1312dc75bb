//! `dhcp-boot`, `pxe-service`, `pxe-prompt` and what belongs to them.

use super::{Outcome, Scene, error};
use crate::dnsmasq::config::{Boot, BootServer, Delay, OptionEntry, Scope, Service, Shape};
use crate::dnsmasq::text::Text;

/// Names of architectures that `pxe-service` knows; the place of each is its number.
const ARCHITECTURES: [&str; 12] = [
    "x86PC",
    "PC98",
    "IA64_EFI",
    "Alpha",
    "Arc_x86",
    "Intel_Lean_Client",
    "IA32_EFI",
    "x86-64_EFI",
    "Xscale_EFI",
    "BC_EFI",
    "ARM32_EFI",
    "ARM64_EFI",
];

/// The type of the first boot service with a file; each further one gets the next.
const FIRST_KIND: u16 = 32768;

impl Scene<'_> {
    /// `[tag:TAG,]FILE[,SERVER NAME[,SERVER ADDRESS]]`.
    pub(super) fn boot(&mut self, text: Text<'_>) -> Outcome {
        let (conditions, rest) = self.leading_tags(text);
        let rest = rest.ok_or_else(|| error().at(text).help("a boot file must follow the tags"))?;
        let (file, rest) = rest.comma();
        let (server_name, server) = match rest.map(Text::comma) {
            None => (None, None),
            Some((name, server)) => (stored(name), server.and_then(boot_server)),
        };
        self.config.boots.push(Boot {
            file: stored(file),
            server_name,
            server,
            conditions,
            place: self.place,
        });
        Ok(())
    }

    /// `[tag:TAG,]SECONDS`.
    pub(super) fn delay(&mut self, text: Text<'_>) -> Outcome {
        let (conditions, rest) = self.leading_tags(text);
        let number = rest
            .and_then(Text::number)
            .ok_or_else(|| error().at(text))?;
        self.config.delays.push(Delay {
            seconds: number.cast_unsigned(),
            conditions,
            place: self.place,
        });
        Ok(())
    }

    /// `[tag:TAG,]TEXT[,SECONDS]`.
    pub(super) fn prompt(&mut self, text: Text<'_>) -> Outcome {
        let (conditions, rest) = self.leading_tags(text);
        let (text, timeout) = rest.ok_or_else(|| error().at(text))?.comma();
        // Without a time that can be read the client waits for ever.
        let timeout = timeout.and_then(Text::number).unwrap_or(255);
        let mut value = vec![u8::try_from(timeout & 255).expect("masked to a byte")];
        value.extend(text.revealed());
        self.config.options.push(OptionEntry {
            code: u32::from(ipxe_wire::pxe::MENU_PROMPT),
            value,
            shape: Shape::Plain,
            scope: Scope::Pxe,
            forced: false,
            conditions,
            sets: None,
            place: self.place,
        });
        self.config.pxe = true;
        Ok(())
    }

    /// `[tag:TAG,]ARCHITECTURE,TEXT[,FILE|TYPE[,SERVER]]`.
    pub(super) fn service(&mut self, text: Text<'_>) -> Outcome {
        let (conditions, rest) = self.leading_tags(text);
        let rest = rest.ok_or_else(|| error().at(text))?;
        let (architecture, Some(rest)) = rest.comma() else {
            return Err(error()
                .at(rest)
                .help("a text for the menu must follow the architecture"));
        };
        let known = ARCHITECTURES
            .iter()
            .position(|name| name.as_bytes().eq_ignore_ascii_case(architecture.chars()))
            .and_then(|number| i32::try_from(number).ok());
        let Some(number) = known.or_else(|| architecture.number()) else {
            let names = ARCHITECTURES.join(", ");
            let help = format!("an architecture is a number or one of {names}");
            return Err(error().at(architecture).help(help));
        };
        let (menu, rest) = rest.comma();
        let (kind, file, server) = match rest.map(Text::comma) {
            None => (0, None, None),
            Some((what, server)) => {
                let server = server.and_then(service_server);
                match what.number() {
                    Some(kind) => (u16::try_from(kind & 0xffff).unwrap_or(0), None, server),
                    None => (self.next_kind(), stored(what), server),
                }
            }
        };
        self.config.services.push(Service {
            architecture: number,
            text: menu.revealed(),
            kind,
            file,
            server,
            conditions,
            place: self.place,
        });
        self.config.pxe = true;
        Ok(())
    }

    /// Vendor classes that count as PXE clients.
    pub(super) fn pxe_vendor(&mut self, text: Text<'_>) -> Outcome {
        self.config
            .pxe_vendors
            .extend(text.pieces().map(Text::revealed));
        Ok(())
    }

    fn next_kind(&self) -> u16 {
        let named = self
            .config
            .services
            .iter()
            .filter(|service| service.file.is_some())
            .count();
        FIRST_KIND.wrapping_add(u16::try_from(named & 0xffff).unwrap_or(0))
    }
}

/// A text, none where it is empty.
fn stored(text: Text<'_>) -> Option<Vec<u8>> {
    (!text.is_empty()).then(|| text.revealed())
}

/// The server of `dhcp-boot`: quotes do not matter.
fn boot_server(text: Text<'_>) -> Option<BootServer> {
    let revealed = text.revealed();
    match std::str::from_utf8(&revealed)
        .ok()
        .and_then(|text| text.parse().ok())
    {
        Some(address) => Some(BootServer::Address(address)),
        None => stored(text).map(BootServer::Name),
    }
}

/// The server of `pxe-service`: an address in quotes is taken for a name.
fn service_server(text: Text<'_>) -> Option<BootServer> {
    match text.ipv4() {
        Some(address) => Some(BootServer::Address(address)),
        None => stored(text).map(BootServer::Name),
    }
}
