//! CSV: marks, headers in many spellings, states, ragged rows, and files that are none.

use std::collections::BTreeMap;
use std::io::Cursor;

use feedwright::import::{self, Imported, Options};
use url::Url;

use crate::harness::repository;

fn options(fields: &[(&str, &str)]) -> Options {
    let fields = fields
        .iter()
        .map(|(f, k)| ((*f).to_owned(), (*k).to_owned()));
    Options {
        zone: Some(chrono_tz::Europe::Riga),
        base: Url::parse("https://harbour.example/").ok(),
        fields: fields.collect::<BTreeMap<_, _>>(),
        ..Options::default()
    }
}

/// Each record as JSON, or why it was refused, with its line; then what the input as a whole could not do.
fn told(bytes: &[u8], options: &Options) -> Vec<String> {
    let mut told = Vec::new();
    let mut emit = |imported: Imported| {
        let why = imported.notices.iter().map(|n| n.message.clone());
        let record = imported.record.as_ref().map(serde_json::to_string);
        let what = match record {
            Some(json) => json.unwrap(),
            None => why.collect::<Vec<_>>().join("; "),
        };
        told.push(format!("{} {what}", imported.line));
        Ok(())
    };
    let read = (import::csv::INPUT.read)(&mut Cursor::new(bytes), options, &mut emit);
    told.extend(read.err().map(|e| format!("! {e}")));
    told
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(repository().join("fixtures/imports/csv").join(name)).unwrap()
}

fn check(name: &str, want: &[&str]) {
    let got = told(&fixture(name), &options(&[]));
    assert_eq!(got, want, "{name}: {}", got.join("\n"));
}

