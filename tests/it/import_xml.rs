//! The importers of XML on the files of `fixtures/imports`: each file is recognised, and gives the records, notices and
//! ways onward that stand in `fixtures/imported` (`BLESS=1` writes them anew).

use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;

use feedwright::import::{self, Imported, Onward, Options};

use crate::harness::repository;

/// Everything that an importer makes of these bytes.
pub(crate) fn import(
    format: &str,
    bytes: &[u8],
    options: &Options,
) -> Result<(Vec<Imported>, Onward), String> {
    let input = import::by_name(format).map_err(|e| e.to_string())?;
    let mut out = Vec::new();
    let mut cursor = Cursor::new(bytes);
    let onward = (input.read)(&mut cursor, options, &mut |imported| {
        out.push(imported);
        Ok(())
    });
    onward
        .map(|onward| (out, onward))
        .map_err(|e| e.to_string())
}

/// What came out, as text.
pub(crate) fn told(outcome: Result<(Vec<Imported>, Onward), String>) -> String {
    let mut out = String::new();
    match outcome {
        Ok((all, onward)) => {
            for imported in all {
                if let Some(record) = &imported.record {
                    let json = serde_json::to_string(record).expect("a record is JSON");
                    writeln!(out, "{}: {json}", imported.line).expect("text");
                }
                for notice in imported.notices {
                    let line = notice.line.unwrap_or(imported.line);
                    let field = notice.field.as_deref().unwrap_or("-");
                    let severity = notice.severity;
                    writeln!(out, "{line}: {severity} {field}: {}", notice.message).expect("text");
                }
            }
            if let Some(next) = onward.next {
                writeln!(out, "next {next}").expect("text");
            }
            for page in onward.pages {
                let list = if page.is_list { "list" } else { "page" };
                let modified = page.modified.map(|m| m.to_string()).unwrap_or_default();
                let line = format!("{list} {} {modified}", page.url);
                writeln!(out, "{}", line.trim_end()).expect("text");
            }
        }
        Err(e) => writeln!(out, "refused: {e}").expect("text"),
    }
    out
}

fn holds(format: &str) {
    let inputs = repository().join("fixtures/imports").join(format);
    let expected = repository().join("fixtures/imported").join(format);
    let mut files: Vec<_> = std::fs::read_dir(&inputs)
        .expect("fixtures")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let bytes = std::fs::read(&file).expect("a fixture");
        let head = bytes.get(..16 << 10).unwrap_or(&bytes);
        let name = file.file_name().unwrap_or_default();
        let found = import::recognise(head, Path::new(name)).expect("a known format");
        assert_eq!(found.name, format, "{}", file.display());
        let options = Options {
            explain: true,
            ..Options::default()
        };
        let got = told(import(format, &bytes, &options));
        let golden = expected.join(name).with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            std::fs::create_dir_all(&expected).expect("a folder");
            std::fs::write(&golden, &got).expect("a file");
        }
        let want = std::fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(got, want, "{}", file.display());
    }
}

#[test]
fn import_xml_rss() {
    holds("rss");
}

#[test]
fn import_xml_atom() {
    holds("atom");
}

#[test]
fn import_xml_wxr() {
    holds("wxr");
}

/// Attachments as WordPress writes them are told from their bytes, others are read as XML: it must come to the same.
#[test]
fn import_xml_wxr_attachments_are_the_same_either_way() {
    let export = |comment: &dyn Fn(u32) -> bool| {
        let mut items = String::new();
        for n in 1..=40 {
            let (aside, parent) = (if comment(n) { "<!-- -->" } else { "" }, 1 + (n * 7) % 40);
            let named = match n % 3 {
                0 => format!(
                    "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>",
                    100 + n
                ),
                _ => String::new(),
            };
            write!(
                items,
                "<item>\n<title>Story {n}</title><guid>urn:x:{n}</guid><content:encoded><![CDATA[An attachment]]></content:encoded>\
                 <wp:post_id>{n}</wp:post_id>{named}\n<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>\n\
                 <item>\n{aside}<wp:post_id>{id}</wp:post_id>\n\n<excerpt:encoded><![CDATA[No. {n} & <b>more</b>]]></excerpt:encoded>\
                 <wp:post_parent>{parent}</wp:post_parent><wp:post_type><![CDATA[attachment]]></wp:post_type>\
                 <wp:attachment_url><![CDATA[https://p.example/{n}.jpg?a&b]]></wp:attachment_url>\n<wp:postmeta>\
                 <wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>Ä {n}</wp:meta_value></wp:postmeta></item>\n\
                 <item>{aside}<wp:post_id>{other}</wp:post_id><wp:post_parent>{n}</wp:post_parent>\
                 <wp:post_type>attachment</wp:post_type><guid>https://p.example/{n}.png</guid></item>",
                id = 100 + n,
                other = 1000 - n,
            )
            .expect("text");
        }
        let text = format!(
            "<rss xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" xmlns:wp=\"http://wordpress.org/export/1.2/\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>{items}</channel></rss>"
        );
        told(import("wxr", text.as_bytes(), &Options::default()))
    };
    let as_xml = export(&|_| true);
    assert!(as_xml.contains("No. 39 & more") && as_xml.contains("8.jpg"));
    for (name, comment) in [
        ("none", (|_| false) as fn(u32) -> bool),
        ("every second", |n| n % 2 == 0),
        ("most", |n| n % 5 != 0),
    ] {
        assert!(export(&comment) == as_xml, "{name} as XML");
    }
}

#[test]
fn import_xml_sitemap() {
    holds("sitemap");
}

#[test]
fn import_xml_takes_no_more_than_a_sitemap_holds() {
    let urls: String = (0..50_002).fold(String::new(), |mut all, n| {
        write!(all, "<url><loc>https://p.example/{n}</loc></url>").expect("text");
        all
    });
    let (said, onward) = import(
        "sitemap",
        format!("<urlset>{urls}</urlset>").as_bytes(),
        &Options::default(),
    )
    .expect("a sitemap");
    assert_eq!(onward.pages.len(), 50_000);
    assert!(told(Ok((said, Onward::default()))).contains("more than 50000 addresses"));
}

#[test]
fn import_xml_refuses_what_it_is_not() {
    for (format, input, want) in [
        ("rss", "", "the input is empty, not an RSS feed"),
        (
            "rss",
            "<html><body>Log in</body></html>",
            "the input is an HTML page, not an RSS feed",
        ),
        (
            "atom",
            "<rss/>",
            "the input is XML whose root is \"rss\", not an Atom feed",
        ),
        (
            "wxr",
            "{}",
            "the input is not a WordPress export, it begins with \"{}\"",
        ),
        (
            "sitemap",
            "<feed/>",
            "the input is XML whose root is \"feed\", not a sitemap",
        ),
    ] {
        let said = import(format, input.as_bytes(), &Options::default()).expect_err("refused");
        assert!(said.starts_with(want), "{said}");
    }
}
