//! What is typed, and what goes wrong, as scenario files describe it.

use serde::Deserialize;

#[cfg(test)]
use super::machine::QuantitySchema;
use super::quantity::Time;

/// `[[key]]`: a step of the person at the keyboard. Steps are taken in order; within a step, `expect`
/// comes first, then `wait`, then `send`, `keys` and `answer`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct KeySpec {
    /// Go on when this has been printed, after the last text that was waited for.
    pub expect: Option<String>,
    /// Then let so much time pass.
    #[cfg_attr(test, schemars(with = "Option<QuantitySchema>"))]
    pub wait: Option<Time>,
    /// Then type these bytes.
    pub send: Option<String>,
    /// Then press these keys: `["down", "enter"]`.
    pub keys: Vec<String>,
    /// Then type this line and press Enter.
    pub answer: Option<String>,
}

/// `[[fault]]`: something that goes wrong for a while.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FaultSpec {
    /// The server that it happens to, by name or address; every server if there is none.
    #[serde(default)]
    pub server: Option<String>,
    /// The service that it happens to; every service if there is none.
    #[serde(default)]
    pub service: Option<ServiceName>,
    /// The paths or names that it happens to, as in routes.
    #[serde(default)]
    pub path: Option<String>,
    /// When it begins, counted from the start of the computer.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub from: Time,
    /// When it ends; never if there is none.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<QuantitySchema>"))]
    pub until: Option<Time>,
    /// How many requests it happens to; all if there is none.
    #[serde(default)]
    pub times: Option<u32>,
    /// What happens.
    pub effect: Effect,
    /// The status code, with the effect `status`.
    #[serde(default)]
    pub status: Option<u16>,
    /// The time, with the effect `delay`.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<QuantitySchema>"))]
    pub delay: Option<Time>,
}

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are those of the services")]
pub enum ServiceName {
    Http,
    Tftp,
    Ftp,
    Nfs,
    Dns,
    Ntp,
    Dhcp,
    Ping,
    Iscsi,
    Aoe,
}

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing is answered.
    Silence,
    /// The connection is refused; services without connections are silent.
    Refuse,
    /// The connection is closed without an answer.
    Close,
    /// The connection is reset.
    Reset,
    /// The answer ends too early.
    Truncate,
    /// The web server answers with a status code.
    Status,
    /// The answer takes longer.
    Delay,
}
