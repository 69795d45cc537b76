//! What `fix` mends, and what it must leave alone.

use feedwright::validate::Options;
use feedwright::validate::fix::mend;

fn rss(head: &str, item: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\">\n  <channel>\n    <title>Quay</title>\n    \
         <link>https://quay.example/</link>\n    <description>News &amp; tides</description>{head}\n    \
         <item>\n      <title>Tide</title>{item}\n    </item>\n  </channel>\n</rss>\n"
    )
}

fn mended(document: &str, base: Option<&str>) -> String {
    let options = Options {
        base: base.map(str::to_owned),
        ..Options::default()
    };
    String::from_utf8(mend(document.as_bytes(), &options).document).unwrap()
}

/// What stands in an item before and after.
const ITEMS: &[(&str, &str)] = &[
    (
        "<pubDate>2017-10-13T09:09:00+03:00</pubDate>",
        "<pubDate>Fri, 13 Oct 2017 09:09:00 +0300</pubDate>",
    ),
    (
        "<pubDate><![CDATA[ Friday, 13 October 2017 09:09 UTC ]]></pubDate>",
        "<pubDate><![CDATA[ Fri, 13 Oct 2017 09:09:00 +0000 ]]></pubDate>",
    ),
    (
        "<guid>quay-7</guid>",
        "<guid isPermaLink=\"false\">quay-7</guid>",
    ),
    (
        "<guid isPermaLink='true'><![CDATA[quay-7]]></guid>",
        "<guid isPermaLink='false'><![CDATA[quay-7]]></guid>",
    ),
    (
        "<category>Sea & shore &c.</category>",
        "<category>Sea &amp; shore &amp;c.</category>",
    ),
    (
        "<enclosure url=\"https://quay.example/a.mp3?x=1&y=2&z=3&&&&&&&&&&&amp;#1;\" length=\"1\" type=\"audio/mpeg\"/>",
        "<enclosure url=\"https://quay.example/a.mp3?x=1&amp;y=2&amp;z=3&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;#1;\" length=\"1\" type=\"audio/mpeg\"/>",
    ),
    (
        "<description>a\u{b}b&#0;c</description>",
        "<description>abc</description>",
    ),
    (
        "<description>a]]>b</description>",
        "<description>a]]&gt;b</description>",
    ),
    (
        "<description>2 < 3 <3</description>",
        "<description>2 &lt; 3 &lt;3</description>",
    ),
    (
        "<description>Caf&eacute;&nbsp;&amp; bar&nosuch;</description>",
        "<description>Caf&#233;&#160;&amp; bar&nosuch;</description>",
    ),
    (
        "<enclosure url=\"https://quay.example/a&eacute;&amp;b.mp3\" length=\"1\" type=\"audio/mpeg\"/>",
        "<enclosure url=\"https://quay.example/a&#233;&amp;b.mp3\" length=\"1\" type=\"audio/mpeg\"/>",
    ),
    (
        "<guid isPermaLink=\"False\">quay-7</guid>",
        "<guid isPermaLink=\"false\">quay-7</guid>",
    ),
    (
        "<author>Ada Quay &lt;ada@quay.example&gt;</author>",
        "<author>ada@quay.example (Ada Quay)</author>",
    ),
    (
        "<link>\n https://quay.example/a b?q=\"x\" </link>",
        "<link>\n https://quay.example/a%20b?q=%22x%22 </link>",
    ),
    (
        "<link><![CDATA[https://quay.example/[1]/a b]]></link>",
        "<link><![CDATA[https://quay.example/[1]/a b]]></link>",
    ),
    (
        "<link><![CDATA[ https://quay.example/{1}/a ]]></link>",
        "<link><![CDATA[ https://quay.example/%7B1%7D/a ]]></link>",
    ),
    (
        "<enclosure url='https://quay.example/a b.mp3' length='+7.0' type='audio/mpeg'/>",
        "<enclosure url='https://quay.example/a%20b.mp3' length='7' type='audio/mpeg'/>",
    ),
];

/// The same for the head.
const HEADS: &[(&str, &str)] = &[
    ("<language>en_us</language>", "<language>en-us</language>"),
    ("<language>iw</language>", "<language>he</language>"),
    ("<language>en-BU</language>", "<language>en-MM</language>"),
    ("<ttl>60.00</ttl>", "<ttl>60</ttl>"),
    (
        "<skipHours><hour>24</hour></skipHours>",
        "<skipHours><hour>0</hour></skipHours>",
    ),
    (
        "<skipDays><day>SUNDAY</day><day>tue</day><day>Sat.</day></skipDays>",
        "<skipDays><day>Sunday</day><day>Tuesday</day><day>Saturday</day></skipDays>",
    ),
    (
        "<managingEditor>\"Ada\" &lt;ada@quay.example&gt;</managingEditor>",
        "<managingEditor>ada@quay.example (Ada)</managingEditor>",
    ),
    (
        "<point xmlns=\"http://www.georss.org/georss\">54.1, 8.5</point>",
        "<point xmlns=\"http://www.georss.org/georss\">54.1 8.5</point>",
    ),
];

