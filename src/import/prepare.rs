//! What every record goes through between its importer and the store, whatever format it came in.
//!
//! In: a record as it was understood. Out: the same record with instants for times, a safe HTML body with absolute
//! addresses, a title, and its categories; and what had to be assumed on the way.

use chrono_tz::Tz;
use url::Url;

use super::classify::Classifier;
use super::html::{Safe, Trust, from_markdown, from_text, has_too_much_markup, make_safe, text_of};
use super::sentence::first_sentence;
use super::summary;
use super::vocabulary::Vocabulary;
use super::weight::refuse_heavy;
use crate::Severity;
use crate::model::{Category, Line, Moment, Notice, NoticeKind, Record, Status, Text, zone};

/// What decides how records are prepared.
#[derive(Debug)]
pub struct Settings<'a> {
    /// The zone of times written without an offset; `None`: UTC, with a warning.
    pub zone: Option<Tz>,
    /// What relative addresses are relative to in a record that has no address of its own.
    pub base: Option<Url>,
    /// Whether HTML is sanitised.
    pub trust: Trust,
    /// The language of records that name none.
    pub language: Option<&'a str>,
    /// The rules that add categories.
    pub classifier: &'a Classifier,
    /// What codes among the categories mean.
    pub vocabulary: Option<&'a Vocabulary>,
}

/// Prepares a record for the store, and says what had to be assumed. A notice that is an error refuses the record:
/// sanitising may leave nothing of a body that was all the record had.
pub fn prepare(record: &mut Record, settings: &Settings<'_>) -> Vec<Notice> {
    let mut notices = Vec::new();
    resolve_times(record, settings.zone, &mut notices);
    make_body(record, settings, &mut notices);
    summary::settle(record);
    if record.language.is_none() {
        record.language = settings.language.map(Line::new);
    }
    make_title(record, &mut notices);
    if let Some(section) = record
        .section
        .as_ref()
        .and_then(|s| Category::named(s.as_str()))
    {
        record.add_category(section);
    }
    settings.classifier.apply(record);
    if let Some(vocabulary) = settings.vocabulary {
        notices.extend(vocabulary.apply(record));
    }
    notices.extend(refuse_heavy(record));
    notices
}

fn resolve_times(record: &mut Record, zone: Option<Tz>, notices: &mut Vec<Notice>) {
    let times = [
        ("published", &mut record.published),
        ("updated", &mut record.updated),
        ("not_before", &mut record.not_before),
        ("expires", &mut record.expires),
    ];
    for (field, time) in times {
        if zone.is_none() && matches!(time, Some(Moment::Day(_) | Moment::Local(_))) {
            notices.push(utc_was_taken(field));
        }
        let Some(Moment::Local(local)) = *time else {
            continue;
        };
        let (instant, doubt) = zone::resolve(local, zone.unwrap_or(chrono_tz::UTC));
        *time = Some(Moment::Instant(instant));
        if let Some(doubt) = doubt {
            notices.push(Notice::doubt(field, doubt.as_str()));
        }
    }
    let (published, updated) = (
        record.published.filter(|p| !p.is_day()),
        record.updated.filter(|u| !u.is_day()),
    );
    if let (Some(published), Some(updated)) = (published, updated)
        && updated.instant() < published.instant()
    {
        notices.push(Notice::doubt(
            "updated",
            "the record was updated before it was published; the later time stands for both",
        ));
    }
}

fn utc_was_taken(field: &str) -> Notice {
    let message = "the time has no zone and none is configured; UTC was taken";
    Notice::doubt(field, message).help("set `timezone` in [site] or in the source")
}

/// The body in whichever form becomes safe HTML.
fn make_body(record: &mut Record, settings: &Settings<'_>, notices: &mut Vec<Notice>) {
    let (html, markdown, text) = (
        record.body_html.take(),
        record.body_markdown.take(),
        record.body_text.take(),
    );
    let html = match (html, markdown, text) {
        (Some(html), _, _) if !html.is_blank() => html,
        (_, Some(markdown), _) if !markdown.is_blank() => {
            if has_too_much_markup(markdown.as_str()) {
                let message = "there was too much markup in it; it is taken for plain text";
                notices.push(Notice::doubt("body_markdown", message));
            }
            Text::from(from_markdown(markdown.as_str()))
        }
        (_, _, Some(text)) if !text.is_blank() => Text::from(from_text(text.as_str())),
        _ => return,
    };
    // A link in a body is relative to the page that the body stands on.
    let own = record
        .url
        .as_ref()
        .and_then(|url| Url::parse(url.as_str()).ok());
    let safe = make_safe(
        html.as_str(),
        own.as_ref().or(settings.base.as_ref()),
        settings.trust,
    );
    notices.extend(what_was_lost(&safe));
    record.body_html = Some(Text::from(safe.html)).filter(|b| !b.is_blank());
}

