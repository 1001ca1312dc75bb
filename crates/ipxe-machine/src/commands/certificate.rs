//! `certstat`, `certstore`, `certfree` (`hci/commands/cert_cmd.c`, `usr/certmgmt.c`).

use std::ops::ControlFlow;

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::image::Acquire;
use crate::options::Options;
use crate::state::ImageId;
use crate::trust::{CertificateId, image_asn1};
use crate::{Cx, Status, Ticks};

const NO_SUCH_CERTIFICATE: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::CertCmd, 0);

/// What is done with a certificate.
type Payload = fn(&mut Cx<'_>, CertificateId);

/// `certstat_exec`
pub(super) fn certstat(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    for_each(cx, name, arguments, |cx, id| cx.print_certificate(id))
}

/// `certstore_exec`
pub(super) fn certstore(
    cx: &mut Cx<'_>,
    name: CommandName,
    arguments: &Arguments,
) -> CommandResult {
    for_each(cx, name, arguments, |cx, id| {
        if let Some(stored) = cx.machine.certificates.get_mut(id) {
            stored.explicit = true;
        }
    })
}

/// `certfree_exec`
pub(super) fn certfree(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    for_each(cx, name, arguments, |cx, id| {
        cx.machine.certificates.remove(id)
    })
}

/// `cert_exec`
fn for_each(
    cx: &mut Cx<'_>,
    command: CommandName,
    arguments: &Arguments,
    payload: Payload,
) -> CommandResult {
    let options = Options::parse(cx, command, arguments)?;
    let subject = options.text("subject").map(<[u8]>::to_vec);
    cx.machine.apply_certificate_setting();
    let Some(named) = options.get(0) else {
        let certificates = cx.machine.certificates.iter();
        let all: Vec<CertificateId> = certificates.map(|(id, _)| id).collect();
        let count = all
            .into_iter()
            .filter(|&id| apply(cx, id, subject.as_deref(), payload))
            .count();
        return conclude(cx, subject.as_deref(), count).map(|()| Next::Done);
    };
    let acquire = Acquire::start(cx, named, Ticks::ZERO, false)?;
    Next::run(FromImage {
        subject,
        keep: options.flag("keep"),
        payload,
        acquire,
    })
}

/// Does it with a certificate, unless another one is wanted.
fn apply(cx: &mut Cx<'_>, id: CertificateId, subject: Option<&[u8]>, payload: Payload) -> bool {
    let stored = cx.machine.certificates.get(id);
    let wanted = stored
        .is_some_and(|stored| subject.is_none_or(|subject| stored.certificate.has_name(subject)));
    if wanted {
        payload(cx, id);
    }
    wanted
}

/// Complains where nothing was found that was asked for.
fn conclude(cx: &mut Cx<'_>, subject: Option<&[u8]>, count: usize) -> Result<(), Status> {
    match subject {
        Some(subject) if count == 0 => {
            cx.print([b"\"", subject, b"\" : no such certificate\n"].concat());
            Err(cx.status(NO_SUCH_CERTIFICATE))
        }
        _ => Ok(()),
    }
}

/// Does it with the certificates of an image.
#[derive(Clone, Debug)]
struct FromImage {
    subject: Option<Vec<u8>>,
    keep: bool,
    payload: Payload,
    acquire: Acquire,
}

impl Activity for FromImage {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        let status = match self.acquire.poll(cx)? {
            Ok(image) => {
                let result = self.read(cx, image);
                if !self.keep {
                    cx.unregister_image(image);
                }
                result.err().unwrap_or(Status::OK)
            }
            Err(status) => status,
        };
        ControlFlow::Continue(status)
    }
}

impl FromImage {
    fn read(&self, cx: &mut Cx<'_>, image: ImageId) -> Result<(), Status> {
        let (mut offset, mut count) = (0, 0);
        loop {
            let machine = &mut *cx.machine;
            let image = machine
                .images
                .get(image)
                .filter(|image| offset < image.data.len());
            let Some(image) = image else { break };
            let added = image_asn1(image, offset).and_then(|(object, next)| {
                offset = next;
                machine.certificates.add(&object, &machine.build)
            });
            let id = added.map_err(|fault| cx.complain("Could not parse certificate", fault))?;
            count += usize::from(apply(cx, id, self.subject.as_deref(), self.payload));
        }
        conclude(cx, self.subject.as_deref(), count)
    }
}

impl Cx<'_> {
    /// Prints what a certificate is (`usr/certmgmt.c: certstat`).
    fn print_certificate(&mut self, id: CertificateId) {
        let Some(stored) = self.machine.certificates.get(id) else {
            return;
        };
        let mut line = stored.certificate.name();
        line.extend(format!(" : {}", stored.certificate.sha1_fingerprint()).bytes());
        for (flag, word) in [
            (stored.permanent, " [PERMANENT]"),
            (stored.explicit, " [EXPLICIT]"),
            (stored.is_valid(), " [VALIDATED]"),
        ] {
            if flag {
                line.extend_from_slice(word.as_bytes());
            }
        }
        line.push(b'\n');
        self.print(line);
    }
}
