//! Rows 1 to 20 of every input format through the program: hostile records in a file of it, one run, and what then stands
//! in the documents. What one format alone can hold is tested beside its importer; `jsonl`, further, in `threats_records.rs`.

mod judged;
mod shapes;

use std::time::{Duration, Instant};

use feedwright::Severity;
use feedwright::import::{INPUTS, Options, named};
use serde_json::Value;

use crate::harness::{Room, ran};
use judged::{documents, texts};
use shapes::{SHAPES, Says, Shape, Writes};

/// Far more than a run needs, on a busy machine too.
const LONG: Duration = Duration::from_secs(60);

/// Enough address space for a run of any format, and a twentieth of what the promise allows. (KiB)
const ROOM: &str = "ulimit -v 393216";

/// What is wrong with a record.
const LINKS: &[&str] = &[
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "https://quay.example/a\r\nX-Evil: 1\" onload=\"alert(1)",
    "http://[::1",
    "",
];

const DATES: &[&str] = &[
    "2026-02-30T10:00:00Z",
    "10000-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "-0044-03-15T00:00:00Z",
    "2016-12-31T23:59:60Z",
    "2026-03-01T24:00:00Z",
    "2026-03-01T10:00:00+99:99",
    "2026-03-01T10:00:00-00:00",
    "2026-03-01 10:00:00 XYZT",
    "Fri, 02 Mar 2026 10:00:00 EST",
    "9999999 days ago",
    "soon",
    "",
];

/// Well-formed, because some formats hold markup as markup.
const BODIES: &[&str] = &[
    "<p>text</p><script>alert(1)</script><script src=\"https://evil.example/x.js\"></script>",
    "<p onclick=\"alert(1)\">text<img src=\"x\" onerror=\"alert(1)\"/></p>",
    "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe><p>text</p>",
    "<svg><set attributeName=\"href\" to=\"javascript:alert(1)\"></set><a><text>text</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=\"x\" onerror=\"alert(1)\"/></style></mglyph></table></mtext></math><p>text</p>",
    "<noscript><p title=\"&lt;/noscript&gt;&lt;img src=x onerror=alert(1)&gt;\">text</p></noscript>",
    "<p><a href=\"javascript:alert(1)\">text</a><a href=\"java&#9;script:alert(1)\">text</a></p>",
    "<p><a href=\"data:text/html,x\">text</a><video onloadstart=\"alert(1)\"><source src=\"x\"/></video></p>",
    "<p style=\"background:url(javascript:alert(1))\">text</p><style>@import url(https://evil.example/x)</style>",
    "<form action=\"https://evil.example/\"><input name=\"a\" autofocus=\"\" onfocus=\"alert(1)\"/></form><p>text</p>",
    "<p>text ]]&gt; &lt;![CDATA[ x ]]&gt; &amp;xxe; &amp;#0; &amp;lt;script&amp;gt;</p>",
    "",
];

const CATEGORIES: &[&str] = &[
    "../../etc/x",
    "/etc/passwd",
    ".htaccess",
    "-rf",
    "$(id)",
    "a/b\\c",
    "%2e%2e%2f",
    "con",
];

const TITLES: &[&str] = &[
    "<script>alert(1)</script>Title",
    "Title\u{1}\u{8}\u{85}\u{FFFE}",
    "Title\u{1b}[2J\u{202e}",
    "]]> & &xxe; &amp; Title",
    "",
];

/// A document type whose entities are never expanded and whose files are never opened.
const ENTITIES: &str = "<!DOCTYPE q [<!ENTITY xxe SYSTEM \"file:///etc/passwd\"><!ENTITY l8 \"haha\"><!ENTITY l9 \"&l8;&l8;&l8;\">]>";

