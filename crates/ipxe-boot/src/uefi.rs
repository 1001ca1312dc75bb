//! The network boot of UEFI firmware, as EDK II does it (`NetworkPkg/UefiPxeBcDxe`).

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;
use std::time::Duration;

use ipxe_wire::dhcp::{
    BROADCAST_FLAG, CLIENT_PORT, Message, MessageType, PXE_PORT, SERVER_PORT, option,
};

use crate::segment::{Arrival, Segment};
use crate::timeline::{Endpoint, Entry, What};
use crate::transfers::TftpDaemon;

/// How long offers are gathered. The timer ticks by the second, so that it is between three and four.
const GATHER: Duration = Duration::from_millis(3500);
/// When requests are sent again if nobody answers, counted from the first, and when that is given up.
const RETRIES: [u64; 4] = [0, 4, 12, 28];
const GIVE_UP: Duration = Duration::from_secs(60);
/// From the last packet of a program to its first own one.
const START: Duration = Duration::from_millis(300);
/// Blocks of TFTP that the firmware asks for.
const BLOCK_SIZE: u64 = 1468;
const TFTP_PORT: u16 = 69;

/// What option 55 asks for.
const REQUESTED: &[u8] = &[
    1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42, 43, 50, 51, 54, 58, 59, 60, 66,
    67, 97, 128, 129, 130, 131, 132, 133, 134, 135,
];

/// A computer with UEFI firmware.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UefiComputer {
    /// Ethernet address of its network card.
    pub mac: [u8; 6],
    /// UUID of the system, in the order in which it is written.
    pub uuid: [u8; 16],
    /// Architecture in option 93: 7 for 64-bit x86, 6 for 32-bit x86, 11 for 64-bit ARM.
    pub architecture: u16,
    /// The device path of its network card, up to the address.
    pub device_path: String,
}

/// A file that a TFTP server has.
pub trait TftpFiles {
    /// The file, and which program serves it; `Err` with the program where there is no such file, `None` where no
    /// TFTP server runs at the address.
    fn read(&self, server: Ipv4Addr, name: &[u8]) -> Option<(TftpDaemon, Option<Arc<[u8]>>)>;
}

/// A program that the firmware has loaded and starts.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its name on the server.
    pub name: Vec<u8>,
    /// Its contents.
    pub data: Arc<[u8]>,
    /// When it starts, counted from power-on.
    pub at: Duration,
    /// What DHCP servers said, for the program to find: the ACK, and what a ProxyDHCP server said.
    pub ack: Vec<u8>,
    /// See above.
    pub proxy: Option<Vec<u8>>,
}

/// What the firmware prints, and what it loads.
#[derive(Clone, Debug)]
pub struct NetworkBoot {
    /// What it prints.
    pub console: String,
    /// What it starts, unless it fails.
    pub loaded: Option<Loaded>,
}

impl UefiComputer {
    /// Boots over IPv4.
    #[must_use]
    pub fn boot(&self, segment: &mut Segment, files: &dyn TftpFiles) -> NetworkBoot {
        let mut console = String::from("\n>>Start PXE over IPv4.\n");
        let loaded = match self.load(segment, files, &mut console) {
            Ok(loaded) => Some(loaded),
            Err(message) => {
                console += &format!("  {message}\n");
                None
            }
        };
        if loaded.is_some() {
            let [a, b, c, d, e, f] = self.mac;
            let mac = format!("{a:02X}{b:02X}{c:02X}{d:02X}{e:02X}{f:02X}");
            for what in ["loading", "starting"] {
                console += &format!(
                    "BdsDxe: {what} Boot0002 \"UEFI PXEv4 (MAC:{mac})\" from {}/MAC({mac},0x1)\
                     /IPv4(0.0.0.0,0x0,DHCP,0.0.0.0,0.0.0.0,0.0.0.0)\n",
                    self.device_path
                );
            }
        }
        NetworkBoot { console, loaded }
    }

