//! The scenarios of `corpus/scenarios`, with what is seen when they run.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ipxe_emu::run::{Options, Show, run};

fn folders() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/scenarios");
    let mut folders: Vec<PathBuf> = fs::read_dir(corpus)
        .expect("the scenarios")
        .map(|entry| entry.expect("a scenario").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn options(folder: &Path, show: Show) -> Options {
    Options {
        script: folder.join("main.ipxe"),
        scenario: Some(folder.join("scenario.toml").display().to_string()),
        show,
        max_steps: 100_000,
        max_time: Duration::from_secs(24 * 3600),
        max_images: 1 << 30,
        keys: Vec::new(),
        live: Vec::new(),
    }
}

fn seen(folder: &Path, show: Show) -> Vec<u8> {
    let mut out = Vec::new();
    let finished = run(&options(folder, show), &mut out).unwrap_or_else(|error| panic!("{error}"));
    if show == Show::Story {
        out.extend(
            format!(
                "{:9.3}  {}\n",
                finished.time.as_secs_f64(),
                finished.ending.in_words()
            )
            .bytes(),
        );
    }
    out
}

#[test]
fn scenarios_look_as_recorded() {
    let update = std::env::var_os("UPDATE_SCENARIOS").is_some();
    let mut wrong = Vec::new();
    for folder in folders() {
        for (file, show) in [("console", Show::Console), ("story", Show::Story)] {
            let path = folder.join(file);
            let actual = seen(&folder, show);
            if update {
                fs::write(&path, &actual).expect("a file that can be written");
            }
            let expected = fs::read(&path).unwrap_or_default();
            if expected != actual {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let (expected, actual) = (text(&expected), text(&actual));
                let diff = similar::TextDiff::from_lines(&expected, &actual);
                wrong.push(format!("{}\n{}", path.display(), diff.unified_diff()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_run_gives_the_same_trace() {
    for folder in folders() {
        assert_eq!(
            seen(&folder, Show::Json),
            seen(&folder, Show::Json),
            "{}",
            folder.display()
        );
    }
}
