//! One request of a source: its turn at the host, redirects, what the answer says, and its body.

use std::time::Duration;

use chrono::TimeDelta;
use reqwest::Response;
use reqwest::header::{HeaderMap, HeaderValue};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use url::Url;

use super::super::http::{
    Fetch, HOPS, allowed, bare, broken_off, header, joined, not_answered, not_unpacked, pairs,
    redirect, too_large, too_slow,
};
use super::body::{Body, Collected};
use super::host::Host;
use super::links::next_link;
use super::robots::Rules;
use super::{Answer, Ask, Fetcher, Unanswered, Validators, caching};
use crate::{Error, Result};

/// What sources are asked to send: data before pages.
const ACCEPT: &str = "application/json, application/feed+json, application/atom+xml, application/rss+xml, \
    application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5";

/// For so long altogether a request waits within a run for a server that asks for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a request is made again after such a wait.
const TRIES: u32 = 3;

/// For so long a server is left alone that asks for it without saying how long.
const UNTOLD_WAIT: TimeDelta = TimeDelta::minutes(5);

/// How often it is looked whether another request has ended, or has brought `robots.txt`.
pub(super) const LOOK: Duration = Duration::from_millis(20);

/// An answer, or a wish to be left alone.
enum Came {
    Answer(Box<Answer>),
    Busy(u16, Option<TimeDelta>, Url),
    /// A word about the address, which says nothing against the host.
    Refused(Error),
}

impl Fetcher {
    /// Asks one address; waits where the server asks for a short wait.
    pub(super) async fn one(&self, ask: &Ask) -> Result<Answer, Unanswered> {
        let how = ask.terms.fetch();
        let mut patience = PATIENCE;
        for tries in 1.. {
            let came = self.follow(ask, &how).await;
            let well = !matches!(&came, Err(Unanswered::Failed(_)));
            self.host(&ask.url, |host| host.behaved(well));
            let (status, wait, url) = match came? {
                Came::Answer(answer) => return Ok(*answer),
                Came::Refused(why) => return Err(Unanswered::Refused(why)),
                Came::Busy(status, wait, url) => (status, wait, url),
            };
            let short = wait.and_then(|w| w.to_std().ok());
            match short.filter(|w| *w <= patience && tries < TRIES) {
                Some(wait) => {
                    patience -= wait;
                    self.host(&url, |host| host.hold(wait));
                }
                None => {
                    let told = wait.filter(|w| *w > TimeDelta::zero());
                    let wait = told.unwrap_or(UNTOLD_WAIT);
                    let until = self.host(&url, |host| host.leave(self.present(), wait));
                    return Err(Unanswered::Wait(until, Some(status)));
                }
            }
        }
        Err(too_slow(&how).into())
    }

    fn may_be_asked(&self, url: &Url) -> Result<(), Unanswered> {
        let (until, given_up) =
            self.host(url, |host| (host.wait_until(self.now), host.is_given_up()));
        if let Some(until) = until {
            return Err(Unanswered::Wait(until, None));
        }
        if given_up {
            let why = "the host failed again and again, and is asked nothing more in this run";
            return Err(Error::input(why)
                .help("look at what was said of it before")
                .into());
        }
        Ok(())
    }

