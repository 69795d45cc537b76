//! Documents that mean harm. The program judges each of them, says why it is refused, and ends within its limits; nothing
//! that they name is fetched or opened. The sets are tables of small generators, one file each.

mod bulk;
mod content;
mod encodings;
mod entities;
mod foreign;
mod json;

use std::path::Path;

use serde_json::Value;

use crate::harness::{PROGRAM, Room, judge, ran, repository};

/// One hostile document, and what has to be said of it.
pub(crate) struct Case {
    name: String,
    kind: Kind,
    /// One of these rules has to speak; any, where none is named.
    rules: Vec<&'static str>,
    /// How the bound is named that the document meets.
    bound: Option<&'static str>,
    valid: bool,
    make: Box<dyn Fn() -> Vec<u8>>,
}

/// What a judge of well-formedness alone should make of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Not well-formed XML.
    Broken,
    /// Well-formed, whatever else is wrong.
    Sound,
    Json,
}

fn case<T: Into<Vec<u8>>>(kind: Kind, name: &str, make: impl Fn() -> T + 'static) -> Case {
    Case {
        name: name.to_owned(),
        kind,
        rules: Vec::new(),
        bound: None,
        valid: false,
        make: Box::new(move || make().into()),
    }
}

/// No well-formed XML, which this rule says.
fn ill<T: Into<Vec<u8>>>(name: &str, rule: &'static str, make: impl Fn() -> T + 'static) -> Case {
    case(Kind::Broken, name, make).or(rule)
}

/// Well-formed, and no valid feed, which this rule says.
fn odd<T: Into<Vec<u8>>>(name: &str, rule: &'static str, make: impl Fn() -> T + 'static) -> Case {
    case(Kind::Sound, name, make).or(rule)
}

/// Well-formed and a valid feed: what is hostile in it concerns others.
fn sound<T: Into<Vec<u8>>>(name: &str, make: impl Fn() -> T + 'static) -> Case {
    case(Kind::Sound, name, make).valid()
}

/// Meets this bound.
fn over<T: Into<Vec<u8>>>(name: &str, bound: &'static str, make: impl Fn() -> T + 'static) -> Case {
    let mut case = odd(name, "limit-exceeded", make);
    case.bound = Some(bound);
    case
}

/// JSON, of which this rule speaks.
fn json<T: Into<Vec<u8>>>(name: &str, rule: &'static str, make: impl Fn() -> T + 'static) -> Case {
    case(Kind::Json, name, make).or(rule)
}

/// JSON that meets this bound.
fn json_over<T: Into<Vec<u8>>>(
    name: &str,
    bound: &'static str,
    make: impl Fn() -> T + 'static,
) -> Case {
    let mut case = over(name, bound, make);
    case.kind = Kind::Json;
    case
}

impl Case {
    /// This rule will do as well.
    fn or(mut self, rule: &'static str) -> Self {
        self.rules.push(rule);
        self
    }

    /// No error is expected.
    fn valid(mut self) -> Self {
        self.valid = true;
        self
    }

    /// It is not well-formed either.
    fn broken(mut self) -> Self {
        self.kind = Kind::Broken;
        self
    }

    fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Broken => "broken",
            Kind::Sound => "sound",
            Kind::Json => "json",
        }
    }
}

/// A feed that is valid but for what `body` does to it.
fn rss(body: &str) -> String {
    format!(
        "<rss version='2.0'><channel><title>t</title><link>https://a.example/</link><description>d</description>{body}</channel></rss>"
    )
}

