//! The packets that iPXE sends (`net/udp/dhcp.c: dhcp_create_request`).

use std::net::Ipv4Addr;

use ipxe_machine::Build;
use ipxe_machine::ports::Host;
use ipxe_reference::{ANNOUNCEMENTS, Platform, Release};
use ipxe_settings::{BlockId, SettingName};
use ipxe_sim::net::routes4;
use ipxe_wire::dhcp::{BROADCAST_FLAG, Message, MessageType, option};

/// Suboptions of 175: the network card, and the version, which features follow.
const BUS_ID: u8 = 177;
const VERSION: u8 = 235;

/// Length of the largest message that is taken (`net/udp/dhcp.c: DHCP_MAX_MESSAGE_SIZE`): an Ethernet frame's.
const MAX_MESSAGE: u16 = 1500 - 20 - 8;

/// What option 55 asks for (`dhcp_request_options_data`), and since when.
const REQUESTED: [(u8, Release); 25] = [
    (option::SUBNET_MASK, Release::V1_20_1),
    (option::ROUTERS, Release::V1_20_1),
    (option::DOMAIN_NAME_SERVERS, Release::V1_20_1),
    (7, Release::V1_20_1),
    (option::HOST_NAME, Release::V1_20_1),
    (option::DOMAIN_NAME, Release::V1_20_1),
    (option::ROOT_PATH, Release::V1_20_1),
    (26, Release::V1_20_1),
    (42, Release::V2_0_0),
    (option::VENDOR_ENCAPSULATED, Release::V1_20_1),
    (option::VENDOR_CLASS, Release::V1_20_1),
    (option::TFTP_SERVER_NAME, Release::V1_20_1),
    (option::BOOTFILE_NAME, Release::V1_20_1),
    (option::DOMAIN_SEARCH, Release::V1_20_1),
    (121, Release::V2_0_0),
    (128, Release::V1_20_1),
    (129, Release::V1_20_1),
    (130, Release::V1_20_1),
    (131, Release::V1_20_1),
    (132, Release::V1_20_1),
    (133, Release::V1_20_1),
    (134, Release::V1_20_1),
    (135, Release::V1_20_1),
    (option::IPXE_ENCAPSULATED, Release::V1_20_1),
    (203, Release::V1_20_1),
];

/// The order in which builds announce their features to servers: that of linking, without the groups of the banner.
const FEATURES: [&str; 22] = [
    "COMBOOT", "DNS", "Menu", "EFI", "ELF", "FTP", "HTTP", "HTTPS", "SRP", "iSCSI", "MBOOT", "NBI",
    "NFS", "PXEXT", "PXE", "SDI", "SLAM", "TFTP", "bzImage", "VLAN", "AoE", "FCoE",
];

/// A client as servers see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client<'a> {
    pub(super) host: &'a Host<'a>,
    /// The interface.
    pub(super) interface: &'a [u8],
}

/// What a message is to say besides what every message says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Say {
    pub(super) kind: MessageType,
    pub(super) xid: u32,
    pub(super) secs: u16,
    /// The client's own address, if it has one in this session.
    pub(super) own: Ipv4Addr,
}

