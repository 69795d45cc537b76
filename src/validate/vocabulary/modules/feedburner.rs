//! FeedBurner's extensions: what the service added to feeds that went through it.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, PLAIN, TEXT, URL, module};
use crate::validate::vocabulary::{Child, Def, Value, child, optional, with_attrs};

pub(super) static MODULE: Module = Module {
    complete: false,
    feed: &[
        AWARENESS,
        child(Ns::FeedBurner, "browserFriendly", AtMostOnce, &PLAIN),
        child(Ns::FeedBurner, "emailServiceId", AtMostOnce, &TEXT),
        child(Ns::FeedBurner, "feedburnerHostname", AtMostOnce, &URL),
        child(Ns::FeedBurner, "feedFlare", Often, &FLARE),
        child(Ns::FeedBurner, "info", AtMostOnce, &INFO),
    ],
    entry: &[
        AWARENESS,
        child(Ns::FeedBurner, "origLink", AtMostOnce, &URL),
        child(Ns::FeedBurner, "origEnclosureLink", AtMostOnce, &URL),
    ],
    ..module(Ns::FeedBurner)
};

const AWARENESS: Child = child(Ns::FeedBurner, "awareness", AtMostOnce, &URL);
static FLARE: Def = with_attrs(
    Value::Plain,
    &[
        optional("href", Value::Reference),
        optional("src", Value::Reference),
    ],
);
static INFO: Def = with_attrs(Value::Text, &[optional("uri", Value::Text)]);
