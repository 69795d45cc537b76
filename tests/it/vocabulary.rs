//! `[vocabulary]`: codes become terms with scheme and label, and what is wrong with them is told and stops nothing.

use crate::harness::Room;

const RECORDS: &str = concat!(
    r#"{"id":"https://quay.example/a","title":"Alpha","published":"2026-03-01T10:00:00Z","categories":["medtop:20000229","Town"]}"#,
    "\n",
    r#"{"id":"https://quay.example/b","title":"Beta","published":"2026-03-01T11:00:00Z","categories":["infosec"]}"#,
    "\n"
);

fn newsroom(besides: &str) -> Room {
    let room = Room::with_records(RECORDS);
    room.append("feedwright.toml", besides);
    room
}

const RULE: &str = "[[category]]\ntags = [\"infosec\"]\nterm = \"medtop:20000229\"\n";

#[test]
fn codes_are_published_with_scheme_and_label() {
    let room = newsroom(&format!(
        "{RULE}[vocabulary]\nlanguage = \"de\"\nparents = true\n"
    ));
    room.write(
        "feeds/security.toml",
        "title = \"Security\"\nformats = [\"rss\", \"atom\", \"json\"]\n[include]\ncategories = [\"20000229\"]\n",
    );
    let ran = room.run(&["publish"]);
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    let atom = room.read("public/security.atom");
    let code = r#"<category term="20000229" scheme="http://cv.iptc.org/newscodes/mediatopic/" label="Sicherheitstechnologie""#;
    assert_eq!(atom.matches(code).count(), 2, "{atom}");
    assert!(
        atom.contains(r#"label="Wirtschaft und Finanzen""#),
        "{atom}"
    );
    let rss = room.read("public/security.rss");
    let text = r#"<category domain="http://cv.iptc.org/newscodes/mediatopic/">Sicherheitstechnologie</category>"#;
    assert!(rss.contains(text), "{rss}");
    assert!(
        room.read("public/security.json")
            .contains(r#""Sicherheitstechnologie""#)
    );
}

#[test]
fn a_label_that_is_not_there_is_told_and_everything_is_published() {
    let room = newsroom("[vocabulary]\nlanguage = \"ru\"\n");
    let ran = room.run(&["publish"]);
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    let told = "the vocabulary has no label of 20000229 in ru; \"computer security\" stands for it";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    assert!(
        room.read("public/news.atom")
            .contains("<title>Beta</title>")
    );
}

#[test]
fn a_changed_vocabulary_reads_the_sources_again() {
    let room = newsroom(
        "[vocabulary]\nfile = \"topics.tsv\"\nscheme = \"http://cv.iptc.org/newscodes/mediatopic/\"\n",
    );
    room.write("topics.tsv", "qcode\ten\nmedtop:20000229\tKeeping safe\n");
    assert_eq!(room.run(&["publish"]).exit, 0);
    assert!(
        room.read("public/news.atom")
            .contains(r#"label="Keeping safe""#)
    );
    room.write("topics.tsv", "qcode\ten\nmedtop:20000229\tSafety\n");
    assert_eq!(room.run(&["publish"]).exit, 0);
    assert!(room.read("public/news.atom").contains(r#"label="Safety""#));
}

#[test]
fn a_vocabulary_that_cannot_be_read_is_named_with_its_line() {
    for (file, words) in [
        (
            None,
            &["feedwright.toml:", "topics.tsv", "cannot be read"][..],
        ),
        (Some("name\tlabel\n"), &["topics.tsv:1", "no column"]),
        (Some("code\ten\na\tA\na\tB\n"), &["topics.tsv:3", "twice"]),
        (
            Some("code\ten\na\tA\n"),
            &["topics.tsv", "does not say its scheme"],
        ),
        (Some("{"), &["topics.tsv:1", "no JSON"]),
    ] {
        let room = newsroom("[vocabulary]\nfile = \"topics.tsv\"\n");
        if let Some(file) = file {
            room.write("topics.tsv", file);
        }
        let ran = room.run(&["publish"]);
        assert_eq!(ran.exit, 2, "{file:?}: {}", ran.stderr);
        for word in words {
            assert!(ran.stderr.contains(word), "{file:?} {word}: {}", ran.stderr);
        }
    }
}
