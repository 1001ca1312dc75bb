//! The interactive emulator on a terminal.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use nix::pty::{Winsize, openpty};
use nix::sys::termios::{LocalFlags, tcgetattr};
use tempfile::TempDir;

/// Longer than anything takes, even on a busy computer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program at a terminal.
struct Sitting {
    child: Child,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    seen: String,
    terminal: OwnedFd,
    folder: TempDir,
}

impl Sitting {
    fn begin(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let size = Winsize {
            ws_row: 25,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let pair = openpty(Some(&size), None).expect("a terminal");
        let end = || Stdio::from(pair.slave.try_clone().expect("a copy"));
        let child = Command::new(env!("CARGO_BIN_EXE_ipxe-emu"))
            .args(["repl", "--max-steps", "1000000000000"])
            .current_dir(folder.path())
            .env("TERM", "xterm")
            .env("XDG_STATE_HOME", folder.path().join("state"))
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .expect("the program can be run");
        let (sender, screen) = channel();
        let keyboard = File::from(pair.master);
        let mut reader = keyboard.try_clone().expect("a copy");
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let mut sitting = Self {
            child,
            keyboard,
            screen,
            seen: String::new(),
            terminal: pair.slave,
            folder,
        };
        sitting.see("iPXE> ");
        sitting
    }

    fn press(&mut self, keys: &str) {
        self.keyboard
            .write_all(keys.as_bytes())
            .expect("a terminal");
    }

    /// Waits until a text is shown, and forgets what is up to its end.
    fn see(&mut self, text: &str) {
        let start = Instant::now();
        loop {
            if let Some(at) = self.seen.find(text) {
                self.seen.drain(..at + text.len());
                return;
            }
            let left = PATIENCE.saturating_sub(start.elapsed());
            match self.screen.recv_timeout(left) {
                Ok(bytes) => self.seen += &String::from_utf8_lossy(&bytes),
                Err(_) => panic!("{text:?} is not shown, but {:?}", self.seen),
            }
        }
    }

    fn leave(mut self) -> (ExitStatus, TempDir) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("a child") {
                let flags = tcgetattr(&self.terminal).expect("a terminal").local_flags;
                assert!(flags.contains(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG));
                return (status, self.folder);
            }
            thread::sleep(Duration::from_millis(10));
        }
        self.child.kill().expect("it can be killed");
        panic!("it does not end, and shows {:?}", self.seen);
    }
}

const MENU: &str = "#!ipxe\nmenu Boot what?\nitem one First\nitem two Second\nchoose what && echo chosen ${what}\n";

#[test]
fn a_menu_is_chosen_from() {
    let mut sitting = Sitting::begin(&[("menu.ipxe", MENU)]);
    sitting.press(".load menu.ipxe\r");
    sitting.see("  Second");
    sitting.press("\x1b[B");
    sitting.see("  Second");
    sitting.press("\r");
    sitting.see("chosen two");
    sitting.see("iPXE> ");
    sitting.press("\x04");
    let (status, folder) = sitting.leave();
    assert_eq!(status.code(), Some(0));
    let history = fs::read_to_string(folder.path().join("state/ipxe-emu/history"));
    assert!(history.is_ok_and(|text| text.contains(".load menu.ipxe\n")));
}

#[test]
fn ctrl_c_ends_a_line_and_a_question() {
    let mut sitting = Sitting::begin(&[]);
    sitting.press("echo not thi\x03");
    sitting.see("iPXE> ");
    sitting.press("prompt Sure? && read name || echo no ${errno:uint32}\r");
    sitting.see("\nSure?");
    sitting.press("x");
    // The cursor is shown while a line is typed.
    sitting.see("\x1b[?25h");
    sitting.press("\x03");
    sitting.see("no 0x");
    sitting.see("iPXE> ");
    sitting.press("exit 3\r");
    assert_eq!(sitting.leave().0.code(), Some(1));
}

#[test]
fn ctrl_c_ends_an_endless_loop() {
    let script = "#!ipxe\necho round and round\n:again\ngoto again\n";
    let mut sitting = Sitting::begin(&[("loop.ipxe", script)]);
    sitting.press(".load loop.ipxe\r");
    sitting.see("round and round\r");
    sitting.press("\x03\x03");
    sitting.see("[it was given up]");
    sitting.see("iPXE> ");
    sitting.press(".quit\r");
    assert_eq!(sitting.leave().0.code(), Some(0));
}

#[test]
fn tab_completes() {
    let mut sitting = Sitting::begin(&[]);
    sitting.press("isset ${net0/netm\t} && echo complete\r");
    sitting.see("\ncomplete");
    sitting.see("iPXE> ");
    sitting.press(".quit\r");
    sitting.leave();
}

#[test]
fn a_terminated_program_leaves_the_terminal_as_it_was() {
    let mut sitting = Sitting::begin(&[]);
    sitting.press("prompt Sure?\r");
    sitting.see("\nSure?");
    let id = sitting.child.id().to_string();
    let killed = Command::new("kill").args(["-TERM", &id]).status();
    assert!(killed.is_ok_and(|status| status.success()));
    assert_eq!(sitting.leave().0.code(), Some(128 + 15));
}
