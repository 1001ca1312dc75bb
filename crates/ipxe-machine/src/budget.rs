//! Limits of a run.

use ipxe_settings::expand::{ExpandError, ExpandLimits};
use thiserror::Error;

/// What a run may use up. A limit that is reached ends the run with [`Exhausted`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Commands, expansions and polls of activities.
    pub steps: u64,
    /// Bytes of all images together.
    pub image_bytes: u64,
    /// Bytes of settings, parameters and the like, roughly.
    pub memory_bytes: u64,
    /// Scripts, shells and commands within each other.
    pub nesting: usize,
    /// Bytes printed.
    pub output_bytes: u64,
    /// Bytes of one command's arguments after expansion.
    pub argument_bytes: usize,
    /// Expansions in one word.
    pub substitutions: u32,
}

impl Budget {
    /// The limits of expanding one word.
    pub(crate) fn expansion(&self) -> ExpandLimits {
        ExpandLimits {
            substitutions: self.substitutions,
            bytes: self.argument_bytes,
        }
    }
}

impl Default for Budget {
    /// Enough for any script that is meant to end.
    fn default() -> Self {
        Self {
            steps: 1_000_000_000,
            image_bytes: 1 << 30,
            memory_bytes: 1 << 28,
            nesting: 1000,
            output_bytes: 1 << 28,
            argument_bytes: 1 << 20,
            substitutions: 300_000,
        }
    }
}

/// A limit that was reached.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Exhausted {
    /// Too many steps.
    #[error(
        "the script ran {0} steps without ending; raise the limit if it is meant to run that long"
    )]
    Steps(u64),
    /// Too many image bytes.
    #[error("the images take more than {0} bytes; raise the limit or free images with imgfree")]
    ImageBytes(u64),
    /// Too much in settings and the like.
    #[error(
        "settings, parameters and names take more than {0} bytes; look for a loop that makes new ones"
    )]
    MemoryBytes(u64),
    /// Nested too deeply.
    #[error(
        "scripts and commands are nested {0} deep; use `chain --replace` where a script need not continue"
    )]
    Nesting(usize),
    /// Too much output.
    #[error("the script printed more than {0} bytes")]
    OutputBytes(u64),
    /// The arguments of a command became too long.
    #[error("the arguments of a command take more than {0} bytes after expansion")]
    ArgumentBytes(usize),
    /// An expansion did not end, where iPXE hangs, or became too long.
    #[error(transparent)]
    Expansion(#[from] ExpandError),
}
