//! The modules that add to RSS and Atom: content, Dublin Core, Media RSS, tombstones, threads, archives, AtomPub.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::{
    AttrDef, Child, Def, FOREIGN, Place, Value, atom, branch, child, filled, leaf, optional,
    required, with_attrs,
};

struct Module {
    ns: Ns,
    feed: &'static [Child],
    entry: &'static [Child],
}

static TEXT: Def = leaf(Value::Text);
static W3C_DATE: Def = filled(Value::W3cDate);
static LANGUAGE: Def = filled(Value::Language);
static ENCODED: Def = leaf(Value::Html);
static COUNT: Def = filled(Value::Count);

const DUBLIN: &[Child] = &[
    child(Ns::Dc, "title", Often, &TEXT),
    child(Ns::Dc, "creator", Often, &TEXT),
    child(Ns::Dc, "subject", Often, &TEXT),
    child(Ns::Dc, "description", Often, &TEXT),
    child(Ns::Dc, "publisher", Often, &TEXT),
    child(Ns::Dc, "contributor", Often, &TEXT),
    child(Ns::Dc, "date", Often, &W3C_DATE),
    child(Ns::Dc, "type", Often, &TEXT),
    child(Ns::Dc, "format", Often, &TEXT),
    child(Ns::Dc, "identifier", Often, &TEXT),
    child(Ns::Dc, "source", Often, &TEXT),
    child(Ns::Dc, "language", Often, &LANGUAGE),
    child(Ns::Dc, "relation", Often, &TEXT),
    child(Ns::Dc, "coverage", Often, &TEXT),
    child(Ns::Dc, "rights", Often, &TEXT),
];
const TERMS: &[Child] = &[
    child(Ns::DcTerms, "created", Often, &W3C_DATE),
    child(Ns::DcTerms, "issued", Often, &W3C_DATE),
    child(Ns::DcTerms, "modified", Often, &W3C_DATE),
    child(Ns::DcTerms, "dateAccepted", Often, &W3C_DATE),
    child(Ns::DcTerms, "dateCopyrighted", Often, &W3C_DATE),
    child(Ns::DcTerms, "dateSubmitted", Often, &W3C_DATE),
];

const BOOL: Value = Value::Choice(&["true", "false"]);
const MEDIA_CONTENT_ATTRS: &[AttrDef] = &[
    optional("url", Value::Url),
    optional("fileSize", Value::Count),
    optional("type", Value::MediaType),
    optional(
        "medium",
        Value::Choice(&["image", "audio", "video", "document", "executable"]),
    ),
    optional("isDefault", BOOL),
    optional("expression", Value::Choice(&["sample", "full", "nonstop"])),
    optional("bitrate", Value::Text),
    optional("framerate", Value::Text),
    optional("samplingrate", Value::Text),
    optional("channels", Value::Text),
    optional("duration", Value::Count),
    optional("height", Value::Count),
    optional("width", Value::Count),
    optional("lang", Value::Language),
];
static MEDIA_CONTENT: Def = branch(MEDIA_CONTENT_ATTRS, &[], Place::Entry);
static MEDIA_GROUP: Def = branch(&[], &[], Place::Entry);
static MEDIA_CREDIT: Def = Def {
    blank: false,
    ..with_attrs(
        Value::Text,
        &[
            optional("role", Value::Text),
            optional("scheme", Value::Reference),
        ],
    )
};
static MEDIA_TEXT: Def = with_attrs(
    Value::Text,
    &[
        optional("type", Value::Choice(&["plain", "html"])),
        optional("lang", Value::Language),
        optional("start", Value::Text),
        optional("end", Value::Text),
    ],
);
static MEDIA_THUMBNAIL: Def = with_attrs(
    Value::Empty,
    &[
        required("url", Value::Url),
        optional("width", Value::Count),
        optional("height", Value::Count),
        optional("time", Value::Text),
    ],
);
static MEDIA_PLAYER: Def = with_attrs(
    Value::Foreign,
    &[
        required("url", Value::Url),
        optional("width", Value::Count),
        optional("height", Value::Count),
    ],
);
static MEDIA_COPYRIGHT: Def = with_attrs(Value::Text, &[optional("url", Value::Url)]);
static MEDIA_LICENSE: Def = with_attrs(
    Value::Text,
    &[
        optional("type", Value::MediaType),
        optional("href", Value::Url),
    ],
);
static MEDIA_CATEGORY: Def = with_attrs(
    Value::Text,
    &[
        optional("scheme", Value::Text),
        optional("label", Value::Text),
    ],
);

