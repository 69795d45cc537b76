//! The sample files of other people's making: each gives what its `.expected.json` says, and every other one gives records.
//!
//! A field that an expectation does not list is not looked at. Drafts are no entries.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use feedwright::import::{self, Imported, Options};
use feedwright::model::{Notice, Status};
use serde_json::Value;

use crate::harness::shared;

/// What a user has to say about a sample besides its name.
#[derive(Default)]
struct Told {
    /// The input format, where it cannot be told from content.
    format: Option<&'static str>,
    /// Record field to key.
    fields: &'static [(&'static str, &'static str)],
    /// An expectation that is wrong, and why: `entry.field`.
    wrong: &'static [(&'static str, &'static str)],
}

/// Samples about which something has to be said.
fn told(sample: &str) -> Told {
    match sample {
        "cms/chorus-entry.json" => Told {
            fields: &[
                ("id", "uid"),
                ("summary", "dek.html"),
                ("published", "createdAt"),
                ("updated", "updatedAt"),
                ("authors", "authorProfile.name"),
            ],
            ..Told::default()
        },
        "cms/tinynews-articles.json" => Told {
            fields: &[
                ("id", "id"),
                ("url", "live_url"),
                ("title", "slug"),
                ("image", "featured_image"),
            ],
            ..Told::default()
        },
        _ => Told::default(),
    }
}

/// Files that lie beside samples and are none, with the reason.
const NO_SAMPLES: &[(&str, &str)] = &[(
    "microformats/h-feed-simple.parsed.json",
    "what a microformats parser makes of the page beside it",
)];

