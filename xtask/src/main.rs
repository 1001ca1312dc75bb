//! Developers' tasks, run as `cargo xtask TASK`.

mod codegen;
#[cfg(feature = "programs")]
mod dist;
#[cfg(feature = "programs")]
mod docs;

use anyhow::bail;

const USAGE: &str = "usage: cargo xtask TASK

tasks:
  codegen [--check]   write the tables of ipxe-reference from grammar/*.toml;
                      with --check only say whether they are up to date
  docs [--check]      write the pages about the rules of ipxe-check, docs/rules
  dist                build what is handed out, in target/dist
";

#[expect(
    clippy::print_stderr,
    reason = "a command line tool tells how to use it"
)]
fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["codegen"] => codegen::write(),
        ["codegen", "--check"] => codegen::check(),
        ["docs"] | ["docs", "--check"] | ["dist"] => with_programs(&arguments),
        [] | ["help" | "--help" | "-h"] => {
            eprint!("{USAGE}");
            Ok(())
        }
        other => bail!("unknown task: {}\n{USAGE}", other.join(" ")),
    }
}

/// Tasks that need the programs' own crates.
#[cfg(feature = "programs")]
fn with_programs(arguments: &[&str]) -> anyhow::Result<()> {
    match arguments {
        ["dist"] => dist::dist(),
        [_, "--check"] => docs::check(),
        _ => docs::write(),
    }
}

/// Builds this program with the programs' crates and lets that one do it.
#[cfg(not(feature = "programs"))]
fn with_programs(arguments: &[&str]) -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = std::process::Command::new(cargo)
        .args(["run", "--quiet", "--package", "xtask"])
        .args(["--features", "programs", "--"])
        .args(arguments)
        .status()?;
    if !status.success() {
        bail!("{}: {status}", arguments.join(" "));
    }
    Ok(())
}
