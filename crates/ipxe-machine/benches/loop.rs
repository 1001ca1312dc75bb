//! How many commands a second a script loop runs.
#![allow(
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints its result"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use ipxe_machine::Step;
use support::Driver0;
use support::world::TestWorld;

const SCRIPT: &str =
    "#!ipxe\nset i 0\nset i:int32 0\n:loop\ninc i\niseq ${i} 1000000 || goto loop\n";

fn main() {
    let mut machine = support::machine(support::build(&[]), Driver0::Slirp);
    let mut world = TestWorld::default();
    support::start_embedded(&mut machine, SCRIPT.to_owned());
    let start = Instant::now();
    while machine.step(&mut world) == Step::Continued {}
    let seconds = start.elapsed().as_secs_f64();
    // Each turn runs three commands.
    println!("{:.2} million commands a second", 3.0 / seconds);
    println!("{:?} after {} steps", machine.outcome(), machine.steps());
}
