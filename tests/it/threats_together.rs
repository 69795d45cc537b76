//! Rows 29 and 30: two runs at once, and the lock of a run that is no more.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::faults::Paused;
use crate::harness::{Room, what_came_of};

const ALPHA: &str = "{\"id\":\"a\",\"title\":\"Alpha\",\"published\":\"2026-03-01\"}\n";

#[test]
fn a_second_run_ends_at_once_and_names_the_holder() {
    let room = Room::with_records("");
    let holder = Paused::start(&room, "");
    let pid = holder.pid();
    for args in [
        &["publish"][..],
        &["publish", "news"],
        &["retract", "a"],
        &["forget", "a"],
    ] {
        let began = Instant::now();
        room.run(args)
            .exits(75)
            .says(&format!("process {pid}"))
            .says("--wait");
        assert!(
            began.elapsed() < Duration::from_secs(2),
            "{args:?} did not end at once"
        );
    }
    assert!(!room.has("public/news.rss"));
    holder.finish(ALPHA).exits(0);
    room.holds(&["Alpha"]);
}

#[test]
fn a_second_run_waits_as_told() {
    let room = Room::with_records("");
    let holder = Paused::start(&room, "");
    let began = Instant::now();
    room.run(&["publish", "--wait", "1"])
        .exits(75)
        .says("process");
    assert!(began.elapsed() >= Duration::from_secs(1));
    let waiting = room
        .command(&["publish", "--wait", "30"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(200));
    holder.finish(ALPHA).exits(0);
    what_came_of(waiting.wait_with_output().unwrap()).exits(0);
    room.holds(&["Alpha"]);
}

#[test]
fn many_runs_at_once_do_the_work_once() {
    let room = Room::with_records(ALPHA);
    let runs: Vec<_> = (0..8)
        .map(|n| {
            let args: &[&str] = if n % 2 == 0 {
                &["publish"]
            } else {
                &["publish", "--wait", "30"]
            };
            (
                n,
                room.command(args)
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .spawn()
                    .unwrap(),
            )
        })
        .collect();
    let mut worked = 0;
    for (n, run) in runs {
        let ended = what_came_of(run.wait_with_output().unwrap());
        assert!(
            ended.exit == 0 || (n % 2 == 0 && ended.exit == 75),
            "{n}: {} {}",
            ended.exit,
            ended.stderr
        );
        worked += u32::from(ended.exit == 0);
    }
    assert!(worked >= 4);
    room.holds(&["Alpha"]);
    let again = room.publish_json(0);
    assert_eq!(again["documents"]["written"], 0, "{again}");
    assert_eq!(
        room.run(&["history", "a"]).exits(0).stdout.lines().count(),
        1
    );
}

#[test]
fn the_lock_of_a_dead_run_is_free() {
    let room = Room::with_records(ALPHA);
    room.write(
        ".feedwright/store.db.lock",
        "process 1, run of 2020-01-01T00:00:00Z\n",
    );
    room.run(&["publish"]).exits(0);
    room.holds(&["Alpha"]);
    let mut holder = Paused::start(&room, "");
    holder.child.kill().unwrap();
    holder.child.wait().unwrap();
    let next = Paused::start(&room, "");
    next.finish("{\"id\":\"b\",\"title\":\"Beta\",\"published\":\"2026-03-01\"}\n")
        .exits(0);
    room.holds(&["Alpha", "Beta"]);
}
