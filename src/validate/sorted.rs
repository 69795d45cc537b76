//! Tables that are texts of sorted lines: looked up where they lie, so that nothing has to be read at the start.

use std::cmp::Ordering;

/// The line for which `compare` says that it is the wanted one, and not before or after it.
pub(crate) fn find(
    text: &'static str,
    compare: impl Fn(&'static str) -> Ordering,
) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let (mut from, mut to) = (0, text.len());
    while from < to {
        let middle = from + (to - from) / 2;
        let before = memchr::memrchr(b'\n', bytes.get(from..middle)?);
        let start = before.map_or(from, |at| from + at + 1);
        let after = memchr::memchr(b'\n', bytes.get(middle..to)?);
        let end = after.map_or(to, |at| middle + at);
        let line = text.get(start..end)?;
        match compare(line) {
            Ordering::Equal => return Some(line),
            Ordering::Less => from = end + 1,
            Ordering::Greater => to = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn finds_every_line_and_no_other() {
        for text in ["a 1\nbb 2\nc 3\nd 4\n", "a 1\nbb 2\nc 3\nd 4", "a 1", ""] {
            let of = |key: &str| find(text, |l| l.split(' ').next().unwrap_or_default().cmp(key));
            for line in text.lines() {
                assert_eq!(of(line.split(' ').next().unwrap()), Some(line), "{text:?}");
            }
            for absent in ["", "0", "b", "bbb", "e"] {
                assert_eq!(of(absent), None, "{absent} in {text:?}");
            }
        }
    }
}
