//! Too much of something: each meets a bound that is named, or is judged in time.

use super::{Case, ill, odd, over, rss};

const MB20: usize = 20 << 20;

fn numbered(count: usize, each: impl Fn(usize) -> String) -> String {
    (0..count).map(each).collect()
}

fn item(body: &str) -> String {
    rss(&format!("<item>{body}</item>"))
}

pub(super) fn deep() -> Vec<Case> {
    const DEPTH: &str = "256 elements inside each other";
    vec![
        over("deep-unclosed", DEPTH, || rss(&"<a>".repeat(1_000_000))),
        over("deep-closed", DEPTH, || {
            item(&format!(
                "{}{}",
                "<a>".repeat(1_000_000),
                "</a>".repeat(1_000_000)
            ))
        }),
        over("deep-roots", DEPTH, || {
            "<rss version='2.0'>".repeat(1_000_000)
        }),
        over("deep-names", DEPTH, || {
            rss(&numbered(1_000_000, |i| format!("<a{i}>")))
        }),
        over("deep-namespaces", DEPTH, || {
            rss(&numbered(100_000, |i| format!("<a xmlns='urn:{i}'>")))
        }),
        over("deep-prefixes", DEPTH, || {
            rss(&numbered(100_000, |i| {
                format!("<p{i}:a xmlns:p{i}='urn:{i}'>")
            }))
        }),
        over("deep-xhtml", DEPTH, || {
            let div = "<div xmlns='http://www.w3.org/1999/xhtml'>".to_owned()
                + &"<div>".repeat(1_000_000);
            format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>{div}")
        }),
        over("opml-outlines-100000", DEPTH, || {
            let open = "<outline text='a'>".repeat(100_000);
            let close = "</outline>".repeat(100_000);
            format!(
                "<opml version='2.0'><head><title>a</title></head><body>{open}{close}</body></opml>"
            )
        }),
        ill("items-in-items", "xml-tag-unclosed", || {
            rss(&"<item>".repeat(100_000))
        }),
        ill("titles-in-titles", "xml-tag-unclosed", || {
            rss(&"<item><title>a".repeat(100_000))
        }),
        over("media-groups", DEPTH, || {
            let group = "<media:group>".repeat(100_000);
            item(&format!(
                "<x xmlns:media='http://search.yahoo.com/mrss/'>{group}"
            ))
        }),
        over("threads", DEPTH, || {
            item(&"<source url='a'>".repeat(100_000))
        }),
    ]
}

pub(super) fn attributes() -> Vec<Case> {
    const ATTRIBUTES: &str = "256 attributes of one element";
    const NAMESPACES: &str = "512 namespaces";
    vec![
        over("attributes-1000000", ATTRIBUTES, || {
            item(&format!(
                "<a{}/>",
                numbered(1_000_000, |i| format!(" a{i}=''"))
            ))
        }),
        over("attributes-on-the-root", ATTRIBUTES, || {
            let many = numbered(1_000_000, |i| format!(" a{i}=''"));
            rss("").replace("<rss", &format!("<rss{many}"))
        }),
        ill("attributes-all-the-same", "xml-attribute-repeated", || {
            item(&format!("<a{}/>", " a=''".repeat(1_000_000)))
        }),
        ill(
            "attributes-without-value",
            "xml-attribute-malformed",
            || item(&format!("<a{}/>", " a".repeat(1_000_000))),
        ),
        ill(
            "attributes-without-blanks",
            "xml-attribute-malformed",
            || {
                item(&format!(
                    "<a {}/>",
                    numbered(100_000, |i| format!("a{i}=''"))
                ))
            },
        ),
        over("attributes-with-prefixes", ATTRIBUTES, || {
            item(&format!(
                "<a xmlns:p='urn:p'{}/>",
                numbered(100_000, |i| format!(" p:a{i}=''"))
            ))
        }),
        ill("prefixes-unbound", "namespace-prefix-unbound", || {
            item(&numbered(100_000, |i| format!("<p{i}:a/>")))
        }),
        ill(
            "attribute-prefixes-unbound",
            "namespace-prefix-unbound",
            || item(&numbered(100_000, |i| format!("<a p{i}:b=''/>"))),
        ),
        over("namespaces-on-one-element", ATTRIBUTES, || {
            item(&format!(
                "<a{}/>",
                numbered(100_000, |i| format!(" xmlns:p{i}='urn:{i}'"))
            ))
        }),
        over("namespaces-one-after-the-other", NAMESPACES, || {
            rss(&numbered(100_000, |i| format!("<a xmlns='urn:{i}'/>")))
        }),
        over("prefixes-one-after-the-other", NAMESPACES, || {
            rss(&numbered(100_000, |i| {
                format!("<p{i}:a xmlns:p{i}='urn:{i}'/>")
            }))
        }),
        ill("prefix-emptied", "namespace-prefix-emptied", || {
            rss(&"<a xmlns:b=''/>".repeat(100_000))
        }),
        ill("prefix-reserved", "namespace-reserved", || {
            rss(&"<a xmlns:xmlns='urn:a' xmlns:xml='urn:b'/>".repeat(100_000))
        }),
        odd("prefixes-of-one-namespace", "element-missing", || {
            let body = numbered(100_000, |i| format!("<p{i}:a xmlns:p{i}='urn:a'/>"));
            rss(&body).replace("<link>https://a.example/</link>", "")
        })
        .or("limit-exceeded"),
    ]
}

