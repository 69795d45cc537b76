//! The values of Media RSS that depend on a scheme, an algorithm or a kind: ratings, hashes, restrictions, credits.

use crate::Severity;
use crate::validate::context::Visit;
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::rules::links;
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::forms;

pub(crate) static MEDIA_RATING_UNKNOWN: Rule = Rule {
    id: "media-rating-unknown",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a rating that its scheme does not have",
    why: "readers cannot tell who may see it, and some hide it",
    remedy: "write a rating of the scheme, or name the scheme it is from",
    spec: &[spec::MEDIA.at("media-rating")],
    w3c: Some("InvalidMediaRating"),
    since: "0.1.0",
    check: Check::Where(|site| site.ns == Ns::Media, values),
};

pub(crate) static MEDIA_HASH_MALFORMED: Rule = Rule {
    id: "media-hash-malformed",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a hash that its algorithm cannot give",
    why: "nobody can compare the file with it",
    remedy: "write the 32 hexadecimal digits of MD5, or algo=\"sha-1\" and 40",
    spec: &[spec::MEDIA.at("media-hash")],
    w3c: Some("InvalidMediaHash"),
    since: "0.1.0",
    check: Check::With("media-rating-unknown"),
};

pub(crate) static MEDIA_RESTRICTION_MALFORMED: Rule = Rule {
    id: "media-restriction-malformed",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a restriction that names neither countries nor addresses",
    why: "readers allow or deny it to the wrong ones",
    remedy: "write all, none, country codes, or addresses, as its type says",
    spec: &[spec::MEDIA.at("media-restriction")],
    w3c: Some("InvalidMediaRestriction"),
    since: "0.1.0",
    check: Check::With("media-rating-unknown"),
};

pub(crate) static MEDIA_CREDIT_ROLE_CASE: Rule = Rule {
    id: "media-credit-role-case",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the role of a media:credit is not in lower case",
    why: "roles are compared letter by letter",
    remedy: "write the role in lower case, such as photographer",
    spec: &[spec::MEDIA.at("media-credit")],
    w3c: Some("InvalidCreditRole"),
    since: "0.1.0",
    check: Check::With("media-rating-unknown"),
};

