//! Any bytes: no rule panics, all spans lie in the file, and applying the fixes ends.
#![no_main]

use ipxe_check::{Checker, Levels, Options};
use ipxe_diagnostics::{SourceFile, apply};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &[u8]| {
    let targets = vec!["1.20.1/pcbios".parse().expect("a target")];
    let options = Options { levels: Levels::new(true), targets, ..Options::default() };
    let checker = Checker::new(options);
    let findings = checker.check(&SourceFile::new("fuzz", source.to_vec()));
    for finding in &findings {
        assert!(finding.span.end as usize <= source.len());
    }
    let fixed = apply(source, findings.iter().filter_map(|finding| finding.fix.as_ref())).bytes;
    let _ = checker.check(&SourceFile::new("fuzz", fixed));
});