/// All records that go into one file, numbered; the first and the last are good.
fn records(shape: &Shape) -> Vec<Says> {
    let mut all = vec![Says::new(10, "Before")];
    let next = |all: &mut Vec<Says>, change: &dyn Fn(&mut Says)| {
        let number = 10 + all.len();
        let mut says = Says::new(number, &format!("Story {number}"));
        change(&mut says);
        all.push(says);
    };
    TITLES
        .iter()
        .for_each(|t| next(&mut all, &|s| s.title = (*t).to_owned()));
    LINKS
        .iter()
        .for_each(|u| next(&mut all, &|s| s.url = (*u).to_owned()));
    DATES
        .iter()
        .for_each(|d| next(&mut all, &|s| s.date = (*d).to_owned()));
    BODIES
        .iter()
        .for_each(|b| next(&mut all, &|s| s.body = (*b).to_owned()));
    CATEGORIES
        .iter()
        .for_each(|c| next(&mut all, &|s| s.category = (*c).to_owned()));
    next(&mut all, &|s| {
        (s.title, s.date) = ("Tomorrow".to_owned(), "2099-01-01T00:00:00Z".to_owned())
    });
    // Row 9: the same record with other content.
    let twice = Says {
        title: "Twice".to_owned(),
        ..all[0].clone()
    };
    all.insert(1, twice);
    let deep = match shape.writes {
        Writes::Xml if shape.markup => 200,
        _ => 10_000,
    };
    for tag in ["div", "table"] {
        let nested = format!("<{tag}>").repeat(deep) + "text" + &format!("</{tag}>").repeat(deep);
        next(&mut all, &|s| s.body.clone_from(&nested));
    }
    all.push(Says::new(99, "After"));
    all
}

/// Every format is looked at, whatever the others do.
fn each(look: impl Fn(&Shape) + std::panic::RefUnwindSafe) {
    let fails = |shape: &&Shape| std::panic::catch_unwind(|| look(shape)).is_err();
    let failed: Vec<&str> = SHAPES.iter().filter(fails).map(|s| s.format).collect();
    assert!(failed.is_empty(), "{failed:?}");
}

fn newsroom(shape: &Shape) -> Room {
    let room = Room::with_records("");
    let source = format!(
        "path = \"in\"\nformat = \"{}\"\nlanguage = \"en\"",
        shape.format
    );
    let config = room
        .read("feedwright.toml")
        .replace("path = \"records.jsonl\"", &source);
    room.write("feedwright.toml", config);
    room.write(
        "feeds/news.toml",
        "title = \"News\"\nlimit = 1000\nformats = [\"rss\", \"atom\", \"json\"]\n",
    );
    room.write(
        "feeds/by.toml",
        "title = \"By {value}\"\n[each]\nby = \"tag\"\nmin = 1\n",
    );
    room
}

/// Runs the program on what lies in `in/`, within time and memory; the exit status says whether something was refused.
#[track_caller]
fn published(room: &Room, shape: &Shape) -> Vec<Value> {
    let begun = Instant::now();
    let ran = ran(&mut room.limited(ROOM, &["publish", "--format", "json"]));
    assert!(
        begun.elapsed() < LONG,
        "{}: {:?}",
        shape.format,
        begun.elapsed()
    );
    assert!(
        matches!(ran.exit, 0 | 1),
        "{}: exit {}: {:.600}",
        shape.format,
        ran.exit,
        ran.stderr
    );
    assert!(
        !ran.stderr.contains("panicked"),
        "{}: {:.600}",
        shape.format,
        ran.stderr
    );
    let told = ran.json()["diagnostics"].as_array().unwrap().clone();
    for one in &told {
        assert_ne!(one["kind"], "document", "{}: {one}", shape.format);
        let error = one["severity"] == "error";
        assert!(
            !error || one["help"].is_string(),
            "{}: no way out: {one}",
            shape.format
        );
        assert!(one["file"].is_string(), "{}: no file: {one}", shape.format);
    }
    let refused = told.iter().any(|one| one["severity"] == "error");
    assert_eq!(ran.exit, i32::from(refused), "{}", shape.format);
    told
}

fn errors_of<'t>(told: &'t [Value], file: &str) -> Vec<&'t Value> {
    let of = |one: &&Value| {
        one["severity"] == "error" && one["file"].as_str().is_some_and(|f| f.starts_with(file))
    };
    told.iter().filter(of).collect()
}

#[test]
fn every_format_has_a_shape() {
    let named: Vec<&str> = SHAPES.iter().map(|s| s.format).collect();
    for input in INPUTS {
        assert!(named.contains(&input.name), "{}", input.name);
    }
}

