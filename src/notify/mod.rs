//! How those who want to know are told what changed. One file for each way, one line for each in [`KINDS`].
//!
//! In: topics (addresses that changed) and a few facts about the site. Out: what to send, and what an answer means.
//! Nothing here opens a connection, knows the store, or reads a clock; [`hook`] starts the user's own command.

pub mod hook;
pub mod indexnow;
mod rsscloud;
mod weblogs;
mod websub;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::syntax::http_date;

use indexnow::IndexNow;

/// The ways of telling.
pub const KINDS: &[Kind] = &[websub::KIND, rsscloud::KIND, indexnow::KIND, weblogs::KIND];

/// One way of telling.
#[derive(Debug)]
pub struct Kind {
    /// Its name in the store.
    pub name: &'static str,
    /// Who is told, for messages.
    pub says: &'static str,
    /// How many topics go into one request.
    pub batch: usize,
    /// What is sent about these topics; `None` where the site no longer says enough for it.
    pub request: fn(&[&str], &Site<'_>) -> Option<Request>,
    /// Why an answer of success is a refusal all the same, where its text says so.
    pub refusal: fn(&str) -> Option<String>,
}

/// What is told about the site itself.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The publication's name.
    pub title: &'a str,
    /// Its front page.
    pub url: &'a str,
    /// Its key for search engines.
    pub indexnow: Option<&'a IndexNow>,
}

/// What is sent, by POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its media type.
    pub content_type: &'static str,
    /// Its body.
    pub body: String,
}

/// What came back.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// The header Retry-After.
    pub retry_after: Option<&'a str>,
    /// The beginning of the body.
    pub text: &'a str,
}

/// What an answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It was taken.
    Taken,
    /// It was refused, and sending the same again would not help.
    Refused(String),
    /// Not now; perhaps later, and not before the time that was asked for.
    Later(String, Option<TimeDelta>),
}

