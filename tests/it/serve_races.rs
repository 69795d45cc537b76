//! `feedwright serve` while what it serves is being changed under it.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::harness::Room;
use crate::serve_kit::{Answer, Server, parse};

fn records(run: usize) -> String {
    (1..=30)
        .map(|n| {
            format!(
                "{{\"id\":\"s{n}\",\"title\":\"Story {n} of run {run}\",\"url\":\"https://quay.example/{n}\",\
                 \"body_text\":\"What was said at the harbour in run {run}, at some length.\"}}\n"
            )
        })
        .collect()
}

fn newsroom() -> Room {
    let room = Room::with_records(&records(0));
    let config = room.read("feedwright.toml");
    let output = "[output]\ncompress = [\"gz\", \"br\", \"zst\"]";
    room.write("feedwright.toml", config.replace("[output]", output));
    room.write("feeds/news.toml", "title = \"News\"\nformats = [\"rss\"]");
    room.run(&["publish"]).exits(0);
    room
}

fn plain(answer: &Answer) -> Vec<u8> {
    let (packed, mut bytes) = (answer.body.as_slice(), Vec::new());
    match answer.header("content-encoding") {
        "" => return packed.to_vec(),
        "gzip" => {
            let mut unpacker = flate2::read::GzDecoder::new(packed);
            unpacker.read_to_end(&mut bytes).expect("gzip");
        }
        "zstd" => bytes = zstd::decode_all(packed).expect("zstd"),
        "br" => {
            brotli::BrotliDecompress(&mut std::io::Cursor::new(packed), &mut bytes).expect("brotli")
        }
        other => panic!("{other}"),
    }
    bytes
}

/// The feed in this encoding, as any thread may ask for it.
fn get(address: std::net::SocketAddr, coding: &str) -> Answer {
    let mut stream = std::net::TcpStream::connect(address).expect("a connection");
    let asked = format!(
        "GET /news.rss HTTP/1.1\r\nHost: a\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(asked.as_bytes()).expect("it listens");
    let mut answered = Vec::new();
    stream.read_to_end(&mut answered).expect("an answer");
    parse(&answered, false).expect("a whole answer")
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..24].to_owned()
}

#[test]
fn every_answer_is_wholly_one_version() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    let done = AtomicBool::new(false);
    let mut made = HashSet::from([digest(room.read("public/news.rss").as_bytes())]);
    let answered: Vec<(String, String)> = std::thread::scope(|scope| {
        let clients: Vec<_> = ["identity", "gzip", "br", "zstd"]
            .into_iter()
            .map(|coding| {
                let (address, done) = (server.address, &done);
                scope.spawn(move || {
                    let mut answered = Vec::new();
                    while !done.load(Ordering::Relaxed) {
                        let answer = get(address, coding);
                        assert_eq!(answer.status, 200, "{}", answer.text());
                        let tag = answer.header("etag").trim_matches('"');
                        let tag = tag.split('-').next().expect("a tag").to_owned();
                        answered.push((tag, digest(&plain(&answer))));
                    }
                    answered
                })
            })
            .collect();
        for run in 1..=12 {
            room.write("records.jsonl", records(run));
            room.run(&["publish"]).exits(0);
            made.insert(digest(room.read("public/news.rss").as_bytes()));
        }
        done.store(true, Ordering::Relaxed);
        let answered = clients.into_iter().map(|c| c.join().expect("a client"));
        answered.flatten().collect()
    });
    assert_eq!(made.len(), 13);
    for (tag, digest) in &answered {
        assert_eq!(tag, digest);
        assert!(made.contains(digest), "{digest}");
    }
    // A picture of the folder may just be being taken for somebody else, who asked before the run's end.
    let last = server.until("/news.rss", |answer| answer.text().contains("of run 12<"));
    assert!(!last.text().contains("of run 11<"));
}

#[test]
fn a_folder_that_goes_and_comes_again_is_served_again() {
    let room = newsroom();
    let server = Server::start(&room, &[]);
    assert_eq!(server.get("/news.rss", &[]).status, 200);
    std::fs::remove_dir_all(room.at("public")).expect("it goes");
    let gone = server.until("/news.rss", |answer| answer.status != 200);
    assert!(matches!(gone.status, 404 | 503), "{}", gone.status);
    room.write("records.jsonl", records(1));
    room.run(&["publish"]).exits(0);
    let back = server.until("/news.rss", |answer| answer.status == 200);
    assert!(back.text().contains("of run 1<"));
}

