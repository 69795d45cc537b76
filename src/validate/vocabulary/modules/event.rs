//! RSS 1.0 event module.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::modules::{Module, TEXT, module};
use crate::validate::vocabulary::{Def, Value, child, filled};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::EVENT.at("")),
    entry: &[
        child(Ns::Event, "startdate", AtMostOnce, &TIME),
        child(Ns::Event, "enddate", AtMostOnce, &TIME),
        child(Ns::Event, "location", AtMostOnce, &TEXT),
        child(Ns::Event, "organizer", AtMostOnce, &TEXT),
        child(Ns::Event, "type", AtMostOnce, &TEXT),
    ],
    ..module(Ns::Event)
};

static TIME: Def = filled(Value::LocalDate);
