//! Messages survive the way to bytes and back, and hostile bytes do no harm.

use ipxe_wire::dhcp::{
    Layout, Message, MessageType, Options, Packet, decode_suboptions, encode_suboptions, option,
};
use ipxe_wire::pxe::{MenuEntry, decode_menu, encode_menu};
use proptest::collection::vec;
use proptest::prelude::*;

fn discover() -> Message {
    let mut message = Message::request([0x52, 0x54, 0, 0x12, 0x34, 0x56]);
    message.options.push(option::MESSAGE_TYPE, [1]);
    message
}

#[test]
fn a_message_has_the_bytes_of_rfc_2131() {
    let mut message = discover();
    message.xid = 0x0102_0304;
    message.secs = 4;
    message.flags = 0x8000;
    message.giaddr = [192, 168, 3, 1].into();
    let bytes = message.encode();
    assert_eq!(bytes[..12], [1, 1, 6, 0, 1, 2, 3, 4, 0, 4, 0x80, 0]);
    assert_eq!(
        bytes[24..34],
        [192, 168, 3, 1, 0x52, 0x54, 0, 0x12, 0x34, 0x56]
    );
    assert_eq!(bytes[236..], [99, 130, 83, 99, 53, 1, 1, 255]);
}

#[test]
fn long_options_are_split_and_joined() {
    let mut message = discover();
    message
        .options
        .push(option::IPXE_ENCAPSULATED, vec![7; 600]);
    let bytes = message.encode();
    let parts: Vec<usize> = Packet::new(&bytes)
        .unwrap()
        .option_field()
        .map(|found| found.unwrap())
        .filter(|(code, _)| *code == 175)
        .map(|(_, data)| data.len())
        .collect();
    assert_eq!(parts, [255, 255, 90]);
    assert_eq!(Message::decode(&bytes).unwrap(), message);
}

#[test]
fn options_overflow_into_the_header_fields_and_come_back() {
    let mut message = discover();
    message.options.push(option::ROOT_PATH, vec![b'r'; 100]);
    message.options.push(option::BOOTFILE_NAME, vec![b'b'; 110]);
    message.options.push(option::HOST_NAME, vec![b'h'; 40]);
    let layout = Layout {
        minimum: 300,
        maximum: Some(360),
        overload: true,
    };
    let bytes = layout.encode(&message).unwrap();
    assert!(bytes.len() <= 360);
    assert_eq!(Packet::new(&bytes).unwrap().overload(), 3);
    let read = Message::decode(&bytes).unwrap();
    assert!(read.file == [0; 128] && read.sname == [0; 64]);
    for sent in message.options.iter() {
        assert_eq!(read.options.get(sent.code), Some(sent.data.as_slice()));
    }
}

#[test]
fn what_has_no_room_is_named() {
    let mut message = discover();
    message.file[0] = b'x';
    message.sname[0] = b'x';
    message.options.push(option::ROOT_PATH, vec![b'r'; 200]);
    message.options.push(option::HOST_NAME, *b"h");
    let layout = Layout {
        minimum: 0,
        maximum: Some(300),
        overload: true,
    };
    let emission = layout.emit(&message);
    assert_eq!(emission.left_out, [option::ROOT_PATH]);
    let read = Message::decode(&emission.bytes).unwrap();
    assert_eq!(read.options.get(option::HOST_NAME), Some(b"h".as_slice()));
    assert_eq!(read.boot_file(), b"x");
}

#[test]
fn a_message_without_cookie_has_no_options() {
    let mut bytes = discover().encode();
    bytes[236] = 0;
    let message = Message::decode(&bytes).unwrap();
    assert!(!message.cookie && message.options.is_empty());
    assert_eq!(message.message_type(), None);
}

#[test]
fn an_option_beyond_the_end_is_an_error_and_what_comes_before_is_kept() {
    let mut bytes = discover().encode();
    bytes.pop();
    bytes.extend([option::HOST_NAME, 9, b'x']);
    assert_eq!(
        Message::decode(&bytes).unwrap_err().to_string(),
        "option 12 at byte 3 leads beyond the end of its field"
    );
    let (message, malformed) = Message::decode_leniently(&bytes).unwrap();
    assert_eq!(message.message_type(), Some(MessageType::DISCOVER));
    assert_eq!(malformed.map(|bad| (bad.code, bad.at)), Some((12, 3)));
}

#[test]
fn suboptions_end_at_255_and_only_padding_may_follow() {
    assert_eq!(
        decode_suboptions(&[6, 1, 3, 255]),
        Some(vec![(6, [3].as_slice())])
    );
    assert_eq!(
        decode_suboptions(&[0, 6, 1, 3, 255, 0]),
        Some(vec![(6, [3].as_slice())])
    );
    assert_eq!(decode_suboptions(&[6, 1, 3, 255, 1]), None);
    assert_eq!(decode_suboptions(&[6, 2, 3]), None);
    assert_eq!(decode_suboptions(&[6]), None);
}

fn any_options() -> impl Strategy<Value = Options> {
    let option = (1..=254_u8, vec(any::<u8>(), 0..600));
    vec(option, 0..20).prop_map(|options| {
        let mut list = Options::new();
        for (code, data) in options {
            if code != option::OVERLOAD {
                list.set(code, data);
            }
        }
        list
    })
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..700)) {
        if let Ok((message, _)) = Message::decode_leniently(&bytes) {
            let again = Message::decode(&message.encode()).unwrap();
            prop_assert_eq!(again, message);
        }
        let _ = decode_suboptions(&bytes);
        let _ = decode_menu(&bytes);
    }

    #[test]
    fn bytes_behind_a_header_are_read_the_same_again(options in vec(any::<u8>(), 0..700)) {
        let mut bytes = discover().encode();
        bytes.truncate(240);
        bytes.extend(options);
        let (message, _) = Message::decode_leniently(&bytes).unwrap();
        prop_assert_eq!(Message::decode(&message.encode()).unwrap(), message);
    }

    #[test]
    fn options_survive(options in any_options()) {
        let mut message = Message::request([2; 6]);
        message.options = options;
        prop_assert_eq!(Message::decode(&message.encode()).unwrap(), message);
    }

    #[test]
    fn a_limit_is_kept_and_nothing_is_lost_silently(
        options in any_options(), maximum in 241..1500_usize, overload: bool,
    ) {
        let mut message = Message::request([2; 6]);
        message.options = options;
        let layout = Layout { minimum: 0, maximum: Some(maximum), overload };
        let emission = layout.emit(&message);
        prop_assert!(emission.bytes.len() <= maximum);
        let read = Message::decode(&emission.bytes).unwrap();
        for sent in message.options.iter() {
            let expected = (!emission.left_out.contains(&sent.code)).then_some(sent.data.as_slice());
            prop_assert_eq!(read.options.get(sent.code), expected);
        }
    }

    #[test]
    fn suboptions_survive(
        list in vec((1..=254_u8, vec(any::<u8>(), 0..=255)), 0..10), end: bool,
    ) {
        let pairs: Vec<(u8, &[u8])> = list.iter().map(|(code, value)| (*code, value.as_slice())).collect();
        let data = encode_suboptions(pairs.iter().copied(), end);
        prop_assert_eq!(decode_suboptions(&data), Some(pairs));
    }

    #[test]
    fn menus_survive(list in vec((any::<u16>(), vec(any::<u8>(), 0..=255)), 0..10)) {
        let entries: Vec<MenuEntry> = list.into_iter().map(|(kind, text)| MenuEntry { kind, text }).collect();
        prop_assert_eq!(decode_menu(&encode_menu(&entries)), Some(entries));
    }
}
