//! Addresses: what they look like and where they point.

use std::fmt::Write as _;

use crate::Severity;
use crate::validate::context::{Doc, Typed, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::registered::{RELATIONS, SCHEMES};
use crate::validate::rules::self_link::resolve;
use crate::validate::rules::{extensions, same_document, sync};
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::{Place, Value};

pub(crate) static FAMILY: Family = Family {
    name: "links",
    about: "Addresses and links: what they look like and where they point.",
    rules: &[
        &URL_NOT_ABSOLUTE,
        &URL_MALFORMED,
        &URL_CHARACTER_ILLEGAL,
        &URL_NOT_WEB,
        &URL_SCHEME_UNREGISTERED,
        &URL_SCHEME_UNSAFE,
        &CATEGORY_SCHEME_RELATIVE,
        &LINK_RELATION_UNREGISTERED,
        &LINK_ALTERNATE_REPEATED,
        &BASE_MALFORMED,
        &LINK_TITLE_BLANK,
        &extensions::RELATIVE_REFERENCE_IN_RSS,
        &same_document::REFERENCE_TO_ITSELF,
        &sync::URL_NOT_ASCII,
        &extensions::REPLY_COUNT_WITHOUT_REPLIES,
        &extensions::TRACKBACK_FORM_WRONG,
    ],
};

pub(crate) static URL_NOT_ABSOLUTE: Rule = Rule {
    id: "url-not-absolute",
    severity: Severity::Error,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "an address is not absolute",
    why: "nobody knows to which site it belongs once the feed is elsewhere",
    remedy: "write the whole address, with https:// and host",
    spec: &[spec::RSS.at("comments"), spec::JSONFEED.at("top-level")],
    w3c: Some("InvalidFullLink"),
    since: "0.1.0",
    check: Check::Where(
        |site| site.holds(|v| matches!(v, Value::Url | Value::WebUrl | Value::Reference)),
        addresses,
    ),
};

pub(crate) static URL_MALFORMED: Rule = Rule {
    id: "url-malformed",
    severity: Severity::Error,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "an address is not put together rightly",
    why: "readers cannot follow it",
    remedy: "percent-encode what may not stand there, and check scheme and host",
    spec: &[spec::RFC3986.at("3"), spec::JSONFEED.at("top-level")],
    w3c: Some("InvalidLink"),
    since: "0.1.0",
    check: Check::With("url-not-absolute"),
};

pub(crate) static URL_CHARACTER_ILLEGAL: Rule = Rule {
    id: "url-character-illegal",
    severity: Severity::Error,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a character stands in an address that may not",
    why: "some readers cut the address there",
    remedy: "percent-encode it: a blank is %20",
    spec: &[spec::RFC3986.at("2"), spec::JSONFEED.at("top-level")],
    w3c: Some("InvalidUriChar"),
    since: "0.1.0",
    check: Check::With("url-not-absolute"),
};

pub(crate) static URL_NOT_WEB: Rule = Rule {
    id: "url-not-web",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Opml, Kind::Sitemap, Kind::JsonFeed],
    says: "an address that is fetched is not http or https",
    why: "readers do not download anything else",
    remedy: "write an address with https://",
    spec: &[
        spec::RSS.at("ltenclosuregtSubelementOfLtitemgt"),
        spec::JSONFEED.at("top-level"),
    ],
    w3c: Some("InvalidURLAttribute"),
    since: "0.1.0",
    check: Check::With("url-not-absolute"),
};

pub(crate) static URL_SCHEME_UNREGISTERED: Rule = Rule {
    id: "url-scheme-unregistered",
    severity: Severity::Warning,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "an address has a scheme that nobody registered",
    why: "the specification wants registered ones, and readers know few",
    remedy: "write an address with https://",
    spec: &[spec::RSS.at("comments"), spec::JSONFEED.at("top-level")],
    w3c: Some("SchemeNotIANARegistered"),
    since: "0.1.0",
    check: Check::With("url-not-absolute"),
};

