//! Two XML documents held against each other, told as element paths with expected and actual values.

use std::collections::BTreeMap;
use std::fmt;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// One difference between an expected and an actual document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The path of the element or attribute: `/rss/channel/item[guid=…]/title`.
    pub path: String,
    /// The value expected there; `None` where nothing is.
    pub expected: Option<String>,
    /// The value found there; `None` where nothing is.
    pub actual: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.expected, &self.actual) {
            (Some(e), Some(a)) => write!(f, "{}\n    expected: {e}\n    actual:   {a}", self.path),
            (Some(e), None) => write!(f, "{} is missing\n    expected: {e}", self.path),
            (None, Some(a)) => write!(f, "{} is not expected\n    actual:   {a}", self.path),
            (None, None) => f.write_str(&self.path),
        }
    }
}

/// How two documents differ, in the order of the expected one; empty where they say the same. Documents that
/// say the same in other bytes (another indent, say) differ in one line that says so.
pub fn compare(expected: &[u8], actual: &[u8]) -> Vec<Difference> {
    if expected == actual {
        return Vec::new();
    }
    if [expected, actual].iter().all(|bytes| !is_markup(bytes)) {
        return by_lines(expected, actual);
    }
    let (wanted, found) = (flatten(expected), flatten(actual));
    let values: BTreeMap<&str, &str> = found
        .iter()
        .map(|(path, value)| (path.as_str(), value.as_str()))
        .collect();
    let known: BTreeMap<&str, &str> = wanted
        .iter()
        .map(|(path, value)| (path.as_str(), value.as_str()))
        .collect();
    let mut differences = Vec::new();
    for (path, value) in &wanted {
        let actual = values.get(path.as_str()).copied();
        if actual != Some(value) {
            differences.push(difference(path, Some(value), actual));
        }
    }
    let unexpected = found
        .iter()
        .filter(|(path, _)| !known.contains_key(path.as_str()));
    differences.extend(unexpected.map(|(path, value)| difference(path, None, Some(value))));
    if differences.is_empty() {
        differences.push(order_or_form(&wanted, &found, expected.len(), actual.len()));
    }
    differences
}

/// Style sheets and scripts are no elements.
fn is_markup(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"<")
}

/// So many lines are told of two texts that differ.
const LINES_TOLD: usize = 20;

/// The lines between what both begin with and what both end with.
fn by_lines(expected: &[u8], actual: &[u8]) -> Vec<Difference> {
    let (wanted, found) = (
        String::from_utf8_lossy(expected),
        String::from_utf8_lossy(actual),
    );
    let mut wanted: Vec<&str> = wanted.split('\n').collect();
    let mut found: Vec<&str> = found.split('\n').collect();
    let same = |(w, f): &(&&str, &&str)| w == f;
    let before = wanted.iter().zip(&found).take_while(same).count();
    let (mut wanted, mut found) = (wanted.split_off(before), found.split_off(before));
    while !wanted.is_empty() && !found.is_empty() && wanted.last() == found.last() {
        wanted.pop();
        found.pop();
    }
    let lines = (0..wanted.len().max(found.len())).take(LINES_TOLD);
    let told = lines.map(|n| {
        let path = format!("line {}", before + n + 1);
        difference(&path, wanted.get(n).copied(), found.get(n).copied())
    });
    told.collect()
}

fn difference(path: &str, expected: Option<&str>, actual: Option<&str>) -> Difference {
    Difference {
        path: path.to_owned(),
        expected: expected.map(str::to_owned),
        actual: actual.map(str::to_owned),
    }
}

/// The same values: then their order differs, or only how they are written.
fn order_or_form(
    wanted: &[(String, String)],
    found: &[(String, String)],
    expected: usize,
    actual: usize,
) -> Difference {
    match wanted.iter().zip(found).find(|(w, f)| w.0 != f.0) {
        Some((w, f)) => difference("(order of elements)", Some(&w.0), Some(&f.0)),
        None => difference(
            "(how the same content is written)",
            Some(&format!("{expected} bytes")),
            Some(&format!("{actual} bytes")),
        ),
    }
}

