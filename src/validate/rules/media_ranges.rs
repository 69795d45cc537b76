//! Media RSS: numbers that belong together, a beginning and an end, a mark and its scale.

use crate::Severity;
use crate::validate::context::Visit;
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::forms;

pub(crate) static MEDIA_END_BEFORE_START: Rule = Rule {
    id: "media-end-before-start",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a part of a recording ends before it begins",
    why: "players show it never, or all the time",
    remedy: "write start and end the right way round",
    spec: &[spec::MEDIA.at("media-text")],
    w3c: None,
    since: "0.1.0",
    check: Check::Where(|site| site.ns == Ns::Media, ranges),
};

pub(crate) static STAR_RATING_OUTSIDE_SCALE: Rule = Rule {
    id: "star-rating-outside-scale",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the average of a media:starRating is not between its min and its max",
    why: "readers draw more stars than there are, or none",
    remedy: "write an average on the scale, or the scale that it is on",
    spec: &[spec::MEDIA.at("media-community")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("media-end-before-start"),
};

fn ranges(visit: &Visit<'_, '_>, out: &mut Findings) {
    match visit.element.local() {
        "text" | "location" => times(visit.element, out),
        "starRating" => scale(visit.element, out),
        _ => {}
    }
}

fn times(element: Element<'_>, out: &mut Findings) {
    let time = |name: &str| {
        element
            .attr(name)
            .and_then(|a| forms::seconds(a.value.trim()))
    };
    let (Some(start), Some(end), Some(at)) = (time("start"), time("end"), element.attr("end"))
    else {
        return;
    };
    if end < start {
        let name = element.display_name();
        let message = format!("end of {name}, {}, comes before its start", at.value);
        out.add(
            &MEDIA_END_BEFORE_START,
            Finding::attribute(element, at).says(message),
        );
    }
}

fn scale(element: Element<'_>, out: &mut Findings) {
    let number = |name: &str| element.attr(name)?.value.trim().parse::<f64>().ok();
    let (Some(average), Some(stated)) = (number("average"), element.attr("average")) else {
        return;
    };
    let above = number("max").filter(|max| average > *max);
    let below = number("min").filter(|min| average < *min);
    let message = match (above, below) {
        (Some(max), _) => format!("the average {average} is above max, {max}"),
        (_, Some(min)) => format!("the average {average} is below min, {min}"),
        _ => return,
    };
    out.add(
        &STAR_RATING_OUTSIDE_SCALE,
        Finding::attribute(element, stated).says(message),
    );
}
