//! Podlove Simple Chapters, in items and entries.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{
    Def, Place, Value, branch, child, forms, optional, required, with_attrs,
};

pub(super) static MODULE: Module = Module {
    feed: &[],
    entry: &[child(Ns::Chapters, "chapters", AtMostOnce, &CHAPTERS)],
    ..module(Ns::Chapters)
};

static CHAPTERS: Def = branch(
    &[optional("version", Value::Choice(&["1.0", "1.1", "1.2"]))],
    &[child(Ns::Chapters, "chapter", Often, &CHAPTER)],
    Place::Inside,
);
static CHAPTER: Def = with_attrs(
    Value::Empty,
    &[
        required("start", Value::Form(&forms::OFFSET)),
        required("title", Value::Text),
        optional("href", Value::Url),
        optional("image", Value::Url),
    ],
);