const MEDIA: &[Child] = &[
    child(Ns::Media, "content", Often, &MEDIA_CONTENT),
    child(Ns::Media, "group", Often, &MEDIA_GROUP),
    child(Ns::Media, "credit", Often, &MEDIA_CREDIT),
    child(Ns::Media, "title", AtMostOnce, &MEDIA_TEXT),
    child(Ns::Media, "description", AtMostOnce, &MEDIA_TEXT),
    child(Ns::Media, "keywords", AtMostOnce, &TEXT),
    child(Ns::Media, "thumbnail", Often, &MEDIA_THUMBNAIL),
    child(Ns::Media, "category", Often, &MEDIA_CATEGORY),
    child(Ns::Media, "hash", Often, &FOREIGN),
    child(Ns::Media, "player", AtMostOnce, &MEDIA_PLAYER),
    child(Ns::Media, "copyright", AtMostOnce, &MEDIA_COPYRIGHT),
    child(Ns::Media, "license", Often, &MEDIA_LICENSE),
    child(Ns::Media, "text", Often, &MEDIA_TEXT),
    child(Ns::Media, "rating", Often, &FOREIGN),
    child(Ns::Media, "adult", AtMostOnce, &FOREIGN),
    child(Ns::Media, "restriction", Often, &FOREIGN),
    child(Ns::Media, "community", AtMostOnce, &FOREIGN),
    child(Ns::Media, "comments", AtMostOnce, &FOREIGN),
    child(Ns::Media, "embed", AtMostOnce, &FOREIGN),
    child(Ns::Media, "responses", AtMostOnce, &FOREIGN),
    child(Ns::Media, "backLinks", AtMostOnce, &FOREIGN),
    child(Ns::Media, "status", AtMostOnce, &FOREIGN),
    child(Ns::Media, "price", Often, &FOREIGN),
    child(Ns::Media, "subTitle", Often, &FOREIGN),
    child(Ns::Media, "peerLink", Often, &FOREIGN),
    child(Ns::Media, "location", Often, &FOREIGN),
    child(Ns::Media, "rights", AtMostOnce, &FOREIGN),
    child(Ns::Media, "scenes", AtMostOnce, &FOREIGN),
];

static DELETED_ENTRY: Def = branch(
    &[
        required("ref", Value::Id),
        required("when", Value::Timestamp),
    ],
    &[
        child(Ns::Tombstones, "by", AtMostOnce, &atom::PERSON),
        child(Ns::Tombstones, "comment", AtMostOnce, atom::TEXT_CONSTRUCT),
        child(Ns::Atom, "link", Often, &FOREIGN),
        child(Ns::Atom, "source", AtMostOnce, &FOREIGN),
    ],
    Place::Inside,
);
static REPLY: Def = with_attrs(
    Value::Foreign,
    &[
        required("ref", Value::Id),
        optional("href", Value::Reference),
        optional("source", Value::Reference),
        optional("type", Value::MediaType),
    ],
);
static CONTROL: Def = branch(
    &[],
    &[child(Ns::App, "draft", AtMostOnce, &DRAFT)],
    Place::Inside,
);
static DRAFT: Def = filled(Value::Choice(&["yes", "no"]));

static MODULES: &[Module] = &[
    Module {
        ns: Ns::Atom,
        feed: atom::IN_CHANNEL,
        entry: atom::IN_ITEM,
    },
    Module {
        ns: Ns::Content,
        feed: &[child(Ns::Content, "items", AtMostOnce, &FOREIGN)],
        entry: &[
            child(Ns::Content, "encoded", AtMostOnce, &ENCODED),
            child(Ns::Content, "items", AtMostOnce, &FOREIGN),
        ],
    },
    Module {
        ns: Ns::Dc,
        feed: DUBLIN,
        entry: DUBLIN,
    },
    Module {
        ns: Ns::DcTerms,
        feed: TERMS,
        entry: TERMS,
    },
    Module {
        ns: Ns::Media,
        feed: MEDIA,
        entry: MEDIA,
    },
    Module {
        ns: Ns::Tombstones,
        feed: &[child(
            Ns::Tombstones,
            "deleted-entry",
            Often,
            &DELETED_ENTRY,
        )],
        entry: &[],
    },
    Module {
        ns: Ns::Thread,
        feed: &[],
        entry: &[
            child(Ns::Thread, "in-reply-to", Often, &REPLY),
            child(Ns::Thread, "total", AtMostOnce, &COUNT),
        ],
    },
    Module {
        ns: Ns::History,
        feed: &[
            child(Ns::History, "complete", AtMostOnce, &atom::FLAG),
            child(Ns::History, "archive", AtMostOnce, &atom::FLAG),
        ],
        entry: &[],
    },
    Module {
        ns: Ns::App,
        feed: &[],
        entry: &[
            child(Ns::App, "edited", AtMostOnce, atom::TIMESTAMP),
            child(Ns::App, "control", AtMostOnce, &CONTROL),
        ],
    },
];

/// What a module says of an element at this place.
pub(super) fn find(ns: Ns, local: &str, place: Place) -> Option<&'static Child> {
    let module = MODULES.iter().find(|m| m.ns == ns)?;
    let children = match place {
        Place::Feed => module.feed,
        Place::Entry => module.entry,
        Place::Inside => return None,
    };
    children.iter().find(|c| c.name == local)
}

/// Does a module know the element anywhere?
pub(super) fn knows(ns: Ns, local: &str) -> bool {
    MODULES
        .iter()
        .filter(|m| m.ns == ns)
        .flat_map(|m| m.feed.iter().chain(m.entry))
        .any(|c| c.name == local)
}
