//! For each input format, a small file of it: how records stand in it, and how a value is written there.

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Writes {
    Xml,
    Json,
    Csv,
    /// Front matter in TOML.
    Toml,
    Html,
    /// The text of a page, which has no place for addresses and markup.
    Plain,
}

/// A format: what stands before its records, one record, what parts records, what stands behind them.
pub(super) struct Shape {
    pub(super) format: &'static str,
    pub(super) writes: Writes,
    /// Is markup in the body written as markup, not as text that holds it?
    pub(super) markup: bool,
    pub(super) ending: &'static str,
    pub(super) head: &'static str,
    /// `{n}` is a number of two digits, `{t}` the title, `{u}` the address, `{d}` the date, `{c}` a category, `{b}` the body.
    pub(super) entry: &'static str,
    /// `None` where a file holds one record.
    pub(super) between: Option<&'static str>,
    pub(super) tail: &'static str,
}

/// A good date.
const DATE: &str = "2026-03-02T10:00:00Z";

/// What a record says.
#[derive(Clone)]
pub(super) struct Says {
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) url: String,
    pub(super) date: String,
    pub(super) category: String,
    pub(super) body: String,
}

impl Says {
    pub(super) fn new(number: usize, title: &str) -> Self {
        Says {
            number,
            title: title.to_owned(),
            url: format!("https://quay.example/{number}"),
            date: DATE.to_owned(),
            category: "port".to_owned(),
            body: format!("<p>Text of story {number}.</p>"),
        }
    }
}

impl Shape {
    pub(super) fn entry(&self, says: &Says) -> String {
        let body = match self.markup || self.writes == Writes::Plain {
            true => says.body.clone(),
            false => self.write(&says.body),
        };
        let date = match self.writes == Writes::Plain && says.date == DATE {
            true => "March 2, 2026 — 10:00",
            false => &says.date,
        };
        self.entry
            .replace("{n}", &format!("{:02}", says.number))
            .replace("{t}", &self.write(&says.title))
            .replace("{u}", &self.write(&says.url))
            .replace("{d}", &self.write(date))
            .replace("{c}", &self.write(&says.category))
            .replace("{b}", &body)
    }

    /// A file of these entries; each a file of its own where a file holds one.
    pub(super) fn files(&self, entries: &[String]) -> Vec<String> {
        match self.between {
            None => entries.to_vec(),
            Some(between) => vec![[self.head, &entries.join(between), self.tail].concat()],
        }
    }

    fn write(&self, value: &str) -> String {
        let escaped = |c: char| match (self.writes, c) {
            (Writes::Xml | Writes::Html, '&') => "&amp;".to_owned(),
            (Writes::Xml | Writes::Html, '<') => "&lt;".to_owned(),
            (Writes::Xml | Writes::Html, '"') => "&quot;".to_owned(),
            (Writes::Xml | Writes::Html, '\r' | '\n' | '\t') => format!("&#{};", c as u32),
            (Writes::Json | Writes::Toml, '"' | '\\') => format!("\\{c}"),
            (Writes::Json | Writes::Toml, c) if c.is_control() => format!("\\u{:04x}", c as u32),
            (Writes::Csv, '"') => "\"\"".to_owned(),
            _ => c.to_string(),
        };
        value.chars().map(escaped).collect()
    }
}

const NEWSML: &str = "<newsItem guid=\"urn:newsml:quay.example:2026:{n}\" version=\"1\" standard=\"NewsML-G2\"><itemMeta><itemClass qcode=\"ninat:text\"/><versionCreated>{d}</versionCreated><pubStatus qcode=\"stat:usable\"/><link rel=\"irel:canonical\" href=\"{u}\"/></itemMeta><contentMeta><contentCreated>{d}</contentCreated><subject><name>{c}</name></subject><headline>{t}</headline></contentMeta><contentSet><inlineXML contenttype=\"application/xhtml+xml\"><html xmlns=\"http://www.w3.org/1999/xhtml\"><body>{b}</body></html></inlineXML></contentSet></newsItem>";

const NITF: &str = "<nitf><head><docdata management-status=\"usable\"><date.issue norm=\"{d}\"/><doc-id id-string=\"q{n}\"/><key-list><keyword key=\"{c}\"/></key-list></docdata><pubdata ex-ref=\"{u}\"/></head><body><body.head><hedline><hl1>{t}</hl1></hedline></body.head><body.content>{b}</body.content></body></nitf>";

const WXR: &str = "<item><title>{t}</title><link>{u}</link><guid isPermaLink=\"false\">https://quay.example/?p={n}</guid><category domain=\"category\" nicename=\"x\">{c}</category><content:encoded>{b}</content:encoded><wp:post_id>{n}</wp:post_id><pubDate>{d}</pubDate><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>";

const ACTIVITY: &str = "{\"type\":\"Article\",\"id\":\"https://quay.example/id/{n}\",\"name\":\"{t}\",\"url\":\"{u}\",\"published\":\"{d}\",\"content\":\"{b}\",\"tag\":[{\"type\":\"Hashtag\",\"name\":\"{c}\"}],\"to\":\"https://www.w3.org/ns/activitystreams#Public\"}";

const WP_REST: &str = "{\"id\":1{n},\"date_gmt\":\"{d}\",\"guid\":{\"rendered\":\"https://quay.example/?p=1{n}\"},\"status\":\"publish\",\"type\":\"post\",\"link\":\"{u}\",\"title\":{\"rendered\":\"{t}\"},\"content\":{\"rendered\":\"{b}\"},\"_embedded\":{\"wp:term\":[[{\"id\":3,\"name\":\"{c}\",\"slug\":\"x\",\"taxonomy\":\"category\"}]]}}";

