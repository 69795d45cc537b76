//! Withdrawal, removal, history, runs: DESIGN "Identity and time" 8 and 9.

use chrono::TimeDelta;
use feedwright::model::Query;
use feedwright::store::{FeedState, FileState, Leave, Outcome, RunSummary, Store};

use crate::store_kit::{everything, memory, only, see, shown, start, time, titles};

const PUBLISHED: &str =
    r#"{"id":"n-1","kind":"article","title":"T","summary":"s","published":"2026-01-01T00:00:00Z"}"#;
const RETRACTED: &str = r#"{"id":"n-1","title":"T","summary":"s","status":"retracted"}"#;
const BARE: &str = r#"{"id":"n-1","status":"retracted"}"#;

fn events(store: &impl Store) -> Vec<String> {
    store
        .history("n-1")
        .unwrap()
        .into_iter()
        .map(|r| r.event)
        .collect()
}

#[test]
fn a_source_withdraws_and_restores() {
    for retracted in [RETRACTED, BARE] {
        let mut store = memory();
        see(PUBLISHED).put(&mut store);
        assert_eq!(
            see(retracted).run(2).put(&mut store).outcome,
            Outcome::Changed
        );
        let gone = only(&store);
        let second_run = start() + TimeDelta::hours(1);
        assert_eq!(
            (gone.retracted, gone.updated),
            (Some(second_run), second_run)
        );
        assert_eq!(
            gone.record.title.unwrap().as_str(),
            "T",
            "the content stays"
        );
        assert_eq!(
            see(retracted).run(3).put(&mut store).outcome,
            Outcome::Unchanged
        );
        assert_eq!(
            see(PUBLISHED).run(4).put(&mut store).outcome,
            Outcome::Changed
        );
        let back = only(&store);
        assert_eq!(
            (back.retracted, back.updated),
            (None, start() + TimeDelta::hours(3))
        );
        assert_eq!(events(&store), ["new", "retracted", "restored"]);
    }
}

#[test]
fn a_withdrawal_of_something_unknown_is_told() {
    let mut store = memory();
    let put = see(BARE).put(&mut store);
    assert_eq!((put.outcome, put.notices.len()), (Outcome::Unchanged, 1));
    assert!(store.newest(&everything()).unwrap().is_empty());
}

