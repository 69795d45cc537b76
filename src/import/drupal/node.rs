//! One node to one record.

use std::borrow::Cow;
use std::collections::HashSet;

use chrono::DateTime;
use serde_json::{Map, Value};
use url::Url;

use super::included::{Included, Said, held, text_of_field};
use super::media;
use crate::import::draft::{Draft, shown};
use crate::import::html::text_of;
use crate::import::json::Json;
use crate::import::{Imported, Options, values};
use crate::model::{Moment, Related, Status};

/// Relationships that say who saved something, not who wrote it, or nothing for readers.
const INTERNAL: [&str; 6] = [
    "uid",
    "revision_uid",
    "node_type",
    "bundle",
    "menu_link",
    "comment",
];

/// Words of moderation that are not for readers, whatever `status` says.
const MODERATED: [&str; 6] = [
    "draft",
    "archived",
    "unpublished",
    "review",
    "needs_review",
    "rejected",
];

/// The record of a node. `missing` collects the relationships of which it has been said that nothing is included.
pub(super) fn record(
    node: &Json<'_>,
    line: u64,
    included: &Included,
    missing: &mut HashSet<String>,
    options: &Options,
) -> Imported {
    let mut draft = Draft::new(options, line);
    let site = site(node, options);
    id(&mut draft, node);
    if let Some(title) = node.str_at("attributes.title") {
        draft.record.title = draft.line("title", "attributes.title", title);
    }
    times(&mut draft, node);
    status(&mut draft, node);
    texts(&mut draft, node);
    address(&mut draft, node, site.as_ref());
    let mut related = Relationships {
        site: site.as_ref(),
        included,
        missing,
        schemes: Map::new(),
    };
    related.authors(&mut draft, node);
    related.others(&mut draft, node);
    if !related.schemes.is_empty() {
        draft.extra("scheme_of", related.schemes);
    }
    draft.finish()
}

/// Where the site lies: what the source says, else where the node itself says that it lies.
fn site(node: &Json<'_>, options: &Options) -> Option<Url> {
    let own = || {
        let href = node
            .str_at("links.self.href")
            .or(node.str_at("links.self"))?;
        Url::parse(href).ok()
    };
    options.resolve_against().cloned().or_else(own)
}

fn id(draft: &mut Draft<'_>, node: &Json<'_>) {
    let Some(raw) = node.str_at("id") else {
        return;
    };
    match uuid::Uuid::try_parse(raw) {
        Ok(uuid) => {
            let urn = format!("urn:uuid:{}", uuid.hyphenated());
            draft.record.id = draft.line("id", "id", &urn);
        }
        Err(_) => draft.extra("source_id", raw),
    }
    if let Some(nid) = node.at("attributes.drupal_internal__nid") {
        draft.extra("nid", nid.clone().into_value());
    }
    if let Some(kind) = node.str_at("type") {
        draft.extra("type", kind.trim_start_matches("node--"));
    }
}

fn times(draft: &mut Draft<'_>, node: &Json<'_>) {
    let published = node.first(&["attributes.published_at", "attributes.created"]);
    draft.record.published = time(draft, "published", "attributes.created", published);
    let changed = node.at("attributes.changed");
    draft.record.updated = time(draft, "updated", "attributes.changed", changed);
    let on = node.at("attributes.publish_on");
    draft.record.not_before = time(draft, "not_before", "attributes.publish_on", on);
    // A time that cannot be read still says that the story has to wait.
    let told = on.is_some_and(|on| on.str().is_some() || matches!(on, Json::Number(_)));
    if told && draft.record.not_before.is_none() {
        values::hold(draft, Status::Embargoed);
    }
    let off = node.at("attributes.unpublish_on");
    draft.record.expires = time(draft, "expires", "attributes.unpublish_on", off);
}

/// A time as Drupal writes it: RFC 3339, or (before 8.7) seconds since 1970.
fn time(
    draft: &mut Draft<'_>,
    field: &str,
    from: &'static str,
    json: Option<&Json<'_>>,
) -> Option<Moment> {
    let json = json?;
    if let Json::Number(seconds) = json {
        let time = DateTime::from_timestamp(seconds.as_i64()?, 0)?;
        return draft.moment(field, from, &time.to_rfc3339());
    }
    draft.moment(field, from, json.str()?)
}

