//! Every rule reports its bad example and not its near miss, and its metadata is in order.

use ipxe_check::file::Served;
use ipxe_check::levels::Level;
use ipxe_check::rules::{RULES, example_answer};
use ipxe_check::{Checker, Levels, Options, Rule};
use ipxe_diagnostics::{Diagnostic, SourceFile, apply};
use proptest::prelude::*;

/// A checker with the rule on, all others too except pedantic ones.
fn checker(rule: &Rule) -> Checker {
    let mut levels = Levels::default();
    levels.set(rule.code, Level::On).expect("the rule exists");
    let targets = rule
        .example_target
        .iter()
        .map(|target| target.parse().expect("a target"));
    Checker::new(Options {
        levels,
        targets: targets.collect(),
        ..Options::default()
    })
}

/// How an example was served, for rules that look at that: the near miss as a good server does.
fn served(rule: &Rule, bad: bool) -> Option<Served> {
    let answer = example_answer(rule)?;
    Some(if bad {
        answer
    } else {
        Served {
            status: 200,
            content_type: Some("text/plain".to_owned()),
            ..answer
        }
    })
}

fn check(rule: &Rule, script: &[u8], served: Option<&Served>) -> Vec<Diagnostic> {
    let source = SourceFile::new("script.ipxe", script.to_vec());
    checker(rule).check_served(&source, served)
}

fn codes(rule: &Rule, script: &[u8], bad: bool) -> Vec<&'static str> {
    check(rule, script, served(rule, bad).as_ref())
        .iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn the_bad_example_draws_the_finding_and_the_near_miss_does_not() {
    for rule in RULES {
        assert!(
            codes(rule, rule.bad, true).contains(&rule.code),
            "{}: bad example",
            rule.name
        );
        assert!(
            !codes(rule, rule.near_miss, false).contains(&rule.code),
            "{}: near miss",
            rule.name
        );
    }
}

#[test]
fn every_other_bad_example_draws_the_finding_too() {
    for rule in RULES {
        let folder = format!(
            "{}/../../corpus/rules/{}",
            env!("CARGO_MANIFEST_DIR"),
            rule.name
        );
        let Ok(script) = std::fs::read(format!("{folder}/more-bad.ipxe")) else {
            continue;
        };
        let codes = codes(rule, &script, true);
        assert!(codes.contains(&rule.code), "{}: {codes:?}", rule.name);
    }
}

#[test]
fn findings_say_what_to_do() {
    for rule in RULES {
        for finding in check(rule, rule.bad, served(rule, true).as_ref()) {
            assert!(finding.help.is_some(), "{}: no help", finding.rule);
            assert!(
                !finding.message.ends_with('.'),
                "{}: {}",
                finding.rule,
                finding.message
            );
            assert!(finding.span.end as usize <= rule.bad.len());
        }
    }
}

#[test]
fn a_fixed_file_is_clean_of_what_was_fixed() {
    for rule in RULES {
        let source = SourceFile::new("script.ipxe", rule.bad.to_vec());
        let served = served(rule, true);
        let of_rule = |checker: &Checker, source: &SourceFile| {
            let mut findings = checker.check_served(source, served.as_ref());
            findings.retain(|finding| finding.code == rule.code && finding.fix.is_some());
            findings
        };
        let checker = checker(rule);
        let findings = of_rule(&checker, &source);
        let fixes: Vec<_> = findings
            .iter()
            .filter_map(|finding| finding.fix.as_ref())
            .collect();
        let offers = rule.fixes != ipxe_check::rule::Fixes::None;
        assert_eq!(
            offers,
            !fixes.is_empty(),
            "{}: the bad example and `fixes` agree",
            rule.name
        );
        let mut bytes = rule.bad.to_vec();
        for _ in 0..10 {
            let source = SourceFile::new("script.ipxe", bytes.clone());
            let findings = of_rule(&checker, &source);
            if findings.is_empty() {
                break;
            }
            let fixes: Vec<_> = findings
                .iter()
                .filter_map(|finding| finding.fix.as_ref())
                .collect();
            bytes = apply(&bytes, fixes).bytes;
        }
        let fixed = SourceFile::new("script.ipxe", bytes);
        assert!(
            of_rule(&checker, &fixed).is_empty(),
            "{}: still there after the fix",
            rule.name
        );
    }
}

#[test]
fn codes_and_names_are_in_order() {
    for pair in RULES.windows(2) {
        assert!(
            pair[0].code < pair[1].code,
            "{} before {}",
            pair[0].code,
            pair[1].code
        );
    }
    for rule in RULES {
        assert_eq!(rule.code.len(), 6, "{}", rule.code);
        assert_eq!(
            rule.code.chars().nth(3),
            Some(rule.group.digit()),
            "{}",
            rule.code
        );
        assert!(
            rule.name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{}",
            rule.name
        );
        assert_eq!(
            RULES.iter().filter(|other| other.name == rule.name).count(),
            1,
            "{}",
            rule.name
        );
        assert!(!rule.summary.ends_with('.'), "{}", rule.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_rule_panic(script in proptest::collection::vec(any::<u8>(), 0..300)) {
        let checker = Checker::new(Options { levels: Levels::new(true), ..Options::default() });
        let _ = checker.check(&SourceFile::new("x", script));
    }

    #[test]
    fn pieces_of_the_examples_do_not_either(pieces in proptest::collection::vec((0..1000usize, 0..1000usize), 1..12)) {
        let examples: Vec<&[u8]> = RULES.iter().flat_map(|rule| [rule.bad, rule.near_miss]).collect();
        let words: Vec<&[u8]> = examples.iter().flat_map(|text| text.split_inclusive(|b| b.is_ascii_whitespace())).collect();
        let mut script = b"#!ipxe\n".to_vec();
        for (from, len) in pieces {
            let from = from % words.len();
            for word in &words[from..words.len().min(from + len % 6)] {
                script.extend_from_slice(word);
            }
        }
        let targets = vec!["1.20.1/pcbios".parse().expect("a target")];
        let options = Options { levels: Levels::new(true), targets, ..Options::default() };
        for finding in Checker::new(options).check(&SourceFile::new("x", script.clone())) {
            prop_assert!(finding.span.end as usize <= script.len());
        }
    }
}
