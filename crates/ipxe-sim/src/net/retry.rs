//! Retry timers (`net/retry.c`).

use std::time::Duration;

/// One tick of iPXE's timer, in nanoseconds: 1/1024 s.
const TICK: u64 = 1_000_000_000 / 1024;

/// When a request is sent again and again, and when it is given up: the times of a binary
/// exponential backoff timer that was started without delay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    /// The shortest timeout, in ticks.
    min: u64,
    /// A timeout that would become longer than this is the last one, in ticks.
    max: u64,
}

impl Schedule {
    /// TCP, TFTP, DNS, AoE: from a quarter of a second to ten seconds
    /// (`include/ipxe/retry.h: DEFAULT_MIN_TIMEOUT`).
    pub(crate) const DEFAULT: Self = Self::seconds(0, 10);

    /// Router discovery (`net/ndp.c: IPV6CONF_MIN_TIMEOUT`).
    pub(crate) const ROUTERS: Self = Self {
        min: 128,
        max: 3 * 1024,
    };

    /// Limits in seconds; 0 is the default.
    pub(crate) const fn seconds(min: u64, max: u64) -> Self {
        let min = if min == 0 { 256 } else { min * 1024 };
        Self {
            min,
            max: max * 1024,
        }
    }

    /// The times of sending, counted from the start.
    pub(crate) fn sends(self) -> impl Iterator<Item = Duration> {
        self.expiries()
            .filter(|(_, failed)| !failed)
            .map(|(at, _)| at)
    }

    /// When it is given up.
    pub(crate) fn end(self) -> Duration {
        // A timeout doubles, so that some expiry is the last.
        self.expiries().last().map_or(Duration::ZERO, |(at, _)| at)
    }

    /// Expiries of the timer (`timer_expired`): when, and whether it is the last.
    fn expiries(self) -> impl Iterator<Item = (Duration, bool)> {
        let (mut now, mut timeout, mut failed) = (0, 0, false);
        std::iter::from_fn(move || {
            if failed {
                return None;
            }
            let at = now;
            timeout *= 2;
            if timeout > self.max {
                failed = true;
            }
            // `start_timer` rounds up to the minimum.
            timeout = timeout.max(self.min);
            now += timeout;
            Some((Duration::from_nanos(at * TICK), failed))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(times: impl Iterator<Item = Duration>) -> Vec<f64> {
        times
            .map(|time| (time.as_secs_f64() * 100.0).round() / 100.0)
            .collect()
    }

    #[test]
    fn the_default_doubles_from_a_quarter_of_a_second() {
        let schedule = Schedule::DEFAULT;
        assert_eq!(
            seconds(schedule.sends()),
            [0.0, 0.25, 0.75, 1.75, 3.75, 7.75]
        );
        assert_eq!(seconds([schedule.end()].into_iter()), [15.75]);
    }

    #[test]
    fn time_servers_and_dhcp_start_at_a_second() {
        let schedule = Schedule::seconds(1, 10);
        assert_eq!(seconds(schedule.sends()), [0.0, 1.0, 3.0, 7.0]);
        assert_eq!(seconds([schedule.end()].into_iter()), [15.0]);
    }
}
