//! Atom Publishing Protocol (RFC 5023): what of it stands in entries.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::modules::Module;
use crate::validate::vocabulary::{Def, Place, Value, atom, branch, child, filled};
pub(super) static MODULE: Module = Module {
    ns: Ns::App,
    complete: false,
    feed: &[],
    entry: &[
        child(Ns::App, "edited", AtMostOnce, atom::TIMESTAMP),
        child(Ns::App, "control", AtMostOnce, &CONTROL),
    ],
};

static CONTROL: Def = branch(
    &[],
    &[child(Ns::App, "draft", AtMostOnce, &DRAFT)],
    Place::Inside,
);
static DRAFT: Def = filled(Value::Choice(&["yes", "no"]));
