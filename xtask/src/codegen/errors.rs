//! `errors.toml`

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::emit::{camel, header, line, list, option, option_str, platforms};
use super::features::Features;
use super::load::load as load_file;
use super::releases::Releases;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    posix: Vec<Posix>,
    files: Vec<SourceFile>,
    errors: Vec<Case>,
    situation: Vec<Situation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Posix {
    name: String,
    number: u8,
    linux: u8,
    pcbios: u8,
    efi: u8,
    text: String,
    #[serde(default)]
    printed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    name: String,
    number: u32,
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    posix: String,
    file: String,
    uniq: u8,
    description: String,
    code: Option<u8>,
    printed: Option<String>,
    option: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Situation {
    name: String,
    posix: Option<String>,
    file: Option<String>,
    #[serde(default)]
    uniq: u8,
    code: Option<u8>,
    #[serde(default)]
    platforms: Vec<String>,
    #[serde(default)]
    console: String,
    /// What was seen in releases before the one that is the key.
    #[serde(default)]
    console_before: BTreeMap<String, String>,
    note: Option<String>,
}

impl File {
    fn posix(&self, name: &str) -> Result<&Posix> {
        let found = self.posix.iter().find(|posix| posix.name == name);
        found.with_context(|| format!("no such POSIX error: {name:?}"))
    }

    fn file(&self, name: &str) -> Result<&SourceFile> {
        let found = self.files.iter().find(|file| file.name == name);
        found.with_context(|| format!("no such file: {name:?}"))
    }
}

fn file_variant(name: &str) -> String {
    let name = camel(name);
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("F{name}")
    } else {
        name
    }
}

pub fn generate(grammar: &Path, releases: &Releases, features: &Features) -> Result<String> {
    let file: File = load_file(grammar, "errors")?;
    let mut out = header(
        "errors.toml",
        "use crate::error::{ErrorCase, ErrorFileInfo, ErrorId, PosixError};\n\
         use crate::situation::Situation;\nuse crate::{Platform, Release};\n",
    );
    emit_posix(&mut out, &file.posix)?;
    emit_files(&mut out, &file.files)?;
    emit_cases(&mut out, &file, releases, features).context("errors.toml")?;
    emit_situations(&mut out, &file, releases).context("errors.toml")?;
    Ok(out)
}

