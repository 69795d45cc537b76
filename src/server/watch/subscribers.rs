//! How many subscribers readers say that they fetch for: the last word of each, for two days.
//!
//! A reader says so in its `User-Agent`, and anybody can say anything there: the numbers are as good as their sources.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::super::reader::Family;

/// So long a word counts: readers look in at least daily.
const HOLDS: Duration = Duration::from_secs(2 * 86_400);

/// So many words are remembered.
const MOST: usize = 4096;

/// What readers last said.
#[derive(Debug, Default)]
pub(super) struct Subscribers {
    said: Mutex<Said>,
}

#[derive(Debug, Default)]
struct Said {
    by_document: HashMap<String, Vec<Word>>,
    words: usize,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    family: Family,
    subscribers: u32,
    at: Instant,
}

impl Subscribers {
    /// A reader says for how many it fetches a document.
    pub(super) fn said(&self, document: &str, family: Family, subscribers: u32, now: Instant) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let word = Word {
            family,
            subscribers,
            at: now,
        };
        let known = said.by_document.get_mut(document);
        let known = known.and_then(|words| words.iter_mut().find(|w| w.family == family));
        if let Some(known) = known {
            *known = word;
            return;
        }
        if said.words >= MOST {
            said.forget(now);
        }
        if said.words < MOST {
            said.words += 1;
            match said.by_document.get_mut(document) {
                Some(words) => words.push(word),
                None => {
                    said.by_document.insert(document.to_owned(), vec![word]);
                }
            }
        }
    }

    /// What holds now: document, family and number, in order.
    pub(super) fn all(&self, now: Instant) -> Vec<(String, Family, u32)> {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.forget(now);
        let documents = said.by_document.iter();
        let mut all: Vec<_> = documents
            .flat_map(|(name, words)| {
                words
                    .iter()
                    .map(|w| (name.clone(), w.family, w.subscribers))
            })
            .collect();
        all.sort();
        all
    }
}

impl Said {
    fn forget(&mut self, now: Instant) {
        self.by_document.retain(|_, words| {
            words.retain(|word| now.saturating_duration_since(word.at) < HOLDS);
            !words.is_empty()
        });
        self.words = self.by_document.values().map(Vec::len).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::reader::who;
    use super::*;

    #[test]
    fn the_last_word_counts_for_two_days() {
        let (feedly, _) = who(b"Feedly/1.0");
        let (subscribers, now) = (Subscribers::default(), Instant::now());
        subscribers.said("news.rss", feedly, 12, now);
        subscribers.said("news.rss", Family::OTHER, 1, now);
        let day = Duration::from_secs(86_400);
        subscribers.said("news.rss", feedly, 10, now + day);
        let all = subscribers.all(now + day);
        assert_eq!(
            all,
            [
                ("news.rss".to_owned(), feedly, 10),
                ("news.rss".to_owned(), Family::OTHER, 1)
            ]
        );
        assert_eq!(subscribers.all(now + 2 * day).len(), 1);
        assert_eq!(subscribers.all(now + 3 * day).len(), 0);
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        let (subscribers, now) = (Subscribers::default(), Instant::now());
        for n in 0..2 * MOST {
            subscribers.said(&format!("{n}.rss"), Family::OTHER, 1, now);
        }
        assert_eq!(subscribers.all(now).len(), MOST);
        subscribers.said("new.rss", Family::OTHER, 1, now + HOLDS);
        assert_eq!(subscribers.all(now + HOLDS).len(), 1);
    }
}