pub(crate) static URL_SCHEME_UNSAFE: Rule = Rule {
    id: "url-scheme-unsafe",
    severity: Severity::Warning,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a link runs a program or carries data instead of naming a page",
    why: "readers that let it through endanger their users; the others drop it",
    remedy: "link to a page",
    spec: &[spec::RFC3986.at("7"), spec::JSONFEED.at("top-level")],
    w3c: Some("SecurityRisk"),
    since: "0.1.0",
    check: Check::With("url-not-absolute"),
};

pub(crate) static CATEGORY_SCHEME_RELATIVE: Rule = Rule {
    id: "category-scheme-relative",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "the scheme of a category is not an absolute IRI",
    why: "it names a list of categories and is compared letter by letter",
    remedy: "write the whole address",
    spec: &[spec::RFC4287.at("4.2.2.2")],
    w3c: Some("InvalidFullLink"),
    since: "0.1.0",
    check: Check::With("url-not-absolute"),
};

pub(crate) static LINK_RELATION_UNREGISTERED: Rule = Rule {
    id: "link-relation-unregistered",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a link relation that is not registered",
    why: "readers do not know what to do with it",
    remedy: "use a registered name, or an address of your own as name",
    spec: &[spec::RFC4287.at("4.2.7.2"), spec::RELATIONS.at("")],
    w3c: Some("UnregisteredAtomLinkRel"),
    since: "0.1.0",
    check: Check::Where(
        |site| site.holds(|v| matches!(v, Value::Relation | Value::MediaType)),
        link_values,
    ),
};

pub(crate) static MEDIA_TYPE_MALFORMED: Rule = Rule {
    id: "media-type-malformed",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "a media type is not type/subtype",
    why: "readers choose by it how to show or play a file",
    remedy: "write a media type such as text/html or audio/mpeg",
    spec: &[spec::RFC6838.at("4.2"), spec::JSONFEED.at("attachments")],
    w3c: Some("InvalidMIMEAttribute"),
    since: "0.1.0",
    check: Check::With("link-relation-unregistered"),
};

pub(crate) static LINK_ALTERNATE_REPEATED: Rule = Rule {
    id: "link-alternate-repeated",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "two alternate links have one type and one language",
    why: "readers cannot tell which is the page",
    remedy: "keep one, or give them different type or hreflang",
    spec: &[spec::RFC4287.at("4.1.1")],
    w3c: Some("DuplicateAtomLink"),
    since: "0.1.0",
    check: Check::Where(|site| site.def.place != Place::Inside, alternates),
};

pub(crate) static BASE_MALFORMED: Rule = Rule {
    id: "base-malformed",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "xml:base is no address",
    why: "all relative addresses inside it lead nowhere",
    remedy: "write an address without blanks",
    spec: &[spec::RFC3986.at("4.1"), spec::RFC4287.at("2")],
    w3c: Some("InvalidUriChar"),
    since: "0.1.0",
    check: Check::Element(base),
};

pub(crate) static LINK_TITLE_BLANK: Rule = Rule {
    id: "link-title-blank",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the title of a link is empty",
    why: "readers that show it show nothing",
    remedy: "write a title, or leave the attribute out",
    spec: &[spec::RFC4287.at("4.2.7.5")],
    w3c: Some("AttrNotBlank"),
    since: "0.1.0",
    check: Check::With("link-relation-unregistered"),
};

/// The scheme of an absolute address.
pub(super) fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let rest = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(rest))
        .then_some(scheme)
}

/// The host of an address over HTTP, with its port.
pub(super) fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://").filter(|_| is_web(url))?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(authority.rsplit_once('@').map_or(authority, |(_, h)| h))
}

/// Is it an absolute address over HTTP?
pub(super) fn is_web(url: &str) -> bool {
    scheme(url).is_some_and(is_web_scheme) && fault_of(url).is_none()
}

