//! The last versions of one document: which entries each had.
//!
//! An entry stays as it is through many versions, so each is written down once, with the first and the last version that
//! had it.

use std::collections::{HashMap, HashSet, VecDeque};

/// So many versions of a document are known.
const MOST: usize = 32;

/// Half a tag's digits in bytes: which version of a document something is.
pub(super) type Version = [u8; 12];

/// How the bytes of [`Known::to_bytes`] begin.
const FORM: u8 = 1;

/// The version that a digest, as tags show it, is of.
pub(super) fn version(digest: &[u8]) -> Option<Version> {
    let mut version = Version::default();
    if digest.len() != version.len() * 2 {
        return None;
    }
    for (place, digits) in version.iter_mut().zip(digest.chunks_exact(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *place = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(version)
}

/// The beginning of a version, for tags.
pub(super) fn short(version: Version) -> String {
    let bytes = version.iter().take(4);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// The versions of a document that are known, oldest first, and their entries.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    versions: VecDeque<(Version, u32)>,
    entries: Vec<Seen>,
}

/// An entry, by the hash of its bytes, and the numbers of the versions that have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    hash: u64,
    first: u32,
    last: u32,
}

impl Known {
    /// Writes down the entries of a version. Is it new?
    pub(super) fn note(&mut self, version: Version, hashes: &[u64]) -> bool {
        let newest = self.versions.back().copied();
        if newest.is_some_and(|(newest, _)| newest == version) {
            return false;
        }
        // One that comes again is the newest now; it has the same entries as before.
        self.versions.retain(|(known, _)| *known != version);
        let last = newest.map_or(0, |(_, number)| number);
        let number = last.saturating_add(1);
        self.versions.push_back((version, number));
        while self.versions.len() > MOST {
            self.versions.pop_front();
        }
        let oldest = self.versions.front().map_or(number, |(_, number)| *number);
        self.entries.retain(|seen| seen.last >= oldest);
        let standing: HashMap<u64, usize> = (0..)
            .zip(&self.entries)
            .filter(|(_, seen)| seen.last == last)
            .map(|(place, seen)| (seen.hash, place))
            .collect();
        for hash in hashes.iter().copied().collect::<HashSet<_>>() {
            let seen = standing.get(&hash).and_then(|at| self.entries.get_mut(*at));
            match seen {
                Some(seen) => seen.last = number,
                None => self.entries.push(Seen {
                    hash,
                    first: number,
                    last: number,
                }),
            }
        }
        true
    }

    /// Adds the versions that another has, as newer ones.
    pub(super) fn follow(&mut self, later: &Known) {
        for (version, _) in &later.versions {
            if let Some((_, hashes)) = later.newest(std::iter::once(*version)) {
                self.note(*version, &hashes.into_iter().collect::<Vec<_>>());
            }
        }
    }

    /// The newest of these versions that is known, and the hashes of its entries.
    pub(super) fn newest(
        &self,
        named: impl Iterator<Item = Version>,
    ) -> Option<(Version, HashSet<u64>)> {
        let named: HashSet<Version> = named.collect();
        let mut known = self.versions.iter().rev();
        let (version, number) = known.find(|(version, _)| named.contains(version))?;
        let entries = self.entries.iter();
        let had = entries
            .filter(|seen| (seen.first..=seen.last).contains(number))
            .map(|seen| seen.hash);
        Some((*version, had.collect()))
    }

    /// As it is kept in the store.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![FORM];
        let count = u32::try_from(self.versions.len()).unwrap_or_default();
        bytes.extend(count.to_le_bytes());
        for (version, number) in &self.versions {
            bytes.extend(version);
            bytes.extend(number.to_le_bytes());
        }
        for seen in &self.entries {
            bytes.extend(seen.hash.to_le_bytes());
            bytes.extend(seen.first.to_le_bytes());
            bytes.extend(seen.last.to_le_bytes());
        }
        bytes
    }

    /// What [`Known::to_bytes`] wrote; nothing where somebody else wrote it.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut bytes = bytes.strip_prefix(&[FORM])?;
        let mut known = Known::default();
        for _ in 0..u32::from_le_bytes(take(&mut bytes)?) {
            let version = take(&mut bytes)?;
            let number = u32::from_le_bytes(take(&mut bytes)?);
            known.versions.push_back((version, number));
        }
        while !bytes.is_empty() {
            known.entries.push(Seen {
                hash: u64::from_le_bytes(take(&mut bytes)?),
                first: u32::from_le_bytes(take(&mut bytes)?),
                last: u32::from_le_bytes(take(&mut bytes)?),
            });
        }
        Some(known)
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v(number: u8) -> Version {
        [number; 12]
    }

    fn had(known: &Known, version: Version) -> Option<Vec<u64>> {
        let (_, had) = known.newest([version].into_iter())?;
        let mut had: Vec<u64> = had.into_iter().collect();
        had.sort_unstable();
        Some(had)
    }

    #[test]
    fn each_version_has_its_own_entries() {
        let mut known = Known::default();
        assert!(known.note(v(1), &[1, 2, 3]));
        assert!(!known.note(v(1), &[1, 2, 3]));
        assert!(known.note(v(2), &[2, 3, 4]));
        // An entry that went and came again was not there in between.
        assert!(known.note(v(3), &[1, 3, 4]));
        for known in [&known, &Known::from_bytes(&known.to_bytes()).unwrap()] {
            assert_eq!(had(known, v(1)), Some(vec![1, 2, 3]));
            assert_eq!(had(known, v(2)), Some(vec![2, 3, 4]));
            assert_eq!(had(known, v(3)), Some(vec![1, 3, 4]));
            assert_eq!(had(known, v(4)), None);
            let newest = known.newest([v(9), v(1), v(2)].into_iter());
            assert_eq!(newest.map(|(version, _)| version), Some(v(2)));
        }
        // A version that comes again.
        assert!(known.note(v(1), &[1, 2, 3]));
        assert_eq!(had(&known, v(1)), Some(vec![1, 2, 3]));
        assert_eq!(had(&known, v(2)), Some(vec![2, 3, 4]));
    }

    #[test]
    fn only_the_last_versions_are_known() {
        let mut known = Known::default();
        for n in 0..200 {
            let first = u64::from(n);
            let hashes: Vec<u64> = (first..first + 50).collect();
            assert!(known.note(v(n), &hashes));
        }
        assert_eq!(known.versions.len(), MOST);
        assert_eq!(had(&known, v(199 - 32)), None);
        assert_eq!(had(&known, v(199 - 31)).map(|had| had.len()), Some(50));
        assert!(known.to_bytes().len() < 2048, "{}", known.to_bytes().len());
    }

    #[test]
    fn what_was_noted_apart_can_be_put_together() {
        let (mut older, mut later) = (Known::default(), Known::default());
        let mut whole = Known::default();
        let all = [(1, [1, 2]), (2, [2, 3]), (3, [3, 4]), (4, [1, 4])];
        for (n, hashes) in all {
            let part = if n < 3 { &mut older } else { &mut later };
            part.note(v(n), &hashes);
            whole.note(v(n), &hashes);
        }
        older.follow(&later);
        for (n, hashes) in all {
            let had = older.newest(std::iter::once(v(n)));
            assert_eq!(had, Some((v(n), HashSet::from(hashes))));
            assert_eq!(had, whole.newest(std::iter::once(v(n))));
        }
    }

    #[test]
    fn what_somebody_else_wrote_is_nothing() {
        let mut known = Known::default();
        known.note(v(1), &[1, 2, 3]);
        let bytes = known.to_bytes();
        for end in 0..bytes.len() {
            let read = Known::from_bytes(&bytes[..end]);
            assert_ne!(read.as_ref(), Some(&known), "{end}");
        }
        assert_eq!(Known::from_bytes(b"\xff\xff"), None);
        assert_eq!(
            version(b"0123456789abcdef01234567").map(short),
            Some("01234567".into())
        );
        for odd in [
            "",
            "0123",
            "0123456789abcdef0123456g",
            "+123456789abcdef01234567x",
        ] {
            assert_eq!(version(odd.as_bytes()), None, "{odd}");
        }
    }
}
