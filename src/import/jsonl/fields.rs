//! The fields of a record, each with the function that reads it, and the keys that hold them.

use std::collections::{BTreeMap, HashSet};

use super::reading::Reading;
use super::{media, podcast};
use crate::import::draft::shown;
use crate::import::json::{Json, Members, into_map};
use crate::model::person::is_email;
use crate::model::{
    Category, CategoryOrigin, Correction, Kind, Line, Person, Related, SourceRef, Status,
};
use crate::syntax::language_tag::is_tag;
use crate::{Error, Result};

/// One field of a record.
pub(super) struct Field {
    /// Its name in the record form.
    pub(super) name: &'static str,
    /// Puts what a line says into the record.
    pub(super) read: fn(&mut Reading<'_>, &'static str, Json<'_>),
}

/// All of them, in the order of the record form.
const FIELDS: &[Field] = &[
    field("id", id),
    field("kind", kind),
    field("title", |r, f, json| r.draft.record.title = r.line(f, json)),
    field("url", |r, f, json| r.draft.record.url = r.link(f, json)),
    field("published", |r, f, json| {
        r.draft.record.published = r.moment(f, json);
    }),
    field("updated", |r, f, json| {
        r.draft.record.updated = r.moment(f, json)
    }),
    field("not_before", |r, f, json| {
        r.draft.record.not_before = r.moment(f, json);
    }),
    field("expires", |r, f, json| {
        r.draft.record.expires = r.moment(f, json)
    }),
    field("authors", authors),
    field("categories", categories),
    field("section", |r, f, json| {
        r.draft.record.section = r.line(f, json)
    }),
    field("summary", |r, f, json| {
        r.draft.record.summary = r.text(f, json)
    }),
    field("body_html", |r, f, json| {
        r.draft.record.body_html = r.text(f, json);
    }),
    field("body_markdown", |r, f, json| {
        r.draft.record.body_markdown = r.text(f, json);
    }),
    field("body_text", |r, f, json| {
        r.draft.record.body_text = r.text(f, json);
    }),
    field("image", media::image),
    field("enclosures", media::enclosures),
    field("podcast", podcast::read),
    field("related", related),
    field("corrections", corrections),
    field("language", language),
    field("rights", |r, f, json| {
        r.draft.record.rights = r.text(f, json)
    }),
    field("source", source),
    field("status", status),
    field("extra", extra),
    // What `import --explain` says about a record is no part of it.
    field("explain", |_, _, _| ()),
];

const fn field(name: &'static str, read: fn(&mut Reading<'_>, &'static str, Json<'_>)) -> Field {
    Field { name, read }
}

/// The names of all fields.
pub(super) fn names() -> Vec<&'static str> {
    FIELDS.iter().map(|f| f.name).collect()
}

/// Puts what this field of the record form says into the record; nothing where there is no such field.
pub(in crate::import) fn read_field(reading: &mut Reading<'_>, name: &str, json: Json<'_>) {
    if let Some(field) = FIELDS.iter().find(|f| f.name == name) {
        (field.read)(reading, field.name, json);
    }
}

/// Which key holds which field.
pub(super) struct Keys<'k>(Vec<(&'k str, &'static Field)>);

impl<'k> Keys<'k> {
    /// Each field under its own name, unless `other` names another key for it.
    ///
    /// # Errors
    /// A usage error where `other` names a field that no record has.
    pub(super) fn new(other: &'k BTreeMap<String, String>) -> Result<Self> {
        let known = |name: &&String| FIELDS.iter().any(|f| f.name == name.as_str());
        if let Some(unknown) = other.keys().find(|name| !known(name)) {
            return Err(Error::usage(format!("a record has no field {unknown:?}"))
                .help(format!("use one of: {}", names().join(", "))));
        }
        let key = |f: &Field| other.get(f.name).map_or(f.name, String::as_str);
        Ok(Keys(FIELDS.iter().map(|f| (key(f), f)).collect()))
    }

    /// The field under this key.
    pub(super) fn field(&self, key: &str) -> Option<&'static Field> {
        let found = self.0.iter().find(|(k, _)| *k == key);
        found.map(|(_, field)| *field)
    }

    /// The key that holds this field.
    pub(super) fn key<'a>(&'a self, field: &'a str) -> &'a str {
        let found = self.0.iter().find(|(_, f)| f.name == field);
        found.map_or(field, |(key, _)| *key)
    }

    /// The keys that lead into objects: `headline.main`.
    pub(super) fn nested(&self) -> impl Iterator<Item = &'k str> {
        self.0
            .iter()
            .map(|(key, _)| *key)
            .filter(|key| key.contains('.'))
    }
}

fn id(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    let given = matches!(json, Json::Str(_));
    r.draft.record.id = r.line(f, json);
    if given && r.draft.record.id.is_none() {
        r.doubt(f, "the id is empty and was left out");
    }
}

fn kind(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    let words = [("article", Kind::Article), ("headline", Kind::Headline)];
    r.draft.kind = word(r, f, json, &words);
}

