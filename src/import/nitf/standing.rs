//! May a story be shown? The strictest of all that is said about it holds.

use crate::import::draft::{Draft, shown};
use crate::model::Status;

/// What a source says about showing a story, the strictest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::import) enum Standing {
    /// It may be shown.
    Usable,
    /// Not before the time that is given; without one not at all.
    Embargoed,
    /// Not until a later version says otherwise, whatever time is given.
    Withheld,
    /// It is withdrawn.
    Canceled,
}

/// Words of IPTC's vocabulary of publishing status, and what people write instead.
const WORDS: &[(&str, Standing)] = &[
    ("usable", Standing::Usable),
    ("embargoed", Standing::Embargoed),
    ("withheld", Standing::Withheld),
    ("canceled", Standing::Canceled),
    ("cancelled", Standing::Canceled),
];

/// Words by which a story is killed.
const KILLS: &[&str] = &[
    "kill",
    "killed",
    "withdrawn",
    "withdrawal",
    "retracted",
    "canceled",
    "cancelled",
    "takedown",
];

/// Words that ask to wait.
const HOLDS: &[&str] = &["embargo", "embargoed", "hold", "withheld"];

/// A message of at most so many words that holds one of [`KILLS`] is about nothing else.
const SHORT: usize = 3;

impl Standing {
    /// What a word says; one that is not known holds the story back.
    pub(in crate::import) fn of_word(draft: &mut Draft<'_>, raw: &str) -> Standing {
        let word = raw.trim().to_ascii_lowercase();
        if let Some((_, standing)) = WORDS.iter().find(|(known, _)| *known == word) {
            return *standing;
        }
        let message = format!("the status {} is not known; it is held back", shown(raw));
        draft.doubt("status", message);
        Standing::Withheld
    }

    /// What a message to editors says. One that speaks of a kill among other things holds the story back, since it
    /// may be about another story.
    pub(super) fn of_message(draft: &mut Draft<'_>, message: &str) -> Standing {
        let folded = message.to_lowercase();
        let words: Vec<&str> = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
        let begins = words.iter().take(2).any(|word| *word == "kill");
        if has(KILLS) && (begins || words.len() <= SHORT) {
            Standing::Canceled
        } else if has(KILLS) {
            let message = format!(
                "the message to editors {} speaks of a kill; the story is held back",
                shown(message)
            );
            draft.doubt("status", message);
            Standing::Withheld
        } else if has(HOLDS) {
            Standing::Embargoed
        } else {
            Standing::Usable
        }
    }
}

/// Is this one word, and one by which a story is killed?
pub(in crate::import) fn names_a_kill(word: &str) -> bool {
    KILLS
        .iter()
        .any(|kill| word.trim().eq_ignore_ascii_case(kill))
}

/// Settles the status once the times are known.
pub(in crate::import) fn settle(draft: &mut Draft<'_>, standing: Standing) {
    let record = &mut draft.record;
    match standing {
        // A time that cannot be read has held it back already.
        Standing::Usable => {}
        Standing::Embargoed => record.status = Status::Embargoed,
        Standing::Withheld => {
            record.status = Status::Embargoed;
            // The end of an embargo does not end this.
            if let Some(time) = record.not_before.take() {
                draft.extra("not_before", time.to_string());
            }
        }
        Standing::Canceled => record.status = Status::Retracted,
    }
}

/// Sets the time before which nothing shows. One that cannot be read holds the story back.
pub(in crate::import) fn not_before(draft: &mut Draft<'_>, from: &'static str, raw: &str) {
    draft.record.not_before = draft.moment("not_before", from, raw);
    if draft.record.not_before.is_none() {
        draft.record.status = Status::Embargoed;
        draft.explain("status", from, raw);
    }
}
