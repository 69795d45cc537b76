//! What must hold for any bytes. The fuzz targets look for bytes that break a law; the tests replay what was saved.

use std::io::{BufRead, BufReader, Chain, Cursor, Read};
use std::path::Path;

use feedwright::Severity;
use feedwright::import::classify::Classifier;
use feedwright::import::html::Trust;
use feedwright::import::prepare::{Settings, prepare};
use feedwright::import::row::{Value, record};
use feedwright::import::{INPUTS, Imported, Input, Options as ImportOptions, Reread, dates};
use feedwright::model::{Moment, Record};
use feedwright::source::HEAD_BYTES;
use feedwright::validate::fix::mend as fix;
use feedwright::validate::{Options, Report, check, check_bytes};

/// A reader that gives one to seven bytes at a time.
struct Drip<'b> {
    bytes: &'b [u8],
    turn: usize,
}

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.turn = self.turn % 7 + 1;
        let amount = self.turn.min(out.len());
        self.bytes.read(&mut out[..amount])
    }
}

/// Any document: places lie in it and are in order, and it does not matter in what pieces it comes.
pub(crate) fn xml(bytes: &[u8]) {
    let report = check_bytes(bytes, &Options::default());
    places(bytes, &report);
    let drip = BufReader::with_capacity(16, Drip { bytes, turn: 0 });
    let again = check(drip, &Options::default()).expect("reading from memory does not fail");
    assert_eq!(report, again, "pieces make a difference");
}

/// The same for what begins as a JSON Feed.
pub(crate) fn json(bytes: &[u8]) {
    xml(&[b"{\"version\":\"https://jsonfeed.org/version/1.1\",", bytes].concat());
    xml(bytes);
}

fn places(bytes: &[u8], report: &Report) {
    let mut last = 0;
    for found in &report.diagnostics {
        assert!(found.offset >= last, "out of order: {found:?}");
        last = found.offset;
        assert!(found.line >= 1 && found.column >= 1, "no place: {found:?}");
        assert!(
            found.offset <= bytes.len() as u64,
            "behind the end: {found:?}"
        );
    }
}

/// A date that is offered instead of a wrong one is right.
pub(crate) fn dates(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    for (open, close) in [
        (
            "<rss version='2.0'><channel><item><pubDate>",
            "</pubDate></item></channel></rss>",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><updated>",
            "</updated></feed>",
        ),
        (
            "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item><dc:date>",
            "</dc:date></item></channel></rss>",
        ),
    ] {
        let report = check_bytes(
            format!("{open}{escaped}{close}").as_bytes(),
            &Options::default(),
        );
        for better in report.diagnostics.iter().filter_map(|d| d.mend.as_deref()) {
            let report = check_bytes(
                format!("{open}{better}{close}").as_bytes(),
                &Options::default(),
            );
            let wrong = report
                .diagnostics
                .iter()
                .find(|d| d.rule.starts_with("date-"));
            assert!(wrong.is_none(), "{text:?} became {better:?}: {wrong:?}");
        }
    }
}

/// What is mended is mended once, and what was valid stays valid.
pub(crate) fn mend(bytes: &[u8]) {
    let options = Options {
        base: Some("https://quay.example/feed.xml".to_owned()),
        ..Options::default()
    };
    let before = check_bytes(bytes, &options);
    let mended = fix(bytes, &options);
    assert_eq!(
        mended.fixed.is_empty(),
        mended.document == bytes,
        "{:?}",
        mended.fixed
    );
    assert!(
        !before.is_valid() || mended.report.is_valid(),
        "{:?}",
        mended.report
    );
    let again = fix(&mended.document, &options);
    assert!(
        again.document == mended.document,
        "mended twice: {:?}",
        again.fixed
    );
}

/// Encodings that an answer may name, for [`imports`] and [`encoding`].
const CHARSETS: &[Option<&str>] = &[
    None,
    Some("utf-8"),
    Some("utf-16le"),
    Some("windows-1251"),
    Some("shift_jis"),
    Some("iso-2022-jp"),
    Some("gb18030"),
    Some("big5"),
    Some("x-user-defined"),
    Some("replacement"),
    Some("no such thing"),
];

/// From this charset on, fields have other names.
const MAPPED: usize = 128;

