//! `cargo xtask dist`: what is handed out, as a folder and as an archive.
//!
//! The folder is laid out as below `/usr`: `bin`, `share/man/man1`, and where shells look for
//! completions. It is built in `target/dist`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use clap_complete::Shell;
use ipxe_check::arguments::Arguments;

/// Where shells look for completions, and how the file for a program is called.
const COMPLETIONS: [(Shell, &str, &str, &str); 3] = [
    (Shell::Bash, "share/bash-completion/completions", "", ""),
    (Shell::Fish, "share/fish/vendor_completions.d", "", ".fish"),
    (Shell::Zsh, "share/zsh/site-functions", "_", ""),
];

/// Builds the programs, their manual pages and completions, and packs them.
pub fn dist() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let programs = programs(&root)?;
    let mut build = cargo();
    build.current_dir(&root).args(["build", "--release"]);
    for program in &programs {
        build.args(["--package", program]);
    }
    run(&mut build)?;

    let target = root.join("target");
    let dist = target.join("dist");
    let name = format!("ipxe-toolkit-{}-{}", env!("CARGO_PKG_VERSION"), host()?);
    let folder = dist.join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    for program in &programs {
        copy(
            &target.join("release").join(program),
            &folder.join("bin").join(program),
        )?;
    }
    command_line(Arguments::command(), &folder)?;
    docs(&root.join("docs"), &folder.join("share/doc/ipxe-toolkit"))?;
    pack(&dist, &name)
}

/// The programs of the workspace that are for others, in the order of their names.
fn programs(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut programs = Vec::new();
    for entry in fs::read_dir(root.join("crates"))? {
        let entry = entry?;
        let manifest = fs::read_to_string(entry.path().join("Cargo.toml"))?;
        let manifest: toml::Table = manifest.parse()?;
        let publish = manifest
            .get("package")
            .and_then(|package| package.get("publish"));
        let is_public = publish.and_then(toml::Value::as_bool) != Some(false);
        if is_public && entry.path().join("src/main.rs").is_file() {
            programs.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    programs.sort();
    Ok(programs)
}

/// Writes the manual page and the completions of a program.
fn command_line(mut command: clap::Command, folder: &Path) -> anyhow::Result<()> {
    let name = command.get_name().to_owned();
    for (shell, place, before, behind) in COMPLETIONS {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut command, &name, &mut text);
        write(
            &folder.join(place).join(format!("{before}{name}{behind}")),
            &text,
        )?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    write(
        &folder.join("share/man/man1").join(format!("{name}.1")),
        &page,
    )
}

/// Copies the documentation with its folders.
fn docs(from: &Path, to: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let name = path.file_name().context("an entry has a name")?;
        if path.is_dir() {
            docs(&path, &to.join(name))?;
        } else {
            copy(&path, &to.join(name))?;
        }
    }
    Ok(())
}

/// Makes an archive that is the same whenever it is made of the same files, and its digest.
fn pack(dist: &Path, name: &str) -> anyhow::Result<()> {
    let archive = format!("{name}.tar.gz");
    run(Command::new("tar").current_dir(dist).args([
        "--sort=name",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
        "--mtime=@0",
        "--use-compress-program=gzip -n",
        "-cf",
        &archive,
        name,
    ]))?;
    let digest = Command::new("sha256sum")
        .current_dir(dist)
        .arg(&archive)
        .output()?;
    if !digest.status.success() {
        bail!("sha256sum: {}", digest.status);
    }
    write(&dist.join(format!("{archive}.sha256")), &digest.stdout)
}

/// The triple of the system that this runs on.
fn host() -> anyhow::Result<String> {
    let output = Command::new("rustc")
        .args(["--print", "host-tuple"])
        .output()?;
    if !output.status.success() {
        bail!("rustc --print host-tuple: {}", output.status);
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    Command::new(cargo)
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command
        .status()
        .with_context(|| command.get_program().display().to_string())?;
    if !status.success() {
        bail!("{}: {status}", command.get_program().display());
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    make_folder(to)?;
    fs::copy(from, to).with_context(|| from.display().to_string())?;
    Ok(())
}

fn write(path: &Path, text: &[u8]) -> anyhow::Result<()> {
    make_folder(path)?;
    fs::write(path, text).with_context(|| path.display().to_string())
}

fn make_folder(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().context("it has a folder")?;
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())
}
