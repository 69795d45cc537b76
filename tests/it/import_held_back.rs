//! What is not for readers is not published, in whatever words and forms a source says it. A misread draft is the worst
//! fault that an importer can have.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::PathBuf;

use chrono::NaiveDate;
use feedwright::import::{self, Options};
use feedwright::model::{Moment, Status};

/// What became of each record, by its title; one that was refused has none.
fn became(format: &str, text: &str, options: &Options) -> Vec<(String, Option<Status>)> {
    let input = import::by_name(format).unwrap();
    let mut all = Vec::new();
    let read = (input.read)(&mut Cursor::new(text), options, &mut |one| {
        if one.record.is_some() || one.notices.iter().any(|n| n.help.is_some()) {
            let title = one.record.as_ref().and_then(|r| r.title.as_ref());
            let title = title.map(|t| t.as_str().to_owned()).unwrap_or_default();
            all.push((title, one.record.map(|r| r.status)));
        }
        Ok(())
    });
    read.unwrap();
    all
}

/// Each of these values in the place of `{v}` gives one record of this status.
fn each(format: &str, form: &str, values: &[&str], want: Option<Status>, options: &Options) {
    for value in values {
        let text = form.replace("{v}", value);
        let all = became(format, &text, options);
        let states: Vec<Option<Status>> = all.iter().map(|(_, status)| *status).collect();
        assert_eq!(states, [want], "{format}: {value}");
    }
}

const DRAFT: Option<Status> = Some(Status::Draft);
const SHOWN: Option<Status> = Some(Status::Published);

