//! Requests to addresses that strangers named: guarded like a fetch, each with a deadline, no redirect followed, and of the
//! answer no more read than is asked for.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder};
use url::Url;

use super::http::{Fetch, Refused, allowed, builder, causes};
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
    /// The seconds of Retry-After, where it says seconds.
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
            let after = response.headers().get("retry-after");
            let after = after.and_then(|value| value.to_str().ok()?.trim().parse().ok());
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
