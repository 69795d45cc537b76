//! FeedSync: keeping copies of the same items in step. Also under its first name, SSE.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{
    Def, FOREIGN, Form, Place, Value, branch, child, optional, required, with_attrs,
};

pub(super) static MODULE: Module = Module {
    feed: &[child(Ns::FeedSync, "sharing", AtMostOnce, &SHARING)],
    entry: &[child(Ns::FeedSync, "sync", AtMostOnce, &SYNC)],
    ..module(Ns::FeedSync)
};

const FLAG: Value = Value::Choice(&["true", "false"]);
static SHARING: Def = branch(
    &[
        optional("since", Value::Timestamp),
        optional("until", Value::Timestamp),
        optional("expires", Value::Timestamp),
    ],
    &[child(Ns::FeedSync, "related", Often, &RELATED)],
    Place::Inside,
);
static RELATED: Def = with_attrs(
    Value::Empty,
    &[
        required("link", Value::Url),
        optional("title", Value::Plain),
        required("type", Value::Choice(&["complete", "aggregated"])),
    ],
);
static SYNC: Def = branch(
    &[
        required("id", Value::Form(&NAME)),
        required("updates", Value::Positive),
        optional("deleted", FLAG),
        optional("noconflicts", FLAG),
    ],
    &[
        child(Ns::FeedSync, "history", Often, &HISTORY),
        child(Ns::FeedSync, "conflicts", AtMostOnce, &FOREIGN),
    ],
    Place::Inside,
);
static HISTORY: Def = with_attrs(
    Value::Empty,
    &[
        required("sequence", Value::Positive),
        optional("when", Value::Timestamp),
        optional("by", Value::Form(&NAME)),
    ],
);

/// What follows `urn:` and a namespace in a URN (RFC 2141): so FeedSync names items and those who change them.
static NAME: Form = Form {
    name: "a name without spaces and reserved characters",
    write: "letters, digits and ()+,-.:=@;$_!*' alone, others as % and two hexadecimal digits",
    w3c: Some("InvalidNSS"),
    fits: |text| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"()+,-.:=@;$_!*'%/".contains(&b))
    },
};