/// Paths and values of all elements with text and of all attributes, in document order.
fn flatten(document: &[u8]) -> Vec<(String, String)> {
    let mut reader = Reader::from_reader(document);
    let mut out = Vec::new();
    let mut stack: Vec<Open> = vec![Open::default()];
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) => open(&e, &mut stack),
            Ok(Event::Empty(e)) => {
                open(&e, &mut stack);
                close(&mut stack);
            }
            Ok(Event::End(_)) => close(&mut stack),
            Ok(Event::Text(t)) => text(&mut stack, &String::from_utf8_lossy(&t)),
            Ok(Event::CData(t)) => text(&mut stack, &String::from_utf8_lossy(&t)),
            Ok(Event::GeneralRef(r)) => {
                text(&mut stack, &format!("&{};", String::from_utf8_lossy(&r)))
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(e) => {
                out.push((
                    format!("(byte {})", reader.error_position()),
                    format!("not well-formed: {e}"),
                ));
                break;
            }
        }
    }
    while stack.len() > 1 {
        close(&mut stack);
    }
    let root = stack.pop().unwrap_or_default();
    root.values.into_iter().chain(out).collect()
}

/// An element that has begun: its values so far, with paths relative to it.
#[derive(Default)]
struct Open {
    name: String,
    text: String,
    key: Option<String>,
    values: Vec<(String, String)>,
    seen: BTreeMap<String, usize>,
}

fn open(e: &BytesStart<'_>, stack: &mut Vec<Open>) {
    let mut element = Open {
        name: String::from_utf8_lossy(e.name().as_ref()).into_owned(),
        ..Open::default()
    };
    for attribute in e.attributes().with_checks(false).flatten() {
        let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        element.values.push((
            format!("@{name}"),
            String::from_utf8_lossy(&attribute.value).into_owned(),
        ));
    }
    stack.push(element);
}

fn text(stack: &mut [Open], piece: &str) {
    if let Some(element) = stack.last_mut() {
        element.text.push_str(piece);
    }
}

/// Ends the innermost element: its paths become relative to its parent. Entries are named by their ids, so that
/// one entry more does not shift all others; other repeated elements are numbered.
fn close(stack: &mut Vec<Open>) {
    let Some(mut element) = stack.pop() else {
        return;
    };
    let Some(parent) = stack.last_mut() else {
        return;
    };
    let text = element.text.trim();
    if matches!(element.name.as_str(), "guid" | "id") {
        parent.key = Some(format!("{}={text}", element.name));
    }
    if !text.is_empty() || element.values.is_empty() {
        element.values.insert(0, (String::new(), text.to_owned()));
    }
    let step = match (&element.key, element.name.as_str()) {
        (Some(key), "item" | "entry") => format!("{}[{key}]", element.name),
        _ => element.name.clone(),
    };
    let count = parent.seen.entry(step.clone()).or_default();
    *count += 1;
    let step = if *count > 1 {
        format!("{step}[{count}]")
    } else {
        step
    };
    parent
        .values
        .extend(element.values.into_iter().map(|(path, value)| {
            let separator = if path.starts_with('@') || path.starts_with('/') || path.is_empty() {
                ""
            } else {
                "/"
            };
            (format!("/{step}{separator}{path}"), value)
        }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(expected: &str, actual: &str) -> Vec<String> {
        compare(expected.as_bytes(), actual.as_bytes())
            .iter()
            .map(|d| d.to_string().replace("\n    ", " | "))
            .collect()
    }

    #[test]
    fn differences_are_told_by_path() {
        let feed =
            |items: &str| format!("<rss v=\"2\"><channel><title>T</title>{items}</channel></rss>");
        let item =
            |id: &str, title: &str| format!("<item><title>{title}</title><guid>{id}</guid></item>");
        let (a, b) = (item("1", "A"), item("2", "B"));
        assert_eq!(told(&feed(&a), &feed(&a)), Vec::<String>::new());
        assert_eq!(
            told(&feed(&a), &feed(&item("1", "Z"))),
            ["/rss/channel/item[guid=1]/title | expected: A | actual:   Z"]
        );
        let more = told(&feed(&a), &feed(&format!("{b}{a}")));
        assert_eq!(
            more,
            [
                "/rss/channel/item[guid=2]/title is not expected | actual:   B",
                "/rss/channel/item[guid=2]/guid is not expected | actual:   2"
            ]
        );
        let order = told(&feed(&format!("{a}{b}")), &feed(&format!("{b}{a}")));
        assert!(
            order
                .first()
                .is_some_and(|d| d.starts_with("(order of elements)")),
            "{order:?}"
        );
        assert_eq!(
            told("<a x='1'/>", "<a x='2'/>"),
            ["/a@x | expected: 1 | actual:   2"]
        );
        assert!(
            told("<a> b</a>", "<a>b</a>")
                .first()
                .is_some_and(|d| d.starts_with("(how the same"))
        );
        assert!(!told("<a>", "<a><b").is_empty());
        assert_eq!(
            told("a {\n  b\n}\n", "a {\n  c\n  d\n}\n"),
            [
                "line 2 | expected:   b | actual:     c",
                "line 3 is not expected | actual:     d"
            ]
        );
    }
}
