//! GeoRSS: the simple form, and the GML form inside `where`.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, TEXT, gml, module};
use crate::validate::vocabulary::{
    AttrDef, Child, Def, Shape, Value, child, filled, optional, with_attrs,
};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::GEORSS.at("")),
    feed: PLACES,
    entry: PLACES,
    ..module(Ns::GeoRss)
};

const PLACES: &[Child] = &[
    child(Ns::GeoRss, "point", Often, &POINT),
    child(Ns::GeoRss, "line", Often, &LINE),
    child(Ns::GeoRss, "polygon", Often, &POLYGON),
    child(Ns::GeoRss, "box", Often, &BOX),
    child(Ns::GeoRss, "circle", Often, &CIRCLE),
    child(Ns::GeoRss, "where", Often, &gml::WHERE),
    child(Ns::GeoRss, "featuretypetag", AtMostOnce, &TEXT),
    child(Ns::GeoRss, "relationshiptag", AtMostOnce, &TEXT),
    child(Ns::GeoRss, "featurename", AtMostOnce, &TEXT),
    // So the first examples wrote the three above.
    child(Ns::GeoRss, "featureTypeTag", AtMostOnce, &TEXT),
    child(Ns::GeoRss, "relationshipTag", AtMostOnce, &TEXT),
    child(Ns::GeoRss, "featureName", AtMostOnce, &TEXT),
    child(Ns::GeoRss, "elev", AtMostOnce, &NUMBER),
    child(Ns::GeoRss, "floor", AtMostOnce, &FLOOR),
    child(Ns::GeoRss, "radius", AtMostOnce, &NUMBER),
];

/// What a place may say of itself, in the simple form beside its numbers.
pub(super) const FEATURE: &[AttrDef] = &[
    optional("elev", Value::Decimal),
    optional("floor", Value::Integer),
    optional("radius", Value::Decimal),
    optional("featuretypetag", Value::Text),
    optional("relationshiptag", Value::Text),
    optional("featurename", Value::Text),
];

const fn shape(shape: Shape) -> Def {
    Def {
        blank: false,
        ..with_attrs(Value::Coordinates(shape), FEATURE)
    }
}

static POINT: Def = shape(Shape::Point);
static LINE: Def = shape(Shape::Line);
static POLYGON: Def = shape(Shape::Polygon);
static BOX: Def = shape(Shape::Box);
static CIRCLE: Def = shape(Shape::Circle);
static NUMBER: Def = filled(Value::Decimal);
static FLOOR: Def = filled(Value::Integer);
