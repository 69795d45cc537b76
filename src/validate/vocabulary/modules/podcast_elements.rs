//! The elements of the podcast namespace, one definition each.

use crate::validate::vocabulary::Occurs::{AtLeastOnce, AtMostOnce, Often, Once};
use crate::validate::vocabulary::modules::podcast::own;
use crate::validate::vocabulary::{
    AttrDef, Def, Place, Value, branch, filled, forms, optional, required, rss, with_attrs,
};

const DECIMAL: Value = Value::Form(&forms::DECIMAL);
const MOMENT: Value = Value::Form(&forms::MOMENT);
const UUID: Value = Value::Form(&forms::UUID);
const FLAG: Value = Value::Choice(&["true", "false"]);
const YES_NO: Value = Value::AnyCase(&["yes", "no"]);

/// Text that must not be blank, with attributes.
const fn named(value: Value, attrs: &'static [AttrDef]) -> Def {
    Def {
        blank: false,
        ..with_attrs(value, attrs)
    }
}

pub(super) static LOCKED: Def = named(YES_NO, &[optional("owner", Value::Address)]);
pub(super) static GUID: Def = filled(UUID);
/// Its words are a list that a rule of its own holds.
pub(super) static MEDIUM: Def = filled(Value::Text);
pub(super) static FUNDING: Def = with_attrs(Value::Plain, &[required("url", Value::Url)]);
pub(super) static PERSON: Def = named(
    Value::Plain,
    &[
        optional("role", Value::Text),
        optional("group", Value::Text),
        optional("img", Value::WebUrl),
        optional("href", Value::Url),
    ],
);
pub(super) static LOCATION: Def = named(
    Value::Plain,
    &[
        optional("rel", Value::Choice(&["subject", "creator"])),
        optional("geo", Value::Form(&forms::GEO)),
        optional("osm", Value::Form(&forms::OSM)),
        optional("country", Value::Form(&forms::COUNTRY)),
    ],
);
pub(super) static TRAILER: Def = named(
    Value::Plain,
    &[
        required("url", Value::WebUrl),
        required("pubdate", Value::MailDate),
        optional("length", Value::Count),
        optional("type", Value::MediaType),
        optional("season", Value::Count),
    ],
);
pub(super) static LICENSE: Def = named(Value::Plain, &[optional("url", Value::Url)]);
pub(super) static IMAGE: Def = with_attrs(
    Value::Empty,
    &[
        required("href", Value::WebUrl),
        optional("alt", Value::Plain),
        optional("aspect-ratio", Value::Form(&forms::RATIO)),
        optional("width", Value::Positive),
        optional("height", Value::Positive),
        optional("type", Value::MediaType),
        optional("purpose", Value::Text),
    ],
);
pub(super) static IMAGES: Def = with_attrs(
    Value::Empty,
    &[required("srcset", Value::Form(&forms::SOURCES))],
);
pub(super) static SOCIAL_INTERACT: Def = with_attrs(
    Value::Text,
    &[
        required("protocol", Value::Text),
        optional("uri", Value::Url),
        optional("accountId", Value::Text),
        optional("accountUrl", Value::Url),
        optional("priority", Value::Count),
    ],
);
pub(super) static BLOCK: Def = named(YES_NO, &[optional("id", Value::Text)]);
pub(super) static TXT: Def = with_attrs(Value::Text, &[optional("purpose", Value::Text)]);
pub(super) static UPDATE_FREQUENCY: Def = with_attrs(
    Value::Plain,
    &[
        optional("complete", FLAG),
        optional("dtstart", MOMENT),
        optional("rrule", Value::Form(&forms::RECURRENCE)),
    ],
);
pub(super) static PODPING: Def = with_attrs(Value::Empty, &[optional("usesPodping", FLAG)]);
pub(super) static CHAT: Def = with_attrs(
    Value::Empty,
    &[
        required("server", Value::Form(&forms::HOST)),
        required("protocol", Value::Text),
        optional("accountId", Value::Text),
        optional("space", Value::Text),
    ],
);

