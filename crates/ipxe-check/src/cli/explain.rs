//! `--explain`: the page of a rule, or what an error number of iPXE says.

use std::fmt::Write as _;

use ipxe_check::levels::{Level, Levels, UnknownRule};
use ipxe_check::page;
use ipxe_check::rule::Group;
use ipxe_check::rules::{RULES, rule};
use ipxe_reference::{ErrorDescription, Platform, Release, describe, strerror};

use super::problem::Problem;

/// Explains a rule, a group of rules or an error number.
pub fn explain(subject: &str) -> Result<Vec<u8>, Problem> {
    let subject = subject.trim();
    if let Some(rule) = rule(subject) {
        return Ok(page::text(rule).into_bytes());
    }
    if let Some(number) = error_number(subject) {
        return explain_error(subject, number).map(String::into_bytes);
    }
    if let Some(group) = Group::ALL.iter().find(|group| group.name() == subject) {
        let rules = RULES.iter().filter(|rule| rule.group == *group);
        let lines = rules.map(|rule| format!("{}  {}: {}\n", rule.code, rule.name, rule.summary));
        return Ok(lines.collect::<String>().into_bytes());
    }
    Err(unknown(subject).into())
}

fn unknown(subject: &str) -> UnknownRule {
    match Levels::default().set(subject, Level::On) {
        Err(error) => error,
        // `all` is a name for options only.
        Ok(()) => UnknownRule {
            name: subject.to_owned(),
            nearest: None,
        },
    }
}

/// An error number, and whether its last two digits, which differ between platforms, were left out.
#[derive(Clone, Copy)]
struct Number {
    value: u32,
    short: bool,
}

/// Reads `2d0c618e`, `0x2d0c618e`, `https://ipxe.org/2d0c618e` and the like; the short form has no
/// platform digits.
fn error_number(text: &str) -> Option<Number> {
    let text = text.trim_matches(|c| matches!(c, '(' | ')' | '/' | '.'));
    let last = text.rsplit('/').next().unwrap_or(text);
    let site = text.strip_suffix(last).unwrap_or_default();
    let site = site.split_once("://").map_or(site, |(_, site)| site);
    if !matches!(site, "" | "ipxe.org/" | "www.ipxe.org/" | "ipxe.org/err/") {
        return None;
    }
    let digits = last.strip_prefix("0x").unwrap_or(last);
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        8 => Some(Number {
            value,
            short: false,
        }),
        6 => Some(Number {
            value: value << 8,
            short: true,
        }),
        _ => None,
    }
}

fn explain_error(subject: &str, number: Number) -> Result<String, Problem> {
    let mut error = describe(number.value);
    if number.short
        && let Some(posix) = error.posix
    {
        // The common case is as good as any: all platforms have the same parts above the last two.
        error = describe(number.value | u32::from(posix.code(Platform::Efi)));
    }
    if error.posix.is_none() || error.file.is_none() {
        let text = format!("`{subject}` is no error number that is known of iPXE");
        return Err(Problem::Usage(text));
    }
    Ok(error_page(&error, number.short))
}

fn error_page(error: &ErrorDescription, any_platform: bool) -> String {
    let mut page = String::new();
    let mut line = |name: &str, text: &str| {
        writeln!(page, "{name:<9} {text}").expect("a String takes any text");
    };
    let platforms: Vec<Platform> = error.platforms().collect();
    let names: Vec<&str> = platforms.iter().map(|platform| platform.name()).collect();
    let platform = platforms.first().copied().unwrap_or(Platform::Efi);
    let shown = |release| strerror(error.number.cast_signed(), platform, release);
    let newest = shown(Release::LATEST);
    line("shown as", &newest);
    if let Some(posix) = error.posix {
        line("error", &format!("{}: {}", posix.name, posix.text));
    }
    if let Some(file) = error.file {
        line("from", file.source.unwrap_or(file.name));
    }
    for case in error.cases() {
        line("case", case.description);
    }
    if !any_platform && !names.is_empty() {
        line("platform", &names.join(", "));
    }
    line("page", &error.address());
    for situation in error.situations() {
        page.push_str(&format!("\n{}\n", situation.name));
        let console = situation
            .console_in(Release::LATEST)
            .replace("{error}", &newest);
        for row in console.lines() {
            page.push_str(&format!("    {row}\n"));
        }
        if let Some(note) = situation.note {
            page.push_str(&format!("  {note}\n"));
        }
    }
    page
}