pub(super) fn values() -> Vec<Case> {
    const TOKEN: &str = "16777216 bytes of one tag, text or section";
    let x =
        |around: [&'static str; 2]| move || around[0].to_owned() + &"x".repeat(MB20) + around[1];
    let inside = |around: [&'static str; 2]| move || item(&x(around)());
    vec![
        over("text-20-mb", TOKEN, inside(["<title>", "</title>"])),
        over(
            "description-20-mb",
            TOKEN,
            inside(["<description>&lt;p>", "</description>"]),
        ),
        over(
            "cdata-20-mb",
            TOKEN,
            inside(["<description><![CDATA[", "]]></description>"]),
        ),
        over(
            "attribute-20-mb",
            TOKEN,
            inside(["<guid isPermaLink='", "'/>"]),
        ),
        over("comment-20-mb", TOKEN, inside(["<!--", "-->"])),
        over("instruction-20-mb", TOKEN, inside(["<?x ", "?>"])),
        over("element-name-20-mb", TOKEN, inside(["<", "/>"])),
        over("end-tag-20-mb", TOKEN, inside(["<a></", ">"])).broken(),
        over("attribute-name-20-mb", TOKEN, inside(["<a ", "=''/>"])),
        over("prefix-20-mb", TOKEN, inside(["<a xmlns:", "='urn:a'/>"])),
        over("namespace-20-mb", TOKEN, inside(["<a xmlns='", "'/>"])),
        over("declaration-20-mb", TOKEN, || {
            format!(
                "<?xml version='1.0' standalone='{}'?>{}",
                "y".repeat(MB20),
                rss("")
            )
        })
        .broken(),
        over("doctype-name-20-mb", TOKEN, x(["<!DOCTYPE ", "><rss/>"])),
        over(
            "entity-name-20-mb",
            TOKEN,
            inside(["<title>&", ";</title>"]),
        )
        .broken(),
        over("character-reference-20-mb", TOKEN, || {
            item(&format!("<title>&#{}65;</title>", "0".repeat(MB20)))
        }),
        over("blanks-20-mb", TOKEN, || rss(&" ".repeat(MB20))),
        over("blanks-in-a-tag-20-mb", TOKEN, || {
            item(&format!("<a{}/>", " ".repeat(MB20)))
        }),
        over("lines-20-mb", TOKEN, || rss(&"\n".repeat(MB20))),
        over("ampersands-20-mb", TOKEN, || {
            item(&format!("<title>{}</title>", "&".repeat(MB20)))
        })
        .broken(),
        over("references-20-mb", TOKEN, || {
            item(&format!("<title>{}</title>", "&amp;".repeat(MB20 / 5)))
        }),
        over("bytes-without-meaning-20-mb", TOKEN, || {
            let feed = item("<title>@</title>").into_bytes();
            let at = feed.iter().position(|b| *b == b'@').unwrap();
            [&feed[..at], &vec![0xFF; MB20], &feed[at + 1..]].concat()
        })
        .broken(),
        over(
            "bytes-without-meaning-one-by-one",
            "524288 runs of bytes that mean nothing",
            || {
                let feed = rss("@").into_bytes();
                let at = feed.iter().position(|b| *b == b'@').unwrap();
                [
                    &feed[..at],
                    &b"<item>\xFF</item>".repeat(600_000),
                    &feed[at + 1..],
                ]
                .concat()
            },
        )
        .broken(),
        over("one-item-of-40-mb", "33554432 bytes of one entry", || {
            item(&"<category>aaaaaaaaaaaaaaaaaaaaaaaa</category>".repeat(900_000))
        }),
        over(
            "one-head-of-40-mb",
            "33554432 bytes before and between the entries",
            || rss(&"<category>aaaaaaaaaaaaaaaaaaaaaaaa</category>".repeat(900_000)),
        ),
        odd("one-line-of-10-mb", "date-grammar", || {
            let one = "<item><title>a</title><description>b</description></item>";
            rss(&(one.repeat(170_000) + "<item><title>a</title><pubDate>x</pubDate></item>"))
        }),
        odd("year-of-many-digits", "date-grammar", || {
            item("<title>a</title><pubDate>Mon, 01 Jan 99999999999999999999 00:00:00 GMT</pubDate>")
        }),
        odd("date-of-1-mb", "date-grammar", || {
            item(&format!(
                "<title>a</title><pubDate>Mon, 01 Jan {} 00:00:00 GMT</pubDate>",
                "9".repeat(1 << 20)
            ))
        }),
        odd("date-of-blanks", "date-grammar", || {
            item(&format!(
                "<title>a</title><pubDate>Mon,{}01 Jan 2020</pubDate>",
                " ".repeat(1 << 20)
            ))
        }),
        odd("date-of-comments", "date-zone-missing", || {
            let open = "(".repeat(1 << 20);
            item(&format!(
                "<title>a</title><pubDate>Mon, 01 Jan 2020 00:00:00 {open}GMT</pubDate>"
            ))
        }),
        odd("atom-date-of-1-mb", "date-zone-unknown", || {
            let date = format!("2020-01-01T00:00:00.{}Z?", "9".repeat(1 << 20));
            format!("<feed xmlns='http://www.w3.org/2005/Atom'><updated>{date}</updated></feed>")
        }),
        odd("number-of-1-mb", "number-malformed", || {
            rss(&format!("<ttl>-{}</ttl>", "9".repeat(1 << 20)))
        }),
        odd("length-of-many-digits", "number-malformed", || {
            item(&format!(
                "<title>a</title><enclosure url='https://a.example/a' type='a/b' length='{}e9'/>",
                "9".repeat(10_000)
            ))
        }),
        odd("address-of-1-mb", "url-not-absolute", || {
            item(&format!(
                "<title>a</title><link>{}</link>",
                "a/".repeat(1 << 19)
            ))
        }),
        odd("host-of-1-mb", "url-malformed", || {
            item(&format!(
                "<title>a</title><link>https://{}xn--.[/</link>",
                "a.".repeat(1 << 19)
            ))
        }),
        odd("language-of-1-mb", "language-malformed", || {
            rss(&format!("<language>{}-</language>", "en-".repeat(1 << 19)))
        }),
        odd("mail-of-1-mb", "mail-malformed", || {
            rss(&format!(
                "<managingEditor>{}</managingEditor>",
                "a@".repeat(1 << 19)
            ))
        }),
    ]
}

pub(super) fn many() -> Vec<Case> {
    const COMMENTS: &str = "100000 comments and instructions";
    let n = 1_000_000;
    vec![
        over("comments-1000000", COMMENTS, move || {
            rss(&"<!-- -->".repeat(n))
        }),
        over("comments-before-the-root", COMMENTS, move || {
            "<!---->".repeat(n) + &rss("")
        }),
        over("comments-behind-the-root", COMMENTS, move || {
            rss("") + &"<!---->".repeat(n)
        }),
        over("comments-in-a-text", COMMENTS, move || {
            item(&format!("<title>{}</title>", "x<!---->".repeat(n)))
        }),
        over("instructions-1000000", COMMENTS, move || {
            rss(&"<?x?>".repeat(n))
        }),
        over(
            "sections-2000000",
            "33554432 bytes of one entry",
            move || item(&format!("<title>{}</title>", "<![CDATA[x]]>".repeat(2 * n))),
        ),
        ill("unclosed-tags", "xml-markup-unclosed", move || {
            rss(&"<a ".repeat(n))
        }),
        ill("less-thans", "xml-less-than-bare", move || {
            rss(&"<".repeat(n))
        }),
        ill("less-thans-and-blanks", "xml-less-than-bare", move || {
            rss(&"< ".repeat(n))
        }),
        ill("quotes-unclosed", "xml-less-than-in-attribute", move || {
            rss(&"<a b='".repeat(n))
        }),
        ill("end-tags", "xml-end-tag-stray", move || {
            rss(&"</b>".repeat(n))
        }),
        ill("ampersands", "xml-ampersand-bare", move || {
            rss(&"<a>&</a>".repeat(n / 4))
        }),
        ill("section-ends", "xml-cdata-end-in-text", move || {
            rss(&"<a>]]></a>".repeat(n / 4))
        }),
        ill("sections-unclosed", "xml-markup-unclosed", move || {
            rss(&"<![CDATA[".repeat(n))
        }),
        ill("comments-unclosed", "xml-markup-unclosed", move || {
            rss(&"<!--".repeat(n))
        }),
        ill("instructions-unclosed", "xml-markup-unclosed", move || {
            rss(&"<?x ".repeat(n))
        }),
        ill("declarations", "xml-declaration-misplaced", move || {
            "<?xml version='1.0'?>".repeat(n / 4) + &rss("")
        }),
        ill("unknown-markup", "xml-markup-unknown", move || {
            rss(&"<!x>".repeat(n))
        }),
        ill("roots", "xml-root-repeated", move || rss("").repeat(n / 20)),
        ill("crossed-tags", "xml-tag-mismatched", move || {
            rss(&"<a><b></a></b>".repeat(n / 8))
        }),
        ill("controls", "xml-character-illegal", move || {
            rss(&"<a>\u{1}</a>".repeat(n / 4))
        }),
        ill("names", "xml-name-malformed", move || {
            rss(&"<a:b:c/>".repeat(n / 4))
        }),
        ill("character-references", "xml-reference-illegal", move || {
            rss(&"<a>&#0;</a>".repeat(n / 4))
        }),
        odd("many-findings", "date-grammar", || {
            let one = "<item><title>a</title><pubDate>x</pubDate><guid>y</guid><link>z</link><titel/></item>";
            rss(&one.repeat(50_000))
        }),
        odd("elements-all-unknown", "element-unknown", || {
            rss(&numbered(200_000, |i| format!("<e{i}/>")))
        }),
        odd("children-all-the-same", "element-repeated", || {
            item(&"<title>a</title>".repeat(200_000))
        }),
        odd("guids-all-the-same", "guid-repeated", || {
            rss(&"<item><title>a</title><guid isPermaLink='false'>1</guid></item>".repeat(100_000))
        }),
        odd("guids-all-different", "date-grammar", || {
            let one = |i| {
                format!(
                    "<item><title>a</title><guid isPermaLink='false'>{i}-{}</guid></item>",
                    "g".repeat(200)
                )
            };
            rss(&(numbered(100_000, one) + "<item><title>a</title><pubDate>x</pubDate></item>"))
        }),
        odd("sitemap-of-1000000", "sitemap-too-large", move || {
            let urls = numbered(n, |i| {
                format!("<url><loc>https://a.example/{i}</loc></url>")
            });
            format!("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>")
        }),
        odd("outlines-side-by-side", "element-missing", || {
            let outlines = "<outline/>".repeat(300_000);
            format!("<opml version='2.0'><body>{outlines}</body></opml>")
        }),
        odd("rdf-items", "attribute-missing", || {
            let items = "<item><title>a</title></item>".repeat(100_000);
            format!(
                "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>{items}</rdf:RDF>"
            )
        }),
    ]
}
