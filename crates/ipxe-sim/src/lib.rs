//! A simulated world for the machine: scenarios, network, services, virtual time.
#![forbid(unsafe_code)]