/// Any input: it ends with records, notices or an error, and it does not matter in what pieces it comes. A first byte
/// below 32 names the importer and one after it the charset, and whether there is a map of fields; without it the content
/// says what it is.
pub(crate) fn imports(bytes: &[u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&b' ', &[]));
    if *first == ROWS {
        return row(rest);
    }
    if let Some(input) = INPUTS.get(usize::from(*first)) {
        let (charset, rest) = rest.split_first().unwrap_or((&0, &[]));
        return import(input, rest, options(usize::from(*charset)));
    }
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let found = INPUTS
        .iter()
        .find(|i| (i.recognises)(head, Path::new("input")));
    let found = found.or_else(|| INPUTS.get(bytes.len() % INPUTS.len()));
    import(found.expect("there are importers"), bytes, options(0));
}

/// Stands for the rows of a query, before their values.
const ROWS: u8 = 31;

/// The columns of the query.
const COLUMNS: &[&str] = &[
    "id",
    "title",
    "url",
    "published_epoch",
    "updated",
    "body_html",
    "body_text",
    "categories",
    "authors",
    "status",
    "extra",
    "language",
];

/// A row of a query: one value a line, the first byte of each of which says what it is.
fn row(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let value = |line: &'_ str| match line.chars().next() {
        None => Value::Null,
        Some('#') => line[1..].parse().map_or(Value::Bytes, Value::Integer),
        Some('.') => line[1..].parse().map_or(Value::Bytes, Value::Real),
        Some('!') => Value::Bytes,
        Some(_) => Value::Null,
    };
    let values: Vec<Value<'_>> = text
        .split('\n')
        .map(|line| match line.strip_prefix('"') {
            Some(text) => Value::Text(text),
            None => value(line),
        })
        .collect();
    let columns: Vec<String> = COLUMNS.iter().map(|c| (*c).to_owned()).collect();
    for at in 0..3 {
        let columns: Vec<String> = columns
            .iter()
            .cycle()
            .skip(at * 4)
            .take(columns.len())
            .cloned()
            .collect();
        let imported = record(&columns, &values, 1, &options(0)).expect("the columns are known");
        kept(imported);
    }
}

