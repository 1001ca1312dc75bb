//! Did-you-mean: the closest of several names.

/// The candidate closest to `name`, if one is close enough to be what was meant.
///
/// Distance counts inserted, deleted, replaced and swapped adjacent bytes; differences of
/// case and between `-` and `_` count less. Among equals the first candidate wins.
pub fn nearest<'c>(name: &[u8], candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    const LONGEST: usize = 64;
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    // In half steps: a third of the name may differ, at least one letter of two.
    let limit = if name.len() < 3 {
        2
    } else {
        2 * (name.len() / 3).max(1)
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.len().abs_diff(name.len()) * 2 > limit || candidate.len() > LONGEST {
            continue;
        }
        let distance = distance(name, candidate.as_bytes());
        if distance > 0 && distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The distance of two names in half steps (optimal string alignment).
fn distance(a: &[u8], b: &[u8]) -> usize {
    let width = b.len() + 1;
    let mut before = vec![0; width];
    let mut last: Vec<usize> = (0..width).map(|n| 2 * n).collect();
    let mut row = vec![0; width];
    for (i, &x) in a.iter().enumerate() {
        row[0] = 2 * (i + 1);
        for (j, &y) in b.iter().enumerate() {
            let mut cost = (last[j] + replace_cost(x, y))
                .min(last[j + 1] + 2)
                .min(row[j] + 2);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                cost = cost.min(before[j - 1] + 2);
            }
            row[j + 1] = cost;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[width - 1]
}

fn replace_cost(x: u8, y: u8) -> usize {
    let alike = |byte: u8| {
        if byte == b'_' {
            b'-'
        } else {
            byte.to_ascii_lowercase()
        }
    };
    if x == y {
        0
    } else if alike(x) == alike(y) {
        1
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn typing_mistakes_are_close() {
        let names = [
            "chain", "choose", "iseq", "isset", "exit", "echo", "initrd", "item",
        ];
        for (typed, meant) in [
            ("chian", "chain"),
            ("Chain", "chain"),
            ("isseq", "iseq"),
            ("issq", "iseq"),
            ("exitl", "exit"),
            ("ech", "echo"),
            ("intird", "initrd"),
        ] {
            assert_eq!(nearest(typed.as_bytes(), names), Some(meant), "{typed}");
        }
    }

    #[test]
    fn other_words_are_not() {
        let names = ["chain", "choose", "iseq", "echo"];
        for typed in ["", "while", "x", "quarantine", "chain"] {
            assert_eq!(nearest(typed.as_bytes(), names), None, "{typed}");
        }
    }
}
