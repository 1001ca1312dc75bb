//! The interactive emulator: a prompt like that of iPXE's shell, before a simulated computer.
//!
//! * [`Session`]: what a session is and what its lines do, without any terminal. Everything it says goes to
//!   a writer; who sits at the keyboard is a [`User`].
//! * [`complete`]: what could stand at the cursor.
//! * [`front`]: reads lines from a terminal or a pipe and hands them to the session.
//!
//! A line is run by a machine that is kept between lines. Before each line machine and world are cloned, so
//! that `.undo` is only a matter of taking the clone.

mod arguments;
mod breakpoint;
pub mod complete;
mod debugger;
mod dot;
mod explain;
mod fault;
pub mod front;
mod help;
mod prompt;
mod running;
mod session;
mod settings_tree;
mod state;
#[cfg(unix)]
mod terminal;
mod world_view;

pub use arguments::ReplArgs;
pub use running::User;
pub use session::{Flow, Session, SessionOptions};
