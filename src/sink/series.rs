//! Numbered files (`news.archive-12.rss`, `sitemap-3.xml`) known by one mark for all of a kind.
//!
//! A listing of the folder gives names and inode numbers without a look at any file. A file that was replaced by
//! another has another inode; one that was written over in place keeps it, and is found by `--full` alone.

use std::collections::HashMap;

/// The marks of all kinds of numbered files in a folder.
#[derive(Debug, Default)]
pub(super) struct Series(HashMap<String, (u64, u64)>);

impl Series {
    /// Takes in a file of a listing.
    pub(super) fn add(&mut self, name: &str, inode: u64) {
        let Some(stem) = stem_of_series(name) else {
            return;
        };
        let mark = digest(name, inode);
        match self.0.get_mut(stem) {
            Some((count, sum)) => {
                *count += 1;
                *sum = sum.wrapping_add(mark);
            }
            None => {
                self.0.insert(stem.to_owned(), (1, mark));
            }
        }
    }

    /// The mark of one kind.
    pub(super) fn mark(&self, stem: &str) -> String {
        let mark = self.0.get(stem);
        mark.map_or_else(String::new, |(count, sum)| format!("{count}:{sum:016x}"))
    }
}

/// What stands before the number in a file's name, where it is one of many: `news.archive` of
/// `news.archive-12.rss.gz`.
pub fn stem_of_series(name: &str) -> Option<&str> {
    let (stem, rest) = name.rsplit_once('-')?;
    let (number, _) = rest.split_once('.')?;
    let counts = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (counts && !stem.starts_with('.')).then_some(stem)
}

/// Sums of these depend on no order.
fn digest(name: &str, inode: u64) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&inode.to_le_bytes());
    hasher.update(name.as_bytes());
    let hash = hasher.finalize();
    hash.as_bytes()
        .first_chunk()
        .map_or(0, |bytes: &[u8; 8]| u64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_follows_names_and_inodes_but_no_order() {
        let mark = |files: &[(&str, u64)]| {
            let mut series = Series::default();
            files
                .iter()
                .for_each(|(name, inode)| series.add(name, *inode));
            series.mark("news.archive")
        };
        let (a, b) = (("news.archive-1.rss", 7), ("news.archive-2.rss", 8));
        assert_eq!(
            mark(&[a, b]),
            mark(&[b, a, ("news.rss", 1), ("x-1.rss", 2)])
        );
        assert_eq!(mark(&[]), "");
        for other in [
            vec![a],
            vec![a, ("news.archive-2.rss", 9)],
            vec![a, ("news.archive-3.rss", 8)],
        ] {
            assert_ne!(mark(&[a, b]), mark(&other), "{other:?}");
        }
    }

    #[test]
    fn numbered_names_have_a_stem() {
        for (name, stem) in [
            ("news.archive-12.rss.gz", Some("news.archive")),
            ("sitemap-3.xml", Some("sitemap")),
            ("sitemap-news-3.xml", Some("sitemap-news")),
            ("sitemap-news.xml", None),
            ("news.rss", None),
            ("a-.rss", None),
            ("a-1", None),
            (".feedwright-tmp-7-a-1.rss", None),
        ] {
            assert_eq!(stem_of_series(name), stem, "{name}");
        }
    }
}
