//! `newsml-g2` and `nitf`: what each fixture gives, and which documents are held back.

use std::fmt::Write as _;
use std::io::Cursor;

use feedwright::import::{self, Imported, Options};
use feedwright::model::Status;

use crate::harness::repository;

const EXPECTED: &str = "tests/it/import_newsml.expected.txt";

#[test]
fn fixtures_give_what_is_written_down() {
    let mut got = String::new();
    for format in ["newsml-g2", "nitf"] {
        let folder = repository().join("fixtures/imports").join(format);
        let entries = std::fs::read_dir(folder).unwrap();
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            let name = file.file_name().unwrap().to_string_lossy();
            writeln!(got, "== {format}/{name}").unwrap();
            show(&read(format, &std::fs::read(&file).unwrap()), &mut got);
        }
    }
    let path = repository().join(EXPECTED);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &got).unwrap();
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    let other = got
        .lines()
        .zip(want.lines())
        .find(|(got, want)| got != want);
    assert_eq!(other, None, "BLESS=1 writes {EXPECTED}");
    assert_eq!(got.lines().count(), want.lines().count());
}

fn show(all: &[Imported], out: &mut String) {
    for imported in all {
        writeln!(out, "line {}", imported.line).unwrap();
        for notice in &imported.notices {
            let field = notice.field.as_deref().unwrap_or("-");
            writeln!(
                out,
                "  {} {field}: {}",
                notice.severity.as_str(),
                notice.message
            )
            .unwrap();
        }
        if let Some(record) = &imported.record {
            let json = serde_json::to_string_pretty(record).unwrap();
            writeln!(out, "{json}").unwrap();
        }
    }
}

fn read(format: &str, document: &[u8]) -> Vec<Imported> {
    let input = import::by_name(format).unwrap();
    let mut all = Vec::new();
    (input.read)(
        &mut Cursor::new(document),
        &Options::default(),
        &mut |imported| {
            all.push(imported);
            Ok(())
        },
    )
    .unwrap();
    all
}

/// One record of a document: its status, and whether a time ends an embargo.
fn standing(format: &str, document: &str) -> Option<(Status, bool)> {
    let all = read(format, document.as_bytes());
    let record = all.first().and_then(|imported| imported.record.as_ref())?;
    Some((record.status, record.not_before.is_some()))
}

#[test]
fn what_is_not_to_be_shown_is_not_published() {
    for (meta, want) in [
        ("", (Status::Published, false)),
        (
            "<pubStatus qcode='stat:usable'/>",
            (Status::Published, false),
        ),
        ("<pubStatus qcode='s:Usable'/>", (Status::Published, false)),
        ("<pubStatus literal='usable'/>", (Status::Published, false)),
        (
            "<pubStatus qcode='stat:withheld'/>",
            (Status::Embargoed, false),
        ),
        (
            "<pubStatus qcode='stat:canceled'/>",
            (Status::Retracted, false),
        ),
        (
            "<pubStatus qcode='stat:cancelled'/>",
            (Status::Retracted, false),
        ),
        ("<pubStatus/>", (Status::Embargoed, false)),
        ("<pubStatus qcode='stat:x'/>", (Status::Embargoed, false)),
        ("<embargoed/>", (Status::Embargoed, false)),
        ("<embargoed>soon</embargoed>", (Status::Embargoed, false)),
        (
            "<embargoed>2026-03-02T10:00:00Z</embargoed>",
            (Status::Published, true),
        ),
        (
            "<embargoed>2026-03-02T10:00:00Z</embargoed><pubStatus qcode='stat:withheld'/>",
            (Status::Embargoed, false),
        ),
        ("<signal qcode='sig:kill'/>", (Status::Retracted, false)),
    ] {
        let document = format!(
            "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:x-skerry:1'><itemMeta>{meta}</itemMeta>\
             <contentMeta><headline>T</headline></contentMeta></newsItem>"
        );
        assert_eq!(standing("newsml-g2", &document), Some(want), "{meta}");
    }
    for (docdata, want) in [
        ("<docdata/>", (Status::Published, false)),
        (
            "<docdata management-status='usable'/>",
            (Status::Published, false),
        ),
        (
            "<docdata management-status='embargoed'/>",
            (Status::Embargoed, false),
        ),
        (
            "<docdata management-status='withheld'/>",
            (Status::Embargoed, false),
        ),
        (
            "<docdata management-status='canceled'/>",
            (Status::Retracted, false),
        ),
        (
            "<docdata management-status='?'/>",
            (Status::Embargoed, false),
        ),
        (
            "<docdata><date.release norm='20260302T100000Z'/></docdata>",
            (Status::Published, true),
        ),
        (
            "<docdata><date.release norm='later'/></docdata>",
            (Status::Embargoed, false),
        ),
        (
            "<docdata><date.release norm=''/></docdata>",
            (Status::Published, false),
        ),
        (
            "<docdata><ed-msg info='KILL'/></docdata>",
            (Status::Retracted, false),
        ),
        (
            "<docdata><ed-msg info='Story withdrawn'/></docdata>",
            (Status::Retracted, false),
        ),
        (
            "<docdata><ed-msg info='ADDS detail'/></docdata>",
            (Status::Published, false),
        ),
        (
            "<docdata><ed-msg info='Please note that we kill the story of Monday'/></docdata>",
            (Status::Embargoed, false),
        ),
        (
            "<docdata><ed-msg info='HOLD FOR RELEASE'/></docdata>",
            (Status::Embargoed, false),
        ),
        (
            "<docdata><du-key key='kill'/></docdata>",
            (Status::Retracted, false),
        ),
    ] {
        let document = format!(
            "<nitf><head>{docdata}</head><body><body.head><hedline><hl1>T</hl1></hedline></body.head></body></nitf>"
        );
        assert_eq!(standing("nitf", &document), Some(want), "{docdata}");
        let item = format!(
            "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:x-skerry:1'><contentSet><inlineXML>{document}\
             </inlineXML></contentSet></newsItem>"
        );
        assert_eq!(
            standing("newsml-g2", &item),
            Some(want),
            "inside an item: {docdata}"
        );
    }
}

#[test]
fn a_cut_message_gives_what_came_whole() {
    let document =
        std::fs::read(repository().join("fixtures/imports/newsml-g2/message.xml")).unwrap();
    let text = String::from_utf8(document).unwrap();
    let at = text.find("<signal qcode=\"sig:update\"").unwrap();
    let all = read("newsml-g2", &text.as_bytes()[..at]);
    assert!(all.iter().all(|imported| imported.record.is_none()));
    assert!(
        all.iter()
            .flat_map(|i| &i.notices)
            .any(|n| n.is_error() && n.line == Some(17))
    );
    let at = text.find("urn:newsml:skerry.example:20260302:fog").unwrap();
    let whole = read("newsml-g2", &text.as_bytes()[..at]);
    assert_eq!(
        whole
            .iter()
            .filter(|imported| imported.record.is_some())
            .count(),
        1
    );
}

#[test]
fn other_documents_are_named() {
    for (document, says) in [
        ("<html><body>Log in</body></html>", "an HTML page"),
        ("<NewsML Version='1.2'/>", "\"NewsML\""),
        ("", "is empty"),
        ("{\"title\":\"T\"}", "not a NewsML-G2 document"),
    ] {
        let input = import::by_name("newsml-g2").unwrap();
        let read = (input.read)(&mut Cursor::new(document), &Options::default(), &mut |_| {
            Ok(())
        });
        let message = read.unwrap_err().to_string();
        assert!(message.contains(says), "{document}: {message}");
    }
}
