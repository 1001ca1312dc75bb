//! The tables that know the iPXE script language: commands, options, settings, types, errors, releases.
#![forbid(unsafe_code)]
