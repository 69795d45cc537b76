//! ModWiki: what a wiki tells of its changes.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::modules::{Module, TEXT, URL, module};
use crate::validate::vocabulary::{Def, FOREIGN, Value, child, filled};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::WIKI.at("")),
    complete: false,
    feed: &[child(Ns::Wiki, "interwiki", AtMostOnce, &FOREIGN)],
    entry: &[
        child(Ns::Wiki, "version", AtMostOnce, &TEXT),
        child(Ns::Wiki, "status", AtMostOnce, &STATUS),
        child(Ns::Wiki, "importance", AtMostOnce, &IMPORTANCE),
        child(Ns::Wiki, "diff", AtMostOnce, &URL),
        child(Ns::Wiki, "history", AtMostOnce, &URL),
        child(Ns::Wiki, "host", AtMostOnce, &TEXT),
    ],
    ..module(Ns::Wiki)
};

static STATUS: Def = filled(Value::Choice(&["new", "updated", "deleted"]));
static IMPORTANCE: Def = filled(Value::Choice(&["major", "minor"]));
