//! Which elements and attributes must, may and must not be there.

use crate::Severity;
use crate::validate::rules::{entries, extensions, json_feed, members, versions};

use crate::validate::context::{Entry, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::spec;
use crate::validate::tree::{Attr, Element};
use crate::validate::vocabulary::{self, AttrDef, Child, Occurs, Value};

pub(crate) static FAMILY: Family = Family {
    name: "structure",
    about: "Which elements, attributes and members must, may and must not be there, one by one and taken together.",
    rules: &[
        &ELEMENT_MISSING,
        &ELEMENT_REPEATED,
        &ELEMENT_UNKNOWN,
        &ELEMENT_MISPLACED,
        &ELEMENT_BLANK,
        &WHITESPACE_AROUND,
        &TEXT_UNEXPECTED,
        &ELEMENT_NOT_EMPTY,
        &ATTRIBUTE_MISSING,
        &ATTRIBUTE_UNKNOWN,
        &ATTRIBUTE_BLANK,
        &extensions::ATTRIBUTE_OF_EXTENSION,
        &members::MEMBER_MISSING,
        &members::MEMBER_RECOMMENDED,
        &members::ITEM_URL_MISSING,
        &members::MEMBER_TYPE_WRONG,
        &members::MEMBER_NULL,
        &members::MEMBER_UNKNOWN,
        &members::MEMBER_MISPLACED,
        &members::MEMBER_DEPRECATED,
        &extensions::COLLECTION_WITH_FEED_ELEMENTS,
        &extensions::COMMENT_FEED_MISSPELLED,
        &entries::ITEM_WITHOUT_TITLE_AND_DESCRIPTION,
        &entries::ENTRY_CONTENT_MISSING,
        &entries::ENTRY_SUMMARY_MISSING,
        &entries::ENTRY_TEXT_MISSING,
        &json_feed::ITEM_CONTENT_MISSING,
        &entries::SOURCE_ELEMENT_MISSING,
        &entries::FEED_WITHOUT_ENTRIES,
        &entries::METADATA_AFTER_ENTRY,
    ],
};

pub(crate) static ELEMENT_MISSING: Rule = Rule {
    id: "element-missing",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "a required element is missing",
    why: "readers rely on it, and some refuse the feed without it",
    remedy: "add it",
    spec: &[
        spec::RSS.at("requiredChannelElements"),
        spec::RFC4287.at("4.1"),
    ],
    w3c: Some("MissingElement"),
    since: "0.1.0",
    check: Check::Element(children),
};

pub(crate) static ELEMENT_REPEATED: Rule = Rule {
    id: "element-repeated",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "an element stands here more often than it may",
    why: "readers keep one of them, and not all the same one",
    remedy: "keep one",
    spec: &[
        spec::RSS.at("hrelementsOfLtitemgt"),
        spec::RFC4287.at("4.1"),
    ],
    w3c: Some("DuplicateElement"),
    since: "0.1.0",
    check: Check::With("element-missing"),
};

pub(crate) static ELEMENT_UNKNOWN: Rule = Rule {
    id: "element-unknown",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "an element that the specification does not have",
    why: "readers skip it, so what it says is lost",
    remedy: "check its spelling, and put elements of your own into a namespace of your own",
    spec: &[spec::RSS.at("extendingRss"), spec::RFC4287.at("6")],
    w3c: Some("UndefinedElement"),
    since: "0.1.0",
    check: Check::With("element-missing"),
};

pub(crate) static ELEMENT_MISPLACED: Rule = Rule {
    id: "element-misplaced",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "an element that may not stand here",
    why: "readers do not look for it here",
    remedy: "move it to where the specification has it",
    spec: &[
        spec::RSS.at("hrelementsOfLtitemgt"),
        spec::RFC4287.at("4.1"),
    ],
    w3c: Some("UndefinedElement"),
    since: "0.1.0",
    check: Check::Entry(entry_place),
};

pub(crate) static ELEMENT_BLANK: Rule = Rule {
    id: "element-blank",
    severity: Severity::Warning,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "an element says nothing",
    why: "readers show an empty line, or treat the feed as broken",
    remedy: "fill it, or leave it out where it is optional",
    spec: &[
        spec::PROFILE.at("element-channel"),
        spec::JSONFEED.at("top-level"),
    ],
    w3c: Some("NotBlank"),
    since: "0.1.0",
    check: Check::Where(
        |site| !site.def.blank && !judged_elsewhere(site.def.value),
        blanks,
    ),
};

pub(crate) static WHITESPACE_AROUND: Rule = Rule {
    id: "whitespace-around",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "white space stands around a value",
    why: "ids, dates and addresses are compared letter by letter",
    remedy: "write the value without blanks or line breaks around it",
    spec: &[
        spec::RFC4287.at("3.3"),
        spec::RFC4287.at("4.2.6"),
        spec::JSONFEED.at("top-level"),
    ],
    w3c: Some("UnexpectedWhitespace"),
    since: "0.1.0",
    check: Check::Where(
        |site| {
            matches!(
                site.def.value,
                Value::Id | Value::Timestamp | Value::Reference
            )
        },
        padding,
    ),
};

pub(crate) static TEXT_UNEXPECTED: Rule = Rule {
    id: "text-unexpected",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "text stands where only elements may",
    why: "readers skip it",
    remedy: "remove it, or put it into an element",
    spec: &[spec::XML.at("dt-elemcontent")],
    w3c: Some("UnexpectedText"),
    since: "0.1.0",
    check: Check::Where(
        |site| {
            matches!(
                site.def.value,
                Value::Nothing | Value::Empty | Value::Foreign
            )
        },
        loose_text,
    ),
};

pub(crate) static ELEMENT_NOT_EMPTY: Rule = Rule {
    id: "element-not-empty",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an element holds something and should be empty",
    why: "readers look only at its attributes",
    remedy: "move what it holds into attributes or remove it",
    spec: &[
        spec::RSS.at("ltenclosuregtSubelementOfLtitemgt"),
        spec::RFC4287.at("4.2.7"),
    ],
    w3c: Some("AtomLinkNotEmpty"),
    since: "0.1.0",
    check: Check::With("text-unexpected"),
};

pub(crate) static ATTRIBUTE_MISSING: Rule = Rule {
    id: "attribute-missing",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "a required attribute is missing",
    why: "the element means nothing without it",
    remedy: "add it",
    spec: &[
        spec::RSS.at("ltenclosuregtSubelementOfLtitemgt"),
        spec::RFC4287.at("4.2"),
    ],
    w3c: Some("MissingAttribute"),
    since: "0.1.0",
    check: Check::Element(attributes),
};

pub(crate) static ATTRIBUTE_UNKNOWN: Rule = Rule {
    id: "attribute-unknown",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "an attribute that the specification does not have",
    why: "readers skip it",
    remedy: "check its spelling or remove it",
    spec: &[spec::RSS.at("extendingRss"), spec::RFC4287.at("6.3")],
    w3c: Some("UnexpectedAttribute"),
    since: "0.1.0",
    check: Check::With("attribute-missing"),
};

pub(crate) static ATTRIBUTE_BLANK: Rule = Rule {
    id: "attribute-blank",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a required attribute says nothing",
    why: "it is as good as missing",
    remedy: "fill it",
    spec: &[
        spec::RSS.at("ltenclosuregtSubelementOfLtitemgt"),
        spec::RFC4287.at("4.2"),
    ],
    w3c: Some("AttrNotBlank"),
    since: "0.1.0",
    check: Check::With("attribute-missing"),
};

/// Items that lie beside the channel of RSS 2.0, or within that of RSS 1.0: most readers find them all the same.
fn entry_place(entry: &Entry<'_, '_>, out: &mut Findings) {
    let (right, wrong) = match entry.doc.format {
        f if f.is_rss() => ("channel", "rss"),
        f if f.is_rdf() => ("rdf:RDF", "channel"),
        _ => return,
    };
    if entry.element.is_inside(wrong) {
        let message = format!("item may not stand in {wrong}");
        let finding = Finding::element(entry.element).says(message);
        out.add(
            &ELEMENT_MISPLACED,
            finding.help(format!("move the items into {right}")),
        );
    }
}

fn children(visit: &Visit<'_, '_>, out: &mut Findings) {
    if visit.doc.format.is_rdf() && is_literal(visit.element) {
        return;
    }
    if visit.children.is_empty() && visit.def.children.is_empty() {
        return;
    }
    let mut seen: Vec<(&'static Child, u32)> = Vec::with_capacity(visit.children.len().min(16));
    for (element, child) in visit.children {
        let Some(child) = child else {
            unknown(visit, *element, out);
            continue;
        };
        match seen.iter_mut().find(|(c, _)| std::ptr::eq(*c, *child)) {
            Some((_, count)) => *count += 1,
            None => seen.push((child, 1)),
        }
        let count = seen
            .iter()
            .find(|(c, _)| std::ptr::eq(*c, *child))
            .map_or(0, |(_, n)| *n);
        if count > 1 && matches!(child.occurs, Occurs::Once | Occurs::AtMostOnce) {
            let message = format!(
                "{} stands {count} times in {}, it may once",
                element.display_name(),
                visit.element.display_name()
            );
            let found = Finding::element(*element).says(message);
            out.add(&ELEMENT_REPEATED, found.spec_of(child.ns));
        }
    }
    let required = visit
        .def
        .children
        .iter()
        .filter(|c| matches!(c.occurs, Occurs::Once | Occurs::AtLeastOnce));
    for child in required.filter(|c| !seen.iter().any(|(s, _)| std::ptr::eq(*s, *c))) {
        missing(visit.element, child, out);
    }
}

/// Does RDF take what is inside as it is written?
fn is_literal(element: Element<'_>) -> bool {
    let kind = element.attr("rdf:parseType");
    kind.is_some_and(|a| a.value == "Literal")
}

/// The names that the W3C service has for what is missing.
const MISSING: &[(&str, &str)] = &[
    ("title", "MissingTitle"),
    ("link", "MissingLink"),
    ("description", "MissingDescription"),
];

fn missing(parent: Element<'_>, child: &Child, out: &mut Findings) {
    let name = match child.ns {
        Ns::None | Ns::Atom => child.name.to_owned(),
        module => format!("{}:{}", module.prefix(), child.name),
    };
    let finding =
        Finding::missing(parent, &name).says(format!("{} has no {name}", parent.display_name(),));
    let class = MISSING
        .iter()
        .find(|(name, _)| *name == child.name && child.ns == Ns::None)
        .map(|(_, class)| *class);
    let help = format!("add {name} to {}", parent.display_name());
    out.add(
        &ELEMENT_MISSING,
        finding.help(help).w3c(class.unwrap_or("MissingElement")),
    );
}

fn unknown(visit: &Visit<'_, '_>, element: Element<'_>, out: &mut Findings) {
    let ns = element.ns();
    let kin = visit.doc.format.is_sitemap() && ns == visit.element.ns();
    let foreign =
        !(kin || vocabulary::is_complete(ns)) || (ns == Ns::None && visit.doc.format.is_atom());
    // A module may borrow elements of Atom as it likes.
    let borrowed = ns == Ns::Atom && !matches!(visit.element.ns(), Ns::Atom | Ns::None);
    // RSS 2.0 is no RDF, so nothing there knows what its elements mean.
    if ns == Ns::Rdf && visit.doc.format.is_rss() {
        let message = format!("{} of RDF may not stand in RSS 2.0", element.local());
        let finding = Finding::element(element).says(message);
        out.add(&ELEMENT_UNKNOWN, finding.param("element", element.local()));
        return;
    }
    let own_markup = matches!(visit.def.value, Value::Construct | Value::Content);
    if foreign || own_markup || borrowed {
        return;
    }
    let (name, parent) = (element.display_name(), visit.element.display_name());
    if vocabulary::knows(visit.doc.format, ns, element.local()) {
        out.add(
            &ELEMENT_MISPLACED,
            Finding::element(element)
                .says(format!("{name} may not stand in {parent}"))
                .spec_of(ns),
        );
    } else {
        let mut finding = Finding::element(element)
            .says(format!("{parent} has no element {name}"))
            .spec_of(ns);
        if let Some(help) = markup_help(visit.def.value) {
            finding = finding.help(help);
        } else if let Some(near) = vocabulary::nearest(visit.def, ns, element.local()) {
            let prefix = name.strip_suffix(element.local()).unwrap_or_default();
            finding = finding.help(format!("did you mean {prefix}{near}?"));
        }
        if name == "blink" {
            finding = finding.w3c("NoBlink");
        } else if ns == Ns::None && name.contains('_') {
            // An underscore often stands where the colon of a prefix was meant.
            finding = finding.param("element", name.replacen('_', ":", 1));
        }
        out.add(&ELEMENT_UNKNOWN, finding);
    }
}

/// What to do with markup that stands in a text as it is.
const fn markup_help(around: Value) -> Option<&'static str> {
    match around {
        Value::Html => {
            Some("escape the markup: write &lt; for each <, or put all of it into CDATA")
        }
        Value::Text | Value::Plain | Value::Url | Value::Guid => {
            Some("leave the markup out: this is plain text")
        }
        _ => None,
    }
}

/// Do rules of its own say what a blank value of this type breaks?
const fn judged_elsewhere(value: Value) -> bool {
    matches!(
        value,
        Value::MailDate
            | Value::Timestamp
            | Value::W3cDate
            | Value::LocalDate
            | Value::Id
            | Value::Count
            | Value::Positive
            | Value::Integer
            | Value::Decimal
            | Value::Hour
            | Value::Weekday
            | Value::Language
            | Value::Latitude
            | Value::Longitude
            | Value::Coordinates(_)
    )
}

fn blanks(visit: &Visit<'_, '_>, out: &mut Findings) {
    if visit.def.blank || judged_elsewhere(visit.def.value) || !visit.children.is_empty() {
        return;
    }
    // The link of Atom that lost its namespace has a rule of its own.
    if visit.element.is(Ns::None, "link") && visit.element.attr("href").is_some() {
        return;
    }
    if visit.text().trim().is_empty() {
        let message = format!("{} says nothing", visit.element.display_name());
        out.add(
            &ELEMENT_BLANK,
            Finding::element(visit.element).says(message),
        );
    }
}

fn loose_text(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    let text = visit.text();
    match visit.def.value {
        Value::Nothing if !text.trim().is_empty() => {
            out.add(
                &TEXT_UNEXPECTED,
                Finding::text(element).says(format!(
                    "{} holds text beside its elements",
                    element.display_name()
                )),
            );
        }
        Value::Empty if !text.trim().is_empty() || !visit.children.is_empty() => {
            out.add(
                &ELEMENT_NOT_EMPTY,
                Finding::element(element).says(format!("{} is not empty", element.display_name())),
            );
        }
        Value::Foreign
            if element.is(Ns::Atom, "link")
                && (!text.trim().is_empty()
                    || element
                        .children()
                        .any(|c| matches!(c.ns(), Ns::Atom | Ns::None))) =>
        {
            let message = format!("{} is not empty", element.display_name());
            out.add(&ELEMENT_NOT_EMPTY, Finding::element(element).says(message));
        }
        _ => {}
    }
}

fn attributes(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    for wanted in visit.def.attrs.iter().filter(|a| a.required) {
        match element.attr(wanted.name) {
            None => missing_attribute(element, wanted.name, out),
            Some(given) if says_nothing(element, wanted, given) => {
                let message = format!("{} of {} says nothing", wanted.name, element.display_name());
                let class = if wanted.name == "term" {
                    "NotBlank"
                } else {
                    "AttrNotBlank"
                };
                out.add(
                    &ATTRIBUTE_BLANK,
                    Finding::attribute(element, given).says(message).w3c(class),
                );
            }
            Some(_) => {}
        }
    }
    let open = matches!(visit.def.value, Value::Foreign | Value::Xhtml);
    if !open || !visit.def.attrs.is_empty() {
        unknown_attributes(visit, out);
    }
}

/// Is a required text blank? RSS's cloud has no procedure to name where readers register over HTTP.
fn says_nothing(element: Element<'_>, wanted: &AttrDef, given: Attr<'_>) -> bool {
    let over_http = || {
        wanted.name == "registerProcedure"
            && element
                .attr("protocol")
                .is_some_and(|p| p.value.trim() == "http-post")
    };
    wanted.value == Value::Text && given.value.trim().is_empty() && !over_http()
}

fn missing_attribute(element: Element<'_>, name: &'static str, out: &mut Findings) {
    let class = if name == "href" {
        "MissingHref"
    } else {
        "MissingAttribute"
    };
    let message = format!("{} has no {name}", element.display_name());
    let finding = Finding::element(element)
        .on_attribute(name)
        .says(message)
        .spec_of(element.ns())
        .param("attr", name);
    out.add(
        &ATTRIBUTE_MISSING,
        finding.help(format!("add {name}=\"…\"")).w3c(class),
    );
}

/// Attributes without namespace that the vocabulary does not have, and those of modules that lend others;
/// attributes of further namespaces are free.
fn unknown_attributes(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    let free = visit.doc.format.is_opml() && element.is(Ns::None, "outline");
    // The text comes first among the values, then the attributes that the vocabulary has.
    let all_known = element.attribute_count() + 1 == visit.values.len();
    if all_known || free || vocabulary::grows(element.ns()) {
        return;
    }
    extensions::extension_attributes(visit, out);
    let own = element.attributes().filter(|a| {
        (a.ns == Ns::None || vocabulary::lends_attributes(a.ns)) && !a.is_declaration()
    });
    let known = |a: &Attr<'_>| {
        vocabulary::find_attribute(visit.def, element, a).is_some()
            || versions::had_attribute(visit.doc.format, element, a)
    };
    for attribute in own.filter(|a| !known(a)) {
        let message = format!(
            "{} has no attribute {}",
            element.display_name(),
            attribute.name
        );
        let finding = Finding::attribute(element, attribute).moved(attribute.position());
        // An early draft of RFC 4685 called the time of the last reply so.
        let finding = match (attribute.ns, attribute.local()) {
            (Ns::Thread, "when") => finding.w3c("NoThrWhen").help("write thr:updated"),
            _ => finding,
        };
        out.add(
            &ATTRIBUTE_UNKNOWN,
            finding.says(message).spec_of(attribute.ns),
        );
    }
}

/// Values of JSON Feed that stand alone: JSON knows no white space that could be left out.
const ALONE: &[Value] = &[
    Value::Timestamp,
    Value::Url,
    Value::WebUrl,
    Value::Language,
    Value::MediaType,
];

/// Atom's ids, dates and addresses must stand alone (RFC 4287, 3.3 and 4.2.6).
fn padding(visit: &Visit<'_, '_>, out: &mut Findings) {
    let bare = match visit.element.ns() {
        Ns::Atom => matches!(
            visit.def.value,
            Value::Id | Value::Timestamp | Value::Reference
        ),
        Ns::Json => ALONE.contains(&visit.def.value),
        _ => false,
    };
    let text = visit.text();
    if bare && text.trim().len() != text.len() && !text.trim().is_empty() {
        let message = format!(
            "white space stands around the value of {}",
            visit.element.display_name()
        );
        out.add(
            &WHITESPACE_AROUND,
            Finding::element(visit.element).value(text).says(message),
        );
    }
}
