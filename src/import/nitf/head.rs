//! The head of an NITF document: `docdata`, `pubdata`, `tobject`, `meta`.

use serde_json::Value;

use super::standing::{Standing, not_before};
use super::{MANY, kid, kids, names_a_kill, said};
use crate::import::draft::Draft;
use crate::import::xml::Element;

/// IPTC's Subject Codes, of eight digits; Media Topics came after them.
const SUBJECT_CODES: &str = "http://cv.iptc.org/newscodes/subjectcode/";

/// More of what each story has once are not looked at.
const FEW: usize = 20;

/// Element, attribute, and under which key what has no field is kept.
const KEPT: &[(&str, &str, &str)] = &[
    ("urgency", "ed-urg", "urgency"),
    ("du-key", "key", "du_key"),
    ("du-key", "version", "version"),
    ("series", "series.name", "series"),
    ("fixture", "fix-id", "fixture"),
    ("correction", "info", "correction"),
    ("ed-msg", "info", "ed_msg"),
];

pub(super) fn read(draft: &mut Draft<'_>, head: Element<'_>) -> Standing {
    if let Some(pubdata) = kid(head, "pubdata") {
        publication(draft, pubdata);
    }
    revised(draft, head);
    let mut standing = Standing::Usable;
    if let Some(docdata) = kid(head, "docdata") {
        identity(draft, docdata, head);
        times(draft, docdata);
        keywords(draft, docdata);
        rights(draft, docdata);
        kept(draft, docdata);
        standing = standing_of(draft, docdata);
    }
    if draft.record.published.is_none()
        && let Some(raw) = said(head, "pubdata", "date.publication")
    {
        draft.record.published = draft.moment("published", "pubdata@date.publication", raw);
    }
    subjects(draft, head);
    standing
}

fn identity(draft: &mut Draft<'_>, docdata: Element<'_>, head: Element<'_>) {
    let Some(raw) = said(docdata, "doc-id", "id-string") else {
        return;
    };
    if let Some(by) = said(docdata, "doc-id", "regsrc") {
        draft.extra("id_registered_by", by);
    }
    if draft.record.id.is_some() {
        return;
    }
    let id = without_version(raw, head);
    draft.record.id = draft.line("id", "doc-id@id-string", id);
    if oxiri::Iri::parse(id).is_err() {
        draft.extra("source_id", raw.trim());
    }
}

/// `NTB5df9_01` without `_01`, where a `meta` names the story without it: the number is that of a version.
fn without_version<'t>(raw: &'t str, head: Element<'t>) -> &'t str {
    let raw = raw.trim();
    let is_number = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    match raw.rsplit_once('_') {
        Some((story, number)) if is_number(number) => {
            let mut metas = kids(head, "meta").filter_map(|meta| meta.attr("content"));
            match metas.any(|content| content.trim() == story) {
                true => story,
                false => raw,
            }
        }
        _ => raw,
    }
}

fn times(draft: &mut Draft<'_>, docdata: Element<'_>) {
    if draft.record.published.is_none()
        && let Some(raw) = said(docdata, "date.issue", "norm")
    {
        draft.record.published = draft.moment("published", "date.issue@norm", raw);
    }
    if draft.record.not_before.is_none()
        && let Some(raw) = said(docdata, "date.release", "norm")
    {
        not_before(draft, "date.release@norm", raw);
    }
    if draft.record.expires.is_none()
        && let Some(raw) = said(docdata, "date.expire", "norm")
    {
        draft.record.expires = draft.moment("expires", "date.expire@norm", raw);
    }
}

/// The latest of the revisions.
fn revised(draft: &mut Draft<'_>, head: Element<'_>) {
    if draft.record.updated.is_some() {
        return;
    }
    let norms = kids(head, "revision-history").filter_map(|r| r.attr("norm"));
    let norms: Vec<&str> = norms.collect();
    let times = norms.iter();
    let times = times.filter_map(|raw| draft.moment("updated", "revision-history@norm", raw));
    draft.record.updated = times.max_by_key(crate::model::Moment::instant);
}

