//! Globs that no shell has expanded.

use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

use super::without_here;
use crate::cli::patterns::glob;

/// Characters that a name of a file seldom has, but a glob.
const SPECIAL: [char; 4] = ['*', '?', '[', '{'];

/// True if the text could be meant as a glob.
pub fn is_pattern(text: &str) -> bool {
    text.contains(SPECIAL)
}

/// What matches `pattern`, in the order of names. As with a shell, `*` and `?` match neither a slash
/// nor a dot at the start of a name; `**` matches any number of folders.
pub fn expand(pattern: &str) -> Result<Vec<PathBuf>, String> {
    let fixed: PathBuf = Path::new(pattern)
        .components()
        .take_while(|part| {
            part.as_os_str()
                .to_str()
                .is_some_and(|part| !is_pattern(part))
        })
        .collect();
    let parts: Vec<Component<'_>> = Path::new(pattern).components().collect();
    let moving = &parts[fixed.components().count()..];
    let text: PathBuf = moving.iter().collect();
    let text = text.to_string_lossy();
    let matcher = glob(&text)
        .map_err(|error| error.kind().to_string())?
        .compile_matcher();
    let hidden = moving
        .iter()
        .any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
    let folder = if fixed.as_os_str().is_empty() {
        Path::new(".")
    } else {
        &fixed
    };
    let mut walk = WalkBuilder::new(folder);
    walk.standard_filters(false)
        .hidden(!hidden)
        .sort_by_file_name(Ord::cmp);
    // `{a/b,c}` has more folders than it seems.
    if !text.contains("**") && !text.contains('{') {
        walk.max_depth(Some(moving.len()));
    }
    let found = walk.build().filter_map(Result::ok).filter_map(|entry| {
        let relative = entry.path().strip_prefix(folder).ok()?;
        (entry.depth() > 0 && matcher.is_match(relative)).then(|| without_here(entry.path()))
    });
    Ok(found.collect())
}
