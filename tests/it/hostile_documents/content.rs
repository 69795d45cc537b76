//! HTML inside text that means harm, and modules that are bent.

use super::{Case, odd, rss};

const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// A feed without a link, so that it is invalid whatever else is in it, with HTML in a description.
fn described(html: &str) -> String {
    rss(&format!(
        "<item><title>a</title><description><![CDATA[{html}]]></description></item>"
    ))
    .replace("<link>https://a.example/</link>", "")
}

fn module(prefix: &str, uri: &str, body: &str) -> String {
    rss(&format!("<item><title>a</title>{body}</item>"))
        .replace("<rss", &format!("<rss xmlns:{prefix}='{uri}'"))
        .replace("<link>https://a.example/</link>", "")
}

pub(super) fn html() -> Vec<Case> {
    let n = 100_000;
    let hundred = |piece: &'static str| move || described(&piece.repeat(n));
    vec![
        odd("divs-unclosed", "html-tag-unclosed", hundred("<div>")),
        odd("tags-of-all-names", "html-element-unknown", move || {
            described(&(0..n).map(|i| format!("<t{i}>")).collect::<String>())
        }),
        odd(
            "tables-in-tables",
            "html-tag-unclosed",
            hundred("<table><tr><td>"),
        ),
        odd("end-tags", "element-missing", hundred("</div>")),
        odd("attributes", "element-missing", move || {
            let many: String = (0..n).map(|i| format!(" onclick{i}='a'")).collect();
            described(&format!("<p{many}>a</p>"))
        }),
        odd(
            "handlers",
            "html-event-handler",
            hundred("<p onclick='a'>b</p>"),
        ),
        odd(
            "attribute-unclosed",
            "element-missing",
            hundred("<a href=\""),
        ),
        odd(
            "attributes-without-blanks",
            "element-missing",
            hundred("<a b='c'd='e'>"),
        ),
        odd(
            "scripts",
            "html-script",
            hundred("<script>alert(1)</script>"),
        ),
        odd("scripts-unclosed", "html-script", hundred("<script>")),
        odd(
            "script-in-script",
            "html-element-unknown",
            hundred("<scr<script>ipt>"),
        ),
        odd("script-in-capitals", "html-script", || {
            described("<ScRiPt/x>alert(1)</sCrIpT>")
        }),
        odd(
            "script-links",
            "html-script-link",
            hundred("<a href='javascript:alert(1)'>a</a>"),
        ),
        odd("script-link-hidden", "html-script-link", || {
            described("<a href=' &#106;ava\tscript&#58;alert(1)'>a</a>")
        }),
        odd(
            "frames",
            "html-embedded",
            hundred("<iframe srcdoc='<script>'></iframe>"),
        ),
        odd("comments-unclosed", "element-missing", hundred("<!--")),
        odd(
            "comments-that-end-oddly",
            "element-missing",
            hundred("<!--> <!---> --!> "),
        ),
        odd("styles-unclosed", "element-missing", hundred("<style>")),
        odd(
            "textareas",
            "element-missing",
            hundred("<textarea></title>"),
        ),
        odd("less-thans", "element-missing", hundred("<")),
        odd("ampersands", "element-missing", hundred("&")),
        odd("entities-of-all-names", "element-missing", move || {
            described(&(0..n).map(|i| format!("&e{i};")).collect::<String>())
        }),
        odd(
            "escaped-twice",
            "element-missing",
            hundred("&amp;lt;p&amp;gt;"),
        ),
        odd("escaped-ten-times", "element-missing", || {
            let tag = (0..10).fold("<script>".to_owned(), |t, _| {
                t.replace('&', "&amp;").replace('<', "&lt;")
            });
            rss(&format!("<item><description>{tag}</description></item>"))
                .replace("<link>https://a.example/</link>", "")
        }),
        odd("sections-in-sections", "element-missing", || {
            rss(&format!(
                "<item><description>{}</description></item>",
                "<![CDATA[<![CDATA[]]]]><![CDATA[>]]>".repeat(20_000)
            ))
            .replace("<link>https://a.example/</link>", "")
        }),
        odd(
            "svg-and-math",
            "element-missing",
            hundred(
                "<svg><math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
            ),
        ),
        odd(
            "nuls-written-as-references",
            "element-missing",
            hundred("<p>&#0;&#x110000;&#99999999999;</p>"),
        ),
        odd("html-in-titles", "html-in-plain-text", || {
            let item = "<item><title>&lt;b>a&lt;/b></title></item>";
            rss(&item.repeat(20_000)).replace("<link>https://a.example/</link>", "")
        }),
        odd("xhtml-with-everything", "element-missing", || {
            let body =
                "<p xmlns:q='urn:q' q:a='1' onclick='a'><script>b</script></p>".repeat(10_000);
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'><div xmlns='{XHTML}'>{body}</div></content></entry></feed>"
            )
        }),
        odd("base64-of-8-mb", "element-missing", || {
            let body = "QUJD".repeat(2 << 20);
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='image/png'>{body}</content></entry></feed>"
            )
        }),
    ]
}

