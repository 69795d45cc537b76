//! Atom Publishing Protocol (RFC 5023): what of it stands in feeds and entries.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, TEXT, module};
use crate::validate::vocabulary::{
    Child, Def, Place, Value, atom, branch, child, filled, optional, required,
};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::RFC5023.at("13.1")),
    complete: false,
    feed: &[COLLECTION],
    entry: &[
        child(Ns::App, "edited", AtMostOnce, atom::TIMESTAMP),
        child(Ns::App, "control", AtMostOnce, &CONTROL),
        COLLECTION,
    ],
    ..module(Ns::App)
};

const COLLECTION: Child = child(Ns::App, "collection", AtMostOnce, &COLLECTED);
static CONTROL: Def = branch(
    &[],
    &[child(Ns::App, "draft", AtMostOnce, &DRAFT)],
    Place::Inside,
);
static DRAFT: Def = filled(Value::Choice(&["yes", "no"]));
static COLLECTED: Def = branch(
    &[required("href", Value::Reference)],
    &[
        child(Ns::Atom, "title", AtMostOnce, atom::TEXT_CONSTRUCT),
        child(Ns::App, "accept", Often, &TEXT),
        child(Ns::App, "categories", Often, &CATEGORIES),
    ],
    Place::Inside,
);
static CATEGORIES: Def = branch(
    &[
        optional("href", Value::Reference),
        optional("fixed", Value::Choice(&["yes", "no"])),
        optional("scheme", Value::Reference),
    ],
    &[child(Ns::Atom, "category", Often, atom::CATEGORY_ELEMENT)],
    Place::Inside,
);
