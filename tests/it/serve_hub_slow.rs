//! What slow subscribers cannot do to others.

use std::time::{Duration, Instant};

use crate::hub_kit::{Manner, Subscriber, ask, newsroom, number, publish, topic};
use crate::serve_kit::{PATIENCE, Server};

/// Waits until it is so.
#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// More slow hosts than there are lanes for: those that have not been slow find one at once.
#[test]
fn slow_hosts_leave_lanes_to_others() {
    const HOSTS: usize = 14;
    const CALLBACKS: usize = 10;
    let hosts: Vec<String> = (1..=HOSTS).map(|n| format!("127.0.2.{n}")).collect();
    let quick = "127.0.3.1".to_owned();
    let room = newsroom();
    let allowed = hosts.iter().chain([&quick]);
    let allowed: Vec<String> = allowed.map(|host| format!("{host:?}")).collect();
    let config = room.read("feedwright.toml");
    let config = config.replace("\"127.0.0.1\"", &allowed.join(", "));
    room.write("feedwright.toml", config);
    let (reader, server) = (Subscriber::everywhere(), Server::start(&room, &[]));
    let subscribe = |host: &str, path: &str| {
        let callback = reader.callback_on(host, path);
        let answer = ask(&server, "subscribe", &callback, &topic("news.rss"), &[]);
        assert_eq!(answer.status, 202, "{}", answer.text());
    };
    let path = |host: &str, n: usize| format!("/{host}/{n}");
    for host in &hosts {
        (0..CALLBACKS).for_each(|n| subscribe(host, &path(host, n)));
    }
    let all = HOSTS * CALLBACKS;
    until("all are subscribed", || {
        number(&room, "SELECT count(*) FROM hub_subscription") == all as i64
    });
    let behave = |host: &str, n: usize, slowly: Duration| {
        let manner = Manner {
            slowly,
            ..Manner::default()
        };
        reader.behave(&path(host, n), manner);
    };
    // Once is enough to be known as slow.
    for host in &hosts {
        behave(host, 0, Duration::from_millis(3200));
    }
    publish(&room, 2);
    until("all have the first change", || reader.count("POST") == all);
    for host in &hosts {
        (0..CALLBACKS).for_each(|n| behave(host, n, Duration::from_secs(9)));
    }
    publish(&room, 3);
    until("the slow lanes are taken", || reader.inside() >= 70);
    subscribe(&quick, "/quick");
    reader.waits_for("GET", "/quick", 1);
    assert!(reader.inside() <= 71, "{}", reader.inside());
    assert_eq!(reader.count("POST"), all, "a slow one was waited for");
}
