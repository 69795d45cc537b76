//! Media RSS 1.5.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{
    AttrDef, Child, Def, FOREIGN, Place, Value, branch, child, leaf, optional, required, with_attrs,
};
pub(super) static MODULE: Module = Module {
    feed: MEDIA,
    entry: MEDIA,
    ..module(Ns::Media)
};

static TEXT: Def = leaf(Value::Text);
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
