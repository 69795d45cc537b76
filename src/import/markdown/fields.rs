//! The keys of front matter, in the words of Hugo, Jekyll, Eleventy and Zola, and the fields that they mean.

use serde_json::{Map, Value};

use super::{picture, shown};
use crate::import::draft::{self, Draft};
use crate::import::values;
use crate::model::{Image, Status};

/// No list of front matter has more items than this; what follows is left out.
const MOST_ITEMS: usize = 1000;

/// Reads one key.
type Read = fn(&mut Reading<'_, '_>, &'static str, &Value);

/// Which function reads which key, compared without case and without `_` and `-`.
const KEYS: &[(&str, Read)] = &[
    ("title", |r, from, v| {
        r.line(from, v, |d, raw| values::title(d, "title", raw))
    }),
    ("headline", |r, from, v| {
        if r.draft.record.title.is_none() {
            r.line(from, v, |d, raw| values::title(d, "headline", raw));
        }
    }),
    ("date", |r, from, v| shown::at(r, from, v)),
    ("pubdate", |r, from, v| shown::at(r, from, v)),
    ("published", shown::published),
    ("publishedat", shown::published),
    ("datepublished", shown::published),
    ("publish", shown::published),
    ("ispublished", shown::published),
    ("public", shown::published),
    ("ispublic", shown::published),
    ("publishdate", shown::not_before),
    ("lastmod", shown::updated),
    ("updated", shown::updated),
    ("modified", shown::updated),
    ("lastmodifiedat", shown::updated),
    ("updatedat", shown::updated),
    ("datemodified", shown::updated),
    ("expirydate", shown::expires),
    ("unpublishdate", shown::expires),
    ("expires", shown::expires),
    ("draft", shown::held),
    ("isdraft", shown::held),
    ("deleted", shown::held),
    ("private", shown::held),
    ("hidden", shown::held),
    ("unlisted", shown::held),
    ("unpublished", shown::held),
    ("headless", shown::held),
    ("eleventyexcludefromcollections", shown::held),
    ("password", |r, from, v| {
        if text(v).is_none_or(|raw| !raw.trim().is_empty()) {
            shown::held(r, from, v);
        }
    }),
    ("status", shown::status),
    ("poststatus", shown::status),
    ("visibility", shown::status),
    ("type", shown::kind),
    ("layout", shown::kind),
    ("embargo", shown::not_before),
    ("notbefore", shown::not_before),
    ("build", shown::build),
    ("permalink", address),
    ("url", address),
    ("canonicalurl", address),
    ("canonical", address),
    ("id", id),
    ("guid", id),
    ("uuid", id),
    ("slug", |r, from, v| {
        r.line(from, v, |d, raw| d.extra("slug", raw))
    }),
    ("aliases", |r, _, v| r.draft.extra("aliases", v.clone())),
    ("redirectfrom", |r, _, v| {
        r.draft.extra("aliases", v.clone())
    }),
    ("author", |r, from, v| r.people(from, v)),
    ("authors", |r, from, v| r.people(from, v)),
    ("byline", |r, from, v| r.people(from, v)),
    ("category", |r, from, v| {
        r.terms("categories", from, v, false)
    }),
    ("categories", |r, from, v| {
        r.terms("categories", from, v, true)
    }),
    ("tags", |r, from, v| r.terms("tags", from, v, true)),
    ("tag", |r, from, v| r.terms("tags", from, v, false)),
    ("keywords", |r, from, v| r.terms("keywords", from, v, false)),
    ("taxonomies", taxonomies),
    ("section", |r, from, v| {
        r.line(from, v, |d, raw| {
            d.record.section = d.line("section", "section", raw)
        })
    }),
    ("summary", summary),
    ("description", summary),
    ("excerpt", summary),
    ("subtitle", summary),
    ("standfirst", summary),
    ("abstract", summary),
    ("image", picture::picture),
    ("images", picture::picture),
    ("cover", picture::picture),
    ("coverimage", picture::picture),
    ("featuredimage", picture::picture),
    ("featureimage", picture::picture),
    ("thumbnail", picture::picture),
    ("hero", picture::picture),
    ("header", picture::picture),
    ("lang", language),
    ("language", language),
    ("locale", language),
    ("rights", |r, from, v| r.rights(from, v)),
    ("copyright", |r, from, v| r.rights(from, v)),
    ("license", |r, from, v| r.rights(from, v)),
];

/// Front matter while it is read.
pub(super) struct Reading<'d, 'o> {
    /// The record so far.
    pub(super) draft: &'d mut Draft<'o>,
    /// Does Jekyll make the site, where blanks part tags?
    pub(super) jekyll: bool,
    pub(super) image: Image,
}

/// Puts what front matter says into the record. What no field holds goes into `extra`.
pub(super) fn read(draft: &mut Draft<'_>, front: Map<String, Value>, jekyll: bool) {
    let mut r = Reading {
        draft: &mut *draft,
        jekyll,
        image: Image::default(),
    };
    r.all(&front);
    // Zola and others keep what they do not know themselves one level down.
    if let Some(Value::Object(extra)) = front.get("extra").or(front.get("params")) {
        r.all(extra);
    }
    for (key, value) in front {
        if !value.is_null() && known(&key).is_none() {
            r.draft.extra(&key, value);
        }
    }
    let image = std::mem::take(&mut r.image);
    if image != Image::default() {
        draft.record.image = Some(image);
    }
    values::settle(draft);
}

fn known(key: &str) -> Option<&'static (&'static str, Read)> {
    let plain: String = key
        .chars()
        .filter(|c| !matches!(c, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect();
    KEYS.iter().find(|(known, _)| *known == plain)
}

impl Reading<'_, '_> {
    /// In the order of the table, whatever the order of the file.
    fn all(&mut self, members: &Map<String, Value>) {
        let mut found: Vec<_> = members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .filter_map(|(key, value)| {
                let row = known(key)?;
                let rank = KEYS.iter().position(|(name, _)| *name == row.0)?;
                Some((rank, row, value))
            })
            .collect();
        found.sort_by_key(|(rank, ..)| *rank);
        for (_, (name, read), value) in found {
            read(self, name, value);
        }
    }

    fn line(
        &mut self,
        from: &'static str,
        value: &Value,
        take: impl FnOnce(&mut crate::import::draft::Draft<'_>, &str),
    ) {
        match text(value) {
            Some(raw) => take(&mut *self.draft, &raw),
            None => self.wrong(from, "text"),
        }
    }

    fn wrong(&mut self, from: &str, wanted: &str) {
        self.draft
            .doubt(from, format!("{from} was left out: it is not {wanted}"));
    }

    /// Names, or objects that hold them.
    fn people(&mut self, from: &'static str, value: &Value) {
        match value {
            Value::Array(items) => {
                for item in items.iter().take(MOST_ITEMS) {
                    match item {
                        Value::Array(_) => self.wrong(from, "a list of names"),
                        Value::String(name) => self.draft.add_author(from, name, None, None),
                        item => self.people(from, item),
                    }
                }
            }
            Value::Object(person) => {
                let part =
                    |keys: &[&str]| keys.iter().find_map(|key| person.get(*key)).and_then(text);
                if let Some(name) = part(&["name", "display_name", "title"]) {
                    let (email, url) = (part(&["email"]), part(&["url", "uri", "website", "link"]));
                    self.draft
                        .add_author(from, &name, email.as_deref(), url.as_deref());
                } else {
                    self.wrong(from, "a name");
                }
            }
            value => {
                for name in text(value).iter().flat_map(|raw| values::people(raw)) {
                    self.draft.add_author(from, &name, None, None);
                }
            }
        }
    }

    /// A list of terms, or one. In Jekyll blanks part several in one text.
    fn terms(&mut self, of: &str, from: &'static str, value: &Value, several: bool) {
        let terms: Vec<String> = match value {
            Value::Array(items) => items.iter().take(MOST_ITEMS).filter_map(text).collect(),
            value => {
                let raw = text(value).unwrap_or_default();
                self.parted(from, &raw, several)
            }
        };
        for term in terms {
            self.draft.add_category(from, &term, None, None);
            values::scheme_of(self.draft, term.trim(), of);
        }
    }

    fn parted(&mut self, from: &'static str, raw: &str, several: bool) -> Vec<String> {
        if raw.contains(',') {
            self.draft
                .doubt(from, format!("{} was parted at commas", draft::shown(raw)));
            return values::list(raw);
        }
        if several && self.jekyll && raw.trim().contains(' ') {
            let message = format!(
                "{} was parted at blanks, as Jekyll does; write a list where that is wrong",
                draft::shown(raw)
            );
            self.draft.doubt(from, message);
            return raw.split_whitespace().map(str::to_owned).collect();
        }
        vec![raw.to_owned()]
    }

    fn rights(&mut self, from: &'static str, value: &Value) {
        if let Some(raw) = text(value) {
            self.draft.record.rights =
                self.draft
                    .text("rights", from, values::plain(&raw).into_owned().into());
        }
    }
}

/// A text, number or yes and no, as text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

/// The page's address. A pattern of the site's own program is none, and `permalink: false` says that there is no page.
fn address(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    let Some(raw) = text(value) else { return };
    if from == "permalink" && value == &Value::Bool(false) {
        r.draft.explain("status", from, "false");
        values::hold(r.draft, Status::Draft);
        return r.draft.doubt(
            "status",
            "permalink is false: it has no page, and is held as a draft",
        );
    }
    if raw.contains("{{") || raw.contains("{%") || raw.contains("/:") || raw.starts_with(':') {
        return r.draft.doubt(
            "url",
            format!(
                "{from} {} was left out: it is a pattern",
                draft::shown(&raw)
            ),
        );
    }
    let named_style = matches!(
        raw.as_str(),
        "pretty" | "date" | "ordinal" | "none" | "weekdate"
    );
    if r.draft.record.url.is_none() && !named_style {
        r.draft.record.url = r.draft.link("url", from, &raw);
    }
}

/// An id that is no IRI names the text only where it has no address.
fn id(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    let Some(raw) = text(value) else { return };
    let is_iri = oxiri::Iri::parse(raw.as_str()).is_ok();
    if !is_iri {
        r.draft.extra("source_id", raw.as_str());
    }
    let tells_apart = raw.len() >= 6 || !raw.bytes().all(|b| b.is_ascii_digit());
    if r.draft.record.id.is_none() && (is_iri || (r.draft.record.url.is_none() && tells_apart)) {
        r.draft.record.id = r.draft.line("id", from, &raw);
    }
}

/// Zola's `[taxonomies]`.
fn taxonomies(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    let Value::Object(all) = value else {
        return r.wrong(from, "a table");
    };
    let order = |name: &str| match name {
        "categories" => 0,
        "tags" => 1,
        _ => 2,
    };
    let mut all: Vec<_> = all.iter().collect();
    all.sort_by_key(|(name, _)| order(name));
    for (name, terms) in all {
        match name.as_str() {
            "authors" | "author" => r.people(from, terms),
            name => r.terms(name, from, terms, false),
        }
    }
}

fn summary(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    if r.draft.record.summary.is_none()
        && let Some(raw) = text(value)
    {
        r.draft.record.summary = values::summary(r.draft, from, &raw);
    }
}

fn language(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    if let Some(raw) = text(value) {
        r.draft.record.language = r.draft.language(from, &raw);
    }
}
