//! Places: GeoRSS, GML and the W3C's latitude and longitude.

use crate::Severity;
use crate::validate::context::{Typed, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::plan::Site;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::{Place, Shape, Value};

pub(crate) static FAMILY: Family = Family {
    name: "places",
    about: "Where it happened: GeoRSS, GML and latitude and longitude of the W3C.",
    rules: &[
        &COORDINATES_MALFORMED,
        &COORDINATE_OUT_OF_RANGE,
        &COORDINATES_WITH_COMMAS,
        &POLYGON_OPEN,
        &BOX_CORNERS_SWAPPED,
        &COORDINATE_SINGLE,
    ],
};

pub(crate) static COORDINATES_MALFORMED: Rule = Rule {
    id: "coordinates-malformed",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "coordinates are not what the shape needs",
    why: "programs cannot put it on a map",
    remedy: "write latitude and longitude in turn, with spaces between",
    spec: &[spec::GEORSS.at(""), spec::GEO.at("")],
    w3c: Some("InvalidCoordList"),
    since: "0.1.0",
    check: Check::Where(concerns, places),
};

pub(crate) static COORDINATE_OUT_OF_RANGE: Rule = Rule {
    id: "coordinate-out-of-range",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "there is no such latitude or longitude",
    why: "it lies nowhere on earth; often the two were exchanged",
    remedy: "write latitude from -90 to 90 first, then longitude from -180 to 180",
    spec: &[spec::GEORSS.at(""), spec::GEO.at("")],
    w3c: Some("InvalidLatitude"),
    since: "0.1.0",
    check: Check::With("coordinates-malformed"),
};

pub(crate) static COORDINATES_WITH_COMMAS: Rule = Rule {
    id: "coordinates-with-commas",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "commas stand between coordinates",
    why: "many programs split at spaces alone",
    remedy: "put spaces between them",
    spec: &[spec::GEORSS.at("")],
    w3c: Some("CoordComma"),
    since: "0.1.0",
    check: Check::With("coordinates-malformed"),
};

pub(crate) static POLYGON_OPEN: Rule = Rule {
    id: "polygon-open",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a polygon does not end where it began",
    why: "programs draw a line, or nothing",
    remedy: "repeat the first pair at the end",
    spec: &[spec::GEORSS.at("")],
    w3c: Some("InvalidCoordList"),
    since: "0.1.0",
    check: Check::With("coordinates-malformed"),
};

pub(crate) static BOX_CORNERS_SWAPPED: Rule = Rule {
    id: "box-corners-swapped",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the first corner of a box lies north of the second",
    why: "programs expect the south-western corner first",
    remedy: "write the south-western corner, then the north-eastern one",
    spec: &[spec::GEORSS.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("coordinates-malformed"),
};

pub(crate) static COORDINATE_SINGLE: Rule = Rule {
    id: "coordinate-single",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a latitude without a longitude, or the other way round",
    why: "one number is no place",
    remedy: "give both",
    spec: &[spec::GEO.at("")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("coordinates-malformed"),
};

/// Places themselves, and what may hold a latitude and a longitude.
fn concerns(site: &Site) -> bool {
    let place = |v| {
        matches!(
            v,
            Value::Latitude | Value::Longitude | Value::Coordinates(_)
        )
    };
    site.holds(place) || matches!(site.ns, Ns::Geo | Ns::GeoRss) || site.def.place != Place::Inside
}

fn places(visit: &Visit<'_, '_>, out: &mut Findings) {
    for value in visit.values {
        match value.kind {
            Value::Coordinates(shape) => coordinates(value, shape, out),
            Value::Latitude | Value::Longitude => degrees(value, out),
            _ => {}
        }
    }
    if visit
        .children
        .iter()
        .any(|(c, _)| c.is(Ns::Geo, "lat") || c.is(Ns::Geo, "long"))
    {
        pair(visit, out);
    }
    if visit.element.is(Ns::GeoRss, "where") && visit.children.is_empty() {
        let message = "georss:where holds no shape";
        let help = "put a gml:Point, gml:LineString, gml:Polygon or gml:Envelope into it";
        out.add(
            &COORDINATES_MALFORMED,
            Finding::element(visit.element).says(message).help(help),
        );
    }
}

fn degrees(value: &Typed<'_>, out: &mut Findings) {
    let north = value.kind == Value::Latitude;
    let (most, class) = if north {
        (90.0, "InvalidLatitude")
    } else {
        (180.0, "InvalidLongitude")
    };
    match number(value.trimmed()) {
        None => {
            let message = format!("{} is not a number of degrees", value.name());
            let help = "write degrees with a point for the fraction, such as -71.92";
            let found = value.finding().says(message).help(help);
            out.add(
                &COORDINATES_MALFORMED,
                found.w3c(class).spec_of(value.element().ns()),
            );
        }
        Some(n) if n.abs() > most => out_of_range(value, n, north, out),
        Some(_) => {}
    }
}

fn out_of_range(value: &Typed<'_>, degrees: f64, north: bool, out: &mut Findings) {
    let (what, most, class) = if north {
        ("latitude", 90, "InvalidLatitude")
    } else {
        ("longitude", 180, "InvalidLongitude")
    };
    let message = format!("{degrees} is no {what}, which is from -{most} to {most}");
    let found = value.finding().says(message).w3c(class);
    out.add(
        &COORDINATE_OUT_OF_RANGE,
        found.spec_of(value.element().ns()),
    );
}

/// Digits with or without a fraction and a sign.
fn number(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.'));
    text.parse().ok().filter(|_| plain)
}

/// Another frame of reference than WGS 84, or another number of dimensions, makes other numbers.
fn other_frame(element: Element<'_>) -> bool {
    let around = std::iter::successors(Some(element), |e| e.parent());
    around.take_while(|e| e.ns() == Ns::Gml).any(|e| {
        let frame = e.attr("srsName").is_some_and(|a| !a.value.contains("4326"));
        frame
            || e.attr("srsDimension")
                .is_some_and(|a| a.value.trim() != "2")
    })
}

/// What a list of numbers draws, without keeping the list: a coast can have very many.
#[derive(Default)]
struct Outline {
    count: usize,
    first: [f64; 4],
    last: [f64; 2],
    /// The first number out of its range, and whether it is a latitude.
    far: Option<(f64, bool)>,
}

impl Outline {
    /// None where something is no number.
    fn of(text: &str, shape: Shape) -> Option<Outline> {
        let mut outline = Outline::default();
        let separator = |c: char| c.is_whitespace() || c == ',';
        for word in text.split(separator).filter(|w| !w.is_empty()) {
            let radius = shape == Shape::Circle && outline.count == 2;
            outline.add(number(word)?, radius);
        }
        Some(outline)
    }

    fn add(&mut self, degrees: f64, radius: bool) {
        if let Some(slot) = self.first.get_mut(self.count) {
            *slot = degrees;
        }
        let north = self.count.is_multiple_of(2);
        let most = if north { 90.0 } else { 180.0 };
        if degrees.abs() > most && !radius {
            self.far.get_or_insert((degrees, north));
        }
        self.last = [self.last[1], degrees];
        self.count += 1;
    }

    /// What is wrong with how many numbers there are.
    fn amiss(&self, shape: Shape) -> Option<&'static str> {
        match shape {
            Shape::Point if self.count != 2 => Some("a point has two numbers"),
            Shape::Box if self.count != 4 => Some("a box has four numbers"),
            Shape::Circle if self.count != 3 => Some("a circle has three numbers"),
            Shape::Line if self.count < 4 => Some("a line has at least two pairs"),
            Shape::Polygon if self.count < 8 => Some("a polygon has at least four pairs"),
            Shape::Line | Shape::Polygon if self.count % 2 == 1 => {
                Some("one number has no partner")
            }
            _ => None,
        }
    }
}

/// Coordinates with blanks between them, where each has a decimal point, so that no comma can be one.
fn spaced(text: &str) -> Option<String> {
    let numbers = || {
        text.split([',', ' ', '\n', '\t', '\r'])
            .filter(|n| !n.is_empty())
    };
    let all = numbers().all(|n| n.contains('.'));
    all.then(|| numbers().collect::<Vec<_>>().join(" "))
}

fn coordinates(value: &Typed<'_>, shape: Shape, out: &mut Findings) {
    if value.text.contains(',') {
        let spaced = spaced(&value.text).filter(|text| Outline::of(text, shape).is_some());
        out.add(&COORDINATES_WITH_COMMAS, value.finding().mend_if(spaced));
    }
    let Some(outline) = Outline::of(&value.text, shape) else {
        malformed(value, shape, "not all of it is numbers", out);
        return;
    };
    if other_frame(value.element()) {
        return;
    }
    match outline.amiss(shape) {
        Some(why) => malformed(value, shape, why, out),
        None => within(value, &outline, shape, out),
    }
}

fn malformed(value: &Typed<'_>, shape: Shape, why: &str, out: &mut Findings) {
    let class = match shape {
        Shape::Point => "InvalidCoord",
        _ => "InvalidCoordList",
    };
    let message = format!("{}: {why}", value.name());
    out.add(
        &COORDINATES_MALFORMED,
        value.finding().says(message).w3c(class),
    );
}

fn within(value: &Typed<'_>, outline: &Outline, shape: Shape, out: &mut Findings) {
    let [south, west, north, _] = outline.first;
    if let Some((degrees, north)) = outline.far {
        out_of_range(value, degrees, north, out);
    } else if shape == Shape::Polygon && outline.last != [south, west] {
        out.add(&POLYGON_OPEN, value.finding());
    } else if shape == Shape::Box && south > north {
        out.add(&BOX_CORNERS_SWAPPED, value.finding());
    }
}

fn pair(visit: &Visit<'_, '_>, out: &mut Findings) {
    let of = |name: &str| visit.children.iter().find(|(c, _)| c.is(Ns::Geo, name));
    if let (Some((single, _)), None) | (None, Some((single, _))) = (of("lat"), of("long")) {
        let message = format!("{} stands alone", single.display_name());
        out.add(&COORDINATE_SINGLE, Finding::element(*single).says(message));
    }
}
