//! Is it XML? roxmltree is the judge: what it refuses must get an error from us.

use feedwright::Severity;
use feedwright::validate::{Options, check_bytes};
use proptest::prelude::*;

/// Faults of XML proper, each in a document of its own.
const MALFORMED: &[&str] = &[
    "<a><b></a></b>",
    "<a>",
    "</a>",
    "<a></b>",
    "<a/><b/>",
    "<a/>text",
    "text<a/>",
    "<a/>&amp;",
    "<![CDATA[x]]><a/>",
    " <?xml version='1.0'?><a/>",
    "<?xml version='1.0'?><?xml version='1.0'?><a/>",
    "<?xml encoding='utf-8'?><a/>",
    "<?xml version='1.0' encoding='utf-8?><a/>",
    "<?xml version='1.0' standalone='yes' encoding='utf-8'?><a/>",
    "<a>\u{1}</a>",
    "<a>\u{FFFE}</a>",
    "<a b='\u{2}'/>",
    "<!-- \u{3} --><a/>",
    "<a>&#0;</a>",
    "<a>&#xFFFF;</a>",
    "<a b='&#1;'/>",
    "<a>&nbsp;</a>",
    "<a b='&nbsp;'/>",
    "<a>&</a>",
    "<a>a & b</a>",
    "<a>&;</a>",
    "<a>&#;</a>",
    "<a>&#x;</a>",
    "<a b='&'/>",
    "<a>]]></a>",
    "<a b='<'/>",
    "<a b=c/>",
    "<a b/>",
    "<a b='c'd='e'/>",
    "<a b='c' b='d'/>",
    "<a xmlns:x='u' xmlns:y='u' x:b='' y:b=''/>",
    "<!-- a -- b --><a/>",
    "<!-- a ---><a/>",
    "<1a/>",
    "<a 1b=''/>",
    "<-a/>",
    "<a><</a>",
    "<a>< b</a>",
    "<a:b/>",
    "<a b:c=''/>",
    "<a:b:c xmlns:a='u'/>",
    "<a xmlns:x=''/>",
    "<a xmlns:xml='u'/>",
    "<a xmlns:xmlns='u'/>",
    "<a xmlns:x='http://www.w3.org/XML/1998/namespace'/>",
    "<a",
    "<a><!-- x</a>",
    "<a><![CDATA[x</a>",
    "<a><?pi</a>",
    "<a><!b></a>",
    "<a><!DOCTYPE a></a>",
    "<?XML a?><a/>",
    "",
    "   ",
    "<!-- only -->",
    "<a></a >x",
    "<a></ a>",
    "<a/ >",
    "<a\u{A0}b='c'/>",
];

fn has_error(document: &[u8]) -> bool {
    check_bytes(document, &Options::default())
        .diagnostics
        .iter()
        .any(|d| d.severity == Severity::Error && d.rule != "root-unknown")
}

#[test]
fn what_is_malformed_gets_an_error() {
    for document in MALFORMED {
        assert!(has_error(document.as_bytes()), "{document:?} passes");
    }
}

#[test]
fn what_is_well_formed_gets_none() {
    let documents = [
        "<a/>",
        "\u{FEFF}<a/>",
        "<?xml version='1.0'?>\n<!-- x -->\n<a b = \"c\"\n d='>'>&lt;&#x10FFFF;<![CDATA[ ]] > & < ]]></a>\n<!-- y --><?z?>",
        "<a xmlns='u' xmlns:b='v'><b:c b:d=''/><c xmlns=''/></a>",
        "<_.-0 é='1'/>",
        "<a>&#9;&#xD;]] ></a>",
        "<!DOCTYPE a SYSTEM 'x' [<!-- ' --> <!ENTITY b '>'>]><a/>",
        "<a xml:lang='en'/>",
    ];
    for document in documents {
        assert!(
            !has_error(document.as_bytes()),
            "{document:?}: {:?}",
            check_bytes(document.as_bytes(), &Options::default()).diagnostics
        );
    }
}

/// A valid feed with a bit of everything, to be damaged.
const FEED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:c=\"http://purl.org/rss/1.0/modules/content/\"><!-- c --><channel>\
<title>T &amp; T</title><link>https://a.example/</link><description>d</description><item><title>x é</title><guid isPermaLink='false'>1</guid>\
<c:encoded><![CDATA[<p>x</p>]]></c:encoded><?pi x?></item></channel></rss>\n";

/// Pieces that are likely to hurt.
const PIECES: &[&str] = &[
    "<",
    ">",
    "&",
    "]]>",
    "--",
    "<!--",
    "-->",
    "<![CDATA[",
    "'",
    "\"",
    "=",
    "/",
    "</",
    "&#0;",
    "&x;",
    "\u{1}",
    "<?",
    "?>",
    "xmlns:q=''",
    "<a>",
    "</a>",
    " ",
    ":",
    "<!DOCTYPE a>",
];

/// Does the other reader refuse it?
fn refused(text: &str) -> bool {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..roxmltree::ParsingOptions::default()
    };
    roxmltree::Document::parse_with_options(text, options).is_err()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn what_roxmltree_refuses_gets_an_error(cuts in prop::collection::vec((0..FEED.len(), 0..12usize, 0..PIECES.len()), 1..4)) {
        let mut text = FEED.to_owned();
        for (at, length, piece) in cuts {
            let at = (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap();
            let end = (at..=(at + length).min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap();
            text.replace_range(at..end, PIECES[piece]);
        }
        if refused(&text) {
            prop_assert!(has_error(text.as_bytes()), "{}", text);
        }
    }
}
