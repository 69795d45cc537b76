//! Faults on demand: a newsroom between two runs, system calls that fail or kill, a process without privileges.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::harness::{PROGRAM, Ran, Room, judge, ran};

/// System calls by which a run changes what is on the disk.
pub(crate) const WRITING: &[&str] = &[
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "ftruncate",
    "unlink",
    "unlinkat",
    "openat",
    "mkdir",
    "fallocate",
];

/// The documents of [`OldAndNew`].
pub(crate) const DOCUMENTS: [&str; 2] = ["news.rss", "news.atom"];

/// A newsroom that has published, whose sources have changed since, and what the next run must make of it.
pub(crate) struct OldAndNew {
    before: Room,
    old: Documents,
    new: Documents,
}

type Documents = BTreeMap<&'static str, Vec<u8>>;

/// The run that is disturbed, and the one that heals.
const RUN: &[&str] = &["publish", "--now", "2026-03-03T06:00:00Z"];

impl OldAndNew {
    /// One record changes, one comes, so that store and documents change.
    pub(crate) fn new() -> Self {
        let before = Room::with_records(concat!(
            "{\"id\":\"a\",\"title\":\"Alpha\",\"published\":\"2026-03-01\",\"body_html\":\"<p>First.</p>\"}\n",
            "{\"id\":\"b\",\"title\":\"Beta\",\"published\":\"2026-03-01\"}\n",
        ));
        before.run(&["publish"]).exits(0);
        let old = documents(&before);
        before.write(
            "records.jsonl",
            before
                .read("records.jsonl")
                .replace("First.", "First, at length."),
        );
        before.append(
            "records.jsonl",
            "{\"id\":\"c\",\"title\":\"Gamma\",\"published\":\"2026-03-02\"}\n",
        );
        Self::from(before, old)
    }

    /// A newsroom that has never published.
    pub(crate) fn first_run() -> Self {
        let before =
            Room::with_records("{\"id\":\"a\",\"title\":\"Alpha\",\"published\":\"2026-03-01\"}\n");
        Self::from(before, Documents::new())
    }

    fn from(before: Room, old: Documents) -> Self {
        let after = copy(&before);
        after.run(RUN).exits(0);
        let new = documents(&after);
        assert_ne!(old, new);
        OldAndNew { before, old, new }
    }

    /// A copy to disturb, times and all.
    pub(crate) fn room(&self) -> Room {
        copy(&self.before)
    }

    /// The disturbed run.
    pub(crate) fn command(room: &Room) -> Command {
        room.command(RUN)
    }

    /// Each document is wholly old or wholly new.
    #[track_caller]
    pub(crate) fn nothing_is_torn(&self, room: &Room, when: &str) {
        let found = documents(room);
        for name in DOCUMENTS {
            let bytes = found.get(name);
            assert!(
                bytes == self.old.get(name) || bytes == self.new.get(name),
                "{when}: {name} is torn: {bytes:?}"
            );
        }
    }

    /// Each document is as it was.
    #[track_caller]
    pub(crate) fn is_old(&self, room: &Room, when: &str) {
        assert!(
            documents(room) == self.old,
            "{when}: the documents have changed"
        );
    }

    /// The next run makes the right bytes and leaves nothing else behind.
    #[track_caller]
    pub(crate) fn heals(&self, room: &Room, when: &str) {
        let healed = room.run(RUN);
        assert_eq!(healed.exit, 0, "{when}, next run: {}", healed.stderr);
        assert!(
            documents(room) == self.new,
            "{when}: the next run has not made the right bytes"
        );
        assert_eq!(
            names(&room.at("public")),
            [".feedwright.json", "news.atom", "news.rss"],
            "{when}: litter"
        );
        let store: Vec<String> = names(&room.at(".feedwright"));
        assert!(
            store
                .iter()
                .all(|n| n.starts_with("store.db") && !n.contains("tmp")),
            "{when}: litter: {store:?}"
        );
        assert!(
            !store
                .iter()
                .any(|n| n.ends_with("-journal") || n.ends_with(".new")),
            "{when}: litter: {store:?}"
        );
        let again = room
            .run(&[
                "publish",
                "--now",
                "2026-03-03T06:00:00Z",
                "--format",
                "json",
            ])
            .exits(0)
            .json();
        assert_eq!(
            (&again["records"]["new"], &again["documents"]["written"]),
            (&0.into(), &0.into()),
            "{when}: {again}"
        );
    }

    /// What the disturbed run had to say is true, and the newsroom is as whole as it says.
    #[track_caller]
    pub(crate) fn holds_after(&self, room: &Room, ran: &Ran, when: &str) {
        assert!(
            [0, 2].contains(&ran.exit),
            "{when}: exit {}: {}",
            ran.exit,
            ran.stderr
        );
        assert!(
            ran.exit == 0 || ran.stderr.contains("error: "),
            "{when}: {}",
            ran.stderr
        );
        self.nothing_is_torn(room, when);
        if ran.exit == 0 {
            assert!(
                documents(room) == self.new,
                "{when}: exit 0, and the documents are not new: {}",
                ran.stderr
            );
        }
        self.heals(room, when);
    }
}

fn documents(room: &Room) -> Documents {
    let read = |name: &'static str| {
        std::fs::read(room.at("public").join(name))
            .ok()
            .map(|bytes| (name, bytes))
    };
    DOCUMENTS.into_iter().filter_map(read).collect()
}

