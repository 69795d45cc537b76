//! Media RSS 1.5.1: media:content and media:group in items, and the elements that describe media at any level.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{self, AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, media_elements as elements, module};
use crate::validate::vocabulary::{
    AttrDef, Child, Def, Place, Value, branch, child, forms, optional,
};

pub(super) static MODULE: Module = Module {
    feed: DESCRIPTIVE,
    entry: IN_ENTRY,
    ..module(Ns::Media)
};

pub(super) const fn own(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::Media, name, occurs, def)
}

const CONTENT_ATTRS: &[AttrDef] = &[
    optional("url", Value::Url),
    optional("fileSize", Value::Positive),
    optional("type", Value::MediaType),
    optional(
        "medium",
        Value::Choice(&["image", "audio", "video", "document", "executable"]),
    ),
    optional("isDefault", Value::Choice(&["true", "false"])),
    optional("expression", Value::Choice(&["sample", "full", "nonstop"])),
    optional("bitrate", Value::Form(&forms::DECIMAL)),
    optional("framerate", Value::Form(&forms::DECIMAL)),
    optional("samplingrate", Value::Form(&forms::DECIMAL)),
    optional("channels", Value::Count),
    optional("duration", Value::Form(&forms::DECIMAL)),
    optional("height", Value::Positive),
    optional("width", Value::Positive),
    optional("lang", Value::Language),
];
/// Elements of other modules may describe a medium too; that media:group must not stand here again is a rule.
static CONTENT: Def = branch(CONTENT_ATTRS, &[], Place::Entry);
static GROUP: Def = branch(&[], &[], Place::Entry);

/// What describes media, at any level, with more in front of it.
macro_rules! descriptive {
    ($($more:expr),*) => {
        &[
            $($more,)*
            own("credit", Often, &elements::CREDIT),
            own("title", AtMostOnce, &elements::TITLE),
            own("description", AtMostOnce, &elements::TITLE),
            own("keywords", AtMostOnce, &elements::TEXT),
            own("thumbnail", Often, &elements::THUMBNAIL),
            own("category", Often, &elements::CATEGORY),
            own("hash", Often, &elements::HASH),
            own("player", AtMostOnce, &elements::PLAYER),
            own("copyright", AtMostOnce, &elements::COPYRIGHT),
            own("license", Often, &elements::LICENSE),
            own("text", Often, &elements::TIMED_TEXT),
            own("rating", Often, &elements::RATING),
            own("adult", AtMostOnce, &elements::ADULT),
            own("restriction", Often, &elements::RESTRICTION),
            own("community", AtMostOnce, &elements::COMMUNITY),
            own("comments", AtMostOnce, &elements::COMMENTS),
            own("embed", AtMostOnce, &elements::EMBED),
            own("responses", AtMostOnce, &elements::RESPONSES),
            own("backLinks", AtMostOnce, &elements::BACK_LINKS),
            own("status", AtMostOnce, &elements::STATUS),
            own("price", Often, &elements::PRICE),
            own("subTitle", Often, &elements::LINKED_FILE),
            own("peerLink", Often, &elements::LINKED_FILE),
            own("location", Often, &elements::LOCATION),
            own("rights", AtMostOnce, &elements::RIGHTS),
            own("scenes", AtMostOnce, &elements::SCENES),
        ]
    };
}

const DESCRIPTIVE: &[Child] = descriptive!();
const IN_ENTRY: &[Child] =
    descriptive!(own("content", Often, &CONTENT), own("group", Often, &GROUP));
