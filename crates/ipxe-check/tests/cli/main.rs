//! The program as its users meet it: the real binary in a folder of its own.

mod bad_input;
mod config;
mod fixes;
mod folder;
mod https;
mod information;
mod inputs;
mod levels;
mod limits;
mod output;
mod server;
mod url;
