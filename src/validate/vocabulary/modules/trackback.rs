//! TrackBack: where an entry may be pinged, and what it is about.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{Def, Value, child, leaf, optional};

/// In RSS 2.0 and Atom the address is the text, in RSS 1.0 it is `rdf:resource`; a rule of its own tells which.
pub(super) static MODULE: Module = Module {
    spec: Some(spec::TRACKBACK.at("")),
    entry: &[
        child(Ns::Trackback, "ping", AtMostOnce, &ADDRESS),
        child(Ns::Trackback, "about", Often, &ADDRESS),
    ],
    ..module(Ns::Trackback)
};

static ADDRESS: Def = Def {
    attrs: &[optional("rdf:resource", Value::Url)],
    ..leaf(Value::Url)
};
