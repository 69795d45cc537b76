//! What a source no longer has: kept, or withdrawn where that is wanted and believable.

use crate::harness::Room;
use crate::http_sources::{messages, newsroom, publish, records, source};
use crate::origin::{Origin, doing, say};

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

const RETRACT: &str = "on_missing = \"retract\"";

/// Ids as the tests name them.
fn ids(from: usize, to: usize) -> Vec<String> {
    (from..to).map(|n| format!("r{n}")).collect()
}

fn some(from: usize, to: usize) -> String {
    let ids = ids(from, to);
    records(&ids.iter().map(String::as_str).collect::<Vec<_>>())
}

/// How many entries of the feed are withdrawn.
fn withdrawn(room: &Room) -> usize {
    room.read("public/news.rss").matches("<item>").count() - shown(room)
}

/// How many entries of the feed stand with their own title.
fn shown(room: &Room) -> usize {
    let titles = room.titles("public/news.rss");
    titles.iter().filter(|t| t.starts_with("Title ")).count()
}

fn files(more: &str) -> Room {
    newsroom(&format!(
        "[[source]]\npath = \"in\"\nname = \"desk\"\n{more}\n"
    ))
}

#[test]
fn what_is_missing_stays_unless_it_is_to_go() {
    let room = files("");
    room.write("in/a.jsonl", some(0, 10));
    publish(&room, 0);
    room.write("in/a.jsonl", some(0, 9));
    publish(&room, 0);
    assert_eq!(shown(&room), 10);
    let config = room.read("feedwright.toml");
    room.write(
        "feedwright.toml",
        config.replace("name = \"desk\"", &format!("name = \"desk\"\n{RETRACT}")),
    );
    // Nothing was read in this run, and yet it is known.
    let said = publish(&room, 0);
    assert!(
        messages(&said).contains("1 of 10 records are no longer in source \"desk\""),
        "{}",
        messages(&said)
    );
    assert_eq!(shown(&room), 9);
    assert!(withdrawn(&room) <= 1);
    // It comes again, and is shown again.
    room.write("in/a.jsonl", some(0, 10));
    publish(&room, 0);
    assert_eq!(shown(&room), 10);
}

#[test]
fn more_than_the_share_is_not_believed() {
    let room = files(RETRACT);
    room.write("in/a.jsonl", some(0, 10));
    room.write("in/b.jsonl", some(10, 20));
    publish(&room, 0);
    room.write("in/a.jsonl", some(5, 10));
    for _ in 0..2 {
        let told = messages(&publish(&room, 1));
        assert!(told.contains("5 of its 20 records are missing"), "{told}");
        assert!(
            told.contains("set missing_share = 0.25 for one run"),
            "{told}"
        );
        assert_eq!(shown(&room), 20);
    }
    // A file that is gone takes its records along, if they are few enough.
    room.write("in/a.jsonl", some(0, 10));
    room.write("in/b.jsonl", some(10, 19));
    room.write("in/c.jsonl", some(19, 20));
    publish(&room, 0);
    std::fs::remove_file(room.at("in/c.jsonl")).unwrap();
    publish(&room, 0);
    assert_eq!(shown(&room), 19);
    publish(&room, 0);
}

#[test]
fn a_source_that_is_not_read_whole_withdraws_nothing() {
    let room = files(RETRACT);
    room.write("in/a.jsonl", some(0, 10));
    room.write("in/b.jsonl", some(10, 20));
    publish(&room, 0);
    room.write("in/a.jsonl", format!("{}{{\"title\":\n", some(0, 9)));
    publish(&room, 1);
    assert_eq!(shown(&room), 20, "a line was refused");
    // What was appended is read from where the file ended: the rest still stands.
    room.write("in/a.jsonl", some(0, 10));
    publish(&room, 0);
    room.append("in/a.jsonl", &some(20, 21));
    publish(&room, 0);
    assert_eq!(shown(&room), 21);
    std::fs::write(room.at("in/b.jsonl"), [0xFF, 0xFE, 0, 0, 0]).unwrap();
    room.run(&["publish"]).exits(1);
    assert_eq!(shown(&room), 21);
}

