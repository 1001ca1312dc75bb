//! Requests as they are stored, and the packets that a client makes of them.

use std::net::{Ipv4Addr, SocketAddrV4};

use ipxe_wire::dhcp::{CLIENT_PORT, Message, MessageType, PXE_PORT, SERVER_PORT, option};
use serde::Deserialize;

use super::compare::from_hex;
use crate::{Host, Reply, Request};

/// First architecture of UEFI firmware.
const FIRST_UEFI: u16 = 6;

/// A request.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct StoredRequest {
    pub(super) id: String,
    mac: String,
    #[serde(default)]
    flags: u16,
    #[serde(default)]
    secs: u16,
    #[serde(default)]
    hops: u8,
    giaddr: Option<Ipv4Addr>,
    iface: Option<String>,
    #[serde(default)]
    pad: usize,
    options: Vec<(String, String)>,
}

/// A client that asks a server.
#[derive(Debug)]
pub(super) struct Client<'c> {
    request: &'c StoredRequest,
    interface: String,
    /// The server's first address there.
    server: Ipv4Addr,
    message: Message,
}

impl<'c> Client<'c> {
    /// The client of a request; none where the request makes no sense on that host.
    pub(super) fn new(request: &'c StoredRequest, host: &Host) -> Option<Self> {
        let interface = match &request.iface {
            Some(name) => host.interface(name)?,
            None => host.interfaces.first()?,
        };
        let server = match request.giaddr {
            // A relay sends to the first interface.
            Some(_) => host.interfaces.first()?.addresses.first()?.address,
            None => interface.addresses.first()?.address,
        };
        let mac: Vec<u8> = request
            .mac
            .split(':')
            .map(|byte| u8::from_str_radix(byte, 16).ok())
            .collect::<Option<_>>()?;
        let mut message = Message::request(mac.try_into().ok()?);
        message.xid = 0x1a2b_3c4d;
        message.flags = request.flags;
        message.secs = request.secs;
        message.hops = request.hops;
        message.giaddr = request.giaddr.unwrap_or(Ipv4Addr::UNSPECIFIED);
        for (code, data) in &request.options {
            message.options.push(code.parse().ok()?, from_hex(data)?);
        }
        Some(Self {
            request,
            interface: interface.name.clone(),
            server,
            message,
        })
    }

    /// The request as it stands.
    pub(super) fn discover(&self) -> Request {
        self.send(&self.message)
    }

    /// Whether it is a PXE client that reaches the server by itself.
    pub(super) fn asks_boot_services(&self) -> bool {
        let class = self
            .message
            .options
            .get(option::VENDOR_CLASS)
            .unwrap_or_default();
        class.starts_with(b"PXEClient") && self.request.giaddr.is_none()
    }

    /// The REQUEST that follows an offer; of an imaginary other server after a proxy's.
    pub(super) fn request(&self, offer: &Reply) -> Request {
        let (server, address) = match offer.message.yiaddr {
            Ipv4Addr::UNSPECIFIED => (self.in_network(250).octets().to_vec(), self.in_network(77)),
            address => {
                let server = offer.message.options.get(option::SERVER_IDENTIFIER);
                (server.unwrap_or_default().to_vec(), address)
            }
        };
        let mut message = self.message.clone();
        message
            .options
            .set(option::MESSAGE_TYPE, [MessageType::REQUEST.0]);
        let agent = message.options.get(option::RELAY_AGENT).map(<[u8]>::to_vec);
        message.options.remove(option::RELAY_AGENT);
        message.options.push(option::SERVER_IDENTIFIER, server);
        message
            .options
            .push(option::REQUESTED_ADDRESS, address.octets());
        if let Some(agent) = agent {
            message.options.push(option::RELAY_AGENT, agent);
        }
        self.send(&message)
    }

    /// The address that the client has after `offer`.
    pub(super) fn address_after(&self, offer: &Reply) -> Ipv4Addr {
        match offer.message.yiaddr {
            Ipv4Addr::UNSPECIFIED => self.in_network(77),
            address => address,
        }
    }

    /// A request to port 4011: a plain one, or one for an entry of the menu.
    pub(super) fn boot_service(&self, offer: &Reply, asked: Option<u16>) -> Request {
        let address = self.address_after(offer);
        let mut message = self.message.clone();
        message.ciaddr = address;
        message
            .options
            .set(option::MESSAGE_TYPE, [MessageType::REQUEST.0]);
        let firmware = self.is_uefi_firmware();
        if firmware {
            message.flags = 0;
        } else {
            let server = offer
                .message
                .options
                .get(option::SERVER_IDENTIFIER)
                .unwrap_or_default();
            message
                .options
                .push(option::SERVER_IDENTIFIER, server.to_vec());
        }
        if let Some(kind) = asked {
            let [high, low] = kind.to_be_bytes();
            message
                .options
                .push(option::VENDOR_ENCAPSULATED, [71, 4, high, low, 0, 0, 255]);
        }
        let port = if firmware { PXE_PORT } else { CLIENT_PORT };
        let to = offer.message.options.get(option::SERVER_IDENTIFIER);
        let to = to
            .and_then(|octets| octets.first_chunk::<4>())
            .map_or(self.server, |octets| Ipv4Addr::from(*octets));
        Request::unicast(
            self.interface.clone(),
            SocketAddrV4::new(address, port),
            SocketAddrV4::new(to, PXE_PORT),
            self.padded(&message),
        )
    }

    /// iPXE says so in its user class; firmware has none.
    fn is_uefi_firmware(&self) -> bool {
        let architecture = self.message.options.get(option::CLIENT_ARCHITECTURE);
        let architecture = architecture.and_then(|bytes| bytes.first_chunk());
        architecture.is_some_and(|bytes| u16::from_be_bytes(*bytes) >= FIRST_UEFI)
            && !self.message.options.contains(option::USER_CLASS)
    }

    fn in_network(&self, host: u8) -> Ipv4Addr {
        let [a, b, c, _] = self.server.octets();
        Ipv4Addr::new(a, b, c, host)
    }

    fn padded(&self, message: &Message) -> Vec<u8> {
        let mut bytes = message.encode();
        bytes.resize(bytes.len().max(self.request.pad), 0);
        bytes
    }

    fn send(&self, message: &Message) -> Request {
        let bytes = self.padded(message);
        match self.request.giaddr {
            None => Request::broadcast(self.interface.clone(), bytes),
            Some(relay) => Request::unicast(
                self.interface.clone(),
                SocketAddrV4::new(relay, SERVER_PORT),
                SocketAddrV4::new(self.server, SERVER_PORT),
                bytes,
            ),
        }
    }
}
