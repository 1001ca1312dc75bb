//! What is asked about a place.

use crate::client::Client;

#[test]
fn a_place_is_explained() {
    let mut client = Client::open("#!ipxe\nsleep 5\n");
    let hover = client.at("hover", 1, 2);
    assert_eq!(hover["contents"]["kind"], "markdown");
    assert!(
        hover["contents"]["value"]
            .as_str()
            .unwrap()
            .contains("sleep")
    );
    assert_eq!(hover["range"]["end"]["character"], 5);
    assert!(client.at("hover", 9, 9).is_null());
}
