//! Any datagram: reading DHCP messages, sub-options and PXE menus never panics, and what was read can be written.
#![no_main]

use ipxe_wire::dhcp::{Message, decode_suboptions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &[u8]| {
    if let Ok((message, _)) = Message::decode_leniently(source) {
        for option in message.options.iter() {
            let _ = decode_suboptions(&option.data);
            let _ = ipxe_wire::pxe::decode_menu(&option.data);
        }
    }
    if let Ok(message) = Message::decode(source) {
        let _ = Message::decode(&message.encode());
    }
});