#[test]
fn what_is_put_in_place_of_a_file_is_not_followed() {
    let room = newsroom();
    room.write("secret.txt", "keep this");
    for name in ["a.bin", "b.bin", "c.bin"] {
        room.write(&format!("public/{name}"), vec![b'x'; 2 << 20]);
    }
    let server = Server::start(&room, &[]);
    let replace = |name: &str, with: &dyn Fn(&std::path::Path)| {
        let path = room.at("public").join(name);
        std::fs::remove_file(&path).expect("it goes");
        with(&path);
    };
    assert_eq!(server.get("/a.bin", &[]).status, 200);
    let secret = room.at("secret.txt");
    replace("a.bin", &|path| {
        std::os::unix::fs::symlink(&secret, path).expect("a link")
    });
    replace("b.bin", &|path| {
        std::fs::create_dir(path).expect("a folder")
    });
    replace("c.bin", &|path| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.expect("mkfifo").success());
    });
    for path in ["/a.bin", "/b.bin", "/c.bin"] {
        let answer = server.until(path, |answer| answer.status == 404);
        assert!(!answer.text().contains("keep"), "{path}");
    }
}

#[test]
fn a_file_that_is_cut_while_it_is_sent_ends_the_connection() {
    let room = newsroom();
    let size: usize = 64 << 20;
    room.write("public/large.bin", vec![b'x'; size]);
    let server = Server::start(&room, &[]);
    let mut stream = server.connect();
    let asked =
        "GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\nGET /news.rss HTTP/1.1\r\nHost: a\r\n\r\n";
    stream.write_all(asked.as_bytes()).expect("it listens");
    let mut begin = vec![0; 1 << 20];
    stream.read_exact(&mut begin).expect("the beginning");
    let file = std::fs::OpenOptions::new()
        .write(true)
        .open(room.at("public/large.bin"));
    file.and_then(|file| file.set_len(1 << 20))
        .expect("it is cut");
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(begin.len() + rest.len() < size, "{}", rest.len());
    // Nothing else stands where the rest of the file should be.
    assert!(rest.iter().all(|byte| *byte == b'x'));
    let now = server.until("/large.bin", |answer| answer.status == 200);
    assert_eq!(now.body.len(), 1 << 20);
}

#[test]
fn a_file_that_is_written_in_place_has_a_new_tag() {
    let room = newsroom();
    room.write("public/note.txt", "first");
    let server = Server::start(&room, &[]);
    let first = server.get("/note.txt", &[]);
    std::thread::sleep(Duration::from_millis(20));
    room.write("public/note.txt", "other");
    // Somebody else's change shows once the folder has been touched and is quiet.
    room.write("public/more.txt", "more");
    let other = server.until("/note.txt", |answer| answer.text() == "other");
    assert_ne!(first.header("etag"), other.header("etag"));
    let old = [("If-None-Match", first.header("etag"))];
    assert_eq!(server.get("/note.txt", &old).status, 200);
}

#[test]
fn a_packed_copy_may_be_replaced_by_one_of_another_length() {
    let room = newsroom();
    // Packed it has more bytes than are kept in memory.
    let mut noise = vec![0; 1 << 21];
    blake3::Hasher::new().finalize_xof().fill(&mut noise);
    let text: String = noise.iter().map(|byte| format!("{byte:02x}")).collect();
    let pack = |level| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), level);
        packer.write_all(text.as_bytes()).expect("it is packed");
        packer.finish().expect("it is packed")
    };
    let copies = [flate2::Compression::best(), flate2::Compression::fast()].map(pack);
    assert_ne!(copies[0].len(), copies[1].len());
    room.write("public/large.txt", &text);
    let place = |copy: &[u8]| {
        room.write("copy", copy);
        std::fs::rename(room.at("copy"), room.at("public/large.txt.gz")).expect("it moves");
    };
    place(&copies[0]);
    let server = Server::start(&room, &[]);
    let gzip = [("Accept-Encoding", "gzip")];
    for copy in [&copies[0], &copies[1], &copies[1], &copies[0]] {
        place(copy);
        let answer = server.get("/large.txt", &gzip);
        assert_eq!(answer.status, 200);
        assert!(answer.body == *copy, "{}", answer.body.len());
        assert!(plain(&answer) == text.as_bytes());
    }
}

#[test]
fn a_folder_that_cannot_be_read_is_told_once_and_tried_again() {
    let room = newsroom();
    room.append("feedwright.toml", "\n[serve]\nlog = \"none\"\n");
    let server = Server::start(&room, &[]);
    assert_eq!(server.get("/news.rss", &[]).status, 200);
    std::fs::rename(room.at("public"), room.at("away")).expect("it moves");
    room.write("public", "no folder");
    let begun = std::time::Instant::now();
    while begun.elapsed() < Duration::from_millis(2500) {
        server.get("/news.rss", &[]);
        server.get("/nothing.rss", &[]);
    }
    std::fs::remove_file(room.at("public")).expect("it goes");
    std::fs::rename(room.at("away"), room.at("public")).expect("it moves back");
    room.write("records.jsonl", records(1));
    room.run(&["publish"]).exits(0);
    server.until("/news.rss", |answer| answer.text().contains("of run 1<"));
    let (exit, said) = server.stop();
    assert_eq!(exit, Some(0));
    let told = said.matches("what was served stays: ");
    assert_eq!(told.count(), 1, "{said}");
    assert_eq!(said.matches("is served again").count(), 1, "{said}");
}
