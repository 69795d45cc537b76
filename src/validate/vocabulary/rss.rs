//! RSS 0.91 to 2.0 (the RSS Board's specification of 2.0, which is upward compatible with the older ones).

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{self, AtMostOnce, Often, Once};
use crate::validate::vocabulary::{
    AttrDef, Child, Def, Place, Value, branch, child, filled, leaf, optional, required, with_attrs,
};

const fn own(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::None, name, occurs, def)
}

static TEXT: Def = filled(Value::Text);
static PLAIN: Def = filled(Value::Plain);
static HTML: Def = leaf(Value::Html);
static URL: Def = filled(Value::Url);
static DATE: Def = filled(Value::MailDate);
static MAIL: Def = filled(Value::Mail);
static COUNT: Def = filled(Value::Count);
static POSITIVE: Def = filled(Value::Positive);
static LANGUAGE: Def = filled(Value::Language);
static HOUR: Def = filled(Value::Hour);
static DAY: Def = filled(Value::Weekday);
static CATEGORY: Def = Def {
    blank: false,
    ..with_attrs(Value::Plain, &[optional("domain", Value::Text)])
};
static GUID: Def = Def {
    blank: false,
    ..with_attrs(
        Value::Guid,
        &[optional("isPermaLink", Value::Choice(&["true", "false"]))],
    )
};
static SOURCE: Def = with_attrs(Value::Plain, &[required("url", Value::Url)]);
static ENCLOSURE: Def = with_attrs(
    Value::Empty,
    &[
        required("url", Value::WebUrl),
        required("length", Value::Count),
        required("type", Value::MediaType),
    ],
);
const CLOUD_ATTRS: &[AttrDef] = &[
    required("domain", Value::Text),
    required("port", Value::Positive),
    required("path", Value::Text),
    required("registerProcedure", Value::Text),
    required("protocol", Value::Choice(&["xml-rpc", "soap", "http-post"])),
];
static CLOUD: Def = with_attrs(Value::Empty, CLOUD_ATTRS);

static IMAGE: Def = branch(
    &[],
    &[
        own("url", Once, &URL),
        own("title", Once, &PLAIN),
        own("link", Once, &URL),
        own("width", AtMostOnce, &POSITIVE),
        own("height", AtMostOnce, &POSITIVE),
        own("description", AtMostOnce, &PLAIN),
    ],
    Place::Feed,
);
static TEXT_INPUT: Def = branch(
    &[],
    &[
        own("title", Once, &PLAIN),
        own("description", Once, &PLAIN),
        own("name", Once, &TEXT),
        own("link", Once, &URL),
    ],
    Place::Feed,
);
static SKIP_HOURS: Def = branch(&[], &[own("hour", Often, &HOUR)], Place::Inside);
static SKIP_DAYS: Def = branch(&[], &[own("day", Often, &DAY)], Place::Inside);

/// An item.
pub(super) static ITEM: Def = branch(
    &[],
    &[
        own(
            "title",
            AtMostOnce,
            &Def {
                blank: false,
                ..leaf(Value::Plain)
            },
        ),
        own("link", AtMostOnce, &URL),
        own("description", AtMostOnce, &HTML),
        own("author", AtMostOnce, &MAIL),
        own("category", Often, &CATEGORY),
        own("comments", AtMostOnce, &URL),
        own("enclosure", Often, &ENCLOSURE),
        own("guid", AtMostOnce, &GUID),
        own("pubDate", AtMostOnce, &DATE),
        own("source", AtMostOnce, &SOURCE),
        own("expirationDate", AtMostOnce, &DATE),
    ],
    Place::Entry,
);

static CHANNEL: Def = branch(
    &[],
    &[
        own("title", Once, &PLAIN),
        own("link", Once, &URL),
        own("description", Once, &HTML),
        own("item", Often, &ITEM),
        own("language", AtMostOnce, &LANGUAGE),
        own("copyright", AtMostOnce, &TEXT),
        own("managingEditor", AtMostOnce, &MAIL),
        own("webMaster", AtMostOnce, &MAIL),
        own("pubDate", AtMostOnce, &DATE),
        own("lastBuildDate", AtMostOnce, &DATE),
        own("category", Often, &CATEGORY),
        own("generator", AtMostOnce, &TEXT),
        own("docs", AtMostOnce, &URL),
        own("cloud", AtMostOnce, &CLOUD),
        own("ttl", AtMostOnce, &COUNT),
        own("image", AtMostOnce, &IMAGE),
        own("rating", AtMostOnce, &TEXT),
        own("textInput", AtMostOnce, &TEXT_INPUT),
        own("textinput", AtMostOnce, &TEXT_INPUT),
        own("skipHours", AtMostOnce, &SKIP_HOURS),
        own("skipDays", AtMostOnce, &SKIP_DAYS),
    ],
    Place::Feed,
);

/// The root.
pub(super) static RSS: Def = branch(
    &[optional("version", Value::Text)],
    &[own("channel", Once, &CHANNEL)],
    Place::Root,
);