fn publication(draft: &mut Draft<'_>, pubdata: Element<'_>) {
    if let Some(section) = pubdata.attr("position.section")
        && draft.record.section.is_none()
    {
        draft.record.section = draft.line("section", "pubdata@position.section", section);
    }
    let address = pubdata.attr("ex-ref").filter(|raw| is_web(raw));
    if let Some(address) = address
        && draft.record.url.is_none()
    {
        draft.record.url = draft.link("url", "pubdata@ex-ref", address);
    }
}

fn is_web(raw: &str) -> bool {
    let raw = raw.trim().to_ascii_lowercase();
    raw.starts_with("http://") || raw.starts_with("https://")
}

fn keywords(draft: &mut Draft<'_>, docdata: Element<'_>) {
    let words = kids(docdata, "key-list").flat_map(|list| kids(list, "keyword"));
    for word in words.filter_map(|word| word.attr("key")).take(MANY) {
        draft.add_category("key-list", word, None, None);
    }
}

fn subjects(draft: &mut Draft<'_>, head: Element<'_>) {
    for object in kids(head, "tobject").take(FEW) {
        if let Some(kind) = object.attr("tobject.type") {
            draft.extra("object_type", kind);
        }
        for subject in kids(object, "tobject.subject") {
            let finest = ["detail", "matter", "type"];
            let label = finest.iter().find_map(|level| {
                let label = subject.attr(&format!("tobject.subject.{level}"));
                label.filter(|label| !label.trim().is_empty())
            });
            let code = subject.attr("tobject.subject.refnum").unwrap_or_default();
            match (code.trim().is_empty(), label) {
                (false, label) => {
                    draft.add_category("tobject.subject", code, Some(SUBJECT_CODES), label);
                }
                (true, Some(label)) => draft.add_category("tobject.subject", label, None, None),
                (true, None) => {}
            }
        }
    }
}

fn rights(draft: &mut Draft<'_>, docdata: Element<'_>) {
    let Some(holder) = said(docdata, "doc.copyright", "holder") else {
        return;
    };
    if draft.record.rights.is_none() {
        let year = said(docdata, "doc.copyright", "year").map(|year| format!("{} ", year.trim()));
        let notice = format!("© {}{}", year.unwrap_or_default(), holder.trim());
        draft.record.rights = draft.text("rights", "doc.copyright", notice.into());
    }
}

fn kept(draft: &mut Draft<'_>, docdata: Element<'_>) {
    for (element, attribute, key) in KEPT {
        if let Some(value) = said(docdata, element, attribute) {
            draft.extra(key, value.trim());
        }
    }
    let places = kids(docdata, "evloc").filter_map(place).map(Value::from);
    let places: Vec<Value> = places.collect();
    if !places.is_empty() {
        draft.extra("located", places);
    }
}

/// "Harbourton, Kent, GB" of an event's location.
fn place(evloc: Element<'_>) -> Option<String> {
    const PARTS: [&str; 4] = ["city", "county-dist", "state-prov", "iso-cc"];
    let parts = PARTS.iter().filter_map(|part| evloc.attr(part));
    let parts: Vec<&str> = parts.map(str::trim).filter(|p| !p.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `management-status` is NITF's own word for it; before there was one, agencies killed by a message.
fn standing_of(draft: &mut Draft<'_>, docdata: Element<'_>) -> Standing {
    let status = docdata.attr("management-status").unwrap_or_default();
    let mut standing = match status.trim().is_empty() {
        true => Standing::Usable,
        false => Standing::of_word(draft, status),
    };
    if let Some(key) = said(docdata, "du-key", "key").filter(|key| names_a_kill(key)) {
        standing = standing.max(Standing::Canceled);
        draft.explain("status", "du-key@key", key);
    }
    for message in kids(docdata, "ed-msg").take(FEW) {
        for attribute in ["msg-type", "info"] {
            let text = message.attr(attribute).unwrap_or_default();
            standing = standing.max(Standing::of_message(draft, text));
        }
    }
    if standing != Standing::Usable {
        draft.explain("status", "docdata", status);
    }
    standing
}
