//! What changed since an earlier version of the document, and must not have.

mod compare;

use crate::Severity;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::spec;

pub(crate) static FAMILY: Family = Family {
    name: "change",
    about: "What changed since an earlier version of the document and should not have.",
    rules: &[
        &ENTRY_ID_CHANGED,
        &ENTRY_ID_REUSED,
        &ENTRY_LINK_CHANGED,
        &ENTRY_UPDATED_WENT_BACK,
        &ENTRY_PUBLISHED_CHANGED,
        &ENTRY_CHANGED_SILENTLY,
        &ENTRY_VANISHED,
        &FEED_ID_CHANGED,
        &FEED_UPDATED_WENT_BACK,
        &FEED_UPDATED_WITHOUT_CHANGE,
    ],
};

const FEEDS: &[Kind] = &[Kind::Rss, Kind::Atom, Kind::JsonFeed];

pub(crate) static ENTRY_ID_CHANGED: Rule = Rule {
    id: "entry-id-changed",
    severity: Severity::Warning,
    formats: FEEDS,
    says: "an entry has another id than in the earlier version",
    why: "readers show it again as new, and forget that it was read",
    remedy: "give the entry its old id back and keep it for good",
    spec: &[
        spec::RFC4287.at("4.2.6"),
        spec::RSS.at("ltguidgtSubelementOfLtitemgt"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::Across(compare::new),
};

pub(crate) static ENTRY_ID_REUSED: Rule = Rule {
    id: "entry-id-reused",
    severity: Severity::Warning,
    formats: FEEDS,
    says: "an id that named one entry names another now",
    why: "readers take the new entry for the old one and do not show it",
    remedy: "give each entry an id of its own that is never used again",
    spec: &[
        spec::RFC4287.at("4.2.6"),
        spec::RSS.at("ltguidgtSubelementOfLtitemgt"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("entry-id-changed"),
};

pub(crate) static ENTRY_LINK_CHANGED: Rule = Rule {
    id: "entry-link-changed",
    severity: Severity::Info,
    formats: FEEDS,
    says: "an entry links to another address than before",
    why: "readers that stored it keep the old address",
    remedy: "let the old address redirect to the new one",
    spec: &[
        spec::RFC4287.at("4.2.7"),
        spec::RSS.at("hrelementsOfLtitemgt"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("entry-id-changed"),
};

pub(crate) static ENTRY_UPDATED_WENT_BACK: Rule = Rule {
    id: "entry-updated-went-back",
    severity: Severity::Warning,
    formats: FEEDS,
    says: "an entry was updated earlier than the earlier version says",
    why: "readers that hold the later time do not take the change",
    remedy: "let the time of the last update only go forward",
    spec: &[spec::RFC4287.at("4.2.15")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("entry-id-changed"),
};

pub(crate) static ENTRY_PUBLISHED_CHANGED: Rule = Rule {
    id: "entry-published-changed",
    severity: Severity::Warning,
    formats: FEEDS,
    says: "an entry has another date of publication than before",
    why: "it jumps to another place in the readers' lists, and some show it again",
    remedy: "keep the first date; say the time of a change as updated",
    spec: &[
        spec::RFC4287.at("4.2.9"),
        spec::RSS.at("ltpubdategtSubelementOfLtitemgt"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("entry-id-changed"),
};

pub(crate) static ENTRY_CHANGED_SILENTLY: Rule = Rule {
    id: "entry-changed-silently",
    severity: Severity::Info,
    formats: FEEDS,
    says: "an entry's text changed and its updated time did not",
    why: "readers that go by the time keep the old text",
    remedy: "set the time of the last update when a change matters to readers",
    spec: &[spec::RFC4287.at("4.2.15")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("entry-id-changed"),
};

pub(crate) static ENTRY_VANISHED: Rule = Rule {
    id: "entry-vanished",
    severity: Severity::Info,
    formats: FEEDS,
    says: "an entry of the earlier version is gone while older ones are still here",
    why: "readers keep it: leaving it out does not withdraw it",
    remedy: "to withdraw it, say so in its place, and in Atom with at:deleted-entry",
    spec: &[spec::RFC6721.at("3")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("entry-id-changed"),
};

pub(crate) static FEED_ID_CHANGED: Rule = Rule {
    id: "feed-id-changed",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "the feed has another id than in the earlier version",
    why: "an id is permanent: by it readers know that this is the same feed, wherever it moves",
    remedy: "give the feed its old id back",
    spec: &[spec::RFC4287.at("4.2.6")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("entry-id-changed"),
};

pub(crate) static FEED_UPDATED_WENT_BACK: Rule = Rule {
    id: "feed-updated-went-back",
    severity: Severity::Warning,
    formats: FEEDS,
    says: "the feed's own time is earlier than in the earlier version",
    why: "readers that hold the later time take this for an old copy",
    remedy: "let it only go forward, and check that no old file was put back",
    spec: &[
        spec::RFC4287.at("4.2.15"),
        spec::RSS.at("optionalChannelElements"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("entry-id-changed"),
};

pub(crate) static FEED_UPDATED_WITHOUT_CHANGE: Rule = Rule {
    id: "feed-updated-without-change",
    severity: Severity::Info,
    formats: FEEDS,
    says: "the feed's own time changed and no entry did",
    why: "every reader loads the whole feed again for nothing, since caches see other bytes",
    remedy: "let the feed's time be that of its newest change, not that of the run",
    spec: &[
        spec::RFC4287.at("4.2.15"),
        spec::RSS.at("optionalChannelElements"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("entry-id-changed"),
};
