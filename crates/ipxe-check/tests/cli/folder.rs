//! A folder to run the program in.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A script without findings.
pub const GOOD: &str = "#!ipxe\necho Hello\n";

/// A script with one error, `IPX201`, in line 2.
pub const BAD: &str = "#!ipxe\ngoto nowhere\n";

/// The line of [`BAD`] in the short format, without the name of the file.
pub const BAD_SHORT: &str = ":2:6: error[IPX201] no label `nowhere` in this script\n";

/// A script with a warning that a safe fix removes: `IPX901`.
pub const FIXABLE: &str = "#!ipxe\n# ipxe-check: allow=undefined-label\necho Hello\n";

/// An empty folder that goes away with the value.
pub struct Folder(TempDir);

/// What a run of the program left.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    /// A folder with these files in it.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn at(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.at(name);
        let parent = path.parent().expect("it is in the folder");
        fs::create_dir_all(parent).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    pub fn read(&self, name: impl AsRef<Path>) -> String {
        let bytes = fs::read(self.at(name)).expect("the file is there");
        String::from_utf8(bytes).expect("text")
    }

    /// The program in this folder, with nothing of the user's own settings.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ipxe-check"));
        command.current_dir(self.path());
        command.env("HOME", self.at("no-home"));
        command.env_remove("XDG_CONFIG_HOME");
        command.env_remove("NO_COLOR");
        command
    }

    /// Runs the program after `prepare` has given it arguments and environment.
    pub fn run_with(&self, prepare: impl FnOnce(&mut Command)) -> Run {
        let mut command = self.command();
        prepare(&mut command);
        Run::of(
            command
                .stdin(Stdio::null())
                .output()
                .expect("the program starts"),
        )
    }

    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        self.run_with_input(arguments, "")
    }

    pub fn run_with_input<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
        input: &str,
    ) -> Run {
        let mut child = self
            .command()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("it was piped");
        // The program need not read it.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        Run::of(child.wait_with_output().expect("the program ends"))
    }

    /// Runs the program with `--format short` and words separated by spaces.
    pub fn short(&self, line: &str) -> Run {
        self.run(
            ["--format=short"]
                .into_iter()
                .chain(line.split_whitespace()),
        )
    }
}

impl Run {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Self {
            status: output.status.code().expect("it was not killed"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    #[track_caller]
    pub fn expect(&self, status: i32, stdout: &str, stderr: &str) {
        let expected = Self {
            status,
            stdout: stdout.to_owned(),
            stderr: stderr.to_owned(),
        };
        assert_eq!(self, &expected);
    }

    /// Names of the files of the findings in the short format, each once.
    pub fn files(&self) -> Vec<&str> {
        let names = self
            .stdout
            .lines()
            .filter_map(|line| line.split(':').next());
        let mut names: Vec<_> = names.collect();
        names.dedup();
        names
    }
}
