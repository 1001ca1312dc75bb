//! The checker of iPXE scripts: rules, fixes, command line.
#![forbid(unsafe_code)]
