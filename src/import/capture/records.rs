//! Stories become records, with the line and rule of each field.

use quick_xml::escape::partial_escape;
use serde_json::Value;
use url::Url;

use super::story::{Block, Found, Story, Time};
use crate::import::{Explain, Imported, Provenance};
use crate::model::{Category, Image, Line, Link, Notice, Person, Record, Related, Text};

/// What a story is as a record. `language` is the page's, with the rule that told it.
pub(super) fn record(story: Story, language: Option<&Found<String>>) -> Imported {
    let mut explain = Explain::new();
    let mut record = Record {
        title: story
            .title
            .as_ref()
            .and_then(|t| Line::new(&t.value).non_empty()),
        summary: story.summary.as_ref().map(|s| Text::new(&s.value)),
        authors: authors(&story.authors),
        body_html: body_html(&story.body),
        related: story.related.iter().map(related).collect(),
        language: language.and_then(|l| Line::new(&l.value).non_empty()),
        ..Record::default()
    };
    note(&mut explain, "title", story.title.as_ref());
    note(&mut explain, "summary", story.summary.as_ref());
    note(&mut explain, "authors", story.authors.first());
    note(&mut explain, "body_html", story.body.first());
    note(&mut explain, "related", story.related.first());
    note(&mut explain, "language", language);
    sections(&mut record, &mut explain, &story.sections);
    record.image = image(&mut explain, &story);
    times(&mut record, &mut explain, &story);
    extras(&mut record, &mut explain, &story);
    record.kind = record.natural_kind();
    Imported {
        line: story.line,
        notices: named(story.notices, &record),
        record: Some(record),
        explain,
    }
}

/// The page's own address is that of its article.
pub(super) fn give_address(lead: &mut Imported, page_url: Option<&Url>) {
    let (Some(record), Some(page_url)) = (&mut lead.record, page_url) else {
        return;
    };
    record.url = Link::parse(page_url.as_str(), None).ok();
    let given = Provenance {
        line: lead.line,
        text: page_url.to_string(),
        rule: "given",
        sure: true,
    };
    lead.explain.insert("url".to_owned(), given);
}

fn note<T>(explain: &mut Explain, field: &str, found: Option<&Found<T>>) {
    if let Some(found) = found {
        let provenance = Provenance {
            line: found.line,
            text: found.text.clone(),
            rule: found.rule,
            sure: found.sure,
        };
        explain.insert(field.to_owned(), provenance);
    }
}

fn named(notices: Vec<Notice>, record: &Record) -> Vec<Notice> {
    let name = record.name().unwrap_or_default();
    notices.into_iter().map(|n| n.of_record(name)).collect()
}

/// Each name once, in the order of the byline.
fn authors(names: &[Found<String>]) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for person in names.iter().filter_map(|n| Person::named(&n.value)) {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people
}

fn related(found: &Found<String>) -> Related {
    Related {
        title: Line::new(&found.value),
        url: None,
    }
}

/// The section is the last of the categories, too.
fn sections(record: &mut Record, explain: &mut Explain, sections: &[Found<String>]) {
    for category in sections.iter().filter_map(|s| Category::named(&s.value)) {
        record.add_category(category);
    }
    record.section = sections
        .last()
        .and_then(|s| Line::new(&s.value).non_empty());
    note(explain, "section", sections.last());
    note(explain, "categories", sections.first());
}

fn image(explain: &mut Explain, story: &Story) -> Option<Image> {
    let credit = story.credits.first();
    let caption = story.captions.first();
    if credit.is_none() && caption.is_none() {
        return None;
    }
    let line = |s: &Option<String>| s.as_deref().and_then(|s| Line::new(s).non_empty());
    let image = Image {
        credit: credit.map(|c| Line::new(&c.value.text)),
        photographer: credit.and_then(|c| line(&c.value.name)),
        agency: credit.and_then(|c| line(&c.value.agency)),
        caption: caption.map(|c| Text::new(&c.value)),
        ..Image::default()
    };
    note(explain, "image.credit", credit);
    note(
        explain,
        "image.photographer",
        credit.filter(|_| image.photographer.is_some()),
    );
    note(
        explain,
        "image.agency",
        credit.filter(|_| image.agency.is_some()),
    );
    note(explain, "image.caption", caption);
    Some(image)
}

fn times(record: &mut Record, explain: &mut Explain, story: &Story) {
    record.published = story.published.as_ref().map(|t| t.value.moment);
    record.updated = story.updated.as_ref().map(|t| t.value.moment);
    note(explain, "published", story.published.as_ref());
    note(explain, "updated", story.updated.as_ref());
    for (key, time) in [
        ("published_zone", &story.published),
        ("updated_zone", &story.updated),
    ] {
        let assumed = |t: &&Found<Time>| t.value.assumed;
        if let Some(time) = time.as_ref().filter(assumed) {
            let zone = Found {
                value: (),
                line: time.line,
                text: time.text.clone(),
                rule: "default-zone",
                sure: false,
            };
            extra(record, explain, key, Value::from("assumed"), Some(&zone));
        }
    }
}

fn extras(record: &mut Record, explain: &mut Explain, story: &Story) {
    let text = |f: &Found<String>| Value::from(Line::new(&f.value).as_str());
    if let Some(place) = &story.place {
        extra(record, explain, "place", text(place), Some(place));
    }
    if let Some(wire) = &story.wire {
        extra(record, explain, "wire", text(wire), Some(wire));
    }
    let all_captions: Vec<Value> = story.captions.iter().skip(1).map(text).collect();
    if !all_captions.is_empty() {
        extra(
            record,
            explain,
            "captions",
            Value::from(all_captions),
            story.captions.get(1),
        );
    }
    let more: Vec<Value> = story
        .credits
        .iter()
        .skip(1)
        .map(|c| Value::from(Line::new(&c.value.text).as_str()))
        .collect();
    if !more.is_empty() {
        extra(
            record,
            explain,
            "credits",
            Value::from(more),
            story.credits.get(1),
        );
    }
}

fn extra<T>(
    record: &mut Record,
    explain: &mut Explain,
    key: &str,
    value: Value,
    found: Option<&Found<T>>,
) {
    record.extra.insert(key.to_owned(), value);
    note(explain, &format!("extra.{key}"), found);
}

/// Paragraphs as `<p>`, subheads as `<h2>`, list items as one `<ul>` for each run.
fn body_html(body: &[Found<Block>]) -> Option<Text> {
    let mut html = String::new();
    let mut in_list = false;
    for block in body {
        let item = matches!(block.value, Block::Item(_));
        if item != in_list {
            html.push_str(if item { "<ul>\n" } else { "</ul>\n" });
            in_list = item;
        }
        let (tag, text) = match &block.value {
            Block::Paragraph(text) => ("p", text),
            Block::Subhead(text) => ("h2", text),
            Block::Item(text) => ("li", text),
        };
        html.push_str(&format!("<{tag}>{}</{tag}>\n", partial_escape(text)));
    }
    if in_list {
        html.push_str("</ul>\n");
    }
    let html = html.trim_end();
    (!html.is_empty()).then(|| Text::new(html))
}
