//! Explanations of what the tables know, in Markdown.

use std::fmt::Write as _;

use ipxe_reference::{Command, CommandOption, ErrorDescription, Release, Setting, SettingType};

/// A command: how it is used, what it does, who has it.
#[must_use]
pub fn command(command: &Command) -> String {
    let usage = command.usage(command.name.as_bytes(), Release::LATEST);
    let usage = String::from_utf8_lossy(&usage);
    let mut text = format!("```\n{usage}\n```\n\n{}", command.summary);
    if !command.options.is_empty() {
        text.push('\n');
    }
    for option in command.options {
        let _ = write!(text, "\n- `--{}`: {}", option.long, option.summary);
    }
    for sentence in command.behaviour {
        let _ = write!(text, "\n\n{sentence}");
    }
    let _ = write!(text, "{}", since(command.since, command.build_option));
    let _ = write!(text, "\n\n[{0}]({0})", command.address());
    text
}

/// An option of a command.
#[must_use]
pub fn option(command: &Command, option: &CommandOption) -> String {
    let short = option
        .short
        .map(|letter| format!(", `-{}`", letter as char));
    let mut text = format!("`--{}`{}", option.long, short.unwrap_or_default());
    let _ = write!(text, " of `{}`: {}", command.name, option.summary);
    let _ = write!(text, "{}", since(option.since.max(command.since), None));
    text
}

/// A predefined setting.
#[must_use]
pub fn setting(setting: &Setting) -> String {
    let mut text = format!("`{}`: {}\n\n", setting.name, setting.summary);
    let _ = write!(text, "Type `{}`", setting.setting_type);
    if let Some(tag) = setting
        .tag
        .filter(|_| setting.scope == ipxe_reference::Scope::Default)
    {
        let _ = write!(text, ", DHCP option {}", tag_text(tag));
    }
    text.push('.');
    if setting.read_only {
        text.push_str(" It cannot be stored.");
    }
    if !setting.blocks.is_empty() {
        let _ = write!(text, " Provided by `{}`.", setting.blocks.join("`, `"));
    }
    let _ = write!(text, "{}", since(setting.since, setting.build_option));
    let _ = write!(text, "\n\n[{0}]({0})", setting.address());
    text
}

/// A tag as it is written in scripts: `175.3`.
fn tag_text(tag: u64) -> String {
    let bytes = tag.to_be_bytes();
    let bytes = bytes.iter().skip_while(|&&byte| byte == 0);
    bytes.map(u8::to_string).collect::<Vec<_>>().join(".")
}

/// A type of settings.
#[must_use]
pub fn setting_type(setting_type: SettingType) -> String {
    let info = setting_type.info();
    let mut text = format!("Type `{}`: {}", info.name, info.summary);
    match info.parses_since {
        None => text.push_str(" It can be shown but not stored from text."),
        Some(release) if release > Release::V1_20_1 => {
            let _ = write!(text, " It can be stored from text since {release}.");
        }
        Some(_) => {}
    }
    let _ = write!(text, "{}", since(info.since, info.build_option));
    text
}

/// An error number, taken apart.
#[must_use]
pub fn error(error: &ErrorDescription) -> String {
    let mut text = format!("Error `{:#010x}`", error.number);
    if let Some(posix) = error.posix {
        let _ = write!(text, ": {} ({})", posix.text, posix.name);
    }
    text.push('\n');
    if let Some(source) = error.file.and_then(|file| file.source) {
        let _ = write!(text, "\nRaised in `{source}`.\n");
    }
    for case in error.cases() {
        let _ = write!(text, "\n- {}", case.description);
    }
    let platforms: Vec<_> = error
        .platforms()
        .map(ipxe_reference::Platform::name)
        .collect();
    if !platforms.is_empty() {
        let _ = write!(text, "\n\nThe number on {}.", platforms.join(", "));
    }
    let _ = write!(text, "\n\n[{0}]({0})", error.address());
    text
}

/// Who has something; nothing where every build of every release has it.
fn since(release: Release, option: Option<&str>) -> String {
    let mut text = String::new();
    if release > Release::V1_20_1 {
        let _ = write!(text, "\n\nSince {release}.");
    }
    if let Some(name) = option {
        let _ = write!(text, "\n\nBuild option `{name}`.");
    }
    text
}
