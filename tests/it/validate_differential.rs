//! Is it well-formed? Feeds are damaged at random, and two readers of other people's making say what they think: what
//! either refuses must get an error from us, and where we find a fault of XML one of them must refuse it too.

use std::collections::HashSet;

use feedwright::Severity;
use feedwright::validate::{Options, check_bytes};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::harness::{Room, judge};

/// A feed with attributes, prefixes, references, comments and instructions in many places.
const FEED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone='no'?>\n<?a b?><!--c - d-->\n\
<rss version=\"2.0\" xmlns:c=\"urn:c\" xmlns:d='urn:d' xmlns='' xml:lang='en' c:e = 'f' d:e=\"&lt;g&#38;\"><channel>\
<title>T &amp; T &#x2014;&#233;</title><link>https://a.example/</link><description xml:space=\"preserve\">d ]] ></description>\
<c:item xmlns:c='urn:d' c:a='1' a='2'><d:b xmlns:d=\"urn:e\"/></c:item><item a.b-c='é' _d=\"'\"><title>x é 🗞</title><guid isPermaLink='false'>1</guid>\
<c:encoded><![CDATA[<p>x</p>]] >]]></c:encoded><?pi x ?y?><!----></item></channel><?z?></rss>\n<!-- e --><?end?>\n";

/// Pieces that are likely to hurt.
const PIECES: &[&str] = &[
    "",
    "<",
    ">",
    "&",
    ";",
    "]]>",
    "]]",
    "--",
    "-",
    "<!--",
    "-->",
    "--->",
    "<![CDATA[",
    "'",
    "\"",
    "=",
    "/",
    "/>",
    "</",
    "</a>",
    "<a>",
    "<a/>",
    " ",
    ":",
    "#",
    "&#0;",
    "&#x1F;",
    "&#xD7FF;",
    "&#xD800;",
    "&#xFFFE;",
    "&#x110000;",
    "&#65;",
    "&#x;",
    "&#;",
    "&x;",
    "&lt",
    "&apos;",
    "\u{1}",
    "\u{7F}",
    "\u{85}",
    "\u{FFFD}",
    "\u{FFFE}",
    "\u{FEFF}",
    "\u{10FFFF}",
    "\r",
    "\t",
    "<?",
    "?>",
    "<?x?>",
    "<?xml?>",
    "<?xml version='1.0'?>",
    "<?XmL a?>",
    "<?x:y z?>",
    "<??>",
    "xmlns:q=''",
    "xmlns:q='urn:q'",
    " xmlns:c='urn:d'",
    " xmlns='urn:x'",
    " xmlns:xml='urn:a'",
    " xmlns:xmlns='urn:a'",
    " c:a='' d:a=''",
    " a='' a=\"\"",
    "q:",
    "c:",
    "xml:",
    "1",
    "é",
    "·",
    "-a",
    "a:b:c",
    " a",
    " a=b",
    " a='<'",
    " a='&'",
    " a='>'",
    "<!x>",
    "<!>",
    "<c:a/>",
    "<q:a/>",
    "\0",
];

fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, &'static str)>> {
    let edit = (
        any::<prop::sample::Index>(),
        0..10usize,
        prop::sample::select(PIECES),
    );
    prop::collection::vec(edit, 1..4)
}

/// The feed with each stretch replaced by a piece.
fn damaged(edits: &[(prop::sample::Index, usize, &str)]) -> String {
    let mut text: Vec<char> = FEED.chars().collect();
    for (at, length, piece) in edits {
        let at = at.index(text.len());
        let end = (at + length).min(text.len());
        text.splice(at..end, piece.chars());
    }
    text.into_iter().collect()
}

/// The errors that we find in it, of any kind.
fn errors(document: &[u8]) -> Vec<&'static str> {
    let report = check_bytes(document, &Options::default());
    let errors = report
        .diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error);
    errors
        .map(|d| d.rule)
        .filter(|rule| *rule != "root-unknown")
        .collect()
}

/// The first fault of XML and its namespaces that we find.
fn fault(document: &[u8]) -> Option<&'static str> {
    let of_xml = |rule: &&str| {
        rule.starts_with("xml-") && *rule != "xml-lang-malformed"
            || rule.starts_with("namespace-")
            || *rule == "utf8-malformed"
    };
    errors(document).into_iter().find(of_xml)
}

fn roxmltree_refuses(document: &[u8]) -> bool {
    std::str::from_utf8(document).is_ok_and(|text| roxmltree::Document::parse(text).is_err())
}

