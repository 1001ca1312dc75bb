//! A mark for the cursor in the texts of tests.

/// The text without its first `$0`, and where that was.
pub fn cut(marked: &str) -> (String, u32) {
    let at = marked.find("$0").expect("a test marks the cursor");
    (format!("{}{}", &marked[..at], &marked[at + 2..]), at as u32)
}
