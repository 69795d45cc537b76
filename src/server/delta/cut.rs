//! A document cut into its entries and what stands around them, by bytes: what is put together again is what was there.

use std::io;
use std::ops::Range;

use crate::syntax::fault::FaultKind;
use crate::syntax::json_read::{self, Container, JsonReader};
use crate::syntax::xml_read::{self, XmlReader};

/// RFC 5005 section 2: this document has all entries that there are. Then one with fewer would say that the others are gone.
const HISTORY: &str = "http://purl.org/syndication/history/1.0";

/// Where an entry stands.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    /// What separates it from what is before it: blanks, and in JSON a comma.
    gap: Range<usize>,
    bytes: Range<usize>,
    hash: u64,
}

/// A document's entries.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    entries: Vec<Entry>,
    /// Is the gap before the first entry another than those between them?
    commas: bool,
}

impl Cut {
    /// Finds the entries of an RSS, Atom or JSON feed. None where it is none of them, has a fault, or says that it is
    /// complete.
    pub(super) fn of(document: &[u8]) -> Option<Self> {
        let begin = document.iter().find(|byte| !byte.is_ascii_whitespace());
        let (found, commas) = match begin {
            Some(b'{') => (json(document).ok()??, true),
            _ => (xml(document).ok()??, false),
        };
        let mut entries = Vec::with_capacity(found.len());
        let mut end = None;
        for bytes in found {
            let text = document.get(bytes.clone())?;
            let between = end.and_then(|end| document.get(end..bytes.start));
            let begin = match (between, end) {
                (Some(between), Some(end)) if commas || is_blank(between) => end,
                _ => bytes.start - blanks_before(document.get(..bytes.start)?),
            };
            end = Some(bytes.end);
            entries.push(Entry {
                gap: begin..bytes.start,
                hash: hash(text),
                bytes,
            });
        }
        Some(Cut { entries, commas })
    }

    /// A short hash of each entry, in their order.
    pub(super) fn hashes(&self) -> Vec<u64> {
        self.entries.iter().map(|entry| entry.hash).collect()
    }

    /// The document with only those entries that are wanted.
    pub(super) fn with(&self, document: &[u8], wanted: impl Fn(u64) -> bool) -> Vec<u8> {
        let part = |range: Range<usize>| document.get(range).unwrap_or_default();
        let mut made = Vec::with_capacity(document.len() / 2);
        let (mut at, mut is_first) = (0, true);
        for entry in &self.entries {
            made.extend_from_slice(part(at..entry.gap.start));
            at = entry.bytes.end;
            if !wanted(entry.hash) {
                continue;
            }
            let gap = match self.entries.first() {
                Some(first) if is_first && self.commas => &first.gap,
                _ => &entry.gap,
            };
            made.extend_from_slice(part(gap.clone()));
            made.extend_from_slice(part(entry.bytes.clone()));
            is_first = false;
        }
        made.extend_from_slice(part(at..document.len()));
        made
    }
}

fn hash(text: &[u8]) -> u64 {
    let digest = blake3::hash(text);
    let short = digest.as_bytes().first_chunk().copied();
    u64::from_le_bytes(short.unwrap_or_default())
}

fn is_blank(bytes: &[u8]) -> bool {
    blanks_before(bytes) == bytes.len()
}

/// How many blanks these bytes end in.
fn blanks_before(bytes: &[u8]) -> usize {
    bytes.len() - bytes.trim_ascii_end().len()
}

/// Where the entries of an XML feed are: by the root's name, how deep they are and what they are called.
fn xml(document: &[u8]) -> io::Result<Option<Vec<Range<usize>>>> {
    let mut reader = XmlReader::new(document, xml_read::Limits::default())?;
    let (mut depth, mut begin) = (0_usize, None);
    let (mut entries, mut kinds) = (Vec::new(), None);
    loop {
        let event = reader.next_event()?;
        let mut faults = reader.take_faults().into_iter();
        if faults.any(|fault| fault.kind != FaultKind::EncodingUndeclared) {
            return Ok(None);
        }
        match event {
            xml_read::Event::Start => {
                depth += 1;
                let name = reader.local_name();
                if depth == 1 {
                    kinds = match name {
                        "rss" => Some((3, ["item", "item"])),
                        "feed" => Some((2, ["entry", "deleted-entry"])),
                        _ => return Ok(None),
                    };
                } else if kinds.is_some_and(|(deep, names)| depth == deep && names.contains(&name))
                {
                    begin = Some(reader.bounds().0);
                } else if name == "complete" && reader.uri(reader.namespace()) == HISTORY {
                    return Ok(None);
                }
            }
            xml_read::Event::End => {
                if let (Some((deep, _)), Some(from)) = (kinds, begin)
                    && depth == deep
                {
                    entries.push(range(from, reader.bounds().1));
                    begin = None;
                }
                depth = depth.saturating_sub(1);
            }
            xml_read::Event::Faults => return Ok(None),
            xml_read::Event::Eof => return Ok((depth == 0).then_some(entries)),
            xml_read::Event::Text | xml_read::Event::Comment | xml_read::Event::Instruction => {}
        }
    }
}

