//! Fetching from a web server: what is told of the way, and where it ends.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use ipxe_live::http::{FetchError, Fetched, Redirect, Request, fetch};

/// Serves `answer(path)` to each connection, for as long as the test runs.
fn serve(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let path = read_path(&mut stream);
            answer(&path, &mut stream);
        }
    });
    format!("http://{address}")
}

/// Reads a request and gives its first line and headers.
fn read_path(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        request.push(byte[0]);
    }
    String::from_utf8(request).expect("ASCII")
}

fn reply(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
}

fn get(url: &str) -> Result<Fetched, FetchError> {
    fetch(url, &Request::default())
}

#[test]
fn a_file_comes_with_how_it_was_served() {
    let server = serve(|_, stream| {
        reply(
            stream,
            "200 OK",
            "Content-Type: text/plain\r\n",
            "#!ipxe\necho \n",
        );
    });
    let url = format!("{server}/boot.ipxe");
    let fetched = get(&url).unwrap();
    let expected = Fetched {
        url,
        redirects: Vec::new(),
        status: 200,
        content_type: Some("text/plain".to_owned()),
        body: b"#!ipxe\necho \n".to_vec(),
    };
    assert_eq!(fetched, expected);
}

#[test]
fn the_request_is_one_that_ipxe_could_make() {
    let server = serve(|request, stream| reply(stream, "200 OK", "", request));
    let request = Request {
        user_agent: "iPXE/2.0.0".to_owned(),
        ..Request::default()
    };
    let fetched = fetch(&format!("{server}/x?mac=52:54#part"), &request).unwrap();
    let asked = String::from_utf8(fetched.body).unwrap().to_lowercase();
    assert!(
        asked.starts_with("get /x?mac=52:54 http/1.1\r\n"),
        "{asked}"
    );
    assert!(asked.contains("\r\nuser-agent: ipxe/2.0.0\r\n"), "{asked}");
    for header in ["accept-encoding", "cookie", "referer"] {
        assert!(!asked.contains(header), "{asked}");
    }
}

#[test]
fn each_redirection_is_told_and_relative_ones_are_resolved() {
    let server = serve(|request, stream| match request.split(' ').nth(1) {
        Some("/a/start") => reply(stream, "302 Found", "Location: next?x=1\r\n", "moved"),
        Some("/a/next?x=1") => reply(stream, "404 Not Found", "Location: /end\r\n", ""),
        Some("/end") => reply(stream, "201 Created", "Location: /elsewhere\r\n", "done"),
        other => panic!("unexpected {other:?}"),
    });
    let fetched = get(&format!("{server}/a/start")).unwrap();
    let hops = [(302, "/a/next?x=1"), (404, "/end")].map(|(status, path)| Redirect {
        status,
        url: format!("{server}{path}"),
    });
    assert_eq!(fetched.redirects, hops);
    assert_eq!(fetched.url, format!("{server}/end"));
    assert_eq!(
        (fetched.status, fetched.body.as_slice()),
        (201, b"done".as_slice())
    );
}

#[test]
fn an_answer_that_is_no_success_has_no_body() {
    let server = serve(|_, stream| reply(stream, "404 Not Found", "", "sorry"));
    let fetched = get(&server).unwrap();
    assert_eq!((fetched.status, fetched.body.len()), (404, 0));
}

#[test]
fn redirections_end() {
    let server = serve(|_, stream| reply(stream, "301 Moved", "Location: /again\r\n", ""));
    let url = format!("{server}/");
    let error = get(&url).unwrap_err();
    assert_eq!(error, FetchError::Redirects { url, limit: 20 });
}

#[test]
fn a_redirection_to_what_is_no_http_is_an_error() {
    let server = serve(|_, stream| reply(stream, "302 Found", "Location: tftp://b/c\r\n", ""));
    let error = get(&server).unwrap_err();
    let expected = "tftp://b/c: cannot fetch by tftp, only by http and https";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn large_bodies_are_refused_announced_or_not() {
    let server = serve(|request, stream| {
        let body = "x".repeat(1001);
        if request.contains("/announced") {
            reply(stream, "200 OK", "", &body);
        } else {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\n{body}");
        }
    });
    let limited = |bytes| Request {
        bytes,
        ..Request::default()
    };
    for path in ["announced", "until-the-end"] {
        let url = format!("{server}/{path}");
        let error = fetch(&url, &limited(1000)).unwrap_err();
        assert_eq!(error.to_string(), format!("{url}: larger than 1000 bytes"));
        assert_eq!(fetch(&url, &limited(1001)).unwrap().body.len(), 1001);
    }
}

#[test]
fn the_time_is_for_everything_together() {
    let server = serve(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for _ in 0..1000 {
            thread::sleep(Duration::from_millis(20));
            if stream.write_all(b"x").is_err() {
                break;
            }
        }
    });
    let request = Request {
        time: Duration::from_millis(300),
        ..Request::default()
    };
    let started = Instant::now();
    let error = fetch(&server, &request).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5));
    let expected = format!("{server}/: no complete answer within 0.3 seconds");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_body_that_breaks_off_is_an_error() {
    let server = serve(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort");
    });
    let error = get(&server).unwrap_err();
    assert!(matches!(error, FetchError::Answer { .. }), "{error}");
}

#[test]
fn what_is_no_http_is_an_error() {
    let server = serve(|_, stream| {
        let _ = stream.write_all(b"SSH-2.0-OpenSSH\r\n");
    });
    let error = get(&server).unwrap_err();
    assert!(matches!(error, FetchError::Answer { .. }), "{error}");
}

#[test]
fn errors_name_the_url_and_the_cause() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let url = format!("http://{closed}/");
    let expected = format!("{url}: cannot connect: Connection refused");
    assert_eq!(get(&url).unwrap_err().to_string(), expected);
    let error = get("http://").unwrap_err();
    assert_eq!(error.to_string(), "http://: empty host");
}

#[test]
fn a_server_without_tls_is_no_https_server() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let error = get(&url).unwrap_err();
    let known =
        |error: &FetchError| matches!(error, FetchError::Connect { .. } | FetchError::Setup { .. });
    assert!(known(&error), "{error:?}");
}
