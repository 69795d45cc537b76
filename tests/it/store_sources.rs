//! One story from two sources: whose it is, which source speaks for it, and what is told of it.

use feedwright::model::Query;
use feedwright::store::sqlite::SqliteStore;
use feedwright::store::{Outcome, Put, Store};
use proptest::prelude::*;

use crate::store_kit::{Sight, everything, memory, memory_of, only, see, shown, titles};

const FULL: &str = r#""kind":"article","title":"Bridge opens","body_html":"<p>It opened.</p>""#;
const SHORT: &str = r#""kind":"article","title":"Bridge opens","summary":"It opened.""#;

fn record(rest: &str, more: &str) -> String {
    let joint = if more.is_empty() { "" } else { "," };
    format!("{{{rest}{joint}{more}}}")
}

fn from<'a>(source: &'a str, json: &str) -> Sight<'a> {
    see(json).source(source).file(source)
}

/// Puts what two sources have, in this order, twice.
fn two(sources: [Sight<'_>; 2]) -> (SqliteStore, [Put; 2]) {
    let mut store = memory_of(&["cms", "wire", "p.example"]);
    let first = sources.clone().map(|s| s.put(&mut store));
    let before = (state(&store), store.changes().unwrap());
    for sight in sources {
        let again = sight.run(2).put(&mut store);
        assert_eq!(again.outcome, Outcome::Unchanged, "{again:?}");
    }
    assert_eq!((state(&store), store.changes().unwrap()), before);
    (store, first)
}

/// All that the store shows, as text that can be compared.
fn state(store: &SqliteStore) -> String {
    format!("{:#?}", shown(store, &everything()))
}

#[test]
fn two_sources_with_one_story_make_one_entry() {
    let id = |n| format!(r#""id":"urn:x-y:{n}""#);
    let url = r#""url":"https://p.example/a""#;
    let day = r#""published":"2026-01-09""#;
    let hour = r#""published":"2026-01-09T10:00:00Z""#;
    for (name, cms, wire, want) in [
        ("one id", id(1), id(1), ("id", 1)),
        (
            "one address",
            format!("{},{url}", id(1)),
            format!("{},{url}", id(2)),
            ("url", 1),
        ),
        (
            "one title and day, on one site",
            format!("{},{url},{day}", id(1)),
            format!("{},{hour}", id(2)),
            ("title", 1),
        ),
        (
            "one title, another day",
            format!("{},{url},{day}", id(1)),
            format!(r#"{},"published":"2026-01-08""#, id(2)),
            ("new", 2),
        ),
        ("a title alone", url.to_owned(), String::new(), ("new", 2)),
        (
            "another page of the same title and day",
            format!("{url},{day}"),
            format!(r#""url":"https://p.example/b",{day}"#),
            ("new", 2),
        ),
    ] {
        let (store, put) = two([
            from("cms", &record(FULL, &cms)),
            from("p.example", &record(SHORT, &wire)),
        ]);
        assert_eq!(
            (put[1].matched, shown(&store, &everything()).len()),
            want,
            "{name}"
        );
    }
}

#[test]
fn the_richer_version_is_shown_whoever_is_read_first() {
    let url = r#""url":"https://p.example/a""#;
    let at = |hour| format!(r#"{url},"updated":"2026-01-09T{hour}:00:00Z""#);
    for (name, better, lesser) in [
        (
            "body",
            ("wire", record(FULL, url)),
            ("cms", record(SHORT, url)),
        ),
        (
            "article",
            ("wire", record(SHORT, url)),
            ("cms", record(r#""title":"Bridge opens""#, url)),
        ),
        (
            "newer",
            ("wire", record(FULL, &at("11"))),
            ("cms", record(FULL, &at("10"))),
        ),
        (
            "first in the configuration",
            ("cms", record(SHORT, url)),
            ("wire", record(SHORT, &format!(r#"{url},"section":"Port""#))),
        ),
        (
            "withdrawn",
            (
                "wire",
                record(SHORT, &format!(r#"{url},"status":"retracted""#)),
            ),
            ("cms", record(FULL, url)),
        ),
    ] {
        let sights = [&better, &lesser].map(|(source, json)| from(source, json));
        let [a, b] = sights.clone();
        let (forth, _) = two([a.clone(), b.clone()]);
        let (back, _) = two([b, a]);
        assert_eq!(state(&forth), state(&back), "{name}");
        for stored in shown(&forth, &everything()) {
            assert_eq!(stored.source, better.0, "{name}");
        }
    }
}

#[test]
fn what_the_winner_changes_goes_through_and_the_other_waits() {
    let url = r#""url":"https://p.example/a""#;
    let mut store = memory_of(&["cms", "wire"]);
    let cms = record(FULL, url);
    let wire = record(SHORT, url);
    from("cms", &cms).put(&mut store);
    from("wire", &wire).put(&mut store);
    let edited = cms.replace("It opened", "It opened at noon");
    let put = from("cms", &edited).run(2).put(&mut store);
    assert_eq!(put.outcome, Outcome::Changed);
    let wire = wire.replace("It opened", "The bridge opened");
    let put = from("wire", &wire).run(2).put(&mut store);
    assert_eq!(put.outcome, Outcome::Unchanged);
    let body = only(&store).record.body_html.unwrap();
    assert_eq!(body.as_str(), "<p>It opened at noon.</p>");
}

#[test]
fn a_source_that_was_given_up_speaks_no_more() {
    let url = r#""url":"https://p.example/a""#;
    let mut store = memory_of(&["new"]);
    from("old", &record(FULL, url)).put(&mut store);
    let put = from("new", &record(SHORT, url)).run(2).put(&mut store);
    assert_eq!(put.outcome, Outcome::Changed);
    assert_eq!(only(&store).source, "new");
}

#[test]
fn what_one_source_withdraws_stays_withdrawn() {
    let mut store = memory_of(&["cms", "wire"]);
    let article = record(FULL, r#""id":"urn:x-y:1""#);
    let kill = r#"{"id":"urn:x-y:1","status":"retracted"}"#;
    for run in 1..4 {
        let article = from("cms", &article).run(run).put(&mut store);
        let kill = from("wire", kill).run(run).put(&mut store);
        if run > 1 {
            assert_eq!(
                (article.outcome, kill.outcome),
                (Outcome::Unchanged, Outcome::Unchanged)
            );
        }
    }
    assert!(
        shown(&store, &everything())
            .iter()
            .all(|s| s.retracted.is_some())
    );
}

#[test]
fn a_story_is_in_the_list_of_each_source_that_has_it() {
    let url = r#""url":"https://p.example/a""#;
    let (mut store, _) = two([
        from("cms", &record(FULL, url)),
        from("wire", &record(SHORT, url)),
    ]);
    let of = |source: &str| Query {
        sources: vec![source.to_owned()],
        ..everything()
    };
    for run in 2..4 {
        for source in ["cms", "wire"] {
            assert_eq!(titles(&store, &of(source)), ["Bridge opens"], "{source}");
        }
        let edited = record(FULL, url).replace("opened", "was opened");
        from("cms", &edited).run(run + 1).put(&mut store);
    }
}

#[test]
fn a_date_is_taken_from_the_source_that_has_one() {
    let url = r#""id":"urn:x-y:1""#;
    let dated = format!(r#"{url},"published":"2026-01-09T08:00:00Z""#);
    let lesser = from("wire", &record(SHORT, &dated));
    let better = from("cms", &record(FULL, url));
    let (forth, _) = two([better.clone(), lesser.clone()]);
    let (back, _) = two([lesser, better]);
    assert_eq!(state(&forth), state(&back));
    let mut store = forth;
    let date = only(&store).published;
    assert_eq!(date.to_rfc3339(), "2026-01-09T08:00:00+00:00");
    let edited = record(FULL, url).replace("opened", "was opened");
    from("cms", &edited).run(3).put(&mut store);
    assert_eq!(only(&store).published, date, "the date is not lost");
}

#[test]
fn both_places_are_named() {
    let url = r#""url":"https://p.example/a""#;
    let (_, put) = two([
        from("cms", &record(FULL, url)).line(4),
        from("wire", &record(SHORT, url)).line(9),
    ]);
    let notice = &put[1].notices[0];
    assert_eq!(
        notice.message,
        r#"the story of source "cms", "cms" line 4 has the same url as that of source "wire" here; that one is published"#
    );
    assert_eq!((notice.line, notice.is_error()), (Some(9), false));
    let (_, put) = two([
        from("cms", &record(FULL, url)),
        from("wire", &record(r#""title":"Bridge opens""#, url)),
    ]);
    assert!(put[1].notices.is_empty(), "a headline is no second article");
}

#[test]
fn near_matches_are_told_and_kept_apart() {
    let of = |page: &str, day: &str| {
        let more = format!(r#""url":"https://p.example/{page}","published":"{day}""#);
        record(FULL, &more)
    };
    for (second, told) in [
        (of("b", "2026-01-09"), true),
        (of("b", "2026-01-08"), false),
        (
            of("b", "2026-01-09").replace("p.example", "q.example"),
            false,
        ),
    ] {
        let (store, put) = two([
            from("cms", &of("a", "2026-01-09")).line(4),
            from("wire", &second),
        ]);
        let said: Vec<&str> = put[1].notices.iter().map(|n| n.message.as_str()).collect();
        assert_eq!(
            said.iter().any(|m| m.contains("same title and day")),
            told,
            "{said:?}"
        );
        assert_eq!(shown(&store, &everything()).len(), 2);
    }
}

#[test]
fn a_number_is_an_id_within_its_source_only() {
    let one = record(FULL, r#""id":"17""#);
    let other = r#"{"id":"17","kind":"article","title":"Fish market moves","summary":"It moved."}"#;
    let (mut store, put) = two([from("cms", &one), from("wire", other)]);
    assert_eq!(shown(&store, &everything()).len(), 2);
    assert!(
        put[1].notices[0]
            .message
            .contains("this id for another story")
    );
    let renamed = other.replace("Fish market moves", "Fish market has moved");
    let edited = from("wire", &renamed).run(3).put(&mut store);
    assert_eq!(
        (edited.id, edited.outcome),
        (put[1].id.clone(), Outcome::Changed)
    );
    // The same export under another name is the same.
    let (store, put) = two([
        from("cms", &one),
        from("wire", &record(SHORT, r#""id":"17""#)),
    ]);
    assert_eq!(
        (put[1].matched, shown(&store, &everything()).len()),
        ("id", 1)
    );
    // A source that was renamed keeps its ids.
    let mut store_after = memory_of(&["new"]);
    from("old", &one).put(&mut store_after);
    let put = from("new", other).run(2).put(&mut store_after);
    assert_eq!(put.matched, "id");
    drop(store);
}

#[test]
fn rules_are_named() {
    let mut store = memory();
    let of = |more: &str| record(FULL, more);
    for (run, json, rule) in [
        (1, of(r#""id":"n-1","url":"https://p.example/a""#), "new"),
        (2, of(r#""id":"n-1","url":"https://p.example/b""#), "id"),
        (3, of(r#""url":"https://p.example/b","summary":"x""#), "url"),
        (
            4,
            of(r#""url":"https://p.example/a","summary":"y""#),
            "alias",
        ),
        (5, record(r#""title":"Bridge opens""#, ""), "title"),
    ] {
        assert_eq!(see(&json).run(run).put(&mut store).matched, rule, "{json}");
    }
}

/// A version of one story, as a source may have it.
fn version() -> impl Strategy<Value = String> {
    let id = prop_oneof![
        Just(""),
        Just(r#","id":"urn:x-y:1""#),
        Just(r#","id":"urn:x-y:2""#)
    ];
    let url = prop_oneof![
        Just(r#","url":"https://p.example/a""#),
        Just(r#","url":"http://p.example/a?utm_source=x""#)
    ];
    let text = prop_oneof![
        Just(r#""kind":"headline","title":"Bridge opens""#),
        Just(SHORT),
        Just(FULL),
        Just(r#""kind":"article","title":"The bridge is open","body_html":"<p>Open.</p>""#),
    ];
    let published = prop_oneof![
        Just(""),
        Just(r#","published":"2026-01-09""#),
        Just(r#","published":"2026-01-08T10:00:00Z""#)
    ];
    let updated = prop_oneof![
        Just(""),
        Just(r#","updated":"2026-01-09T11:00:00Z""#),
        Just(r#","updated":"2026-01-09T12:00:00Z""#),
        Just(r#","updated":"2026-02-09T12:00:00Z""#)
    ];
    let status = prop_oneof![4 => Just(""), 1 => Just(r#","status":"retracted""#), 1 => Just(r#","status":"draft""#)];
    (text, id, url, published, updated, status)
        .prop_map(|(text, id, url, p, u, s)| format!("{{{text}{id}{url}{p}{u}{s}}}"))
}

proptest! {
    #[test]
    fn two_sources_in_any_order_and_repetition_give_the_same_store(
        cms in version(),
        wire in version(),
        repeated in proptest::collection::vec(any::<bool>(), 0..6),
    ) {
        let (a, b) = (from("cms", &cms), from("wire", &wire));
        let fresh = || memory_of(&["cms", "wire"]);
        let (mut forth, mut back) = (fresh(), fresh());
        for sight in [&a, &b] {
            sight.clone().put(&mut forth);
        }
        for sight in [&b, &a] {
            sight.clone().put(&mut back);
        }
        for first in &repeated {
            let sight = if *first { &a } else { &b };
            sight.clone().put(&mut back);
        }
        prop_assert_eq!(state(&forth), state(&back));
        for store in [&mut forth, &mut back] {
            let changes = store.changes().unwrap();
            for run in 2..4 {
                for sight in [&b, &a, &a] {
                    let put = sight.clone().run(run).put(store);
                    prop_assert_eq!(put.outcome, Outcome::Unchanged);
                }
            }
            prop_assert_eq!(store.changes().unwrap(), changes);
        }
    }
}
