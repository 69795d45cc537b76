//! Clients that take their time, with times so short that a test can wait for them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::listener::Door;
use super::room::{Room, Times};

const SHORT: Duration = Duration::from_millis(400);
const LONG: Duration = Duration::from_secs(20);

const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// Everything is allowed to take long.
const ALL_LONG: Times = Times {
    head: LONG,
    body: LONG,
    stall: LONG,
    idle: LONG,
    close: LONG,
    grace: Duration::from_millis(20),
};

struct Served {
    address: std::net::SocketAddr,
    door: Door,
}

async fn serve(most: usize, times: Times) -> Served {
    let router = Router::new()
        .route("/", get(|| async { "well" }))
        .route("/large", get(|| async { vec![7_u8; 64 << 20] }))
        .route("/echo", post(|body: Bytes| async { body }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let room = Room::new(most, times);
    tokio::spawn(Arc::clone(&room).keep_order());
    let door = Door::new(room, Arc::default());
    tokio::spawn(door.clone().admit(listener, router.into()));
    Served { address, door }
}

impl Served {
    async fn connect(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream
    }

    /// How long an ordinary client waits for its answer.
    async fn ordinary(&self) -> Duration {
        let begun = Instant::now();
        let mut stream = self.connect(ASK).await;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200");
        begun.elapsed()
    }
}

/// After how long the server ends this connection, if it does.
async fn ended(mut stream: TcpStream) -> Option<Duration> {
    let begun = Instant::now();
    let mut bytes = [0; 4096];
    let until_end = async { while stream.read(&mut bytes).await.is_ok_and(|n| n > 0) {} };
    let ended = tokio::time::timeout(SHORT * 8, until_end).await;
    ended.ok().map(|()| begun.elapsed())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_delay_has_its_time() {
    let post = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc";
    let many: &[(&str, &[u8], Times)] = &[
        (
            "silent",
            b"",
            Times {
                head: SHORT,
                ..ALL_LONG
            },
        ),
        (
            "half a head",
            b"GET / HT",
            Times {
                head: SHORT,
                ..ALL_LONG
            },
        ),
        (
            "half a body",
            post,
            Times {
                body: SHORT,
                ..ALL_LONG
            },
        ),
        (
            "idle",
            ASK,
            Times {
                idle: SHORT,
                ..ALL_LONG
            },
        ),
    ];
    for (name, bytes, times) in many {
        let served = serve(9, *times).await;
        let ended = ended(served.connect(bytes).await).await;
        let in_time = ended.is_some_and(|after| after >= SHORT / 2);
        assert!(in_time, "{name}: {ended:?}");
        // With long times it stays.
        let patient = serve(9, ALL_LONG).await;
        let mut stays = patient.connect(bytes).await;
        let read = tokio::time::timeout(SHORT * 2, async {
            let mut answer = Vec::new();
            stays.read_to_end(&mut answer).await
        });
        assert!(read.await.is_err(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_drips_is_no_progress() {
    let served = serve(
        9,
        Times {
            head: SHORT,
            ..ALL_LONG
        },
    )
    .await;
    let begun = Instant::now();
    let mut stream = served.connect(b"GET / HTTP/1.1\r\n").await;
    while stream.write_all(b"a: b\r\n").await.is_ok() {
        assert!(begun.elapsed() < SHORT * 8);
        tokio::time::sleep(SHORT / 20).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_nothing_of_an_answer_is_sent_away() {
    let served = serve(
        9,
        Times {
            stall: SHORT,
            ..ALL_LONG
        },
    )
    .await;
    let mut stream = served
        .connect(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        .await;
    tokio::time::sleep(SHORT * 3).await;
    let mut taken = Vec::new();
    let _ = stream.read_to_end(&mut taken).await;
    assert!(taken.len() < 64 << 20, "{}", taken.len());
    // Who takes a little now and then stays.
    let mut stream = served
        .connect(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        .await;
    let (mut bytes, mut count) = (vec![0; 8 << 20], 0);
    while count < 64 << 20 {
        count += stream.read(&mut bytes).await.unwrap();
        tokio::time::sleep(SHORT / 20).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_room_locks_nobody_out_for_long() {
    let served = serve(16, ALL_LONG).await;
    let mut silent = Vec::new();
    for n in 0..64 {
        silent.push(served.connect(b"").await);
        if n % 8 == 0 {
            let waited = served.ordinary().await;
            assert!(waited < Duration::from_secs(3), "{n}: {waited:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_inside_when_the_door_closes_gets_its_answer() {
    let served = serve(9, ALL_LONG).await;
    let mut idle = served.connect(ASK).await;
    let mut posting = served
        .connect(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
        .await;
    tokio::time::sleep(SHORT / 4).await;
    let door = served.door.clone();
    let closed = tokio::spawn(async move { door.close(LONG).await });
    tokio::time::sleep(SHORT / 4).await;
    posting.write_all(b"defghi").await.unwrap();
    let (mut answer, mut rest) = (String::new(), String::new());
    posting.read_to_string(&mut answer).await.unwrap();
    idle.read_to_string(&mut rest).await.unwrap();
    assert!(answer.ends_with("abcdefghi"), "{answer}");
    assert!(rest.ends_with("well"), "{rest}");
    closed.await.unwrap();
}
