//! The importers of XML beside a bare pass of quick-xml over the same bytes: CPU seconds, MB/s, records/s, peak memory.
//!
//! `cargo bench --bench import_xml [-- MEGABYTES]` makes the inputs (100 MB each unless told) in a temporary folder. The bare
//! pass reads the events of the file with `check_end_names`, and looks at none of them. CPU is that of this process by
//! `/proc/self/schedstat` (Linux), the median of five turns; the passes take turns. Prints Markdown.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench"
)]

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use feedwright::import::{self, Options};

const TURNS: usize = 5;
const WORDS: &[&str] = &[
    "harbour",
    "ferry",
    "council",
    "vote",
    "bridge",
    "café",
    "naïve",
    "школа",
    "город",
    "«план»",
    "—",
    "1999",
    "museum",
    "rain",
    "tide",
    "market",
    "budget",
];

fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanos = stat.split(' ').next().and_then(|n| n.parse::<f64>().ok());
    nanos.unwrap_or_default() / 1e9
}

fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kib = line.and_then(|l| l.trim().split(' ').next()?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}

/// The n-th text of so many words.
fn words(n: usize, count: usize) -> String {
    let all: Vec<&str> = (0..count)
        .map(|i| WORDS[(n * 7 + i * i + i) % WORDS.len()])
        .collect();
    all.join(" ")
}

fn paragraphs(n: usize, escaped: bool) -> String {
    let one = |i: usize| match escaped {
        true => format!("&lt;p&gt;{} &amp;amp; more.&lt;/p&gt;", words(n + i, 40)),
        false => format!("<p>{} &amp; more.</p>\n", words(n + i, 40)),
    };
    (0..6).map(one).collect()
}

fn item(format: &str, n: usize) -> String {
    let day = 1 + n % 28;
    match format {
        "rss" => format!(
            "<item><title>{}</title><link>https://p.example/{n}</link><guid isPermaLink=\"false\">tag:p.example,2026:{n}</guid>\
             <pubDate>{:02} Mar 2026 10:15:00 +0100</pubDate><dc:creator>Ada Berg</dc:creator><category>Port</category>\
             <category domain=\"https://p.example/desks\">Money</category><description>{}</description>\
             <content:encoded><![CDATA[{}]]></content:encoded></item>\n",
            words(n, 8),
            day,
            words(n, 25),
            paragraphs(n, false)
        ),
        "atom" => format!(
            "<entry><id>tag:p.example,2026:{n}</id><title>{}</title><link href=\"https://p.example/{n}\"/>\
             <published>2026-03-{:02}T10:15:00+01:00</published><updated>2026-03-{:02}T10:15:00+01:00</updated>\
             <author><name>Ada Berg</name></author><category term=\"port\" label=\"Port\"/><summary>{}</summary>\
             <content type=\"html\">{}</content></entry>\n",
            words(n, 8),
            day,
            day,
            words(n, 25),
            paragraphs(n, true)
        ),
        "wxr" => format!(
            "<item><title><![CDATA[{}]]></title><link>https://p.example/{n}/</link><dc:creator><![CDATA[ada]]></dc:creator>\
             <guid isPermaLink=\"false\">https://p.example/?p={n}</guid><description></description>\
             <content:encoded><![CDATA[{}]]></content:encoded><excerpt:encoded><![CDATA[{}]]></excerpt:encoded>\
             <wp:post_id>{n}</wp:post_id><wp:post_date>2026-03-{day:02} 10:15:00</wp:post_date>\
             <wp:post_date_gmt>2026-03-{day:02} 09:15:00</wp:post_date_gmt><wp:post_name>p-{n}</wp:post_name>\
             <wp:status>publish</wp:status><wp:post_type>post</wp:post_type><category domain=\"category\" nicename=\"port\">\
             <![CDATA[Port]]></category><wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>{}</wp:meta_value>\
             </wp:postmeta></item>\n<item><title>{n}</title><wp:post_id>{}</wp:post_id><wp:status>inherit</wp:status>\
             <wp:post_type>attachment</wp:post_type><wp:attachment_url>https://p.example/uploads/{n}.jpg</wp:attachment_url></item>\n",
            words(n, 8),
            paragraphs(n, false),
            words(n, 25),
            1_000_000 + n,
            1_000_000 + n
        ),
        "newsml-g2" => format!(
            "<newsItem guid=\"urn:newsml:p.example:20260301:{n}\" version=\"2\" standard=\"NewsML-G2\" xml:lang=\"en\">\
             <rightsInfo><copyrightNotice>Copyright 2026 P</copyrightNotice></rightsInfo><itemMeta>\
             <itemClass qcode=\"ninat:text\"/><versionCreated>2026-03-{day:02}T10:15:00+01:00</versionCreated>\
             <firstCreated>2026-03-{day:02}T09:15:00+01:00</firstCreated><pubStatus qcode=\"stat:usable\"/></itemMeta>\
             <contentMeta><urgency>4</urgency><by>By Ada Berg</by><subject qcode=\"medtop:20000523\"><name>Port</name></subject>\
             <slugline>P-{n}</slugline><headline>{}</headline><description role=\"drol:summary\">{}</description></contentMeta>\
             <contentSet><inlineXML contenttype=\"application/nitf+xml\"><nitf xmlns=\"http://iptc.org/std/NITF/2006-10-18/\">\
             <body><body.content>{}</body.content></body></nitf></inlineXML></contentSet></newsItem>\n",
            words(n, 8),
            words(n, 25),
            paragraphs(n, false)
        ),
        _ => format!(
            "<url><loc>https://p.example/{n}</loc><lastmod>2026-03-{day:02}T10:15:00Z</lastmod><news:news><news:publication>\
             <news:name>Paper</news:name><news:language>en</news:language></news:publication><news:publication_date>\
             2026-03-{day:02}T10:15:00Z</news:publication_date><news:title>{}</news:title></news:news></url>\n",
            words(n, 8)
        ),
    }
}

