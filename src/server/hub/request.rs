//! A form as subscribers and publishers send it, as one of the requests that there are (WebSub section 5.1).

use axum::http::StatusCode;
use url::form_urlencoded;

use super::address::Callback;
use crate::store::hub::SharedSecret;

/// How long a subscription lasts unless its subscriber says otherwise: 10 days.
const LEASE: i64 = 10 * 86_400;

/// The shortest and the longest lease. Who asks for less or more gets these.
const LEASES: (i64, i64) = (300, 30 * 86_400);

/// A secret has fewer bytes (WebSub section 5.1).
const SECRET: usize = 200;

/// How long a topic's address may be.
const MOST_TOPIC: usize = 2048;

/// How many topics one request may publish.
const MOST_PUBLISHED: usize = 100;

/// A request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// Deliver a topic to a callback.
    Subscribe(Ask),
    /// Deliver it no more.
    Unsubscribe(Ask),
    /// Look at topics now.
    Publish(Vec<String>),
}

/// What a subscriber asks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ask {
    /// The topic's address as it is written.
    pub(super) topic: String,
    pub(super) callback: Callback,
    pub(super) secret: Option<SharedSecret>,
    pub(super) lease: i64,
}

/// Why a request is refused, in words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused(pub(super) StatusCode, pub(super) String);

impl Refused {
    pub(super) fn new(status: StatusCode, says: impl Into<String>) -> Self {
        Refused(status, says.into())
    }
}

/// Reads a form. Parameters that are not known are left alone (WebSub section 5.1.1).
pub(super) fn read(form: &[u8]) -> Result<Request, Refused> {
    let fields: Vec<(String, String)> = form_urlencoded::parse(form).into_owned().collect();
    let field = |name: &str| {
        let mut values = fields
            .iter()
            .filter(|(key, value)| key == name && !value.is_empty());
        values.next().map(|(_, value)| value.as_str())
    };
    match field("hub.mode") {
        Some("subscribe") => ask(&field).map(Request::Subscribe),
        Some("unsubscribe") => ask(&field).map(Request::Unsubscribe),
        Some("publish") => published(&fields).map(Request::Publish),
        Some(_) => Err(bad(
            "hub.mode is none that is known here: subscribe, unsubscribe or publish",
        )),
        None => Err(bad("hub.mode is missing")),
    }
}

fn ask<'f>(field: &impl Fn(&str) -> Option<&'f str>) -> Result<Ask, Refused> {
    let callback = field("hub.callback").ok_or_else(|| bad("hub.callback is missing"))?;
    let callback = Callback::parse(callback).map_err(|why| bad(format!("hub.callback {why}")))?;
    let topic = field("hub.topic").ok_or_else(|| bad("hub.topic is missing"))?;
    if topic.len() > MOST_TOPIC || url::Url::parse(topic).is_err() {
        return Err(bad("hub.topic is no address"));
    }
    let secret = field("hub.secret");
    if secret.is_some_and(|secret| secret.len() >= SECRET) {
        return Err(bad("hub.secret has 200 bytes or more"));
    }
    let lease = match field("hub.lease_seconds") {
        None => LEASE,
        Some(raw) => lease(raw).ok_or_else(|| bad("hub.lease_seconds is no number of seconds"))?,
    };
    Ok(Ask {
        topic: topic.to_owned(),
        callback,
        secret: secret.map(|secret| SharedSecret(secret.to_owned())),
        lease,
    })
}

/// A number of seconds within the bounds, however large it is written.
fn lease(raw: &str) -> Option<i64> {
    let raw = raw.trim();
    if raw.is_empty() || !raw.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (least, most) = LEASES;
    Some(raw.parse().unwrap_or(most).clamp(least, most))
}

