//! What commands end with.

/// The status of a command, a script or an image: C's `int rc`.
///
/// Zero is success. Errors of iPXE are negative; `exit 5` makes a positive one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Status(pub i32);

impl Status {
    /// Success.
    pub const OK: Self = Self(0);

    /// The status of an iPXE error number, which is positive (`0x2d0c6102`).
    #[must_use]
    pub const fn error(number: u32) -> Self {
        Self((number as i32).wrapping_neg())
    }

    /// True for success.
    #[must_use]
    pub const fn is_ok(self) -> bool {
        self.0 == 0
    }

    /// The number that `${errno}` and `https://ipxe.org/` addresses show: without its sign.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0.unsigned_abs()
    }

    /// The exit status of the process of a userspace build: the low eight bits.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        self.0 as u8
    }
}
