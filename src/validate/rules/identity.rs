//! Ids and guids: what makes an entry the same entry tomorrow.

use std::collections::HashSet;
use std::collections::hash_map::{Entry as MapEntry, RandomState};
use std::hash::BuildHasher;

use crate::Severity;
use crate::validate::by_hash::ByHash;
use crate::validate::context::{Across, Entry, Head, Typed, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::format::Format;
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{grammar_id, links, members};
use crate::validate::spec;
use crate::validate::vocabulary::Value;

pub(crate) static FAMILY: Family = Family {
    name: "identity",
    about: "Ids and guids: what makes an entry the same entry tomorrow.",
    rules: &[
        &ID_NOT_ABSOLUTE,
        &ID_MALFORMED,
        &ID_NOT_NORMALISED,
        &TAG_URI_MALFORMED,
        &URN_MALFORMED,
        &UUID_MALFORMED,
        &GUID_NOT_URL,
        &GUID_MISSING,
        &GUID_WEAK,
        &ITEM_WITHOUT_IDENTITY,
        &GUID_REPEATED,
        &ENTRY_ID_REPEATED,
        &ENTRY_VERSION_REPEATED,
        &FEED_ID_REUSED,
        &DELETED_ENTRY_PRESENT,
        &members::ITEM_ID_NUMBER,
        &members::ITEM_ID_BLANK,
    ],
};

pub(crate) static ID_NOT_ABSOLUTE: Rule = Rule {
    id: "id-not-absolute",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "an id is not an absolute IRI",
    why: "relative ids mean something else wherever the feed is read",
    remedy: "use the entry's permanent address, a tag: or a urn:uuid: URI",
    spec: &[spec::RFC4287.at("4.2.6")],
    w3c: Some("InvalidFullLink"),
    since: "0.1.0",
    check: Check::Where(|site| site.holds(|v| v == Value::Id), ids),
};

pub(crate) static ID_MALFORMED: Rule = Rule {
    id: "id-malformed",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "an id is not an IRI",
    why: "programs that read ids as IRIs change or refuse it, and the entry comes back as new",
    remedy: "percent-encode what may not stand in an IRI",
    spec: &[spec::RFC3987.at("2.2")],
    w3c: Some("InvalidIRI"),
    since: "0.1.0",
    check: Check::With("id-not-absolute"),
};

pub(crate) static ID_NOT_NORMALISED: Rule = Rule {
    id: "id-not-normalised",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "an id is not in its usual form",
    why: "programs that tidy addresses change it, and the entry comes back as new",
    remedy: "write scheme and host in lower case, no default port, and a path",
    spec: &[spec::RFC4287.at("4.2.6.1")],
    w3c: Some("NonCanonicalURI"),
    since: "0.1.0",
    check: Check::With("id-not-absolute"),
};

pub(crate) static TAG_URI_MALFORMED: Rule = Rule {
    id: "tag-uri-malformed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a tag: URI is not put together rightly",
    why: "without a date and an owner in it, others may choose the same id",
    remedy: "write tag:authority,date:name, such as tag:example.com,2026:name",
    spec: &[spec::RFC4151.at("2.1")],
    w3c: Some("InvalidTAG"),
    since: "0.1.0",
    check: Check::With("id-not-absolute"),
};

pub(crate) static URN_MALFORMED: Rule = Rule {
    id: "urn-malformed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a urn: URI is not put together rightly",
    why: "programs that compare or resolve URNs cannot read it",
    remedy: "write urn:kind:value, such as urn:isbn:…",
    spec: &[spec::RFC8141.at("2")],
    w3c: Some("InvalidURN"),
    since: "0.1.0",
    check: Check::With("id-not-absolute"),
};

pub(crate) static UUID_MALFORMED: Rule = Rule {
    id: "uuid-malformed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a urn:uuid: is no UUID",
    why: "programs that compare ids as UUIDs cannot read it",
    remedy: "write urn:uuid: and 36 characters, hexadecimal digits in groups of 8-4-4-4-12",
    spec: &[spec::RFC9562.at("4")],
    w3c: Some("InvalidUUID"),
    since: "0.1.0",
    check: Check::With("id-not-absolute"),
};

pub(crate) static GUID_NOT_URL: Rule = Rule {
    id: "guid-not-url",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "a guid that counts as the permanent link is no URL",
    why: "readers open it as the item's page, and nothing is there",
    remedy: "add isPermaLink=\"false\", or use the page's address",
    spec: &[spec::RSS.at("ltguidgtSubelementOfLtitemgt")],
    w3c: Some("InvalidHttpGUID"),
    since: "0.1.0",
    check: Check::Where(|site| site.holds(|v| v == Value::Guid), guids),
};

pub(crate) static GUID_MISSING: Rule = Rule {
    id: "guid-missing",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "an item has no guid",
    why: "readers guess by title or link, so an edited item appears twice",
    remedy: "add a guid that never changes",
    spec: &[spec::RSS.at("ltguidgtSubelementOfLtitemgt")],
    w3c: Some("MissingGuid"),
    since: "0.1.0",
    check: Check::Entry(item_identity),
};

pub(crate) static GUID_WEAK: Rule = Rule {
    id: "guid-weak",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "a guid is a short number",
    why: "it is unique in one table at best; other feeds count from one too",
    remedy: "put the site before it, as in tag:example.com,2026:123",
    spec: &[spec::RSS.at("ltguidgtSubelementOfLtitemgt")],
    w3c: Some("NotSufficientlyUnique"),
    since: "0.1.0",
    check: Check::With("guid-not-url"),
};

pub(crate) static ITEM_WITHOUT_IDENTITY: Rule = Rule {
    id: "item-without-identity",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "an item has neither guid nor link",
    why: "readers cannot tell it from another one of the same title",
    remedy: "add a guid that never changes",
    spec: &[spec::RSS.at("ltguidgtSubelementOfLtitemgt")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("guid-missing"),
};

pub(crate) static GUID_REPEATED: Rule = Rule {
    id: "guid-repeated",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::JsonFeed],
    says: "two items have one guid or id",
    why: "readers keep one of the two, and the other article is lost",
    remedy: "give each item one of its own",
    spec: &[
        spec::RSS.at("ltguidgtSubelementOfLtitemgt"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("DuplicateValue"),
    since: "0.1.0",
    check: Check::Across(|| Box::new(Guids::default())),
};

pub(crate) static ENTRY_ID_REPEATED: Rule = Rule {
    id: "entry-id-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "two entries have one id",
    why: "readers keep one of the two",
    remedy: "give each entry an id of its own",
    spec: &[spec::RFC4287.at("4.1.1")],
    w3c: Some("DuplicateEntries"),
    since: "0.1.0",
    check: Check::Across(|| Box::new(EntryIds::default())),
};

pub(crate) static ENTRY_VERSION_REPEATED: Rule = Rule {
    id: "entry-version-repeated",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "two entries have one id and one updated time",
    why: "nobody can tell which of the two is the newer one",
    remedy: "give each entry an id of its own, or each version a time of its own",
    spec: &[spec::RFC4287.at("4.1.1")],
    w3c: Some("DuplicateUpdated"),
    since: "0.1.0",
    check: Check::With("entry-id-repeated"),
};

pub(crate) static FEED_ID_REUSED: Rule = Rule {
    id: "feed-id-reused",
    severity: Severity::Error,
    formats: &[Kind::Atom],
    says: "an entry has the id of the feed",
    why: "programs that keep feeds and entries by id take one for the other",
    remedy: "give the entry an id of its own",
    spec: &[spec::RFC4287.at("4.2.6")],
    w3c: Some("DuplicateIds"),
    since: "0.1.0",
    check: Check::With("entry-id-repeated"),
};

pub(crate) static DELETED_ENTRY_PRESENT: Rule = Rule {
    id: "deleted-entry-present",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "an entry is said to be deleted and is still there",
    why: "readers that know tombstones remove it, the others keep it",
    remedy: "remove the entry or its tombstone",
    spec: &[spec::RFC6721.at("3")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("entry-id-repeated"),
};

fn ids(visit: &Visit<'_, '_>, out: &mut Findings) {
    for value in visit.values.iter().filter(|v| v.kind == Value::Id) {
        one_id(value, out);
    }
}

fn one_id(value: &Typed<'_>, out: &mut Findings) {
    let id = value.trimmed();
    if id.is_empty() {
        let message = format!("{} is empty", value.name());
        out.add(
            &ID_NOT_ABSOLUTE,
            value.finding().says(message).w3c("NotBlank"),
        );
        return;
    }
    let Some(scheme) = links::scheme(id) else {
        out.add(
            &ID_NOT_ABSOLUTE,
            value
                .finding()
                .says(format!("{} is not absolute", value.name())),
        );
        return;
    };
    let rest = id.get(scheme.len() + 1..).unwrap_or_default();
    if scheme.eq_ignore_ascii_case("tag") && !grammar_id::is_tag(rest) {
        out.add(&TAG_URI_MALFORMED, value.finding());
        return;
    }
    if let Err(fault) = oxiri::Iri::parse(id) {
        out.add(
            &ID_MALFORMED,
            value
                .finding()
                .says(format!("{} is not an IRI: {fault}", value.name())),
        );
        return;
    }
    match scheme.to_ascii_lowercase().as_str() {
        "urn" if grammar_id::uuid_part(rest).is_some_and(|uuid| !grammar_id::is_uuid(uuid)) => {
            out.add(&UUID_MALFORMED, value.finding())
        }
        "urn" if !grammar_id::is_urn(rest) => out.add(&URN_MALFORMED, value.finding()),
        "http" | "https" if !grammar_id::is_normal(id) => {
            out.add(&ID_NOT_NORMALISED, value.finding())
        }
        _ => {}
    }
}

fn guids(visit: &Visit<'_, '_>, out: &mut Findings) {
    for value in visit.values.iter().filter(|v| v.kind == Value::Guid) {
        // In other letter case it is an unknown attribute, which says enough of that fault.
        let permanent = !visit
            .element
            .attributes()
            .any(|a| a.name.eq_ignore_ascii_case("isPermaLink") && a.value == "false");
        let guid = value.trimmed();
        if permanent && !links::is_web(guid) {
            out.add(&GUID_NOT_URL, value.finding());
        } else if !guid.is_empty() && guid.len() < 7 && guid.bytes().all(|b| b.is_ascii_digit()) {
            out.add(&GUID_WEAK, value.finding());
        }
    }
}

fn item_identity(entry: &Entry<'_, '_>, out: &mut Findings) {
    if !entry.doc.format.is_rss() || entry.element.child(Ns::None, "guid").is_some() {
        return;
    }
    if entry.element.child(Ns::None, "link").is_none() {
        let finding = Finding::element(entry.element).w3c("MissingGuid");
        let finding = match entry.doc.format {
            Format::Rss("2.0") => finding,
            _ => finding.help("add a link, or write RSS 2.0, where an item may have a guid"),
        };
        out.add(&ITEM_WITHOUT_IDENTITY, finding);
    } else if entry.doc.format == Format::Rss("2.0") {
        // Older versions have no guid.
        out.add_with(&GUID_MISSING, || Finding::element(entry.element));
    }
}

/// The ids met so far, as hashes with the line of the first: 16 bytes an entry.
#[derive(Default)]
struct Index {
    hasher: RandomState,
    lines: ByHash<u64>,
}

impl Index {
    /// The line where the key was met before, if it was.
    fn met(&mut self, key: &str, line: u64) -> Option<u64> {
        let hash = self.hasher.hash_one(key);
        match self.lines.entry(hash) {
            MapEntry::Occupied(first) => Some(*first.get()),
            MapEntry::Vacant(place) => {
                place.insert(line);
                None
            }
        }
    }
}

#[derive(Default)]
struct Guids {
    index: Index,
}

impl Across for Guids {
    fn entry(&mut self, entry: &Entry<'_, '_>, out: &mut Findings) {
        let (ns, name) = match entry.doc.format {
            f if f.is_json() => (Ns::Json, "id"),
            f if f.is_rss() => (Ns::None, "guid"),
            _ => return,
        };
        let Some(guid) = entry.element.child(ns, name) else {
            return;
        };
        let text = guid.text();
        if text.trim().is_empty() {
            return;
        }
        if let Some(line) = self.index.met(text.trim(), entry.element.position().line) {
            let message = format!("another item, on line {line}, has the same {name}");
            out.add(
                &GUID_REPEATED,
                Finding::text(guid)
                    .says(message)
                    .param("first_line", line.to_string()),
            );
        }
    }
}

#[derive(Default)]
struct EntryIds {
    /// The line of the first entry of an id, and which version it is.
    ids: ByHash<(u64, u64)>,
    /// The further versions of an id.
    versions: HashSet<(u64, u64)>,
    hasher: RandomState,
}

impl EntryIds {
    fn holds(&self, id: &str) -> bool {
        self.ids.contains_key(&self.hasher.hash_one(id))
    }
}

impl Across for EntryIds {
    fn entry(&mut self, entry: &Entry<'_, '_>, out: &mut Findings) {
        let Some(id) = entry
            .element
            .child(Ns::Atom, "id")
            .filter(|_| entry.doc.format.is_atom())
        else {
            return;
        };
        let text = id.text();
        let key = text.trim();
        let line = entry.element.position().line;
        let updated = entry.element.child(Ns::Atom, "updated");
        let updated = updated.map(|u| u.text()).unwrap_or_default();
        let version = self.hasher.hash_one(updated.trim());
        let hash = self.hasher.hash_one(key);
        let (first, known) = match self.ids.entry(hash) {
            MapEntry::Vacant(place) => {
                place.insert((line, version));
                return;
            }
            MapEntry::Occupied(first) => *first.get(),
        };
        let repeated = version == known || !self.versions.insert((hash, version));
        let rule = if repeated {
            &ENTRY_VERSION_REPEATED
        } else {
            &ENTRY_ID_REPEATED
        };
        let what = if repeated {
            "id and updated time"
        } else {
            "id"
        };
        let message = format!("another entry, on line {first}, has the same {what}");
        out.add(
            rule,
            Finding::text(id)
                .says(message)
                .param("first_line", first.to_string()),
        );
    }

    fn end(&mut self, head: Option<&Head<'_, '_>>, out: &mut Findings) {
        let Some(head) = head.filter(|h| h.doc.format.is_atom()) else {
            return;
        };
        if let Some(id) = head
            .feed
            .child(Ns::Atom, "id")
            .filter(|id| self.holds(id.text().trim()))
        {
            out.add(&FEED_ID_REUSED, Finding::text(id));
        }
        let tombstones = head
            .feed
            .children()
            .filter(|c| c.is(Ns::Tombstones, "deleted-entry"));
        for (tombstone, reference) in tombstones.filter_map(|t| t.attr("ref").map(|r| (t, r))) {
            if self.holds(reference.value.trim()) {
                out.add(
                    &DELETED_ENTRY_PRESENT,
                    Finding::attribute(tombstone, reference),
                );
            }
        }
    }
}