#[test]
fn what_another_file_of_the_source_has_too_is_not_missing() {
    let room = files(RETRACT);
    // The newest stand in a file of their own besides, as lists of the latest do.
    room.write("in/day.jsonl", some(0, 10));
    room.write("in/latest.jsonl", some(5, 10));
    publish(&room, 0);
    for (latest, day, left) in [
        (some(6, 10), some(0, 10), 10),
        (some(6, 10), some(0, 10), 10),
        (some(7, 10), some(1, 10), 9),
        (some(7, 10), some(1, 9), 9),
        (some(7, 9), some(1, 9), 8),
    ] {
        room.write("in/latest.jsonl", latest);
        room.write("in/day.jsonl", day);
        publish(&room, 0);
        assert_eq!(shown(&room), left);
    }
    // It has moved to another file, and leaves that.
    room.write("in/day.jsonl", some(2, 9));
    room.write("in/more.jsonl", some(1, 2));
    publish(&room, 0);
    assert_eq!(shown(&room), 8);
    room.write("in/more.jsonl", some(1, 1));
    publish(&room, 0);
    assert_eq!(shown(&room), 7);
    // A file that is gone no longer counts.
    std::fs::remove_file(room.at("in/latest.jsonl")).unwrap();
    publish(&room, 0);
    assert_eq!(shown(&room), 7);
}

#[test]
fn what_another_source_has_too_is_not_missing() {
    let room = newsroom(&format!(
        "[[source]]\npath = \"a.jsonl\"\n{RETRACT}\n[[source]]\npath = \"b.jsonl\"\n"
    ));
    room.write("a.jsonl", some(0, 10));
    room.write("b.jsonl", some(0, 1));
    publish(&room, 0);
    room.write("a.jsonl", some(1, 10));
    publish(&room, 0);
    assert_eq!(shown(&room), 10);
}

#[test]
fn what_has_moved_to_a_page_that_is_not_asked_is_not_missing() {
    let pages = Arc::new(Mutex::new([some(0, 5), some(5, 10)]));
    let (first, second) = (pages.clone(), pages.clone());
    let headers = ["Link: </p2>; rel=\"next\"", "Cache-Control: max-age=600"];
    let origin = Origin::new(vec![
        (
            "/r",
            doing(move |stream, _| {
                let body = first.lock().unwrap()[0].clone();
                say(stream, "200 OK", &headers, body.as_bytes());
            }),
        ),
        (
            "/p2",
            doing(move |stream, _| {
                let body = second.lock().unwrap()[1].clone();
                say(stream, "200 OK", &[], body.as_bytes());
            }),
        ),
    ]);
    let more = format!("format = \"jsonl\"\n{RETRACT}");
    let room = newsroom(&source(&origin.url("/r"), &more));
    publish(&room, 0);
    // One is taken out of the first page, and the second page's first moves up.
    *pages.lock().unwrap() = [some(1, 6), some(6, 10)];
    publish(&room, 0);
    assert_eq!((shown(&room), origin.asked().len()), (10, 3));
    room.publish_at("2026-03-02T12:15:00Z").exits(0);
    // Before one is withdrawn both pages are asked once more.
    assert_eq!((shown(&room), origin.asked().len()), (9, 7));
}

#[test]
fn what_is_missing_while_a_page_fails_goes_when_it_answers_again() {
    let ill = Arc::new(Mutex::new(false));
    let body = Arc::new(Mutex::new(some(0, 5)));
    let (fails, now) = (ill.clone(), body.clone());
    let origin = Origin::new(vec![
        (
            "/r",
            doing(move |stream, _| {
                let body = now.lock().unwrap().clone();
                let next = ["Link: </p2>; rel=\"next\""];
                say(stream, "200 OK", &next, body.as_bytes());
            }),
        ),
        (
            "/p2",
            doing(move |stream, _| match *fails.lock().unwrap() {
                true => say(stream, "500 Internal Server Error", &[], b""),
                false => say(stream, "200 OK", &[], some(5, 10).as_bytes()),
            }),
        ),
    ]);
    let more = format!("format = \"jsonl\"\n{RETRACT}");
    let room = newsroom(&source(&origin.url("/r"), &more));
    publish(&room, 0);
    *ill.lock().unwrap() = true;
    *body.lock().unwrap() = some(1, 5);
    publish(&room, 1);
    assert_eq!(shown(&room), 10);
    *ill.lock().unwrap() = false;
    publish(&room, 0);
    assert_eq!(shown(&room), 9);
}

