//! One stored record as an entry.

use chrono::{DateTime, SubsecRound, Utc};
use quick_xml::escape::{escape, partial_escape};

use super::words::{Words, in_language};
use super::{Options, wording};
use crate::model::{
    Content, Correction, Enclosure, Entry, Line, Moment, Record, Related, Stored, Text, media,
};

/// The entry that a stored record makes in a feed of this language.
pub(super) fn from_stored(
    stored: Stored,
    options: &Options<'_>,
    feed_language: Option<&Line>,
) -> Entry {
    let language = stored
        .record
        .language
        .clone()
        .or_else(|| feed_language.cloned());
    let words = in_language(language.as_ref().map(Line::as_str));
    let prefix = wording::prefix(options.wording, &stored, language.as_ref());
    let extensions = wording::extensions(options.wording, &stored.record);
    let notes = notes(&stored.record.corrections, words);
    let mut entry = whole(
        stored.id,
        stored.published,
        stored.updated,
        stored.record,
        words,
    );
    if entry.language.as_ref() == feed_language {
        entry.language = None;
    }
    let parameters = &options.wording.link_parameters;
    entry.link = entry.link.map(|link| link.with_parameters(parameters));
    match options.content {
        // Without a body the notes have only the summary to stand under.
        Content::Full if entry.content.is_some() => {}
        Content::Full => entry.summary = with_notes(entry.summary, &notes),
        Content::Summary => {
            entry.content = None;
            entry.summary = with_notes(entry.summary, &notes);
        }
        Content::Title => (entry.content, entry.summary) = (None, None),
    }
    match stored.retracted {
        Some(when) => notice(entry, when, words),
        None => Entry {
            title: match prefix {
                Some(prefix) => Line::from(prefix + entry.title.as_str()),
                None => entry.title,
            },
            extensions,
            ..entry
        },
    }
}

fn whole(
    id: String,
    published: DateTime<Utc>,
    updated: DateTime<Utc>,
    record: Record,
    words: &Words,
) -> Entry {
    let published = published.trunc_subsecs(0);
    let content = content(&record, words);
    Entry {
        title: record.title.unwrap_or_else(|| Line::new(&id)),
        id,
        kind: record.kind,
        link: record.url,
        published,
        updated: updated.trunc_subsecs(0).max(published),
        authors: record.authors,
        categories: record.categories,
        summary: record.summary.filter(|s| !s.is_blank()),
        content,
        image: record.image,
        enclosures: record.enclosures.into_iter().map(typed).collect(),
        podcast: record.podcast,
        related: record
            .related
            .into_iter()
            .filter(|r| r.url.is_some())
            .collect(),
        language: record.language,
        rights: record.rights,
        source: record.source,
        extensions: Vec::new(),
    }
}

/// The body, under it what has been put right, and under that the related stories that a reader of the page saw
/// between its paragraphs.
fn content(record: &Record, words: &Words) -> Option<Text> {
    let body = record.body_html.as_ref().filter(|b| !b.is_blank())?;
    let mut content = body.to_string();
    for note in notes(&record.corrections, words) {
        content.push_str(&format!(
            "\n<p><strong>{}</strong> {}</p>",
            partial_escape(&note.0),
            partial_escape(&note.1)
        ));
    }
    if !record.related.is_empty() {
        let items: String = record.related.iter().map(related_item).collect();
        content.push_str(&format!("\n<h4>{}</h4>\n<ul>{items}</ul>", words.related));
    }
    Some(Text::from(content))
}

/// Each correction as what stands before the note ("Correction (2026-03-02):") and the note.
fn notes(corrections: &[Correction], words: &Words) -> Vec<(String, String)> {
    let lead = |correction: &Correction| match correction.at {
        Some(at) => format!("{} ({}):", words.correction, day_of(at)),
        None => format!("{}:", words.correction),
    };
    corrections
        .iter()
        .map(|c| (lead(c), c.note.to_string()))
        .collect()
}

/// The day as its publisher wrote it, in the publisher's own zone.
fn day_of(at: Moment) -> String {
    at.to_string().chars().take("2026-03-02".len()).collect()
}

/// Where there is no body for the notes to stand under, they stand under the summary.
fn with_notes(summary: Option<Text>, notes: &[(String, String)]) -> Option<Text> {
    if notes.is_empty() {
        return summary;
    }
    let notes = notes.iter().map(|(lead, note)| format!("{lead} {note}"));
    let parts: Vec<String> = summary
        .map(|s| s.to_string())
        .into_iter()
        .chain(notes)
        .collect();
    Some(Text::from(parts.join("\n")))
}

fn related_item(related: &Related) -> String {
    let title = partial_escape(related.title.as_str());
    match &related.url {
        Some(url) => format!("<li><a href=\"{}\">{title}</a></li>", escape(url.as_str())),
        None => format!("<li>{title}</li>"),
    }
}

/// A file whose type nobody says has the one that its ending tells.
fn typed(file: Enclosure) -> Enclosure {
    let told = || media::type_of(file.url.as_str()).map(Line::new);
    Enclosure {
        media_type: file.media_type.clone().or_else(told),
        ..file
    }
}

/// What stands in place of a withdrawn entry: its id and link, and that it was withdrawn, nothing of its text.
fn notice(entry: Entry, when: DateTime<Utc>, words: &Words) -> Entry {
    let text = Text::new(words.notice);
    Entry {
        title: Line::from(format!("{}: {}", words.withdrawn, entry.title)),
        updated: when.trunc_subsecs(0).max(entry.published),
        content: entry
            .content
            .is_some()
            .then(|| Text::from(format!("<p>{text}</p>"))),
        summary: Some(text),
        authors: Vec::new(),
        categories: Vec::new(),
        image: None,
        enclosures: Vec::new(),
        podcast: None,
        related: Vec::new(),
        rights: None,
        source: None,
        ..entry
    }
}