/// Publishers say it in two ways, and some name several topics at once.
fn published(fields: &[(String, String)]) -> Result<Vec<String>, Refused> {
    let named = fields.iter().filter(|(key, value)| {
        matches!(
            key.as_str(),
            "hub.url" | "hub.topic" | "hub.url[]" | "hub.topic[]"
        ) && !value.is_empty()
    });
    let mut topics: Vec<String> = Vec::new();
    for (_, topic) in named {
        if !topics.contains(topic) {
            topics.push(topic.clone());
        }
        if topics.len() > MOST_PUBLISHED {
            return Err(bad("too many topics in one request"));
        }
    }
    if topics.is_empty() {
        return Err(bad("hub.topic is missing"));
    }
    Ok(topics)
}

fn bad(says: impl Into<String>) -> Refused {
    Refused::new(StatusCode::BAD_REQUEST, says)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLBACK: &str = "hub.callback=https%3A%2F%2Freader.example%2Fa%3Fb%3Dc";
    const TOPIC: &str = "hub.topic=https%3A%2F%2Fquay.example%2Fnews.rss";

    fn asked(more: &str) -> Result<Ask, Refused> {
        let form = format!("hub.mode=subscribe&{CALLBACK}&{TOPIC}&{more}");
        match read(form.as_bytes())? {
            Request::Subscribe(ask) => Ok(ask),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_refused_is_told_in_words() {
        let secret = format!("hub.secret={}", "s".repeat(200));
        for (form, says) in [
            (String::new(), "hub.mode is missing"),
            (
                "hub.mode=denied".to_owned(),
                "hub.mode is none that is known here: subscribe, unsubscribe or publish",
            ),
            (
                format!("hub.mode=subscribe&{TOPIC}"),
                "hub.callback is missing",
            ),
            (
                format!("hub.mode=unsubscribe&{CALLBACK}"),
                "hub.topic is missing",
            ),
            (
                format!("hub.mode=subscribe&{CALLBACK}&hub.topic=news"),
                "hub.topic is no address",
            ),
            (
                format!("hub.mode=subscribe&{TOPIC}&hub.callback=gopher://a/"),
                "hub.callback is no address of the web",
            ),
            (
                format!("hub.mode=subscribe&{CALLBACK}&{TOPIC}&{secret}"),
                "hub.secret has 200 bytes or more",
            ),
            (
                format!("hub.mode=subscribe&{CALLBACK}&{TOPIC}&hub.lease_seconds=-1"),
                "hub.lease_seconds is no number of seconds",
            ),
            ("hub.mode=publish".to_owned(), "hub.topic is missing"),
            ("\u{0}\u{ff}%%%=&&&".to_owned(), "hub.mode is missing"),
        ] {
            let Refused(status, said) = read(form.as_bytes()).unwrap_err();
            assert_eq!(
                (status, said.as_str()),
                (StatusCode::BAD_REQUEST, says),
                "{form}"
            );
        }
    }

    #[test]
    fn leases_have_bounds() {
        for (written, lease) in [
            ("", LEASE),
            ("hub.lease_seconds=", LEASE),
            ("hub.lease_seconds=0", 300),
            ("hub.lease_seconds=86400", 86_400),
            ("hub.lease_seconds=99999999", 2_592_000),
            ("hub.lease_seconds=99999999999999999999999999", 2_592_000),
        ] {
            assert_eq!(asked(written).unwrap().lease, lease, "{written}");
        }
    }

    #[test]
    fn a_request_holds_what_was_asked() {
        let ask = asked("hub.secret=s3cret&hub.verify=sync&foo=bar").unwrap();
        assert_eq!(ask.callback.url.as_str(), "https://reader.example/a?b=c");
        assert_eq!(ask.topic, "https://quay.example/news.rss");
        assert_eq!(ask.secret, Some(SharedSecret("s3cret".to_owned())));
        assert!(!format!("{ask:?}").contains("s3cret"));
        assert_eq!(asked("hub.secret=").unwrap().secret, None);
        let form = format!("hub.mode=publish&hub.url=https://quay.example/a&{TOPIC}&{TOPIC}");
        let published = Request::Publish(vec![
            "https://quay.example/a".to_owned(),
            "https://quay.example/news.rss".to_owned(),
        ]);
        assert_eq!(read(form.as_bytes()), Ok(published));
    }
}
