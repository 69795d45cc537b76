//! Where in a document an array lies: `posts`, `db[0].data.posts`, or nothing for the root.

/// The way from the root to one array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route(Vec<Step>);

/// From a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// To the member with this key.
    Key(String),
    /// To the element at this place, counted from 0.
    At(u64),
}

impl Route {
    /// Reads it as written. What stands in brackets and is no number is part of the key.
    pub(super) fn new(written: &str) -> Self {
        let mut steps = Vec::new();
        for part in written.split('.').filter(|part| !part.is_empty()) {
            match index(part) {
                Some((key, at)) => {
                    if !key.is_empty() {
                        steps.push(Step::Key(key.to_owned()));
                    }
                    steps.push(Step::At(at));
                }
                None => steps.push(Step::Key(part.to_owned())),
            }
        }
        Route(steps)
    }

    /// How many steps it has.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Does its step number `depth` lead to the member with this key?
    pub(super) fn has_key(&self, depth: usize, key: &str) -> bool {
        matches!(self.0.get(depth), Some(Step::Key(k)) if k == key)
    }

    /// Does its step number `depth` lead to the element at this place?
    pub(super) fn has_index(&self, depth: usize, at: u64) -> bool {
        matches!(self.0.get(depth), Some(Step::At(n)) if *n == at)
    }
}

/// `db[0]` as its key and its number.
fn index(part: &str) -> Option<(&str, u64)> {
    let (key, rest) = part.split_once('[')?;
    let at = rest.strip_suffix(']')?.parse().ok()?;
    Some((key, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_as_written() {
        let key = |k: &str| Step::Key(k.to_owned());
        for (written, want) in [
            ("", vec![]),
            ("posts", vec![key("posts")]),
            (
                "db[0].data.posts",
                vec![key("db"), Step::At(0), key("data"), key("posts")],
            ),
            ("[1].posts", vec![Step::At(1), key("posts")]),
            ("a[b]", vec![key("a[b]")]),
        ] {
            assert_eq!(Route::new(written), Route(want), "{written}");
        }
    }
}