const DRUPAL: &str = "{\"type\":\"node--article\",\"id\":\"44444444-2d52-4e6b-9c1e-4a0c9a3f1c{n}\",\"links\":{\"self\":{\"href\":\"{u}\"}},\"attributes\":{\"title\":\"{t}\",\"status\":true,\"created\":\"{d}\",\"body\":{\"value\":\"{b}\",\"format\":\"full_html\"}}}";

const HTML: &str = "<!doctype html><html><head><meta charset=\"utf-8\"><title>{t}</title><link rel=\"canonical\" href=\"{u}\"><meta property=\"og:type\" content=\"article\"><meta property=\"og:title\" content=\"{t}\"><meta property=\"article:published_time\" content=\"{d}\"><meta property=\"article:tag\" content=\"{c}\"></head><body><article><h1>{t}</h1>{b}<p>The ferry is back at the north quay, and it sails every hour from Monday on.</p></article></body></html>";

#[rustfmt::skip]
pub(super) const SHAPES: &[Shape] = &[
    shape("rss", Writes::Xml, "xml", "<rss version=\"2.0\"><channel><title>Quay</title>",
        "<item><guid isPermaLink=\"false\">{n}</guid><title>{t}</title><link>{u}</link><pubDate>{d}</pubDate><category>{c}</category><description>{b}</description></item>",
        "\n", "</channel></rss>"),
    shape("atom", Writes::Xml, "xml", "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Quay</title>",
        "<entry><id>urn:q:{n}</id><title>{t}</title><link href=\"{u}\"/><published>{d}</published><category term=\"{c}\"/><content type=\"html\">{b}</content></entry>",
        "\n", "</feed>"),
    shape("wxr", Writes::Xml, "xml", "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Quay</title><wp:wxr_version>1.2</wp:wxr_version>",
        WXR, "\n", "</channel></rss>"),
    shape("sitemap", Writes::Xml, "xml", "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">",
        "<url><loc>{u}</loc><news:news><news:publication_date>{d}</news:publication_date><news:title>{t}</news:title><news:keywords>{c}</news:keywords></news:news><x>{b}</x></url>",
        "\n", "</urlset>"),
    Shape { markup: true, ..shape("newsml-g2", Writes::Xml, "xml", "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet>",
        NEWSML, "\n", "</itemSet></newsMessage>") },
    Shape { markup: true, between: None, ..shape("nitf", Writes::Xml, "xml", "", NITF, "", "") },
    shape("json-feed", Writes::Json, "json", "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Quay\",\"items\":[",
        "{\"id\":\"{n}\",\"title\":\"{t}\",\"url\":\"{u}\",\"date_published\":\"{d}\",\"tags\":[\"{c}\"],\"content_html\":\"{b}\"}",
        ",\n", "]}"),
    shape("wp-rest", Writes::Json, "json", "[", WP_REST, ",\n", "]"),
    shape("ghost", Writes::Json, "json", "{\"posts\":[",
        "{\"id\":\"a{n}\",\"uuid\":\"3a033ce7-9e2d-4b3b-a9ef-0000000000{n}\",\"title\":\"{t}\",\"slug\":\"s{n}\",\"html\":\"{b}\",\"visibility\":\"public\",\"published_at\":\"{d}\",\"url\":\"{u}\",\"tags\":[{\"id\":\"t\",\"name\":\"{c}\",\"slug\":\"x\",\"visibility\":\"public\"}]}",
        ",\n", "]}"),
    shape("drupal", Writes::Json, "json", "{\"data\":[", DRUPAL, ",\n", "]}"),
    shape("activitystreams", Writes::Json, "json", "{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"type\":\"OrderedCollection\",\"orderedItems\":[",
        ACTIVITY, ",\n", "]}"),
    shape("ninjs", Writes::Json, "json", "[",
        "{\"uri\":\"urn:q:{n}\",\"type\":\"text\",\"version\":\"1\",\"versioncreated\":\"{d}\",\"firstcreated\":\"{d}\",\"pubstatus\":\"usable\",\"headline\":\"{t}\",\"url\":\"{u}\",\"subject\":[{\"name\":\"{c}\"}],\"body_html\":\"{b}\"}",
        ",\n", "]"),
    shape("jsonl", Writes::Json, "jsonl", "",
        "{\"id\":\"{n}\",\"title\":\"{t}\",\"url\":\"{u}\",\"published\":\"{d}\",\"categories\":[\"{c}\"],\"body_html\":\"{b}\"}",
        "\n", "\n"),
    shape("csv", Writes::Csv, "csv", "id,title,url,published,categories,body_html\n",
        "{n},\"{t}\",\"{u}\",\"{d}\",\"{c}\",\"{b}\"", "\n", "\n"),
    Shape { markup: true, between: None, ..shape("markdown", Writes::Toml, "md", "",
        "+++\ntitle = \"{t}\"\nurl = \"{u}\"\ndate = \"{d}\"\ntags = [\"{c}\"]\n+++\n{b}\n", "", "") },
    Shape { markup: true, between: None, ..shape("html", Writes::Html, "html", "", HTML, "", "") },
    Shape { between: None, ..shape("capture", Writes::Plain, "txt", "",
        "{t}\n\n{d}\nAda Moe / VELAR\n\nThe ferry is back at the north quay, and it sails every hour from Monday on. The harbour master says that the fares stay as they are until May.\n\nIt will take cars, and on Sundays bicycles, as it did before the storm of last winter. {b} The harbour master says so.\n", "", "") },
];

const fn shape(
    format: &'static str,
    writes: Writes,
    ending: &'static str,
    head: &'static str,
    entry: &'static str,
    between: &'static str,
    tail: &'static str,
) -> Shape {
    Shape {
        format,
        writes,
        markup: false,
        ending,
        head,
        entry,
        between: Some(between),
        tail,
    }
}
