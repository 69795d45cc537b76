//! The captures and date lines that are shared between implementations, field by field.
//!
//! They lie outside the repo. Where they are absent, these tests say so and check nothing.

use std::path::{Path, PathBuf};

use chrono::DateTime;
use feedwright::import::dates::{self, Context, Stamp, ZoneFrom};
use feedwright::import::{Imported, Options};
use feedwright::model::{Moment, Record};
use serde_json::Value;

use crate::capture::import;

/// The folder of shared captures, or `None` after saying what is not checked.
fn captures() -> Option<PathBuf> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("FEEDWRIGHT_SHARED").map_or(default, PathBuf::from);
    let folder = shared.join("captures");
    if folder.is_dir() {
        return Some(folder);
    }
    println!(
        "{} is absent: the shared captures and date lines are NOT checked",
        folder.display()
    );
    None
}

/// One row of `datelines.tsv`.
struct Row {
    text: String,
    language: String,
    zone: String,
    captured_at: String,
    expected: String,
    precision: String,
    zone_from: String,
}

impl Row {
    fn context(&self) -> Context {
        Context {
            language: non_empty(&self.language),
            zone: self.zone.parse().ok(),
            captured_at: DateTime::parse_from_rfc3339(&self.captured_at).ok(),
            day: None,
        }
    }
}

fn non_empty(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}

fn rows(folder: &Path) -> Vec<Row> {
    let table = std::fs::read_to_string(folder.join("datelines.tsv")).unwrap();
    table
        .lines()
        .skip(1)
        .map(|line| {
            let cell = |n| line.split('\t').nth(n).unwrap_or_default().to_owned();
            Row {
                text: cell(0),
                language: cell(1),
                zone: cell(2),
                captured_at: cell(3),
                expected: cell(4),
                precision: cell(5),
                zone_from: cell(6),
            }
        })
        .collect()
}

/// Does the moment say what the label says?
fn is_moment(expected: &str, moment: Option<Moment>) -> bool {
    match (non_empty(expected), moment) {
        (None, None) => true,
        (Some(text), Some(got)) => Moment::read(&text).is_ok_and(|(want, _)| want == got),
        _ => false,
    }
}

fn zone_word(stamp: &Stamp) -> &'static str {
    match stamp.zone {
        ZoneFrom::NoTime => "",
        ZoneFrom::Text => "text",
        ZoneFrom::Assumed => "assumed",
        ZoneFrom::Unknown => "unknown",
    }
}

