//! Scenarios that come along.

/// A scenario that comes along.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    /// Its name, for `--scenario` and `base`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All of them.
pub const BUILTIN: &[Builtin] = &[
    Builtin {
        name: "bios",
        text: include_str!("../../scenarios/bios.toml"),
    },
    Builtin {
        name: "uefi",
        text: include_str!("../../scenarios/uefi.toml"),
    },
    Builtin {
        name: "arm64",
        text: include_str!("../../scenarios/arm64.toml"),
    },
    Builtin {
        name: "qemu",
        text: include_str!("../../scenarios/qemu.toml"),
    },
    Builtin {
        name: "conformance",
        text: include_str!("../../scenarios/conformance.toml"),
    },
];

/// The built-in scenario of that name.
#[must_use]
pub fn builtin(name: &str) -> Option<&'static Builtin> {
    BUILTIN.iter().find(|builtin| builtin.name == name)
}

impl Builtin {
    /// Its keys and values.
    pub(super) fn table(&self) -> toml::Table {
        // A test reads them all.
        toml::from_str(self.text).expect("built-in scenarios are TOML")
    }
}