pub(super) static TRANSCRIPT: Def = with_attrs(
    Value::Empty,
    &[
        required("url", Value::WebUrl),
        required("type", Value::MediaType),
        optional("language", Value::Language),
        optional("rel", Value::Choice(&["captions"])),
    ],
);
pub(super) static CHAPTERS: Def = with_attrs(
    Value::Empty,
    &[
        required("url", Value::WebUrl),
        required("type", Value::MediaType),
    ],
);
pub(super) static SOUNDBITE: Def = with_attrs(
    Value::Plain,
    &[
        required("startTime", DECIMAL),
        required("duration", DECIMAL),
    ],
);
pub(super) static SEASON: Def = named(Value::Count, &[optional("name", Value::Plain)]);
pub(super) static EPISODE: Def = named(DECIMAL, &[optional("display", Value::Plain)]);
pub(super) static CONTENT_LINK: Def = with_attrs(Value::Plain, &[required("href", Value::Url)]);

pub(super) static ALTERNATE_ENCLOSURE: Def = branch(
    &[
        required("type", Value::MediaType),
        optional("length", Value::Count),
        optional("bitrate", DECIMAL),
        optional("height", Value::Positive),
        optional("lang", Value::Language),
        optional("title", Value::Plain),
        optional("rel", Value::Text),
        optional("codecs", Value::Text),
        optional("default", FLAG),
    ],
    &[
        own("source", AtLeastOnce, &SOURCE),
        own("integrity", AtMostOnce, &INTEGRITY),
    ],
    Place::Inside,
);
static SOURCE: Def = with_attrs(
    Value::Empty,
    &[
        required("uri", Value::Url),
        optional("contentType", Value::MediaType),
    ],
);
static INTEGRITY: Def = with_attrs(
    Value::Empty,
    &[
        required("type", Value::Choice(&["sri", "pgp-signature"])),
        required("value", Value::Text),
    ],
);

pub(super) static VALUE: Def = branch(
    &[
        required("type", Value::Text),
        required("method", Value::Text),
        optional("suggested", DECIMAL),
    ],
    &[
        own("valueRecipient", AtLeastOnce, &VALUE_RECIPIENT),
        own("valueTimeSplit", Often, &VALUE_TIME_SPLIT),
    ],
    Place::Inside,
);
static VALUE_RECIPIENT: Def = with_attrs(
    Value::Empty,
    &[
        optional("name", Value::Text),
        optional("customKey", Value::Text),
        optional("customValue", Value::Text),
        required("type", Value::Text),
        required("address", Value::Text),
        required("split", Value::Count),
        optional("fee", FLAG),
    ],
);
/// Either recipients or one remote item: a rule of its own.
static VALUE_TIME_SPLIT: Def = branch(
    &[
        required("startTime", DECIMAL),
        required("duration", DECIMAL),
        optional("remoteStartTime", DECIMAL),
        optional("remotePercentage", DECIMAL),
    ],
    &[
        own("valueRecipient", Often, &VALUE_RECIPIENT),
        own("remoteItem", AtMostOnce, &REMOTE_ITEM),
    ],
    Place::Inside,
);
pub(super) static REMOTE_ITEM: Def = with_attrs(
    Value::Empty,
    &[
        required("feedGuid", UUID),
        optional("feedUrl", Value::WebUrl),
        optional("itemGuid", Value::Text),
        optional("medium", Value::Text),
        optional("title", Value::Plain),
    ],
);
pub(super) static PODROLL: Def = branch(
    &[],
    &[own("remoteItem", AtLeastOnce, &REMOTE_ITEM)],
    Place::Inside,
);
pub(super) static PUBLISHER: Def =
    branch(&[], &[own("remoteItem", Once, &REMOTE_ITEM)], Place::Inside);

/// Takes all that an item takes; that it has a content link is a rule of its own.
pub(super) static LIVE_ITEM: Def = Def {
    value: Value::Nothing,
    attrs: &[
        required("status", Value::Choice(&["pending", "live", "ended"])),
        required("start", MOMENT),
        optional("end", MOMENT),
    ],
    children: rss::ITEM.children,
    blank: true,
    place: Place::Entry,
};