/// Is it an address over HTTP of the commonest form, in which nothing can be wrong?
fn is_plain_web(url: &str) -> bool {
    let rest = url.strip_prefix("http").unwrap_or_default();
    let Some(rest) = rest.strip_prefix("s://").or(rest.strip_prefix("://")) else {
        return false;
    };
    let bytes = rest.as_bytes();
    let host = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.');
    let length = bytes.iter().take_while(|b| host(b)).count();
    let path = bytes.get(length..).unwrap_or_default();
    let plain = |b: &u8| PLAIN.get(usize::from(*b)).copied().unwrap_or(false);
    let query = path.iter().position(|b| *b == b'?').unwrap_or(path.len());
    let (path, query) = path.split_at(query);
    has_labels(bytes.get(..length).unwrap_or_default())
        && matches!(path.first(), None | Some(b'/'))
        && path.iter().all(plain)
        && query.iter().skip(1).all(plain)
}

/// Two labels or more with one dot between them, none of them empty?
fn has_labels(host: &[u8]) -> bool {
    let dot = |b: Option<&u8>| b == Some(&b'.');
    host.contains(&b'.')
        && !dot(host.first())
        && !dot(host.last())
        && !host.windows(2).any(|pair| pair == b"..")
}

/// What an address may hold that needs no second look.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        #[allow(
            clippy::indexing_slicing,
            reason = "a byte is within 256, and this runs while compiling"
        )]
        {
            plain[byte as usize] = byte.is_ascii_alphanumeric()
                || matches!(
                    byte,
                    b'/' | b'-' | b'.' | b'_' | b'~' | b'=' | b'&' | b'+' | b','
                );
        }
        byte += 1;
    }
    plain
};