pub(super) fn modules() -> Vec<Case> {
    const MEDIA: &str = "http://search.yahoo.com/mrss/";
    const PODCAST: &str = "https://podcastindex.org/namespace/1.0";
    const GEORSS: &str = "http://www.georss.org/georss";
    const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";
    vec![
        odd("media-contents", "element-missing", || {
            module(
                "media",
                MEDIA,
                &"<media:content url='https://a.example/a' isDefault='true'/>".repeat(100_000),
            )
        }),
        odd("media-keywords", "element-missing", || {
            module(
                "media",
                MEDIA,
                &format!("<media:keywords>{}</media:keywords>", "a,".repeat(500_000)),
            )
        }),
        odd("media-hash", "element-missing", || {
            module(
                "media",
                MEDIA,
                &format!(
                    "<media:hash algo='md5'>{}</media:hash>",
                    "0".repeat(1 << 20)
                ),
            )
        }),
        odd("polygon", "element-missing", || {
            module(
                "georss",
                GEORSS,
                &format!(
                    "<georss:polygon>{}</georss:polygon>",
                    "1.5 2.5 ".repeat(500_000)
                ),
            )
        }),
        odd("coordinates", "element-missing", || {
            let huge = "9".repeat(100_000);
            module(
                "georss",
                GEORSS,
                &format!("<georss:point>{huge} -{huge}e{huge}</georss:point>"),
            )
        }),
        odd("categories", "element-missing", || {
            let body =
                "<itunes:category text='Arts'>".repeat(200) + &"</itunes:category>".repeat(200);
            module("itunes", ITUNES, &body)
        }),
        odd("duration", "element-missing", || {
            module(
                "itunes",
                ITUNES,
                &format!(
                    "<itunes:duration>{}1</itunes:duration>",
                    "1:".repeat(500_000)
                ),
            )
        }),
        odd("live-items", "element-missing", || {
            let live = "<podcast:liveItem status='x' start='y'><title>a</title></podcast:liveItem>";
            rss(&live.repeat(50_000))
                .replace("<rss", &format!("<rss xmlns:podcast='{PODCAST}'"))
                .replace("<link>https://a.example/</link>", "")
        }),
        odd("value-recipients", "element-missing", || {
            let one =
                "<podcast:valueRecipient type='node' address='a' split='-99999999999999999999'/>";
            let body = format!(
                "<podcast:value type='lightning' method='keysend'>{}</podcast:value>",
                one.repeat(50_000)
            );
            module("podcast", PODCAST, &body)
        }),
        odd("hubs", "element-missing", || {
            rss(&"<a:link rel='hub' href='http://127.0.0.1/'/>".repeat(50_000))
                .replace("<rss", "<rss xmlns:a='http://www.w3.org/2005/Atom'")
                .replace("<link>https://a.example/</link>", "")
        }),
        odd("links-of-atom", "element-missing", || {
            let links = "<link rel='alternate' href='https://a.example/'/>".repeat(100_000);
            format!("<feed xmlns='http://www.w3.org/2005/Atom'>{links}</feed>")
        }),
        odd("skip-hours", "element-missing", || {
            rss(&format!(
                "<skipHours>{}</skipHours>",
                "<hour>99999999999999999999</hour>".repeat(100_000)
            ))
            .replace("<link>https://a.example/</link>", "")
        }),
        odd("every-prefix-bent", "element-missing", || {
            rss("<item><title>a</title><dc:date>x</dc:date><media:content/></item>")
                .replace("<rss", "<rss xmlns:dc='http://search.yahoo.com/mrss/' xmlns:media='http://purl.org/dc/elements/1.1/'")
                .replace("<link>https://a.example/</link>", "")
        }),
    ]
}
