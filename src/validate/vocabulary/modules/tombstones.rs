//! Tombstones (RFC 6721): entries that were withdrawn.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{Def, Place, Value, atom, branch, child, required};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::RFC6721.at("3")),
    feed: &[child(
        Ns::Tombstones,
        "deleted-entry",
        Often,
        &DELETED_ENTRY,
    )],
    ..module(Ns::Tombstones)
};

static DELETED_ENTRY: Def = branch(
    &[
        required("ref", Value::Id),
        required("when", Value::Timestamp),
    ],
    &[
        child(Ns::Tombstones, "by", AtMostOnce, &atom::PERSON),
        child(Ns::Tombstones, "comment", AtMostOnce, atom::TEXT_CONSTRUCT),
        child(Ns::Atom, "link", Often, atom::LINK_ELEMENT),
        child(Ns::Atom, "source", AtMostOnce, atom::SOURCE_ELEMENT),
    ],
    Place::Inside,
);