#[test]
fn date_lines_by_themselves() {
    let Some(folder) = captures() else { return };
    let mut wrong = Vec::new();
    let rows = rows(&folder);
    for row in &rows {
        let line = dates::read(&row.text, &row.context());
        let stamp = line.as_ref().and_then(|l| l.stamps.first());
        let moment = stamp.and_then(|s| s.moment);
        let same_zone = moment.is_none() || stamp.is_some_and(|s| zone_word(s) == row.zone_from);
        let same_precision = moment.is_none_or(|m| m.is_day() == (row.precision == "day"));
        if !is_moment(&row.expected, moment) || !same_zone || !same_precision {
            wrong.push(format!(
                "{:?}: want {} {}, got {line:?}",
                row.text, row.expected, row.zone_from
            ));
        }
    }
    assert!(rows.len() >= 38 && wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The record of a page of a title, the date line and one paragraph, in four spacings.
fn pages_around(line: &str) -> Vec<String> {
    let (title, text) = (
        "Old Ferry Finds a New Home Upriver",
        "The harbour board said the boat would carry visitors from spring.",
    );
    [
        "{t}\n\n{d}\n\n{p}\n",
        "{t}\n{d}\n{p}\n",
        "{t}\n{d}\n\n{p}\n",
        "{t}\r\n\r\n{d}\r\n{p}\r\n",
    ]
    .iter()
    .map(|form| {
        form.replace("{t}", title)
            .replace("{d}", line)
            .replace("{p}", text)
    })
    .collect()
}

fn title_of(record: &Record) -> &str {
    record.title.as_ref().map_or("", |t| t.as_str())
}

#[test]
fn date_lines_on_a_page() {
    let Some(folder) = captures() else { return };
    let mut wrong = Vec::new();
    for row in rows(&folder) {
        let context = row.context();
        let options = Options {
            zone: context.zone,
            captured_at: context.captured_at,
            language: context.language,
            ..Options::default()
        };
        for page in pages_around(&row.text) {
            let records = import(&page, &options);
            // Without a date the two lines on top may be a headline box; the article comes last.
            let (Some(only), true) = (
                records.last(),
                records.len() == 1 || row.expected.is_empty(),
            ) else {
                wrong.push(format!("{page:?}: {} records", records.len()));
                continue;
            };
            let record = only.record.as_ref().unwrap();
            let assumed = record.extra.get("published_zone").is_some();
            let right = is_moment(&row.expected, record.published)
                && assumed == (row.zone_from == "assumed")
                && (records.len() > 1 || title_of(record).starts_with("Old Ferry"));
            if !right {
                wrong.push(format!("{page:?}: want {}, got {:?}", row.expected, record));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn label(folder: &Path, id: &str) -> Value {
    let text = std::fs::read_to_string(folder.join(format!("{id}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn options(label: &Value) -> Options {
    let context = |key: &str| label["context"][key].as_str();
    Options {
        zone: context("default_zone").and_then(|z| z.parse().ok()),
        captured_at: context("captured_at").and_then(|t| DateTime::parse_from_rfc3339(t).ok()),
        page_url: context("url").and_then(|u| u.parse().ok()),
        ..Options::default()
    }
}

/// A field as the label has it and as the record has it, in one form.
struct Check<'a> {
    wrong: &'a mut Vec<String>,
    place: String,
}

impl Check<'_> {
    fn same(&mut self, field: &str, want: Value, got: Value) {
        if want != got {
            self.wrong
                .push(format!("{} {field}: want {want}, got {got}", self.place));
        }
    }

    fn time(&mut self, field: &str, want: &Value, got: Option<Moment>, zone: Option<&Value>) {
        let iso = want["iso"].as_str().unwrap_or_default();
        if !is_moment(iso, got) {
            self.wrong
                .push(format!("{} {field}: want {iso:?}, got {got:?}", self.place));
        }
        let assumed = want["zone"].as_str() == Some("assumed");
        self.same(
            &format!("{field}_zone"),
            assumed.into(),
            zone.is_some().into(),
        );
        let day = want["precision"].as_str() == Some("day");
        self.same(
            &format!("{field} precision"),
            day.into(),
            got.is_some_and(|m| m.is_day()).into(),
        );
    }

    fn common(&mut self, want: &Value, got: &Record) {
        let text =
            |l: Option<&feedwright::model::Line>| l.map_or(Value::Null, |l| l.as_str().into());
        self.same("title", want["title"].clone(), text(got.title.as_ref()));
        self.time(
            "published",
            &want["published"],
            got.published,
            got.extra.get("published_zone"),
        );
        let authors: Vec<&str> = got.authors.iter().map(|a| a.name.as_str()).collect();
        self.same("authors", want["authors"].clone(), authors.into());
        let categories: Vec<&str> = got.categories.iter().map(|c| c.term.as_str()).collect();
        self.same("categories", want["categories"].clone(), categories.into());
        let image = got.image.clone().unwrap_or_default();
        let credit = &want["credit"][0];
        self.same(
            "credit.text",
            credit["text"].clone(),
            text(image.credit.as_ref()),
        );
        self.same(
            "credit.name",
            credit["name"].clone(),
            text(image.photographer.as_ref()),
        );
        self.same(
            "credit.agency",
            credit["agency"].clone(),
            text(image.agency.as_ref()),
        );
        let more = got
            .extra
            .get("credits")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        let credits = usize::from(image.credit.is_some()) + more;
        let wanted = want["credit"].as_array().map_or(0, Vec::len);
        self.same("number of credits", wanted.into(), credits.into());
    }

    fn lead(&mut self, want: &Value, got: &Record) {
        self.common(want, got);
        let updated = got.extra.get("updated_zone");
        self.time("updated", &want["updated"], got.updated, updated);
        let html = got.body_html.as_ref().map_or("", |b| b.as_str());
        let between = |tag: &str| -> Vec<String> {
            let open = format!("<{tag}>");
            html.lines()
                .filter_map(|l| l.strip_prefix(open.as_str()))
                .map(|l| unescape(l.split("</").next().unwrap_or_default()))
                .collect()
        };
        let paragraphs = between("p");
        self.same(
            "paragraphs",
            want["paragraphs"].clone(),
            paragraphs.len().into(),
        );
        let first = paragraphs
            .first()
            .map_or(Value::Null, |p| p.as_str().into());
        self.same("first_paragraph", want["first_paragraph"].clone(), first);
        self.same("subheads", want["subheads"].clone(), between("h2").into());
        let related: Vec<&str> = got.related.iter().map(|r| r.title.as_str()).collect();
        self.same("related", want["related"].clone(), related.into());
        let summary = got
            .summary
            .as_ref()
            .map_or(Value::Null, |s| s.as_str().into());
        self.same("deck", want["deck"].clone(), summary);
        let caption = got.image.as_ref().and_then(|i| i.caption.as_ref());
        let caption = caption.map_or(Value::Null, |c| c.as_str().into());
        self.same(
            "caption",
            want["captions"].get(0).cloned().unwrap_or(Value::Null),
            caption,
        );
        let extra = |key: &str| got.extra.get(key).cloned().unwrap_or(Value::Null);
        self.same("place", want["place"].clone(), extra("place"));
        self.same("wire", want["wire"].clone(), extra("wire"));
    }

    /// Noise must reach no title, summary or body.
    fn noise(&mut self, want: &Value, got: &[Imported]) {
        for noise in want["noise"].as_array().unwrap() {
            let noise = noise.as_str().unwrap();
            for record in got.iter().filter_map(|i| i.record.as_ref()) {
                let body = record.body_html.as_ref().map_or("", |b| b.as_str());
                let title = record.title.as_ref().map_or("", |t| t.as_str());
                let summary = record.summary.as_ref().map_or("", |t| t.as_str());
                let in_body = body.contains(&format!(">{noise}<"));
                if in_body || title == noise || summary.contains(noise) && noise.len() > 4 {
                    self.wrong
                        .push(format!("{} noise {noise:?} reached {title:?}", self.place));
                }
            }
        }
    }
}

fn unescape(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[test]
fn every_labelled_value() {
    let Some(folder) = captures() else { return };
    let mut wrong = Vec::new();
    let mut ids: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .filter_map(|f| {
            Some(
                f.ok()?
                    .file_name()
                    .to_str()?
                    .strip_suffix(".txt")?
                    .to_owned(),
            )
        })
        .collect();
    ids.sort();
    for id in &ids {
        let want = label(&folder, id);
        let page = std::fs::read_to_string(folder.join(format!("{id}.txt"))).unwrap();
        let got = import(&page, &options(&want));
        let has_lead = matches!(want["kind"].as_str(), Some("article" | "live" | "photo"));
        let (others, lead) = match got.split_last() {
            Some((lead, others)) if has_lead => (others, Some(lead)),
            _ => (got.as_slice(), None),
        };
        let mut check = Check {
            wrong: &mut wrong,
            place: id.clone(),
        };
        check.noise(&want, &got);
        if let Some(lead) = lead {
            check.lead(&want, lead.record.as_ref().unwrap());
        }
        for one in &got {
            let language = one.record.as_ref().unwrap().language.clone();
            let language = language.map_or(Value::Null, |l| l.as_str().into());
            check.same("language", want["language"].clone(), language);
        }
        let items = want["items"].as_array().unwrap();
        if items.is_empty() {
            let titles: Vec<Value> = others
                .iter()
                .map(|o| {
                    o.record
                        .as_ref()
                        .unwrap()
                        .title
                        .as_ref()
                        .unwrap()
                        .as_str()
                        .into()
                })
                .collect();
            let own = |t: &&Value| **t != want["title"];
            let wanted: Vec<Value> = want["headlines"]
                .as_array()
                .unwrap()
                .iter()
                .filter(own)
                .cloned()
                .collect();
            check.same("headlines", wanted.into(), titles.into());
            continue;
        }
        check.same("number of items", items.len().into(), others.len().into());
        for (n, (item, other)) in items.iter().zip(others).enumerate() {
            let mut check = Check {
                wrong: check.wrong,
                place: format!("{id} item {n}"),
            };
            let record = other.record.as_ref().unwrap();
            check.common(item, record);
            let summary = record
                .summary
                .as_ref()
                .map_or(Value::Null, |s| s.as_str().into());
            check.same("summary", item["summary"].clone(), summary);
        }
    }
    assert!(ids.len() >= 13, "only {} captures", ids.len());
    assert!(
        wrong.is_empty(),
        "{} values differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
