//! The source namespace of scripting.com: where the content of a feed comes from.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, TEXT, URL, module};
use crate::validate::vocabulary::{
    Child, Def, FOREIGN, Occurs, Place, Value, branch, child, filled, optional, required,
    with_attrs,
};

const fn own(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::Source, name, occurs, def)
}

/// It still grows, so an element that is not here may be a new one.
pub(super) static MODULE: Module = Module {
    spec: Some(spec::SOURCE.at("")),
    complete: false,
    feed: &[
        own("account", Often, &ACCOUNT),
        own("archive", AtMostOnce, &ARCHIVE),
        own("likes", AtMostOnce, &LIKES),
        own("localTime", AtMostOnce, &TEXT),
        own("cloud", AtMostOnce, &ADDRESS),
        own("blogroll", Often, &URL),
        own("subscriptionList", Often, &URL),
        own("self", AtMostOnce, &URL),
    ],
    entry: &[
        own("account", Often, &ACCOUNT),
        own("markdown", AtMostOnce, &TEXT),
        own("outline", Often, &FOREIGN),
        own("linkFull", AtMostOnce, &URL),
        own("linkShort", AtMostOnce, &URL),
        own("jsonUrl", AtMostOnce, &URL),
        own("inReplyTo", AtMostOnce, &REPLY),
        own("comments", AtMostOnce, &COMMENTS),
    ],
    ..module(Ns::Source)
};

static ACCOUNT: Def = with_attrs(Value::Text, &[required("service", Value::Text)]);
static ARCHIVE: Def = branch(
    &[],
    &[
        own("url", AtMostOnce, &URL),
        own("filename", AtMostOnce, &TEXT),
        own("startDay", AtMostOnce, &DAY),
        own("endDay", AtMostOnce, &DAY),
    ],
    Place::Inside,
);
static DAY: Def = filled(Value::W3cDate);
static LIKES: Def = with_attrs(Value::Text, &[optional("server", Value::Url)]);
/// Of a server for pushes, over WebSocket too.
static ADDRESS: Def = filled(Value::Url);
static REPLY: Def = with_attrs(
    Value::Text,
    &[optional("isPermaLink", Value::Choice(&["true", "false"]))],
);
static COMMENTS: Def = with_attrs(
    Value::Text,
    &[
        optional("count", Value::Count),
        optional("feedUrl", Value::Url),
    ],
);