pub(crate) static MEDIA_CREDIT_ROLE_UNKNOWN: Rule = Rule {
    id: "media-credit-role-unknown",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a role that the specification does not name",
    why: "readers that sort credits by role do not know where it belongs",
    remedy: "use one of the roles of its scheme where one fits",
    spec: &[spec::MEDIA.at("media-credit")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("media-rating-unknown"),
};

pub(crate) static KEYWORDS_NOT_SEPARATED: Rule = Rule {
    id: "keywords-not-separated",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "keywords are not parted by commas",
    why: "they are taken for one long keyword that nobody searches for",
    remedy: "put a comma between keywords",
    spec: &[spec::MEDIA.at(""), spec::APPLE.at("")],
    w3c: Some("InvalidKeywords"),
    since: "0.1.0",
    check: Check::Where(|site| site.name == "keywords", keywords),
};

pub(crate) static ELEMENT_OBSOLETE: Rule = Rule {
    id: "element-obsolete",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an element that its specification has replaced",
    why: "readers that follow the present specification do not look for it",
    remedy: "use what replaced it",
    spec: &[spec::MEDIA.at(""), spec::PODCAST.at("tags/image.md")],
    w3c: None,
    since: "0.1.0",
    check: Check::Where(
        |site| {
            matches!(
                (site.ns, site.name),
                (Ns::Media, "adult") | (Ns::Podcast, "images")
            )
        },
        obsolete,
    ),
};

fn values(visit: &Visit<'_, '_>, out: &mut Findings) {
    match visit.element.local() {
        "rating" => rating(visit.element, out),
        "hash" => hash(visit.element, out),
        "restriction" => restriction(visit.element, out),
        "credit" => credit(visit.element, out),
        _ => {}
    }
}

/// The schemes whose ratings the specification names; others are free.
const RATINGS: &[(&str, &[&str])] = &[
    ("urn:simple", &["adult", "nonadult"]),
    ("urn:mpaa", &["g", "pg", "pg-13", "r", "nc-17", "nr"]),
    (
        "urn:v-chip",
        &[
            "tv-y", "tv-y7", "tv-y7-fv", "tv-g", "tv-pg", "tv-14", "tv-ma",
        ],
    ),
];

fn rating(element: Element<'_>, out: &mut Findings) {
    let scheme = element
        .attr("scheme")
        .map_or("urn:simple", |s| s.value.trim());
    let text = element.text();
    let text = text.trim();
    let known = RATINGS.iter().find(|(name, _)| *name == scheme);
    let fits = match known {
        Some((_, ratings)) => ratings.iter().any(|r| r.eq_ignore_ascii_case(text)),
        None => scheme != "urn:icra" || is_icra(text),
    };
    if !fits && !text.is_empty() {
        let message = format!("{text} is no rating of {scheme}");
        let finding = Finding::text(element).says(message);
        let finding = match known {
            Some((_, ratings)) => finding.help(format!("write one of {}", ratings.join(", "))),
            None => finding.help("write such as r (cz 1 lz 1 nz 1 oz 1 vz 1)"),
        };
        out.add(&MEDIA_RATING_UNKNOWN, finding);
    }
}

/// `r (cz 1 lz 1 nz 1 oz 1 vz 1)`: categories of chat, language, nudity, other and violence, each with 0 or 1.
fn is_icra(text: &str) -> bool {
    let inner = text
        .strip_prefix('r')
        .and_then(|rest| rest.trim_start().strip_prefix('('))
        .and_then(|rest| rest.strip_suffix(')'));
    let Some(inner) = inner else {
        return false;
    };
    let mut words = inner.split_ascii_whitespace();
    let mut any = false;
    while let Some(category) = words.next() {
        let named = matches!(
            category.as_bytes(),
            [b'c' | b'l' | b'n' | b'o' | b'v', b'a'..=b'z']
        );
        if !named || !matches!(words.next(), Some("0" | "1")) {
            return false;
        }
        any = true;
    }
    any
}

fn hash(element: Element<'_>, out: &mut Findings) {
    let algorithm = element.attr("algo").map_or("md5", |a| a.value.trim());
    let text = element.text();
    let text = text.trim();
    let digits = match algorithm {
        "md5" => 32,
        "sha-1" => 40,
        other => {
            let message = format!("{other} is neither md5 nor sha-1");
            out.add(
                &MEDIA_HASH_MALFORMED,
                Finding::element(element).value(other).says(message),
            );
            return;
        }
    };
    if !text.is_empty() && (text.len() != digits || !text.bytes().all(|b| b.is_ascii_hexdigit())) {
        let message =
            format!("{algorithm} gives {digits} hexadecimal digits, and this is something else");
        out.add(&MEDIA_HASH_MALFORMED, Finding::text(element).says(message));
    }
}

fn restriction(element: Element<'_>, out: &mut Findings) {
    let text = element.text();
    let text = text.trim();
    if text.is_empty() || text == "all" || text == "none" {
        return;
    }
    match element.attr("type").map(|t| t.value) {
        Some("country") => {
            let unknown = text
                .split_ascii_whitespace()
                .find(|c| !(forms::COUNTRY.fits)(c));
            if let Some(code) = unknown {
                let message = format!("{code} is not a country code");
                let finding = Finding::text(element).value(code).says(message);
                out.add(
                    &MEDIA_RESTRICTION_MALFORMED,
                    finding.w3c("InvalidCountryCode"),
                );
            }
        }
        Some("uri") => {
            let relative = text
                .split_ascii_whitespace()
                .find(|u| links::scheme(u).is_none());
            if let Some(uri) = relative {
                let message = format!("{uri} is not a whole address");
                let finding = Finding::text(element).value(uri).says(message);
                out.add(&MEDIA_RESTRICTION_MALFORMED, finding.w3c("InvalidFullLink"));
            }
        }
        Some("sharing") => {}
        None => out.add(&MEDIA_RESTRICTION_MALFORMED, Finding::text(element)),
        // Another type is a word that may not stand there, which has a rule.
        Some(_) => {}
    }
}

/// The roles that the specification names for its default scheme, the role codes of the European Broadcasting Union.
const EBU_ROLES: &[&str] = &[
    "actor",
    "anchor person",
    "author",
    "choreographer",
    "composer",
    "conductor",
    "director",
    "editor",
    "graphic designer",
    "grip",
    "illustrator",
    "lyricist",
    "music arranger",
    "music group",
    "musician",
    "orchestra",
    "performer",
    "photographer",
    "producer",
    "reporter",
    "vocalist",
    // From the specification's own examples.
    "artist",
];
/// The roles of urn:yvs.
const YVS_ROLES: &[&str] = &["uploader", "owner"];

fn credit(element: Element<'_>, out: &mut Findings) {
    let Some(role) = element.attr("role") else {
        return;
    };
    if role.value.chars().any(char::is_uppercase) {
        out.add(
            &MEDIA_CREDIT_ROLE_CASE,
            Finding::attribute(element, role).mend(role.value.to_lowercase()),
        );
        return;
    }
    let scheme = element.attr("scheme").map_or("urn:ebu", |s| s.value.trim());
    let roles = match scheme {
        "urn:ebu" => EBU_ROLES,
        "urn:yvs" => YVS_ROLES,
        _ => return,
    };
    if !roles.contains(&role.value.trim()) {
        let message = format!("{scheme} does not name the role {}", role.value.trim());
        out.add(
            &MEDIA_CREDIT_ROLE_UNKNOWN,
            Finding::attribute(element, role).says(message),
        );
    }
}

/// Three words and more without a comma, or another mark between them.
fn keywords(visit: &Visit<'_, '_>, out: &mut Findings) {
    let text = visit.element.text();
    if text.contains(',') {
        return;
    }
    let many = text.split_ascii_whitespace().nth(2).is_some();
    if many || text.contains([';', '|']) {
        let message = format!(
            "{} has no comma between its keywords",
            visit.element.display_name()
        );
        out.add(
            &KEYWORDS_NOT_SEPARATED,
            Finding::text(visit.element).says(message),
        );
    }
}

fn obsolete(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    let (successor, class) = match element.ns() {
        Ns::Media => ("media:rating", Some("DeprecatedMediaAdult")),
        _ => ("podcast:image", None),
    };
    let message = format!("{} was replaced by {successor}", element.display_name());
    let finding = Finding::element(element)
        .says(message)
        .help(format!("write {successor} instead"));
    out.add(
        &ELEMENT_OBSOLETE,
        match class {
            Some(class) => finding.w3c(class),
            None => finding,
        },
    );
}
