//! iPXE builds to check against: release and platform.

use ipxe_reference::{Platform, Release};

/// A default build of iPXE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The release.
    pub release: Release,
    /// The platform.
    pub platform: Platform,
    /// The processor, as `${buildarch}` names it, if it was given.
    pub arch: Option<String>,
}

/// Why a target could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The first part is no release.
    #[error("unknown release `{0}` in a target; known are 1.20.1, 1.21.1, 2.0.0 and master")]
    Release(String),
    /// The second part is no platform.
    #[error("unknown platform `{0}` in a target; known are pcbios, efi and linux")]
    Platform(String),
    /// The third part is no processor.
    #[error("unknown processor `{0}` in a target; known are {known}", known = ARCHITECTURES.join(", "))]
    Architecture(String),
    /// There is no second part, or a fourth.
    #[error(
        "`{0}` is no target; write RELEASE/PLATFORM or RELEASE/PLATFORM/PROCESSOR, for example 2.0.0/efi/x86_64"
    )]
    Form(String),
}

/// The values of `${buildarch}`.
pub const ARCHITECTURES: [&str; 7] = [
    "i386", "x86_64", "arm32", "arm64", "riscv32", "riscv64", "loong64",
];

impl std::str::FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let parts: Vec<&str> = text.split('/').collect();
        let (release, platform, arch) = match parts.as_slice() {
            [release, platform] => (*release, *platform, None),
            [release, platform, arch] => (*release, *platform, Some(*arch)),
            _ => return Err(TargetError::Form(text.to_owned())),
        };
        if let Some(arch) = arch
            && !ARCHITECTURES.contains(&arch)
        {
            return Err(TargetError::Architecture(arch.to_owned()));
        }
        Ok(Self {
            release: Release::parse(release)
                .ok_or_else(|| TargetError::Release(release.to_owned()))?,
            platform: Platform::parse(platform)
                .ok_or_else(|| TargetError::Platform(platform.to_owned()))?,
            arch: arch.map(str::to_owned),
        })
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.release.name(), self.platform.name())?;
        match &self.arch {
            Some(arch) => write!(f, "/{arch}"),
            None => Ok(()),
        }
    }
}

/// The names of those targets for which `lacks` is true; `None` if there is none.
#[must_use]
pub fn lacking(targets: &[Target], lacks: impl Fn(&Target) -> bool) -> Option<String> {
    let names: Vec<String> = targets
        .iter()
        .filter(|target| lacks(target))
        .map(ToString::to_string)
        .collect();
    match names.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        [first @ .., last] => Some(format!("{} and {last}", first.join(", "))),
    }
}
