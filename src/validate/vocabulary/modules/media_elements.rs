//! The elements of Media RSS that describe media, one definition each.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::media::own;
use crate::validate::vocabulary::{
    Child, Def, FOREIGN, Place, Value, branch, child, filled, forms, leaf, optional, required,
    with_attrs,
};

/// An attribute or text that is a number with a fraction.
const DECIMAL: Value = Value::Form(&forms::DECIMAL);
const NPT: Value = Value::Form(&forms::NPT);

pub(super) static TEXT: Def = leaf(Value::Plain);
static URL: Def = filled(Value::Url);

/// `media:title` and `media:description`.
pub(super) static TITLE: Def = with_attrs(
    Value::MediaText,
    &[optional("type", Value::Choice(&["plain", "html"]))],
);
pub(super) static TIMED_TEXT: Def = with_attrs(
    Value::MediaText,
    &[
        optional("type", Value::Choice(&["plain", "html"])),
        optional("lang", Value::Language),
        optional("start", NPT),
        optional("end", NPT),
    ],
);
pub(super) static CREDIT: Def = Def {
    blank: false,
    ..with_attrs(
        Value::Text,
        &[
            optional("role", Value::Text),
            optional("scheme", Value::Url),
        ],
    )
};
pub(super) static THUMBNAIL: Def = with_attrs(
    Value::Empty,
    &[
        required("url", Value::Url),
        optional("width", Value::Positive),
        optional("height", Value::Positive),
        optional("time", NPT),
    ],
);
pub(super) static CATEGORY: Def = with_attrs(
    Value::Plain,
    &[
        optional("scheme", Value::Url),
        optional("label", Value::Plain),
    ],
);
/// What `algo` names is judged with the digits that belong to it.
pub(super) static HASH: Def = Def {
    blank: false,
    ..with_attrs(Value::Text, &[optional("algo", Value::Text)])
};
pub(super) static PLAYER: Def = with_attrs(
    Value::Foreign,
    &[
        required("url", Value::Url),
        optional("width", Value::Positive),
        optional("height", Value::Positive),
    ],
);
pub(super) static COPYRIGHT: Def = with_attrs(Value::Plain, &[optional("url", Value::Url)]);
pub(super) static LICENSE: Def = with_attrs(
    Value::Text,
    &[
        optional("type", Value::MediaType),
        optional("href", Value::Url),
    ],
);
pub(super) static RATING: Def = Def {
    blank: false,
    ..with_attrs(Value::Text, &[optional("scheme", Value::Url)])
};
/// Deprecated since 1.1 in favour of `media:rating`.
pub(super) static ADULT: Def = leaf(Value::AnyCase(&["true", "false"]));
pub(super) static RESTRICTION: Def = with_attrs(
    Value::Text,
    &[
        required("relationship", Value::Choice(&["allow", "deny"])),
        optional("type", Value::Choice(&["country", "uri", "sharing"])),
    ],
);

pub(super) static COMMUNITY: Def = branch(
    &[],
    &[
        own("starRating", AtMostOnce, &STAR_RATING),
        own("statistics", AtMostOnce, &STATISTICS),
        own("tags", AtMostOnce, &TEXT),
    ],
    Place::Inside,
);
static STAR_RATING: Def = with_attrs(
    Value::Empty,
    &[
        optional("average", DECIMAL),
        optional("count", Value::Count),
        optional("min", DECIMAL),
        optional("max", DECIMAL),
    ],
);
static STATISTICS: Def = with_attrs(
    Value::Empty,
    &[
        optional("views", Value::Count),
        optional("favorites", Value::Count),
    ],
);

pub(super) static COMMENTS: Def = branch(&[], &[own("comment", Often, &TEXT)], Place::Inside);
pub(super) static RESPONSES: Def = branch(&[], &[own("response", Often, &URL)], Place::Inside);
pub(super) static BACK_LINKS: Def = branch(&[], &[own("backLink", Often, &URL)], Place::Inside);
pub(super) static EMBED: Def = branch(
    &[
        optional("url", Value::Url),
        optional("width", Value::Positive),
        optional("height", Value::Positive),
    ],
    &[own("param", Often, &PARAM)],
    Place::Inside,
);
static PARAM: Def = with_attrs(Value::Text, &[required("name", Value::Text)]);
pub(super) static STATUS: Def = with_attrs(
    Value::Text,
    &[
        required("state", Value::Choice(&["active", "blocked", "deleted"])),
        optional("reason", Value::Text),
    ],
);
pub(super) static PRICE: Def = with_attrs(
    Value::Text,
    &[
        optional(
            "type",
            Value::Choice(&["rent", "purchase", "package", "subscription"]),
        ),
        optional("info", Value::Url),
        optional("price", DECIMAL),
        optional("currency", Value::Form(&forms::CURRENCY)),
    ],
);
/// `media:subTitle` and `media:peerLink`.
pub(super) static LINKED_FILE: Def = with_attrs(
    Value::Text,
    &[
        optional("type", Value::MediaType),
        optional("lang", Value::Language),
        required("href", Value::Url),
    ],
);
pub(super) static LOCATION: Def = branch(
    &[
        optional("description", Value::Plain),
        optional("start", NPT),
        optional("end", NPT),
    ],
    &[
        child(Ns::GeoRss, "where", AtMostOnce, &FOREIGN),
        child(Ns::GeoRss, "point", AtMostOnce, &FOREIGN),
    ],
    Place::Inside,
);
pub(super) static RIGHTS: Def = with_attrs(
    Value::Text,
    &[required(
        "status",
        Value::Choice(&["userCreated", "official"]),
    )],
);

pub(super) static SCENES: Def = branch(&[], &[own("scene", Often, &SCENE)], Place::Inside);
/// The specification's example writes what is in a scene without a prefix; with one it means the same.
static SCENE: Def = branch(&[], SCENE_PARTS, Place::Inside);
const SCENE_PARTS: &[Child] = &[
    child(Ns::None, "sceneTitle", AtMostOnce, &TEXT),
    child(Ns::None, "sceneDescription", AtMostOnce, &TEXT),
    child(Ns::None, "sceneStartTime", AtMostOnce, &OFFSET),
    child(Ns::None, "sceneEndTime", AtMostOnce, &OFFSET),
    own("sceneTitle", AtMostOnce, &TEXT),
    own("sceneDescription", AtMostOnce, &TEXT),
    own("sceneStartTime", AtMostOnce, &OFFSET),
    own("sceneEndTime", AtMostOnce, &OFFSET),
];
static OFFSET: Def = filled(Value::Form(&forms::OFFSET));