/// The way of this name.
pub fn by_name(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Nobody is made to wait longer, whatever they ask for.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(1);

/// What an answer means; `now` is the run's time.
pub fn verdict(kind: &Kind, answer: &Answer<'_>, now: DateTime<Utc>) -> Verdict {
    let told = |status: u16| match visible(answer.text) {
        text if text.is_empty() => format!("it answered {status}"),
        text => format!("it answered {status}: {text:?}"),
    };
    match answer.status {
        200..=299 => match (kind.refusal)(answer.text) {
            Some(why) => Verdict::Refused(format!("it answered {:?}", visible(&why))),
            None => Verdict::Taken,
        },
        status @ (408 | 425 | 429 | 500..=599) => {
            let after = answer.retry_after.and_then(|raw| wait(raw, now));
            Verdict::Later(told(status), after)
        }
        status @ 300..=399 => Verdict::Refused(format!(
            "it answered {status}, a redirect that a POST does not follow"
        )),
        status => Verdict::Refused(told(status)),
    }
}

/// RFC 9110 section 10.2.3: seconds, or a date.
fn wait(raw: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
    let raw = raw.trim();
    let wait = match raw.parse::<u32>() {
        Ok(seconds) => TimeDelta::seconds(seconds.into()),
        Err(_) => http_date::read(raw)? - now,
    };
    Some(wait.clamp(TimeDelta::zero(), LONGEST_WAIT))
}

/// How long to wait after so many tries, each in a run of its own: 5, 10, 20, 40 minutes, then an hour.
pub fn backoff(tries: u32) -> TimeDelta {
    let doublings = tries.saturating_sub(1).min(4);
    TimeDelta::minutes((5_i64 << doublings).min(60))
}

/// An address as messages show it: without what may be a secret.
pub fn shown(target: &str) -> String {
    let Ok(mut url) = Url::parse(target) else {
        return "an address".to_owned();
    };
    url.set_query(None);
    url.set_fragment(None);
    // Addresses without a host have neither user nor password.
    let _ = (url.set_username(""), url.set_password(None));
    url.to_string()
}

/// The first words of an answer, without markup.
fn visible(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut words = String::new();
    let mut tag = false;
    for c in text.chars() {
        match c {
            '<' => tag = true,
            '>' if tag => {
                tag = false;
                words.push(' ');
            }
            _ if tag => {}
            c if c.is_control() => words.push(' '),
            c => words.push(c),
        }
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    match words.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", words.get(..at).unwrap_or_default()),
        None => words,
    }
}

/// A form (`application/x-www-form-urlencoded`).
fn form(fields: &[(&str, &str)]) -> Request {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    Request {
        content_type: "application/x-www-form-urlencoded",
        body: form.finish(),
    }
}

/// Text between tags.
fn escaped(text: &str) -> std::borrow::Cow<'_, str> {
    quick_xml::escape::escape(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: Site<'_> = Site {
        title: "Quay & Co",
        url: "https://quay.example/",
        indexnow: None,
    };

    #[test]
    fn kinds_have_names_of_their_own() {
        for kind in KINDS {
            assert_eq!(KINDS.iter().filter(|k| k.name == kind.name).count(), 1);
            assert!(kind.batch > 0);
        }
    }

    #[test]
    fn what_is_sent() {
        let topic = "https://quay.example/news.rss?a=1&b=2";
        let of = |name: &str| {
            let kind = by_name(name).unwrap();
            (kind.request)(&[topic], &SITE).map(|r| r.body)
        };
        let encoded = "https%3A%2F%2Fquay.example%2Fnews.rss%3Fa%3D1%26b%3D2";
        assert_eq!(
            of("websub").unwrap(),
            format!("hub.mode=publish&hub.topic={encoded}&hub.url={encoded}")
        );
        assert_eq!(of("rsscloud").unwrap(), format!("url={encoded}"));
        assert!(
            of("weblogs")
                .unwrap()
                .contains("<string>Quay &amp; Co</string>")
        );
        assert_eq!(of("indexnow"), None);
    }

    #[test]
    fn what_answers_mean() {
        let now: DateTime<Utc> = "2026-03-02T12:00:00Z".parse().unwrap();
        let of = |name: &str, status, retry_after, text| {
            let answer = Answer {
                status,
                retry_after,
                text,
            };
            verdict(by_name(name).unwrap(), &answer, now)
        };
        let later = |why: &str, after: Option<i64>| {
            Verdict::Later(why.to_owned(), after.map(TimeDelta::seconds))
        };
        let refused = |why: &str| Verdict::Refused(why.to_owned());
        for (name, status, retry_after, text, want) in [
            ("websub", 204, None, "", Verdict::Taken),
            ("websub", 202, None, "<html>no</html>", Verdict::Taken),
            (
                "websub",
                400,
                None,
                "<p>unknown\u{1b}[31m\n topic</p>",
                refused("it answered 400: \"unknown [31m topic\""),
            ),
            (
                "websub",
                302,
                None,
                "",
                refused("it answered 302, a redirect that a POST does not follow"),
            ),
            ("websub", 500, None, "", later("it answered 500", None)),
            (
                "websub",
                429,
                Some("120"),
                "",
                later("it answered 429", Some(120)),
            ),
            (
                "websub",
                503,
                Some("Mon, 02 Mar 2026 12:10:00 GMT"),
                "",
                later("it answered 503", Some(600)),
            ),
            (
                "websub",
                503,
                Some("99999999"),
                "",
                later("it answered 503", Some(86_400)),
            ),
            (
                "websub",
                503,
                Some("Mon, 02 Mar 2020 12:10:00 GMT"),
                "",
                later("it answered 503", Some(0)),
            ),
            (
                "websub",
                503,
                Some("soon"),
                "",
                later("it answered 503", None),
            ),
            (
                "rsscloud",
                200,
                None,
                "<result success=\"true\" msg=\"Thanks\"/>",
                Verdict::Taken,
            ),
            (
                "rsscloud",
                200,
                None,
                "<result success='false' msg='No such feed'/>",
                refused("it answered \"No such feed\""),
            ),
            (
                "weblogs",
                200,
                None,
                "<member><name>flerror</name><value><boolean>0</boolean></value></member>",
                Verdict::Taken,
            ),
            (
                "weblogs",
                200,
                None,
                "<member><name>flerror</name> <value><boolean>1</boolean></value></member><member>\
                 <name>message</name><value>Too often</value></member>",
                refused("it answered \"Too often\""),
            ),
            (
                "weblogs",
                200,
                None,
                "<methodResponse><fault><value><string>boom</string></value></fault></methodResponse>",
                refused("it answered \"boom\""),
            ),
        ] {
            assert_eq!(
                of(name, status, retry_after, text),
                want,
                "{name} {status} {text}"
            );
        }
    }

    #[test]
    fn waits_grow_up_to_an_hour() {
        let minutes: Vec<i64> = (0..8).map(|n| backoff(n).num_minutes()).collect();
        assert_eq!(minutes, [5, 5, 10, 20, 40, 60, 60, 60]);
        assert_eq!(backoff(u32::MAX).num_minutes(), 60);
    }

    #[test]
    fn secrets_are_not_shown() {
        assert_eq!(
            shown("https://ada:s3cret@hub.example/p?token=s3cret#s3cret"),
            "https://hub.example/p"
        );
    }
}
