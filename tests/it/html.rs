//! Bodies: what is sanitised, made absolute, cut, and how long hostile ones take.

use std::time::{Duration, Instant};

use feedwright::import::html::{Trust, from_markdown, make_safe, text_of};
use url::Url;

fn base() -> Option<Url> {
    Url::parse("https://p.example/2017/10/story").ok()
}

#[test]
fn hostile_markup_goes_and_its_text_stays() {
    for (html, want) in [
        (
            "<p onclick=\"y()\">a<script>alert(1)</script><style>p{}</style>b</p>",
            "<p>ab</p>",
        ),
        ("<a href=\"javascript:z()\">j</a>", "<a>j</a>"),
        ("<a href=\"java\tscript:z()\">j</a>", "<a>j</a>"),
        ("<a href=\"&#106;avascript:z()\">j</a>", "<a>j</a>"),
        (
            "<img src=x onerror=alert(1)>t",
            "<img src=\"https://p.example/2017/10/x\">t",
        ),
        ("<img src=\"data:image/png;base64,AA\" alt=\"x\">t", "t"),
        ("<iframe srcdoc=\"<script>x</script>\"></iframe>t", "t"),
        (
            "<svg><style><img src=x onerror=alert(1)></style></svg>t",
            "t",
        ),
        (
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "<table></table>",
        ),
        (
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "<p title=\"</noscript><img src=x onerror=alert(1)>\"></p>",
        ),
        (
            "<form action=/x><input name=a><button>b</button></form>",
            "b",
        ),
        (
            "<p>x[y[0]]>1 &xxe; AT&T</p>",
            "<p>x[y[0]]&gt;1 &amp;xxe; AT&amp;T</p>",
        ),
        (
            "<p><![CDATA[ in <b> ]]> after</p>",
            "<p> in &lt;b&gt;  after</p>",
        ),
        (
            "<p><b>un <i>bad</b> nest",
            "<p><b>un <i>bad</i></b><i> nest</i></p>",
        ),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        (
            "<video controls src=/v.mp4 onloadstart=x><source src=\"/w.webm\" type=video/webm></video>",
            "<video controls=\"\" src=\"https://p.example/v.mp4\"><source src=\"https://p.example/w.webm\" type=\"video/webm\"></video>",
        ),
    ] {
        assert_eq!(
            make_safe(html, base().as_ref(), Trust::None).html.replace(
                "&lt;/noscript&gt;&lt;img src=x onerror=alert(1)&gt;",
                "</noscript><img src=x onerror=alert(1)>"
            ),
            want,
            "{html}"
        );
    }
}

#[test]
fn addresses_become_absolute_or_go() {
    let html = "<a href=\"/about\">a</a> <a href=\"../up\">u</a> <a href=\"#n\">n</a> <a href=mailto:a@b.example>m</a> <img src=\"//cdn.example/2.jpg\" srcset=\"/s.jpg 1x\">";
    let with = make_safe(html, base().as_ref(), Trust::None).html;
    assert_eq!(
        with,
        "<a href=\"https://p.example/about\">a</a> <a href=\"https://p.example/2017/up\">u</a> <a href=\"https://p.example/2017/10/story#n\">n</a> <a href=\"mailto:a@b.example\">m</a> <img src=\"https://cdn.example/2.jpg\">"
    );
    let without = make_safe(html, None, Trust::None).html;
    assert_eq!(
        without,
        "<a>a</a> <a>u</a> <a>n</a> <a href=\"mailto:a@b.example\">m</a> "
    );
}

#[test]
fn trusted_html_keeps_everything_but_relative_addresses() {
    let html = "<iframe src=\"/e?a=1&amp;b=2\" class=x></iframe><img srcset=\"/s.jpg 1x, https://q.example/l.jpg 2x\"><p style=\"a\">&eacute;";
    assert_eq!(
        make_safe(html, base().as_ref(), Trust::Html).html,
        "<iframe src=\"https://p.example/e?a=1&amp;b=2\" class=x></iframe><img srcset=\"https://p.example/s.jpg 1x, https://q.example/l.jpg 2x\"><p style=\"a\">&eacute;"
    );
    assert_eq!(make_safe(html, None, Trust::Html).html, html);
}

#[test]
fn clean_html_is_left_as_it_is() {
    let html = "<p>It&rsquo;s <a href=\"https://p.example/?a=1&amp;b=2\">here</a> &mdash; now.</p>\n<ul><li>x</li></ul>";
    let safe = make_safe(html, None, Trust::None);
    assert_eq!((safe.html.as_str(), safe.cut), (html, false));
}

#[test]
fn markdown_is_as_safe_as_html() {
    let html =
        from_markdown("# T\n\nA *b* [c](javascript:x) <script>y</script>\n\n| a |\n|---|\n| b |");
    let safe = make_safe(&html, None, Trust::None).html;
    assert!(
        safe.starts_with("<h1>T</h1>\n<p>A <em>b</em> <a>c</a> </p>\n<table>"),
        "{safe}"
    );
    assert_eq!(text_of(&safe), "T\nA b c\na\nb");
}

/// What a parser could be made to build from little. The bound is generous: it tells a line from a curve.
#[test]
fn hostile_bodies_end_soon_and_stay_small() {
    let attributes: String = (0..200_000).map(|n| format!(" a{n}=b")).collect();
    let formatting: String = (0..500)
        .map(|n| format!("<p><font size={n}><b title={n}>"))
        .collect();
    for (name, html, cut) in [
        ("div", "<div>".repeat(100_000), true),
        ("table", "<table><tr><td>".repeat(100_000), true),
        (
            "closed div",
            format!("{}x{}", "<div>".repeat(100_000), "</div>".repeat(100_000)),
            true,
        ),
        ("list", "<ul><li>".repeat(100_000), true),
        ("paragraphs", "<p>x".repeat(50_000), false),
        (
            "formatting",
            format!("{formatting}{}", "<p>x".repeat(100_000)),
            true,
        ),
        ("misnested", "<a><b><div></a></b>".repeat(50_000), true),
        ("attributes", format!("<p{attributes}>x</p>"), false),
        ("quotes", "<p title=\"".repeat(100_000), false),
        ("comments", "<!--".repeat(100_000), false),
        ("scripts", "<script>".repeat(100_000), false),
        ("no references", "&#".repeat(50_000), false),
        ("references", "&amp;&nbsp;".repeat(50_000), false),
    ] {
        let start = Instant::now();
        let safe = make_safe(&html, None, Trust::None);
        let trusted = make_safe(&html, base().as_ref(), Trust::Html);
        text_of(&html);
        let took = start.elapsed();
        println!(
            "{name}: {took:?}, {} to {} bytes",
            html.len(),
            safe.html.len()
        );
        assert!(took < Duration::from_secs(60), "{name}: {took:?}");
        assert_eq!(safe.cut, cut, "{name}");
        assert!(
            safe.html.len() < 10 * html.len() + 300_000,
            "{name}: {} bytes",
            safe.html.len()
        );
        assert!(trusted.html.len() < 2 * html.len() + 1_000, "{name}");
    }
    from_markdown(&">".repeat(100_000));
    from_markdown(&"[a](".repeat(50_000));
    from_markdown(&"*a **b ".repeat(50_000));
}
