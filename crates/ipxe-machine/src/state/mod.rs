//! What the machine knows besides its settings.

mod colours;
mod display;
mod dynamic_uis;
mod images;
mod interfaces;
mod parameters;
mod san;
mod working_uri;

pub use colours::{COLOUR_DEFAULT, ColourPair, Colours, NO_RGB};
pub use display::Display;
pub use dynamic_uis::{ComparedWithNothing, DynamicItem, DynamicUi, DynamicUis};
pub use images::{Image, ImageId, ImageTag, Images};
pub use interfaces::{Interface, Interfaces, Vlan};
pub use parameters::{Parameter, ParameterKind, ParameterList, ParameterLists};
pub use san::SanDevices;
pub use working_uri::{ResolvedUri, WorkingUri};