#[test]
fn what_is_missing_from_one_source_comes_back_with_another() {
    const BODY: &str = ",\"body_text\":\"From a, at length\"";
    let line = |more: &str| format!("{}{more}}}\n", some(0, 1).trim_end_matches("}\n"));
    let retracted = format!("{BODY},\"status\":\"retracted\"");
    for (b, back) in [
        (line(BODY), true),
        (line(",\"summary\":\"From b\""), true),
        (line(&retracted), false),
        // A headline is none of the story.
        (line(""), false),
    ] {
        let room = newsroom(&format!(
            "[[source]]\npath = \"a.jsonl\"\nname = \"desk\"\n{RETRACT}\n[[source]]\npath = \"b.jsonl\"\nname = \"wire\"\n"
        ));
        room.write("a.jsonl", line(BODY) + &some(1, 10));
        room.write("b.jsonl", "");
        publish(&room, 0);
        room.write("a.jsonl", some(1, 10));
        publish(&room, 0);
        assert_eq!(shown(&room), 9);
        room.write("b.jsonl", &b);
        publish(&room, 0);
        assert_eq!(shown(&room), 9 + usize::from(back), "{b}");
    }
}

#[test]
fn an_api_that_answers_nothing_one_day_empties_no_feed() {
    let body = Arc::new(Mutex::new(some(0, 10)));
    let (now, next) = (body.clone(), Arc::new(Mutex::new(some(10, 20))));
    let second = next.clone();
    let origin = Origin::new(vec![
        (
            "/r",
            doing(move |stream, _| {
                let body = now.lock().unwrap().clone();
                say(
                    stream,
                    "200 OK",
                    &["Link: </p2>; rel=\"next\""],
                    body.as_bytes(),
                );
            }),
        ),
        (
            "/p2",
            doing(move |stream, _| {
                let body = second.lock().unwrap().clone();
                say(stream, "200 OK", &[], body.as_bytes());
            }),
        ),
    ]);
    let more = format!("format = \"jsonl\"\n{RETRACT}");
    let room = newsroom(&source(&origin.url("/r"), &more));
    let set = |first: String, last: String| {
        *body.lock().unwrap() = first;
        *next.lock().unwrap() = last;
    };
    publish(&room, 0);
    assert_eq!(shown(&room), 20);
    set(String::new(), String::new());
    publish(&room, 1);
    assert_eq!(shown(&room), 20);
    // A new record shifts the others to the next page; only the last one falls out.
    set(some(100, 101) + &some(0, 9), some(9, 19));
    publish(&room, 0);
    assert_eq!(shown(&room), 20, "19 of the old and the new one");
    // The second page alone changes, though the first has no news.
    set(some(100, 101) + &some(0, 9), some(9, 18));
    publish(&room, 0);
    assert_eq!(shown(&room), 19);
}

#[test]
fn what_moves_to_a_page_that_was_read_already_is_not_missing() {
    let all = Arc::new(Mutex::new(ids(0, 6)));
    let withdraws = Arc::new(AtomicBool::new(false));
    let page = |n: usize| {
        let (all, withdraws) = (all.clone(), withdraws.clone());
        doing(move |stream, _| {
            let mut all = all.lock().unwrap();
            if n == 1 && withdraws.swap(false, Ordering::SeqCst) {
                all.remove(0);
            }
            let here: Vec<&str> = all.iter().skip(2 * n).take(2).map(String::as_str).collect();
            let next = format!("Link: </p{}>; rel=\"next\"", n + 1);
            let headers: &[&str] = if n < 2 { &[&next] } else { &[] };
            say(stream, "200 OK", headers, records(&here).as_bytes());
        })
    };
    let origin = Origin::new(vec![("/p0", page(0)), ("/p1", page(1)), ("/p2", page(2))]);
    let more = format!("format = \"jsonl\"\nname = \"desk\"\n{RETRACT}\nmissing_share = 1");
    let room = newsroom(&source(&origin.url("/p0"), &more));
    publish(&room, 0);
    assert_eq!((shown(&room), origin.asked().len()), (6, 3));
    withdraws.store(true, Ordering::SeqCst);
    let said = messages(&publish(&room, 0));
    assert!(said.contains("1 of 6 records are no longer"), "{said}");
    assert_eq!((shown(&room), origin.asked().len()), (5, 9));
    let titles = room.titles("public/news.rss");
    assert!(titles.contains(&"Title r2".to_owned()), "{titles:?}");
    publish(&room, 0);
    assert_eq!((shown(&room), origin.asked().len()), (5, 12));
}