/// `status` is whether readers may see it. Moderation is looked at too, since a draft shown is the worst fault.
fn status(draft: &mut Draft<'_>, node: &Json<'_>) {
    let status = node
        .at("attributes.status")
        .filter(|json| !matches!(json, Json::Null));
    let state = node.str_at("attributes.moderation_state");
    let moderated = state.is_some_and(|state| MODERATED.contains(&state));
    let by_state = status.is_none() && state.is_some_and(|state| state != "published");
    let hidden = status.is_some_and(|status| !status.is_true());
    if hidden || moderated || by_state {
        draft.record.status = Status::Draft;
        draft.explain("status", "attributes.status", state.unwrap_or("false"));
    }
    if let Some(state) = state {
        draft.extra("moderation_state", state);
    }
}

fn texts(draft: &mut Draft<'_>, node: &Json<'_>) {
    const FROM: &str = "attributes.body";
    let body = node.first(&["attributes.body", "attributes.field_body"]);
    let body = body.and_then(|body| body.items().first());
    if let Some(html) = body.and_then(|body| body.str_at("processed")) {
        draft.record.body_html = draft.text("body_html", FROM, Cow::Borrowed(html));
    } else if let Some(raw) = body.and_then(text_of_field) {
        let format = body.and_then(|body| body.str_at("format")).unwrap_or("");
        let raw = Cow::Borrowed(raw);
        if format.contains("markdown") {
            draft.record.body_markdown = draft.text("body_markdown", FROM, raw);
        } else if format.contains("plain") || (format.is_empty() && !raw.contains("</")) {
            draft.record.body_text = draft.text("body_text", FROM, raw);
        } else {
            draft.record.body_html = draft.text("body_html", FROM, raw);
        }
    }
    let fields = [
        "attributes.field_summary",
        "attributes.field_teaser",
        "attributes.field_lead",
        "attributes.field_standfirst",
        "attributes.field_description",
    ];
    let own = body.and_then(|body| body.str_at("summary"));
    let summary = own.or_else(|| text_of_field(node.first(&fields)?));
    if let Some(summary) = summary {
        let plain = Cow::Owned(text_of(summary));
        draft.record.summary = draft.text("summary", "attributes.body.summary", plain);
    }
    let code = node.str_at("attributes.langcode");
    if let Some(code) = code.filter(|code| !matches!(*code, "und" | "zxx")) {
        draft.record.language = draft.language("attributes.langcode", code);
    }
}

/// The page of the node: its alias, else its number.
fn address(draft: &mut Draft<'_>, node: &Json<'_>, site: Option<&Url>) {
    let alias = node.str_at("attributes.path.alias");
    if let Some(alias) = alias {
        draft.extra("path", alias);
    }
    let number = node.at("attributes.drupal_internal__nid");
    let number = number.and_then(Json::count).map(|n| format!("/node/{n}"));
    let Some(path) = alias.map(Cow::Borrowed).or(number.map(Cow::Owned)) else {
        return;
    };
    if let Some(url) = site.and_then(|site| site.join(&path).ok()) {
        draft.record.url = draft.link("url", "attributes.path.alias", url.as_str());
    }
}

/// What a node points to.
struct Relationships<'i, 'm> {
    site: Option<&'i Url>,
    included: &'i Included,
    missing: &'m mut HashSet<String>,
    schemes: Map<String, Value>,
}

