//! The program, as a user sees it.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What a run of the program came to.
struct Seen {
    status: i32,
    out: String,
    err: String,
}

fn emu(folder: &Path, arguments: &[&str]) -> Seen {
    let output = Command::new(env!("CARGO_BIN_EXE_ipxe-emu"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program can be run");
    Seen {
        status: output.status.code().expect("it ends by itself"),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn run(script: &str, arguments: &[&str]) -> Seen {
    let folder = folder(&[("main.ipxe", script)]);
    let all: Vec<&str> = ["run", "main.ipxe"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    emu(folder.path(), &all)
}

#[test]
fn the_console_is_what_ipxe_prints() {
    let seen = run("#!ipxe\necho Hello ${net0/ip}\n", &[]);
    assert_eq!(seen.out, "Hello 192.0.2.100\r\n");
    assert_eq!(seen.status, 0);
    assert!(
        seen.err.starts_with("ipxe-emu: the script ended well"),
        "{}",
        seen.err
    );
    assert_eq!(run("#!ipxe\necho\n", &["--quiet"]).err, "");
}

#[test]
fn files_beside_the_script_are_served_to_it() {
    let files = [
        (
            "main.ipxe",
            "#!ipxe\nchain other.ipxe\nchain tftp://${next-server}/other.ipxe\n",
        ),
        ("other.ipxe", "#!ipxe\necho other ${cwuri}\n"),
    ];
    let folder = folder(&files);
    let seen = emu(folder.path(), &["run", "main.ipxe"]);
    assert_eq!(
        seen.out,
        "other.ipxe... ok\r\nother http://192.0.2.1/other.ipxe\r\n\
         tftp://192.0.2.1/other.ipxe... ok\r\nother tftp://192.0.2.1/other.ipxe\r\n"
    );
    let from_elsewhere = emu(
        Path::new("/"),
        &[
            "run",
            &folder.path().join("main.ipxe").display().to_string(),
        ],
    );
    assert_eq!(from_elsewhere.out, seen.out);
}

#[test]
fn a_failing_script_fails_the_program() {
    let seen = run("#!ipxe\nexit 5\n", &[]);
    assert_eq!((seen.status, seen.out.as_str()), (1, ""));
    assert!(
        seen.err.contains("the script failed: Error 0x00000005"),
        "{}",
        seen.err
    );
}

#[test]
fn what_is_no_script_is_refused() {
    let cases = [
        ("echo hello\n", "does not begin with #!ipxe"),
        ("\u{feff}#!ipxe\n", "take away the byte order mark"),
        ("\n#!ipxe\n", "take away what stands before it"),
        ("#!ipxe", "a line feed is missing"),
    ];
    for (text, expected) in cases {
        let seen = run(text, &[]);
        assert_eq!((seen.status, seen.out.as_str()), (2, ""));
        assert!(seen.err.contains(expected), "{}", seen.err);
    }
}

#[test]
fn missing_files_are_named() {
    let folder = folder(&[]);
    let seen = emu(folder.path(), &["run", "nothing.ipxe"]);
    assert_eq!(seen.status, 2);
    assert!(
        seen.err.starts_with("ipxe-emu: nothing.ipxe: "),
        "{}",
        seen.err
    );
    let seen = run("#!ipxe\n", &["--scenario", "nothing.toml"]);
    assert_eq!(seen.status, 2);
    let expected = "there is no scenario \"nothing.toml\": it is no file, and the built-in ones are bios, uefi";
    assert!(seen.err.contains(expected), "{}", seen.err);
}

#[test]
fn wrong_scenarios_are_explained() {
    let files = [
        ("main.ipxe", "#!ipxe\n"),
        ("key.toml", "base = 'bios'\n[machine]\nplatfrom = 'efi'\n"),
        (
            "value.toml",
            "base = 'bios'\n[machine]\nsettings = { ip = 'no address' }\n",
        ),
        ("press.toml", "base = 'bios'\n[[key]]\nkeys = ['hyper']\n"),
        (
            "root.toml",
            "[[server]]\naddress = '192.0.2.1'\n[server.tftp]\nroot = 'nowhere'\n",
        ),
    ];
    let folder = folder(&files);
    let cases = [
        (
            "key.toml",
            "key.toml:3:1: key `machine.platfrom`: unknown field `platfrom`, expected one of",
        ),
        (
            "value.toml",
            "value.toml:3:19: key `machine.settings.ip`: it cannot be set to \"no address\"",
        ),
        (
            "press.toml",
            "press.toml:3:9: key `key[0].keys[0]`: there is no key \"hyper\"",
        ),
        (
            "root.toml",
            "root.toml:4:8: key `server[0].tftp.root`: nowhere: there is no such folder",
        ),
    ];
    for (file, expected) in cases {
        let seen = emu(folder.path(), &["run", "main.ipxe", "--scenario", file]);
        assert_eq!(seen.status, 2, "{}", seen.err);
        assert!(seen.err.contains(expected), "{}", seen.err);
    }
}

#[test]
fn endless_loops_are_stopped_and_shown() {
    let seen = run(
        "#!ipxe\necho once\n:again\nset x 1\ngoto again\n",
        &["--max-steps", "10000"],
    );
    assert_eq!((seen.status, seen.out.as_str()), (3, "once\r\n"));
    assert!(
        seen.err
            .contains("stopped: the script ran 10000 steps without ending"),
        "{}",
        seen.err
    );
    let expected =
        "these commands ran over and over:\n  main.ipxe:4: set x 1\n  main.ipxe:5: goto again\n";
    assert!(seen.err.ends_with(expected), "{}", seen.err);
}

#[test]
fn endless_waits_are_stopped_too() {
    let seen = run(
        "#!ipxe\n:again\nsleep 60\ngoto again\n",
        &["--max-time", "1h"],
    );
    assert_eq!(seen.status, 3);
    assert!(
        seen.err
            .contains("more than 3600 s of virtual time went by"),
        "{}",
        seen.err
    );
    assert!(seen.err.contains("main.ipxe:3: sleep 60"), "{}", seen.err);
}

#[test]
fn images_take_only_so_much_room() {
    let files = [
        ("main.ipxe", "#!ipxe\nimgfetch http://192.0.2.1/a\n"),
        (
            "world.toml",
            "base = 'bios'\n[[server]]\naddress = '192.0.2.1'\ndhcp = { from = '192.0.2.100', netmask = '255.255.255.0' }\nhttp = [{ files = { a = { size = '2 MB' } } }]\n",
        ),
    ];
    let folder = folder(&files);
    let run = |limit: &str| {
        let arguments = ["run", "main.ipxe", "-s", "world.toml", "--max-images"];
        emu(folder.path(), &[&arguments[..], &[limit]].concat())
    };
    assert_eq!(run("3MB").status, 0);
    let stopped = run("1MB");
    assert_eq!(stopped.status, 3);
    let expected = "stopped: the images take more than 1000000 bytes";
    assert!(stopped.err.contains(expected), "{}", stopped.err);
}

#[test]
fn who_waits_for_keys_is_named() {
    let seen = run("#!ipxe\nprompt Press a key\n", &[]);
    assert_eq!(seen.status, 4);
    assert!(
        seen.err
            .contains("it waits for the keyboard (the command prompt)"),
        "{}",
        seen.err
    );
    let seen = run("#!ipxe\nshell\n", &[]);
    assert_eq!(seen.status, 4);
    assert!(
        seen.err.contains("a shell waits for commands"),
        "{}",
        seen.err
    );
}

#[test]
fn keys_and_answers_can_be_given() {
    let script = "#!ipxe\nprompt Go?\nread name\necho [${name}]\nread word\necho [${word}]\n";
    let seen = run(
        script,
        &[
            "--key",
            "enter",
            "--answer",
            "[Ann]=second",
            "--answer",
            "x=y",
        ],
    );
    assert!(!seen.out.contains("[second]"), "{}", seen.out);
    let seen = run(
        script,
        &[
            "--key",
            "enter",
            "--answer",
            "Ann",
            "--answer",
            "[Ann]=second",
        ],
    );
    assert_eq!(seen.status, 0, "{}", seen.err);
    assert!(
        seen.out.contains("[Ann]\r\n") && seen.out.ends_with("[second]\r\n"),
        "{}",
        seen.out
    );
    let seen = run("#!ipxe\n", &["--key", "hyper"]);
    assert_eq!(seen.status, 2);
    assert!(
        seen.err.contains("there is no key \"hyper\""),
        "{}",
        seen.err
    );
}

#[test]
fn the_end_is_data() {
    let mut kernel = vec![0; 2048];
    kernel[0x1fe..0x200].copy_from_slice(&[0x55, 0xaa]);
    kernel[0x202..0x208].copy_from_slice(b"HdrS\x0c\x02");
    let script = "#!ipxe\nkernel vmlinuz quiet\ninitrd initrd.img init\nboot\n";
    let folder = folder(&[("main.ipxe", script), ("initrd.img", "initrd")]);
    fs::write(folder.path().join("vmlinuz"), kernel).expect("a kernel");
    let seen = emu(folder.path(), &["run", "main.ipxe", "--json"]);
    assert_eq!(seen.status, 0, "{}", seen.err);
    let value: serde_json::Value = serde_json::from_str(&seen.out).expect("JSON");
    assert_eq!(value["outcome"], "booted");
    assert_eq!(value["type"], "bzImage");
    assert_eq!(value["image"]["name"], "vmlinuz");
    assert_eq!(value["image"]["length"], 2048);
    assert_eq!(value["image"]["command-line"], "quiet");
    assert_eq!(value["initrds"][0]["name"], "initrd.img");
    assert_eq!(value["initrds"][0]["command-line"], "init");
    assert_eq!(value["exit-status"], 0);
    assert!(
        value["console"]
            .as_str()
            .is_some_and(|text| text.starts_with("vmlinuz... ok\r\n"))
    );
}

#[test]
fn every_line_of_the_trace_is_json() {
    let seen = run(
        "#!ipxe\nset x 1\nisset ${y} || echo no\nchain nothing ||\n",
        &["--trace=json"],
    );
    let lines: Vec<serde_json::Value> = seen
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let events: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["event"].as_str())
        .collect();
    assert_eq!(events.len(), lines.len());
    for expected in [
        "setting-stored",
        "command-failed",
        "fetch-started",
        "request",
        "fetch-ended",
        "ended",
    ] {
        assert!(events.contains(&expected), "{events:?}");
    }
}

#[test]
fn downloads_go_out_only_to_named_hosts() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = std::thread::spawn(move || {
        let mut requests = Vec::new();
        for answer in [
            "HTTP/1.1 302 Found\r\nLocation: /there?x=1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 24\r\nConnection: close\r\n\r\n#!ipxe\necho from outside\n",
        ] {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut request = Vec::new();
            let mut buffer = [0; 1024];
            while !request.windows(4).any(|window| window == b"\r\n\r\n") {
                let length = stream.read(&mut buffer).expect("a request");
                request.extend_from_slice(&buffer[..length]);
            }
            requests.push(String::from_utf8_lossy(&request).into_owned());
            stream.write_all(answer.as_bytes()).expect("an answer");
        }
        requests
    });
    let script = format!("#!ipxe\nchain http://127.0.0.1:{port}/here || echo nobody\n");
    let closed = run(&script, &["--max-time", "5min"]);
    assert!(closed.out.contains("nobody"), "{}", closed.out);
    let open = run(&script, &["--live-http", &format!("127.0.0.1:{port}")]);
    assert_eq!(
        open.out,
        format!("http://127.0.0.1:{port}/here... ok\r\nfrom outside\r\n"),
        "{}",
        open.err
    );
    let requests = server.join().expect("the server");
    assert!(
        requests[0].starts_with("GET /here HTTP/1.1\r\n"),
        "{}",
        requests[0]
    );
    assert!(
        requests[0]
            .to_lowercase()
            .contains("user-agent: ipxe/2.0.0\r\n"),
        "{}",
        requests[0]
    );
    assert!(
        requests[1].starts_with("GET /there?x=1 HTTP/1.1\r\n"),
        "{}",
        requests[1]
    );
}

#[test]
fn cases_are_counted() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let seen = emu(
        &corpus,
        &["conformance", "conformance", "--only", "^echo-0[12]"],
    );
    assert_eq!(
        (seen.status, seen.out.as_str()),
        (0, "2 passed, 0 failed\n"),
        "{}",
        seen.err
    );
    let folder = folder(&[]);
    fs::create_dir(folder.path().join("x-01-wrong")).expect("a folder");
    fs::write(
        folder.path().join("x-01-wrong/main.ipxe"),
        "#!ipxe\necho a\n",
    )
    .expect("a file");
    fs::write(folder.path().join("x-01-wrong/console"), "b\n[exit 0]\n").expect("a file");
    let seen = emu(folder.path(), &["conformance", "."]);
    assert_eq!(seen.status, 1);
    assert!(
        seen.out.contains("-b\n") && seen.out.contains("+a\n"),
        "{}",
        seen.out
    );
    assert!(seen.out.ends_with("0 passed, 1 failed\n"), "{}", seen.out);
    let seen = emu(folder.path(), &["conformance", "nowhere"]);
    assert_eq!(seen.status, 2);
}
