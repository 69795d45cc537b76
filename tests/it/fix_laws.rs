//! What holds of mending whatever is mended.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use feedwright::validate::fix::{is_mended, mend};
use feedwright::validate::{Options, check_bytes, registry};
use proptest::prelude::*;

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let folders = fs::read_dir(root).unwrap().map(|f| f.unwrap().path());
    let files = folders.flat_map(|f| fs::read_dir(f).unwrap().map(|f| f.unwrap().path()));
    files
        .filter(|f| f.extension().is_some_and(|e| e == "xml" || e == "json"))
        .collect()
}

/// The options that a fixture asks for, and an address where it does not.
fn options_of(path: &Path) -> Options {
    let files = [
        path.with_extension("options"),
        path.with_file_name("options"),
    ];
    let written = files.map(|f| fs::read_to_string(f).unwrap_or_default());
    let written = written.concat();
    let base = written.lines().find_map(|l| l.strip_prefix("base = "));
    Options {
        base: Some(base.unwrap_or("https://quay.example/feed").to_owned()),
        ..Options::default()
    }
}

/// What is said to be mended is mended in some fixture, and nothing else is.
#[test]
fn rules_say_truly_whether_they_are_mended() {
    let mut mended = BTreeSet::new();
    for path in fixtures() {
        let document = fs::read(&path).unwrap();
        mended.extend(mend(&document, &options_of(&path)).fixed.into_keys());
    }
    let said: BTreeSet<&str> = registry::rules()
        .map(|r| r.id)
        .filter(|id| is_mended(id))
        .collect();
    assert_eq!(
        mended,
        said,
        "mended: {:?}; merely said: {:?}",
        &mended - &said,
        &said - &mended
    );
}

/// Whatever is mended: no finding of a rule that was mended is left where it was, mending again changes nothing,
/// and what was valid stays valid.
#[test]
fn laws_over_all_fixtures() {
    let mut changed = 0;
    for path in fixtures() {
        let before = fs::read(&path).unwrap();
        let options = options_of(&path);
        let report = check_bytes(&before, &options);
        let mended = mend(&before, &options);
        changed += usize::from(mended.document != before);
        assert_eq!(
            mended.fixed.is_empty(),
            mended.document == before,
            "{path:?}"
        );
        let again = mend(&mended.document, &options);
        assert!(
            again.document == mended.document,
            "{path:?} is mended twice: {:?}",
            again.fixed
        );
        assert!(
            !report.is_valid() || mended.report.is_valid(),
            "{path:?}: {:?}",
            mended.report
        );
        for (rule, count) in &mended.fixed {
            let found = |r: &feedwright::validate::Report| {
                r.diagnostics.iter().filter(|d| d.rule == *rule).count()
            };
            assert!(
                *count > 0 && found(&mended.report) < found(&report).max(1),
                "{path:?}: {rule}"
            );
        }
    }
    assert!(changed > 10, "only {changed} fixtures were mended");
}

/// What a feed is mangled with.
const PIECES: &[&str] = &[
    "&",
    "<",
    "]]>",
    "&nbsp;",
    "&#0;",
    "\u{b}",
    " ",
    "\n",
    "\"",
    "'",
    ">",
    "<![CDATA[",
    "<!--",
    "-->",
    "en_US",
    "24",
    "2017-10-13T09:09:00+03:00",
    "<pubDate>13 October 2017 9:09 UTC</pubDate>",
    "xmlns:dc=\"http://purl.org/dc\"",
    "<guid>q</guid>",
    "<dc:date>x</dc:date>",
    "<?xml version='1.1'?>",
    "</item>",
    "\u{feff}",
    "{",
    "\"id\": 7,",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    /// A mangled feed is mended once and for all, and never from valid to invalid.
    #[test]
    fn mangled_feeds(
        which in 0..10_000_usize,
        pieces in proptest::collection::vec((0..10_000_usize, proptest::sample::select(PIECES)), 1..6),
    ) {
        let mut paths = fixtures();
        paths.sort();
        let path = &paths[which % paths.len()];
        let mut document = fs::read(path).unwrap();
        for (place, piece) in pieces {
            let place = place % (document.len() + 1);
            document.splice(place..place, piece.bytes());
        }
        let options = options_of(path);
        let mended = mend(&document, &options);
        let again = mend(&mended.document, &options);
        prop_assert!(again.document == mended.document, "mended twice: {:?}", again.fixed);
        prop_assert!(!check_bytes(&document, &options).is_valid() || mended.report.is_valid());
        prop_assert_eq!(mended.fixed.is_empty(), mended.document == document);
    }
}