type Set = (&'static str, fn() -> Vec<Case>);

const SETS: &[Set] = &[
    ("entities", entities::bombs),
    ("elsewhere", entities::elsewhere),
    ("depth", bulk::deep),
    ("attributes", bulk::attributes),
    ("values", bulk::values),
    ("many", bulk::many),
    ("wide", encodings::wide),
    ("bytes", encodings::bytes),
    ("characters", encodings::characters),
    ("foreign", foreign::documents),
    ("json", json::documents),
    ("html", content::html),
    ("modules", content::modules),
];

/// Says what is wrong with the judgement; nothing where it is right.
fn complaint(case: &Case, exit: i32, report: &Value) -> Option<String> {
    if exit != i32::from(!case.valid) || report["valid"] != Value::Bool(case.valid) {
        return Some(format!("exit {exit}, valid {}", report["valid"]));
    }
    let found = report["diagnostics"].as_array()?;
    let of_rule = |rule: &str| found.iter().find(|d| d["rule"] == rule);
    let spoke = case.rules.iter().find_map(|rule| of_rule(rule));
    let Some(spoke) = spoke.filter(|_| !case.rules.is_empty()) else {
        let mut rules: Vec<&str> = found.iter().filter_map(|d| d["rule"].as_str()).collect();
        rules.dedup();
        return (!case.rules.is_empty()).then(|| format!("not {:?} but {rules:?}", case.rules));
    };
    let message = spoke["message"].as_str().unwrap_or_default();
    let named = case
        .bound
        .is_none_or(|bound| message.starts_with(&format!("more than {bound}")));
    (!named).then(|| message.to_owned())
}

/// The largest documents that are judged: without optimisation a larger one takes too long. `validate_robust.rs` has some
/// that meet the bounds all the same, and `benches/hostile.py` judges all.
const BOUND: usize = if cfg!(debug_assertions) {
    1 << 20
} else {
    usize::MAX
};

/// Hands out each document of all sets that has at most so many bytes: its name, whether it is valid, and itself.
pub(crate) fn each_small(most: usize, mut take: impl FnMut(String, bool, Vec<u8>)) {
    for (set, cases) in SETS {
        for case in cases() {
            let document = (case.make)();
            if document.len() <= most {
                take(format!("{set}/{}", case.name), case.valid, document);
            }
        }
    }
}

/// Judges a set with the program, each document in a process of its own with 1 GiB of addresses.
fn judge_set(set: &str) {
    let (_, cases) = SETS.iter().find(|(name, _)| *name == set).expect("a set");
    let room = Room::empty();
    let mut wrong = Vec::new();
    for case in cases() {
        let document = (case.make)();
        if document.len() > BOUND {
            println!("{set}/{}: left to an optimised build", case.name);
            continue;
        }
        room.write("document", document);
        let limits = "ulimit -v 1048576; ulimit -t 120; ulimit -c 0";
        let args = ["validate", "--no-config", "--format", "json", "document"];
        let run = ran(&mut room.limited(limits, &args));
        let report = run
            .stdout
            .lines()
            .next()
            .and_then(|l| serde_json::from_str(l).ok());
        let said = match report {
            Some(report) => complaint(&case, run.exit, &report),
            None => Some(format!(
                "exit {} without a report: {}",
                run.exit, run.stderr
            )),
        };
        wrong.extend(said.map(|said| format!("{}: {said}", case.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn entities_are_not_expanded() {
    judge_set("entities");
}

#[test]
fn documents_that_name_others() {
    judge_set("elsewhere");
}

#[test]
fn too_deep() {
    judge_set("depth");
}

#[test]
fn too_many_attributes() {
    judge_set("attributes");
}

#[test]
fn too_long() {
    judge_set("values");
}

#[test]
fn too_many() {
    judge_set("many");
}

#[test]
fn other_encodings() {
    judge_set("wide");
}

#[test]
fn bytes_that_mean_nothing() {
    judge_set("bytes");
}

#[test]
fn characters_that_xml_forbids() {
    judge_set("characters");
}

#[test]
fn what_is_no_feed() {
    judge_set("foreign");
}

#[test]
fn hostile_json() {
    judge_set("json");
}

#[test]
fn hostile_html() {
    judge_set("html");
}

#[test]
fn hostile_modules() {
    judge_set("modules");
}

#[test]
fn names_are_given_once() {
    let mut names: Vec<String> = SETS
        .iter()
        .flat_map(|(set, cases)| {
            cases()
                .into_iter()
                .map(move |c| format!("{set}/{}", c.name))
        })
        .collect();
    names.sort();
    let before = names.len();
    names.dedup();
    assert_eq!(names.len(), before);
    assert!(before >= 200, "{before} documents");
}

/// What the system was asked for while the program judged every document that names another: of the documents'
/// folder only the documents were opened, and no address was connected to.
#[test]
fn nothing_is_fetched() {
    if !judge("strace", "that nothing is fetched") {
        return;
    }
    let room = Room::empty();
    room.write("beside.txt", "root:x:0:0:beside");
    let mut names = Vec::new();
    for case in entities::elsewhere() {
        let name = format!("{}.xml", case.name);
        room.write(&name, (case.make)());
        names.push(name);
    }
    let mut command = room.tool("strace");
    command.args([
        "-f",
        "-qq",
        "-e",
        "trace=%network,openat,open,openat2,execve",
        "-o",
        "trace",
    ]);
    command
        .args([PROGRAM, "validate", "--no-config", "--format", "json"])
        .args(&names);
    let run = ran(&mut command).exits(1);
    assert!(
        !run.stdout.contains("root:x:0:0:"),
        "a file's content is shown"
    );
    let trace = room.read("trace");
    let opened = |line: &&str| names.iter().any(|n| line.contains(&format!("\"{n}\"")));
    assert!(
        trace.lines().filter(opened).count() >= names.len(),
        "{trace}"
    );
    let system = [
        "/lib/",
        "/usr/lib/",
        "/etc/ld.so",
        "/proc/self/",
        "/sys/fs/cgroup",
        "/dev/null",
        PROGRAM,
    ];
    let strange = |line: &&str| {
        // The second half of a call that another thread interrupted names nothing; the first half was looked at.
        let harmless = ["exited with", "+++", " resumed>"]
            .iter()
            .any(|part| line.contains(part));
        !harmless && !opened(line) && !system.iter().any(|s| line.contains(&format!("\"{s}")))
    };
    let strange: Vec<&str> = trace.lines().filter(strange).collect();
    assert!(strange.is_empty(), "{}", strange.join("\n"));
}

/// A bound as the guide writes it.
fn figure(bound: u64) -> String {
    match (bound % (1 << 20), bound / 1000) {
        (0, _) => format!("{} MiB", bound >> 20),
        (_, 0) => bound.to_string(),
        (_, thousands) => format!("{thousands},{:03}", bound % 1000),
    }
}

#[test]
fn every_bound_is_documented() {
    let guide = std::fs::read_to_string(repository().join("docs/validate.md")).unwrap();
    let cases = SETS.iter().flat_map(|(_, cases)| cases());
    for bound in cases.filter_map(|case| case.bound) {
        let (number, words) = bound.split_once(' ').expect("a number and its words");
        let shown = format!("| {} |", figure(number.parse().unwrap()));
        let row = guide
            .lines()
            .find(|l| l.contains(words) && l.contains(&shown));
        assert!(
            row.is_some(),
            "{bound} ({shown}) is not in docs/validate.md"
        );
    }
}

/// Writes all documents into the folder `HOSTILE_DIR`, with a list of them: `benches/hostile.py` measures them there.
#[test]
#[ignore = "writes some 1.5 GB; benches/hostile.py runs it"]
fn writes_the_set() {
    let dir = std::env::var_os("HOSTILE_DIR").expect("HOSTILE_DIR names a folder");
    let dir = Path::new(&dir);
    let mut index = String::new();
    for (set, cases) in SETS {
        for case in cases() {
            let name = format!("{set}-{}", case.name);
            std::fs::write(dir.join(&name), (case.make)()).expect("room on the disk");
            let rules = case.rules.join(",");
            let bound = case.bound.unwrap_or_default();
            let (kind, valid) = (case.kind_name(), case.valid);
            index.push_str(&format!(
                "{set}\t{name}\t{kind}\t{valid}\t{rules}\t{bound}\n"
            ));
        }
    }
    std::fs::write(dir.join("index.tsv"), index).expect("room on the disk");
}
