//! One item to one record.

use std::borrow::Cow;

use crate::import::draft::Draft;
use crate::import::feeds::MOST_OF_FEED;
use crate::import::json::Json;
use crate::import::jsonl::{Reading, read_field};
use crate::import::{Imported, Options};
use crate::model::person::is_email;
use crate::model::{Enclosure, Image, Line, Moment, Person, SourceRef};

/// What holds for items that do not say otherwise.
#[derive(Debug, Default)]
pub(super) struct Defaults {
    pub(super) language: Option<String>,
    pub(super) authors: Vec<Author>,
}

impl Defaults {
    /// Takes over the authors of the feed.
    pub(super) fn has_authors(&mut self, json: &Json<'_>) {
        self.authors = authors_of(json);
        self.authors.truncate(MOST_OF_FEED);
    }
}

/// An author as the feed writes one.
#[derive(Debug, Clone)]
pub(super) struct Author {
    name: Option<String>,
    url: Option<String>,
    email: Option<String>,
}

/// No story has more; each is compared with all before it.
const MOST_AUTHORS: usize = 1000;

/// The type of a file of which nothing is known, because each must have one (RFC 2046 section 4.5.1).
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// The members that are read, and those of which nothing can be kept.
const KNOWN: &[&str] = &[
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "image",
    "banner_image",
    "date_published",
    "date_modified",
    "author",
    "authors",
    "tags",
    "language",
    "attachments",
    "_feedwright",
];

/// What one item says.
pub(super) fn record(
    mut json: Json<'_>,
    line: u64,
    defaults: &Defaults,
    options: &Options,
) -> Imported {
    let ours = json.take("_feedwright").unwrap_or(Json::Null);
    let mut draft = Draft::new(options, line);
    names(&mut draft, &json);
    times_and_texts(&mut draft, &json);
    let authors = match json.first(&["authors", "author"]).map(authors_of) {
        Some(authors) if !authors.is_empty() => authors,
        _ => defaults.authors.clone(),
    };
    for author in authors {
        add(&mut draft, author);
    }
    if ours.get("categories").is_none() {
        for tag in json.get("tags").map(Json::items).unwrap_or_default() {
            if let Some(tag) = tag.name() {
                draft.add_category("tags", &tag, None, None);
            }
        }
    }
    if let Some(tag) = json.str_at("language").or(defaults.language.as_deref()) {
        draft.record.language = draft.language("language", tag);
    }
    for attachment in json.get("attachments").map(Json::items).unwrap_or_default() {
        attach(&mut draft, attachment);
    }
    let mut reading = Reading::of(draft);
    facts(&mut reading, ours);
    others(&mut reading.draft, json);
    reading.draft.finish()
}

/// Its id and addresses.
fn names(draft: &mut Draft<'_>, json: &Json<'_>) {
    match json.get("id").and_then(Json::name) {
        Some(id) => draft.record.id = draft.line("id", "id", &id),
        None => draft.doubt("id", "the item has no id"),
    }
    let link = |draft: &mut Draft<'_>, field, key| {
        let raw = json.str_at(key)?;
        draft.link(field, key, raw)
    };
    draft.record.url = link(draft, "url", "url");
    if let Some(elsewhere) = link(draft, "source.url", "external_url") {
        draft.record.source = Some(SourceRef {
            url: Some(elsewhere.clone()),
            ..SourceRef::default()
        });
        if draft.record.url.is_none() {
            draft.record.url = Some(elsewhere);
        }
    }
    let picture = link(draft, "image.url", "image");
    if let Some(url) = picture.or_else(|| link(draft, "image.url", "banner_image")) {
        draft.record.image = Some(Image {
            url: Some(url),
            ..Image::default()
        });
    }
}

fn times_and_texts(draft: &mut Draft<'_>, json: &Json<'_>) {
    draft.record.published = time(draft, "published", "date_published", json);
    draft.record.updated = time(draft, "updated", "date_modified", json);
    if let Some(raw) = json.get("title").and_then(Json::name) {
        draft.record.title = draft.line("title", "title", &raw);
    }
    let text = |draft: &mut Draft<'_>, field, key| {
        let raw = json.str_at(key)?;
        draft.text(field, key, Cow::Borrowed(raw))
    };
    draft.record.summary = text(draft, "summary", "summary");
    draft.record.body_html = text(draft, "body_html", "content_html");
    if draft.record.body_html.is_none() {
        // One of the two must be there, and so a feed without bodies repeats what it has.
        let filler = json.str_at("summary").or(json.str_at("title"));
        if json.str_at("content_text") != filler {
            draft.record.body_text = text(draft, "body_text", "content_text");
        }
    }
}

