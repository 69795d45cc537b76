//! Apple's podcast elements: those of "A Podcaster's Guide to RSS", and older ones that feeds still carry.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{self, AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{
    Child, Def, Place, Value, branch, child, filled, forms, leaf, required, with_attrs,
};

pub(super) static MODULE: Module = Module {
    feed: &[
        own("image", AtMostOnce, &IMAGE),
        own("category", Often, &CATEGORY),
        own("explicit", AtMostOnce, &EXPLICIT),
        own("author", AtMostOnce, &PLAIN),
        own("owner", AtMostOnce, &OWNER),
        own("title", AtMostOnce, &PLAIN),
        own("type", AtMostOnce, &TYPE),
        own("new-feed-url", AtMostOnce, &ADDRESS),
        own("block", AtMostOnce, &YES_NO),
        own("complete", AtMostOnce, &YES_NO),
        own("applepodcastsverify", AtMostOnce, &TEXT),
        own("subtitle", AtMostOnce, &PLAIN),
        own("summary", AtMostOnce, &SUMMARY),
        own("keywords", AtMostOnce, &PLAIN),
    ],
    entry: &[
        own("title", AtMostOnce, &PLAIN),
        own("duration", AtMostOnce, &DURATION),
        own("image", AtMostOnce, &IMAGE),
        own("explicit", AtMostOnce, &EXPLICIT),
        own("episode", AtMostOnce, &NUMBER),
        own("season", AtMostOnce, &NUMBER),
        own("episodeType", AtMostOnce, &EPISODE_TYPE),
        own("block", AtMostOnce, &YES_NO),
        own("author", AtMostOnce, &PLAIN),
        own("subtitle", AtMostOnce, &PLAIN),
        own("summary", AtMostOnce, &SUMMARY),
        own("keywords", AtMostOnce, &PLAIN),
        own("order", AtMostOnce, &ORDER),
        own("isClosedCaptioned", AtMostOnce, &YES_NO),
    ],
    ..module(Ns::Itunes)
};

const fn own(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::Itunes, name, occurs, def)
}

static TEXT: Def = leaf(Value::Text);
static PLAIN: Def = leaf(Value::Plain);
/// Apple's own example of a summary holds a link in CDATA.
static SUMMARY: Def = leaf(Value::Html);
static ADDRESS: Def = filled(Value::WebUrl);
static NUMBER: Def = filled(Value::Positive);
static ORDER: Def = filled(Value::Count);
static DURATION: Def = filled(Value::Form(&forms::DURATION));
/// Whatever is not Yes has no effect, and no is the only other word that says so.
static YES_NO: Def = filled(Value::AnyCase(&["yes", "no"]));
static TYPE: Def = filled(Value::AnyCase(&["episodic", "serial"]));
static EPISODE_TYPE: Def = filled(Value::AnyCase(&["full", "trailer", "bonus"]));
/// Its words, present and obsolete, have a rule of their own.
static EXPLICIT: Def = filled(Value::Text);
static IMAGE: Def = with_attrs(Value::Empty, &[required("href", Value::WebUrl)]);
static CATEGORY: Def = branch(
    &[required("text", Value::Text)],
    &[own("category", Often, &SUBCATEGORY)],
    Place::Inside,
);
static SUBCATEGORY: Def = with_attrs(Value::Empty, &[required("text", Value::Text)]);
/// That the address is missing is a finding of `podcast-owner-missing`: Apple no longer asks for it.
static OWNER: Def = branch(
    &[],
    &[
        own("name", AtMostOnce, &PLAIN),
        own("email", AtMostOnce, &EMAIL),
    ],
    Place::Inside,
);
static EMAIL: Def = filled(Value::Address);
