//! When it was published, changed and may be shown: DESIGN "Identity and time" 3, 4 and 7.

use chrono::{DateTime, TimeDelta, Utc};
use feedwright::store::{Outcome, Store};

use crate::store_kit::{everything, memory, only, see, shown, start, time};

fn hours(n: i64) -> DateTime<Utc> {
    start() + TimeDelta::hours(n)
}

fn record(rest: &str) -> String {
    format!(r#"{{"id":"n-1","kind":"article","title":"T","summary":"s"{rest}}}"#)
}

#[test]
fn first_seen_stands_in_for_published_until_a_date_comes() {
    let mut store = memory();
    see(&record(""))
        .seen(time("2026-01-09T00:00:00.9Z"))
        .put(&mut store);
    let first = only(&store);
    let seen = time("2026-01-09T00:00:00Z");
    assert_eq!(
        (first.first_seen, first.published, first.updated),
        (seen, seen, seen)
    );
    see(&record(r#","published":"2020-05-05T05:05:05Z""#))
        .run(2)
        .put(&mut store);
    let dated = only(&store);
    assert_eq!(
        (dated.first_seen, dated.published, dated.updated),
        (seen, time("2020-05-05T05:05:05Z"), seen)
    );
}

#[test]
fn updated_moves_with_what_a_reader_would_notice() {
    let base = record(r#","published":"2026-01-01T00:00:00Z","body_html":"<p>one two</p>""#);
    for (name, second, moved) in [
        (
            "category",
            base.replace(r#","body"#, r#","categories":["X"],"body"#),
            false,
        ),
        ("blanks", base.replace("one two", "one\\n two"), false),
        ("text", base.replace("two", "three"), true),
        ("title", base.replace(r#""T""#, r#""U""#), true),
    ] {
        let mut store = memory();
        see(&base).put(&mut store);
        assert_eq!(
            see(&second).run(2).put(&mut store).outcome,
            Outcome::Changed,
            "{name}"
        );
        let want = if moved {
            hours(1)
        } else {
            time("2026-01-01T00:00:00Z")
        };
        assert_eq!(only(&store).updated, want, "{name}");
        assert_eq!(store.history("n-1").unwrap().len(), 2, "{name}");
    }
}

#[test]
fn updated_is_what_the_record_says_and_never_goes_back() {
    let mut store = memory();
    let of = |updated: &str, title: &str| {
        format!(
            r#"{{"id":"n-1","title":"{title}","published":"2026-01-02T00:00:00Z","updated":"{updated}"}}"#
        )
    };
    for (run, updated, want) in [
        (1, "2026-01-05T00:00:00.7Z", time("2026-01-05T00:00:00Z")),
        (2, "2026-01-06T00:00:00Z", time("2026-01-06T00:00:00Z")),
        (3, "2026-01-03T00:00:00Z", time("2026-01-06T00:00:00Z")),
        // In the future: not believed, or it could never be taken back.
        (4, "2099-01-01T00:00:00Z", hours(3)),
    ] {
        see(&of(updated, &format!("T{run}")))
            .run(run)
            .put(&mut store);
        assert_eq!(only(&store).updated, want, "run {run}");
    }
}

#[test]
fn updated_is_never_before_published() {
    let mut store = memory();
    see(&record(
        r#","published":"2026-01-02T10:00:00Z","updated":"2026-01-02""#,
    ))
    .put(&mut store);
    assert_eq!(only(&store).updated, time("2026-01-02T10:00:00Z"));
}

#[test]
fn a_day_that_becomes_a_time_is_no_change_of_the_text() {
    let mut store = memory();
    see(&record(r#","published":"2026-01-02""#)).put(&mut store);
    assert_eq!(only(&store).published, time("2026-01-02T00:00:00Z"));
    see(&record(r#","published":"2026-01-02T10:00:00Z""#))
        .run(2)
        .put(&mut store);
    // Not the run's time: only as far as `published` pushes it.
    assert_eq!(only(&store).updated, time("2026-01-02T10:00:00Z"));
    see(&record(r#","published":"2026-01-02""#))
        .run(3)
        .put(&mut store);
    assert_eq!(only(&store).updated, time("2026-01-02T10:00:00Z"));
}

#[test]
fn a_day_begins_in_the_zone_of_its_source() {
    let mut store = memory();
    see(&record(r#","published":"2017-10-13""#))
        .zone(chrono_tz::Europe::Moscow)
        .put(&mut store);
    assert_eq!(only(&store).published, time("2017-10-12T21:00:00Z"));
}

#[test]
fn what_waits_shows_nothing_and_enters_in_time() {
    let in_hours = |n: i64| hours(n).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    for (name, rest, enters) in [
        ("draft", r#","status":"draft""#.to_owned(), None),
        ("embargo", r#","status":"embargoed""#.to_owned(), None),
        (
            "embargo with a time",
            format!(r#","status":"embargoed","not_before":"{}""#, in_hours(2)),
            Some(hours(2)),
        ),
        (
            "not before",
            format!(r#","not_before":"{}""#, in_hours(2)),
            Some(hours(2)),
        ),
        (
            "future",
            format!(r#","published":"{}""#, in_hours(3)),
            Some(hours(3)),
        ),
        (
            "future, but let in",
            format!(
                r#","published":"{}","not_before":"{}""#,
                in_hours(3),
                in_hours(2)
            ),
            Some(hours(2)),
        ),
    ] {
        let mut store = memory();
        see(&record(&rest)).put(&mut store);
        assert!(shown(&store, &everything()).is_empty(), "{name}");
        let waiting = store.waiting(9).unwrap();
        assert_eq!((waiting.len(), waiting[0].enters), (1, enters), "{name}");
        let before = store.changes().unwrap();
        let Some(enters) = enters else {
            assert_eq!(store.advance(hours(90_000)).unwrap(), 0, "{name}");
            continue;
        };
        assert_eq!(
            store.advance(enters - TimeDelta::seconds(1)).unwrap(),
            0,
            "{name}"
        );
        assert_eq!(store.changes().unwrap(), before, "{name}");
        assert_eq!(store.advance(enters).unwrap(), 1, "{name}");
        assert!(store.changes().unwrap() > before, "{name}");
        assert_eq!(
            (
                shown(&store, &everything()).len(),
                store.waiting(9).unwrap().len()
            ),
            (1, 0),
            "{name}"
        );
    }
}

#[test]
fn a_date_that_is_a_little_ahead_is_now() {
    let mut store = memory();
    see(&record(r#","published":"2026-01-10T12:10:00Z""#)).put(&mut store);
    only(&store);
}

#[test]
fn a_draft_enters_when_its_source_says_so() {
    let mut store = memory();
    see(&record(r#","status":"draft""#)).put(&mut store);
    see(&record("")).run(2).put(&mut store);
    only(&store);
    see(&record(r#","status":"draft""#)).run(3).put(&mut store);
    assert!(shown(&store, &everything()).is_empty());
    see(&record(&format!(
        r#","not_before":"{}""#,
        hours(9).to_rfc3339()
    )))
    .run(4)
    .put(&mut store);
    assert!(shown(&store, &everything()).is_empty());
    assert_eq!(store.waiting(9).unwrap()[0].enters, Some(hours(9)));
    assert_eq!(store.advance(hours(9)).unwrap(), 1);
    only(&store);
}

#[test]
fn what_expires_leaves_and_stays_out() {
    let mut store = memory();
    let json = record(&format!(r#","expires":"{}""#, hours(2).to_rfc3339()));
    see(&json).put(&mut store);
    only(&store);
    assert_eq!(store.advance(hours(1)).unwrap(), 0);
    assert_eq!(store.advance(hours(2)).unwrap(), 1);
    assert!(shown(&store, &everything()).is_empty());
    // The clock goes back: neither time nor another version brings it in again …
    assert_eq!(store.advance(hours(0)).unwrap(), 0);
    see(&json.replace(r#""s""#, r#""t""#))
        .run(2)
        .put(&mut store);
    assert!(shown(&store, &everything()).is_empty());
    // … until its source gives it more time.
    see(&record("")).run(3).put(&mut store);
    only(&store);
    let mut store = memory();
    see(&record(r#","expires":"2026-01-01T00:00:00Z""#)).put(&mut store);
    assert!(shown(&store, &everything()).is_empty());
}

#[test]
fn a_clock_that_goes_back_takes_nothing_out_and_no_time_back() {
    let mut store = memory();
    let json = record(&format!(
        r#","not_before":"{}","published":"{}""#,
        hours(5).to_rfc3339(),
        hours(4).to_rfc3339()
    ));
    see(&json).now(hours(6)).put(&mut store);
    see(&json.replace(r#""s""#, r#""t""#))
        .now(hours(7))
        .run(2)
        .now(hours(7))
        .put(&mut store);
    assert_eq!(only(&store).updated, hours(7));
    assert_eq!(store.advance(hours(0)).unwrap(), 0);
    see(&json.replace(r#""s""#, r#""u""#))
        .run(3)
        .now(hours(0))
        .put(&mut store);
    let entry = only(&store);
    assert_eq!(entry.updated, hours(7));
    assert_eq!(entry.record.summary.unwrap().as_str(), "u");
}
