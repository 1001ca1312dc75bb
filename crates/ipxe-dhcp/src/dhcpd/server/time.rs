//! Times of a lease.

use super::ack::Denial;
use super::find::Found;
use super::lease::{Binding, Lease};
use super::session::Session;
use super::terms::constant;
use crate::dhcpd::options::Options;

/// The end of time for the daemon, which counts it in 31 bits.
const END_OF_TIME: i64 = 0x7fff_ffff;
/// A lease that does not end.
const INFINITE: i64 = 0xffff_ffff;

impl Session<'_> {
    /// A parameter of four bytes.
    pub(super) fn server_number(&mut self, code: u32) -> Option<i64> {
        let bytes = self
            .evaluator
            .reply_option(Options::SERVER, code)?
            .value()?;
        let bytes = <[u8; 4]>::try_from(bytes).ok()?;
        Some(i64::from(u32::from_be_bytes(bytes)))
    }

    /// When a lease of a DHCP client ends.
    pub(super) fn expiry(&mut self, found: &Found) -> Result<i64, Denial> {
        let now = self.state.now;
        let default = self.server_number(1).unwrap_or(43_200);
        let asked = self.evaluator.request_option(Options::DHCP, 51);
        let asked = asked.and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
        let mut time = asked.map_or(default, |bytes| i64::from(u32::from_be_bytes(bytes)));
        let max = self.server_number(2).unwrap_or(86_400);
        time = time.min(max);
        let min = self.server_number(3).unwrap_or(300.min(max));
        if let Some(pool) = found.pool {
            time = self.adaptive_time(found, time, min);
            let pool = self.config.pool(pool);
            if pool.valid_from != 0 && now < pool.valid_from {
                return Err(Denial::Told);
            }
            if pool.valid_until != 0 {
                if now >= pool.valid_until {
                    return Err(Denial::Told);
                }
                time = time.min(pool.valid_until - now);
            }
        }
        if time < min {
            time = min;
        }
        Ok(match time {
            INFINITE => END_OF_TIME,
            time if now + time >= INFINITE => END_OF_TIME - 1,
            time => now + time,
        })
    }

    /// `adaptive-lease-time-threshold`.
    pub(super) fn adaptive_time(&mut self, found: &Found, time: i64, min: i64) -> i64 {
        let Some(pool) = found.pool else { return time };
        let threshold = self.evaluator.reply_option(Options::SERVER, 50);
        let threshold = threshold.and_then(|data| data.value());
        let Some(&[threshold @ 1..=99]) = threshold.as_deref() else {
            return time;
        };
        let short = if min == 0 { 300 } else { min }.max(found.lease.ends - self.state.now);
        let count = self.server.order.of_pool(pool).len();
        let used = self.state.leases.used_of(pool);
        let filled = (used * 100).checked_div(count).unwrap_or(0);
        if filled >= usize::from(threshold) {
            time.min(short)
        } else {
            time
        }
    }

    /// When a lease of a BOOTP client ends.
    pub(super) fn bootp_expiry(&mut self) -> i64 {
        let now = self.state.now;
        let mut time = self.server_number(5).unwrap_or(END_OF_TIME - now);
        if let Some(cutoff) = self.server_number(4) {
            time = cutoff - now;
        }
        now + time
    }

    /// `dhcp-cache-threshold`: how much of a lease's time may be over before it is written anew.
    pub(super) fn is_young(&mut self, lease: &Lease) -> bool {
        let threshold = self.evaluator.reply_option(Options::SERVER, 78);
        let threshold = match threshold.and_then(|data| data.value()).as_deref() {
            Some([percent @ 0..=99]) => i64::from(*percent),
            _ => 25,
        };
        let length = lease.ends - lease.starts;
        threshold > 0 && self.state.now - lease.starts <= length * threshold / 100
    }

    /// Options 51, 58 and 59. Times that are not before the end of the lease are left out.
    pub(super) fn set_times(&mut self, expiry: i64) {
        let mut offered = expiry - self.state.now;
        // What is longer than 32 bits loses its upper part.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let bytes = (offered as u32).to_be_bytes();
        self.evaluator
            .reply
            .save(Options::DHCP, constant(self, 51, bytes));
        for code in [59, 58] {
            let time = self
                .evaluator
                .reply_option(Options::DHCP, code)
                .and_then(|data| data.value());
            let Some(time) = time.as_deref().and_then(<[u8]>::first_chunk::<4>) else {
                continue;
            };
            let time = i64::from(u32::from_be_bytes(*time));
            if time >= offered {
                self.evaluator.reply.delete(Options::DHCP, code);
            } else if code == 59 {
                offered = time;
            }
        }
    }

    /// `server/dhcp.c: do_ping_check`: seconds that an offer is held back.
    pub(super) fn ping_time(
        &mut self,
        found: &Found,
        was: Binding,
        contact: i64,
        same_client: bool,
    ) -> u32 {
        if found.pool.is_none() || was == Binding::Active {
            return 0;
        }
        if self.evaluator.flag(42).is_some_and(|flag| !flag.is_true) {
            return 0;
        }
        if same_client && contact != 0 && was != Binding::Abandoned {
            let least = self.server_number(99).unwrap_or(60);
            if self.state.now - contact < least {
                return 0;
            }
        }
        let seconds = self.server_number(46).unwrap_or(1);
        let milliseconds = self.server_number(100).unwrap_or(0);
        let seconds = if milliseconds > 0 {
            milliseconds / 1000
        } else {
            seconds
        };
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }
}