/// Where the objects in the member `items` of a JSON feed are.
fn json(document: &[u8]) -> io::Result<Option<Vec<Range<usize>>>> {
    use json_read::Event as E;
    let mut reader = JsonReader::new(document, json_read::Limits::default())?;
    let (mut depth, mut begin) = (0_usize, 0);
    // Is the next value that of `items`; are we among them?
    let (mut named, mut inside, mut entries) = (false, false, Vec::new());
    loop {
        let event = reader.next_event()?;
        if !reader.take_faults().is_empty() {
            return Ok(None);
        }
        match event {
            E::Name if depth == 1 => named = reader.text() == "items",
            E::Open(container) => {
                match (depth, container) {
                    (1, Container::Array) if named => inside = true,
                    (2, Container::Object) if inside => begin = reader.position().offset,
                    (2, Container::Array) if inside => return Ok(None),
                    _ => {}
                }
                depth += 1;
            }
            E::Close(_) => {
                depth = depth.saturating_sub(1);
                match depth {
                    2 if inside => entries.push(range(begin, reader.position().offset + 1)),
                    1 => (named, inside) = (false, false),
                    _ => {}
                }
            }
            E::Value(_) if depth == 2 && inside => return Ok(None),
            E::Name | E::Value(_) => {}
            E::Faults => return Ok(None),
            E::Eof => return Ok((depth == 0).then_some(entries)),
        }
    }
}

fn range(from: u64, to: u64) -> Range<usize> {
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    place(from)..place(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSS: &str = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel>\n<title>é</title>\n\
        <item><title>1</title></item>\n<item/>\n  <item><x><item>in</item></x></item><!-- -->\n\
        <item>4</item>\n</channel></rss>\n";
    const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\">\
        <title>t</title><entry><id>1</id></entry><at:deleted-entry ref=\"2\"/><entry>3</entry></feed>";
    const JSON: &str = "{\"version\": \"1\", \"items\": [\n  {\"id\": \"1\", \"items\": [{}]},\n  {\"id\":\"2\"} , {\"id\":\"3\"}\n],\n\"x\": {\"items\": [{}]}}";

    /// What of the document stays where only the entries at these places are wanted.
    fn with(document: &str, wanted: &[usize]) -> String {
        let cut = Cut::of(document.as_bytes()).unwrap();
        let wanted: Vec<u64> = wanted.iter().map(|n| cut.hashes()[*n]).collect();
        let made = cut.with(document.as_bytes(), |hash| wanted.contains(&hash));
        String::from_utf8(made).unwrap()
    }

    #[test]
    fn what_is_wanted_whole_comes_out_whole() {
        for (document, entries) in [(RSS, 4), (ATOM, 3), (JSON, 3)] {
            let all: Vec<usize> = (0..entries).collect();
            assert_eq!(with(document, &all), document);
            assert_eq!(Cut::of(document.as_bytes()).unwrap().entries.len(), entries);
        }
    }

    #[test]
    fn what_is_not_wanted_leaves_no_gap() {
        assert_eq!(
            with(RSS, &[2]),
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel>\n<title>é</title>\n  \
             <item><x><item>in</item></x></item><!-- -->\n</channel></rss>\n"
        );
        let head = ATOM.split("<entry>").next().unwrap();
        let tombstone = "<at:deleted-entry ref=\"2\"/>";
        assert_eq!(with(ATOM, &[1]), format!("{head}{tombstone}</feed>"));
        assert_eq!(with(ATOM, &[]), format!("{head}</feed>"));
        for wanted in [&[][..], &[0], &[1], &[2], &[0, 2], &[1, 2]] {
            let made: serde_json::Value = serde_json::from_str(&with(JSON, wanted)).unwrap();
            let items = made["items"].as_array().unwrap();
            let ids: Vec<&str> = items.iter().filter_map(|i| i["id"].as_str()).collect();
            let expected: Vec<String> = wanted.iter().map(|n| (n + 1).to_string()).collect();
            assert_eq!(ids, expected);
            assert_eq!(made["x"]["items"].as_array().map(Vec::len), Some(1));
        }
    }

    #[test]
    fn what_is_no_feed_or_must_stay_whole_is_not_cut() {
        let complete = ATOM.replace(
            "<title>",
            "<fh:complete xmlns:fh=\"http://purl.org/syndication/history/1.0\"/><title>",
        );
        for document in [
            complete.as_str(),
            "",
            "nonsense",
            "<html/>",
            "<rss><channel><item>",
            "<rss><channel><item></channel></rss>",
            "{\"items\": [1]}",
            "{\"items\": [[]]}",
            "{\"items\": [{}",
            "{\"items\": [{},]}",
        ] {
            assert_eq!(Cut::of(document.as_bytes()), None, "{document}");
        }
        for document in ["{}", "{\"items\": 5}", "{\"items\": []}", "<feed/>"] {
            let cut = Cut::of(document.as_bytes());
            assert!(cut.is_some_and(|cut| cut.entries.is_empty()), "{document}");
        }
    }
}
