//! What commands do beyond returning a status.

/// One thing that is true of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Effect {
    /// Cannot fail once its arguments were accepted, other than for want of memory.
    CannotFail,
    /// Every failure prints a message, except that of a download with `--quiet`.
    PrintsFailure,
    /// No failure prints anything.
    FailsSilently,
    /// The status is an answer: failing is part of its ordinary use.
    IsTest,
    /// On success ends the current script or shell.
    EndsScript,
    /// On success continues at another line of the script.
    Jumps,
    /// On success does not return at all.
    NeverReturns,
    /// Hands the machine over to what it boots, which may not return.
    MayNotReturn,
    /// Waits for the user.
    WaitsForUser,
    /// Waits for time to pass or for something to end.
    Waits,
    /// Uses the network.
    UsesNetwork,
    /// Reads the setting that is named in its arguments.
    ReadsSetting,
    /// Stores or deletes the setting that is named in its arguments.
    StoresSetting,
    /// Stores settings that its arguments do not name.
    StoresOtherSettings,
    /// May register a new image.
    RegistersImage,
    /// May unregister images.
    FreesImage,
    /// Selects an image for the next boot.
    SelectsImage,
    /// Executes an image.
    ExecutesImage,
    /// Opens, closes, creates or destroys network interfaces.
    ChangesInterfaces,
    /// Prints on success (other than the progress of a download).
    Prints,
}

/// A set of [`Effect`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Effects(u32);

impl Effects {
    /// The set of these effects.
    #[must_use]
    pub const fn of(effects: &[Effect]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < effects.len() {
            bits |= 1 << effects[i] as u8;
            i += 1;
        }
        Self(bits)
    }

    /// True where the effect is in the set.
    #[must_use]
    pub const fn contains(self, effect: Effect) -> bool {
        self.0 & (1 << effect as u8) != 0
    }
}
