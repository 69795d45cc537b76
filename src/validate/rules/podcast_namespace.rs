//! The podcast namespace: what its tables cannot say of places, lengths, lists of words and of one thing that calls for another.

use crate::Severity;
use crate::validate::context::{Head, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::rules::podcast_terms::{self, Terms};
use crate::validate::rules::{structure, values};
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::forms::recurrence;
use crate::validate::vocabulary::{self, Place, Value, forms};

pub(crate) static PODCAST_NAME_UNKNOWN: Rule = Rule {
    id: "podcast-name-unknown",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an element or attribute that the podcast namespace does not have, or not yet",
    why: "programs that follow its specification do not see it",
    remedy: "check its spelling",
    spec: &[spec::PODCAST.at("1.0.md")],
    w3c: None,
    since: "0.1.0",
    check: Check::Where(
        |site| site.ns == Ns::Podcast || site.def.place != Place::Inside,
        names,
    ),
};

pub(crate) static PODCAST_URL_NOT_HTTPS: Rule = Rule {
    id: "podcast-url-not-https",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "an address in the podcast namespace comes over http",
    why: "the namespace asks for https, and apps refuse to load the rest",
    remedy: "write an https address",
    spec: &[spec::PODCAST.at("1.0.md")],
    w3c: None,
    since: "0.1.0",
    check: Check::Where(|site| site.ns == Ns::Podcast, element),
};

pub(crate) static PODCAST_TEXT_TRUNCATED: Rule = Rule {
    id: "podcast-text-truncated",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a text is so long that apps cut it off",
    why: "listeners see its beginning alone",
    remedy: "shorten it",
    spec: &[spec::PODCAST.at("1.0.md")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("podcast-url-not-https"),
};

pub(crate) static PODCAST_TERM_UNLISTED: Rule = Rule {
    id: "podcast-term-unlisted",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a word that is not in the namespace's list",
    why: "apps that go by the list do not know what it means",
    remedy: "write a word of the list where one fits",
    spec: &[spec::PODCAST.at("1.0.md")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("podcast-url-not-https"),
};

pub(crate) static PODCAST_GUID_VERSION: Rule = Rule {
    id: "podcast-guid-version",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "podcast:guid is a UUID of another version than 5",
    why: "directories that derive it from the feed's address give the podcast another one",
    remedy: "derive a version 5 UUID from the feed's address, once, and keep it",
    spec: &[spec::PODCAST.at("tags/guid.md")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("podcast-url-not-https"),
};

pub(crate) static PODCAST_SOUNDBITE_LENGTH: Rule = Rule {
    id: "podcast-soundbite-length",
    severity: Severity::Info,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a soundbite is shorter than 15 or longer than 120 seconds",
    why: "apps that play previews leave it out or cut it",
    remedy: "choose a part of 15 to 120 seconds",
    spec: &[spec::PODCAST.at("tags/soundbite.md")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("podcast-url-not-https"),
};

pub(crate) static PODCAST_LIST_WITH_ITEMS: Rule = Rule {
    id: "podcast-list-with-items",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "a feed whose medium is a list does not consist of remote items",
    why: "apps look for podcast:remoteItem in a list and for nothing else",
    remedy: "remove the items, or name another medium",
    spec: &[spec::PODCAST.at("tags/medium.md")],
    w3c: None,
    since: "0.1.0",
    check: Check::Head(list),
};

/// Elements and attributes of the namespace that stand where they may not, or that nobody knows.
fn names(visit: &Visit<'_, '_>, out: &mut Findings) {
    let unplaced = visit.children.iter().filter(|(_, known)| known.is_none());
    for (child, _) in unplaced.filter(|(c, _)| c.ns() == Ns::Podcast) {
        let (name, parent) = (child.display_name(), visit.element.display_name());
        if vocabulary::knows(visit.doc.format, Ns::Podcast, child.local()) {
            let message = format!("{name} may not stand in {parent}");
            out.add(
                &structure::ELEMENT_MISPLACED,
                Finding::element(*child).says(message),
            );
        } else {
            let message = format!("the podcast namespace has no element {}", child.local());
            out.add(
                &PODCAST_NAME_UNKNOWN,
                Finding::element(*child).says(message),
            );
        }
    }
    if visit.element.ns() != Ns::Podcast {
        return;
    }
    let own = visit
        .element
        .attributes()
        .filter(|a| a.ns == Ns::None && !a.is_declaration());
    for attribute in own.filter(|a| !visit.def.attrs.iter().any(|d| d.name == a.name)) {
        let message = format!(
            "{} has no attribute {}",
            visit.element.display_name(),
            attribute.name
        );
        let finding = Finding::attribute(visit.element, attribute).moved(attribute.position());
        out.add(&PODCAST_NAME_UNKNOWN, finding.says(message));
    }
}

fn element(visit: &Visit<'_, '_>, out: &mut Findings) {
    let element = visit.element;
    plain_addresses(visit, out);
    lengths(element, out);
    podcast_terms::LISTS
        .iter()
        .filter(|list| list.element == element.local())
        .for_each(|list| term(element, list, out));
    match element.local() {
        "guid" => guid_version(element, out),
        "soundbite" => soundbite(element, out),
        "liveItem" => live_item(element, out),
        "socialInteract" => social(element, out),
        "valueTimeSplit" => time_split(element, out),
        "updateFrequency" => recurrence_start(element, out),
        "integrity" => integrity(element, out),
        "publisher" => publisher(element, out),
        _ => {}
    }
}

/// "Anywhere the url of a hyper-text based resource is specified, it must be given as https"; the namespace's own
/// examples break it, so it is no error here. A source may come over any protocol.
fn plain_addresses(visit: &Visit<'_, '_>, out: &mut Findings) {
    if visit.element.local() == "source" {
        return;
    }
    let addresses = visit
        .values
        .iter()
        .filter(|v| matches!(v.kind, Value::Url | Value::WebUrl));
    for value in addresses.filter(|v| v.trimmed().starts_with("http:")) {
        let message = format!("{} comes over http", value.name());
        out.add(&PODCAST_URL_NOT_HTTPS, value.finding().says(message));
    }
}

/// How many characters apps show of a text, or of an attribute where one is named.
const LENGTHS: &[(&str, &str, usize)] = &[
    ("funding", "", 128),
    ("soundbite", "", 128),
    ("person", "", 128),
    ("location", "", 128),
    ("trailer", "", 128),
    ("license", "", 128),
    ("updateFrequency", "", 128),
    ("season", "name", 128),
    ("episode", "display", 32),
    ("alternateEnclosure", "title", 32),
    ("alternateEnclosure", "rel", 32),
    ("image", "purpose", 128),
    ("txt", "", 4000),
    ("txt", "purpose", 128),
];

fn lengths(element: Element<'_>, out: &mut Findings) {
    for (_, attribute, most) in LENGTHS.iter().filter(|(name, ..)| *name == element.local()) {
        let stated = element.attr(attribute);
        let (text, finding) = match stated {
            Some(stated) => (stated.value.into(), Finding::attribute(element, stated)),
            None if attribute.is_empty() => (element.text(), Finding::text(element)),
            None => continue,
        };
        let length = if text.len() > *most {
            text.trim().chars().count()
        } else {
            0
        };
        if length > *most {
            let message = format!("{length} characters, of which apps show {most}");
            out.add(&PODCAST_TEXT_TRUNCATED, finding.says(message));
        }
    }
}

fn term(element: Element<'_>, list: &Terms, out: &mut Findings) {
    let stated = element.attr(list.attribute);
    let (text, finding) = match stated {
        Some(stated) => (stated.value.into(), Finding::attribute(element, stated)),
        None if list.attribute.is_empty() => (element.text(), Finding::text(element)),
        None => return,
    };
    let word = text.trim();
    if !word.is_empty() && !list.holds(word) {
        let message = format!("{word} is no {} of the podcast namespace", list.what);
        let finding = finding.says(message);
        out.add(
            &PODCAST_TERM_UNLISTED,
            match list.few() {
                Some(words) => finding.help(format!("write one of {words}")),
                None => finding,
            },
        );
    }
}

fn guid_version(element: Element<'_>, out: &mut Findings) {
    let text = element.text();
    let uuid = text.trim();
    if forms::is_uuid(uuid) && uuid.as_bytes().get(14) != Some(&b'5') {
        out.add(&PODCAST_GUID_VERSION, Finding::text(element));
    }
}

fn soundbite(element: Element<'_>, out: &mut Findings) {
    let duration = element.attr("duration");
    let length = duration.and_then(|d| forms::seconds(d.value.trim()));
    if let (Some(duration), Some(length)) = (duration, length)
        && !(15.0..=120.0).contains(&length)
    {
        let message = format!("the soundbite takes {length} seconds");
        out.add(
            &PODCAST_SOUNDBITE_LENGTH,
            Finding::attribute(element, duration).says(message),
        );
    }
}

fn missing(parent: Element<'_>, name: &str, out: &mut Findings) {
    let message = format!("{} has no {name}", parent.display_name());
    let finding = Finding::missing(parent, name).says(message);
    let help = format!("add {name} to {}", parent.display_name());
    out.add(&structure::ELEMENT_MISSING, finding.help(help));
}

fn missing_attribute(element: Element<'_>, name: &'static str, out: &mut Findings) {
    let message = format!("{} has no {name}", element.display_name());
    let finding = Finding::element(element)
        .on_attribute(name)
        .says(message)
        .param("attr", name);
    out.add(
        &structure::ATTRIBUTE_MISSING,
        finding.help(format!("add {name}=\"…\"")),
    );
}

/// A live item needs a link for those whose app cannot play the stream.
fn live_item(element: Element<'_>, out: &mut Findings) {
    if element.child(Ns::Podcast, "contentLink").is_none() {
        missing(element, "podcast:contentLink", out);
    }
}

/// Comments lie somewhere, unless they are disabled.
fn social(element: Element<'_>, out: &mut Findings) {
    let disabled = element
        .attr("protocol")
        .is_some_and(|p| p.value.trim() == "disabled");
    if !disabled && element.attr("uri").is_none() {
        missing_attribute(element, "uri", out);
    }
}

/// Either one remote item or recipients.
fn time_split(element: Element<'_>, out: &mut Findings) {
    let remote = element.child(Ns::Podcast, "remoteItem");
    let recipient = element.child(Ns::Podcast, "valueRecipient");
    match (remote, recipient) {
        (None, None) => missing(element, "podcast:valueRecipient", out),
        (Some(remote), Some(_)) => {
            let message = "podcast:remoteItem may not stand beside podcast:valueRecipient";
            out.add(
                &structure::ELEMENT_MISPLACED,
                Finding::element(remote).says(message),
            );
        }
        _ => {}
    }
}

/// A number of occurrences is counted from a beginning.
fn recurrence_start(element: Element<'_>, out: &mut Findings) {
    let counted = element
        .attr("rrule")
        .is_some_and(|rule| recurrence::part(rule.value.trim(), "COUNT").is_some());
    if counted && element.attr("dtstart").is_none() {
        missing_attribute(element, "dtstart", out);
    }
}

/// The digests of subresource integrity, with the length of their Base64.
const DIGESTS: &[(&str, usize)] = &[("sha256", 44), ("sha384", 64), ("sha512", 88)];

fn integrity(element: Element<'_>, out: &mut Findings) {
    let (Some(kind), Some(value)) = (element.attr("type"), element.attr("value")) else {
        return;
    };
    let fits = |digest: &str| {
        let known = digest
            .split_once('-')
            .and_then(|(name, rest)| Some((DIGESTS.iter().find(|(n, _)| *n == name)?, rest)));
        known.is_some_and(|((_, length), rest)| {
            let base64 = rest.split('?').next().unwrap_or_default();
            base64.len() == *length
                && base64
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        })
    };
    let mut digests = value.value.split_ascii_whitespace().peekable();
    if kind.value == "sri" && (digests.peek().is_none() || !digests.all(fits)) {
        let what = "a digest such as sha384-…, as subresource integrity has it";
        let finding = Finding::attribute(element, value)
            .says(format!("value of podcast:integrity is not {what}"))
            .help(format!("write {what}"));
        out.add(&values::VALUE_MALFORMED, finding);
    }
}

/// What a podcast names as its publisher is a feed of that medium.
fn publisher(element: Element<'_>, out: &mut Findings) {
    let Some(remote) = element.child(Ns::Podcast, "remoteItem") else {
        return;
    };
    match remote.attr("medium") {
        None => missing_attribute(remote, "medium", out),
        Some(medium) if medium.value.trim() != "publisher" => {
            let finding = Finding::attribute(remote, medium)
                .says("medium of podcast:remoteItem in podcast:publisher is not publisher")
                .help("write medium=\"publisher\"");
            out.add(&values::CHOICE_UNKNOWN, finding);
        }
        Some(_) => {}
    }
}

/// Is the medium a list, whose content lies in other feeds?
pub(super) fn is_list(medium: &str) -> bool {
    matches!(medium, "mixed" | "publisher") || (medium.len() > 1 && medium.ends_with('L'))
}

fn list(head: &Head<'_, '_>, out: &mut Findings) {
    let Some(medium) = head.feed.child(Ns::Podcast, "medium") else {
        return;
    };
    let text = medium.text();
    let remote = head.feed.child(Ns::Podcast, "remoteItem").is_some();
    if !is_list(text.trim()) || (remote && head.entries == 0) {
        return;
    }
    let (what, help) = if remote {
        (
            "items of its own",
            "remove the items, or name another medium",
        )
    } else {
        (
            "no remote items",
            "add podcast:remoteItem, or name another medium",
        )
    };
    let message = format!("the medium is {} and the feed has {what}", text.trim());
    out.add(
        &PODCAST_LIST_WITH_ITEMS,
        Finding::text(medium).says(message).help(help),
    );
}