impl Client<'_> {
    /// The link-layer address.
    pub(super) fn mac(&self) -> [u8; 6] {
        let device = self.host.interfaces.find(self.interface);
        let address = device.and_then(|device| device.link_address.as_slice().try_into().ok());
        address.unwrap_or_default()
    }

    /// The address that the interface has.
    pub(super) fn address(&self) -> Ipv4Addr {
        let route = routes4(self.host)
            .into_iter()
            .find(|route| route.interface == self.interface);
        route.map_or(Ipv4Addr::UNSPECIFIED, |route| route.address)
    }

    /// A message without what the state of the session adds.
    pub(super) fn message(&self, say: Say) -> Message {
        let build = self.host.build;
        let mut message = Message::request(self.mac());
        message.xid = say.xid;
        message.secs = say.secs;
        message.ciaddr = say.own;
        // Answers to the new address might be refused while there is another one.
        if !self.address().is_unspecified() || !say.own.is_unspecified() {
            message.flags |= BROADCAST_FLAG;
        }
        let architecture = self.architecture();
        let (major, minor) = match build.platform {
            Platform::Pcbios => (2, 1),
            _ => (3, 10),
        };
        let class = format!("PXEClient:Arch:{architecture:05}:UNDI:{major:03}{minor:03}");
        let options = &mut message.options;
        options.push(option::MESSAGE_TYPE, [say.kind.0]);
        options.push(option::MAX_MESSAGE_SIZE, MAX_MESSAGE.to_be_bytes());
        options.push(option::CLIENT_ARCHITECTURE, architecture.to_be_bytes());
        options.push(option::CLIENT_INTERFACE, [1, major, minor]);
        options.push(
            option::VENDOR_CLASS,
            self.root_setting("vendor-class").unwrap_or(class.into()),
        );
        let user_class = self.root_setting("user-class");
        options.push(option::USER_CLASS, user_class.unwrap_or(b"iPXE".to_vec()));
        let requested = REQUESTED.iter();
        let requested = requested.filter(|(_, since)| *since <= build.release);
        let requested: Vec<u8> = requested.map(|(code, _)| *code).collect();
        options.push(option::PARAMETER_REQUEST_LIST, requested);
        options.push(option::IPXE_ENCAPSULATED, self.announcements());
        options.push(option::CLIENT_IDENTIFIER, [&[1][..], &self.mac()].concat());
        if let Some(uuid) = self.uuid() {
            options.push(option::CLIENT_UUID, [&[0][..], &uuid].concat());
        }
        message
    }

    fn setting(&self, block: BlockId, name: &str) -> Option<Vec<u8>> {
        let key = self.host.settings.dialect().key(name)?;
        let fetched = self.host.settings.fetch(block, key).ok()?;
        Some(fetched.value.to_vec())
    }

    /// A setting wherever it is, also where a server has sent it.
    fn root_setting(&self, name: &str) -> Option<Vec<u8>> {
        self.setting(self.host.settings.root(), name)
    }

    /// The client's architecture (RFC 4578; `arch/`, `include/ipxe/dhcp_arch.h`).
    fn architecture(&self) -> u16 {
        let settings = self.host.settings;
        let name = SettingName::parse(b"builtin/buildarch", settings.dialect());
        let found = settings.find(name);
        let found = found.and_then(|(block, key)| settings.fetch_string(block, key));
        match (
            self.host.build.platform,
            found.unwrap_or_default().as_slice(),
        ) {
            (Platform::Pcbios, _) => 0,
            (_, b"i386") => 6,
            (_, b"arm32") => 0x0a,
            (_, b"arm64") => 0x0b,
            (_, b"riscv32") => 0x19,
            (_, b"riscv64") => 0x1b,
            (_, b"loong64") => 0x27,
            _ => 7,
        }
    }

    /// Option 175: the network card, the version and the features.
    fn announcements(&self) -> Vec<u8> {
        let settings = self.host.settings;
        let block = settings.find_block(self.interface);
        let card = block.and_then(|block| self.setting(block, "busid"));
        let mut card = card.unwrap_or_default();
        card.resize(5, 0);
        let mut data = vec![BUS_ID, 5];
        data.extend(card);
        data.extend([VERSION, 3]);
        data.extend(self.version());
        for name in FEATURES {
            let known = ANNOUNCEMENTS.iter().find(|known| known.name == name);
            let is_there = |build: &Build, part: Option<&str>, option: &str| {
                part.is_none() && build.has_option(option)
            };
            if let Some(known) = known
                && is_there(self.host.build, known.part, known.build_option)
            {
                data.extend([known.number, 1, known.version]);
            }
        }
        data
    }

    /// The three numbers that `${version}` begins with.
    fn version(&self) -> [u8; 3] {
        let settings = self.host.settings;
        let name = SettingName::parse(b"builtin/version", settings.dialect());
        let found = settings.find(name);
        let text = found.and_then(|(block, key)| settings.fetch_string(block, key));
        let text = text.unwrap_or_default();
        let mut numbers = text.split(|byte| !byte.is_ascii_digit());
        std::array::from_fn(|_| {
            let digits = numbers.next().unwrap_or_default();
            let number = digits.iter().try_fold(0_u8, |number, digit| {
                number.checked_mul(10)?.checked_add(digit - b'0')
            });
            number.unwrap_or(0)
        })
    }

    /// The UUID with its first three fields in little-endian order (`core/uuid.c: uuid_mangle`).
    fn uuid(&self) -> Option<[u8; 16]> {
        let settings = self.host.settings;
        let key = settings.dialect().key("uuid")?;
        let mut uuid = settings.fetch_uuid(settings.root(), key).ok()?;
        uuid[..4].reverse();
        uuid[4..6].reverse();
        uuid[6..8].reverse();
        Some(uuid)
    }
}
