//! The Conversations Network's ratings, which died with it in 2012.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{Child, Def, Value, child, filled, forms};

pub(super) static MODULE: Module = Module {
    complete: false,
    entry: &[
        own("introMilliseconds", &COUNT),
        own("image", &ADDRESS),
        own("ratingAverage", &DECIMAL),
        own("ratingCount", &COUNT),
        own("ratingIndividual", &POSITIVE),
        own("ratingTimestamp", &TIME),
    ],
    ..module(Ns::Conversations)
};

const fn own(name: &'static str, def: &'static Def) -> Child {
    child(Ns::Conversations, name, AtMostOnce, def)
}

static COUNT: Def = filled(Value::Count);
static POSITIVE: Def = filled(Value::Positive);
static DECIMAL: Def = filled(Value::Form(&forms::DECIMAL));
static ADDRESS: Def = filled(Value::WebUrl);
static TIME: Def = filled(Value::Form(&forms::MOMENT));
