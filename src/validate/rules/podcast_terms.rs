//! The lists of words that the podcast namespace keeps: media, roles and groups of people, protocols, services.
//!
//! Source: github.com/Podcastindex-org/podcast-namespace (docs/tags/medium.md, taxonomy-en.json, socialprotocols.txt,
//! docs/chatprotocols.txt, serviceslugs.txt), looked at in November 2026; the names alone.

/// A list and where its words stand.
pub(super) struct Terms {
    pub(super) element: &'static str,
    /// The attribute; none for the element's text.
    pub(super) attribute: &'static str,
    /// What each word is.
    pub(super) what: &'static str,
    words: &'static [&'static str],
    any_case: bool,
}

impl Terms {
    pub(super) fn holds(&self, word: &str) -> bool {
        self.words
            .iter()
            .any(|w| *w == word || (self.any_case && w.eq_ignore_ascii_case(word)))
    }

    /// All words, where they are few enough to be read.
    pub(super) fn few(&self) -> Option<String> {
        (self.words.len() <= 20).then(|| self.words.join(", "))
    }
}

const fn terms(
    element: &'static str,
    attribute: &'static str,
    what: &'static str,
    words: &'static [&'static str],
    any_case: bool,
) -> Terms {
    Terms {
        element,
        attribute,
        what,
        words,
        any_case,
    }
}

/// Every list.
pub(super) static LISTS: &[Terms] = &[
    terms("medium", "", "medium", MEDIA, false),
    terms("remoteItem", "medium", "medium", MEDIA, false),
    terms("person", "role", "role", ROLES, true),
    terms("person", "group", "group", GROUPS, true),
    terms("socialInteract", "protocol", "protocol", SOCIAL, false),
    terms("chat", "protocol", "protocol", CHAT, false),
    terms("block", "id", "service", SERVICES, false),
];

const MEDIA: &[&str] = &[
    "podcast",
    "music",
    "video",
    "film",
    "audiobook",
    "newsletter",
    "blog",
    "publisher",
    "course",
    "mixed",
    "podcastL",
    "musicL",
    "videoL",
    "filmL",
    "audiobookL",
    "newsletterL",
    "blogL",
    "publisherL",
    "courseL",
];

const SOCIAL: &[&str] = &[
    "disabled",
    "activitypub",
    "twitter",
    "lightning",
    "bluesky",
    "hive",
    "matrix",
    "nostr",
];

const CHAT: &[&str] = &["irc", "xmpp", "nostr", "matrix"];

const GROUPS: &[&str] = &[
    "Creative Direction",
    "Cast",
    "Writing",
    "Audio Production",
    "Audio Post-Production",
    "Administration",
    "Visuals",
    "Community",
    "Misc.",
    "Video Production",
    "Video Post-Production",
];

const ROLES: &[&str] = &[
    "Director",
    "Assistant Director",
    "Executive Producer",
    "Senior Producer",
    "Producer",
    "Associate Producer",
    "Development Producer",
    "Creative Director",
    "Host",
    "Co-Host",
    "Guest Host",
    "Guest",
    "Voice Actor",
    "Narrator",
    "Announcer",
    "Reporter",
    "Author",
    "Editorial Director",
    "Co-Writer",
    "Writer",
    "Songwriter",
    "Guest Writer",
    "Story Editor",
    "Managing Editor",
    "Script Editor",
    "Script Coordinator",
    "Researcher",
    "Editor",
    "Fact Checker",
    "Translator",
    "Transcriber",
    "Logger",
    "Studio Coordinator",
    "Technical Director",
    "Technical Manager",
    "Audio Engineer",
    "Remote Recording Engineer",
    "Post Production Engineer",
    "Audio Editor",
    "Sound Designer",
    "Foley Artist",
    "Composer",
    "Theme Music",
    "Music Production",
    "Music Contributor",
    "Production Coordinator",
    "Booking Coordinator",
    "Production Assistant",
    "Content Manager",
    "Marketing Manager",
    "Sales Representative",
    "Sales Manager",
    "Graphic Designer",
    "Cover Art Designer",
    "Social Media Manager",
    "Consultant",
    "Intern",
    "Camera Operator",
    "Lighting Designer",
    "Camera Grip",
    "Assistant Camera",
    "Assistant Editor",
];

const SERVICES: &[&str] = &[
    "acast",
    "amazon",
    "anchor",
    "apple",
    "audioboom",
    "backtracks",
    "bitcoin",
    "blubrry",
    "buzzsprout",
    "captivate",
    "castos",
    "fireside",
    "google",
    "hypercatcher",
    "libsyn",
    "mastodon",
    "megafono",
    "megaphone",
    "omnystudio",
    "overcast",
    "paypal",
    "pinecast",
    "podbean",
    "podcastaddict",
    "podcastindex",
    "podcasts.com",
    "podchaser",
    "podfriend",
    "podiant",
    "podigee",
    "podnews",
    "podomatic",
    "podserve",
    "podverse",
    "redcircle",
    "relayfm",
    "resonate",
    "rss.com",
    "shoutengine",
    "simplecast",
    "slack",
    "soundcloud",
    "spotify",
    "spreaker",
    "transistor",
    "twitter",
    "whooshkaa",
    "zencast",
];
