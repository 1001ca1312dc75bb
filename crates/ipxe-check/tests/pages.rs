//! The documentation of the rules is what the rules say of themselves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ipxe_check::page;
use ipxe_check::rules::RULES;
use ipxe_diagnostics::unified_diff;

#[test]
fn docs_rules_is_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
    let found: BTreeMap<String, String> = fs::read_dir(folder)
        .expect("docs/rules is there")
        .map(|entry| {
            let entry = entry.expect("it can be listed");
            let name = entry.file_name().into_string().expect("UTF-8");
            (name, fs::read_to_string(entry.path()).expect("a page"))
        })
        .collect();
    let expected: BTreeMap<String, String> = page::files().into_iter().collect();
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(&found),
        names(&expected),
        "`cargo xtask docs` writes them"
    );
    for (name, page) in &expected {
        let diff = unified_diff(name, found[name].as_bytes(), page.as_bytes());
        assert!(diff.is_empty(), "`cargo xtask docs` writes it:\n{diff}");
    }
}

#[test]
fn pages_show_what_the_rule_reports_and_mends() {
    for rule in RULES {
        let page = page::markdown(rule);
        let shown = format!("{}[{}]: ", rule.severity, rule.code);
        let lower = format!("[{}]: ", rule.code);
        assert!(page.contains(&shown) || page.contains(&lower), "{page}");
        let mends = rule.fixes != ipxe_check::rule::Fixes::None;
        assert_eq!(page.contains("```diff\n"), mends, "{page}");
        let fences = page.lines().filter(|line| line.starts_with("```")).count();
        assert_eq!(fences % 2, 0, "{page}");
    }
}

#[test]
fn text_fits_a_terminal() {
    for rule in RULES {
        let text = page::text(rule);
        // What is indented is quoted as it is; a single word may be longer.
        let long = text.lines().find(|line| {
            line.chars().count() > 80 && !line.starts_with("    ") && line.trim().contains(' ')
        });
        let facts = ["reported ", "fix ", "| "];
        let long = long.filter(|line| !facts.iter().any(|fact| line.starts_with(fact)));
        assert_eq!(long, None, "{}", rule.name);
        assert!(!text.contains("```"), "{text}");
    }
}
