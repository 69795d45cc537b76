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
        required("name", Value::Form(&NAME)),
        required("content", Value::Form(&CONTENT)),
    ],
);

static NAME: Form = Form {
    name: "a name of instructions for robots",
    write: "robots",
    w3c: Some("InvalidMetaName"),
    fits: |text| text.eq_ignore_ascii_case("robots"),
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
    name: "a list of instructions for robots",
    write: "such as noindex or noindex, nofollow",
    w3c: Some("InvalidMetaContent"),
    fits: |text| {
        text.split(',').all(|word| {
            INSTRUCTIONS
                .iter()
                .any(|known| known.eq_ignore_ascii_case(word.trim()))
        })
    },
};
