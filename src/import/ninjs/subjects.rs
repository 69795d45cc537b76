//! What an item is about: Media Topics by their IPTC addresses, everything else by its own code or name.

use serde_json::{Map, Value};

use super::keys::{list, text};
use crate::import::draft::Draft;
use crate::import::json::Json;

/// The vocabularies of IPTC that agencies name by a prefix: prefix, its end in addresses, scheme.
const IPTC: &[(&str, &str, &str)] = &[
    (
        "medtop",
        "mediatopic",
        "http://cv.iptc.org/newscodes/mediatopic/",
    ),
    (
        "subj",
        "subjectcode",
        "http://cv.iptc.org/newscodes/subjectcode/",
    ),
];

/// A subject as a category has it.
#[derive(Debug, PartialEq, Eq)]
struct Subject<'j> {
    term: &'j str,
    scheme: Option<&'j str>,
}

/// Adds a category for each subject and keyword; the first service is the section.
pub(super) fn read(draft: &mut Draft<'_>, item: &Json<'_>) {
    let mut schemes = Map::new();
    for subject in list(item, "subjects").iter().chain(list(item, "subject")) {
        let name = subject.str().or_else(|| text(subject, &["name"]));
        let Some(Subject { term, scheme }) = of(subject).or_else(|| bare(name)) else {
            continue;
        };
        let is_iri = scheme.is_none_or(|scheme| oxiri::Iri::parse(scheme).is_ok());
        if let Some(scheme) = scheme.filter(|_| !is_iri) {
            schemes.insert(term.to_owned(), Value::from(scheme));
        }
        draft.add_category("subjects", term, scheme.filter(|_| is_iri), name);
    }
    for keyword in list(item, "keywords").iter().filter_map(Json::str) {
        draft.add_category("keywords", keyword, None, None);
    }
    let mut services = list(item, "service").iter();
    if let Some(name) = services.find_map(|service| text(service, &["name"])) {
        draft.record.section = draft.line("section", "service", name);
    }
    if !schemes.is_empty() {
        draft.extra("scheme_of", schemes);
    }
}

fn bare(name: Option<&str>) -> Option<Subject<'_>> {
    name.map(|term| Subject { term, scheme: None })
}

/// Eight digits alone are no Media Topic: agencies write the older Subject Codes like this too.
fn of<'j>(subject: &'j Json<'_>) -> Option<Subject<'j>> {
    let code = text(subject, &["literal", "code", "qcode"]);
    let uri = text(subject, &["uri"]);
    let scheme = text(subject, &["scheme"]);
    if let Some(known) = uri.and_then(iptc).or_else(|| code.and_then(iptc)) {
        return Some(known);
    }
    match (code, uri, scheme) {
        (Some(term), _, Some(scheme)) => Some(Subject {
            term,
            scheme: Some(iptc_scheme(scheme).unwrap_or(scheme)),
        }),
        (code, Some(uri), _) => Some(in_address(uri, code)),
        (Some(term), None, None) => Some(Subject { term, scheme: None }),
        (None, None, _) => None,
    }
}

/// `medtop:20000229` and `http://cv.iptc.org/newscodes/mediatopic/20000229`.
fn iptc(written: &str) -> Option<Subject<'_>> {
    let written = written.trim();
    IPTC.iter().find_map(|(prefix, _, scheme)| {
        let by_prefix = || written.strip_prefix(prefix)?.strip_prefix(':');
        let bare = scheme.strip_prefix("http://")?;
        let by_address = || {
            let rest = written
                .strip_prefix("http://")
                .or_else(|| written.strip_prefix("https://"))?;
            rest.strip_prefix(bare)
        };
        let term = by_prefix().or_else(by_address)?;
        let good = !term.is_empty() && term.bytes().all(|b| b.is_ascii_alphanumeric());
        good.then_some(Subject {
            term,
            scheme: Some(*scheme),
        })
    })
}

/// The scheme's address, where it is written as a prefix, as a name, or without its last stroke.
fn iptc_scheme(written: &str) -> Option<&'static str> {
    let end = written.trim().trim_end_matches(['/', ':']);
    let end = end.rsplit(['/', ':']).next()?.to_ascii_lowercase();
    let known = IPTC.iter();
    let mut known = known.filter(|(prefix, name, _)| end == *prefix || end == *name);
    known.next().map(|(_, _, scheme)| *scheme)
}

/// An address that ends with the code: what stands before it is the vocabulary.
fn in_address<'j>(uri: &'j str, code: Option<&'j str>) -> Subject<'j> {
    let uri = uri.trim();
    let at_code = code
        .and_then(|code| uri.strip_suffix(code))
        .map(str::len)
        .filter(|at| {
            uri.get(..*at)
                .is_some_and(|s| s.ends_with(['/', '#', ':', '=']))
        });
    let at = at_code.or_else(|| uri.rfind(['/', '#', ':']).map(|at| at + 1));
    match at.and_then(|at| uri.split_at_checked(at)) {
        Some((scheme, term)) if !term.is_empty() && scheme.contains("://") => Subject {
            term,
            scheme: Some(scheme),
        },
        Some((prefix, term)) if !term.is_empty() && !prefix.is_empty() => Subject {
            term,
            scheme: Some(prefix.trim_end_matches(':')),
        },
        _ => Subject {
            term: code.unwrap_or(uri),
            scheme: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_as_agencies_write_them() -> Result<(), serde_json::Error> {
        const TOPICS: &str = "http://cv.iptc.org/newscodes/mediatopic/";
        const CODES: &str = "http://cv.iptc.org/newscodes/subjectcode/";
        for (json, want) in [
            (
                r#"{"uri":"https://cv.iptc.org/newscodes/mediatopic/20000139","name":"accident"}"#,
                Some(("20000139", Some(TOPICS))),
            ),
            (
                r#"{"literal":"medtop:20000139"}"#,
                Some(("20000139", Some(TOPICS))),
            ),
            (
                r#"{"code":"20000139","scheme":"http://cv.iptc.org/newscodes/mediatopic"}"#,
                Some(("20000139", Some(TOPICS))),
            ),
            (
                r#"{"code":"20000139","scheme":"medtop"}"#,
                Some(("20000139", Some(TOPICS))),
            ),
            (
                r#"{"code":"04000000","scheme":"subj"}"#,
                Some(("04000000", Some(CODES))),
            ),
            (
                r#"{"literal":"13010000","name":"Teknologi"}"#,
                Some(("13010000", None)),
            ),
            (
                r#"{"literal":"16000000","uri":"http://a.example/subref/1.0/16000000"}"#,
                Some(("16000000", Some("http://a.example/subref/1.0/"))),
            ),
            (
                r#"{"uri":"http://a.example/cv#port"}"#,
                Some(("port", Some("http://a.example/cv#"))),
            ),
            (r#"{"uri":"acat:f"}"#, Some(("f", Some("acat")))),
            (r#"{"code":"a","scheme":"desk"}"#, Some(("a", Some("desk")))),
            (r#"{"name":"Port"}"#, None),
            (r#"{"literal":"HAFEN"}"#, Some(("HAFEN", None))),
        ] {
            let subject: Json<'_> = serde_json::from_str(json)?;
            let got = of(&subject).map(|s| (s.term.to_owned(), s.scheme.map(str::to_owned)));
            let want = want.map(|(term, scheme)| (term.to_owned(), scheme.map(str::to_owned)));
            assert_eq!(got, want, "{json}");
        }
        Ok(())
    }
}
