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
use ipxe_machine::state::Image;
use ipxe_syntax::uri::Uri;
use support::Driver0;
use support::world::TestWorld;

const SCRIPT: &str =
    "#!ipxe\nset i 0\nset i:int32 0\n:loop\ninc i\niseq ${i} 1000000 || goto loop\n";

fn main() {
    let mut machine = support::machine(support::build(&[]), Driver0::Slirp);
    let mut world = TestWorld::default();
    let mut image = Image::new(SCRIPT.as_bytes());
    image.set_uri(Uri::parse(b"http://10.0.2.1/loop.ipxe"));
    let image = machine.add_image(image);
    machine.start_image(image);
    let start = Instant::now();
    while machine.step(&mut world) == Step::Continued {}
    let seconds = start.elapsed().as_secs_f64();
    // Each turn runs three commands.
    println!("{:.2} million commands a second", 3.0 / seconds);
    println!("{:?} after {} steps", machine.outcome(), machine.steps());
}
