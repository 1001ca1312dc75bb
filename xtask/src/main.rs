//! Developers' tasks, run as `cargo xtask TASK`.

mod codegen;

use anyhow::bail;

const USAGE: &str = "usage: cargo xtask TASK

tasks:
  codegen [--check]   write the tables of ipxe-reference from grammar/*.toml;
                      with --check only say whether they are up to date
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
        [] | ["help" | "--help" | "-h"] => {
            eprint!("{USAGE}");
            Ok(())
        }
        other => bail!("unknown task: {}\n{USAGE}", other.join(" ")),
    }
}
