//! The page with a verdict: what a document is, what was found in it, and how to show it to others.

use std::time::Duration;

use axum::http::StatusCode;
use serde::Serialize;

use super::code::shown;
use super::judged::Judged;
use super::parts::Parts;
use super::press::{Page, Press};
use super::refusal::Refusal;
use crate::Severity;
use crate::validate::Format;

/// What was asked: how it is called, and its address where it has one.
#[derive(Debug, Clone, Default)]
pub(super) struct Subject {
    /// As the JSON calls it.
    pub(super) name: String,
    pub(super) is_address: bool,
}

/// The form, and the result above it where there is one.
#[derive(Debug, Serialize)]
pub(super) struct View<'a> {
    page: Page,
    /// The address that stands in the form.
    typed: String,
    /// Where people reach this server.
    public: String,
    result: Option<Outcome<'a>>,
    refusal: Option<Refused>,
}

#[derive(Debug, Serialize)]
struct Outcome<'a> {
    is_valid: bool,
    headline: String,
    says: &'static str,
    format: &'static str,
    entries: u64,
    counts: [Count; 3],
    name: String,
    from: Option<String>,
    fetched_in: Option<String>,
    judged_in: String,
    size: String,
    links: Option<Links>,
    #[serde(flatten)]
    parts: &'a Parts,
}

#[derive(Debug, Serialize)]
struct Count {
    severity: Severity,
    count: u64,
}

/// How a result is shown to others.
#[derive(Debug, Serialize)]
struct Links {
    /// What `validate` and its badge are asked for.
    query: String,
    /// The badge in words.
    alt: String,
}

#[derive(Debug, Serialize)]
struct Refused {
    says: String,
    help: String,
}

impl<'a> View<'a> {
    /// The form alone.
    pub(super) fn form(public: String) -> Self {
        View {
            page: Page::new("validate", "", "Is this feed valid?"),
            typed: String::new(),
            public,
            result: None,
            refusal: None,
        }
    }

    /// Why there is no verdict.
    pub(super) fn refused(subject: &Subject, refusal: &Refusal, public: String) -> Self {
        let title = match refusal.status {
            StatusCode::PAYLOAD_TOO_LARGE => "Too large to be judged",
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => "Not now",
            _ => "Could not be read",
        };
        View {
            page: Page::new("validate", "", title),
            typed: typed(subject),
            public,
            result: None,
            refusal: Some(Refused {
                says: shown(&refusal.says),
                help: shown(&refusal.help),
            }),
        }
    }

    /// The verdict.
    ///
    /// # Errors
    /// A fault of ours.
    pub(super) fn judged(
        subject: &Subject,
        judged: &'a Judged,
        press: &Press,
        public: String,
    ) -> Result<Self, Refusal> {
        let report = &judged.report;
        let headline = headline(report.format, report.is_valid());
        let title = match subject.is_address {
            true => format!("{headline}: {}", shown(&subject.name)),
            false => headline.clone(),
        };
        let links = subject.is_address.then(|| links(&subject.name, judged));
        let result = Outcome {
            is_valid: report.is_valid(),
            says: says(judged),
            format: label(report.format),
            entries: report.entries,
            counts: counts(judged),
            name: shown(&subject.name),
            from: judged
                .way
                .as_ref()
                .filter(|way| way.from != subject.name)
                .map(|way| shown(&way.from)),
            fetched_in: judged.way.as_ref().map(|way| time(way.took)),
            judged_in: time(judged.took),
            size: size(judged.document.len()),
            links,
            parts: judged.parts(press)?,
            headline,
        };
        Ok(View {
            page: Page::new("validate", "", title),
            typed: typed(subject),
            public,
            result: Some(result),
            refusal: None,
        })
    }
}

fn typed(subject: &Subject) -> String {
    match subject.is_address {
        true => shown(&subject.name),
        false => String::new(),
    }
}

/// A format as people call it.
pub(super) fn label(format: Format) -> &'static str {
    const LABELS: &[(&str, &str)] = &[
        ("rss-0.90", "RSS 0.90"),
        ("rss-0.91", "RSS 0.91"),
        ("rss-0.92", "RSS 0.92"),
        ("rss-0.93", "RSS 0.93"),
        ("rss-0.94", "RSS 0.94"),
        ("rss-1.0", "RSS 1.0"),
        ("rss-1.1", "RSS 1.1"),
        ("rss-2.0", "RSS 2.0"),
        ("atom-0.3", "Atom 0.3"),
        ("atom-1.0", "Atom 1.0"),
        ("atom-entry-1.0", "Atom 1.0 entry"),
        ("json-feed-1.0", "JSON Feed 1.0"),
        ("json-feed-1.1", "JSON Feed 1.1"),
        ("opml-2.0", "OPML"),
        ("news-sitemap", "sitemap"),
        ("html", "HTML page"),
    ];
    let name = format.as_str();
    let found = LABELS.iter().find(|(n, _)| *n == name);
    found.map_or("unknown", |(_, label)| *label)
}

fn headline(format: Format, valid: bool) -> String {
    match (format, valid) {
        (Format::Html, _) => "A web page, not a feed".to_owned(),
        (Format::Unknown, _) => "Not a feed".to_owned(),
        (format, true) => format!("Valid {}", label(format)),
        (format, false) => format!("Not valid {}", label(format)),
    }
}

fn says(judged: &Judged) -> &'static str {
    let report = &judged.report;
    let count = |severity| report.count(severity);
    match (count(Severity::Error), count(Severity::Warning)) {
        (0, 0) => "It breaks no specification, and readers will get on with it.",
        (0, _) => "It breaks no specification. Some readers will stumble over what is warned of.",
        _ if matches!(report.format, Format::Unknown | Format::Html) => {
            "Readers cannot subscribe to this."
        }
        _ => "The errors break a specification; what readers make of them differs.",
    }
}

fn counts(judged: &Judged) -> [Count; 3] {
    [Severity::Error, Severity::Warning, Severity::Info].map(|severity| Count {
        severity,
        count: judged.report.count(severity),
    })
}

fn links(name: &str, judged: &Judged) -> Links {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("url", name);
    let verdict = if judged.report.is_valid() {
        "Valid"
    } else {
        "Not valid"
    };
    Links {
        query: query.finish(),
        alt: format!("{verdict} {}", label(judged.report.format)),
    }
}

fn time(took: Duration) -> String {
    match took.as_secs_f64() {
        s if s < 0.001 => "less than 1 ms".to_owned(),
        s if s < 1.0 => format!("{:.0} ms", s * 1000.0),
        s => format!("{s:.1} s"),
    }
}

fn size(bytes: usize) -> String {
    match bytes {
        0..=2047 => format!("{bytes} bytes"),
        2048..=1_048_575 => format!("{} KB", bytes / 1024),
        // One decimal.
        _ => format!("{}.{} MB", bytes >> 20, ((bytes % (1 << 20)) * 10) >> 20),
    }
}