fn is_web_scheme(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

/// Does following it run a program or show data?
pub(super) fn is_unsafe(url: &str) -> bool {
    scheme(url).is_some_and(|s| {
        ["javascript", "vbscript", "data"]
            .iter()
            .any(|bad| s.eq_ignore_ascii_case(bad))
    })
}

/// The first character that may stand in no address.
fn illegal(url: &str) -> Option<(usize, char)> {
    let found = url.bytes().position(|b| {
        b.is_ascii_control()
            || matches!(
                b,
                b' ' | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`'
            )
    })?;
    url.get(found..)?.chars().next().map(|c| (found, c))
}

/// Why an address is not put together rightly (RFC 3986, RFC 3987).
fn fault_of(url: &str) -> Option<String> {
    if let Err(fault) = oxiri::IriRef::parse(url) {
        return Some(fault.to_string());
    }
    let web = scheme(url).is_some_and(is_web_scheme);
    let rest = url.split_once(':').map_or("", |(_, rest)| rest);
    let host = rest
        .strip_prefix("//")
        .and_then(|r| r.split(['/', '?', '#']).next())
        .unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let port = host.rsplit_once(':').map_or("", |(_, port)| port);
    let digits = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    match host {
        _ if !web => None,
        "" => Some("it has no host".to_owned()),
        host if host.starts_with(':') => Some("it has no host".to_owned()),
        _ if digits && port.parse::<u16>().is_err() => Some(format!("there is no port {port}")),
        _ => None,
    }
}

fn addresses(visit: &Visit<'_, '_>, out: &mut Findings) {
    for value in visit
        .values
        .iter()
        .filter(|v| matches!(v.kind, Value::Url | Value::WebUrl | Value::Reference))
    {
        address(value, visit.doc, out);
    }
}

/// `xml:base` holds a reference too, and white space is part of it.
fn base(visit: &Visit<'_, '_>, out: &mut Findings) {
    let Some(base) = visit.element.xml_attr("base") else {
        return;
    };
    if let Some((_, c)) = illegal(base.value) {
        let message = format!("U+{:04X} may not stand in xml:base", u32::from(c));
        let finding = Finding::attribute(visit.element, base).says(message);
        out.add(&BASE_MALFORMED, finding);
    } else if let Some(why) = fault_of(base.value) {
        let message = format!("xml:base is not put together rightly: {why}");
        let finding = Finding::attribute(visit.element, base).says(message);
        out.add(&BASE_MALFORMED, finding.w3c("InvalidLink"));
    }
}

/// The address with what may not stand in its path and query as % and digits. White space other than blanks, and
/// `\\`, may have been meant otherwise.
fn encoded(url: &str) -> Option<String> {
    let url = url.trim();
    let host = url.find("://").map(|colon| colon + 3)?;
    let path = host + url.get(host..)?.find('/')?;
    let mut out = url.get(..path)?.to_owned();
    for c in url.get(path..)?.chars() {
        match c {
            ' ' | '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' => {
                let _ = write!(out, "%{:02X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    (illegal(&out).is_none() && fault_of(&out).is_none()).then_some(out)
}

/// An address that begins with a slash, at the host of the feed: only where nothing else says against what it is
/// resolved.
fn at_host(value: &Typed<'_>, url: &str, doc: &Doc<'_>) -> Option<String> {
    let base = doc.options.base.as_deref().filter(|base| is_web(base))?;
    let mut around = std::iter::successors(Some(value.element()), |e| e.parent());
    if !url.starts_with('/') || doc.has_base || around.any(|e| e.xml_attr("base").is_some()) {
        return None;
    }
    resolve(base, [url].into_iter()).filter(|url| is_web(url))
}

fn address(value: &Typed<'_>, doc: &Doc<'_>, out: &mut Findings) {
    // Line breaks around an element's text are common and harmless; in an attribute nothing excuses them.
    let url = if value.is_attribute() {
        &*value.text
    } else {
        value.trimmed()
    };
    if is_plain_web(url) {
        return;
    }
    let absolute = value.kind != Value::Reference;
    if url.is_empty() && (!absolute || !value.is_attribute()) {
        return;
    }
    if is_unsafe(url) {
        out.add(&URL_SCHEME_UNSAFE, value.finding());
    } else if let Some((offset, c)) = illegal(url) {
        illegal_character(value, url, (offset, c), out);
    } else if let Some(scheme) = scheme(url) {
        with_scheme(value, url, scheme, out);
    } else {
        without_scheme(value, url, doc, out);
    }
}

fn illegal_character(value: &Typed<'_>, url: &str, (offset, c): (usize, char), out: &mut Findings) {
    let lead = value.text.len() - value.text.trim_start().len();
    let shown = if c.is_ascii_control() || c == ' ' {
        format!("U+{:04X}", u32::from(c))
    } else {
        c.to_string()
    };
    let message = format!("{shown} may not stand in the address of {}", value.name());
    let finding = value.finding_at(lead + offset, url);
    let finding = finding.says(message).mend_if(encoded(url));
    out.add(&URL_CHARACTER_ILLEGAL, finding);
}

fn without_scheme(value: &Typed<'_>, url: &str, doc: &Doc<'_>, out: &mut Findings) {
    if value.is_attribute_named("scheme") && value.element().is(Ns::Atom, "category") {
        out.add(&CATEGORY_SCHEME_RELATIVE, value.finding());
    } else if value.kind != Value::Reference {
        let class = match value.kind {
            Value::WebUrl => "InvalidURLAttribute",
            _ => "InvalidFullLink",
        };
        let message = format!("the address of {} is not absolute", value.name());
        let finding = value.finding().says(message).w3c(class);
        out.add(&URL_NOT_ABSOLUTE, finding.mend_if(at_host(value, url, doc)));
    } else {
        malformed(value, url, out);
    }
}

fn with_scheme(value: &Typed<'_>, url: &str, scheme: &str, out: &mut Findings) {
    if malformed(value, url, out) || is_web_scheme(scheme) {
        return;
    }
    if value.kind == Value::WebUrl {
        out.add(&URL_NOT_WEB, value.finding());
    } else if value.kind != Value::Reference
        && !is_scheme_of_addresses(&scheme.to_ascii_lowercase())
    {
        out.add(&URL_SCHEME_UNREGISTERED, value.finding());
    }
}

/// Says what is wrong with the parts of an address, and whether anything is.
fn malformed(value: &Typed<'_>, url: &str, out: &mut Findings) -> bool {
    let Some(why) = fault_of(url) else {
        return false;
    };
    let name = value.name();
    let message = format!("the address of {name} is not put together rightly: {why}");
    let finding = value.finding().says(message);
    let finding = match value.kind {
        Value::WebUrl => finding.w3c("InvalidURLAttribute"),
        _ => finding,
    };
    out.add(&URL_MALFORMED, finding);
    true
}

/// Schemes that ask a program to subscribe and name no place of their own, registered or not.
const BUTTONS: &[&str] = &["feed", "feeds", "itpc", "pcast", "podcast", "rss", "zune"];

fn is_scheme_of_addresses(scheme: &str) -> bool {
    SCHEMES.contains(&scheme) && !BUTTONS.contains(&scheme)
}

fn link_values(visit: &Visit<'_, '_>, out: &mut Findings) {
    let title = visit
        .element
        .attr("title")
        .filter(|t| t.value.trim().is_empty());
    if let Some(title) = title.filter(|_| visit.element.is(Ns::Atom, "link")) {
        let finding = Finding::attribute(visit.element, title);
        out.add(&LINK_TITLE_BLANK, finding.param("attr", "title"));
    }
    for value in visit.values {
        match value.kind {
            Value::Relation => relation(value, out),
            Value::MediaType if !is_media_type(value.trimmed()) => {
                let class = if matches!(value.element().ns(), Ns::Atom | Ns::Thread) {
                    "InvalidMIMEType"
                } else {
                    "InvalidMIMEAttribute"
                };
                let message = format!("{} is not a media type", value.name());
                out.add(
                    &MEDIA_TYPE_MALFORMED,
                    value.finding().says(message).w3c(class),
                );
            }
            _ => {}
        }
    }
}

fn relation(value: &Typed<'_>, out: &mut Findings) {
    if matches!(&*value.text, "alternate" | "self" | "enclosure") {
        return;
    }
    if value.trimmed().is_empty() {
        let finding = value.finding().says("the relation of a link is empty");
        out.add(
            &LINK_RELATION_UNREGISTERED,
            finding.w3c("AttrNotBlank").param("attr", "rel"),
        );
        return;
    }
    let name = value.trimmed().to_ascii_lowercase();
    let own = scheme(&name).is_some();
    if !own && !RELATIONS.contains(&name.as_str()) {
        out.add(
            &LINK_RELATION_UNREGISTERED,
            value.finding().says(format!(
                "the link relation {} is not registered",
                value.trimmed()
            )),
        );
    }
}

/// `type/subtype`, each of the letters that RFC 6838 allows, parameters after a semicolon.
pub(super) fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim_end();
    let Some((kind, subtype)) = essence.split_once('/') else {
        return false;
    };
    let name = |s: &str| {
        s.starts_with(|c: char| c.is_ascii_alphanumeric())
            && s.bytes().all(|b| {
                b.is_ascii_alphanumeric()
                    || matches!(
                        b,
                        b'!' | b'#' | b'$' | b'&' | b'-' | b'^' | b'_' | b'.' | b'+'
                    )
            })
    };
    name(kind) && name(subtype)
}

pub(super) fn is_link(element: Element<'_>, relation: &str) -> bool {
    element.is(Ns::Atom, "link") && relation_of(element).eq_ignore_ascii_case(relation)
}

/// How a link is related to where it stands.
pub(super) fn relation_of(link: Element<'_>) -> &str {
    let stated = link.attr("rel").map_or("alternate", |a| a.value.trim());
    // The full name of a registered relation means the same (RFC 4287, 4.2.7.2).
    stated
        .strip_prefix("http://www.iana.org/assignments/relation/")
        .unwrap_or(stated)
}

fn alternates(visit: &Visit<'_, '_>, out: &mut Findings) {
    let atom = visit.doc.format.is_atom()
        && (visit.element.is(Ns::Atom, "feed") || visit.element.is(Ns::Atom, "entry"));
    let links = visit
        .children
        .iter()
        .filter(|(c, _)| c.is(Ns::Atom, "link"));
    if !atom || links.count() < 2 {
        return;
    }
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (link, _) in visit
        .children
        .iter()
        .filter(|(c, _)| is_link(*c, "alternate"))
    {
        let get = |name: &str| link.attr(name).map_or("", |a| a.value);
        let key = (get("type"), get("hreflang"));
        if seen.contains(&key) {
            out.add(
                &LINK_ALTERNATE_REPEATED,
                Finding::element(*link).value(get("href")),
            );
        } else if seen.len() < 64 {
            seen.push(key);
        }
    }
}
