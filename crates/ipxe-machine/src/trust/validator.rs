//! Completing and validating a chain of certificates (`net/validator.c`).

use std::ops::ControlFlow;

use ipxe_reference::{ErrorFile, ErrorId, Posix};
use ipxe_syntax::uri::data::base64_encode;

use super::asn1::{Cursor, tag};
use super::chain::Chain;
use super::{CertificateId, Message};
use crate::activity::Polled;
use crate::monojob::MonoJob;
use crate::ports::{Fetched, Started};
use crate::{Cx, Status, Ticks};

const NO_SOURCE: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Validator, 0);

/// Where cross-signed certificates are looked for if nothing is set (`config/crypto.h: CROSSCERT`).
const DEFAULT_SOURCE: &[u8] = b"http://ca.ipxe.org/auto";

/// Validates the chain of one participant of a message, downloading cross-signed certificates as needed.
#[derive(Clone, Debug)]
pub struct Validator {
    /// Which participant.
    participant: usize,
    /// The error that is most worth telling.
    fault: Option<Fault>,
    /// The link whose issuer is being looked for, and the download.
    download: Option<(usize, MonoJob<Fetched>)>,
}

/// A failure of iPXE's own, or of a download.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Error(ErrorId),
    Canceled(Status),
}

impl Validator {
    /// Validates the chain of a participant.
    #[must_use]
    pub fn new(participant: usize) -> Self {
        Self {
            participant,
            fault: None,
            download: None,
        }
    }

    /// Gives success, or why the chain is not valid.
    pub fn poll(&mut self, cx: &mut Cx<'_>, message: &mut Message) -> Polled<Result<(), Status>> {
        loop {
            let Some(chain) = message.chain_mut(self.participant) else {
                return ControlFlow::Continue(Ok(()));
            };
            if let Some((link, job)) = &mut self.download {
                let (link, downloaded) = (*link, job.poll(cx)?);
                self.download = None;
                match downloaded {
                    Ok(fetched) => {
                        let appended = append(cx, chain, link, &fetched.data);
                        self.fault = appended.err().map(Fault::Error);
                    }
                    Err(status) if is_canceled(cx, status) => {
                        self.fault = Some(Fault::Canceled(status));
                        break;
                    }
                    // That there is none is no news.
                    Err(_) => {}
                }
            }
            match cx.validate(chain) {
                Ok(()) => return ControlFlow::Continue(Ok(())),
                Err(fault) => _ = self.fault.get_or_insert(Fault::Error(fault)),
            }
            if !self.look_further(cx, chain) {
                break;
            }
        }
        ControlFlow::Continue(match self.fault {
            Some(Fault::Error(fault)) => Err(cx.status(fault)),
            Some(Fault::Canceled(status)) => Err(status),
            None => Ok(()),
        })
    }

    /// Starts to look for the issuer of a certificate that is not valid; false if there is nothing left to try
    /// (`validator_step`).
    fn look_further(&mut self, cx: &mut Cx<'_>, chain: &mut Chain) -> bool {
        let certificates = &cx.machine.certificates;
        let is_valid =
            |id: CertificateId| certificates.get(id).is_some_and(|known| known.is_valid());
        let valid = chain
            .links
            .iter()
            .position(|link| is_valid(link.certificate));
        for at in (0..valid.unwrap_or(chain.links.len())).rev() {
            let link = &mut chain.links[at];
            let Some(known) = cx.machine.certificates.get(link.certificate) else {
                continue;
            };
            if link.crossed || known.certificate.is_self_signed() {
                continue;
            }
            link.crossed = true;
            let issuer = known.certificate.issuer.clone();
            match cx.open_cross_certificates(&issuer) {
                Ok(job) => {
                    let job = MonoJob::start(cx, None, Ticks::ZERO, job);
                    self.download = Some((at, job));
                    return true;
                }
                Err(fault) => self.fault = Some(Fault::Error(fault)),
            }
        }
        false
    }
}

/// Whether the user has had enough.
fn is_canceled(cx: &Cx<'_>, status: Status) -> bool {
    const CANCELED: ErrorId = ErrorId::new(Posix::Ecanceled, ErrorFile::Monojob, 0);
    status == cx.status(CANCELED)
}

/// Goes on with downloaded certificates behind a link (`validator_append`).
fn append(cx: &mut Cx<'_>, chain: &mut Chain, link: usize, data: &[u8]) -> Result<(), ErrorId> {
    let machine = &mut *cx.machine;
    let mut list = Cursor::new(data);
    list.enter(tag::SET)?;
    let mut found = Vec::new();
    while !list.is_empty() {
        found.push(machine.certificates.add(list.data, &machine.build)?);
        list.skip_any();
    }
    chain.links.truncate(link + 1);
    chain.append_issuers(&mut machine.certificates, Some(&found))?;
    // The download has gone for the issuers of all but the last one too.
    let last = chain.links.len().saturating_sub(1);
    for appended in &mut chain.links[(link + 1).min(last)..last] {
        appended.crossed = true;
    }
    Ok(())
}

impl Cx<'_> {
    /// `crypto/x509.c: x509_validate_chain`, at the present time
    fn validate(&mut self, chain: &mut Chain) -> Result<(), ErrorId> {
        let machine = &mut *self.machine;
        let time = machine.clock();
        chain.validate(
            &mut machine.certificates,
            &machine.root_of_trust,
            time,
            &machine.build,
        )
    }

    /// Starts the download of certificates of an issuer (`validator_start_download`).
    fn open_cross_certificates(&mut self, issuer: &[u8]) -> Started<Fetched> {
        let settings = &self.machine.settings;
        let key = settings.dialect().key("crosscert");
        let source = key.and_then(|key| settings.fetch_string(settings.root(), key).ok());
        let source = source.as_deref().unwrap_or(DEFAULT_SOURCE);
        if source.is_empty() {
            return Err(NO_SOURCE);
        }
        // iPXE's checksum lacks the last step of the usual one.
        let checksum = format!("/{:08x}.der?subject=", !crc32fast::hash(issuer));
        let uri = [source, checksum.as_bytes(), &base64_encode(issuer)].concat();
        let uri = self.parse_uri(&uri);
        let uri = uri.resolve(self.machine.cwuri.get(), self.uri_dialect());
        self.open(&uri)
    }
}