#[test]
fn an_editors_withdrawal_is_for_good() {
    let mut store = memory();
    let id = see(PUBLISHED).put(&mut store).id;
    let later = start() + TimeDelta::hours(1);
    for name in ["n-1", &id] {
        assert_eq!(
            store
                .retract(name, Leave::AsFeedsSay, later)
                .unwrap()
                .as_ref(),
            Some(&id)
        );
    }
    assert_eq!(
        store.retract("unknown", Leave::AsFeedsSay, later).unwrap(),
        None
    );
    see(PUBLISHED).run(3).put(&mut store);
    see(&PUBLISHED.replace(r#""s""#, r#""t""#))
        .run(4)
        .put(&mut store);
    assert_eq!(only(&store).retracted, Some(later));
    assert_eq!(events(&store), ["new", "retracted", "changed"]);
}

#[test]
fn what_was_withdrawn_too_long_ago_does_not_count() {
    let mut store = memory();
    for n in 1..=9 {
        let json =
            format!(r#"{{"id":"n-{n}","title":"T{n}","published":"2026-01-0{n}T00:00:00Z"}}"#);
        see(&json).put(&mut store);
    }
    for n in [8, 7, 6, 5, 2] {
        store
            .retract(&format!("n-{n}"), Leave::AsFeedsSay, start())
            .unwrap();
    }
    let query = |limit, since| Query {
        limit,
        retracted_since: since,
        ..Query::default()
    };
    assert_eq!(titles(&store, &query(3, None)), ["T9", "T8", "T7"]);
    assert_eq!(titles(&store, &query(3, Some(start()))), ["T9", "T8", "T7"]);
    let later = Some(start() + TimeDelta::hours(1));
    // Two live ones, and no more of the others than that.
    assert_eq!(titles(&store, &query(2, later)), ["T9", "T8", "T7", "T4"]);
    assert_eq!(
        titles(&store, &query(9, later)),
        ["T9", "T8", "T7", "T6", "T5", "T4", "T3", "T2", "T1"]
    );
}

#[test]
fn what_nobody_saw_goes_without_a_notice() {
    let mut store = memory();
    see(&PUBLISHED.replace("}", r#","status":"draft"}"#)).put(&mut store);
    see(RETRACTED).run(2).put(&mut store);
    assert!(store.newest(&everything()).unwrap().is_empty());
    assert!(store.waiting(9).unwrap().is_empty());
}

#[test]
fn what_is_forgotten_stays_forgotten() {
    let mut store = memory();
    let id = see(PUBLISHED).put(&mut store).id;
    see(&PUBLISHED.replace(r#""s""#, r#""t""#))
        .run(2)
        .put(&mut store);
    let key = store.newest(&everything()).unwrap()[0].key;
    assert_eq!(store.forget("n-1", start()).unwrap(), Some(id.clone()));
    assert_eq!(store.forget("unknown", start()).unwrap(), None);
    assert!(shown(&store, &everything()).is_empty());
    let again = see(PUBLISHED).run(3).put(&mut store);
    assert_eq!((again.outcome, again.id), (Outcome::Unchanged, id.clone()));
    assert!(shown(&store, &everything()).is_empty());
    let left = store.load(key).unwrap();
    assert_eq!((left.id, left.record.title), (id, None));
    assert_eq!(events(&store), ["new", "changed", "forgotten"]);
    assert!(
        store
            .history("n-1")
            .unwrap()
            .iter()
            .all(|r| r.record.is_none())
    );
}

#[test]
fn history_shows_what_each_run_saw() {
    let mut store = memory();
    see(PUBLISHED).put(&mut store);
    see(&PUBLISHED.replace(r#""T""#, r#""U""#))
        .run(2)
        .put(&mut store);
    let history = store.history("n-1").unwrap();
    let seen: Vec<_> = history
        .iter()
        .map(|r| {
            (
                r.number,
                r.at,
                r.event.as_str(),
                r.record.as_ref().unwrap().title.as_ref().unwrap().as_str(),
            )
        })
        .collect();
    let second = start() + TimeDelta::hours(1);
    assert_eq!(
        seen,
        [(1, start(), "new", "T"), (2, second, "changed", "U")]
    );
    assert!(store.history("unknown").unwrap().is_empty());
}

#[test]
fn files_feeds_and_runs_are_remembered() {
    let mut store = memory();
    let file = FileState {
        device: u64::MAX,
        inode: 2,
        size: 3,
        modified_ns: -4,
        options: "o".to_owned(),
        read_to: 3,
        lines: 1,
        tail: "t".to_owned(),
        notices: vec![feedwright::model::Notice::refused("no title").on_line(3)],
        rejected: 1,
    };
    let path = std::path::Path::new("a/b.jsonl");
    assert_eq!(store.file("wire", path).unwrap(), None);
    store.save_file("wire", path, &file).unwrap();
    assert_eq!(store.file("wire", path).unwrap(), Some(file));
    assert_eq!(store.file("other", path).unwrap(), None);

    let feed = FeedState {
        id: "urn:x".to_owned(),
        updated: Some(start()),
        ..FeedState::default()
    };
    assert_eq!(store.feed("news").unwrap(), None);
    store.save_feed("news", &feed).unwrap();
    assert_eq!(store.feed("news").unwrap(), Some(feed));

    for n in 0..1100u64 {
        let at = time("2026-01-01T00:00:00Z") + TimeDelta::minutes(i64::try_from(n).unwrap());
        store
            .save_run(&RunSummary {
                at,
                exit: 0,
                new: n,
                changed: 0,
                rejected: 0,
                written: 0,
                withheld: 0,
                failing: Vec::new(),
                seconds: 0.5,
            })
            .unwrap();
    }
    let runs = store.runs(2).unwrap();
    assert_eq!((runs[0].new, runs[1].new), (1099, 1098));
    assert_eq!(store.runs(5000).unwrap().len(), 1000);
}
