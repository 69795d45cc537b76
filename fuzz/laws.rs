//! What must hold for any bytes. The fuzz targets look for bytes that break a law; the tests replay what was saved.

use std::io::{BufReader, Read};

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
