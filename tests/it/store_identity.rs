//! Whose record it is: DESIGN "Identity and time" 1, 2 and 6.

use feedwright::store::{Outcome, Store};

use crate::store_kit::{Sight, everything, memory, only, see, shown};

const ARTICLE: &str =
    r#"{"kind":"article","title":"Bridge opens","body_html":"<p>It opened.</p>","#;

fn article(rest: &str) -> String {
    format!("{ARTICLE}{rest}}}").replace(",}", "}")
}

fn headline(rest: &str) -> String {
    format!(r#"{{"title":"Bridge opens",{rest}}}"#).replace(",}", "}")
}

/// Puts both and returns by which rule the second was matched, what became of it, and how many entries there are.
fn two(first: Sight<'_>, second: Sight<'_>) -> (&'static str, Outcome, usize) {
    let mut store = memory();
    first.put(&mut store);
    let put = second.put(&mut store);
    (put.matched, put.outcome, shown(&store, &everything()).len())
}

#[test]
fn the_second_sighting_finds_the_first() {
    use Outcome::{Changed, New, Unchanged};
    let id = |n| format!(r#""id":"n-{n}","#);
    let url = |u: &str| format!(r#""url":"https://p.example/{u}","#);
    let named = |i, u: &str| id(i) + &url(u);
    for (name, first, second, want) in [
        (
            "same again",
            article(&id(1)),
            article(&id(1)),
            ("id", Unchanged, 1),
        ),
        (
            "re-slugged",
            article(&named(1, "a")),
            article(&named(1, "b")),
            ("id", Changed, 1),
        ),
        (
            "new guid",
            article(&named(1, "a")),
            article(&named(2, "a")),
            ("url", Changed, 1),
        ),
        (
            "tracked",
            article(&url("a")),
            article(&url("a?utm_source=x")),
            ("url", Changed, 1),
        ),
        (
            "with a tracker of a newsletter, and a fragment",
            article(&url("a?id=3#top")),
            article(&url("a?mc_cid=1&id=3&xtor=RSS")),
            ("url", Changed, 1),
        ),
        (
            "from http to https",
            article(&url("a")).replace("https:", "http:"),
            article(&url("a")),
            ("url", Changed, 1),
        ),
        (
            "another",
            article(&named(1, "a")),
            article(&named(2, "b")),
            ("new", New, 2),
        ),
        (
            "headline again",
            headline(""),
            headline(""),
            ("title", Unchanged, 1),
        ),
        (
            "article of a headline",
            headline(""),
            article(&named(1, "a")),
            ("title", Changed, 1),
        ),
        (
            "article of a linked headline",
            headline(&url("a")),
            article(&named(1, "a")),
            ("url", Changed, 1),
        ),
        (
            "headline of an article",
            article(&named(1, "a")),
            headline(""),
            ("title", Unchanged, 1),
        ),
        (
            "linked headline of an article",
            article(&named(1, "a")),
            headline(&url("a")),
            ("url", Unchanged, 1),
        ),
        (
            "same title, other page",
            article(&named(1, "a")),
            headline(&url("b")),
            ("new", New, 2),
        ),
        (
            "bare article again",
            article(""),
            article(""),
            ("title", Unchanged, 1),
        ),
        (
            "bare article, edited",
            article(""),
            article(r#""summary":"x""#),
            ("title", Changed, 1),
        ),
        (
            "articles of one title",
            article(&id(1)),
            article(&url("a")),
            ("new", New, 2),
        ),
        (
            "articles of one title and day",
            article(r#""published":"2026-01-09","id":"n-1""#),
            article(r#""published":"2026-01-09T10:00:00Z","url":"https://p.example/a""#),
            ("title", Changed, 1),
        ),
    ] {
        assert_eq!(two(see(&first), see(&second).run(2)), want, "{name}");
    }
}

#[test]
fn titles_are_compared_plainly_and_within_a_site() {
    let curly = r#"{"title":"It’s a “test” — twice"}"#;
    let plain = r#"{"title":"it's a \"Test\" - twice"}"#;
    assert_eq!(two(see(curly), see(plain).file("b.txt").line(9)).2, 1);
    assert_eq!(two(see(curly), see(plain).source("other")).2, 2);
    let paged = r#"{"kind":"article","title":"A title","url":"https://p.example/a","summary":"s"}"#;
    let bare = r#"{"title":"A title"}"#;
    assert_eq!(
        two(see(paged).source("cms"), see(bare).source("p.example")).2,
        1,
        "a source named as the host"
    );
}

#[test]
fn the_address_is_published_as_it_was_given() {
    let given = "http://p.example/a?at_medium=rss&id=3#top";
    let mut store = memory();
    let put = see(&article(&format!(r#""url":"{given}""#))).put(&mut store);
    assert_eq!(put.id, "http://p.example/a?id=3");
    assert_eq!(only(&store).record.url.unwrap().as_str(), given);
    let before = only(&store).updated;
    let moved = article(r#""url":"https://p.example/a?id=3""#);
    let put = see(&moved).run(2).put(&mut store);
    assert_eq!(
        (put.id.as_str(), put.outcome),
        ("http://p.example/a?id=3", Outcome::Changed)
    );
    let entry = only(&store);
    assert_eq!(
        entry.record.url.unwrap().as_str(),
        "https://p.example/a?id=3"
    );
    assert_eq!(entry.updated, before, "no news for a reader");
}

#[test]
fn an_address_that_was_left_still_leads_to_its_story() {
    let mut store = memory();
    let of = |rest: &str| article(rest);
    let id = see(&of(r#""id":"n-1","url":"https://p.example/old-slug""#))
        .put(&mut store)
        .id;
    see(&of(r#""id":"n-1","url":"https://p.example/new-slug""#))
        .run(2)
        .put(&mut store);
    let entry = only(&store);
    assert_eq!(entry.id, id);
    assert_eq!(
        entry.record.url.unwrap().as_str(),
        "https://p.example/new-slug"
    );
    // Somebody who knows no id still links to the old address.
    let put = see(r#"{"title":"Read about the bridge","url":"https://p.example/old-slug"}"#)
        .run(3)
        .put(&mut store);
    assert_eq!((put.id, put.matched), (id, "alias"));
}

#[test]
fn entry_ids_are_minted_once() {
    for (first, want) in [
        (
            article(r#""id":"urn:newsml:1","url":"https://p.example/a""#),
            "urn:newsml:1",
        ),
        (article(r#""id":"n 1""#), "tag:paper.example,2017:n%201"),
        (
            article(r#""id":"javascript:alert(1)""#),
            "tag:paper.example,2017:javascript:alert%281%29",
        ),
        (
            article(r#""id":"urn:uuid:17""#),
            "tag:paper.example,2017:urn:uuid:17",
        ),
        (
            article(r#""id":"urn:x:1""#),
            "tag:paper.example,2017:urn:x:1",
        ),
        (article(r#""id":"tag:1""#), "tag:paper.example,2017:tag:1"),
        (
            article(r#""url":"https://p.example/a?utm_source=x#top""#),
            "https://p.example/a",
        ),
    ] {
        let mut store = memory();
        assert_eq!(see(&first).put(&mut store).id, want);
        assert_eq!(see(&first).run(2).put(&mut store).id, want);
    }
}

#[test]
fn a_headline_keeps_its_entry_id_when_its_article_comes() {
    let mut store = memory();
    let before = see(&headline("")).put(&mut store).id;
    let first_seen = only(&store).first_seen;
    let article =
        article(r#""id":"n-1","url":"https://p.example/a","published":"2025-12-31T08:00:00Z""#);
    assert_eq!(see(&article).run(2).put(&mut store).id, before);
    let entry = only(&store);
    assert_eq!((entry.id, entry.first_seen), (before, first_seen));
    assert_eq!(entry.published.to_rfc3339(), "2025-12-31T08:00:00+00:00");
    assert!(entry.record.has_body());
}

#[test]
fn a_new_guid_keeps_the_entry_id_and_is_told() {
    let mut store = memory();
    let before = see(&article(r#""id":"n-1","url":"https://p.example/a""#))
        .put(&mut store)
        .id;
    let moved = see(&article(r#""id":"n-2","url":"https://p.example/a""#))
        .run(2)
        .put(&mut store);
    assert_eq!(moved.id, before);
    assert!(
        moved.notices[0]
            .message
            .contains("keeps the id tag:paper.example,2017:n-1"),
        "{:?}",
        moved.notices
    );
    let again = see(&article(r#""id":"n-2","url":"https://p.example/a""#))
        .run(3)
        .put(&mut store);
    assert_eq!((again.matched, again.notices.len()), ("id", 0));
}

#[test]
fn two_records_that_share_a_url_in_one_run_are_two() {
    let of = |n| article(&format!(r#""id":"n-{n}","url":"https://p.example/a""#));
    for appended in [false, true] {
        let mut store = memory();
        see(&of(1)).put(&mut store);
        let second = if appended {
            see(&of(2)).run(2).appended()
        } else {
            see(&of(2))
        };
        let put = second.line(2).put(&mut store);
        assert_eq!(put.outcome, Outcome::New);
        assert!(
            put.notices[0].message.contains("same URL: line 1"),
            "{:?}",
            put.notices
        );
        assert_ne!(
            shown(&store, &everything())[0].id,
            shown(&store, &everything())[1].id
        );
    }
}

#[test]
fn an_entry_id_that_is_taken_is_not_given_twice() {
    let mut store = memory();
    see(&article(
        r#""id":"https://p.example/a","url":"https://p.example/b""#,
    ))
    .put(&mut store);
    let put = see(r#"{"title":"Other","url":"https://p.example/a"}"#).put(&mut store);
    assert_eq!(put.id, "https://p.example/a#2");
    assert_eq!(
        see(r#"{"title":"Other","url":"https://p.example/a"}"#)
            .run(2)
            .put(&mut store)
            .id,
        put.id
    );
}

#[test]
fn the_same_id_twice_in_a_run() {
    let of = |title: &str, rest: &str| {
        format!(r#"{{"id":"n-1","kind":"article","title":"{title}","summary":"s"{rest}}}"#)
    };
    let updated = r#","updated":"2026-01-02T00:00:00Z""#;
    let older = r#","updated":"2026-01-01T00:00:00Z""#;
    for (name, first, second, title, notices) in [
        ("identical", of("A", ""), of("A", ""), "A", 0),
        ("later line", of("A", ""), of("B", ""), "B", 1),
        ("newer", of("A", older), of("B", updated), "B", 1),
        ("older", of("A", updated), of("B", older), "A", 1),
        (
            "headline of it",
            of("A", ""),
            r#"{"id":"n-1","title":"B"}"#.to_owned(),
            "A",
            0,
        ),
        (
            "article of it",
            r#"{"id":"n-1","title":"B"}"#.to_owned(),
            of("A", ""),
            "A",
            0,
        ),
    ] {
        let mut store = memory();
        see(&first).line(3).put(&mut store);
        let put = see(&second).line(500).put(&mut store);
        assert_eq!(
            (
                only(&store).record.title.unwrap().as_str(),
                put.notices.len()
            ),
            (title, notices),
            "{name}"
        );
        if let Some(notice) = put.notices.first() {
            assert!(
                notice.message.contains("lines 3 and 500"),
                "{}",
                notice.message
            );
        }
        // The file is read whole again: nothing changes, and nothing is claimed to have changed.
        let before = (only(&store), store.changes().unwrap());
        let again = [
            see(&first).line(3).run(2).put(&mut store),
            see(&second).line(500).run(2).put(&mut store),
        ];
        assert!(
            again.iter().all(|p| p.outcome == Outcome::Unchanged),
            "{name}: {again:?}"
        );
        assert_eq!((only(&store), store.changes().unwrap()), before, "{name}");
    }
}

#[test]
fn a_log_of_versions_that_is_read_whole_again_changes_nothing() {
    for (first, second) in [
        (r#"{"id":"n-1","title":"A"}"#, r#"{"id":"n-1","title":"B"}"#),
        (
            r#"{"id":"n-1","title":"A"}"#,
            r#"{"id":"n-1","kind":"article","title":"A","summary":"s"}"#,
        ),
    ] {
        let mut store = memory();
        see(first).line(1).put(&mut store);
        let appended = see(second).line(2).run(2).appended().put(&mut store);
        assert_eq!(
            (appended.outcome, appended.notices.len()),
            (Outcome::Changed, 0)
        );
        let before = (only(&store), store.changes().unwrap());
        for (line, json) in [(1, first), (2, second)] {
            assert_eq!(
                see(json).line(line).run(3).put(&mut store).outcome,
                Outcome::Unchanged
            );
        }
        assert_eq!((only(&store), store.changes().unwrap()), before);
    }
}

#[test]
fn a_log_may_go_back_to_a_former_version() {
    let versions = [(1, "A"), (2, "B"), (3, "A")];
    let of = |title: &str| format!(r#"{{"id":"n-1","title":"{title}"}}"#);
    let mut store = memory();
    for (run, title) in versions {
        let put = see(&of(title))
            .line(run)
            .run(run)
            .appended()
            .put(&mut store);
        assert_ne!(put.outcome, Outcome::Unchanged);
    }
    for (line, title) in versions {
        assert_eq!(
            see(&of(title)).line(line).run(4).put(&mut store).outcome,
            Outcome::Unchanged
        );
    }
    assert_eq!(only(&store).record.title.unwrap().as_str(), "A");
}

#[test]
fn two_files_are_named_where_both_are_in_doubt() {
    let mut store = memory();
    see(r#"{"id":"n-1","title":"A"}"#)
        .file("a.jsonl")
        .line(3)
        .put(&mut store);
    let put = see(r#"{"id":"n-1","title":"B"}"#)
        .file("b.jsonl")
        .line(4)
        .put(&mut store);
    assert!(
        put.notices[0].message.contains("line 4 and a.jsonl:3"),
        "{:?}",
        put.notices
    );
}

#[test]
fn a_newer_version_in_another_file_stands_when_all_files_are_read_again() {
    for second in [
        r#"{"id":"n-1","title":"B"}"#,
        r#"{"id":"n-1","title":"A","status":"retracted"}"#,
    ] {
        let lines = [
            ("a.jsonl", r#"{"id":"n-1","title":"A"}"#),
            ("b.jsonl", second),
        ];
        let mut store = memory();
        for (run, (file, json)) in (1..).zip(lines) {
            see(json).file(file).run(run).put(&mut store);
        }
        let before = (only(&store), store.changes().unwrap());
        for (file, json) in lines {
            assert_eq!(
                see(json).file(file).run(3).put(&mut store).outcome,
                Outcome::Unchanged,
                "{json}"
            );
        }
        assert_eq!((only(&store), store.changes().unwrap()), before);
    }
}

#[test]
fn a_headline_box_that_is_on_every_page_changes_nothing() {
    let mut store = memory();
    for run in 1..3 {
        for (line, file) in [(1, "a.txt"), (2, "a.txt"), (3, "b.txt"), (7, "c.txt")] {
            let put = see(&headline(""))
                .file(file)
                .line(line)
                .run(run)
                .put(&mut store);
            assert!(put.notices.is_empty(), "{:?}", put.notices);
            assert_eq!(put.outcome == Outcome::New, (run, line) == (1, 1));
        }
    }
    assert_eq!(store.changes().unwrap(), 1);
}

#[test]
fn records_without_any_name_are_told_apart_by_their_text() {
    let mut store = memory();
    for (json, want) in [
        (r#"{"kind":"article","body_text":"One."}"#, Outcome::New),
        (r#"{"kind":"article","body_text":"Two."}"#, Outcome::New),
        (
            r#"{"kind":"article","body_text":"One."}"#,
            Outcome::Unchanged,
        ),
    ] {
        assert_eq!(see(json).put(&mut store).outcome, want, "{json}");
    }
}
