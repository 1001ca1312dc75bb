//! Packets of network boot, as bytes and as plain values.
//!
//! Each protocol has a checked view of received bytes and a plain representation that is written
//! back to bytes, exactly. [`dhcp`] has the messages of DHCP and BOOTP with all their ways to
//! carry options; [`pxe`] the boot menus that travel inside option 43.
//!
//! What this crate is not: it opens no socket, keeps no state of an exchange and decides nothing.
//! No input makes it panic; what is malformed is an error or is cut off where the real readers
//! cut it off, as each function says.
//!
//! Where to start: [`dhcp::Message`].
//!
//! ```
//! use ipxe_wire::dhcp::{Message, MessageType, option};
//!
//! let mut message = Message::request([0x52, 0x54, 0, 0x12, 0x34, 0x56]);
//! message.options.push(option::MESSAGE_TYPE, [MessageType::DISCOVER.0]);
//! let bytes = message.encode();
//! assert_eq!(Message::decode(&bytes)?, message);
//! # Ok::<(), ipxe_wire::dhcp::DecodeError>(())
//! ```
#![forbid(unsafe_code)]

pub mod dhcp;
pub mod pxe;