impl<'i> Relationships<'i, '_> {
    /// The fields that a newsroom has for authors, else who made the node.
    fn authors(&mut self, draft: &mut Draft<'_>, node: &Json<'_>) {
        let is_author = |key: &str| key.contains("author") || key.contains("byline");
        let attributes = node.get("attributes").map_or(&[][..], Json::members);
        for (_, value) in attributes.iter().filter(|(key, _)| is_author(key)) {
            for name in value.items().iter().filter_map(text_of_field) {
                draft.add_author("attributes.field_author", &text_of(name), None, None);
            }
        }
        let all = node.get("relationships").map_or(&[][..], Json::members);
        for (key, relationship) in all.iter().filter(|(key, _)| is_author(key)) {
            self.people(draft, key, relationship);
        }
        if draft.record.authors.is_empty()
            && let Some(uid) = node.at("relationships.uid")
        {
            self.people(draft, "uid", uid);
        }
    }

    fn people(&mut self, draft: &mut Draft<'_>, key: &str, relationship: &Json<'_>) {
        let all = relationship.get("data").map_or(&[][..], Json::items);
        for identifier in all {
            let Some((_, said)) = self.named(draft, key, identifier) else {
                continue;
            };
            if let Some(name) = &said.name {
                let path = said.path.as_deref();
                let url = path.and_then(|path| self.site?.join(path).ok());
                draft.add_author(
                    "relationships.uid",
                    name,
                    None,
                    url.as_ref().map(Url::as_str),
                );
            }
        }
    }

    /// Terms, files, media and other nodes.
    fn others(&mut self, draft: &mut Draft<'_>, node: &Json<'_>) {
        let all = node.get("relationships").map_or(&[][..], Json::members);
        for (key, relationship) in all {
            if INTERNAL.contains(&key.as_ref()) || key.contains("author") || key.contains("byline")
            {
                continue;
            }
            for identifier in relationship.get("data").map_or(&[][..], Json::items) {
                self.other(draft, key, identifier);
            }
        }
    }

    fn other(&mut self, draft: &mut Draft<'_>, key: &str, identifier: &Json<'_>) {
        if let Some(held) = held(identifier) {
            if !media::add(draft, self.site, &held, self.included, None) {
                self.miss(draft, key, identifier);
            }
            return;
        }
        let kind = identifier.str_at("type").unwrap_or_default();
        let wanted = ["taxonomy_term--", "media--", "node--"];
        if !wanted.iter().any(|prefix| kind.starts_with(prefix)) {
            return;
        }
        let Some((kind, said)) = self.named(draft, key, identifier) else {
            return;
        };
        if said.hidden {
            return;
        }
        let (group, bundle) = kind.split_once("--").unwrap_or((kind.as_str(), ""));
        match group {
            "taxonomy_term" => self.term(draft, key, bundle, said),
            "media" => {
                let held = said.holds.as_ref();
                if let Some(held) = held
                    && !media::add(draft, self.site, held, self.included, Some(said))
                {
                    self.miss(draft, key, identifier);
                }
            }
            _ => self.story(draft, said),
        }
    }

    fn term(&mut self, draft: &mut Draft<'_>, key: &str, vocabulary: &str, said: &Said) {
        let Some(name) = &said.name else { return };
        let is_section = |word: &str| matches!(word, "section" | "sections");
        if is_section(vocabulary) || is_section(key.trim_start_matches("field_")) {
            if draft.record.section.is_none() {
                draft.record.section = draft.line("section", "taxonomy_term", name);
            }
            return;
        }
        draft.add_category("taxonomy_term", name, None, None);
        if !vocabulary.is_empty() {
            self.schemes.insert(name.clone(), Value::from(vocabulary));
        }
    }

    fn story(&self, draft: &mut Draft<'_>, said: &Said) {
        let title = said.name.as_deref();
        let title = title.and_then(|title| draft.line("related", "relationships", title));
        let Some(title) = title else { return };
        let url = said.path.as_deref();
        let url = url.and_then(|path| self.site?.join(path).ok());
        let url = url.and_then(|url| draft.link("related.url", "relationships", url.as_str()));
        draft.record.related.push(Related { title, url });
    }

    /// The included resource and its type.
    fn named(
        &mut self,
        draft: &mut Draft<'_>,
        key: &str,
        identifier: &Json<'_>,
    ) -> Option<(String, &'i Said)> {
        let (kind, id) = (identifier.str_at("type")?, identifier.str_at("id")?);
        // What was deleted, or what nobody may see, is named like this.
        if matches!(id, "missing" | "virtual") {
            return None;
        }
        match self.included.get(kind, id) {
            Some(said) => Some((kind.to_owned(), said)),
            None => {
                self.miss(draft, key, identifier);
                None
            }
        }
    }

    /// Says once for each relationship that what it names is not there.
    fn miss(&mut self, draft: &mut Draft<'_>, key: &str, identifier: &Json<'_>) {
        if self.missing.len() < 100 && self.missing.insert(key.to_owned()) {
            let kind = identifier.str_at("type").unwrap_or_default();
            draft.doubt(
                "categories",
                format!(
                    "{} names {}, which is not included; add include={key} to the address",
                    shown(key),
                    shown(kind)
                ),
            );
        }
    }
}