/// Rows 5, 9 to 13 and 15 to 20.
#[test]
fn hostile_records_beside_good_ones() {
    each(|shape| {
        let room = newsroom(shape);
        let entries: Vec<String> = records(shape)
            .iter()
            .map(|says| shape.entry(says))
            .collect();
        for (number, file) in shape.files(&entries).iter().enumerate() {
            let file = match shape.writes {
                Writes::Xml => [ENTITIES, &file.replace("Before", "Before &xxe; &l9;")].concat(),
                _ => file.clone(),
            };
            room.write(&format!("in/{number:02}.{}", shape.ending), file);
        }
        let told = published(&room, shape);
        assert!(!told.is_empty(), "{}", shape.format);
        room.run(&["validate", "public"]).exits(0);
        for name in documents(&room) {
            let about = format!("{}: {name}", shape.format);
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)),
                "{about}"
            );
            let document = room.read(&format!("public/{name}"));
            assert!(
                !document.contains("root:") && !document.contains("haha"),
                "{about}"
            );
            for text in texts(&name, &document) {
                text.is_tame(&about);
            }
        }
        for name in ["news.rss", "news.atom", "news.json"] {
            let document = room.read(&format!("public/{name}"));
            let has = |title: &str| document.contains(title);
            assert!(
                has("After") && (has("Before") || has("Twice")),
                "{}: {name}",
                shape.format
            );
            assert!(!has("Tomorrow") && !has("2099"), "{}: {name}", shape.format);
        }
    });
}

/// Rows 1 to 4 and 6 to 8, each in a file of its own: what is good in it comes, what is not is refused by its line.
#[test]
fn files_that_are_broken() {
    each(|shape| {
        let room = newsroom(shape);
        let entry = |number, title: &str| shape.entry(&Says::new(number, title));
        let mut wrong = Vec::new();
        let mut put = |name: &'static str, entries: &[String], end: &str, error| {
            let files = shape.files(entries);
            let file = files.get(1).unwrap_or(&files[0]);
            let bytes = file.split(end).next().unwrap().as_bytes();
            room.write(&format!("in/{name}.{}", shape.ending), bytes);
            wrong.push((name, error));
        };
        // A page is refused from 16 MiB on, all else from 8.
        let size = match shape.format {
            "html" => 17 << 19,
            _ => 9 << 19,
        };
        let huge = Says {
            body: format!("<p>{}</p>", "x ".repeat(size)),
            ..Says::new(21, "Huge")
        };
        let (before, after) = (entry(20, "Before"), entry(29, "After"));
        put(
            "huge",
            &[before, shape.entry(&huge), after],
            "\0",
            Some(true),
        );
        let cut = [entry(30, "Whole"), entry(31, "Cut off"), entry(32, "Never")];
        let told = match shape.format {
            "html" => None,
            other => Some(other != "capture"),
        };
        put("cut", &cut, "Cut off", told);
        if shape.writes == Writes::Json {
            let with = |number: usize, value: &str| {
                let entry = entry(number, "Odd");
                let end = entry
                    .rfind("\"title\"")
                    .or_else(|| entry.rfind("\"name\""))
                    .or_else(|| entry.rfind("\"headline\""));
                let (head, tail) = entry.split_at(end.unwrap());
                format!("{head}\"odd\":{value},{tail}")
            };
            let keys: Vec<String> = (0..100_000).map(|n| format!("\"k{n}\":{n}")).collect();
            let odd = [
                entry(40, "First"),
                with(41, &("[".repeat(100_000) + &"]".repeat(100_000))),
                with(42, &format!("{{{}}}", keys.join(","))),
                with(43, "1e400"),
                with(44, "NaN"),
                with(45, "\"\\ud800\""),
                entry(49, "Last"),
            ];
            put("odd", &odd, "\0", Some(true));
        }
        put("good", &[entry(70, "Good")], "\0", Some(false));
        let bytes = [&b"\xFF\xFE\0\0\x1F\x8B"[..], &[0; 600]].concat();
        room.write(&format!("in/binary.{}", shape.ending), bytes);
        wrong.push(("binary", Some(true)));
        let login = "<!DOCTYPE html><html><head><title>Log in</title></head><body><form><input></form></body></html>";
        room.write(&format!("in/login.{}", shape.ending), login);
        wrong.push(("login", Some(true)));
        let told = published(&room, shape);
        for (name, error) in wrong {
            let errors = errors_of(&told, &format!("in/{name}."));
            assert!(
                error.is_none_or(|error| error != errors.is_empty()),
                "{}: {name}: {errors:.400?}",
                shape.format
            );
        }
        room.run(&["validate", "public"]).exits(0);
        let titles = room.titles("public/news.rss");
        let want: &[&str] = match (shape.between.is_some(), shape.writes) {
            (true, Writes::Json) => &["After", "Before", "First", "Good", "Last", "Whole"],
            (true, _) => &["After", "Before", "Good", "Whole"],
            (false, _) => &["Good"],
        };
        for title in want {
            assert!(
                titles.iter().any(|t| t == title),
                "{}: no {title}: {titles:?}",
                shape.format
            );
        }
        assert!(
            !titles
                .iter()
                .any(|t| t.contains("Log in") || t.contains("Never")),
            "{}: {titles:?}",
            shape.format
        );
        assert!(
            !room.read("public/news.rss").contains('\u{FFFD}'),
            "{}",
            shape.format
        );
    });
}

