//! XHTML in feeds: an instruction to robots in the head, a body in an item.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{Def, Form, Value, child, leaf, required, with_attrs};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::ROBOTS.at("")),
    complete: false,
    feed: &[child(Ns::Xhtml, "meta", Often, &META)],
    entry: &[
        child(Ns::Xhtml, "body", AtMostOnce, &SHOWN),
        child(Ns::Xhtml, "div", AtMostOnce, &SHOWN),
    ],
    ..module(Ns::Xhtml)
};

static SHOWN: Def = leaf(Value::Xhtml);
static META: Def = with_attrs(
    Value::Empty,
    &[
        required("name", Value::Formed(&NAME)),
        required("content", Value::Formed(&CONTENT)),
    ],
);

static NAME: Form = Form {
    what: "robots, the only name that stands here",
    w3c: Some("InvalidMetaName"),
    is: |text| text.eq_ignore_ascii_case("robots"),
};

const INSTRUCTIONS: &[&str] = &[
    "all",
    "none",
    "index",
    "noindex",
    "follow",
    "nofollow",
    "noarchive",
    "nosnippet",
    "noimageindex",
    "notranslate",
];

static CONTENT: Form = Form {
    what: "a list of instructions for robots, such as noindex, nofollow",
    w3c: Some("InvalidMetaContent"),
    is: |text| {
        text.split(',').all(|word| {
            INSTRUCTIONS
                .iter()
                .any(|known| known.eq_ignore_ascii_case(word.trim()))
        })
    },
};
