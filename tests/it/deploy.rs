//! What `contrib/` and `docs/deploy.md` give to those who run a server: units are held against systemd's own judgement,
//! and proxies are run in front of `feedwright serve`.

use std::process::Command;

use crate::harness::{Room, judge, repository, shared};
use crate::serve_feeds;
use crate::serve_kit::Server;
use crate::serving::{self, Server as Proxy, free_port};

/// The piece of the page in this language that holds `part`.
fn piece(language: &str, part: &str) -> String {
    let text = std::fs::read_to_string(repository().join("docs/deploy.md")).unwrap();
    let fence = format!("```{language}\n");
    let mut pieces = text
        .split(&fence)
        .skip(1)
        .filter_map(|p| p.split("```").next());
    pieces
        .find(|p| p.contains(part))
        .expect("the piece")
        .to_owned()
}

const UNITS: &[&str] = &[
    "feedwright-publish@.service",
    "feedwright-publish@.timer",
    "feedwright-serve@.service",
    "feedwright-serve@.socket",
];

/// The units as they lie on a machine where the newsroom is called gazette.
fn units() -> Room {
    let room = Room::empty();
    for unit in UNITS {
        let text = repository().join("contrib/systemd").join(unit);
        let text = std::fs::read_to_string(text).unwrap();
        // Whether the program and its man page lie on this machine is no fault of the unit.
        let text = text.replace("/usr/local/bin/feedwright", "/bin/true");
        let text: String = text
            .lines()
            .filter(|line| !line.starts_with("Documentation="))
            .map(|line| format!("{line}\n"))
            .collect();
        room.write(unit, &text);
        room.write(&unit.replace('@', "@gazette"), &text);
    }
    room
}

#[test]
fn systemd_finds_no_fault_in_the_units() {
    if !judge("systemd-analyze", "the units of contrib/systemd") {
        return;
    }
    let room = units();
    for unit in UNITS {
        let named = format!("./{}", unit.replace('@', "@gazette"));
        let verified = room
            .tool("systemd-analyze")
            .env("SYSTEMD_UNIT_PATH", format!("{}:", room.path().display()))
            .args(["verify", "--man=no", &named])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&verified.stderr);
        let ours: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("feedwright"))
            .collect();
        assert!(ours.is_empty(), "{unit}: {ours:?}");
    }
}

#[test]
fn the_services_may_do_little() {
    if !judge("systemd-analyze", "how far the units are shut in") {
        return;
    }
    let room = units();
    for unit in ["publish", "serve"] {
        let judged = room
            .tool("systemd-analyze")
            .args(["security", "--offline=true", "--no-pager", "--threshold=20"])
            .arg(format!("./feedwright-{unit}@gazette.service"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&judged.stdout);
        assert!(judged.status.success(), "{said}");
        assert!(said.contains("exposure level"), "{said}");
    }
}

#[test]
fn the_socket_that_systemd_holds_is_served() {
    if !judge(
        "systemd-socket-activate",
        "that a socket of systemd is served",
    ) {
        return;
    }
    let room = serve_feeds::newsroom();
    let port = free_port();
    let mut command = room.tool("systemd-socket-activate");
    command
        .args(["-l", &format!("127.0.0.1:{port}"), crate::harness::PROGRAM])
        .args(["serve", "--listen", "127.0.0.1:1", "--log", "none"]);
    let server = Proxy::start(command, port);
    let head = server.ask("/news.rss", "Accept: */*");
    assert!(head.starts_with("http/1.1 200"), "{head}");
}

#[test]
fn cron_runs_what_the_program_knows() {
    let cron = std::fs::read_to_string(repository().join("contrib/cron/feedwright")).unwrap();
    let room = serve_feeds::newsroom();
    let lines = cron
        .lines()
        .filter_map(|line| line.split_once("cd /srv/gazette && "));
    let mut ran = 0;
    for (_, command) in lines {
        // In a crontab a percent sign ends the command, so it is written with a backslash.
        let command = command
            .replace("\\%", "%")
            .replace("feedwright ", "\"$FEEDWRIGHT\" ");
        let run = room
            .tool("sh")
            .args(["-c", &command])
            .env("FEEDWRIGHT", crate::harness::PROGRAM)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert_eq!((run.status.code(), &*said), (Some(0), ""), "{command}");
        ran += 1;
    }
    assert_eq!(ran, 2);
    assert_eq!(std::fs::read_dir(room.at("backups")).unwrap().count(), 1);
}

/// Readers find behind the proxy all that they find without.
fn readers_are_content(proxy: &Proxy) {
    let Some(shared) = shared("what readers want of a server behind a proxy") else {
        return;
    };
    let checked = Command::new("python3")
        .arg(shared.join("readers/http_check.py"))
        .arg(format!("http://127.0.0.1:{}", proxy.port))
        .args(["/news.rss", "/news.atom", "/news.json"])
        .args(["--moved", "/old.rss", "--gone", "/ended.rss"])
        .output()
        .expect("python");
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}");
    assert!(said.contains("nice to have: 30 of 30"), "{said}");
}

#[test]
fn nginx_in_front_changes_nothing() {
    let room = serve_feeds::newsroom();
    let server = Server::start(&room, &["--log", "none"]);
    let port = free_port();
    let location =
        piece("nginx", "proxy_pass").replace("127.0.0.1:8080", &server.address.to_string());
    let site = format!("server {{ listen 127.0.0.1:{port};\n{location}}}");
    let unchecked = "that nginx passes on what the server says";
    if let Some(command) = serving::nginx(&room, &site, unchecked) {
        readers_are_content(&Proxy::start(command, port));
    }
}

#[test]
fn caddy_in_front_changes_nothing() {
    if !serving::is_here("caddy") {
        return;
    }
    let room = serve_feeds::newsroom();
    let server = Server::start(&room, &["--log", "none"]);
    let port = free_port();
    let site = piece("caddy", "reverse_proxy")
        .replace("127.0.0.1:8080", &server.address.to_string())
        .replace("gazette.example", &format!("http://:{port}"));
    room.write("Caddyfile", format!("{{\n\tadmin off\n}}\n{site}"));
    let mut command = room.tool("caddy");
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(room.at("Caddyfile"))
        .env("HOME", room.path());
    readers_are_content(&Proxy::start(command, port));
}
