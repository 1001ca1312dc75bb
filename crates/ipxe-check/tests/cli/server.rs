//! A web server on this machine, for as long as a test runs.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// What a server answers.
pub struct Answer {
    pub status: &'static str,
    /// With `\r\n` behind each.
    pub headers: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: "200 OK",
            headers: String::new(),
            body: body.into(),
        }
    }

    pub fn with(status: &'static str, headers: &str, body: &str) -> Self {
        Self {
            status,
            headers: headers.to_owned(),
            body: body.into(),
        }
    }
}

/// Serves what `answer` says to a request's first line and headers. Gives the address with `http://`.
pub fn serve(answer: impl Fn(&str) -> Answer + Send + 'static) -> String {
    serve_raw(move |request, stream| {
        let Answer {
            status,
            headers,
            body,
        } = answer(request);
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n");
        // The client may have had enough.
        let _ = stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(&body));
    })
}

/// Lets `answer` write to the connection.
pub fn serve_raw(answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                request.push(byte[0]);
            }
            answer(&String::from_utf8_lossy(&request), &mut stream);
        }
    });
    format!("http://{address}")
}
