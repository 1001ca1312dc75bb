//! Scripts from web servers.

use std::io::Write as _;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use crate::folder::{BAD, BAD_SHORT, FIXABLE, Folder, GOOD};
use crate::server::{Answer, serve, serve_raw};

#[test]
fn a_url_is_checked_as_it_is_served() {
    let server = serve(|request| {
        let text = if request.starts_with("GET /boot.php?mac=1 ") {
            BAD
        } else {
            GOOD
        };
        Answer::ok(text)
    });
    let url = format!("{server}/boot.php?mac=1");
    let folder = Folder::with(&[("a.ipxe", BAD)]);
    let expected = format!("{url}{BAD_SHORT}a.ipxe{BAD_SHORT}");
    folder
        .short(&format!("{url} a.ipxe"))
        .expect(1, &expected, "");
    folder.short(&format!("{server}/")).expect(0, "", "");
}

#[test]
fn the_server_is_asked_as_ipxe_would() {
    let server = serve(|request| {
        let is_ipxe = request.to_lowercase().contains("user-agent: ipxe/");
        Answer::ok(if is_ipxe { GOOD } else { BAD })
    });
    Folder::new().short(&server).expect(0, "", "");
}

#[test]
fn redirections_are_followed() {
    let server = serve(|request| {
        if request.starts_with("GET /end ") {
            Answer::ok(BAD)
        } else {
            Answer::with("302 Found", "Location: /end\r\n", "")
        }
    });
    let url = format!("{server}/start");
    let run = Folder::new().short(&url);
    assert!(run.stdout.contains(&format!("{url}{BAD_SHORT}")), "{run:?}");
    let server = serve(|_| Answer::with("302 Found", "Location: /again\r\n", ""));
    let expected = format!("error: cannot fetch {server}/: more than 20 redirections\n");
    Folder::new()
        .short(&format!("{server}/"))
        .expect(2, "", &expected);
}

#[test]
fn a_web_page_is_no_script() {
    let page = "<!DOCTYPE html>\n<html><body>Log in</body></html>\n";
    let server = serve(move |_| Answer::with("200 OK", "Content-Type: text/html\r\n", page));
    let run = Folder::new().short(&server);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    assert!(run.stdout.contains(":1:1: error[IPX1"), "{run:?}");
}

#[test]
fn an_answer_that_is_no_success_is_none_for_ipxe() {
    for (status, console) in [
        ("404 Not Found", "Not found (https://ipxe.org/2d0c61"),
        ("500 Oops", "HTTP 5xx Server Error (https://ipxe.org/1d0c65"),
    ] {
        let server = serve(move |_| Answer::with(status, "", BAD));
        let run = Folder::new().run(["--format=json", &server]);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let findings = json["diagnostics"].as_array().unwrap();
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert_eq!(findings[0]["rule"], "served-as-html");
        let said = findings[0]["console"].as_str().unwrap();
        assert!(said.contains(console), "{said}");
        assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    }
}

#[test]
fn a_large_answer_is_refused() {
    let server = serve(|_| Answer::ok(vec![b'#'; 17 << 20]));
    let expected = format!("error: cannot fetch {server}/: larger than 16777216 bytes\n");
    Folder::new().short(&server).expect(2, "", &expected);
}

#[test]
fn a_kernel_is_no_script() {
    let server = serve(|_| Answer::ok(*b"\x7fELF\0\0\0\0"));
    let run = Folder::new().short(&format!("{server}/"));
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    assert!(run.stdout.contains("no script: an ELF file"), "{run:?}");
}

#[test]
fn a_script_served_as_a_web_page_is_worth_a_note() {
    let server = serve(|_| Answer::with("200 OK", "Content-Type: text/html\r\n", GOOD));
    let run = Folder::new().short(&server);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(
        run.stdout.contains("the script is served as HTML"),
        "{run:?}"
    );
}

#[test]
fn a_slow_server_is_left() {
    let server = serve_raw(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        while stream.write_all(b"#").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    let started = Instant::now();
    let expected =
        format!("error: cannot fetch {server}/: no complete answer within 0.3 seconds\n");
    Folder::new()
        .short(&format!("--timeout 0.3 {server}"))
        .expect(2, "", &expected);
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let url = format!("http://{closed}/");
    let expected = format!("error: cannot fetch {url}: cannot connect: Connection refused\n");
    Folder::new().short(&url).expect(2, "", &expected);
}

#[test]
fn only_http_can_be_fetched() {
    let expected = "error: cannot fetch tftp://h/a.ipxe: only http and https URLs can be checked\n";
    Folder::new()
        .short("tftp://h/a.ipxe")
        .expect(2, "", expected);
}

#[test]
fn fixes_for_a_url_can_be_shown() {
    let server = serve(|_| Answer::ok(FIXABLE));
    let run = Folder::new().short(&format!("--diff {server}/x"));
    let expected = format!("--- {server}/x\n+++ {server}/x\n@@ -1,3 +1,3 @@\n");
    assert!(run.stdout.starts_with(&expected), "{run:?}");
}
