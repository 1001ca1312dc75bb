//! The step machine that runs scripts as iPXE does.
#![forbid(unsafe_code)]