/// The names in a folder, sorted.
pub(crate) fn names(dir: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn copy(room: &Room) -> Room {
    let other = Room::empty();
    let from = format!("{}/.", room.path().display());
    ran(Command::new("cp").arg("-a").arg(from).arg(other.path())).exits(0);
    other
}

/// Can system calls be made to fail here? In CI they must.
pub(crate) fn strace() -> bool {
    let unchecked =
        "what a run leaves behind when a system call fails or the process is killed at one";
    if !judge("strace", unchecked) {
        return false;
    }
    let works = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output()
        .is_ok_and(|o| o.status.success());
    assert!(
        works || std::env::var_os("CI").is_none(),
        "strace may not trace here, and CI is set"
    );
    if !works {
        println!("strace may not trace here; not checked: {unchecked}");
    }
    works
}

/// A run under strace with one thing injected (`fsync:error=EIO:when=2`), and its log.
pub(crate) struct Traced {
    pub(crate) ran: Ran,
    pub(crate) log: String,
}

impl Traced {
    /// Disturbs a run. The log names files beside their descriptors.
    pub(crate) fn run(room: &Room, command: &Command, inject: &str, only: &[&str]) -> Self {
        let log = Room::empty();
        let call = inject.split(':').next().unwrap();
        let mut strace = room.tool("strace");
        strace.args(["-f", "-y", "-o"]).arg(log.at("log"));
        strace
            .arg("-e")
            .arg(format!("trace={call}"))
            .arg("-e")
            .arg(format!("inject={inject}"));
        for path in only {
            strace.args(["-P", path]);
        }
        strace.arg(command.get_program()).args(command.get_args());
        let ran = ran(&mut strace);
        Traced {
            ran,
            log: log.read("log"),
        }
    }

    /// Was there a call to meet?
    pub(crate) fn met(&self) -> bool {
        self.log.contains("(INJECTED)") || self.log.contains("killed by SIGKILL")
    }
}

/// Lets the first, the second … call of a kind meet `fault`, until a run meets none, as SQLite's own tests do.
pub(crate) fn walk(call: &str, fault: &str, mut each: impl FnMut(&str) -> Traced) -> usize {
    for n in 1..2_000 {
        let traced = each(&format!("{call}:{fault}:when={n}"));
        if !traced.met() {
            return n - 1;
        }
    }
    panic!("{call} without end");
}

/// The program as a user who may not read and write everything: root without its capabilities is one. `None`,
/// said plainly, where that cannot be had.
pub(crate) fn without_privileges(room: &Room, args: &[&str]) -> Option<Command> {
    if !is_root() {
        return Some(room.command(args));
    }
    if !judge(
        "setpriv",
        "what a run does with files that it may not read or write",
    ) {
        return None;
    }
    let mut command = room.tool("setpriv");
    command
        .args(["--bounding-set=-all", "--inh-caps=-all", "--", PROGRAM])
        .args(args);
    Some(command)
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

/// A run that stands still in the middle: it holds the lock and the output folder, has read what it was given, and
/// waits for the rest of its standard input.
pub(crate) struct Paused {
    pub(crate) child: Child,
}

impl Paused {
    /// Makes standard input the newsroom's only source, and starts a run that has read `given`.
    pub(crate) fn start(room: &Room, given: &str) -> Self {
        Self::with(room, given, &["publish"])
    }

    pub(crate) fn with(room: &Room, given: &str, args: &[&str]) -> Self {
        room.write(
            "feedwright.toml",
            room.read("feedwright.toml")
                .replace("\"records.jsonl\"", "\"-\"\nformat = \"jsonl\""),
        );
        let mut command = room.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program");
        child
            .stdin
            .as_mut()
            .expect("its input")
            .write_all(given.as_bytes())
            .expect("a reader");
        let paused = Paused { child };
        paused.wait_until_it_reads();
        paused
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        ran(Command::new("kill").args([format!("-{name}"), self.pid().to_string()])).exits(0);
    }

    /// Gives it the rest, and lets it end.
    pub(crate) fn finish(mut self, rest: &str) -> Ran {
        let mut stdin = self.child.stdin.take().expect("its input");
        stdin.write_all(rest.as_bytes()).expect("a reader");
        drop(stdin);
        self.end()
    }

    /// Waits for its end, for at most ten seconds.
    pub(crate) fn end(mut self) -> Ran {
        let began = std::time::Instant::now();
        while self.child.try_wait().expect("a process").is_none() {
            if began.elapsed().as_secs() >= 10 {
                let _ = self.child.kill();
                panic!("it has not ended in ten seconds");
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        crate::harness::what_came_of(self.child.wait_with_output().expect("its output"))
    }

    /// The output folder is the last thing that is opened before sources are read.
    fn wait_until_it_reads(&self) {
        let began = std::time::Instant::now();
        let open = format!("/proc/{}/fd", self.child.id());
        while began.elapsed().as_secs() < 10 {
            let files = std::fs::read_dir(&open).into_iter().flatten().flatten();
            if files
                .filter_map(|f| std::fs::read_link(f.path()).ok())
                .any(|to| to.ends_with("public"))
            {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("the run has not begun to read its input");
    }
}
