//! Bloglines' access control: may the feed be shown to others? It stands in the root.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{Def, Value, child, required, with_attrs};

pub(super) static MODULE: Module = Module {
    root: &[child(Ns::Access, "restriction", AtMostOnce, &RESTRICTION)],
    ..module(Ns::Access)
};

static RESTRICTION: Def = with_attrs(
    Value::Empty,
    &[required("relationship", Value::Choice(&["allow", "deny"]))],
);
