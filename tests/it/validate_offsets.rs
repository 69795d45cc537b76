//! Places hold together: whatever the bytes are, an offset lies in the file, and line and column are what somebody else
//! counts up to it.

use std::collections::HashMap;

use feedwright::validate::{Options, check_bytes};
use proptest::prelude::*;

const RSS: &str = "<?xml version=\"1.0\" encoding=\"ENCODING\"?>\n<rss version=\"2.0\" xmlns:dc='urn:x' ä='1'>\r\n<channel>\
<title>Küstenbote &amp; — x</title><link>/é</link>\n<item a='&lt;ö' bÿ='1'><title>x é<![CDATA[ü <b>]]></title><pubDate>gestern</pubDate>\
<guid ü=\"é\" permaLink='x'>1</guid><description>&lt;p>é&#x2014;&lt;/p>\n &lt;script>x&lt;/script> &x;</description></item>\n\
<item><enclosure url='https://a.example/ü&amp;é b' length='viele' type=\"lin k\"/><pubDate>é 1</pubDate>\u{1}</item></channel></rss>";

const OPML: &str = "<?xml version=\"1.0\" encoding=\"ENCODING\"?>\n<opml version='2.0'><head><title>é</title><dateCreated>nie</dateCreated></head>\
<body><outline text='ä' type=\"linük\" created='heute' xmlUrl='/é &amp; x'/>\n<outline é='1' text='b' isComment='vielleicht'/></body></opml>";

const ATOM: &str = "<?xml version=\"1.0\" encoding=\"ENCODING\"?>\n<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='dé-x'><title type='hTml'>é&amp;x</title>\
<updated>é</updated><entry><id>é x</id><link href='ü é' rel='é é' length='ü'/><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>é<ü/></div></content></entry></feed>";

/// An encoding: what a declaration says, how a character is written, and how one is read back.
struct Coding {
    label: &'static str,
    write: fn(char) -> Vec<u8>,
    /// The length of the character that begins these bytes; a sequence that means nothing counts as one.
    length: fn(&[u8]) -> usize,
    mark: &'static [u8],
}

fn utf8_length(bytes: &[u8]) -> usize {
    let chunk = bytes.utf8_chunks().next().expect("not empty");
    match chunk.valid().chars().next() {
        Some(c) => c.len_utf8(),
        None => chunk.invalid().len(),
    }
}

fn utf16_length(bytes: &[u8]) -> usize {
    let unit = |at: usize| Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    let pair = matches!(unit(0), Some(0xD800..=0xDBFF)) && matches!(unit(2), Some(0xDC00..=0xDFFF));
    bytes.len().min(if pair { 4 } else { 2 })
}

fn utf16(c: char) -> Vec<u8> {
    let mut units = [0; 2];
    let units = c.encode_utf16(&mut units);
    units.iter().flat_map(|u| u.to_le_bytes()).collect()
}

fn windows_1252(c: char) -> Vec<u8> {
    encoding_rs::WINDOWS_1252
        .encode(c.encode_utf8(&mut [0; 4]))
        .0
        .into_owned()
}

const CODINGS: &[Coding] = &[
    Coding {
        label: "utf-8",
        write: |c| c.to_string().into_bytes(),
        length: utf8_length,
        mark: b"",
    },
    Coding {
        label: "utf-8",
        write: |c| c.to_string().into_bytes(),
        length: utf8_length,
        mark: b"\xEF\xBB\xBF",
    },
    Coding {
        label: "utf-16",
        write: utf16,
        length: utf16_length,
        mark: b"\xFF\xFE",
    },
    Coding {
        label: "windows-1252",
        write: windows_1252,
        length: |_| 1,
        mark: b"",
    },
];

impl Coding {
    fn bytes(&self, document: &str) -> Vec<u8> {
        let written = document.replace("ENCODING", self.label);
        let mut bytes = self.mark.to_vec();
        bytes.extend(written.chars().flat_map(self.write));
        bytes
    }

    /// Line and column of each place where a character begins, and of the end.
    fn places(&self, document: &[u8]) -> HashMap<u64, (u64, u64)> {
        let newline = (self.write)('\n');
        let mut at = if document.starts_with(self.mark) {
            self.mark.len()
        } else {
            0
        };
        let (mut line, mut column) = (1, 1);
        let mut places = HashMap::from([(0, (1, 1))]);
        while at < document.len() {
            places.insert(at as u64, (line, column));
            let length = (self.length)(&document[at..]);
            if document[at..at + length] == newline[..] {
                (line, column) = (line + 1, 1);
            } else {
                column += 1;
            }
            at += length;
        }
        places.insert(at as u64, (line, column));
        places
    }
}

/// Judges the document and counts each place again.
fn assert_places(coding: &Coding, document: &[u8]) -> usize {
    let places = coding.places(document);
    let report = check_bytes(document, &Options::default());
    for found in &report.diagnostics {
        assert_eq!(
            places.get(&found.offset),
            Some(&(found.line, found.column)),
            "{} at {} of {}: {found:#?}\n{}",
            found.rule,
            found.offset,
            document.len(),
            String::from_utf8_lossy(document)
        );
    }
    report.diagnostics.len()
}

#[test]
fn places_of_sound_bytes() {
    for coding in CODINGS {
        for document in [RSS, OPML, ATOM] {
            let found = assert_places(coding, &coding.bytes(document));
            assert!(found > 3, "{} found {found} only", coding.label);
        }
    }
}

/// Each bad byte once stood for three, so that what followed it in a tag or text lay behind the end of the file.
#[test]
fn behind_bytes_that_mean_nothing() {
    let outline = b"<opml version='2.0'><head/><body><outline text='a' type=\"lin\xFF\xFFk\" created=\"2026-99\"/></body></opml>";
    let report = check_bytes(outline, &Options::default());
    let date = report
        .diagnostics
        .iter()
        .find(|d| d.attribute.as_deref() == Some("created"));
    let wanted = outline
        .windows(7)
        .position(|w| w == b"2026-99")
        .expect("it is there");
    assert_eq!(
        date.expect("a finding").offset,
        wanted as u64,
        "{:#?}",
        report.diagnostics
    );
    assert_places(&CODINGS[0], outline);
    let text = b"<rss version='2.0'><channel><item><description>\xE2\x82\xFF&amp;\xFF &lt;script>x&lt;/script></description>\
<guid \xFF='\xF0\x9F&amp;' \xC3='1' permaLink='x'>\xFF</guid><pubDate>\xC3</pubDate></item></channel></rss>\xFF";
    assert!(assert_places(&CODINGS[0], text) > 5);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1200, ..ProptestConfig::default() })]

    #[test]
    fn of_any_mutation(
        coding in 0..CODINGS.len(),
        document in prop::sample::select(&[RSS, OPML, ATOM][..]),
        edits in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 0..4), 0..4usize), 1..12),
    ) {
        let coding = &CODINGS[coding];
        let mut bytes = coding.bytes(document);
        // The first line says which encoding it is.
        let head = coding.bytes(&document[..document.find('\n').unwrap()]).len();
        for (at, new, length) in edits {
            let at = head + at.index(bytes.len() - head);
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, new);
        }
        assert_places(coding, &bytes);
    }
}
