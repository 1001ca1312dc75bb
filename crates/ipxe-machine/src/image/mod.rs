//! What is done with images: fetching, recognising, executing, unpacking.

mod acquire;
mod archive;
mod download;
mod execute;
mod probe;
mod status_line;

pub use acquire::Acquire;
pub use download::Download;
pub use execute::ImageExec;
pub use probe::probe;
