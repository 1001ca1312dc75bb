//! The user at a terminal, while a command has the keyboard.

use std::io;
use std::os::fd::AsFd;
use std::panic;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::termios::{
    InputFlags, LocalFlags, SetArg, SpecialCharacterIndices, Termios, tcgetattr, tcsetattr,
};
use signal_hook::consts::{SIGHUP, SIGTERM};
use signal_hook::iterator::Signals;

use super::running::User;

/// The terminal that standard input is. However the program ends, it is left as it was found.
pub(super) struct Terminal {
    /// As it was found.
    found: Termios,
    speed: f64,
}

impl Terminal {
    /// Takes note of how the terminal is, to leave it so.
    pub(super) fn new(speed: f64) -> io::Result<Self> {
        let found = tcgetattr(io::stdin())?;
        let shared = Arc::new(Mutex::new(found.clone()));
        let hook = panic::take_hook();
        let for_panic = Arc::clone(&shared);
        panic::set_hook(Box::new(move |info| {
            restore(&for_panic);
            hook(info);
        }));
        let mut signals = Signals::new([SIGTERM, SIGHUP])?;
        thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                restore(&shared);
                std::process::exit(128 + signal);
            }
        });
        Ok(Self { found, speed })
    }
}

fn restore(found: &Mutex<Termios>) {
    let found = found.lock().unwrap_or_else(PoisonError::into_inner);
    // There is nobody to tell if it fails.
    let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &found);
}

impl User for Terminal {
    fn begin(&mut self) -> io::Result<()> {
        let mut raw = self.found.clone();
        // Keys come at once and unseen; Ctrl-C is a key. Output is left alone, so that lines end as usual.
        raw.local_flags
            .remove(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG | LocalFlags::IEXTEN);
        raw.input_flags.remove(InputFlags::ICRNL | InputFlags::IXON);
        raw.control_chars[SpecialCharacterIndices::VMIN as usize] = 1;
        raw.control_chars[SpecialCharacterIndices::VTIME as usize] = 0;
        Ok(tcsetattr(io::stdin(), SetArg::TCSADRAIN, &raw)?)
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(tcsetattr(io::stdin(), SetArg::TCSADRAIN, &self.found)?)
    }

    fn keys(&mut self, longest: Duration) -> io::Result<Vec<u8>> {
        let stdin = io::stdin();
        let mut wanted = [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)];
        let longest = u16::try_from(longest.as_millis()).unwrap_or(u16::MAX);
        match poll(&mut wanted, PollTimeout::from(longest)) {
            Ok(0) | Err(nix::errno::Errno::EINTR) => return Ok(Vec::new()),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        let mut keys = vec![0; 256];
        let count = nix::unistd::read(stdin.as_fd(), &mut keys)?;
        if count == 0 {
            // Nobody is there any more.
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        keys.truncate(count);
        Ok(keys)
    }

    fn speed(&self) -> f64 {
        self.speed
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // There is nobody to tell if it fails.
        let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &self.found);
    }
}
