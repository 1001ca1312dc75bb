//! Scripts that were run on a real iPXE, and what it printed.
//!
//! The scripts use only commands that work on settings, which are few enough to be acted out
//! here; how commands are read and run in earnest is not what this tests.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod tsv;

use std::sync::Arc;

use ipxe_reference::{Platform, Release, strerror};
use ipxe_settings::block::{Builtin, Interface};
use ipxe_settings::number::{LongWidth, parse_integer, until_nul};
use ipxe_settings::{Block, BlockId, Dialect, SettingName, Settings, SettingsError};
use tsv::rows;

/// Status of a command: 0 or an error number.
type Status = u32;

struct Session {
    settings: Settings,
    builtin: BlockId,
    console: Vec<u8>,
}

impl Session {
    /// The recorded iPXE: a Linux build with one network interface.
    fn new() -> Self {
        let dialect = Dialect::new(Release::Master, Platform::Linux).with_settings(|_| true);
        let mut settings = Settings::new(dialect);
        let root = settings.root();
        let builtin = Builtin {
            buildarch: Arc::from(*b"x86_64"),
            platform: Arc::from(*b"linux"),
            version: Arc::from(*b"2.0.0+"),
            cwuri: Some(Arc::from(*b"http://10.0.2.1/show_builtin")),
            cwduri: Some(Arc::from(*b"http://10.0.2.1/")),
            ..Builtin::default()
        };
        let builtin = Block::Builtin(Arc::new(builtin));
        let builtin = settings.register(root, b"builtin", 0, builtin).unwrap();
        let alias = settings
            .register(root, b"netX", 0, Block::Alias(None))
            .unwrap();
        let mac = vec![0x52, 0x54, 0, 0x12, 0x34, 0x56];
        let interface = Interface {
            mac: mac.clone(),
            initial_mac: mac.clone(),
            hwaddr: mac,
            bustype: Some(Arc::from(*b"TAP")),
            busid: [6, 0, 0, 0, 0],
            linktype: Some(Arc::from(*b"Ethernet")),
            chip: Arc::from(*b"tap"),
            ifname: Arc::from(*b"net0"),
            ..Interface::default()
        };
        let interface = Block::Interface(Arc::new(interface));
        let net0 = settings.register(root, b"net0", 0, interface).unwrap();
        settings.set_alias_target(alias, Some(net0));
        Self {
            settings,
            builtin,
            console: Vec::new(),
        }
    }

    fn run(&mut self, script: &[u8]) {
        for line in script.split(|&byte| byte == b'\n').skip(1) {
            let status = self.line(line);
            if status != 0 {
                let error = strerror(status as i32, Platform::Linux, Release::Master);
                self.print(format!("Could not boot: {error}\n").as_bytes());
                return;
            }
        }
    }

    fn line(&mut self, line: &[u8]) -> Status {
        let mut status = 0;
        let mut skip = false;
        let mut words: Vec<&[u8]> = Vec::new();
        let tokens = line
            .split(|&byte| byte == b' ')
            .filter(|token| !token.is_empty());
        for token in tokens.chain([b";".as_slice()]) {
            let condition = match token {
                b"||" => |status| status == 0,
                b"&&" => |status| status != 0,
                b";" => |_| false,
                _ => {
                    words.push(token);
                    continue;
                }
            };
            if !skip {
                status = self.command(&words);
            }
            skip = condition(status);
            words.clear();
        }
        status
    }

    fn command(&mut self, words: &[&[u8]]) -> Status {
        let words: Vec<Vec<u8>> = words
            .iter()
            .map(|word| self.settings.expand(word).unwrap().into_owned())
            .collect();
        let words: Vec<&[u8]> = words
            .iter()
            .map(Vec::as_slice)
            .filter(|word| *word != b"--")
            .collect();
        let Some((name, arguments)) = words.split_first() else {
            return 0;
        };
        let status = match *name {
            b"echo" => {
                let text = [arguments.join(&b' ').as_slice(), b"\n"].concat();
                self.print(&text);
                0
            }
            b"set" => self.set(arguments),
            b"clear" => self.set(&arguments[..1]),
            b"show" => self.show(arguments),
            b"inc" => self.inc(arguments),
            b"isset" => Status::from(arguments[0].is_empty()),
            b"iseq" => Status::from(arguments[0] != arguments[1]),
            other => panic!("command {}", String::from_utf8_lossy(other)),
        };
        if status != 0 {
            let Some(Block::Builtin(builtin)) = self.settings.block_mut(self.builtin) else {
                panic!("the block stays");
            };
            Arc::make_mut(builtin).errno = status;
        }
        status
    }

