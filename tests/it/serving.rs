//! The servers of `docs/serving.md`: each piece of configuration there is run, and what it serves is asked as feed
//! readers ask.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{Room, judge, repository, shared};

/// The piece of the documentation in this language.
fn piece(language: &str) -> String {
    let text = std::fs::read_to_string(repository().join("docs/serving.md")).unwrap();
    let begin = text.find(&format!("```{language}\n")).expect("the piece");
    let body = &text[begin..];
    let body = &body[body.find('\n').unwrap() + 1..];
    body[..body.find("```").unwrap()].to_owned()
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A published newsroom with packed copies and a front page that names its feeds, readable by every server.
fn published() -> Room {
    let records: String = (0..40)
        .map(|n| {
            format!(
                "{{\"title\": \"Ferry {n}\", \"url\": \"https://quay.example/{n}\", \
                 \"body_html\": \"<p>The ferry of pier {n} sails at noon.</p>\"}}\n"
            )
        })
        .collect();
    let room = Room::with_records(&records);
    let config = room.read("feedwright.toml");
    let output = "[output]\ncompress = [\"gz\", \"br\", \"zst\"]";
    let config = config.replace("[output]", output);
    let pages = "[pages]\nindex = false\n";
    room.write("feedwright.toml", format!("{config}\n{pages}"));
    room.write("feeds/news.toml", "title = \"News\"");
    room.write(
        "feeds/short.toml",
        "title = \"Short\"\nformats = [\"rss\"]\nlimit = 9",
    );
    room.run(&["publish"]).exits(0);
    let links: String = ["news.rss", "news.atom", "short.rss"]
        .map(|name| {
            let kind = name.rsplit('.').next().unwrap();
            format!("<link rel=\"alternate\" type=\"application/{kind}+xml\" title=\"Quay\" href=\"/{name}\">")
        })
        .concat();
    room.write(
        "public/index.html",
        format!("<!doctype html><title>Quay</title>{links}"),
    );
    std::fs::set_permissions(room.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    room
}

/// A server that ends with the test.
pub(crate) struct Server {
    process: Child,
    pub(crate) port: u16,
}

impl Server {
    /// Starts it and waits until it listens.
    pub(crate) fn start(mut command: Command, port: u16) -> Self {
        let process = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| panic!("{command:?}: {e}"));
        let mut server = Server { process, port };
        let patience = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = server.process.try_wait().unwrap();
            assert!(ended.is_none(), "{command:?} ended: {ended:?}");
            assert!(patience.elapsed() < Duration::from_secs(20), "{command:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// The head of an answer, in lower case.
    fn ask(&self, path: &str, header: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let text = String::from_utf8_lossy(&answer);
        text.split("\r\n\r\n").next().unwrap().to_lowercase()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked to end, so that it ends its workers too.
        let pid = self.process.id().to_string();
        let _ = Command::new("kill").arg(&pid).status();
        let _ = self.process.wait();
    }
}

/// What every reader needs; the checker, where it is there, asks 134 things more.
fn serves(server: &Server) {
    let plain = server.ask("/news.rss", "Accept: */*");
    for wanted in [
        "200",
        "application/rss+xml",
        "etag: ",
        "last-modified: ",
        "vary: accept-encoding",
        "max-age=900",
    ] {
        assert!(plain.contains(wanted), "{wanted}:\n{plain}");
    }
    let packed = server.ask("/news.rss", "Accept-Encoding: gzip");
    assert!(packed.contains("content-encoding: gzip"), "{packed}");
    let etag = plain
        .lines()
        .find_map(|l| l.strip_prefix("etag: "))
        .unwrap()
        .replace("w/", "W/");
    let again = server.ask("/news.rss", &format!("If-None-Match: {etag}"));
    assert!(
        again.contains("304") && again.contains("vary: accept-encoding"),
        "{again}"
    );
    assert!(server.ask("/ended.rss", "").contains("410"));
    assert!(server.ask("/old.rss", "").contains("location: "));
    assert!(server.ask("/.feedwright.json", "").contains("404"));
    // With "nosniff" browsers run and obey only what has its own type.
    for (name, wanted) in [
        ("/pages.js", "content-type: text/javascript"),
        ("/pages.css", "content-type: text/css"),
        ("/news.html", "content-type: text/html"),
    ] {
        let answer = server.ask(name, "");
        assert!(answer.contains(wanted), "{name}:\n{answer}");
    }

    let Some(shared) = shared("134 behaviours of a feed server") else {
        return;
    };
    if !judge("python3", "134 behaviours of a feed server") {
        return;
    }
    let out = Command::new("python3")
        .arg(shared.join("readers/http_check.py"))
        .arg(format!("http://127.0.0.1:{}", server.port))
        .args(["/news.rss", "/news.atom", "/short.rss"])
        .args(["--gone", "/ended.rss", "--moved", "/old.rss"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    let failed: Vec<&str> = said
        .lines()
        .filter(|l| l.starts_with("FAIL [must]"))
        .collect();
    assert!(
        said.ends_with("134 passed, 0 failed\n"),
        "{failed:#?}\n{said}"
    );
}

fn here(room: &Room, piece: &str) -> String {
    piece.replace(
        "/srv/gazette/public",
        &room.at("public").display().to_string(),
    )
}

/// nginx with this piece of configuration in its `http` block; `None`, said plainly, where it is absent.
pub(crate) fn nginx(room: &Room, piece: &str, unchecked: &str) -> Option<Command> {
    let nginx = std::env::var("FEEDWRIGHT_NGINX").unwrap_or_else(|_| "nginx".to_owned());
    if !judge(&nginx, unchecked) {
        return None;
    }
    let folder = room.path().display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {folder}/tmp-{name};\n"))
        .concat();
    room.write(
        "nginx.conf",
        format!(
            "daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;\n\
             events {{}}\nhttp {{ access_log off;\n{temporary}{piece} }}\n"
        ),
    );
    let mut command = room.tool(&nginx);
    command
        .arg("-p")
        .arg(room.path())
        .args(["-e", "stderr", "-c"])
        .arg(room.at("nginx.conf"));
    Some(command)
}

#[test]
fn nginx_serves_as_readers_want() {
    let (room, port) = (published(), free_port());
    let piece =
        here(&room, &piece("nginx")).replace("listen 80;", &format!("listen 127.0.0.1:{port};"));
    let unchecked = "that nginx serves the documents as readers want";
    if let Some(command) = nginx(&room, &piece, unchecked) {
        serves(&Server::start(command, port));
    }
}

/// Apache and Caddy are not asked for in CI: two web servers more would be much to install for one page of documentation.
pub(crate) fn is_here(program: &str) -> bool {
    let here = Path::new("/usr/sbin").join(program).exists()
        || Path::new("/usr/bin").join(program).exists();
    if !here {
        println!("{program} is missing; not checked: that it serves the documents as readers want");
    }
    here
}

#[test]
fn apache_serves_as_readers_want() {
    if !is_here("apache2") {
        return;
    }
    let (room, port) = (published(), free_port());
    let piece = here(&room, &piece("apache")).replace("*:80", &format!("127.0.0.1:{port}"));
    let folder = room.path().display();
    let modules: String = [
        "mpm_event",
        "authz_core",
        "mime",
        "dir",
        "alias",
        "headers",
        "rewrite",
        "allowmethods",
    ]
    .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
    .concat();
    room.write(
        "apache.conf",
        format!(
            "ServerRoot {folder}\nPidFile {folder}/apache.pid\nErrorLog {folder}/apache.log\nServerName localhost\n\
             Listen 127.0.0.1:{port}\n{modules}TypesConfig /etc/mime.types\n{piece}"
        ),
    );
    let mut command = room.tool("/usr/sbin/apache2");
    command
        .arg("-DFOREGROUND")
        .arg("-f")
        .arg(room.at("apache.conf"));
    serves(&Server::start(command, port));
}

#[test]
fn caddy_serves_as_readers_want() {
    if !is_here("caddy") {
        return;
    }
    let (room, port) = (published(), free_port());
    let site = format!("http://:{port} {{\n\tbind 127.0.0.1");
    let piece = here(&room, &piece("caddy")).replace("gazette.example {", &site);
    room.write(
        "Caddyfile",
        format!("{{\n\tadmin off\n\tauto_https off\n}}\n{piece}"),
    );
    let mut command = room.tool("caddy");
    command
        .env("HOME", room.path())
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(room.at("Caddyfile"));
    serves(&Server::start(command, port));
}
