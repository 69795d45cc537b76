//! The W3C's basic geo vocabulary (WGS 84).

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::modules::{Module, TEXT, module};
use crate::validate::vocabulary::{Child, Def, Place, Value, branch, child, filled};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::GEO.at("")),
    feed: PLACES,
    entry: PLACES,
    ..module(Ns::Geo)
};

const PLACES: &[Child] = &[
    LATITUDE,
    LONGITUDE,
    ALTITUDE,
    child(Ns::Geo, "lat_long", AtMostOnce, &TEXT),
    child(Ns::Geo, "Point", AtMostOnce, &POINT),
];

const LATITUDE: Child = child(Ns::Geo, "lat", AtMostOnce, &NORTH);
const LONGITUDE: Child = child(Ns::Geo, "long", AtMostOnce, &EAST);
const ALTITUDE: Child = child(Ns::Geo, "alt", AtMostOnce, &HEIGHT);
static NORTH: Def = filled(Value::Latitude);
static EAST: Def = filled(Value::Longitude);
static HEIGHT: Def = filled(Value::Decimal);
static POINT: Def = branch(&[], &[LATITUDE, LONGITUDE, ALTITUDE], Place::Inside);
