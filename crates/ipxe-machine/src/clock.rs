//! Virtual time.

use std::ops::{Add, AddAssign, Sub};

/// A point in virtual time, or a length of it, in iPXE's timer ticks of 1/1024 second
/// (`include/ipxe/timer.h: TICKS_PER_SEC`).
///
/// The machine starts at zero and reads no clock: whoever drives it says how late it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticks(pub u64);

impl Ticks {
    /// The start of the machine; no time at all.
    pub const ZERO: Self = Self(0);

    /// Ticks in one second.
    pub const PER_SECOND: u64 = 1024;

    /// So many whole seconds.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(Self::PER_SECOND))
    }

    /// So many milliseconds, rounded down to whole ticks.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(Self::PER_SECOND) / 1000)
    }

    /// The time in whole seconds, rounded down.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0 / Self::PER_SECOND
    }

    /// The time in milliseconds, rounded down.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0.saturating_mul(1000) / Self::PER_SECOND
    }

    /// The time from `earlier` to this; zero where `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Ticks {
    type Output = Self;

    fn add(self, length: Self) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl AddAssign for Ticks {
    fn add_assign(&mut self, length: Self) {
        *self = *self + length;
    }
}

impl Sub for Ticks {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        self.since(earlier)
    }
}