#[test]
fn every_sample_gives_what_is_expected() {
    let Some(shared) = shared("the importers against sample files") else {
        return;
    };
    let root = shared.join("samples");
    let (mut wrong, mut looked_at) = (Vec::new(), 0);
    for file in files(&root) {
        let name = file
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let is_none = NO_SAMPLES.iter().any(|(n, _)| *n == name);
        if is_none
            || name.ends_with(".expected.json")
            || !name.contains('/')
            || name.starts_with("LICENSES/")
        {
            continue;
        }
        looked_at += 1;
        let told = told(&name);
        match read(&file, &told) {
            Ok(imported) => wrong.extend(
                compare(&file, &told, &imported)
                    .iter()
                    .map(|w| format!("{name}: {w}")),
            ),
            Err(e) => wrong.push(format!("{name}: {e}")),
        }
    }
    assert!(looked_at >= 40, "only {looked_at} samples");
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(file: &Path, told: &Told) -> feedwright::Result<Vec<Imported>> {
    let fields = told.fields.iter();
    let options = Options {
        fields: fields
            .map(|(f, k)| ((*f).to_owned(), (*k).to_owned()))
            .collect::<BTreeMap<_, _>>(),
        name: Some(file.to_path_buf()),
        ..Options::default()
    };
    let input = match told.format {
        Some(format) => import::by_name(format)?,
        None => import::recognise(&feedwright::source::head(file)?, file)?,
    };
    let mut all = Vec::new();
    let mut bytes = BufReader::new(File::open(file).unwrap());
    (input.read)(&mut bytes, &options, &mut |imported| {
        all.push(imported);
        Ok(())
    })?;
    Ok(all)
}

/// What is not as expected.
fn compare(file: &Path, told: &Told, imported: &[Imported]) -> Vec<String> {
    let failed = |i: &&Imported| i.record.is_none() && i.notices.iter().any(Notice::is_error);
    let refused = imported.iter().filter(failed).take(3);
    let mut wrong: Vec<String> = refused
        .map(|i| {
            format!(
                "line {} is refused: {:?}",
                i.line,
                i.notices.first().map(|n| &n.message)
            )
        })
        .collect();
    let entries: Vec<Value> = imported
        .iter()
        .filter_map(|i| i.record.as_ref())
        .filter(|r| r.status != Status::Draft)
        .map(|r| serde_json::to_value(r).unwrap())
        .collect();
    let expected = PathBuf::from(format!("{}.expected.json", file.display()));
    let Ok(expected) = std::fs::read(expected) else {
        if imported.iter().all(|i| i.record.is_none()) {
            wrong.push("no records".to_owned());
        }
        return wrong;
    };
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    let first_only = expected["notes"].to_string().contains("first post only");
    let wanted = expected["entries"].as_array().unwrap();
    if entries.len() != wanted.len() && !(first_only && entries.len() > wanted.len()) {
        wrong.push(format!("{} entries, not {}", entries.len(), wanted.len()));
    }
    for (n, (entry, wanted)) in entries.iter().zip(wanted).enumerate() {
        for (field, value) in wanted.as_object().unwrap() {
            let place = format!("{n}.{field}");
            let excused = told.wrong.iter().any(|(w, _)| *w == place);
            if !excused && let Some(found) = differs(entry, field, value) {
                wrong.push(format!("{place} is {found}, not {value}"));
            }
        }
    }
    wrong
}

/// What the entry says instead; `None` where it says the same.
fn differs(entry: &Value, field: &str, want: &Value) -> Option<String> {
    let extra = &entry["extra"];
    let got = match field {
        // An id that is no IRI may stand as the record's id: it names the story all the same.
        "id_source" if extra["source_id"].is_null() => entry["id"].clone(),
        "id_source" => extra["source_id"].clone(),
        "slug" | "path" | "updated_zone" => extra[field].clone(),
        "published" | "updated" | "not_before" | "expires" => {
            return (!same_time(&entry[field], want)).then(|| entry[field].to_string());
        }
        "authors" => {
            let got = people(&entry[field]);
            let (listed, wanted) = (got.as_array()?, want.as_array()?);
            let same = listed.len() == wanted.len()
                && listed.iter().zip(wanted).all(|(g, w)| includes(g, w));
            return (!same).then(|| got.to_string());
        }
        "categories" => {
            return categories(entry, want);
        }
        "media" => {
            return media(entry, want);
        }
        "content_type" => content_type(entry),
        "content_paragraphs" => {
            let body = entry["body_html"]
                .as_str()
                .or(entry["body_text"].as_str())
                .unwrap_or_default();
            let tags = body.matches("<p>").count() + body.matches("<p ").count();
            let blocks = body.split("\n\n").filter(|b| !b.trim().is_empty()).count();
            Value::from(if tags > 0 { tags } else { blocks })
        }
        "related" => {
            let items = entry[field].as_array().cloned().unwrap_or_default();
            let wanted = want.as_array().cloned().unwrap_or_default();
            let says = |w: &Value| items.iter().any(|i| includes(i, w));
            return (items.len() < wanted.len() || !wanted.iter().all(says))
                .then(|| entry[field].to_string());
        }
        _ => entry[field].clone(),
    };
    (got != *want).then(|| got.to_string())
}

fn same_time(got: &Value, want: &Value) -> bool {
    let instant = |v: &Value| {
        v.as_str()
            .and_then(|s| DateTime::parse_from_rfc3339(s).ok())
    };
    match (instant(got), instant(want)) {
        (Some(got), Some(want)) => got == want,
        _ => got == want,
    }
}

fn people(got: &Value) -> Value {
    let person = |p: &Value| {
        let mut p = p.clone();
        if let Some(url) = p.as_object_mut().and_then(|p| p.remove("url")) {
            p["uri"] = url;
        }
        p
    };
    Value::Array(got.as_array().into_iter().flatten().map(person).collect())
}

/// Each that is wanted is there, in order; where a term or label alone is wanted the rest may be anything.
fn categories(entry: &Value, want: &Value) -> Option<String> {
    let got = entry["categories"].as_array().cloned().unwrap_or_default();
    let wanted = want.as_array().cloned().unwrap_or_default();
    let scheme_of = |term: &Value| entry["extra"]["scheme_of"].get(term.as_str()?).cloned();
    let whole = |c: &Value| {
        let mut c = match c {
            Value::String(term) => serde_json::json!({ "term": term }),
            c => c.clone(),
        };
        if c.get("label").is_none() {
            c["label"] = c["term"].clone();
        }
        if let Some(of) = scheme_of(&c["term"]) {
            c["scheme_of"] = of;
        }
        c
    };
    let same = got.len() == wanted.len()
        && got
            .iter()
            .map(whole)
            .zip(&wanted)
            .all(|(g, w)| includes(&g, w));
    (!same).then(|| {
        format!(
            "{} (scheme_of {})",
            entry["categories"], entry["extra"]["scheme_of"]
        )
    })
}

/// The picture, then the files.
fn media(entry: &Value, want: &Value) -> Option<String> {
    let image = entry
        .get("image")
        .filter(|i| i.get("url").is_some())
        .cloned();
    let enclosures = entry["enclosures"].as_array().cloned().unwrap_or_default();
    let got: Vec<Value> = image.into_iter().chain(enclosures).collect();
    let wanted = want.as_array().cloned().unwrap_or_default();
    let same = got.len() == wanted.len() && got.iter().zip(&wanted).all(|(g, w)| includes(g, w));
    (!same).then(|| Value::Array(got).to_string())
}

fn content_type(entry: &Value) -> Value {
    let forms = [
        ("body_html", "html"),
        ("body_markdown", "markdown"),
        ("body_text", "text"),
    ];
    let form = forms.iter().find(|(field, _)| entry.get(field).is_some());
    form.map_or(Value::Null, |(_, form)| Value::from(*form))
}

/// Does the object say at least what is wanted?
fn includes(got: &Value, want: &Value) -> bool {
    let members = want.as_object().into_iter().flatten();
    let mut members = members.map(|(key, value)| (&got[key], value));
    members.all(|(got, want)| {
        let (got, want) = (got.to_string(), want.to_string());
        got == want
    })
}
