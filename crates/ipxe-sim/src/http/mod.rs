//! HTTP: requests as iPXE makes them, and web servers that answer them.

mod auth;
mod client;
mod live;
mod message;
mod pattern;
mod pool;
mod site;
mod template;

pub(crate) use client::{Exchanged, start};
pub use live::{LiveHttp, LiveProblem};
pub(crate) use message::Wish;
pub use message::{HttpRequest, HttpResponse};
pub(crate) use pattern::path_matches;
pub(crate) use pool::Pool;
pub(crate) use site::contents;
pub(crate) use template::check_templates;