/// What a source gives today may be nothing, or less: nothing leaves for that.
#[test]
fn sources_that_are_empty_or_cut_today_retract_nothing() {
    each(|shape| {
        let room = newsroom(shape);
        let config = room.read("feedwright.toml").replace(
            "language = \"en\"\n\n",
            "language = \"en\"\non_missing = \"retract\"\n\n",
        );
        room.write("feedwright.toml", &config);
        assert!(config.contains("on_missing"));
        let entries: Vec<String> = (10..30)
            .map(|n| shape.entry(&Says::new(n, &format!("Story {n}"))))
            .collect();
        let names: Vec<String> = (0..entries.len())
            .map(|n| format!("in/{n:02}.{}", shape.ending))
            .collect();
        for (name, file) in names.iter().zip(shape.files(&entries)) {
            room.write(name, file);
        }
        let all = |about: &str| {
            let shown = room.titles("public/news.rss");
            let shown = shown.iter().filter(|t| t.starts_with("Story ")).count();
            assert_eq!(shown, 20, "{}: {about}", shape.format);
        };
        published(&room, shape);
        all("at first");
        let empty = [shape.head, shape.tail].concat();
        let login = "<!DOCTYPE html><html><head><title>Log in</title></head><body><form></form></body></html>";
        let files = shape.files(&entries);
        let half = files[0].get(..files[0].len() / 2).unwrap();
        let one = shape.files(&entries[..1])[0].clone();
        for (what, text) in [
            ("an empty list", empty.as_str()),
            ("nothing", ""),
            ("a login page", login),
            ("half of it", half),
            ("one alone", &one),
        ] {
            if shape.between.is_none() && what == "an empty list" {
                continue;
            }
            for name in names.iter().filter(|name| room.has(name)) {
                room.write(name, text);
            }
            let ran = room.run(&["publish", "--full"]);
            assert!(
                matches!(ran.exit, 0..=2),
                "{}: {what}: {}",
                shape.format,
                ran.exit
            );
            let told = !ran.stderr.is_empty() || what == "nothing";
            assert!(told, "{}: {what}", shape.format);
            all(what);
        }
    });
}

/// Each of them can be read as each other: words, lines, tags between words.
const TEXTS: &[&str] = &["csv", "markdown", "html", "capture"];

/// What a source with the wrong `format` gives: an error that says so, never records of something else.
#[test]
fn the_wrong_format_is_named() {
    let mut wrong = Vec::new();
    for shape in SHAPES {
        let entry = shape.entry(&Says::new(10, "Story"));
        let file = shape.files(&[entry]).remove(0);
        for input in INPUTS.iter().filter(|i| i.name != shape.format) {
            let (mut records, mut errors) = (0, 0);
            if let Err(e) = named(input, file.as_bytes(), false) {
                assert!(e.is_input() && e.help_text().is_some(), "{e}");
                continue;
            }
            let mut bytes = std::io::Cursor::new(file.as_bytes());
            let end = (input.read)(&mut bytes, &Options::default(), &mut |one| {
                records += usize::from(one.record.is_some());
                errors += usize::from(one.notices.iter().any(|n| n.severity == Severity::Error));
                Ok(())
            });
            let told = errors > 0 || end.is_err_and(|e| e.is_input() && e.help_text().is_some());
            let is_text = TEXTS.contains(&shape.format) && TEXTS.contains(&input.name);
            if !(is_text || told && records == 0) {
                wrong.push((input.name, shape.format, records));
            }
        }
    }
    // One line of JSON may be front matter, and says there whether it is a draft.
    assert_eq!(wrong, [("markdown", "jsonl", 1)]);
}
