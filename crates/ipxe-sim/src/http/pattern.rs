//! Patterns of paths.

/// Parts of a path that a pattern names: `{name}`.
pub(crate) type Captures = Vec<(String, Vec<u8>)>;

/// Whether a path is one of those that a pattern stands for.
///
/// Both are compared part by part between slashes. `*` stands for any part, also an empty one, `**`
/// for any number of parts, `{name}` for a part that is not empty.
pub(crate) fn path_matches(pattern: &str, path: &[u8]) -> bool {
    captures(pattern, path).is_some()
}

/// The named parts of a path that a pattern stands for.
pub(crate) fn captures(pattern: &str, path: &[u8]) -> Option<Captures> {
    let pattern: Vec<&str> = pattern.trim_start_matches('/').split('/').collect();
    let path = path.strip_prefix(b"/").unwrap_or(path);
    let path: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
    // Greedy matching that goes back to the last `**` only: linear for one of them, and never worse
    // than the product of both lengths.
    let (mut p, mut s) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    let mut found: Vec<(usize, usize)> = Vec::new();
    while s < path.len() {
        let part = pattern.get(p).copied();
        match part {
            Some("**") => {
                retry = Some((p, s));
                p += 1;
                continue;
            }
            Some(part) if part_matches(part, path[s]) => {
                found.retain(|&(known, _)| known < p);
                found.push((p, s));
                p += 1;
                s += 1;
                continue;
            }
            _ => {}
        }
        let (at, from) = retry?;
        retry = Some((at, from + 1));
        (p, s) = (at + 1, from + 1);
    }
    if pattern.get(p..)?.iter().any(|part| *part != "**") {
        return None;
    }
    let named = found.into_iter().filter_map(|(p, s)| {
        let name = pattern[p].strip_prefix('{')?.strip_suffix('}')?;
        Some((name.to_owned(), path[s].to_vec()))
    });
    Some(named.collect())
}

fn part_matches(pattern: &str, part: &[u8]) -> bool {
    match pattern {
        "*" => true,
        name if name.starts_with('{') && name.ends_with('}') => !part.is_empty(),
        text => text.as_bytes() == part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_compared() {
        for (pattern, path, expected) in [
            ("/", "/", true),
            ("/", "/a", false),
            ("/a/b", "/a/b", true),
            ("/a/b", "/a", false),
            ("/a/*", "/a/b", true),
            ("/a/*", "/a/", true),
            ("/a/*", "/a/b/c", false),
            ("/a/**", "/a/b/c", true),
            ("/a/**", "/a", true),
            ("**", "/", true),
            ("**/x", "/x", true),
            ("**/x", "/a/b/x", true),
            ("**/x", "/a/b/y", false),
            ("**/x/**/y", "/x/a/x/b/y", true),
            ("**/x/*", "/x/x/a", true),
            ("/{mac}/boot", "//boot", false),
        ] {
            assert_eq!(
                path_matches(pattern, path.as_bytes()),
                expected,
                "{pattern} {path}"
            );
        }
    }

    #[test]
    fn parts_have_names() {
        let named = captures("**/{kind}/{id}", b"/a/b/c").unwrap();
        assert_eq!(
            named,
            [
                ("kind".to_owned(), b"b".to_vec()),
                ("id".to_owned(), b"c".to_vec())
            ]
        );
    }
}