fn status(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    let words = [
        ("published", Status::Published),
        ("draft", Status::Draft),
        ("embargoed", Status::Embargoed),
        ("retracted", Status::Retracted),
    ];
    r.draft.record.status = word(r, f, json, &words).unwrap_or_default();
}

/// One of a few words. Another one refuses the record, because a misspelt `draft` must not be published.
fn word<T: Copy>(
    r: &mut Reading<'_>,
    field: &str,
    json: Json<'_>,
    words: &[(&str, T)],
) -> Option<T> {
    let raw = r.string(field, json)?;
    let found = words.iter().find(|(word, _)| *word == raw.trim());
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!("{field} {} is not known", shown(&raw));
        r.refuse(field, message, &format!("use one of: {}", known.join(", ")));
    }
    found.map(|(_, value)| *value)
}

fn authors(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    for members in r.objects(f, json) {
        if let Some(person) = author(r, members) {
            r.draft.record.authors.push(person);
        }
    }
}

fn author(r: &mut Reading<'_>, members: Members<'_>) -> Option<Person> {
    let (mut name, mut email, mut url) = (None, None, None);
    for (key, value) in members {
        match key.as_ref() {
            "name" => name = r.line("authors.name", value),
            "email" => email = r.line("authors.email", value),
            "url" => url = r.link("authors.url", value),
            _ => {}
        }
    }
    let Some(name) = name else {
        r.doubt("authors", "an author without a name was left out");
        return None;
    };
    let email = email.filter(|e| {
        let good = is_email(e.as_str());
        if !good {
            let message = format!("{} was left out: it is no address", shown(e.as_str()));
            r.doubt("authors.email", message);
        }
        good
    });
    Some(Person { name, email, url })
}

fn categories(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    let mut seen = HashSet::new();
    for item in r.items(f, json) {
        let category = match item {
            Json::Object(members) => category(r, members),
            Json::Str(_) => r.line(f, item).map(bare_category),
            other => {
                r.wrong_item(f, &other, "a string or an object");
                continue;
            }
        };
        match category {
            Some(category) => {
                if seen.insert((category.term.clone(), category.scheme.clone())) {
                    r.draft.record.categories.push(category);
                }
            }
            None => r.doubt(f, "a category without a term was left out"),
        }
    }
}

fn bare_category(term: Line) -> Category {
    Category {
        term,
        scheme: None,
        label: None,
        origin: CategoryOrigin::Record,
    }
}

fn category(r: &mut Reading<'_>, members: Members<'_>) -> Option<Category> {
    let (mut term, mut scheme, mut label) = (None, None, None);
    for (key, value) in members {
        match key.as_ref() {
            "term" => term = r.line("categories.term", value),
            "scheme" => scheme = r.line("categories.scheme", value),
            "label" => label = r.line("categories.label", value),
            _ => {}
        }
    }
    let scheme = scheme.filter(|s: &Line| {
        let good = oxiri::Iri::parse(s.as_str()).is_ok();
        if !good {
            let message = format!("{} was left out: it is no IRI", shown(s.as_str()));
            r.doubt("categories.scheme", message);
        }
        good
    });
    Some(Category {
        scheme,
        label,
        ..bare_category(term?)
    })
}

fn related(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    for members in r.objects(f, json) {
        let (mut title, mut url) = (None, None);
        for (key, value) in members {
            match key.as_ref() {
                "title" => title = r.line("related.title", value),
                "url" => url = r.link("related.url", value),
                _ => {}
            }
        }
        match title {
            Some(title) => r.draft.record.related.push(Related { title, url }),
            None => r.doubt(f, "a related story without a title was left out"),
        }
    }
}

fn corrections(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    for item in r.items(f, json) {
        let (mut note, mut at) = (None, None);
        match item {
            Json::Str(_) => note = r.text("corrections.note", item),
            Json::Object(members) => {
                for (key, value) in members {
                    match key.as_ref() {
                        "note" => note = r.text("corrections.note", value),
                        "at" => at = r.moment("corrections.at", value),
                        _ => {}
                    }
                }
            }
            other => {
                r.wrong_item(f, &other, "a string or an object");
                continue;
            }
        }
        match note {
            Some(note) => r.draft.record.corrections.push(Correction { note, at }),
            None => r.doubt(f, "a correction without a note was left out"),
        }
    }
}

fn language(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    let Some(tag) = r.line(f, json) else { return };
    if is_tag(tag.as_str()) {
        r.draft.record.language = Some(tag);
    } else {
        let message = format!("{} was left out: it is no BCP 47 tag", shown(tag.as_str()));
        r.doubt(f, message);
    }
}

fn source(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    let mut source = SourceRef::default();
    for (key, value) in r.members(f, json) {
        match key.as_ref() {
            "title" => source.title = r.line("source.title", value),
            "url" => source.url = r.link("source.url", value),
            _ => {}
        }
    }
    r.draft.record.source = Some(source).filter(|s| *s != SourceRef::default());
}

fn extra(r: &mut Reading<'_>, f: &'static str, json: Json<'_>) {
    let members = r.members(f, json);
    r.draft.record.extra.extend(into_map(members));
}
