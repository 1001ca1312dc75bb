//! `ping` (`hci/commands/ping_cmd.c`, `usr/pingmgmt.c`, `core/pinger.c`).

use std::net::IpAddr;
use std::ops::ControlFlow;

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled, Suspend};
use crate::arguments::Arguments;
use crate::monojob::MonoJob;
use crate::options::Options;
use crate::ports::{EchoReply, EchoRequest, Job};
use crate::{Cx, Status, Ticks};

const NO_TIMEOUT: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::Pinger, 0);
const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Pinger, 0);
const WRONG_LENGTH: ErrorId = ErrorId::new(Posix::Eproto, ErrorFile::Pinger, 1);
const OUT_OF_SEQUENCE: ErrorId = ErrorId::new(Posix::Eproto, ErrorFile::Pinger, 3);

/// Length of the payload where none is given, in bytes (`PING_DEFAULT_SIZE`).
const DEFAULT_SIZE: u32 = 64;
/// The timeout where none is given (`PING_DEFAULT_TIMEOUT`).
const DEFAULT_TIMEOUT: Ticks = Ticks::from_seconds(1);

/// `ping_exec`
pub(super) fn ping(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let target = options.get(0).unwrap_or_default().to_vec();
    let timeout = options
        .number("timeout")
        .map_or(DEFAULT_TIMEOUT, |timeout| Ticks(u64::from(timeout)));
    let started = if timeout == Ticks::ZERO {
        Err(NO_TIMEOUT)
    } else {
        cx.ask(|world, host| world.start_ping(host, &target))
    };
    let job = started.map_err(|fault| cx.complain("Could not start ping", fault))?;
    // The socket opens first, and then the pings go on until they end the job themselves.
    let (opens, opened) = (job.duration, job.result);
    let endless = Job {
        duration: opened.err().and(opens),
        progress: Vec::new(),
        result: opened,
    };
    let count = options.number("count").unwrap_or(0);
    let expires = match opened {
        Ok(()) => opens.map(|opens| cx.now() + opens),
        Err(_) => None,
    };
    let job = MonoJob::start(cx, None, Ticks::ZERO, endless);
    Next::run(Pinger {
        target,
        length: options.number("size").unwrap_or(DEFAULT_SIZE) as usize,
        timeout,
        quiet: options.flag("quiet"),
        sequence: 0,
        is_pending: false,
        remaining: match count {
            0 => None,
            count => Some(u64::from(count) + 1),
        },
        result: Err(TIMED_OUT),
        expires,
        replies: Vec::new(),
        job,
    })
}

/// Sends echo requests, one after each timeout (`struct pinger`).
#[derive(Clone, Debug)]
struct Pinger {
    target: Vec<u8>,
    /// Length of the payload in bytes.
    length: usize,
    timeout: Ticks,
    quiet: bool,
    /// Sequence number of the last request.
    sequence: u16,
    /// Whether the last request has not been answered.
    is_pending: bool,
    /// How often the timer may still expire; `None` for ever.
    remaining: Option<u64>,
    /// What it comes to.
    result: Result<(), ErrorId>,
    /// When the timer expires; `None` before the socket is open.
    expires: Option<Ticks>,
    /// Replies that are on their way, and what they reply to.
    replies: Vec<Reply>,
    job: MonoJob<()>,
}

#[derive(Clone, Debug)]
struct Reply {
    arrives: Ticks,
    sequence: u16,
    reply: EchoReply,
}