/// Text in any encoding, declared or not: the first byte says which, and as what.
pub(crate) fn encoding(bytes: &[u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let label = CHARSETS.get(usize::from(first >> 4)).copied().flatten();
    let label = label.unwrap_or("latin1");
    let (name, head) = match first % 4 {
        0 => (
            "html",
            format!("<meta charset={label}><article><h1>T</h1><p>"),
        ),
        1 => ("html", "<article><h1>T</h1><p>".to_owned()),
        2 => (
            "rss",
            format!("<?xml version='1.0' encoding='{label}'?><rss><channel><item><title>"),
        ),
        _ => ("jsonl", "{\"title\":\"".to_owned()),
    };
    let input = INPUTS
        .iter()
        .find(|i| i.name == name)
        .expect("a known name");
    for charset in [0, usize::from(first >> 4)] {
        import(input, &[head.as_bytes(), rest].concat(), options(charset));
    }
}

/// A line that is read as a date gives times that can be written and read again.
pub(crate) fn moments(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for language in [None, Some("en"), Some("de"), Some("pt-BR"), Some("zz")] {
        let options = options(0);
        let context = dates::Context {
            language: language.map(str::to_owned),
            zone: options.zone,
            captured_at: options.captured_at,
            day: None,
        };
        let stamps = dates::read(text, &context).map(|line| line.stamps);
        for moment in stamps.into_iter().flatten().filter_map(|s| s.moment) {
            let written = moment.to_string();
            let again =
                Moment::read(&written).unwrap_or_else(|e| panic!("{text:?}: {written}: {e}"));
            assert_eq!(again.0.to_string(), written, "{text:?}");
        }
    }
    let text = serde_json::Value::from(text);
    let line = format!("{{\"title\":\"T\",\"published\":{text},\"updated\":{text}}}");
    let input = INPUTS
        .iter()
        .find(|i| i.name == "jsonl")
        .expect("a known name");
    import(input, line.as_bytes(), options(0));
}

fn options(charset: usize) -> ImportOptions {
    ImportOptions {
        zone: Some(chrono_tz::Europe::Riga),
        captured_at: chrono::DateTime::parse_from_rfc3339("2026-03-02T10:00:00+02:00").ok(),
        base: "https://quay.example/news/".parse().ok(),
        charset: CHARSETS
            .get(charset % CHARSETS.len())
            .copied()
            .flatten()
            .map(str::to_owned),
        fields: match charset >= MAPPED {
            true => ["title", "url", "published", "body_html", "id"]
                .map(|field| (field.to_owned(), format!("x.{field}")))
                .into(),
            false => Default::default(),
        },
        explain: true,
        ..ImportOptions::default()
    }
}

fn import(input: &Input, bytes: &[u8], options: ImportOptions) {
    let whole = outcome(input, &mut Cursor::new(bytes), &options);
    let at_hand = match input.name {
        "jsonl" | "ninjs" | "drupal" => HEAD_BYTES,
        _ => 0,
    };
    let mut drip = Drops::new(bytes, at_hand);
    let pieces = outcome(input, &mut drip, &options);
    assert!(
        whole == pieces,
        "{}: pieces make a difference\n{whole:#?}\n{pieces:#?}",
        input.name
    );
}

/// What became of an input, in lines. What is handed on keeps the promises of records.
fn outcome(input: &Input, bytes: &mut dyn Reread, options: &ImportOptions) -> Vec<String> {
    let mut told = Vec::new();
    let mut emit = |imported: Imported| {
        let imported = kept(imported);
        told.push(format!("{imported:?}"));
        Ok(())
    };
    let end = (input.read)(bytes, options, &mut emit);
    told.push(format!("{end:?}"));
    told
}

/// What was imported and made ready: something is said of it, and what is a record keeps the promises of records.
fn kept(mut imported: Imported) -> Imported {
    let options = options(0);
    let classifier = Classifier::default();
    let settings = Settings {
        zone: options.zone,
        base: options.base.clone(),
        trust: Trust::None,
        language: None,
        classifier: &classifier,
        vocabulary: None,
    };
    assert!(imported.line > 0, "no line: {imported:?}");
    assert!(
        imported.record.is_some() || !imported.notices.is_empty(),
        "gone without a word"
    );
    if let Some(record) = &mut imported.record {
        let said = prepare(record, &settings);
        if !said.iter().any(|n| n.severity == Severity::Error) {
            promises(record);
        }
    }
    imported
}

fn promises(record: &Record) {
    for url in record
        .url
        .iter()
        .chain(record.enclosures.iter().map(|e| &e.url))
    {
        assert!(url.as_str().starts_with("http"), "{url}");
    }
    let title = record.title.iter().map(ToString::to_string);
    for text in title.chain(record.body_html.iter().map(ToString::to_string)) {
        let illegal = |c: char| {
            c < ' ' && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
        };
        assert!(!text.contains(illegal), "{text:?}");
    }
    if let Some(body) = &record.body_html {
        let body = tags(&body.as_str().to_ascii_lowercase());
        for bad in [
            "<script",
            "<iframe",
            "<svg",
            "href=\"javascript:",
            "src=\"data:",
        ] {
            assert!(!body.contains(bad), "{body:?}");
        }
    }
}

/// The markup of clean HTML, without the text between its tags: text may say anything.
fn tags(html: &str) -> String {
    let ends = |piece: &str| piece.find('>').unwrap_or(piece.len());
    let pieces = html.split('<').skip(1);
    pieces
        .map(|piece| format!("<{}", &piece[..ends(piece)]))
        .collect()
}

/// [`Drip`] that can be read again. Its first bytes are at hand at once where that tells how records lie in it.
struct Drops<'b> {
    pieces: Chain<&'b [u8], BufReader<Drip<'b>>>,
    all: &'b [u8],
    at_hand: usize,
}

impl<'b> Drops<'b> {
    fn new(all: &'b [u8], at_hand: usize) -> Self {
        let (head, bytes) = all.split_at(all.len().min(at_hand));
        let drip = BufReader::with_capacity(16, Drip { bytes, turn: 0 });
        let pieces = head.chain(drip);
        Drops {
            pieces,
            all,
            at_hand,
        }
    }
}

impl Read for Drops<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.pieces.read(out)
    }
}

impl BufRead for Drops<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.pieces.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.pieces.consume(amount);
    }
}

impl Reread for Drops<'_> {
    fn rewind(&mut self) -> feedwright::Result<()> {
        *self = Drops::new(self.all, self.at_hand);
        Ok(())
    }
}