    fn set(&mut self, arguments: &[&[u8]]) -> Status {
        let dialect = self.settings.dialect().clone();
        let name = SettingName::parse(arguments[0], &dialect);
        let (block, setting) = match self.settings.find_or_create(name) {
            Ok(found) => found,
            Err(error) => return self.invalid_setting(arguments[0], error),
        };
        let text = arguments[1..].join(&b' ');
        match self.settings.store_text(block, setting, Some(&text)) {
            Ok(()) => 0,
            Err(error) => self.could_not("store", setting.name, error),
        }
    }

    fn show(&mut self, arguments: &[&[u8]]) -> Status {
        let quiet = arguments.len() > 1;
        let name = arguments[arguments.len() - 1];
        let dialect = self.settings.dialect().clone();
        let (block, setting) = match self.settings.find(SettingName::parse(name, &dialect)) {
            Ok(found) => found,
            Err(error) => return self.invalid_setting(name, error),
        };
        let mut value = Vec::new();
        let line = match self.settings.fetch_text(block, setting, &mut value) {
            Ok(_) if quiet => Ok([until_nul(&value), b"\n"].concat()),
            Ok(fetched) => {
                let name = self
                    .settings
                    .shown_name(fetched.origin, fetched.typed_setting());
                Ok([&name, b" = ".as_slice(), until_nul(&value), b"\n"].concat())
            }
            Err(error) => Err(error),
        };
        match line {
            Ok(line) => {
                self.print(&line);
                0
            }
            Err(error) => self.could_not("find", setting.name, error),
        }
    }

    fn inc(&mut self, arguments: &[&[u8]]) -> Status {
        let dialect = self.settings.dialect().clone();
        let name = SettingName::parse(arguments[0], &dialect);
        let (block, setting) = match self.settings.find(name) {
            Ok(found) => found,
            Err(error) => return self.invalid_setting(arguments[0], error),
        };
        let by = arguments.get(1).copied().unwrap_or(b"1");
        let Ok(by) = parse_integer(by, LongWidth::Bits64, false) else {
            let by = String::from_utf8_lossy(by).into_owned();
            self.print(format!("\"{by}\": invalid integer value\n").as_bytes());
            return 0x1c16_2116;
        };
        match self.settings.increment(block, setting, by) {
            Ok(()) => 0,
            Err(error) => self.could_not("store", setting.name, error),
        }
    }

    fn invalid_setting(&mut self, name: &[u8], error: SettingsError) -> Status {
        self.print(&[b"\"", name, b"\": invalid setting\n"].concat());
        error.id().number(Platform::Linux)
    }

    fn could_not(&mut self, verb: &str, name: &[u8], error: SettingsError) -> Status {
        let status = error.id().number(Platform::Linux);
        let reason = strerror(status as i32, Platform::Linux, Release::Master);
        let name = String::from_utf8_lossy(name).into_owned();
        self.print(format!("Could not {verb} \"{name}\": {reason}\n").as_bytes());
        status
    }

    /// The console turns a line feed into a carriage return and a line feed.
    fn print(&mut self, text: &[u8]) {
        for &byte in text {
            if byte == b'\n' {
                self.console.push(b'\r');
            }
            self.console.push(byte);
        }
    }
}

#[test]
fn recorded_scripts_print_what_they_printed() {
    for row in rows(include_str!("data/transcripts.tsv")) {
        let [name, script, expected] = row.as_slice() else {
            panic!("{row:?} has three fields");
        };
        let mut session = Session::new();
        session.run(script);
        assert_eq!(
            String::from_utf8_lossy(&session.console),
            String::from_utf8_lossy(expected),
            "{}",
            String::from_utf8_lossy(name)
        );
    }
}

#[test]
fn a_build_without_ipv6_refuses_the_type() {
    let dialect = Dialect::new(Release::Master, Platform::Linux).with_ipv6(false);
    let mut settings = Settings::new(dialect.clone());
    let name = SettingName::parse(b"a:ipv6", &dialect);
    let (block, setting) = settings.find_or_create(name).unwrap();
    let error = settings
        .store_text(block, setting, Some(b"::1"))
        .unwrap_err();
    assert_eq!(error.id().number(Platform::Linux), 0x3c0c_205f);
}
