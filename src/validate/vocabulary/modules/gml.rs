//! The few shapes of GML that GeoRSS takes into `georss:where`.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often, Once};
use crate::validate::vocabulary::modules::{Module, georss, module};
use crate::validate::vocabulary::{
    AttrDef, Child, Def, Occurs, Place, Shape, Value, branch, child, filled, optional,
};

/// GML is far larger than this, so nothing of it is unknown for sure.
pub(super) static MODULE: Module = Module {
    complete: false,
    ..module(Ns::Gml)
};

/// `georss:where`.
pub(super) static WHERE: Def = branch(
    georss::FEATURE,
    &[
        own("Point", AtMostOnce, &POINT),
        own("LineString", AtMostOnce, &LINE),
        own("Polygon", AtMostOnce, &POLYGON),
        own("Envelope", AtMostOnce, &ENVELOPE),
    ],
    Place::Inside,
);

const fn own(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::Gml, name, occurs, def)
}

const FRAME: &[AttrDef] = &[
    optional("srsName", Value::Text),
    optional("srsDimension", Value::Positive),
    optional("id", Value::Text),
];

static POINT: Def = branch(FRAME, &[own("pos", Once, &POSITION)], Place::Inside);
static LINE: Def = branch(
    FRAME,
    &[
        own("posList", AtMostOnce, &POSITIONS),
        own("pos", Often, &POSITION),
    ],
    Place::Inside,
);
static POLYGON: Def = branch(
    FRAME,
    &[
        own("exterior", Once, &BOUNDARY),
        own("interior", Often, &BOUNDARY),
    ],
    Place::Inside,
);
static BOUNDARY: Def = branch(&[], &[own("LinearRing", Once, &RING)], Place::Inside);
static RING: Def = branch(
    FRAME,
    &[
        own("posList", AtMostOnce, &RING_POSITIONS),
        own("pos", Often, &POSITION),
    ],
    Place::Inside,
);
static ENVELOPE: Def = branch(
    FRAME,
    &[
        own("lowerCorner", Once, &POSITION),
        own("upperCorner", Once, &POSITION),
    ],
    Place::Inside,
);
static POSITION: Def = Def {
    attrs: FRAME,
    ..filled(Value::Coordinates(Shape::Point))
};
static POSITIONS: Def = Def {
    attrs: FRAME,
    ..filled(Value::Coordinates(Shape::Line))
};
static RING_POSITIONS: Def = Def {
    attrs: FRAME,
    ..filled(Value::Coordinates(Shape::Polygon))
};
