//! Which version of which item has been seen in this file, so that an older one further down undoes nothing.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// So many items are remembered, which takes some 30 MB; of the others the store knows the newest by its time.
const MOST: usize = 900_000;

/// The highest version of each item by a keyed hash of its guid. Two guids of one hash are less likely than a fault of
/// the memory they lie in.
#[derive(Debug, Default)]
pub(super) struct Versions {
    highest: HashMap<u64, u32>,
    hasher: RandomState,
}

impl Versions {
    /// The higher version that came before this one, if there was one.
    pub(super) fn newer_than(&mut self, guid: &str, version: Option<u32>) -> Option<u32> {
        let version = version.filter(|_| !guid.is_empty())?;
        let key = self.hasher.hash_one(guid);
        let full = self.highest.len() >= MOST;
        match self.highest.get_mut(&key) {
            Some(highest) if *highest > version => Some(*highest),
            Some(highest) => {
                *highest = version;
                None
            }
            None => {
                if !full {
                    self.highest.insert(key, version);
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_versions_are_superseded() {
        let mut versions = Versions::default();
        for (guid, version, want) in [
            ("a", Some(2), None),
            ("b", Some(1), None),
            ("a", Some(2), None),
            ("a", Some(5), None),
            ("a", Some(3), Some(5)),
            ("a", None, None),
            ("", Some(9), None),
            ("", Some(1), None),
        ] {
            assert_eq!(
                versions.newer_than(guid, version),
                want,
                "{guid} {version:?}"
            );
        }
    }
}
