//! Rows 11 to 14: times that do not exist, are doubtful, lie ahead, or go backwards.

use crate::harness::{Ran, Room};

fn said(run: &serde_json::Value) -> Vec<String> {
    let one = |d: &serde_json::Value| {
        assert_eq!(d["file"], "records.jsonl", "{d}");
        assert!(
            d["severity"] != "error" || d["help"].is_string(),
            "no way out: {d}"
        );
        format!(
            "{} {} {}",
            d["line"],
            d["severity"].as_str().unwrap(),
            d["field"].as_str().unwrap_or("-")
        )
    };
    run["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(one)
        .collect()
}

/// The `published` of the only item in the Atom feed.
fn published(room: &Room) -> String {
    let atom = room.read("public/news.atom");
    let after = atom
        .split("<published>")
        .nth(1)
        .unwrap_or_else(|| panic!("{atom}"));
    utc(after.split('<').next().unwrap())
}

/// A time as documents write it: in UTC.
fn utc(time: &str) -> String {
    let time = chrono::DateTime::parse_from_rfc3339(time).unwrap_or_else(|e| panic!("{time}: {e}"));
    time.to_utc().to_rfc3339()
}

#[test]
fn impossible_times_refuse_their_record() {
    let room = Room::with_hostile("dates.jsonl");
    let run = room.publish_json(1);
    let refused = [1, 2, 3, 4, 5, 7, 8, 10, 11];
    let doubted = [6, 9];
    let mut wanted: Vec<(u64, String)> = refused
        .map(|n| (n, format!("{n} error published")))
        .to_vec();
    wanted.extend(doubted.map(|n| (n, format!("{n} warning published"))));
    wanted.sort();
    let wanted: Vec<String> = wanted.into_iter().map(|(_, said)| said).collect();
    assert_eq!(said(&run), wanted, "{run:#}");
    room.holds(&[
        "2016-12-31T23:59:60Z",
        "2024-05-01T08:00:00-00:00",
        "2024-05-01T08:00:00",
        "2024-05-01 08:00:00Z",
    ]);
    let atom = room.read("public/news.atom");
    for time in [
        "2016-12-31T23:59:59Z",
        "2024-05-01T08:00:00Z",
        "2024-05-01T08:00:00+03:00",
    ] {
        let time = format!("<published>{}<", utc(time));
        assert!(atom.contains(&time), "{time}: {atom}");
    }
    assert!(room.run(&["status"]).exits(0).stdout.contains("2099-01-01"));
}

#[test]
fn local_times_across_a_change_of_the_clock() {
    for (local, zone, wanted, doubt) in [
        (
            "2024-03-31T03:30:00",
            "Europe/Riga",
            "2024-03-31T04:30:00+03:00",
            true,
        ),
        (
            "2024-10-27T03:30:00",
            "Europe/Riga",
            "2024-10-27T03:30:00+03:00",
            true,
        ),
        (
            "2024-07-01T03:30:00",
            "Europe/Riga",
            "2024-07-01T03:30:00+03:00",
            false,
        ),
        (
            "2024-03-10T02:30:00",
            "America/New_York",
            "2024-03-10T03:30:00-04:00",
            true,
        ),
        (
            "2024-11-03T01:30:00",
            "America/New_York",
            "2024-11-03T01:30:00-04:00",
            true,
        ),
    ] {
        let room = Room::with_records(&format!(
            "{{\"id\":\"a\",\"title\":\"T\",\"published\":\"{local}\"}}\n"
        ));
        room.write(
            "feedwright.toml",
            room.read("feedwright.toml").replace("Europe/Riga", zone),
        );
        let run = room.publish_json(0);
        assert_eq!(published(&room), utc(wanted), "{local} in {zone}");
        assert_eq!(
            said(&run),
            if doubt {
                vec!["1 warning published"]
            } else {
                vec![]
            },
            "{run}"
        );
    }
}

#[test]
fn a_local_time_without_any_zone_is_utc_with_a_warning() {
    let room = Room::with_records(
        "{\"id\":\"a\",\"title\":\"T\",\"published\":\"2024-05-01T08:00:00\"}\n",
    );
    room.write(
        "feedwright.toml",
        room.read("feedwright.toml")
            .replace("timezone = \"Europe/Riga\"\n", ""),
    );
    let run = room.publish_json(0);
    assert_eq!(said(&run), ["1 warning published"], "{run}");
    assert_eq!(published(&room), utc("2024-05-01T08:00:00Z"));
    assert!(
        run["diagnostics"][0]["message"]
            .as_str()
            .unwrap()
            .contains("UTC"),
        "{run}"
    );
}

/// Imports a page with this date line; the article's `published`, and what was said.
fn page(dateline: &str, options: &[&str]) -> (String, Ran) {
    let room = Room::empty();
    room.write("page.txt", format!("Ferry Sails Again\n\n{dateline}\n\nThe ferry sailed again after nine hours in the harbour.\n"));
    let mut args = vec!["import", "--from", "capture", "page.txt"];
    args.extend(options);
    let ran = room.run(&args).exits(0);
    let records = ran.json_lines();
    assert_eq!(records.len(), 1, "{}", ran.stdout);
    (
        records[0]["published"]
            .as_str()
            .unwrap_or("none")
            .to_owned(),
        ran,
    )
}

#[test]
fn zones_and_weekdays_of_date_lines() {
    for (line, options, wanted, warned) in [
        (
            "March 3, 2020 9:00 AM EST",
            &["--timezone", "Europe/Riga"][..],
            "2020-03-03T09:00:00-05:00",
            false,
        ),
        (
            "July 3, 2020 9:00 AM EST",
            &["--timezone", "America/New_York"],
            "2020-07-03T09:00:00-05:00",
            false,
        ),
        (
            "March 3, 2020 9:00 AM PDT",
            &[],
            "2020-03-03T09:00:00-07:00",
            false,
        ),
        (
            "Friday, March 3, 2020 — 09:00",
            &["--timezone", "Europe/Riga"],
            "2020-03-03T09:00:00+02:00",
            true,
        ),
        (
            "Tuesday, March 3, 2020 — 09:00",
            &["--timezone", "Europe/Riga"],
            "2020-03-03T09:00:00+02:00",
            false,
        ),
        (
            "March 3, 2020 — 09:00 IST",
            &[],
            "2020-03-03T09:00:00",
            true,
        ),
        (
            "March 29, 2020 — 03:30",
            &["--timezone", "Europe/Riga"],
            "2020-03-29T04:30:00+03:00",
            true,
        ),
    ] {
        let (published, ran) = page(line, options);
        assert_eq!(published, wanted, "{line}: {}", ran.stderr);
        assert_eq!(
            ran.stderr.contains("warning"),
            warned,
            "{line}: {}",
            ran.stderr
        );
        if warned {
            ran.says("page.txt:3: warning").says("published");
        }
    }
}

#[test]
fn a_far_date_waits_and_is_never_on_top() {
    let room = Room::with_records(concat!(
        "{\"id\":\"far\",\"title\":\"Far\",\"published\":\"2099-01-01T00:00:00Z\"}\n",
        "{\"id\":\"soon\",\"title\":\"Soon\",\"published\":\"2026-03-02T12:09:00Z\"}\n",
        "{\"id\":\"later\",\"title\":\"Later\",\"published\":\"2026-03-02T12:11:00Z\"}\n",
    ));
    room.run(&["publish"]).exits(0);
    room.holds(&["Soon"]);
    let status = room.run(&["status"]).exits(0).stdout;
    assert!(
        status.contains("2099-01-01") && status.contains("2026-03-02 12:11:00"),
        "{status}"
    );
    room.publish_at("2026-03-02T12:11:00Z").exits(0);
    room.holds(&["Soon", "Later"]);
    room.publish_at("2098-12-31T23:59:59Z").exits(0);
    room.holds(&["Soon", "Later"]);
    room.publish_at("2099-01-01T00:00:00Z").exits(0);
    room.holds(&["Soon", "Later", "Far"]);
}

#[test]
fn a_clock_that_goes_backwards_takes_no_time_back() {
    let text = |body: &str| {
        format!(
            "{{\"id\":\"a\",\"title\":\"T\",\"published\":\"2026-01-01T00:00:00Z\",\"summary\":\"{body}\"}}\n"
        )
    };
    let room = Room::with_records(&text("One."));
    room.publish_at("2026-03-01T00:00:00Z").exits(0);
    room.write("records.jsonl", text("Two."));
    room.publish_at("2026-03-02T00:00:00Z").exits(0);
    let times = |room: &Room| -> Vec<String> {
        let atom = room.read("public/news.atom");
        atom.split("<updated>")
            .skip(1)
            .map(|t| t.split('<').next().unwrap().to_owned())
            .collect()
    };
    let build = |room: &Room| {
        let rss = room.read("public/news.rss");
        rss.split("<lastBuildDate>")
            .nth(1)
            .map(|t| t.split('<').next().unwrap().to_owned())
    };
    let before = (times(&room), build(&room), room.read("public/news.atom"));
    assert_eq!(
        before.0,
        [utc("2026-03-02T00:00:00Z"), utc("2026-03-02T00:00:00Z")]
    );
    room.write("records.jsonl", text("Three."));
    room.publish_at("2026-02-01T00:00:00Z").exits(0);
    assert_eq!((times(&room), build(&room)), (before.0, before.1));
    let after = room.read("public/news.atom");
    assert!(after.contains("Three.") && after != before.2, "{after}");
}