/// A time; a number is none, because nothing says what it counts.
fn time(draft: &mut Draft<'_>, field: &str, key: &'static str, json: &Json<'_>) -> Option<Moment> {
    match json.get(key)? {
        Json::Str(raw) => draft.moment(field, key, raw),
        Json::Null => None,
        other => {
            let message = format!("{key} was left out: it is {}, not a string", other.what());
            draft.doubt(field, message);
            None
        }
    }
}

/// The authors in a list, or the one alone, as version 1.0 has it.
pub(super) fn authors_of(json: &Json<'_>) -> Vec<Author> {
    let author = |json: &Json<'_>| {
        let given = |path| json.str_at(path).map(str::to_owned);
        let (name, url, email) = (given("name"), given("url"), given("_feedwright.email"));
        let name = name.or_else(|| json.str().map(str::to_owned));
        name.is_some().then_some(Author { name, url, email })
    };
    let all = json.items().iter().filter_map(author);
    all.take(MOST_AUTHORS).collect()
}

fn add(draft: &mut Draft<'_>, author: Author) {
    let name = author.name.unwrap_or_default();
    let Some(name) = draft.line("authors", "authors", &name) else {
        return;
    };
    let mailbox = author.url.as_deref().and_then(mailbox);
    let email = author.email.or_else(|| mailbox.clone());
    let email = email.as_deref().map(Line::new).and_then(Line::non_empty);
    let url = author.url.filter(|_| mailbox.is_none());
    let url = url.and_then(|url| draft.link("authors.url", "authors.url", &url));
    let person = Person {
        name,
        email: email.filter(|e| is_email(e.as_str())),
        url,
    };
    if !draft.record.authors.contains(&person) {
        draft.record.authors.push(person);
    }
}

/// The address in `mailto:` (RFC 6068).
fn mailbox(url: &str) -> Option<String> {
    let address = url.strip_prefix("mailto:")?;
    let address = address.split('?').next().unwrap_or(address);
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let escaped = behind.get(..2).filter(|_| *first == b'%');
        let byte = escaped
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = match byte {
            Some(_) => behind.get(2..).unwrap_or_default(),
            None => behind,
        };
    }
    String::from_utf8(bytes).ok()
}

fn attach(draft: &mut Draft<'_>, json: &Json<'_>) {
    let url = json.str_at("url");
    let Some(url) = url.and_then(|url| draft.link("enclosures", "attachments.url", url)) else {
        draft.doubt(
            "enclosures",
            "an attachment without an address was left out",
        );
        return;
    };
    let media_type = json.str_at("mime_type").filter(|t| *t != UNKNOWN_TYPE);
    let renditions = json.at("_feedwright.renditions").cloned();
    let mut reading = Reading::of(Draft::new(draft.options, draft.line));
    let renditions = renditions.map(|r| reading.renditions("enclosures.renditions", r));
    let said = std::mem::take(&mut reading.draft.notices);
    said.into_iter().for_each(|notice| draft.say(notice));
    let enclosure = Enclosure {
        url,
        media_type: media_type.and_then(|t| draft.media_type("enclosures.type", t)),
        length: json.get("size_in_bytes").and_then(whole),
        duration: json.get("duration_in_seconds").and_then(whole),
        title: json
            .str_at("title")
            .map(Line::new)
            .and_then(Line::non_empty),
        renditions: renditions.unwrap_or_default(),
    };
    draft.record.enclosures.push(enclosure);
}

/// A number of bytes or seconds, of which others write fractions.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // held between bounds that fit
fn whole(json: &Json<'_>) -> Option<u64> {
    json.count().or_else(|| match json {
        Json::Number(n) => n
            .as_f64()
            .filter(|n| (0.0..1e15).contains(n))
            .map(|n| n as u64),
        _ => None,
    })
}

/// What a feed of ours says beyond the format: members with the names of the record's fields.
fn facts(reading: &mut Reading<'_>, ours: Json<'_>) {
    let url = reading
        .draft
        .record
        .image
        .take()
        .and_then(|image| image.url);
    let Json::Object(members) = ours else {
        reading.draft.record.image = url.map(of_address);
        return;
    };
    for (key, value) in members {
        match key.as_ref() {
            "categories" | "image" | "podcast" | "related" | "rights" | "source" => {
                read_field(reading, &key, value);
            }
            _ => {}
        }
    }
    if let Some(url) = url {
        let image = reading.draft.record.image.get_or_insert_default();
        image.url = Some(url);
    }
}

fn of_address(url: crate::model::Link) -> Image {
    Image {
        url: Some(url),
        ..Image::default()
    }
}

/// Extensions of other people, and what no field holds.
fn others(draft: &mut Draft<'_>, json: Json<'_>) {
    let Json::Object(members) = json else { return };
    for (key, value) in members {
        if !KNOWN.contains(&key.as_ref()) && !matches!(value, Json::Null) {
            draft.extra(&key, value.into_value());
        }
    }
}
