//! Globs of a configuration, which speak of files relative to its folder.

use std::path::Path;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// A set of globs.
///
/// One without a slash matches the name of a file or folder anywhere, others match the path from
/// the folder of the configuration on, or the whole path if they begin with a slash. A glob that
/// matches a folder stands for everything in it.
#[derive(Debug, Default)]
pub struct Patterns {
    relative: GlobSet,
    absolute: GlobSet,
}

/// Collects globs.
#[derive(Debug)]
pub struct PatternsBuilder {
    relative: GlobSetBuilder,
    absolute: GlobSetBuilder,
}

impl PatternsBuilder {
    pub fn new() -> Self {
        Self {
            relative: GlobSetBuilder::new(),
            absolute: GlobSetBuilder::new(),
        }
    }

    /// Adds a glob.
    pub fn add(&mut self, pattern: &str) -> Result<(), globset::Error> {
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let folder = pattern.trim_end_matches('/');
        let is_absolute = Path::new(pattern).is_absolute();
        let everything_in = format!("{folder}/**");
        let anywhere = if folder.contains('/') { "" } else { "**/" };
        let set = if is_absolute {
            &mut self.absolute
        } else {
            &mut self.relative
        };
        if folder == pattern {
            set.add(glob(&format!("{anywhere}{pattern}"))?);
        }
        set.add(glob(&format!("{anywhere}{everything_in}"))?);
        Ok(())
    }

    pub fn build(&self) -> Result<Patterns, globset::Error> {
        Ok(Patterns {
            relative: self.relative.build()?,
            absolute: self.absolute.build()?,
        })
    }
}

/// A glob whose `*` and `?` do not match slashes.
pub fn glob(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

impl Patterns {
    /// True if the file, given by its absolute path, matches, seen from `folder`.
    pub fn is_file(&self, folder: &Path, path: &Path) -> bool {
        let relative = path.strip_prefix(folder).unwrap_or(path);
        self.relative.is_match(relative) || self.absolute.is_match(path)
    }

    /// True if the folder, given by its absolute path, matches with everything in it.
    pub fn is_folder(&self, folder: &Path, path: &Path) -> bool {
        self.is_file(folder, path) || self.is_file(folder, &path.join("*"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        let mut builder = PatternsBuilder::new();
        builder.add(pattern).expect("a glob");
        let patterns = builder.build().expect("globs");
        patterns.is_file(Path::new("/srv/boot"), Path::new(path))
    }

    #[test]
    fn a_name_matches_anywhere() {
        assert!(matches("old.ipxe", "/srv/boot/old.ipxe"));
        assert!(matches("*.j2", "/srv/boot/a/b.ipxe.j2"));
        assert!(matches("vendor", "/srv/boot/a/vendor/b/c.ipxe"));
        assert!(matches("vendor/", "/srv/boot/vendor/c.ipxe"));
        assert!(!matches("vendor/", "/srv/boot/vendor"));
        assert!(!matches("old.ipxe", "/srv/boot/very-old.ipxe"));
    }

    #[test]
    fn a_path_begins_at_the_configuration() {
        assert!(matches("lib/*.ipxe", "/srv/boot/lib/a.ipxe"));
        assert!(matches("./lib", "/srv/boot/lib/a.ipxe") && matches("lib/a", "/srv/boot/lib/a/b"));
        assert!(!matches("lib/*.ipxe", "/srv/boot/a/lib/a.ipxe"));
        assert!(!matches("lib/*.ipxe", "/srv/boot/lib/b/a.ipxe"));
        assert!(matches("lib/**/*.ipxe", "/srv/boot/lib/b/a.ipxe"));
    }

    #[test]
    fn a_slash_at_the_start_means_the_root() {
        assert!(matches("/srv/boot/*.ipxe", "/srv/boot/a.ipxe"));
        assert!(!matches("/boot/*.ipxe", "/srv/boot/boot/a.ipxe"));
    }

    #[test]
    fn folders_match_with_everything_in_them() {
        let mut builder = PatternsBuilder::new();
        for pattern in ["vendor", "build/", "only/*.ipxe"] {
            builder.add(pattern).expect("a glob");
        }
        let patterns = builder.build().expect("globs");
        let is = |path| patterns.is_folder(Path::new("/srv"), Path::new(path));
        assert!(is("/srv/vendor") && is("/srv/a/build") && is("/srv/build/x"));
        assert!(!is("/srv/only") && !is("/srv/a"));
    }
}
