//! A temporary folder, the built program in it, and what came of that.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The time of every run that names no other.
pub(crate) const NOW: &str = "2026-03-02T12:00:00Z";

/// A folder that is gone when the test ends.
pub(crate) struct Room {
    dir: TempDir,
}

/// The built program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_feedwright");

/// What a run of the program left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Room {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Room {
            dir: TempDir::new().expect("a temporary folder"),
        }
    }

    /// A newsroom whose only source is `records.jsonl`, with one feed `news` of everything.
    pub(crate) fn with_records(records: &str) -> Self {
        let room = Room::empty();
        room.write("feedwright.toml", CONFIG);
        room.write("records.jsonl", records);
        room
    }

    /// The same newsroom, whose source is one of the inputs that are wrong on purpose.
    pub(crate) fn with_hostile(input: &str) -> Self {
        let room = Room::with_records("");
        room.write("records.jsonl", hostile(input));
        room
    }

    /// A copy of one of the repository's newsrooms.
    pub(crate) fn copy_of(newsroom: &Path) -> Self {
        let room = Room::empty();
        copy_all(newsroom, room.path());
        room
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    pub(crate) fn append(&self, name: &str, text: &str) {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .open(self.at(name))
            .expect("a file to append to");
        file.write_all(text.as_bytes()).expect("room on the disk");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.at(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.at(name).exists()
    }

    /// The program, in this folder, at [`NOW`].
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.tool(PROGRAM);
        command.args(args);
        command
    }

    /// Another program, in this folder, that may start ours at [`NOW`].
    pub(crate) fn tool(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.path())
            .env_clear()
            .stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("SOURCE_DATE_EPOCH", seconds(NOW));
        command
    }

    /// The program behind limits that a POSIX shell sets (`ulimit -v 1048576`, in KiB).
    pub(crate) fn limited(&self, limits: &str, args: &[&str]) -> Command {
        let mut command = self.tool("sh");
        command
            .args(["-c", &format!("{limits}; exec \"$0\" \"$@\""), PROGRAM])
            .args(args);
        command
    }

    /// Runs the program in this folder at [`NOW`].
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        ran(&mut self.command(args))
    }

    /// Runs `publish --now TIME`.
    pub(crate) fn publish_at(&self, now: &str) -> Ran {
        self.run(&["publish", "--now", now])
    }

    /// What the run says in JSON.
    #[track_caller]
    pub(crate) fn publish_json(&self, exit: i32) -> serde_json::Value {
        self.run(&["publish", "--format", "json"])
            .exits(exit)
            .json()
    }

    /// The titles of a document's entries, sorted.
    pub(crate) fn titles(&self, document: &str) -> Vec<String> {
        let text = self.read(document);
        let tree =
            roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{document}: {e}\n{text}"));
        let entries = tree
            .descendants()
            .filter(|n| matches!(n.tag_name().name(), "item" | "entry"));
        let title = |n: roxmltree::Node<'_, '_>| n.children().find(|c| is_title(*c)).map(text_of);
        let mut titles: Vec<String> = entries.filter_map(title).collect();
        titles.sort();
        titles
    }

    /// Both documents parse, are valid, and hold entries with these titles, in any order.
    #[track_caller]
    pub(crate) fn holds(&self, titles: &[&str]) {
        let mut wanted: Vec<&str> = titles.to_vec();
        wanted.sort_unstable();
        for document in ["public/news.rss", "public/news.atom"] {
            assert_eq!(self.titles(document), wanted, "{document}");
            self.run(&["validate", document]).exits(0);
        }
    }

    /// Every file below `name` with its bytes and modification time, but for the lock, which says who held it last.
    pub(crate) fn state_of(&self, name: &str) -> Vec<(PathBuf, Vec<u8>, std::time::SystemTime)> {
        let mut files = Vec::new();
        walk(&self.at(name), &mut files);
        files.retain(|path| path.extension().is_none_or(|e| e != "lock"));
        files.sort();
        let modified = |p: &Path| {
            std::fs::metadata(p)
                .and_then(|m| m.modified())
                .expect("a time")
        };
        files
            .into_iter()
            .map(|p| (p.clone(), std::fs::read(&p).expect("a file"), modified(&p)))
            .collect()
    }
}