    fn load(
        &self,
        segment: &mut Segment,
        files: &dyn TftpFiles,
        console: &mut String,
    ) -> Result<Loaded, &'static str> {
        let offers = self.discover(segment);
        let chosen = choose(&offers).ok_or("PXE-E16: No valid offer received.")?;
        let (offer, proxy) = chosen;
        let mut now = offers.first().map_or(Duration::ZERO, |first| first.asked) + GATHER;
        let own = offer.message.yiaddr;
        let mut request = self.message(MessageType::REQUEST);
        let server = offer.message.options.get(option::SERVER_IDENTIFIER);
        request
            .options
            .push(option::SERVER_IDENTIFIER, server.unwrap_or_default());
        request
            .options
            .push(option::REQUESTED_ADDRESS, own.octets());
        let arrivals = segment.send(now, any(), everyone(), &request.encode());
        let is_ack = |arrival: &&Arrival| {
            arrival.message.message_type() == Some(MessageType::ACK)
                && arrival.message.yiaddr == own
        };
        let ack = arrivals
            .iter()
            .find(is_ack)
            .ok_or("PXE-E16: No valid offer received.")?;
        now = ack.at;
        *console += &format!("  Station IP address is {own}\n\n");
        let mut told = proxy.map(|proxy| (proxy.payload.clone(), proxy.message.clone()));
        if let Some(proxy) = proxy.filter(|proxy| boot_file(&proxy.message).is_none()) {
            // It names no file, so its boot service is asked.
            let server = server_address(&proxy.message);
            let mut request = self.message(MessageType::REQUEST);
            request.flags = 0;
            request.ciaddr = own;
            let (from, to) = (
                SocketAddrV4::new(own, PXE_PORT),
                SocketAddrV4::new(server, PXE_PORT),
            );
            let arrivals = segment.send(now, from, to, &request.encode());
            let answer = arrivals
                .into_iter()
                .find(|arrival| arrival.from.port() == PXE_PORT);
            let answer = answer.ok_or("PXE-E16: No valid offer received.")?;
            now = answer.at;
            told = Some((answer.payload, answer.message));
        }
        let told_by = told.as_ref().map_or(&ack.message, |(_, message)| message);
        let name = boot_file(told_by).ok_or("PXE-E16: No valid offer received.")?;
        let server = server_address(told_by);
        *console += &format!("  Server IP address is {server}\n");
        *console += &format!("  NBP filename is {}\n", String::from_utf8_lossy(&name));
        let data = download(segment, files, &mut now, own, server, &name)?;
        *console += &format!("  NBP filesize is {} Bytes\n", data.len());
        *console += " Downloading NBP file...\n\n  NBP file downloaded successfully.\n";
        Ok(Loaded {
            name,
            data,
            at: now + START,
            ack: ack.payload.clone(),
            proxy: told.map(|(payload, _)| payload),
        })
    }

    /// Looks for servers, and gathers their offers.
    fn discover(&self, segment: &mut Segment) -> Vec<Offer> {
        for at in RETRIES.map(Duration::from_secs) {
            let message = self.message(MessageType::DISCOVER);
            let arrivals = segment.send(at, any(), everyone(), &message.encode());
            let offers = arrivals
                .into_iter()
                .filter(|arrival| arrival.at <= at + GATHER && arrival.message.xid == message.xid);
            let offers: Vec<Offer> = offers
                .map(|arrival| Offer {
                    asked: at,
                    payload: arrival.payload,
                    message: arrival.message,
                })
                .collect();
            if choose(&offers).is_some() || at >= GIVE_UP {
                return offers;
            }
        }
        Vec::new()
    }

    fn message(&self, kind: MessageType) -> Message {
        let mut message = Message::request(self.mac);
        let [.., a, b, c, d] = self.mac;
        message.xid = u32::from_be_bytes([a, b, c, d]);
        message.flags = BROADCAST_FLAG;
        let mut uuid = self.uuid;
        uuid[..4].reverse();
        uuid[4..6].reverse();
        uuid[6..8].reverse();
        let class = format!("PXEClient:Arch:{:05}:UNDI:003000", self.architecture);
        let options = &mut message.options;
        options.push(option::MESSAGE_TYPE, [kind.0]);
        options.push(option::MAX_MESSAGE_SIZE, 1472_u16.to_be_bytes());
        options.push(option::PARAMETER_REQUEST_LIST, REQUESTED);
        options.push(option::CLIENT_UUID, [&[0][..], &uuid].concat());
        options.push(option::CLIENT_INTERFACE, [1, 3, 0]);
        options.push(option::CLIENT_ARCHITECTURE, self.architecture.to_be_bytes());
        options.push(option::VENDOR_CLASS, class);
        message
    }
}

