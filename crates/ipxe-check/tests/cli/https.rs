//! Scripts from web servers with certificates.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::folder::{BAD, BAD_SHORT, Folder, Run};

/// Serves [`BAD`] with a certificate for `name`. Gives the address, and the certificate as PEM.
fn serve(name: &str) -> (String, String) {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new([name.to_owned()]).expect("a name");
    let certificate = params.self_signed(&key).expect("a certificate");
    let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            let chain = vec![certificate.der().clone()];
            config.with_no_client_auth().with_single_cert(chain, secret)
        });
    let config = Arc::new(config.expect("a configuration"));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            let mut stream = StreamOwned::new(connection, stream.expect("a connection"));
            // A client that does not trust the certificate is gone already.
            if stream.read(&mut [0; 4000]).is_ok() {
                let length = BAD.len();
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
                let _ = stream.write_all((head + BAD).as_bytes());
                let _ = stream.flush();
            }
        }
    });
    (format!("https://localhost:{port}/"), certificate.pem())
}

/// Checks a URL with these certificates as those of the system.
fn run(folder: &Folder, trusted: &str, url: &str) -> Run {
    folder.write("trusted.pem", trusted);
    folder.run_with(|command| {
        command
            .env("SSL_CERT_FILE", folder.at("trusted.pem"))
            .env("SSL_CERT_DIR", folder.at("no-folder"))
            .args(["--format=short", url]);
    })
}

#[test]
fn a_server_with_a_trusted_certificate_is_asked() {
    let folder = Folder::new();
    let (url, certificate) = serve("localhost");
    run(&folder, &certificate, &url).expect(1, &format!("{url}{BAD_SHORT}"), "");
}

#[test]
fn a_server_with_another_certificate_is_not() {
    let folder = Folder::new();
    let (_, other) = serve("localhost");
    let (url, _) = serve("localhost");
    let run = run(&folder, &other, &url);
    let expected = format!("error: cannot fetch {url}: cannot connect: invalid peer certificate: ");
    assert!(run.stderr.starts_with(&expected), "{run:?}");
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
}

#[test]
fn a_certificate_of_another_name_is_no_good() {
    let folder = Folder::new();
    let (url, certificate) = serve("boot.example.org");
    let run = run(&folder, &certificate, &url);
    assert!(
        run.stderr.contains("certificate not valid for name"),
        "{run:?}"
    );
    assert_eq!(run.status, 2);
}

#[test]
fn a_system_without_certificates_is_told() {
    let folder = Folder::new();
    let (url, _) = serve("localhost");
    let expected = format!(
        "error: cannot fetch {url}: cannot set up a connection: No CA certificates were loaded from \
         the system\n"
    );
    run(&folder, "", &url).expect(2, "", &expected);
}
