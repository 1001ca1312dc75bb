//! The web servers of a scenario.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::content::Content;
#[cfg(test)]
use super::machine::QuantitySchema;
use super::quantity::Time;

/// `[[server.http]]`: a web server.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct HttpSpec {
    /// Its port. By default 80, or 443 with `tls`.
    pub port: Option<u16>,
    /// Whether it speaks HTTPS.
    pub tls: bool,
    /// Its certificate, with `tls`.
    pub certificate: Certificate,
    /// The only host names that it answers for; every name if empty.
    pub hosts: Vec<String>,
    /// The folder that it serves, relative to the scenario's folder.
    pub root: Option<String>,
    /// Files that it serves, by path.
    pub files: BTreeMap<String, Content>,
    /// Paths that it answers in other ways; the first that matches counts, before files and folder.
    pub route: Vec<RouteSpec>,
    /// How long it thinks before it answers.
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub think: Time,
    /// What it says to a request for something that does not exist.
    pub not_found: String,
    /// Whether it honours `Range`.
    #[serde(default = "yes")]
    pub ranges: bool,
    /// Whether it closes the connection after each answer.
    pub close: bool,
}

/// Whether a certificate is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Certificate {
    /// Its issuer is trusted.
    #[default]
    Trusted,
    /// Nobody that iPXE trusts has issued it.
    Untrusted,
    /// It is out of date.
    Expired,
    /// It is for another host.
    WrongName,
}

/// `[[server.http.route]]`: how some paths are answered.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct RouteSpec {
    /// The paths: `*` stands for one part, `**` for any number of parts, `{name}` for one part that
    /// the template can use.
    pub path: String,
    /// The request methods; all if empty.
    pub methods: Vec<String>,
    /// A condition that must hold: an expression such as `query.mac == "52:54:00:12:34:56"`.
    pub when: Option<String>,
    /// Status code.
    pub status: Option<StatusSpec>,
    /// Headers of the answer; their values are templates.
    pub headers: BTreeMap<String, String>,
    /// The body: a template.
    pub template: Option<String>,
    /// The body: bytes.
    pub content: Option<Content>,
    /// Where to redirect to: a template.
    pub redirect: Option<String>,
    /// How long the answer takes.
    #[cfg_attr(test, schemars(with = "QuantitySchema"))]
    pub delay: Time,
    /// User name and password that are needed.
    pub login: Option<LoginSpec>,
    /// What to do instead of answering.
    pub instead: Option<Instead>,
}

/// A status code, or a template that gives one.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "a status code, or a template that gives one")]
pub enum StatusSpec {
    /// The code.
    Code(u16),
    /// A template.
    Template(String),
}

/// User name and password.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginSpec {
    /// User name.
    pub user: String,
    /// Password.
    pub password: String,
}

/// What happens instead of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Instead {
    /// The connection is closed without an answer.
    Close,
    /// The connection is reset.
    Reset,
    /// Nothing ever comes.
    Silence,
    /// The connection is closed in the middle of the body.
    Truncate,
}

const fn yes() -> bool {
    true
}
