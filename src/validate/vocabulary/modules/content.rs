//! RSS 1.0 content module, which RSS 2.0 uses too.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{Def, FOREIGN, Value, child, leaf};
static ENCODED: Def = leaf(Value::Html);

pub(super) static MODULE: Module = Module {
    feed: &[child(Ns::Content, "items", AtMostOnce, &FOREIGN)],
    entry: &[
        child(Ns::Content, "encoded", AtMostOnce, &ENCODED),
        child(Ns::Content, "items", AtMostOnce, &FOREIGN),
    ],
    ..module(Ns::Content)
};
