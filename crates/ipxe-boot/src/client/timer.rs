//! The retry timer of a session (`net/retry.c`).

use std::time::Duration;

/// The usual shortest timeout (`include/ipxe/retry.h: DEFAULT_MIN_TIMEOUT`).
const SHORTEST: Duration = Duration::from_millis(250);
/// The longest timeout of every state (`config/dhcp.h`).
const LONGEST: Duration = Duration::from_secs(10);

/// A timer that doubles its timeout.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timer {
    /// When it expires.
    pub(super) expires: Duration,
    timeout: Duration,
    shortest: Duration,
}

impl Timer {
    /// A timer that expires at once (`start_timer_nodelay`). A shortest timeout of zero is the usual one.
    pub(super) fn new(now: Duration, shortest: Duration) -> Self {
        Self {
            expires: now,
            timeout: Duration::ZERO,
            shortest: match shortest {
                Duration::ZERO => SHORTEST,
                shortest => shortest,
            },
        }
    }

    /// Expires after a time (`start_timer_fixed`).
    pub(super) fn delay(&mut self, now: Duration, timeout: Duration) {
        self.timeout = timeout;
        self.expires = now + timeout;
    }

    /// Doubles the timeout; false where that fails the session (`timer_expired`).
    pub(super) fn expire(&mut self) -> bool {
        self.timeout *= 2;
        self.timeout <= LONGEST
    }

    /// Runs again (`start_timer`).
    pub(super) fn restart(&mut self, now: Duration) {
        self.timeout = self.timeout.max(self.shortest);
        self.expires = now + self.timeout;
    }
}
