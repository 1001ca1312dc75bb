//! A case as it is stored.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ipxe_dhcp::InterfaceAddress;
use serde::Deserialize;
use serde::de::Error as _;

use super::VerifyError;
use crate::daemon::DaemonName;

/// A recorded boot.
#[derive(Clone, Debug)]
pub struct Case {
    /// Name of its folder.
    pub name: String,
    pub(super) description: Description,
    /// Its files by path, with `/` between the parts.
    pub(super) files: BTreeMap<String, Arc<[u8]>>,
    /// What the web servers say of a file that is not there.
    pub(super) not_found: String,
}

/// `case.json`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Description {
    pub(super) mac: Option<String>,
    pub(super) servers: Vec<Server>,
    #[serde(default)]
    pub(super) stop: Option<Stop>,
    pub(super) build: Option<String>,
    pub(super) firmware: Option<FirmwareName>,
    pub(super) uuid: Option<String>,
    /// Where on the TFTP server the firmware finds iPXE.
    pub(super) snponly: Option<String>,
    /// And where on the web server.
    pub(super) snponly_http: Option<String>,
    /// Seconds after which the recording ended in any case.
    pub(super) limit: Option<u64>,
    #[serde(default)]
    pub(super) unstable: bool,
    /// What is typed: the text of a file of steps, or a list of them.
    #[serde(default)]
    pub(super) keys: Option<Keys>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Keys {
    Text(String),
    Lines(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FirmwareName {
    Bios,
    Uefi,
}

/// When the recording was ended.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Stop {
    pub(super) text: String,
    pub(super) count: usize,
    #[serde(default)]
    pub(super) fetches: usize,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Server {
    pub(super) name: String,
    #[serde(deserialize_with = "address")]
    pub(super) address: InterfaceAddress,
    #[serde(default)]
    pub(super) run: Vec<Service>,
    pub(super) ipv6: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Service {
    Daemon(DaemonName),
    Http(u16),
    Tftp(bool),
}

fn address<'de, D: serde::Deserializer<'de>>(from: D) -> Result<InterfaceAddress, D::Error> {
    let text = String::deserialize(from)?;
    let parts = text.split_once('/');
    let parsed = parts.and_then(|(address, prefix)| {
        Some(InterfaceAddress {
            address: address.parse().ok()?,
            prefix: prefix.parse().ok().filter(|prefix| *prefix <= 32)?,
        })
    });
    parsed.ok_or_else(|| D::Error::custom(format!("expected ADDRESS/LENGTH, found {text:?}")))
}

impl Case {
    /// Reads a case.
    ///
    /// # Errors
    /// Where its files cannot be read.
    pub fn load(path: &Path) -> Result<Self, VerifyError> {
        let description = path.join("case.json");
        let text = read(&description)?;
        let description = serde_json::from_slice(&text).map_err(|error| VerifyError::Json {
            path: description,
            error,
        })?;
        let mut files = BTreeMap::new();
        let mut folders = vec![(path.to_owned(), String::new())];
        while let Some((folder, prefix)) = folders.pop() {
            let io = |error| VerifyError::Io {
                path: folder.clone(),
                error,
            };
            for entry in std::fs::read_dir(&folder).map_err(io)? {
                let entry = entry.map_err(io)?;
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() {
                    folders.push((entry.path(), format!("{name}/")));
                } else {
                    files.insert(name, read(&entry.path())?.into());
                }
            }
        }
        let mut description: Description = description;
        if description.firmware == Some(FirmwareName::Uefi) {
            let program: Arc<[u8]> = ipxe_for_uefi().into();
            let name = description.snponly.take();
            let name = name.unwrap_or_else(|| "snponly.efi".to_owned());
            files.insert(format!("tftp/{name}"), Arc::clone(&program));
            if let Some(name) = &description.snponly_http {
                files.insert(format!("http/{name}"), program);
            }
        }
        let not_found = path.parent().map(|parent| parent.join("not-found.html"));
        let not_found = not_found.and_then(|path| std::fs::read_to_string(path).ok());
        let name = path.file_name().unwrap_or_default();
        Ok(Self {
            name: name.to_string_lossy().into_owned(),
            description,
            files,
            not_found: not_found.unwrap_or_default(),
        })
    }

    /// A file of the case as text.
    pub(super) fn text(&self, name: &str) -> String {
        let bytes = self.files.get(name);
        bytes.map_or(String::new(), |bytes| {
            String::from_utf8_lossy(bytes).into_owned()
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, VerifyError> {
    std::fs::read(path).map_err(|error| VerifyError::Io {
        path: path.to_owned(),
        error,
    })
}

/// Length of the `snponly.efi` that was recorded.
const SNPONLY_LENGTH: usize = 301_056;

/// What stands for iPXE as a UEFI program: the header of a 64-bit PE program for UEFI, and the text that tells iPXE.
fn ipxe_for_uefi() -> Vec<u8> {
    let mut data = vec![0; SNPONLY_LENGTH];
    let mut put = |at: usize, bytes: &[u8]| data[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"MZ");
    put(0x3c, &0x40_u32.to_le_bytes());
    put(0x40, b"PE\0\0");
    put(0x44, &0x8664_u16.to_le_bytes());
    put(0x58, &0x020b_u16.to_le_bytes());
    put(0x9c, &10_u16.to_le_bytes());
    put(0x400, b"iPXE initialising devices...");
    data
}
