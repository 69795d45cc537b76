//! Who fetches the same bytes whole again and again, and is told to wait (429).
//!
//! Readers break when they are refused, so this is for those alone who go on for an hour without ever asking whether something
//! has changed. Once told to wait, a client may fetch again when the time that it was told is over.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Seconds for which downloads are counted.
const SPAN: u32 = 3600;

/// So many clients are remembered; of those that share a place the one that began first makes room.
const PLACES: usize = 16_384;

/// So many clients share a place.
const SHARING: usize = 4;

/// Who fetched what how often.
pub(super) struct Patience {
    started: Instant,
    keys: RandomState,
    /// Made when it is first needed.
    table: Mutex<Vec<Slot>>,
}

/// A client's downloads of one version of one document. One that counts none is free.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    client: u64,
    version: u64,
    /// In seconds since the start.
    begun: u32,
    count: u32,
    /// The client was told to wait until then.
    until: u32,
}

/// A download that is about to be answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Download<'d> {
    pub(super) client: IpAddr,
    pub(super) agent: &'d [u8],
    pub(super) document: &'d str,
    /// What tells one version of its bytes from another.
    pub(super) version: &'d [u8],
    /// Seconds that a copy may be kept.
    pub(super) max_age: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            started: Instant::now(),
            keys: RandomState::new(),
            table: Mutex::default(),
        }
    }
}

impl Patience {
    /// Counts a download; the seconds to wait, where there have been more than `most` of the same.
    pub(super) fn bear(&self, download: &Download<'_>, most: u32, now: Instant) -> Option<u32> {
        if most == 0 {
            return None;
        }
        let now = now.saturating_duration_since(self.started).as_secs();
        let now = u32::try_from(now).unwrap_or(u32::MAX);
        let (client, document) = (download.client, download.document);
        let client = self.keys.hash_one((client, download.agent, document));
        let version = self.keys.hash_one(download.version);
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if table.is_empty() {
            table.resize(PLACES, Slot::default());
        }
        let slot = place(&mut table, client)?;
        let same = slot.count > 0 && slot.client == client && slot.version == version;
        if !same || now.saturating_sub(slot.begun) >= SPAN {
            *slot = Slot {
                client,
                version,
                begun: now,
                count: 1,
                until: 0,
            };
            return None;
        }
        if slot.count < most {
            slot.count += 1;
            return None;
        }
        if slot.until == 0 {
            slot.until = now.saturating_add(download.max_age);
        } else if now >= slot.until {
            // It has waited: one more, and then it waits again.
            slot.until = 0;
            return None;
        }
        Some(slot.until.saturating_sub(now).max(1))
    }
}

/// The client's slot, or the one that it gets.
fn place(table: &mut [Slot], client: u64) -> Option<&mut Slot> {
    let sets = table.len() / SHARING;
    let set = usize::try_from(client % u64::try_from(sets).ok()?).ok()?;
    let shared = table.get_mut(set * SHARING..(set + 1) * SHARING)?;
    let known = shared
        .iter()
        .position(|s| s.count > 0 && s.client == client);
    let oldest = || {
        let age = |(_, slot): &(usize, &Slot)| (slot.count > 0, slot.begun);
        shared.iter().enumerate().min_by_key(age).map(|(at, _)| at)
    };
    let at = known.or_else(oldest)?;
    shared.get_mut(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const MOST: u32 = 5;

    fn download<'d>(client: &str, agent: &'d [u8], version: &'d [u8]) -> Download<'d> {
        Download {
            client: client.parse().unwrap(),
            agent,
            document: "news.rss",
            version,
            max_age: 900,
        }
    }

    #[test]
    fn only_the_same_bytes_for_the_same_client_in_an_hour_wear_it_out() {
        let patience = Patience::default();
        let at = |seconds| patience.started + Duration::from_secs(seconds);
        let one = download("192.0.2.1", b"a", b"1");
        for n in 0..u64::from(MOST) {
            assert_eq!(patience.bear(&one, MOST, at(n)), None);
        }
        assert_eq!(patience.bear(&one, MOST, at(10)), Some(900));
        assert_eq!(patience.bear(&one, MOST, at(20)), Some(890));
        for other in [
            download("192.0.2.2", b"a", b"1"),
            download("192.0.2.1", b"b", b"1"),
            Download {
                document: "news.atom",
                ..one
            },
        ] {
            assert_eq!(patience.bear(&other, MOST, at(20)), None);
        }
        assert_eq!(patience.bear(&one, 0, at(20)), None);
        // Who has waited gets it once.
        assert_eq!(patience.bear(&one, MOST, at(910)), None);
        assert_eq!(patience.bear(&one, MOST, at(911)), Some(900));
        // News is never refused, nor is who begins a new hour.
        let news = download("192.0.2.1", b"a", b"2");
        assert_eq!(patience.bear(&news, MOST, at(912)), None);
        for n in 913..913 + u64::from(MOST) - 1 {
            assert_eq!(patience.bear(&news, MOST, at(n)), None);
        }
        assert!(patience.bear(&news, MOST, at(1000)).is_some());
        assert_eq!(patience.bear(&news, MOST, at(912 + 3600)), None);
    }

    #[test]
    fn the_table_does_not_grow_and_the_oldest_makes_room() {
        let patience = Patience::default();
        let first = download("192.0.2.1", b"first", b"1");
        patience.bear(&first, 1, patience.started);
        assert!(patience.bear(&first, 1, patience.started).is_some());
        let later = patience.started + Duration::from_secs(1);
        for n in 0_u32..200_000 {
            let agent = n.to_le_bytes();
            patience.bear(&download("192.0.2.2", &agent, b"1"), 1, later);
        }
        assert_eq!(patience.table.lock().unwrap().len(), PLACES);
        assert_eq!(patience.bear(&first, 1, later), None);
    }
}