fn around(format: &str) -> (&'static str, &'static str) {
    match format {
        "rss" => (
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>P</title>\
             <link>https://p.example/</link>\n",
            "</channel></rss>\n",
        ),
        "atom" => (
            "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>P</title>\n",
            "</feed>\n",
        ),
        "wxr" => (
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\" \
             xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\"><channel><link>https://p.example</link>\n",
            "</channel></rss>\n",
        ),
        "newsml-g2" => (
            "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet>\n",
            "</itemSet></newsMessage>\n",
        ),
        _ => (
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n",
            "</urlset>\n",
        ),
    }
}

fn make(format: &str, path: &Path, bytes: usize, most: usize) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    let (before, after) = around(format);
    let mut written = out.write(before.as_bytes()).unwrap();
    for n in 0..most {
        if written >= bytes {
            break;
        }
        let item = item(format, n);
        out.write_all(item.as_bytes()).unwrap();
        written += item.len();
    }
    out.write_all(after.as_bytes()).unwrap();
    out.flush().unwrap();
}

fn bare(path: &Path) -> usize {
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(File::open(path).unwrap()));
    let (mut buffer, mut events) = (Vec::new(), 0);
    loop {
        match reader.read_event_into(&mut buffer).unwrap() {
            quick_xml::events::Event::Eof => return events,
            _ => events += 1,
        }
        buffer.clear();
    }
}

fn ours(format: &str, path: &Path) -> usize {
    let input = import::by_name(format).unwrap();
    let mut reader = BufReader::new(File::open(path).unwrap());
    let mut records = 0;
    let options = Options::default();
    (input.read)(&mut reader, &options, &mut |imported| {
        records += usize::from(imported.record.is_some());
        Ok(())
    })
    .unwrap();
    records
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

fn main() {
    let megabytes: Option<usize> = std::env::args().skip(1).find_map(|a| a.parse().ok());
    let bytes = megabytes.unwrap_or(100) * 1_000_000;
    let folder = tempfile::tempdir().unwrap();
    println!(
        "| format | MB | records | quick-xml, s | import, s | times | MB/s | records/s | peak, MiB |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for format in ["sitemap", "rss", "atom", "wxr", "newsml-g2"] {
        let path = folder.path().join(format);
        // A sitemap holds 50,000 addresses.
        let most = if format == "sitemap" {
            50_000
        } else {
            usize::MAX
        };
        make(format, &path, bytes, most);
        let size = std::fs::metadata(&path).unwrap().len() as f64 / 1e6;
        let (mut theirs, mut own, mut records) = (Vec::new(), Vec::new(), 0);
        for _ in 0..TURNS {
            let start = cpu();
            assert!(bare(&path) > 0);
            theirs.push(cpu() - start);
            let start = cpu();
            records = ours(format, &path);
            own.push(cpu() - start);
        }
        let (theirs, own) = (median(theirs), median(own));
        println!(
            "| {format} | {size:.0} | {records} | {theirs:.2} | {own:.2} | {:.1} | {:.0} | {:.0} | {} |",
            own / theirs,
            size / own,
            records as f64 / own,
            peak()
        );
        std::fs::remove_file(&path).unwrap();
    }
}