/// Runs a command to its end.
pub(crate) fn ran(command: &mut Command) -> Ran {
    what_came_of(
        command
            .output()
            .unwrap_or_else(|e| panic!("{command:?}: {e}")),
    )
}

/// What a run that has ended left behind.
#[track_caller]
pub(crate) fn what_came_of(out: std::process::Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8 output");
    let ran = Ran {
        exit: exit_status(out.status),
        stdout: text(out.stdout),
        stderr: text(out.stderr),
    };
    assert_tame(&ran.stderr);
    ran
}

/// Nothing that a terminal would obey: whatever the inputs were, this holds for every run of every test.
#[track_caller]
pub(crate) fn assert_tame(stderr: &str) {
    let wild = stderr.chars().find(|c| c.is_control() && *c != '\n');
    assert!(wild.is_none(), "standard error holds {wild:?}: {stderr:?}");
}

fn exit_status(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or_default())
}

impl Ran {
    /// Fails with everything that was said unless the exit status is this.
    #[track_caller]
    pub(crate) fn exits(self, wanted: i32) -> Self {
        assert_eq!(
            self.exit, wanted,
            "\nstdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// Fails unless standard error says this.
    #[track_caller]
    pub(crate) fn says(self, wanted: &str) -> Self {
        assert!(
            self.stderr.contains(wanted),
            "standard error does not say {wanted:?}:\n{}",
            self.stderr
        );
        self
    }

    /// The only line of standard output, as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}:\n{}", self.stdout))
    }

    /// Every line of standard output, as JSON.
    pub(crate) fn json_lines(&self) -> Vec<serde_json::Value> {
        self.stdout
            .lines()
            .map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}:\n{l}")))
            .collect()
    }
}

/// The repository's own folder.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// One of the inputs that are wrong on purpose.
pub(crate) fn hostile(name: &str) -> Vec<u8> {
    std::fs::read(repository().join("fixtures/hostile").join(name))
        .unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn is_title(node: roxmltree::Node<'_, '_>) -> bool {
    let inherited = node.parent_element().and_then(|p| p.tag_name().namespace());
    node.tag_name().name() == "title" && node.tag_name().namespace() == inherited
}

fn text_of(node: roxmltree::Node<'_, '_>) -> String {
    node.descendants()
        .filter(|n| n.is_text())
        .filter_map(|n| n.text())
        .collect()
}

/// The folder of shared captures and cases, or `None`, said plainly, where it is absent.
pub(crate) fn shared(unchecked: &str) -> Option<PathBuf> {
    let dir = std::env::var_os("FEEDWRIGHT_SHARED")
        .map_or_else(|| repository().join("../shared"), PathBuf::from);
    if dir.is_dir() {
        return Some(dir);
    }
    println!(
        "{} is absent (FEEDWRIGHT_SHARED); not checked: {unchecked}",
        dir.display()
    );
    None
}

/// Is this program of another's making here? In CI it must be.
pub(crate) fn judge(program: &str, unchecked: &str) -> bool {
    let here = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    assert!(
        here || std::env::var_os("CI").is_none(),
        "{program} is missing, and CI is set"
    );
    if !here {
        println!("{program} is missing; not checked: {unchecked}");
    }
    here
}

/// Seconds since 1970 of an RFC 3339 time.
pub(crate) fn seconds(time: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(time)
        .expect("a time")
        .timestamp()
        .to_string()
}

fn walk(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if let Ok(entries) = std::fs::read_dir(path) {
        for entry in entries {
            walk(&entry.expect("an entry").path(), files);
        }
    }
}

fn copy_all(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}

const CONFIG: &str = r#"
[site]
title = "The Quay Post"
url = "https://quay.example/"
language = "en"
timezone = "Europe/Riga"
authority = "quay.example,2020"

[[source]]
path = "records.jsonl"

[output]
base_url = "https://quay.example/feeds/"
"#;
