//! What the user sets in the editor, given as `initializationOptions`.

use ipxe_check::levels::Level;
use ipxe_check::{Levels, Options, Target};
use serde::Deserialize;

/// The options; all may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Config {
    /// Report what depends on the author's intent, too.
    pub pedantic: bool,
    /// Rules and groups that are not reported.
    pub allow: Vec<String>,
    /// Rules and groups that are reported, pedantic or not.
    pub on: Vec<String>,
    /// Builds that the scripts must run on, such as `2.0.0/efi`.
    pub targets: Vec<String>,
    /// Files are parts of scripts: no magic is expected.
    pub fragments: bool,
}

impl Config {
    /// The options of the checker, and what of the configuration means nothing.
    #[must_use]
    pub fn options(&self) -> (Options, Vec<String>) {
        let mut problems = Vec::new();
        let mut levels = Levels::new(self.pedantic);
        let on = self.on.iter().map(|name| (name, Level::On));
        let allow = self.allow.iter().map(|name| (name, Level::Allow));
        for (name, level) in on.chain(allow) {
            if let Err(error) = levels.set(name, level) {
                problems.push(error.to_string());
            }
        }
        let mut targets = Vec::new();
        for name in &self.targets {
            match name.parse::<Target>() {
                Ok(target) => targets.push(target),
                Err(error) => problems.push(error.to_string()),
            }
        }
        let options = Options {
            levels,
            targets,
            fragments: self.fragments,
        };
        (options, problems)
    }
}