fn emit_posix(out: &mut String, posix: &[Posix]) -> Result<()> {
    let ordered = posix.is_sorted_by(|a, b| a.number < b.number);
    ensure!(
        ordered,
        "errors.toml: POSIX errors must be sorted by number"
    );
    line(out, "/// A POSIX error, by the numbers of iPXE's own.");
    line(
        out,
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[repr(u8)]\n\
         pub enum Posix {",
    );
    for Posix { name, text, .. } in posix {
        line(out, format_args!("    /// {text}"));
        line(out, format_args!("    {},", camel(name)));
    }
    line(out, "}\n\n/// The POSIX errors, sorted by number.");
    line(
        out,
        format_args!("pub static POSIX_ERRORS: [PosixError; {}] = [", posix.len()),
    );
    for Posix {
        name,
        number,
        linux,
        pcbios,
        efi,
        text,
        printed,
    } in posix
    {
        line(
            out,
            format_args!(
                "    PosixError {{ id: Posix::{}, name: {name:?}, number: {number:#04x}, \
                 codes: [{pcbios:#04x}, {efi:#04x}, {linux:#04x}], text: {text:?}, \
                 printed: {printed} }},",
                camel(name)
            ),
        );
    }
    line(out, "];\n");
    Ok(())
}

fn emit_files(out: &mut String, files: &[SourceFile]) -> Result<()> {
    let ordered = files.is_sorted_by(|a, b| a.number < b.number);
    ensure!(ordered, "errors.toml: files must be sorted by number");
    let variants: BTreeSet<String> = files.iter().map(|file| file_variant(&file.name)).collect();
    ensure!(
        variants.len() == files.len(),
        "errors.toml: two files of the same name"
    );
    line(out, "/// A source file of iPXE, as error numbers know it.");
    line(
        out,
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[repr(u16)]\n\
         pub enum ErrorFile {",
    );
    for SourceFile { name, source, .. } in files {
        line(
            out,
            format_args!("    /// `{}`", source.as_deref().unwrap_or(name)),
        );
        line(out, format_args!("    {},", file_variant(name)));
    }
    line(out, "}\n\n/// The source files, sorted by number.");
    line(
        out,
        format_args!(
            "pub static ERROR_FILES: [ErrorFileInfo; {}] = [",
            files.len()
        ),
    );
    for SourceFile {
        name,
        number,
        source,
    } in files
    {
        ensure!(
            number & !0x00ff_e000 == 0,
            "errors.toml: {name}: bits outside of the file part"
        );
        line(
            out,
            format_args!(
                "    ErrorFileInfo {{ id: ErrorFile::{}, name: {name:?}, number: {number:#010x}, \
                 source: {} }},",
                file_variant(name),
                option_str(source.as_deref())
            ),
        );
    }
    line(out, "];\n");
    Ok(())
}

fn emit_cases(
    out: &mut String,
    file: &File,
    releases: &Releases,
    features: &Features,
) -> Result<()> {
    let mut keys = Vec::new();
    line(
        out,
        "/// The cases that files tell apart, by file, POSIX error and case.",
    );
    line(
        out,
        format_args!(
            "pub static ERROR_CASES: [ErrorCase; {}] = [",
            file.errors.len()
        ),
    );
    for case in &file.errors {
        let posix = file.posix(&case.posix)?;
        keys.push((file.file(&case.file)?.number, posix.number, case.uniq));
        ensure!(case.uniq < 32, "{}: no such case: {}", case.file, case.uniq);
        case.option
            .as_deref()
            .map_or(Ok(0), |option| features.bits(option))?;
        let printed = case
            .printed
            .as_deref()
            .map(|release| releases.path(release))
            .transpose()?;
        line(
            out,
            format_args!(
                "    ErrorCase {{ id: {}, code: {}, description: {:?}, printed_since: {}, \
                 build_option: {} }},",
                id(&case.posix, &case.file, case.uniq),
                option(case.code.map(|code| format!("{code:#04x}"))),
                case.description,
                option(printed),
                option_str(case.option.as_deref())
            ),
        );
    }
    line(out, "];\n");
    ensure!(
        keys.is_sorted(),
        "errors must be sorted by file, POSIX error and case"
    );
    Ok(())
}

fn id(posix: &str, file: &str, uniq: u8) -> String {
    format!(
        "ErrorId::new(Posix::{}, ErrorFile::{}, {uniq})",
        camel(posix),
        file_variant(file)
    )
}

fn emit_situations(out: &mut String, file: &File, releases: &Releases) -> Result<()> {
    line(out, "/// What a user can do wrong, and what is seen then.");
    line(
        out,
        format_args!(
            "pub static SITUATIONS: [Situation; {}] = [",
            file.situation.len()
        ),
    );
    let mut names = BTreeSet::new();
    for situation in &file.situation {
        ensure!(
            names.insert(&situation.name),
            "{}: occurs twice",
            situation.name
        );
        let error = match (&situation.posix, &situation.file) {
            (Some(posix), Some(source)) => {
                file.posix(posix)?;
                file.file(source)?;
                Some(id(posix, source, situation.uniq))
            }
            (None, None) => None,
            _ => anyhow::bail!("{}: posix and file belong together", situation.name),
        };
        let before = situation
            .console_before
            .iter()
            .map(|(release, text)| Ok(format!("({}, {text:?})", releases.path(release)?)))
            .collect::<Result<Vec<_>>>()?;
        line(
            out,
            format_args!(
                "    Situation {{ name: {:?}, error: {}, code: {}, platforms: {}, console: {:?}, \
                 consoles_before: {}, note: {} }},",
                situation.name,
                option(error),
                option(situation.code.map(|code| format!("{code:#04x}"))),
                platforms(&situation.platforms),
                situation.console,
                list(before),
                option_str(situation.note.as_deref())
            ),
        );
    }
    line(out, "];");
    Ok(())
}
