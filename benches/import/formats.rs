//! The formats that are measured: what stands around the stories, and which bare parser reads them.

use super::bare::{self, Bare};
use super::stories::Story;
use super::written;

/// One format to measure.
pub(crate) struct Format {
    /// What the row is called.
    pub(crate) name: &'static str,
    /// The input format that reads it.
    pub(crate) input: &'static str,
    pub(crate) head: &'static str,
    /// Between two stories.
    pub(crate) between: &'static str,
    pub(crate) tail: &'static str,
    pub(crate) story: fn(&Story) -> String,
    /// Is each story a document?
    pub(crate) alone: bool,
    /// How many stories a document may hold.
    pub(crate) most: u64,
    /// A parser over the same bytes, and what it is.
    pub(crate) bare: Bare,
    pub(crate) bare_name: &'static str,
}

/// Line after line.
const LINES: Format = Format {
    name: "jsonl",
    input: "jsonl",
    head: "",
    between: "\n",
    tail: "\n",
    story: written::jsonl,
    alone: false,
    most: u64::MAX,
    bare: bare::lines,
    bare_name: "line ends",
};

const XML: Format = Format {
    between: "\n",
    bare: bare::xml,
    bare_name: "quick-xml",
    ..LINES
};
const JSON: Format = Format {
    head: "[",
    between: ",\n",
    tail: "]",
    bare: bare::json,
    bare_name: "serde_json, skipping",
    ..LINES
};

/// All that are measured, in the order of the table.
pub(crate) const FORMATS: &[Format] = &[
    Format {
        bare: bare::json_lines,
        bare_name: "serde_json to `Record`",
        ..LINES
    },
    Format {
        name: "jsonl-array",
        bare: bare::json_records,
        bare_name: "serde_json to `Record`",
        ..JSON
    },
    Format {
        name: "csv",
        input: "csv",
        head: "id,title,url,published,authors,tags,html\n",
        story: written::csv,
        bare: bare::csv,
        bare_name: "csv-core",
        ..LINES
    },
    Format {
        name: "markdown",
        input: "markdown",
        tail: "\n",
        story: written::markdown,
        alone: true,
        ..LINES
    },
    Format {
        name: "rss",
        input: "rss",
        head: concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" "#,
            r#"xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Quay</title><link>https://quay.example/</link>"#,
            "<description>All</description>\n"
        ),
        tail: "</channel></rss>",
        story: written::rss,
        ..XML
    },
    Format {
        name: "atom",
        input: "atom",
        head: concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>https://quay.example/</id>"#,
            "<title>Quay</title><updated>2026-03-28T00:00:00Z</updated>\n"
        ),
        tail: "</feed>",
        story: written::atom,
        ..XML
    },
    Format {
        name: "wxr",
        input: "wxr",
        head: concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" "#,
            r#"xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" "#,
            r#"xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Quay</title><link>https://quay.example</link>"#,
            "<wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login>ada</wp:author_login>",
            "<wp:author_display_name>Ada Lind</wp:author_display_name></wp:author>\n"
        ),
        tail: "</channel></rss>",
        story: written::wxr,
        ..XML
    },
    Format {
        name: "newsml-g2",
        input: "newsml-g2",
        head: concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header>"#,
            "<sent>2026-03-28T00:00:00Z</sent></header><itemSet>\n"
        ),
        tail: "</itemSet></newsMessage>",
        story: written::newsml,
        ..XML
    },
    Format {
        name: "nitf",
        input: "nitf",
        head: "<nitf xmlns=\"http://iptc.org/std/NITF/2006-10-18/\">",
        tail: "</nitf>",
        story: written::nitf,
        alone: true,
        ..XML
    },
    Format {
        name: "sitemap",
        input: "sitemap",
        head: concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" "#,
            "xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n"
        ),
        tail: "</urlset>",
        story: written::sitemap,
        most: 50_000,
        ..XML
    },
    Format {
        name: "json-feed",
        input: "json-feed",
        head: r#"{"version":"https://jsonfeed.org/version/1.1","title":"Quay","items":["#,
        tail: "]}",
        story: written::json_feed,
        ..JSON
    },
    Format {
        name: "wp-rest",
        input: "wp-rest",
        story: written::wp_rest,
        ..JSON
    },
    Format {
        name: "ghost",
        input: "ghost",
        head: r#"{"posts":["#,
        tail: r#"],"meta":{"pagination":{"page":1,"pages":1,"next":null}}}"#,
        story: written::ghost,
        ..JSON
    },
    Format {
        name: "drupal",
        input: "drupal",
        head: r#"{"jsonapi":{"version":"1.0"},"data":["#,
        tail: "]}",
        story: written::drupal,
        ..JSON
    },
    Format {
        name: "activitystreams",
        input: "activitystreams",
        head: r#"{"@context":"https://www.w3.org/ns/activitystreams","type":"OrderedCollectionPage","orderedItems":["#,
        tail: "]}",
        story: written::activity,
        ..JSON
    },
    Format {
        name: "ninjs",
        input: "ninjs",
        story: written::ninjs,
        ..JSON
    },
    Format {
        name: "html",
        input: "html",
        story: written::page,
        alone: true,
        bare: bare::html,
        bare_name: "html5ever",
        ..LINES
    },
    Format {
        name: "capture",
        input: "capture",
        story: written::capture,
        alone: true,
        ..LINES
    },
];
