//! Microsoft's simple list extensions: how a feed may be sorted and grouped.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{Def, Place, Value, branch, child, filled, optional, with_attrs};

pub(super) static MODULE: Module = Module {
    feed: &[
        child(Ns::CommonFeed, "treatAs", AtMostOnce, &TREAT),
        child(Ns::CommonFeed, "listinfo", AtMostOnce, &LIST),
    ],
    ..module(Ns::CommonFeed)
};

static TREAT: Def = filled(Value::Choice(&["list"]));
static LIST: Def = branch(
    &[],
    &[
        child(Ns::CommonFeed, "sort", Often, &SORT),
        child(Ns::CommonFeed, "group", Often, &GROUP),
    ],
    Place::Inside,
);
static SORT: Def = with_attrs(
    Value::Empty,
    &[
        optional("ns", Value::Text),
        optional("element", Value::Text),
        optional("label", Value::Plain),
        optional("data-type", Value::Choice(&["date", "text", "number"])),
        optional("default", Value::Choice(&["true", "false", "yes", "no"])),
    ],
);
static GROUP: Def = with_attrs(
    Value::Empty,
    &[
        optional("ns", Value::Text),
        optional("element", Value::Text),
        optional("label", Value::Plain),
    ],
);