/// An offer.
#[derive(Clone, Debug)]
struct Offer {
    /// When it was asked for.
    asked: Duration,
    payload: Vec<u8>,
    message: Message,
}

/// The offer that is taken, and the one of a ProxyDHCP server that goes with it. Offers that are a PXE server's come
/// first, then a plain one with a proxy's, then a plain one with a file name.
fn choose(offers: &[Offer]) -> Option<(&Offer, Option<&Offer>)> {
    let is_proxy = |offer: &&Offer| offer.message.yiaddr.is_unspecified();
    let is_pxe = |offer: &&Offer| {
        let class = offer.message.options.get(option::VENDOR_CLASS);
        class.is_some_and(|class| class.starts_with(b"PXEClient"))
    };
    let has_file = |offer: &&Offer| boot_file(&offer.message).is_some();
    let proxy = offers.iter().find(|offer| is_proxy(offer) && is_pxe(offer));
    let with_address = || offers.iter().filter(|offer| !is_proxy(offer));
    if let Some(offer) = with_address().find(|offer| is_pxe(offer) && has_file(offer)) {
        return Some((offer, None));
    }
    if let Some(proxy) = proxy
        && let Some(offer) = with_address().find(|offer| !has_file(offer))
    {
        return Some((offer, Some(proxy)));
    }
    with_address().find(has_file).map(|offer| (offer, None))
}

/// The name of the file to boot.
fn boot_file(message: &Message) -> Option<Vec<u8>> {
    let option = message
        .options
        .get(option::BOOTFILE_NAME)
        .unwrap_or_default();
    let name = match option.split(|&byte| byte == 0).next() {
        Some(name) if !name.is_empty() => name,
        _ => message.boot_file(),
    };
    (!name.is_empty()).then(|| name.to_vec())
}

/// The server of the file: the next server, or the one that answers.
fn server_address(message: &Message) -> Ipv4Addr {
    let identifier = message.options.get(option::SERVER_IDENTIFIER);
    let identifier = identifier.and_then(|octets| octets.first_chunk::<4>());
    match (message.siaddr, identifier) {
        (Ipv4Addr::UNSPECIFIED, Some(octets)) => Ipv4Addr::from(*octets),
        (address, _) => address,
    }
}

/// Asks for the size of a file, and then for the file.
fn download(
    segment: &mut Segment,
    files: &dyn TftpFiles,
    now: &mut Duration,
    own: Ipv4Addr,
    server: Ipv4Addr,
    name: &[u8],
) -> Result<Arc<[u8]>, &'static str> {
    let (client, from) = (Endpoint::any_port(own), Endpoint::any_port(server));
    let to = Endpoint::new(server, TFTP_PORT);
    let timeline = &mut segment.timeline;
    let mut add = |at, from, to, what| timeline.push(Entry { at, from, to, what });
    let request = |options| What::TftpRequest {
        name: name.to_vec(),
        options,
    };
    add(
        *now,
        client,
        to,
        request("tsize=0 blksize=1468 windowsize=4"),
    );
    let (daemon, data) = files
        .read(server, name)
        .ok_or("PXE-E18: Server response timeout.")?;
    let Some(data) = data else {
        let message = daemon.not_found(name, own);
        add(*now, from, client, What::TftpError { code: 1, message });
        return Err("PXE-E23: Client received TFTP error from server.");
    };
    let size = data.len() as u64;
    let granted = match daemon {
        TftpDaemon::Dnsmasq { .. } => format!("blksize={BLOCK_SIZE} tsize={size}"),
        TftpDaemon::Hpa => format!("tsize={size} blksize={BLOCK_SIZE}"),
    };
    add(*now, from, client, What::TftpOptions { granted });
    let message = "User aborted the transfer".to_owned();
    add(*now, client, from, What::TftpError { code: 8, message });
    add(*now, client, to, request("blksize=1468 windowsize=4"));
    let granted = format!("blksize={BLOCK_SIZE}");
    add(*now, from, client, What::TftpOptions { granted });
    let blocks = size / BLOCK_SIZE + 1;
    *now += segment.round_trip * u32::try_from(blocks / 4 + 1).unwrap_or(u32::MAX);
    add(
        *now,
        from,
        client,
        What::TftpData {
            blocks,
            bytes: size,
        },
    );
    Ok(data)
}

const fn any() -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, CLIENT_PORT)
}

const fn everyone() -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::BROADCAST, SERVER_PORT)
}
