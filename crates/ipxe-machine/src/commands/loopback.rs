//! `lotest` (`hci/commands/lotest_cmd.c`, `usr/lotest.c`).

use std::ops::ControlFlow;

use ipxe_reference::CommandName;

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled, wait_for_input, wait_until};
use crate::arguments::Arguments;
use crate::input::keys::CTRL_C;
use crate::network::LinkWait;
use crate::options::Options;
use crate::ports::LoopbackPacket;
use crate::{Cx, Status, Ticks};

/// The MTU where none is given, in bytes (`include/ipxe/if_ether.h: ETH_MAX_MTU`).
const DEFAULT_MTU: u32 = 1500;
/// Length of the counter that each packet begins with, in bytes.
const COUNTER: u32 = 4;

/// `lotest_exec`
pub(super) fn lotest(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let sender = cx.parse_netdev(options.get(0).unwrap_or_default())?;
    let receiver = cx.parse_netdev(options.get(1).unwrap_or_default())?;
    let mtu = match options.number("mtu").unwrap_or(0) {
        0 => DEFAULT_MTU,
        mtu => mtu.max(COUNTER),
    };
    let packet = LoopbackPacket {
        length: mtu as usize,
        broadcast: options.flag("broadcast"),
    };
    Next::run(LoopbackTest {
        sender,
        receiver,
        packet,
        stage: Stage::Begin,
    })
}

/// Sends packets from one device to another until the user has enough of it (`loopback_test`).
#[derive(Clone, Debug)]
struct LoopbackTest {
    sender: Vec<u8>,
    receiver: Vec<u8>,
    packet: LoopbackPacket,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Begin,
    SenderLink(LinkWait),
    ReceiverLink(LinkWait),
    /// As many packets have arrived, and the next one arrives then, if ever.
    Exchange(u32, Option<Ticks>),
}

impl LoopbackTest {
    fn begin(&self, cx: &mut Cx<'_>) -> Result<Stage, Status> {
        cx.ifopen(&self.sender)?;
        cx.ifopen(&self.receiver)?;
        let link = LinkWait::start(cx, &self.sender, Ticks::ZERO, false)?;
        Ok(Stage::SenderLink(link))
    }

    fn announce(&self, cx: &mut Cx<'_>) -> Stage {
        let broadcast = if self.packet.broadcast {
            "broadcast "
        } else {
            ""
        };
        let text = [
            format!("Performing {broadcast}loopback test from ").as_bytes(),
            &self.sender,
            b" to ",
            &self.receiver,
            format!(" with {} byte MTU\n", self.packet.length).as_bytes(),
        ]
        .concat();
        cx.print(text);
        cx.ifstat(&self.sender);
        cx.ifstat(&self.receiver);
        self.send(cx, 0)
    }

    fn send(&self, cx: &mut Cx<'_>, successes: u32) -> Stage {
        cx.print(format!("\r{}", successes as i32));
        let (sender, receiver) = (&*self.sender, &*self.receiver);
        let time = cx.ask(|world, host| world.loopback(host, sender, receiver, &self.packet));
        // A packet that took no time at all would keep time from passing.
        let arrives = time.map(|time| cx.now() + time.max(Ticks(1)));
        Stage::Exchange(successes, arrives)
    }

    fn step(&mut self, cx: &mut Cx<'_>) -> Polled<Result<Stage, Status>> {
        ControlFlow::Continue(match &mut self.stage {
            Stage::Begin => self.begin(cx),
            Stage::SenderLink(link) => match link.poll(cx)? {
                Ok(()) => {
                    LinkWait::start(cx, &self.receiver, Ticks::ZERO, false).map(Stage::ReceiverLink)
                }
                Err(status) => Err(status),
            },
            Stage::ReceiverLink(link) => match link.poll(cx)? {
                Ok(()) => Ok(self.announce(cx)),
                Err(status) => Err(status),
            },
            &mut Stage::Exchange(successes, arrives) => {
                while let Some(key) = cx.getchar() {
                    if u32::try_from(key) == Ok(CTRL_C) {
                        cx.print("\n");
                        cx.ifstat(&self.sender);
                        cx.ifstat(&self.receiver);
                        // However it ends, it is a success.
                        return ControlFlow::Continue(Err(Status::OK));
                    }
                }
                match arrives {
                    None => return wait_for_input(None),
                    Some(time) if time > cx.now() => return wait_until(time, true),
                    Some(_) => Ok(self.send(cx, successes.wrapping_add(1))),
                }
            }
        })
    }
}

impl Activity for LoopbackTest {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        loop {
            match self.step(cx)? {
                Ok(stage) => self.stage = stage,
                Err(status) => {
                    if !status.is_ok() {
                        cx.complain_of("Test failed", status);
                    }
                    return ControlFlow::Continue(status);
                }
            }
        }
    }
}
