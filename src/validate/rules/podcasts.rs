//! What a feed needs to be a podcast for directories and apps, chapters, and what nobody reads any more.
//!
//! A feed is taken for a podcast where its channel or an item holds an element of Apple's, or where its channel
//! holds one of the podcast namespace and an item an enclosure; lists, newsletters and blogs by podcast:medium are none.

use crate::Severity;
use crate::syntax::span::Position;
use crate::validate::context::{Across, Entry, Head, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{itunes, podcast_namespace};
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::forms;

pub(crate) static FAMILY: Family = Family {
    name: "podcasts",
    about: "What podcast directories and apps ask for: Apple's elements, the podcast namespace, chapters.",
    rules: &[
        &PODCAST_ELEMENT_MISSING,
        &PODCAST_ELEMENT_RECOMMENDED,
        &PODCAST_OWNER_MISSING,
        &PODCAST_NOT_UTF8,
        &PODCAST_DESCRIPTION_TOO_LONG,
        &EPISODE_WITHOUT_ENCLOSURE,
        &EPISODE_NUMBER_MISSING,
        &itunes::ITUNES_CATEGORY_UNKNOWN,
        &itunes::ITUNES_CATEGORY_OBSOLETE,
        &itunes::ITUNES_EXPLICIT_OBSOLETE,
        &itunes::ITUNES_EXPLICIT_UNKNOWN,
        &itunes::ITUNES_TEXT_TOO_LONG,
        &itunes::ITUNES_IMAGE_FORMAT,
        &itunes::ITUNES_ELEMENT_UNREAD,
        &itunes::ITUNES_FORMAT_UNSUPPORTED,
        &podcast_namespace::PODCAST_NAME_UNKNOWN,
        &podcast_namespace::PODCAST_URL_NOT_HTTPS,
        &podcast_namespace::PODCAST_TEXT_TRUNCATED,
        &podcast_namespace::PODCAST_TERM_UNLISTED,
        &podcast_namespace::PODCAST_GUID_VERSION,
        &podcast_namespace::PODCAST_SOUNDBITE_LENGTH,
        &podcast_namespace::PODCAST_LIST_WITH_ITEMS,
        &CHAPTERS_UNORDERED,
        &GOOGLEPLAY_UNREAD,
    ],
};

pub(crate) static PODCAST_ELEMENT_MISSING: Rule = Rule {
    id: "podcast-element-missing",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "a podcast lacks an element that Apple Podcasts requires",
    why: "Apple and the directories that follow it refuse the feed",
    remedy: "add it to the channel",
    spec: &[spec::APPLE.at(""), spec::PSP.at("rss-feed-elements")],
    w3c: Some("MissingItunesElement"),
    since: "0.1.0",
    check: Check::Across(|| Box::new(Podcast::default())),
};

pub(crate) static PODCAST_ELEMENT_RECOMMENDED: Rule = Rule {
    id: "podcast-element-recommended",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "a podcast lacks an element that PSP-1 recommends",
    why: "apps show less of it, and nothing says to whom it belongs",
    remedy: "add it to the channel",
    spec: &[spec::PSP.at("rss-feed-elements")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("podcast-element-missing"),
};

pub(crate) static PODCAST_OWNER_MISSING: Rule = Rule {
    id: "podcast-owner-missing",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "a podcast names no owner with a mail address",
    why: "some directories use it to verify who submits the feed; Apple no longer asks for it",
    remedy: "add itunes:owner with itunes:email, if the address may be public",
    spec: &[spec::APPLE.at("")],
    w3c: Some("MissingItunesEmail"),
    since: "0.1.0",
    check: Check::With("podcast-element-missing"),
};

pub(crate) static PODCAST_NOT_UTF8: Rule = Rule {
    id: "podcast-not-utf8",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "a podcast is written in another encoding than UTF-8",
    why: "Apple and PSP-1 take UTF-8 alone",
    remedy: "write the file in UTF-8",
    spec: &[spec::APPLE.at(""), spec::PSP.at("rss-feed-elements")],
    w3c: Some("NotUTF8"),
    since: "0.1.0",
    check: Check::With("podcast-element-missing"),
};

pub(crate) static PODCAST_DESCRIPTION_TOO_LONG: Rule = Rule {
    id: "podcast-description-too-long",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "the description of a podcast is longer than 4000 bytes",
    why: "Apple takes no more than that",
    remedy: "shorten it",
    spec: &[spec::APPLE.at(""), spec::PSP.at("rss-feed-elements")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("podcast-element-missing"),
};

pub(crate) static EPISODE_WITHOUT_ENCLOSURE: Rule = Rule {
    id: "episode-without-enclosure",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "an episode has no enclosure",
    why: "there is nothing to play, and podcast apps leave it out",
    remedy: "add the enclosure, or take Apple's elements out of an item that is no episode",
    spec: &[spec::APPLE.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::Entry(episode),
};

pub(crate) static EPISODE_NUMBER_MISSING: Rule = Rule {
    id: "episode-number-missing",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "an episode of a serial show has no number",
    why: "Apple orders serial shows by number and requires one",
    remedy: "add itunes:episode",
    spec: &[spec::APPLE.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("podcast-element-missing"),
};

pub(crate) static CHAPTERS_UNORDERED: Rule = Rule {
    id: "chapters-unordered",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a chapter begins before the one above it",
    why: "players jump back, or show chapters in the wrong place",
    remedy: "write chapters in the order of their start",
    spec: &[spec::CHAPTERS.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::Where(
        |site| site.ns == Ns::Chapters && site.name == "chapters",
        chapters,
    ),
};

pub(crate) static GOOGLEPLAY_UNREAD: Rule = Rule {
    id: "googleplay-unread",
    severity: Severity::Info,
    formats: &[Kind::Rss],
    says: "the feed holds elements of Google Play",
    why: "Google Podcasts closed in 2024, and nobody else reads them",
    remedy: "remove them",
    spec: &[spec::GOOGLE_PODCASTS.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::Head(googleplay),
};

/// What is remembered of the items until the head is known.
#[derive(Default)]
struct Podcast {
    /// Does an item hold an element of Apple's?
    episodes: bool,
    enclosures: bool,
    /// Places of the items that have no number, and how many there are beyond those.
    unnumbered: Vec<(Position, u64)>,
}

/// So many places of items without a number are kept.
const KEPT: usize = 500;

impl Across for Podcast {
    fn entry(&mut self, entry: &Entry<'_, '_>, _out: &mut Findings) {
        let (mut apple, mut numbered, mut apart) = (false, false, false);
        for child in entry.element.children() {
            match child.ns() {
                Ns::Itunes => {
                    apple = true;
                    match child.local() {
                        "episode" => numbered = true,
                        "episodeType" => apart = !child.text().trim().eq_ignore_ascii_case("full"),
                        _ => {}
                    }
                }
                Ns::None if !self.enclosures => self.enclosures = child.local() == "enclosure",
                _ => {}
            }
        }
        self.episodes |= apple;
        if !numbered && !apart && self.unnumbered.len() < KEPT {
            self.unnumbered
                .push((entry.element.position(), entry.index));
        }
    }

    fn end(&mut self, head: Option<&Head<'_, '_>>, out: &mut Findings) {
        let Some(head) = head.filter(|h| h.doc.format.is_rss() && self.is_podcast(h.feed)) else {
            return;
        };
        required(head.feed, out);
        recommended(head.feed, out);
        if !head.doc.utf8 {
            out.add(&PODCAST_NOT_UTF8, Finding::element(head.feed));
        }
        if let Some(description) = head.feed.child(Ns::None, "description") {
            let length = description.text().trim().len();
            if length > 4000 {
                let message =
                    format!("the description has {length} bytes, at most 4000 are allowed");
                out.add(
                    &PODCAST_DESCRIPTION_TOO_LONG,
                    Finding::element(description).says(message),
                );
            }
        }
        let serial = head.feed.child(Ns::Itunes, "type");
        if serial.is_some_and(|t| t.text().trim().eq_ignore_ascii_case("serial")) {
            for (at, index) in self.unnumbered.drain(..) {
                let finding = Finding::at(at).about("itunes:episode", Some("item"));
                out.add_in(&EPISODE_NUMBER_MISSING, finding, Some(index));
            }
        }
    }
}

/// The media that are no podcasts, besides lists.
const OTHER_MEDIA: &[&str] = &["newsletter", "blog"];

impl Podcast {
    fn is_podcast(&self, channel: Element<'_>) -> bool {
        let medium = channel.child(Ns::Podcast, "medium");
        let other = medium.is_some_and(|m| {
            let text = m.text();
            podcast_namespace::is_list(text.trim()) || OTHER_MEDIA.contains(&text.trim())
        });
        let holds = |ns: Ns| channel.children().any(|c| c.ns() == ns);
        // Newsletters name their author for Apple and ask it to leave them out.
        let blocked = channel
            .child(Ns::Itunes, "block")
            .is_some_and(|b| b.text().trim().eq_ignore_ascii_case("yes"));
        let other = other || (blocked && !self.episodes);
        !other && (self.episodes || holds(Ns::Itunes) || (self.enclosures && holds(Ns::Podcast)))
    }
}

/// What Apple requires in the channel, besides what RSS itself requires.
const REQUIRED: &[(Ns, &str)] = &[
    (Ns::None, "language"),
    (Ns::Itunes, "category"),
    (Ns::Itunes, "explicit"),
    (Ns::Itunes, "image"),
];

fn prefixed(ns: Ns, name: &str) -> String {
    match ns.prefix() {
        "" => name.to_owned(),
        prefix => format!("{prefix}:{name}"),
    }
}

fn required(channel: Element<'_>, out: &mut Findings) {
    for (ns, local) in REQUIRED {
        if channel.child(*ns, local).is_none() {
            let name = prefixed(*ns, local);
            let finding =
                Finding::missing(channel, &name).says(format!("the podcast has no {name}"));
            out.add(
                &PODCAST_ELEMENT_MISSING,
                finding.help(format!("add {name} to the channel")),
            );
        }
    }
    match channel.child(Ns::Itunes, "owner") {
        None => out.add(
            &PODCAST_OWNER_MISSING,
            Finding::missing(channel, "itunes:email"),
        ),
        Some(owner) if owner.child(Ns::Itunes, "email").is_none() => out.add(
            &PODCAST_OWNER_MISSING,
            Finding::missing(owner, "itunes:email")
                .says("itunes:owner has no itunes:email")
                .help("add itunes:email to itunes:owner, if the address may be public")
                .w3c("MissingElement"),
        ),
        Some(_) => {}
    }
}

/// What PSP-1 and Apple recommend; a link to the feed itself has a rule of its own.
const RECOMMENDED: &[(Ns, &str)] = &[
    (Ns::Itunes, "author"),
    (Ns::Podcast, "guid"),
    (Ns::Podcast, "locked"),
];

fn recommended(channel: Element<'_>, out: &mut Findings) {
    for (ns, local) in RECOMMENDED {
        if channel.child(*ns, local).is_none() {
            let name = prefixed(*ns, local);
            let finding =
                Finding::missing(channel, &name).says(format!("the podcast has no {name}"));
            out.add(
                &PODCAST_ELEMENT_RECOMMENDED,
                finding.help(format!("add {name} to the channel")),
            );
        }
    }
}

/// An item with Apple's elements and nothing to play, or with too long a description.
fn episode(entry: &Entry<'_, '_>, out: &mut Findings) {
    let item = entry.element;
    let (mut apple, mut enclosure, mut description) = (false, false, None);
    for child in item.children() {
        match child.ns() {
            Ns::Itunes => apple = true,
            Ns::None if child.local() == "enclosure" => enclosure = true,
            Ns::None if child.local() == "description" => description = Some(child),
            Ns::Podcast => enclosure |= child.local() == "alternateEnclosure",
            _ => {}
        }
    }
    if !apple || !entry.doc.format.is_rss() {
        return;
    }
    if !enclosure {
        out.add(
            &EPISODE_WITHOUT_ENCLOSURE,
            Finding::missing(item, "enclosure").says("the episode has no enclosure"),
        );
    }
    if let Some(description) = description {
        let length = description.text().trim().len();
        if length > 4000 {
            let message = format!("the description has {length} bytes, at most 4000 are allowed");
            out.add(
                &PODCAST_DESCRIPTION_TOO_LONG,
                Finding::element(description).says(message),
            );
        }
    }
}

fn chapters(visit: &Visit<'_, '_>, out: &mut Findings) {
    let mut latest = 0.0;
    for (chapter, _) in visit.children {
        let Some(start) = chapter.attr("start") else {
            continue;
        };
        let Some(seconds) = forms::seconds(start.value.trim()) else {
            continue;
        };
        if seconds < latest {
            let message = format!(
                "the chapter begins at {}, before the one above it",
                start.value
            );
            out.add(
                &CHAPTERS_UNORDERED,
                Finding::attribute(*chapter, start).says(message),
            );
        } else {
            latest = seconds;
        }
    }
}

/// Once for the feed: the elements are many and all alike.
fn googleplay(head: &Head<'_, '_>, out: &mut Findings) {
    let first = head.feed.children().find(|c| c.ns() == Ns::GooglePlay);
    if let Some(first) = first {
        out.add(&GOOGLEPLAY_UNREAD, Finding::element(first));
    }
}
