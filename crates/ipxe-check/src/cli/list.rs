//! `--list-rules`.

use std::fmt::Write as _;

use ipxe_check::arguments::{Arguments, Format};
use ipxe_check::rule::{Fixes, Rule};
use ipxe_check::rules::RULES;
use serde::Serialize;

use super::configs::options;
use super::problem::Problem;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List {
    version: u32,
    rules: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    code: &'static str,
    name: &'static str,
    group: &'static str,
    severity: &'static str,
    pedantic: bool,
    fix: &'static str,
    level: &'static str,
    summary: &'static str,
    page: String,
}

/// The list of all rules, with the levels that the command line gives them.
pub fn list(arguments: &Arguments) -> Result<Vec<u8>, Problem> {
    let levels = options(arguments, None, &[])?.levels;
    let level = |index| {
        levels
            .severity(index)
            .map_or("off", |severity| severity.as_str())
    };
    let rules = RULES.iter().enumerate();
    let rules = rules.map(|(index, rule)| entry(rule, level(index)));
    match arguments.format {
        Format::Json => {
            let list = List {
                version: 1,
                rules: rules.collect(),
            };
            let mut text = serde_json::to_vec_pretty(&list).expect("strings make JSON");
            text.push(b'\n');
            Ok(text)
        }
        Format::Human => Ok(table(&rules.collect::<Vec<_>>()).into_bytes()),
        _ => Err(Problem::Usage(
            "rules are listed with --format human or json only".to_owned(),
        )),
    }
}

fn entry(rule: &Rule, level: &'static str) -> Entry {
    Entry {
        code: rule.code,
        name: rule.name,
        group: rule.group.name(),
        severity: rule.severity.as_str(),
        pedantic: rule.pedantic,
        fix: match rule.fixes {
            Fixes::None => "none",
            Fixes::Safe => "safe",
            Fixes::Unsafe => "unsafe",
        },
        level,
        summary: rule.summary,
        page: rule.page(),
    }
}

fn table(rules: &[Entry]) -> String {
    let longest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut table = String::new();
    for rule in rules {
        let fix = match rule.fix {
            "none" => "-",
            fix => fix,
        };
        writeln!(
            table,
            "{}  {:longest$}  {:8}  {:7}  {fix:6}  {}",
            rule.code, rule.name, rule.group, rule.level, rule.summary
        )
        .expect("a String takes any text");
    }
    table
}
