//! DHCP and BOOTP messages (RFC 951, 2131, 2132, 3396).

mod layout;
mod message;
pub mod option;
mod options;
mod packet;
mod suboptions;

pub use layout::{Area, Emission, EncodeError, Layout};
pub use message::{BOOTREPLY, BOOTREQUEST, BROADCAST_FLAG, Message, MessageType};
pub use options::{DhcpOption, Options};
pub use packet::{DecodeError, FIXED_LEN, MAGIC_COOKIE, Malformed, OptionFields, Packet};
pub use suboptions::{decode_suboptions, encode_suboptions};

/// UDP port of servers and relays.
pub const SERVER_PORT: u16 = 67;
/// UDP port of clients.
pub const CLIENT_PORT: u16 = 68;
/// UDP port of the boot service of a PXE proxy (PXE 2.1).
pub const PXE_PORT: u16 = 4011;