    /// Waits for the request's turn at the host, which it has until what is given is dropped.
    pub(super) async fn turn(&self, url: &Url, ask: &Ask) -> Result<OnTheWay<'_>, Unanswered> {
        self.may_be_asked(url)?;
        while !self.host(url, Host::begin) {
            sleep(LOOK).await;
        }
        let on_the_way = OnTheWay(self, url.clone());
        let pause = self.host(url, |host| {
            let asked = ask.robots.then(|| host.robots(self.now)).flatten();
            asked.and_then(|text| Rules::of(text, &ask.terms.agent).pause)
        });
        let pause = pause.unwrap_or_default().max(ask.terms.delay);
        loop {
            let turn = self.host(url, |host| host.turn(pause));
            sleep_until(turn).await;
            // While it waited, another may have been told to come later.
            self.may_be_asked(url)?;
            if !self.host(url, |host| host.is_held()) {
                return Ok(on_the_way);
            }
        }
    }

    /// Goes where redirects lead, each of them checked, and reads the first answer that is none.
    async fn follow(&self, ask: &Ask, how: &Fetch) -> Result<Came, Unanswered> {
        let mut url = ask.url.clone();
        let mut left = how.timeout;
        let mut moved = None;
        let mut for_good = true;
        for _ in 0..=HOPS {
            allowed(&url, how)?;
            if ask.robots && !self.is_allowed_by_robots(&url, ask, how).await? {
                return Err(Unanswered::Forbidden);
            }
            let _on_the_way = self.turn(&url, ask).await?;
            let response = within(&mut left, how, self.get(&url, ask, how)).await?;
            let Some(next) = redirect(&response, &url)? else {
                let answer = self.answer(response, url, ask, how);
                return Ok(match within(&mut left, how, answer).await? {
                    Came::Answer(mut answer) => {
                        answer.moved = moved;
                        Came::Answer(answer)
                    }
                    none => none,
                });
            };
            for_good &= matches!(response.status().as_u16(), 301 | 308);
            if for_good {
                moved = Some(ask.terms.hidden.hide(&bare(&next)));
            }
            url = next;
        }
        let why = format!("more than {HOPS} redirects, the last to {}", bare(&url));
        Err(Error::input(why)
            .help("give the address that they lead to")
            .into())
    }

    pub(super) async fn get(&self, url: &Url, ask: &Ask, how: &Fetch) -> Result<Response> {
        let mut headers = HeaderMap::new();
        headers.insert("accept", HeaderValue::from_static(ACCEPT));
        headers.insert(
            "accept-encoding",
            HeaderValue::from_static("gzip, br, zstd, deflate"),
        );
        let secret = &ask.terms.headers;
        if secret
            .site
            .as_ref()
            .is_some_and(|site| site.origin() == url.origin())
        {
            for (name, value) in &secret.headers {
                let (name, value) = header(name, value)?;
                headers.insert(name, value);
            }
        }
        for (name, value) in [
            ("if-none-match", &ask.validators.etag),
            ("if-modified-since", &ask.validators.last_modified),
        ] {
            if let Some(value) = value.as_deref().and_then(|v| HeaderValue::from_str(v).ok()) {
                headers.insert(name, value);
            }
        }
        let request = self.client(&ask.terms)?.get(url.clone()).headers(headers);
        request.send().await.map_err(|e| not_answered(e, url, how))
    }

    async fn answer(
        &self,
        response: Response,
        url: Url,
        ask: &Ask,
        how: &Fetch,
    ) -> Result<Came, Unanswered> {
        let status = response.status();
        let headers = pairs(response.headers());
        let conditional = ask.validators != Validators::default();
        let body = match status.as_u16() {
            304 if conditional => None,
            429 | 503 => {
                let wait = caching::retry_after(&headers, self.now);
                return Ok(Came::Busy(status.as_u16(), wait, url));
            }
            200 | 203 | 204 => Some(unpacked(response, &headers, how).await?),
            400..500 => return Ok(Came::Refused(refusal(status, &url, &ask.url))),
            _ => return Err(refusal(status, &url, &ask.url).into()),
        };
        let validators = Validators {
            etag: first(&headers, "etag").or_else(|| kept(&body, &ask.validators.etag)),
            last_modified: first(&headers, "last-modified")
                .or_else(|| kept(&body, &ask.validators.last_modified)),
        };
        Ok(Came::Answer(Box::new(Answer {
            moved: None,
            fresh_until: caching::fresh_for(&headers).map(|t| self.now + t),
            validators,
            content_type: first(&headers, "content-type"),
            next: next_link(&headers, &url),
            counts_pages: first(&headers, "x-wp-totalpages").is_some(),
            body,
            url: Url::parse(&ask.terms.hidden.hide(&bare(&url))).unwrap_or(url),
        })))
    }
}

/// A request that is on its way to a host, as long as it is.
pub(super) struct OnTheWay<'f>(&'f Fetcher, Url);

impl Drop for OnTheWay<'_> {
    fn drop(&mut self) {
        self.0.host(&self.1, Host::end);
    }
}

/// Works for as long as an answer may still take; waiting for a turn is no fault of its server.
async fn within<T, E: From<Error>>(
    left: &mut Duration,
    how: &Fetch,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let began = Instant::now();
    let done = timeout(*left, work).await;
    *left = left.saturating_sub(began.elapsed());
    done.unwrap_or_else(|_| Err(too_slow(how).into()))
}

/// A body as it comes, up to the bound, and unpacked.
async fn unpacked(
    mut response: Response,
    headers: &[(String, String)],
    how: &Fetch,
) -> Result<Body> {
    if response.content_length().is_some_and(|n| n > how.most) {
        return Err(too_large(how));
    }
    let mut packed = Collected::default();
    while let Some(chunk) = response.chunk().await.map_err(broken_off)? {
        if packed.add(&chunk)? > how.most {
            return Err(too_large(how));
        }
    }
    let codings = joined(headers, "content-encoding");
    packed
        .unpack(&codings, how.most)
        .map_err(|e| not_unpacked(e, how))
}

/// An answer that is none. The address that was asked is named around it; another one is named here.
fn refusal(status: reqwest::StatusCode, url: &Url, asked: &Url) -> Error {
    let words = status.canonical_reason().unwrap_or_default();
    let who = if url == asked {
        "the server".to_owned()
    } else {
        bare(url)
    };
    let why = format!("{who} answers {} {words}", status.as_u16());
    let help = match status.as_u16() {
        401 | 403 => "check `headers` in its [[source]], and whether the site lets programs in",
        404 | 410 => "check the address",
        500.. => "try again later, and look at the server if it happens again",
        _ => "look at what the server sends",
    };
    Error::input(why.trim_end()).help(help)
}

fn first(headers: &[(String, String)], name: &str) -> Option<String> {
    let found = headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.clone())
}

/// What an answer without a body leaves as it was.
fn kept(body: &Option<Body>, known: &Option<String>) -> Option<String> {
    known.clone().filter(|_| body.is_none())
}
