//! RSS 1.0 syndication module: how often a feed is updated.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{Def, Value, child, filled};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::SYNDICATION.at("")),
    feed: &[
        child(Ns::Syndication, "updatePeriod", AtMostOnce, &PERIOD),
        child(Ns::Syndication, "updateFrequency", AtMostOnce, &FREQUENCY),
        child(Ns::Syndication, "updateBase", AtMostOnce, &BASE),
    ],
    ..module(Ns::Syndication)
};

static PERIOD: Def = filled(Value::Choice(&[
    "hourly", "daily", "weekly", "monthly", "yearly",
]));
static FREQUENCY: Def = filled(Value::Positive);
static BASE: Def = filled(Value::W3cDate);
