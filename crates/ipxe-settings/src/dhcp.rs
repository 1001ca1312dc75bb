//! DHCP options as settings: a byte block of options, and a packet with its fixed fields.

mod options;
mod packet;

pub use options::{DhcpOptions, Growth, OPTION_END, OPTION_PAD, tag_applies};
pub use packet::{DhcpPacket, HEADER_LEN};

/// The tag of an option that is encapsulated in another one, such as 175.3
/// (`include/ipxe/dhcp.h: DHCP_ENCAP_OPT`).
pub const fn encapsulated(encapsulator: u8, option: u8) -> u32 {
    (encapsulator as u32) << 8 | option as u32
}
