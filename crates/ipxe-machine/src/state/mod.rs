//! What the machine knows besides its settings.

mod images;
mod interfaces;
mod parameters;
mod working_uri;

pub use images::{Image, ImageId, Images};
pub use interfaces::{Interface, Interfaces, Vlan};
pub use parameters::{Parameter, ParameterKind, ParameterList, ParameterLists};
pub use working_uri::{ResolvedUri, WorkingUri};