#[test]
fn heads() {
    for (before, after) in HEADS {
        assert_eq!(mended(&rss(before, ""), None), rss(after, ""));
    }
}

/// Apple's elements before and after.
const APPLE: &[(&str, &str)] = &[
    (
        "<itunes:explicit>Clean</itunes:explicit>",
        "<itunes:explicit>false</itunes:explicit>",
    ),
    (
        "<itunes:explicit>yes</itunes:explicit>",
        "<itunes:explicit>true</itunes:explicit>",
    ),
    (
        "<itunes:type>Serial </itunes:type>",
        "<itunes:type>Serial </itunes:type>",
    ),
    (
        "<itunes:category text=\"Family\"/>",
        "<itunes:category text=\"Kids &amp; Family\"/>",
    ),
    (
        "<itunes:category text='Education'><itunes:category text='Training'/></itunes:category>",
        "<itunes:category text='Education'><itunes:category text='How To'/></itunes:category>",
    ),
    (
        "<itunes:category text=\"tv &amp; film\"/>",
        "<itunes:category text=\"TV &amp; Film\"/>",
    ),
    // It would move to another category, or what is in it would.
    (
        "<itunes:category text=\"Food\"/>",
        "<itunes:category text=\"Food\"/>",
    ),
    (
        "<itunes:category text=\"Health\"><itunes:category text=\"Self-Help\"/></itunes:category>",
        "<itunes:category text=\"Health\"><itunes:category text=\"Self-Help\"/></itunes:category>",
    ),
];

#[test]
fn words_of_apple() {
    let document = |head| {
        let namespace = "<rss xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" ";
        rss(head, "").replace("<rss ", namespace)
    };
    for (before, after) in APPLE {
        assert_eq!(mended(&document(before), None), document(after));
    }
}

/// Root elements before and after.
const ROOTS: &[(&str, &str)] = &[
    (
        "xmlns:media='http://search.yahoo.com/mrss'",
        "xmlns:media='http://search.yahoo.com/mrss/'",
    ),
    (
        "xmlns:dc=\"https://purl.org/dc/elements/1.1\"",
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"",
    ),
    (
        "xmlns:g = 'http://www.georss.org/GeoRSS/'",
        "xmlns:g = 'http://www.georss.org/georss'",
    ),
    ("xml:lang=\"en_GB\"", "xml:lang=\"en-GB\""),
    // Two letters away, and under a prefix that says nothing.
    (
        "xmlns:q='http://www.georss.org/geross'",
        "xmlns:q='http://www.georss.org/geross'",
    ),
    // Another version may mean other elements.
    (
        "xmlns:app='http://purl.org/atom/app#'",
        "xmlns:app='http://purl.org/atom/app#'",
    ),
];

#[test]
fn roots() {
    for (before, after) in ROOTS {
        let document = |root| rss("", "").replace("<rss ", &format!("<rss {root} "));
        assert_eq!(mended(&document(before), None), document(after));
    }
}

/// Prologs before and after.
const PROLOGS: &[(&str, &str)] = &[
    (
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    ),
    ("<?xml version='2.0'?>", "<?xml version='1.0'?>"),
    (
        "<?xml version=\"1.0\"?>\n<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \"http://my.netscape.com/publish/formats/rss-0.91.dtd\">",
        "<?xml version=\"1.0\"?>",
    ),
];

#[test]
fn prologs() {
    for (before, after) in PROLOGS {
        let document = |prolog| rss("", "").replace("<?xml version=\"1.0\"?>", prolog);
        assert_eq!(mended(&document(before), None), document(after));
    }
}

/// A document type that may define what the text uses stays.
#[test]
fn a_document_type_in_use_stays() {
    let doctype = "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \"rss-0.91.dtd\">\n<rss ";
    let document = rss("", "<description>&nbsp;</description>").replace("<rss ", doctype);
    assert_eq!(mended(&document, None), document);
}

fn atom(head: &str) -> String {
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6</id>\n\
         <updated>2024-02-01T00:00:00Z</updated>\n<author><name>Ada</name></author>\n{head}\n</feed>\n"
    )
}

