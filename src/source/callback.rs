//! Requests to addresses that strangers named: guarded like a fetch, each with a deadline, no redirect followed, and of the
//! answer no more read than is asked for.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder};
use url::Url;

use super::http::{Fetch, Refused, allowed, builder, causes, is_named};
use super::web::caching::retry_after;
use crate::{Error, Result};

/// Who asks strangers' addresses, and which of them may have private addresses.
#[derive(Debug, Clone)]
pub(crate) struct Callbacks {
    client: Client,
    how: std::sync::Arc<How>,
}

#[derive(Debug)]
struct How {
    hosts: Vec<String>,
    timeout: Duration,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    /// The status.
    pub(crate) status: u16,
    /// The seconds of Retry-After, or until its date.
    pub(crate) retry_after: Option<u32>,
    /// The body, or its beginning.
    pub(crate) body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unanswerable {
    /// The address is not one that may be asked: no connection was made.
    Forbidden(String),
    /// Nobody answered.
    Unreached(String),
}

impl Callbacks {
    /// Each request may take as long as `timeout`, and needs a connection of its own: none is kept open behind it, so that
    /// as many are open as there are requests.
    ///
    /// # Errors
    /// Where no connection can be prepared at all.
    pub(crate) fn new(agent: &str, hosts: &[String], timeout: Duration) -> Result<Self> {
        let how = Fetch {
            timeout,
            allowed: hosts.to_vec(),
            ..Fetch::default()
        };
        let client = builder(agent, &how).pool_max_idle_per_host(0).build();
        Ok(Callbacks {
            client: client
                .map_err(|e| Error::input("cannot prepare to ask callbacks").caused_by(e))?,
            how: std::sync::Arc::new(How {
                hosts: how.allowed,
                timeout,
            }),
        })
    }

    /// The hosts that may have private addresses.
    pub(crate) fn hosts(&self) -> &[String] {
        &self.how.hosts
    }

    /// Is this one of the hosts that may have private addresses?
    pub(crate) fn trusts(&self, host: &str) -> bool {
        is_named(&self.how.hosts, host)
    }

    /// May this address be asked, as far as it can be told without its name's addresses?
    pub(crate) fn may_ask(&self, url: &Url) -> std::result::Result<(), Unanswerable> {
        let how = Fetch {
            allowed: self.how.hosts.clone(),
            ..Fetch::default()
        };
        allowed(url, &how).map_err(|e| Unanswerable::Forbidden(e.to_string()))
    }

    /// Gets the address, and at most `most` bytes of the answer.
    pub(crate) async fn get(
        &self,
        url: &Url,
        most: usize,
    ) -> std::result::Result<Answered, Unanswerable> {
        self.ask(url, self.client.get(url.clone()), most).await
    }

    /// Posts to the address. The answer's body is not read.
    pub(crate) async fn post(
        &self,
        url: &Url,
        headers: HeaderMap,
        body: impl Into<reqwest::Body>,
    ) -> std::result::Result<Answered, Unanswerable> {
        let request = self.client.post(url.clone()).headers(headers).body(body);
        self.ask(url, request, 0).await
    }

    async fn ask(
        &self,
        url: &Url,
        request: RequestBuilder,
        most: usize,
    ) -> std::result::Result<Answered, Unanswerable> {
        self.may_ask(url)?;
        let whole = async {
            let mut response = request.send().await?;
            let after = wait(response.headers(), Utc::now());
            let mut body = Vec::new();
            while body.len() < most {
                let Some(chunk) = response.chunk().await? else {
                    break;
                };
                body.extend_from_slice(&chunk);
            }
            body.truncate(most);
            Ok(Answered {
                status: response.status().as_u16(),
                retry_after: after,
                body,
            })
        };
        match tokio::time::timeout(self.how.timeout, whole).await {
            Ok(answered) => answered.map_err(why),
            Err(_) => Err(Unanswerable::Unreached(format!(
                "no answer within {} s",
                self.how.timeout.as_secs()
            ))),
        }
    }
}

/// How many seconds the callback asks to be left alone.
fn wait(headers: &HeaderMap, now: DateTime<Utc>) -> Option<u32> {
    let told: Vec<(String, String)> = ["retry-after", "date"]
        .into_iter()
        .filter_map(|name| {
            Some((
                name.to_owned(),
                headers.get(name)?.to_str().ok()?.to_owned(),
            ))
        })
        .collect();
    u32::try_from(retry_after(&told, now)?.num_seconds()).ok()
}

/// Why no answer came; the address is left out, since it may hold what is nobody's business.
fn why(e: reqwest::Error) -> Unanswerable {
    let e = e.without_url();
    let causes = causes(&e);
    if let Some(why) = causes.iter().find_map(|e| e.downcast_ref::<Refused>()) {
        return Unanswerable::Forbidden(why.to_string());
    }
    let deepest = causes.last().map(|c| c.to_string()).unwrap_or_default();
    Unanswerable::Unreached(deepest)
}

#[cfg(test)]
mod tests {
    use reqwest::header::{DATE, HeaderValue, RETRY_AFTER};

    use super::*;

    #[test]
    fn a_callback_says_in_seconds_or_by_a_date_when_to_come_again() {
        let noon = "Thu, 05 Mar 2026 12:00:00 GMT";
        let now = "2026-03-05T12:30:00Z".parse().unwrap();
        for (after, date, expected) in [
            (None, None, None),
            (Some("600"), None, Some(600)),
            (Some(" 5 "), None, Some(5)),
            (Some("soon"), None, None),
            (Some("Thu, 05 Mar 2026 13:00:00 GMT"), None, Some(1800)),
            (
                Some("Thu, 05 Mar 2026 13:00:00 GMT"),
                Some(noon),
                Some(3600),
            ),
            (Some(noon), None, Some(0)),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [(RETRY_AFTER, after), (DATE, date)] {
                if let Some(value) = value {
                    headers.insert(name, HeaderValue::from_static(value));
                }
            }
            assert_eq!(wait(&headers, now), expected, "{after:?}");
        }
    }
}