impl Activity for Pinger {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        while let Some(at) = self.next_happening().filter(|&at| at <= cx.now()) {
            let ended = match self.replies.iter().position(|reply| reply.arrives == at) {
                Some(index) => {
                    let reply = self.replies.remove(index);
                    self.deliver(cx, reply)
                }
                None => self.expired(cx, at),
            };
            if let Some(result) = ended {
                self.job.end(cx, result);
                self.expires = None;
                self.replies.clear();
            }
        }
        let next = self.next_happening();
        let result = match self.job.poll(cx) {
            ControlFlow::Continue(result) => result,
            ControlFlow::Break(Suspend::Wait(mut wait)) => {
                wait.deadline = [wait.deadline, next].into_iter().flatten().min();
                return ControlFlow::Break(Suspend::Wait(wait));
            }
            ControlFlow::Break(other) => return ControlFlow::Break(other),
        };
        let status = result.err().unwrap_or(Status::OK);
        if !status.is_ok() && !self.quiet {
            cx.complain_of("Finished", status);
        }
        ControlFlow::Continue(status)
    }
}

impl Pinger {
    /// When something happens next. Of a reply and the timer at the same time the reply comes first.
    fn next_happening(&self) -> Option<Ticks> {
        let replies = self.replies.iter().map(|reply| reply.arrives);
        replies.chain(self.expires).min()
    }

    /// Tells of a lost request and sends the next one (`pinger_expired`). Gives the end, if it is one.
    fn expired(&mut self, cx: &mut Cx<'_>, at: Ticks) -> Option<Result<(), ErrorId>> {
        if self.is_pending {
            self.report(cx, None, self.sequence, 0, Err(TIMED_OUT));
        }
        if let Some(remaining) = &mut self.remaining {
            *remaining -= 1;
            if *remaining == 0 {
                return Some(self.result);
            }
        }
        self.sequence = self.sequence.wrapping_add(1);
        self.expires = Some(at + self.timeout);
        self.is_pending = true;
        let request = EchoRequest {
            target: &self.target,
            length: self.length,
            sequence: self.sequence,
        };
        if let Some(reply) = cx.ask(|world, host| world.ping(host, &request)) {
            self.replies.push(Reply {
                arrives: at + reply.after,
                sequence: self.sequence,
                reply,
            });
        }
        None
    }

    /// Takes a reply (`pinger_deliver`). Gives the end, if it is one.
    fn deliver(&mut self, cx: &mut Cx<'_>, arrived: Reply) -> Option<Result<(), ErrorId>> {
        let Reply {
            sequence, reply, ..
        } = arrived;
        if sequence == self.sequence {
            self.is_pending = false;
        }
        let (result, ends) = if reply.length != self.length {
            (Err(WRONG_LENGTH), self.remaining.is_some())
        } else if let Some(problem) = reply.problem {
            (Err(problem), self.remaining.is_some())
        } else if sequence != self.sequence {
            (Err(OUT_OF_SEQUENCE), false)
        } else {
            self.result = Ok(());
            (Ok(()), self.remaining == Some(1))
        };
        self.report(cx, Some(reply.from), sequence, reply.length, result);
        ends.then_some(result)
    }

    /// `ping_callback`
    fn report(
        &self,
        cx: &mut Cx<'_>,
        from: Option<IpAddr>,
        sequence: u16,
        length: usize,
        result: Result<(), ErrorId>,
    ) {
        if self.quiet {
            return;
        }
        let from = from.map_or_else(|| "<none>".to_owned(), |from| cx.socket_text(from));
        let line = format!("{length} bytes from {from}: seq={sequence}");
        match result {
            Ok(()) => cx.print(line + "\n"),
            Err(fault) => {
                cx.complain(line, fault);
            }
        }
    }
}

impl Cx<'_> {
    /// An address of a socket as iPXE prints it. An address that is only good on one link has the name of a device:
    /// the most recently opened one (`net/ipv6.c: ipv6_sock_ntoa`).
    fn socket_text(&self, address: IpAddr) -> String {
        let text = self.address_text(address);
        match address {
            IpAddr::V6(v6) if v6.is_unicast_link_local() || v6.is_multicast() => {
                let device = self.machine.interfaces.last_opened();
                let name = device.map_or(&b"UNKNOWN"[..], |device| &device.name);
                format!("{text}%{}", String::from_utf8_lossy(name))
            }
            _ => text,
        }
    }
}
