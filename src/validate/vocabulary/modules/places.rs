//! Two older ways to say where an item is: GeoURL and ICBM.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{Child, Def, Value, child, filled};

static NORTH: Def = filled(Value::Latitude);
static EAST: Def = filled(Value::Longitude);

const fn place(ns: Ns, children: &'static [Child]) -> Module {
    Module {
        feed: children,
        entry: children,
        ..module(ns)
    }
}

pub(super) static GEOURL: Module = place(
    Ns::GeoUrl,
    &[
        child(Ns::GeoUrl, "latitude", AtMostOnce, &NORTH),
        child(Ns::GeoUrl, "longitude", AtMostOnce, &EAST),
    ],
);
pub(super) static ICBM: Module = place(
    Ns::Icbm,
    &[
        child(Ns::Icbm, "latitude", AtMostOnce, &NORTH),
        child(Ns::Icbm, "longitude", AtMostOnce, &EAST),
    ],
);
