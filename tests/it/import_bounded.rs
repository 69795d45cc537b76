//! What one record may cost: lists of every kind that are far longer than any story has, and elements that lie in each
//! other. Each of these took minutes or gigabytes where every item was held against all others, or read again for each
//! element around it.

use std::io::Cursor;
use std::time::{Duration, Instant};

use feedwright::import::{self, Imported, Options};

/// Work that grows with the input takes a second or two without optimisation; what grows with its square takes far longer than
/// this on any machine.
const LONG: Duration = Duration::from_secs(60);

fn read(format: &str, text: &str) -> Vec<Imported> {
    let input = import::by_name(format).unwrap();
    let mut all = Vec::new();
    let begun = Instant::now();
    let read = (input.read)(&mut Cursor::new(text), &Options::default(), &mut |one| {
        all.push(one);
        Ok(())
    });
    assert!(read.is_ok(), "{format}");
    assert!(begun.elapsed() < LONG, "{format}: {:?}", begun.elapsed());
    all
}

/// So many of these, each with its number in the place of `{n}`.
fn many(count: usize, part: &str, between: &str) -> String {
    let parts = (0..count).map(|n| part.replace("{n}", &n.to_string()));
    parts.collect::<Vec<_>>().join(between)
}

#[test]
fn lists_without_end() {
    let feed = |inside: &str| {
        format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",{inside}}}")
    };
    let people = |count| many(count, r#"{"name":"n{n}"}"#, ",");
    let authors = format!(
        r#""items":[{{"id":"1","title":"T","authors":[{}]}}]"#,
        people(200_000)
    );
    let record = read("json-feed", &feed(&authors)).remove(0).record.unwrap();
    assert_eq!(record.authors.len(), 1000);
    let items = many(2000, r#"{"id":"{n}","title":"T"}"#, ",");
    let authors = format!(r#""authors":[{}],"items":[{items}]"#, people(10_000));
    let all = read("json-feed", &feed(&authors));
    assert!(
        all.len() == 2000
            && all
                .iter()
                .all(|one| one.record.as_ref().unwrap().authors.len() == 50)
    );
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">{}{}</feed>",
        many(10_000, "<author><name>n{n}</name></author>", ""),
        many(
            2000,
            "<entry><id>urn:q:{n}</id><title>T</title></entry>",
            ""
        ),
    );
    let all = read("atom", &atom);
    assert!(
        all.len() == 2000
            && all
                .iter()
                .all(|one| one.record.as_ref().unwrap().authors.len() == 50)
    );
    let files = many(
        60_000,
        r#"{"type":"Audio","url":"https://quay.example/{n}"}"#,
        ",",
    );
    let object = format!(
        r#"{{"@context":"https://www.w3.org/ns/activitystreams","type":"Article","id":"https://quay.example/a","name":"T","content":"x","attachment":[{files}]}}"#
    );
    let record = read("activitystreams", &object).remove(0).record.unwrap();
    assert_eq!(record.enclosures.len(), 500);
    let joins = many(100_000, r#"{"post_id":"a","tag_id":"t{n}"}"#, ",");
    let posts = many(
        3000,
        r#"{"id":"a","title":"T","slug":"s{n}","status":"published"}"#,
        ",",
    );
    let export = format!(
        r#"{{"db":[{{"meta":{{"exported_on":1}},"data":{{"posts":[{posts}],"posts_tags":[{joins}]}}}}]}}"#
    );
    assert_eq!(read("ghost", &export).len(), 3000);
}

#[test]
fn pages_of_elements_in_each_other() {
    let head = "<!DOCTYPE html><html><head><title>T</title><meta property=\"og:type\" content=\"article\"></head><body>";
    let times = many(100_000, "<time datetime=\"2026-01-01\">a</time> ", "");
    let page = format!("{head}<article><h1>Title</h1><p>{times}</p></article></body></html>");
    let record = read("html", &page).remove(0).record.unwrap();
    assert!(record.published.is_none());
    let (open, close) = (
        "<div class=\"p-category p-author\">".repeat(200),
        "</div>".repeat(200),
    );
    let words = "word ".repeat(200_000);
    let page = format!(
        "{head}<div class=\"h-entry\"><h1 class=\"p-name\">Title</h1>{open}{words}{close}</div></body></html>"
    );
    let record = read("html", &page).remove(0).record.unwrap();
    assert!(record.categories.is_empty() && record.authors.is_empty());
    // Nothing says what the article is, and Readability counts the words of each element.
    let (open, close, words) = ("<div>".repeat(200), "</div>".repeat(200), words.repeat(4));
    let page = format!("{head}<h1>Title</h1>{open}{words}{close}</body></html>");
    assert!(
        read("html", &page)
            .remove(0)
            .record
            .unwrap()
            .body_html
            .is_none()
    );
}

/// What is said of a record takes no more room than the record: each notice names it.
#[test]
fn notices_of_one_record_are_few_and_short() {
    let id = "a".repeat(1_000_000);
    let bad = "<enclosure url=\"javascript:x\"/>".repeat(2000);
    let rss = format!(
        "<rss version=\"2.0\"><channel><item><guid isPermaLink=\"false\">{id}</guid><title>T</title>{bad}</item></channel></rss>"
    );
    let wrong = format!(
        r#"{{"title":"T","id":"{id}","authors":[{}1]}}"#,
        "1,".repeat(200_000)
    );
    let deletes = format!(
        r#"{{"@context":"https://www.w3.org/ns/activitystreams","type":"Create","object":[{}"a"]}}"#,
        "\"a\",".repeat(1000)
    );
    for (format, text, records, errors) in [
        ("rss", rss, 1, 0),
        ("jsonl", wrong, 0, 1),
        ("activitystreams", deletes, 0, 0),
    ] {
        let all = read(format, &text);
        assert_eq!(
            all.iter().filter(|one| one.record.is_some()).count(),
            records,
            "{format}"
        );
        let refused = all
            .iter()
            .filter(|one| one.notices.iter().any(|n| n.is_error()));
        assert_eq!(refused.count(), errors, "{format}");
        for one in &all {
            let names = one.notices.iter().filter_map(|n| n.record.as_ref());
            assert!(
                one.notices.len() <= 101 && names.map(String::len).sum::<usize>() < 40_000,
                "{format}"
            );
        }
    }
}