/// Those of the documents that xmllint finds an error in, in one process.
fn xmllint_refuses(documents: &[Vec<u8>]) -> HashSet<usize> {
    let room = Room::empty();
    let names: Vec<String> = (0..documents.len()).map(|n| format!("{n}.xml")).collect();
    for (name, document) in names.iter().zip(documents) {
        room.write(name, document);
    }
    let out = room
        .tool("xmllint")
        .arg("--noout")
        .args(&names)
        .output()
        .expect("xmllint runs");
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    // "12.xml:3: parser error : …", and without a place where an encoding is refused.
    let number = |line: &str| {
        line.split_once(".xml:")
            .filter(|(_, rest)| rest.contains("error"))?
            .0
            .parse()
            .ok()
    };
    said.lines().filter_map(number).collect()
}

/// What both sides say that does not fit.
fn quarrels(documents: &[Vec<u8>]) -> Vec<String> {
    let refused = xmllint_refuses(documents);
    let mut quarrels = Vec::new();
    for (n, document) in documents.iter().enumerate() {
        let (xmllint, roxmltree) = (refused.contains(&n), roxmltree_refuses(document));
        let shown = String::from_utf8_lossy(document).into_owned();
        if (xmllint || roxmltree) && errors(document).is_empty() {
            quarrels.push(format!(
                "passes, though xmllint {xmllint} roxmltree {roxmltree} refuse it: {shown:?}"
            ));
        }
        if let Some(rule) = fault(document).filter(|_| !xmllint && !roxmltree) {
            quarrels.push(format!("{rule} is ours alone: {shown:?}"));
        }
    }
    quarrels
}

/// As many documents as asked for, the same in every run.
fn sample<T>(count: usize, strategy: impl Strategy<Value = T>) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).expect("a value").current())
        .collect()
}

fn assert_agree(documents: &[Vec<u8>]) {
    if !judge("xmllint", "well-formedness against another reader") {
        return;
    }
    let quarrels = quarrels(documents);
    assert!(
        quarrels.is_empty(),
        "{} of {}:\n{}",
        quarrels.len(),
        documents.len(),
        quarrels.join("\n")
    );
}

#[test]
fn the_feed_is_sound() {
    assert_agree(&[FEED.as_bytes().to_vec()]);
    assert_eq!(fault(FEED.as_bytes()), None);
    if judge("xmllint", "that xmllint is understood") {
        let three = [&b"<a>"[..], b"<a/>", b"<a b:c=''/>"].map(<[u8]>::to_vec);
        assert_eq!(xmllint_refuses(&three), HashSet::from([0, 2]));
    }
}

#[test]
fn damaged_text() {
    let documents: Vec<Vec<u8>> = sample(1500, edits())
        .iter()
        .map(|e| damaged(e).into_bytes())
        .collect();
    assert_agree(&documents);
}

/// One piece in every place of the feed would take too long; this is each piece in many.
#[test]
fn every_piece_in_many_places() {
    let length = FEED.chars().count();
    let mut documents = Vec::new();
    for (n, piece) in PIECES.iter().enumerate() {
        for at in (n % 61..length).step_by(61) {
            let mut text: Vec<char> = FEED.chars().collect();
            text.splice(at..at, piece.chars());
            documents.push(text.into_iter().collect::<String>().into_bytes());
        }
    }
    assert_agree(&documents);
}

/// Bytes of the feed, in UTF-8, are replaced.
#[test]
fn damaged_bytes() {
    let edit = (any::<prop::sample::Index>(), any::<u8>());
    let documents = sample(800, prop::collection::vec(edit, 1..3))
        .into_iter()
        .map(|edits| {
            let mut bytes = FEED.as_bytes().to_vec();
            for (at, byte) in edits {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        });
    let documents: Vec<Vec<u8>> = documents.collect();
    assert_agree(&documents);
}

/// The same damage in other encodings.
#[test]
fn damaged_in_other_encodings() {
    let documents = sample(600, (0..3usize, edits()))
        .into_iter()
        .map(|(coding, edits)| {
            let text = damaged(&edits).replace('🗞', "x");
            match coding {
                0 => format!("\u{FEFF}{}", text.replace("UTF-8", "UTF-16"))
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .collect(),
                1 => format!("\u{FEFF}{}", text.replace("UTF-8", "UTF-16"))
                    .encode_utf16()
                    .flat_map(u16::to_be_bytes)
                    .collect(),
                _ => encoding_rs::WINDOWS_1252
                    .encode(&text.replace("UTF-8", "windows-1252"))
                    .0
                    .into_owned(),
            }
        });
    let documents: Vec<Vec<u8>> = documents.collect();
    assert_agree(&documents);
}