/// The head of an Atom feed before and after, published at `https://quay.example/feed/`.
const ATOM: &[(&str, &str)] = &[
    (
        "<title type=\"text/html\">a &amp;lt; b</title><link rel=\"self\" href=\"https://quay.example/feed/\"/>",
        "<title type=\"html\">a &amp;lt; b</title><link rel=\"self\" href=\"https://quay.example/feed/\"/>",
    ),
    (
        "<title type=\"TEXT\">a</title><link rel=\"self\" href=\"/feed/\"/>",
        "<title type=\"text\">a</title><link rel=\"self\" href=\"https://quay.example/feed/\"/>",
    ),
    (
        "<title>a</title><link title='href=\"x\"' rel='self' type='text/html' href='http://quay.example/feed'/>",
        "<title>a</title><link title='href=\"x\"' rel='self' type='application/atom+xml' href='https://quay.example/feed/'/>",
    ),
    (
        "<title>a</title><link rel=\"self\" href=\"https://other.example/feed\"/>",
        "<title>a</title><link rel=\"self\" href=\"https://other.example/feed\"/>",
    ),
    (
        "<title>a</title><icon> /icon.png\n</icon><link rel=\"self\" href=\"https://quay.example/feed/\"/>",
        "<title>a</title><icon>/icon.png</icon><link rel=\"self\" href=\"https://quay.example/feed/\"/>",
    ),
];

#[test]
fn atom_heads() {
    for (before, after) in ATOM {
        assert_eq!(
            mended(&atom(before), Some("https://quay.example/feed/")),
            atom(after)
        );
    }
}

#[test]
fn an_address_without_host_gets_that_of_the_base() {
    let base = Some("https://quay.example/news/feed.rss");
    for (before, after) in [
        ("/tide", "https://quay.example/tide"),
        ("//cdn.example/tide", "https://cdn.example/tide"),
        ("tide", "tide"),
    ] {
        let linked = rss("", &format!("<link>{before}</link>"));
        assert_eq!(mended(&linked, None), linked);
        let link = format!("<link>{after}</link>");
        assert!(mended(&linked, base).contains(&link), "{before}");
        let based = linked.replace("<item>", "<item xml:base=\"https://else.example/\">");
        assert!(
            mended(&based, base).contains(&format!("<link>{before}<")),
            "{before}"
        );
    }
}

#[test]
fn items() {
    for (before, after) in ITEMS {
        assert_eq!(mended(&rss("", before), None), rss("", after));
    }
}

#[test]
fn what_would_be_a_guess_stays() {
    for item in [
        "<pubDate>2017-10-13</pubDate>",
        "<pubDate>10/11/2017 09:09 GMT</pubDate>",
        "<pubDate>Fri, 13 Oct 2017 09:09:00 IST</pubDate>",
        "<author>Ada Quay</author>",
        "<nosuch:thing>x</nosuch:thing>",
        "<pubDate>2017-10-13T09:09:00<!-- when? -->+03:00</pubDate>",
    ] {
        let document = rss("", item);
        assert_eq!(mended(&document, None), document);
    }
}

#[test]
fn a_self_link_needs_the_address_and_takes_the_prefix_that_is_there() {
    let base = "https://quay.example/feed?a=1&b=2";
    let bare = rss("", "");
    assert_eq!(mended(&bare, None), bare);
    let link = "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"self\" type=\"application/rss+xml\" \
                href=\"https://quay.example/feed?a=1&amp;b=2\"/>\n    <title>Quay</title>";
    assert_eq!(
        mended(&bare, Some(base)),
        bare.replacen("<title>Quay</title>", link, 1)
    );

    let declared = bare.replace("<rss ", "<rss xmlns:a='http://www.w3.org/2005/Atom' ");
    assert!(mended(&declared, Some(base)).contains("<a:link rel=\"self\""));
    assert_eq!(
        mended(&mended(&declared, Some(base)), Some(base)),
        mended(&declared, Some(base))
    );
}

#[test]
fn a_known_prefix_is_declared_at_the_root() {
    let after = mended(&rss("", "<dc:creator>Ada</dc:creator>"), None);
    assert!(
        after.contains("<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"),
        "{after}"
    );
}

#[test]
fn blank_lines_before_the_declaration_go() {
    let document = rss("", "");
    assert_eq!(mended(&format!("\n\n {document}"), None), document);
}

#[test]
fn other_encodings_stay_as_they_are() {
    let document =
        rss("", "<guid>quay-7</guid>").replace("\"1.0\"", "\"1.0\" encoding=\"windows-1252\"");
    assert_eq!(mended(&document, None), document);
}
