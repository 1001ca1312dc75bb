//! `md4sum`, `md5sum`, `sha1sum`, `sha224sum`, `sha256sum`, `sha384sum`, `sha512sum`
//! (`hci/commands/digest_cmd.c`).

use std::ops::ControlFlow;

use ipxe_reference::{CommandName, Release, SettingType};
use sha2::Digest;

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::event::EventKind;
use crate::image::Acquire;
use crate::options::{NamedSetting, Options};
use crate::state::ImageId;
use crate::{Cx, Status, Ticks};

/// Computes a digest.
type Algorithm = fn(&[u8]) -> Vec<u8>;

fn algorithm<D: Digest>(data: &[u8]) -> Vec<u8> {
    D::digest(data).to_vec()
}

/// `digest_exec`, for every algorithm
pub(super) fn digest(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let algorithm: Algorithm = match name {
        CommandName::Md4sum => algorithm::<md4::Md4>,
        CommandName::Md5sum => algorithm::<md5::Md5>,
        CommandName::Sha1sum => algorithm::<sha1::Sha1>,
        CommandName::Sha224sum => algorithm::<sha2::Sha224>,
        CommandName::Sha256sum => algorithm::<sha2::Sha256>,
        CommandName::Sha384sum => algorithm::<sha2::Sha384>,
        _ => algorithm::<sha2::Sha512>,
    };
    let options = Options::parse(cx, name, arguments)?;
    Next::run(Digests {
        algorithm,
        setting: options.setting("set").cloned(),
        pending: options
            .from(0)
            .map(<[u8]>::to_vec)
            .collect::<Vec<_>>()
            .into_iter(),
        acquire: None,
    })
}

/// Digests of some images, one after the other.
#[derive(Clone, Debug)]
struct Digests {
    algorithm: Algorithm,
    /// Where to store them rather than printing them.
    setting: Option<NamedSetting>,
    /// Names or URIs of the images that are still to come.
    pending: std::vec::IntoIter<Vec<u8>>,
    acquire: Option<Acquire>,
}

impl Activity for Digests {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        loop {
            let acquired = match &mut self.acquire {
                Some(acquire) => acquire.poll(cx)?.and_then(|image| self.digest(cx, image)),
                None => Ok(()),
            };
            self.acquire = None;
            let next = acquired.and_then(|()| {
                let name = self.pending.next();
                name.map(|name| Acquire::start(cx, &name, Ticks::ZERO, false))
                    .transpose()
            });
            match next {
                Ok(Some(acquire)) => self.acquire = Some(acquire),
                Ok(None) => return ControlFlow::Continue(Status::OK),
                // Older releases leave out what they cannot download.
                Err(_) if cx.machine.build.release < Release::V2_0_0 => {}
                Err(status) => return ControlFlow::Continue(status),
            }
        }
    }
}

impl Digests {
    /// Prints or stores the digest of an image.
    fn digest(&self, cx: &mut Cx<'_>, image: ImageId) -> Result<(), Status> {
        let Some(image) = cx.machine.images.get(image) else {
            return Ok(());
        };
        let digest = (self.algorithm)(&image.data);
        let Some(setting) = &self.setting else {
            let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            let line = [digits.as_bytes(), b"  ", image.name(), b"\n"].concat();
            cx.print(line);
            return Ok(());
        };
        let setting_type = setting.setting_type.unwrap_or(SettingType::Hexraw);
        let key = setting.key().with_type(setting_type);
        let stored = cx.machine.settings.store(setting.block, key, Some(&digest));
        stored.map_err(|error| {
            let what = [b"Could not store \"", &*setting.name, b"\""].concat();
            cx.complain(what, error.id())
        })?;
        cx.note_added(setting.name.len() + digest.len());
        cx.emit(|_| EventKind::SettingStored {
            name: &setting.name,
            value: &digest,
        });
        Ok(())
    }
}