#[test]
fn a_status_of_any_type_but_a_known_word_is_a_draft() {
    let plain = Options::default();
    let ghost = r#"{"posts":[{"id":"1","uuid":"6f9619ff-8b86-4d01-b42d-00cf4fc964ff","slug":"a","title":"T"{v}}]}"#;
    let wordpress = r#"[{"id":1,"link":"https://quay.example/a","guid":{"rendered":"https://quay.example/?p=1"},"title":{"rendered":"T"}{v}}]"#;
    let odd = [
        r#","status":null"#,
        r#","status":"""#,
        r#","status":0"#,
        r#","status":["draft"]"#,
        r#","status":"new""#,
    ];
    for (format, form) in [("ghost", ghost), ("wp-rest", wordpress)] {
        each(format, form, &odd, DRAFT, &plain);
        // Neither interface shows drafts to whoever does not ask for them.
        each(format, form, &[""], SHOWN, &plain);
    }
    let export = r#"{"db":[{"meta":{"exported_on":1},"data":{"posts":[{"id":"1","slug":"a","title":"T"{v}}]}}]}"#;
    each("ghost", export, &[""], DRAFT, &plain);
    each(
        "ghost",
        export,
        &[r#","status":"published""#],
        SHOWN,
        &plain,
    );
}

#[test]
fn exports_that_are_feeds_keep_their_drafts() {
    let plain = Options::default();
    // An export that forgot to declare its prefix looks like any feed.
    let rss = "<rss version=\"2.0\"><channel><item><title>T</title><guid>1</guid>{v}</item></channel></rss>";
    let held = [
        "<wp:status>draft</wp:status>",
        "<wp:status/>",
        "<wp:status>publish</wp:status><wp:post_type>page</wp:post_type>",
        "<wp:status>publish</wp:status><wp:post_password>x</wp:post_password>",
    ];
    each("rss", rss, &held, DRAFT, &plain);
    let post = "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:post_password></wp:post_password>";
    each("rss", rss, &["", post], SHOWN, &plain);
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:blogger=\"http://schemas.google.com/blogger/2018\"><entry><id>1</id><title>T</title>{v}</entry></feed>";
    let kind = |word: &str| {
        format!(
            "<category scheme=\"http://schemas.google.com/g/2005#kind\" term=\"http://schemas.google.com/blogger/2008/kind#{word}\"/>"
        )
    };
    let (comment, post) = (kind("comment"), kind("post"));
    let held = [
        "<blogger:type>POST</blogger:type><blogger:status>DRAFT</blogger:status>",
        "<blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status>",
        comment.as_str(),
    ];
    each("atom", atom, &held, DRAFT, &plain);
    let live = "<blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>";
    each("atom", atom, &["", live, post.as_str()], SHOWN, &plain);
}

#[test]
fn front_matter_in_the_words_of_many_programs() {
    let plain = Options::default();
    let form = "---\ntitle: T\n{v}\n---\ntext";
    let held = [
        "publish: false",
        "isDraft: true",
        "is_published: no",
        "public: false",
        "deleted: true",
        "post_status: draft",
        "visibility: private",
        "visibility: members",
        "password: harbour",
        "status: [draft]",
        "published: { at: never }",
        "published: draft",
        "date: tbd",
    ];
    each("markdown", form, &held, DRAFT, &plain);
    let shown = [
        "publish: true",
        "visibility: public",
        "password: \"\"",
        "date: Last Modified",
        "date: 2026-03-02",
        "published: 2026-03-02",
        "date: 2026-02-31",
    ];
    each("markdown", form, &shown, SHOWN, &plain);
    let twice = "{\"title\":\"T\",\"draft\":true,\"draft\":false}\n\ntext";
    each("markdown", twice, &[""], None, &plain);
}

#[test]
fn columns_in_the_words_of_many_tables() {
    let plain = Options::default();
    each(
        "csv",
        "title,published\nT,{v}\n",
        &["draft", "tbd", "no"],
        DRAFT,
        &plain,
    );
    each(
        "csv",
        "title,date\nT,{v}\n",
        &["pending", "n/a"],
        DRAFT,
        &plain,
    );
    each(
        "csv",
        "title,date\nT,{v}\n",
        &["2026-03-02", "2026-02-31", ""],
        SHOWN,
        &plain,
    );
    for column in ["publish", "public", "is_public", "is live", "visible"] {
        let form = format!("title,{column}\nT,{{v}}\n");
        each("csv", &form, &["false", "0", "no", "?"], DRAFT, &plain);
        each("csv", &form, &["true", "1", "yes"], SHOWN, &plain);
    }
    each(
        "csv",
        "title,unpublished\nT,{v}\n",
        &["yes", "2026-03-02"],
        DRAFT,
        &plain,
    );
}

#[test]
fn json_records_with_keys_of_other_programs() {
    let plain = Options::default();
    let form = r#"{"title":"T","url":"https://quay.example/a",{v}}"#;
    let held = [
        r#""draft":true"#,
        r#""is_draft":1"#,
        r#""isPublished":false"#,
        r#""private":"yes""#,
        r#""draft":true,"status":"published""#,
    ];
    each("jsonl", form, &held, DRAFT, &plain);
    let shown = [
        r#""draft":false"#,
        r#""draft":null"#,
        r#""private":"a note on the pier""#,
        r#""is_published":true"#,
    ];
    each("jsonl", form, &shown, SHOWN, &plain);
    // A time to wait for that nobody can read is no time in the past.
    let fields = BTreeMap::from([("not_before".to_owned(), "embargo".to_owned())]);
    let mapped = Options {
        fields,
        ..Options::default()
    };
    each(
        "jsonl",
        form,
        &[r#""embargo":"next Tuesday noon""#],
        None,
        &mapped,
    );
    each(
        "jsonl",
        form,
        &[r#""embargo":"2026-03-02""#, r#""embargo":"""#],
        SHOWN,
        &mapped,
    );
}

#[test]
fn a_time_to_wait_for_that_nobody_can_read() {
    let plain = Options::default();
    let form = r#"{"data":[{"type":"node--article","id":"0b5f6c5e-2d52-4e6b-9c1e-4a0c9a3f1c7c","attributes":{"title":"T","status":true,"publish_on":{v}}}]}"#;
    each(
        "drupal",
        form,
        &[r#""soon""#, "1e300"],
        Some(Status::Embargoed),
        &plain,
    );
    each(
        "drupal",
        form,
        &["null", r#""2026-03-02T10:00:00Z""#],
        SHOWN,
        &plain,
    );
}

#[test]
fn a_file_among_drafts_is_one() {
    let options = Options {
        name: Some(PathBuf::from("site/_drafts/pier.md")),
        ..Options::default()
    };
    each(
        "markdown",
        "---\ntitle: T\n{v}\n---\ntext",
        &["draft: false"],
        DRAFT,
        &options,
    );
}

#[test]
fn a_date_that_has_passed_ends_no_embargo() {
    let plain = Options::default();
    let matter = "---\ntitle: T\ndate: 2020-03-02\n{v}\n---\ntext";
    let (soon, withheld) = (["embargo: soon", "notBefore: tbd"], ["status: withheld"]);
    each("markdown", matter, &soon, DRAFT, &plain);
    each("markdown", matter, &withheld, DRAFT, &plain);
    let csv = "title,date,embargo,scheduled_at,status\nT,2020-03-02,{v}\n";
    each("csv", csv, &["soon,,", "soon,2020-03-02,"], DRAFT, &plain);
    each("csv", csv, &[",,withheld"], DRAFT, &plain);
    for (format, form, value) in [
        ("markdown", matter, "status: embargoed"),
        ("csv", csv, "yes,,"),
        ("csv", csv, ",,embargoed"),
        ("csv", csv, "2020-03-03,2099-01-01,"),
        ("csv", csv, "2099-01-01,2020-03-03,"),
        (
            "markdown",
            matter,
            "embargo: 2099-01-01\npublishDate: 2020-03-02",
        ),
    ] {
        let mut until = Vec::new();
        let input = import::by_name(format).unwrap();
        let text = form.replace("{v}", value);
        let read = (input.read)(&mut Cursor::new(text), &plain, &mut |one| {
            until.extend(one.record.map(|r| (r.status, r.not_before)));
            Ok(())
        });
        read.unwrap();
        let latest = Moment::Day(NaiveDate::from_ymd_opt(2099, 1, 1).unwrap());
        let want = match value.contains("2099") {
            true => (Status::Published, Some(latest)),
            false => (Status::Embargoed, None),
        };
        assert_eq!(until, [want], "{value}");
    }
}
