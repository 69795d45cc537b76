//! Asking a site's `robots.txt` before its pages.

use std::io::{Cursor, Read};

use chrono::TimeDelta;
use reqwest::Response;
use tokio::time::{sleep, timeout};
use url::Url;

use super::super::http::{Fetch, HOPS, allowed, joined, pairs, redirect};
use super::super::unpack::unpacked;
use super::request::LOOK;
use super::robots::{self, Rules};
use super::{Ask, Fetcher, Unanswered, Validators, caching};
use crate::{Error, Result};

/// For so long `robots.txt` holds that says nothing itself, and at most (RFC 9309, section 2.4).
const ROBOTS_HOLD: TimeDelta = TimeDelta::days(1);

/// For so long nothing is fetched from a site whose `robots.txt` could not be had.
const ROBOTS_AGAIN: TimeDelta = TimeDelta::minutes(10);

/// What is taken for the `robots.txt` of a site that cannot give it.
const NOTHING_ALLOWED: &str = "User-agent: *\nDisallow: /\n";

impl Fetcher {
    /// May the address be fetched? Asks the site's `robots.txt` where that is not known, once however many want to
    /// know.
    pub(super) async fn is_allowed_by_robots(
        &self,
        url: &Url,
        ask: &Ask,
        how: &Fetch,
    ) -> Result<bool, Unanswered> {
        let text = loop {
            if let Some(text) = self.host(url, |host| host.robots(self.now).map(str::to_owned)) {
                break text;
            }
            if self.host(url, |host| host.begin_robots(how.timeout)) {
                let _on_the_way = self.turn(url, ask).await?;
                let asked = timeout(how.timeout, self.robots_of(url, ask, how)).await;
                let (hold, text) =
                    asked.unwrap_or_else(|_| Ok((ROBOTS_AGAIN, NOTHING_ALLOWED.to_owned())))?;
                self.host(url, |host| host.learn_robots(self.now + hold, text));
            } else {
                sleep(LOOK).await;
            }
        };
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        Ok(Rules::of(&text, &ask.terms.agent).allow(&path))
    }

    /// What a site's `robots.txt` says, and for how long: a site without one allows everything, and one that cannot
    /// be asked for it nothing (RFC 9309, section 2.3.1).
    async fn robots_of(&self, url: &Url, ask: &Ask, how: &Fetch) -> Result<(TimeDelta, String)> {
        let mut url = url
            .join("/robots.txt")
            .map_err(|e| Error::input(e.to_string()))?;
        let plain = Ask {
            validators: Validators::default(),
            ..ask.clone()
        };
        for _ in 0..=HOPS {
            allowed(&url, how)?;
            let Ok(response) = self.get(&url, &plain, how).await else {
                return Ok((ROBOTS_AGAIN, NOTHING_ALLOWED.to_owned()));
            };
            if let Some(next) = redirect(&response, &url)? {
                url = next;
                continue;
            }
            let headers = pairs(response.headers());
            let hold = caching::fresh_for(&headers).unwrap_or(ROBOTS_HOLD);
            return Ok(match response.status().as_u16() {
                429 | 500.. => {
                    let told = caching::retry_after(&headers, self.now).unwrap_or_default();
                    (told.max(ROBOTS_AGAIN), NOTHING_ALLOWED.to_owned())
                }
                200 => match text(response, &headers).await {
                    Some(text) => (hold, text),
                    None => (ROBOTS_AGAIN, NOTHING_ALLOWED.to_owned()),
                },
                _ => (hold, String::new()),
            });
        }
        Ok((ROBOTS_HOLD, String::new()))
    }
}

/// The beginning of a `robots.txt`; what breaks off is read as far as it goes, and `None` is what cannot be read.
async fn text(mut response: Response, headers: &[(String, String)]) -> Option<String> {
    let mut packed = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        packed.extend_from_slice(&chunk);
        if packed.len() >= robots::MOST {
            packed.truncate(robots::MOST);
            break;
        }
    }
    let codings = joined(headers, "content-encoding");
    let packed = Box::new(Cursor::new(packed));
    let mut bounded = unpacked(packed, &codings).ok()?.take(robots::MOST as u64);
    let mut text = Vec::new();
    let read = bounded.read_to_end(&mut text);
    let any = read.is_ok() || !text.is_empty();
    any.then(|| String::from_utf8_lossy(&text).into_owned())
}