fn what_was_lost(safe: &Safe) -> impl Iterator<Item = Notice> {
    let deep = "the markup was nested too deeply and was cut; its text is kept";
    let cut = safe.cut.then(|| Notice::doubt("body_html", deep));
    let dropped = match safe.trackers {
        0 => None,
        1 => Some("1 picture that only counts readers was dropped".to_owned()),
        n => Some(format!("{n} pictures that only count readers were dropped")),
    };
    let record = NoticeKind::Record;
    let dropped = dropped.map(|what| Notice::new(record, Severity::Info, what).field("body_html"));
    cut.into_iter().chain(dropped)
}

/// A record without a title takes the first sentence of its summary or body. One that only withdraws an earlier
/// record needs none.
fn make_title(record: &mut Record, notices: &mut Vec<Notice>) {
    if record.title.is_some() || record.status == Status::Retracted {
        return;
    }
    let summary = record.summary.as_ref().map(|s| s.as_str().to_owned());
    let body = record.body_html.as_ref().map(|b| text_of(b.as_str()));
    let made = [summary, body]
        .into_iter()
        .flatten()
        .find_map(|text| Line::new(&first_sentence(&text)).non_empty());
    notices.push(match made {
        Some(_) => Notice::doubt(
            "title",
            "the record has no title; its first sentence stands for one",
        ),
        None => Notice::refused("the record has no title, and no text to take one from")
            .field("title")
            .help("give it a title"),
    });
    record.title = made;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(classifier: &Classifier) -> Settings<'_> {
        let base = Url::parse("https://quay.example/").ok();
        Settings {
            zone: Some(chrono_tz::Europe::Riga),
            base,
            trust: Trust::None,
            language: Some("en"),
            classifier,
            vocabulary: None,
        }
    }

    #[test]
    fn a_record_is_made_ready() {
        let json = r#"{"summary":"The pier is back. Boats call.","body_markdown":"A [map](/map) *here*.","published":"2026-03-02T10:00:00","section":"Port"}"#;
        let mut record: Record = serde_json::from_str(json).unwrap();
        let classifier = Classifier::default();
        let notices = prepare(&mut record, &settings(&classifier));
        assert_eq!(
            record.title.as_ref().map(Line::as_str),
            Some("The pier is back")
        );
        assert_eq!(
            record.published.map(|p| p.to_string()).as_deref(),
            Some("2026-03-02T10:00:00+02:00")
        );
        let body = record
            .body_html
            .as_ref()
            .map(|b| b.as_str().trim())
            .unwrap_or_default();
        assert_eq!(
            body,
            "<p>A <a href=\"https://quay.example/map\">map</a> <em>here</em>.</p>"
        );
        assert_eq!(
            record.categories.last().map(|c| c.term.as_str()),
            Some("Port")
        );
        assert_eq!(
            notices
                .iter()
                .filter_map(|n| n.field.as_deref())
                .collect::<Vec<_>>(),
            ["title"]
        );
    }

    #[test]
    fn a_body_of_which_nothing_is_left_is_refused() {
        for (json, refused) in [
            (r#"{"body_html":"<script>x</script>"}"#, true),
            (r#"{"body_html":"<script>x</script>","title":"T"}"#, false),
            (r#"{"id":"a","status":"retracted"}"#, false),
        ] {
            let mut record: Record = serde_json::from_str(json).unwrap();
            let notices = prepare(&mut record, &settings(&Classifier::default()));
            assert_eq!(notices.iter().any(Notice::is_error), refused, "{json}");
        }
    }

    #[test]
    fn a_body_is_relative_to_its_own_page() {
        let json =
            r#"{"title":"T","url":"https://quay.example/2026/a","body_html":"<a href=b>b</a>"}"#;
        let mut record: Record = serde_json::from_str(json).unwrap();
        prepare(&mut record, &settings(&Classifier::default()));
        let body = record.body_html.map(|b| b.as_str().to_owned());
        let want = r#"<a href="https://quay.example/2026/b">b</a>"#;
        assert_eq!(body.as_deref(), Some(want));
    }

    #[test]
    fn without_a_zone_utc_is_taken_and_said() {
        let mut record: Record =
            serde_json::from_str(r#"{"title":"T","published":"2026-03-02T10:00:00"}"#).unwrap();
        let classifier = Classifier::default();
        let notices = prepare(
            &mut record,
            &Settings {
                zone: None,
                ..settings(&classifier)
            },
        );
        assert_eq!(
            record.published.map(|p| p.to_string()).as_deref(),
            Some("2026-03-02T10:00:00Z")
        );
        assert!(notices.first().is_some_and(|n| n.message.contains("UTC")));
    }
}
