//! Rows 27, 28 and 31: a run that dies at any moment leaves whole files, and the next one finishes the work.

use std::time::Duration;

use crate::faults::{OldAndNew, Paused, Traced, WRITING, strace, walk};
use crate::harness::Room;

/// Kills a run at each of these system calls in turn.
fn killed_at_each(newsroom: &OldAndNew, calls: &[&str]) {
    if !strace() {
        return;
    }
    let mut met = 0;
    for call in calls {
        met += walk(call, "signal=KILL", |inject| {
            let room = newsroom.room();
            let traced = Traced::run(&room, &OldAndNew::command(&room), inject, &[]);
            newsroom.nothing_is_torn(&room, inject);
            newsroom.heals(&room, inject);
            traced
        });
    }
    assert!(met > 0, "none of {calls:?} was ever called");
}

#[test]
fn killed_at_any_writing_call() {
    killed_at_each(&OldAndNew::new(), WRITING);
}

#[test]
fn killed_at_any_writing_call_of_the_first_run() {
    killed_at_each(&OldAndNew::first_run(), WRITING);
}

#[test]
fn killed_at_any_time() {
    let newsroom = OldAndNew::new();
    for n in 0..40 {
        let room = newsroom.room();
        let mut child = OldAndNew::command(&room)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(n * 1500));
        let _ = child.kill();
        child.wait().unwrap();
        newsroom.nothing_is_torn(&room, &format!("after {n}"));
        newsroom.heals(&room, &format!("after {n}"));
    }
}

/// Power loss is a kill at which only what was synced remains: the bytes of a document are synced before it gets
/// its name, and the folder after that.
#[test]
fn file_and_folder_are_synced_in_that_order() {
    if !strace() {
        return;
    }
    let newsroom = OldAndNew::new();
    let room = newsroom.room();
    let log = room.at("log");
    let mut command = room.tool("strace");
    command
        .args([
            "-f",
            "-y",
            "-e",
            "trace=fsync,fdatasync,renameat,renameat2,rename",
            "-o",
        ])
        .arg(&log);
    let run = OldAndNew::command(&room);
    crate::harness::ran(command.arg(run.get_program()).args(run.get_args())).exits(0);
    let log = std::fs::read_to_string(log).unwrap();
    let at = |what: &str, name: &str, from: usize| {
        let found = log
            .lines()
            .enumerate()
            .skip(from)
            .find(|(_, l)| l.contains(what) && l.contains(name));
        found
            .unwrap_or_else(|| panic!("no {what} of {name} after line {from}:\n{log}"))
            .0
    };
    for name in crate::faults::DOCUMENTS {
        let synced = at("sync(", &format!("-{name}>"), 0);
        let named = at("rename", &format!("\"{name}\""), synced);
        at("fsync(", "/public>", named);
    }
    // What the store knows of the documents is made durable only after they are there.
    let folder = at("fsync(", "/public>", 0);
    at("sync(", "store.db", folder);
}

#[test]
fn a_signal_ends_a_run_within_ten_seconds() {
    for (name, number) in [("TERM", 15), ("INT", 2), ("HUP", 1)] {
        let room = Room::with_records("");
        room.write("records.jsonl", "");
        let paused = Paused::start(&room, "{\"id\":\"a\",\"title\":\"Alpha\"}\n");
        paused.signal(name);
        paused.end().exits(128 + number).says("signal");
        assert!(!room.has("public/news.rss"), "{name}");
        let paused = Paused::start(&room, "");
        paused
            .finish("{\"id\":\"a\",\"title\":\"Alpha\"}\n")
            .exits(0);
        room.holds(&["Alpha"]);
    }
}

#[test]
fn a_signal_in_the_middle_of_many_records() {
    let line = |n: u32| {
        format!("{{\"id\":\"{n}\",\"title\":\"Story {n}\",\"published\":\"2026-03-01\"}}\n")
    };
    let lines: String = (0..20_000).map(line).collect();
    for (name, number, after) in [("TERM", 15, 150), ("INT", 2, 400), ("HUP", 1, 700)] {
        let room = Room::with_records(&lines);
        let mut command = room.command(&["publish"]);
        command
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let paused = Paused {
            child: command.spawn().unwrap(),
        };
        std::thread::sleep(Duration::from_millis(after));
        paused.signal(name);
        let ended = paused.end();
        assert!(
            [0, 128 + number].contains(&ended.exit),
            "{name}: {}",
            ended.stderr
        );
        if ended.exit != 0 {
            assert!(!room.has("public/news.rss"), "nothing was delivered yet");
        }
        room.run(&["publish"]).exits(0);
        assert_eq!(room.titles("public/news.rss").len(), 50);
        let status = room
            .run(&["publish", "--full", "--format", "json"])
            .exits(0)
            .json();
        assert_eq!(status["records"]["unchanged"], 20_000, "{status}");
    }
}

#[test]
fn a_run_that_waits_for_another_listens_to_signals() {
    let room = Room::with_records("");
    let holder = Paused::start(&room, "");
    let mut command = room.command(&["publish", "--wait", "60"]);
    command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let waiting = Paused {
        child: command.spawn().unwrap(),
    };
    std::thread::sleep(Duration::from_millis(300));
    waiting.signal("TERM");
    waiting.end().exits(143);
    holder.finish("{\"title\":\"T\"}\n").exits(0);
    room.holds(&["T"]);
}