#[test]
fn marks_and_spellings() {
    check(
        "semicolons.csv",
        &[
            r#"2 {"kind":"article","title":"Fähre fährt wieder; endlich","url":"https://hafen.example/faehre","published":"2026-03-02T10:15:00+02:00","authors":[{"name":"Eva Lind"},{"name":"Jon Berg"}],"categories":["Hafen","Verkehr","Lokales"],"section":"Lokales","body_text":"Die Fähre fährt.\n\nAb Montag, sagt die Reederei.","extra":{"Desk note":"kurz","scheme_of":{"Hafen":"tags","Verkehr":"tags"}}}"#,
            r#"5 {"kind":"headline","title":"Nur eine Zeile"}"#,
            r#"8 {"kind":"headline","title":"Nach der Lücke","url":"https://hafen.example/luecke","published":"2026-03-02","authors":[{"name":"Moe, Ada"}]}"#,
        ],
    );
    check(
        "excel.csv",
        &[
            r#"3 {"kind":"headline","title":"Piped","categories":["a","b"],"extra":{"scheme_of":{"a":"tags","b":"tags"}}}"#,
        ],
    );
    check(
        "plain-name.txt",
        &[r#"2 {"kind":"headline","title":"Bare"}"#],
    );
}

#[test]
fn encodings() {
    let latin = b"\xdcberschrift;Link\nF\xe4hre f\xe4hrt f\xfcr K\xf6ln \x96 endlich;https://hafen.example/1\n";
    assert_eq!(
        told(latin, &options(&[])),
        [
            r#"2 {"kind":"headline","title":"Fähre fährt für Köln – endlich","url":"https://hafen.example/1"}"#,
        ]
    );
    let wide: Vec<u8> = "\u{feff}title\turl\nFähre\thttps://hafen.example/1\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        told(&wide, &options(&[])),
        [r#"2 {"kind":"headline","title":"Fähre","url":"https://hafen.example/1"}"#,]
    );
}

#[test]
fn what_is_not_published() {
    let states = |name: &str| {
        let mut states = Vec::new();
        let mut emit = |imported: Imported| {
            let record = imported.record.unwrap();
            let status = serde_json::to_value(record.status).unwrap();
            let waits = record.not_before.map(|t| t.to_string()).unwrap_or_default();
            states.push(format!(
                "{} {} {waits}",
                record.title.unwrap().as_str(),
                status.as_str().unwrap()
            ));
            Ok(())
        };
        (import::csv::INPUT.read)(&mut Cursor::new(fixture(name)), &options(&[]), &mut emit)
            .unwrap();
        states
    };
    assert_eq!(
        states("status.csv"),
        [
            "Shown published ",
            "Sketch draft ",
            "Waits embargoed 2026-04-02T10:00:00Z",
            "Gone retracted ",
            "Puzzle draft ",
            "About us draft ",
            "Inside draft ",
            "Later published 2026-05-01T06:00:00Z",
            "When draft ",
        ]
    );
    assert_eq!(states("tabs.tsv"), ["Tab one published ", "Tab two draft "]);
    assert_eq!(
        states("substack.csv"),
        [
            "Ferry runs again published ",
            "Waves published ",
            "Ferry runs again draft ",
            "About draft ",
        ]
    );
    assert_eq!(
        states("wix.csv"),
        ["Crane moves published ", "Crane falls draft "]
    );
}

#[test]
fn exports() {
    let substack = told(&fixture("substack.csv"), &options(&[]));
    assert_eq!(
        substack[0],
        r#"2 {"id":"9001.ferry","kind":"article","title":"Ferry runs again","published":"2026-03-02T10:00:00Z","summary":"“At last”","extra":{"audience":"everyone","email_sent_at":"2026-03-02T10:00:00.000Z","source_id":"9001.ferry","type":"newsletter"}}"#
    );
    let wix = told(&fixture("wix.csv"), &options(&[]));
    assert_eq!(
        wix[0],
        r#"2 {"kind":"article","title":"Crane moves","url":"https://harbour.example/post/crane-moves","published":"2026-03-02T10:00:00Z","updated":"2026-03-03T10:00:00Z","authors":[{"name":"Ada Moe"}],"categories":["City","Harbour","crane","port, old"],"summary":"It is tall.","body_text":"The crane moved today.","image":{"url":"https://static.wixstatic.com/media/ab_1~mv2.jpg","width":600,"height":400},"extra":{"Featured":"TRUE","Rich Content":"{\"nodes\":[]}","scheme_of":{"City":"categories","Harbour":"categories","crane":"tags","port, old":"tags"},"slug":"crane-moves","source_id":"w-1"}}"#
    );
}

#[test]
fn ragged_rows_by_line() {
    check(
        "ragged.csv",
        &[
            r#"2 {"kind":"headline","title":"Whole","url":"https://harbour.example/1","categories":["City"],"section":"City"}"#,
            r#"3 {"kind":"headline","title":"Alone"}"#,
            "4 the row has 4 cells, and the header row has 3",
            r#"5 {"kind":"headline","title":"In two lines","url":"https://harbour.example/2","categories":["City"],"section":"City"}"#,
            r#"7 {"kind":"headline","title":"Last","url":"https://harbour.example/3","categories":["City"],"section":"City"}"#,
        ],
    );
    check(
        "cut.csv",
        &[
            r#"2 {"kind":"headline","title":"First","url":"https://harbour.example/1"}"#,
            "3 the file ends inside quotes, which were opened in this row",
        ],
    );
    let cut = told(
        b"title,url,status\nA,https://h.example/,draft\nB,htt",
        &options(&[]),
    );
    assert_eq!(
        cut[1],
        "3 the file ends in the middle of a row, after 2 of 3 cells"
    );
    let unsure = told(
        b"title,url,status\nA\nB,https://h.example/,draft\n",
        &options(&[]),
    );
    assert_eq!(
        unsure[0],
        "2 the row has 1 of 3 cells; whether it may be published is among the missing"
    );
}

#[test]
fn columns_by_the_map() {
    let mapped = options(&[("title", "Kop"), ("published", "Dag")]);
    assert_eq!(
        told(b"Dag,Kop,title\n2026-03-02,Veer vaart,inner\n", &mapped),
        [
            r#"2 {"kind":"headline","title":"Veer vaart","published":"2026-03-02","extra":{"title":"inner"}}"#
        ],
    );
    let missing = options(&[("title", "Kopp")]);
    assert_eq!(
        told(b"Dag,Kop\n1,2\n", &missing),
        ["! there is no column \"Kopp\", which `fields` names for title on line 1"]
            .map(|s| s.replace(" on line 1", ""))
    );
}

#[test]
fn what_is_no_csv() {
    for (bytes, want) in [
        (&b""[..], "! the file is empty"),
        (b"\n\n", "! the file is empty"),
        (
            b"<!DOCTYPE html><title>Log in</title>",
            "! the input is HTML or XML, not CSV",
        ),
        (b"{\"error\":\"login\"}", "! the input is JSON, not CSV"),
        (
            b"PK\x03\x04",
            "! the input is a workbook or another ZIP archive, not CSV",
        ),
        (
            b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR",
            "! the input is a PNG image, not CSV",
        ),
        (
            b"Ferry runs,https://h.example/1\nTwo,x\n",
            "! the first row names no column that is known",
        ),
        (
            b"url,date\nhttps://h.example/1,2026\n",
            "! no column holds a title, a summary or a body",
        ),
    ] {
        assert_eq!(told(bytes, &options(&[])), [want]);
    }
}

#[test]
fn one_row_never_takes_the_memory_of_the_file() {
    let mut bytes = b"title,url\nFirst,\n\"".to_vec();
    bytes.resize(9 * 1024 * 1024, b'x');
    bytes.extend_from_slice(b"\",\nAfter,\n");
    assert_eq!(
        told(&bytes, &options(&[])),
        [
            r#"2 {"kind":"headline","title":"First"}"#,
            "3 the row is larger than 8 MiB",
            r#"4 {"kind":"headline","title":"After"}"#,
        ]
    );
    let wide = ["title,url\nA", &",".repeat(5000), "\nAfter,\n"].concat();
    assert_eq!(
        told(wide.as_bytes(), &options(&[])),
        [
            "2 the row has more than 4096 cells",
            r#"3 {"kind":"headline","title":"After"}"#,
        ]
    );
}
