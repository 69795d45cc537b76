//! Several requests by POST at once: guarded like a fetch, each with a deadline, all with another.
//!
//! Whoever cannot be reached, or asks to be left alone, is asked nothing more by this call. Only redirects that keep
//! the method are followed (307 and 308), and each of their addresses is checked.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use reqwest::Client;
use reqwest::header::HeaderValue;
use tokio::time::{sleep, timeout};
use url::Url;

use super::http::{Fetch, Refused, allowed, bare, causes, client, not_answered};
use super::lanes::{Lane, asked_to_end, together, unless};
use crate::{Error, Result};

/// Requests on their way at the same time.
const LANES: usize = 8;

/// Pauses before a second and a third try, where a try is likely to help.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(750)];

/// After so many answers of failure in a row an address is asked nothing more.
const STRIKES: u32 = 3;

/// As many bytes of an answer are read.
const MOST: usize = 4096;

/// How many redirects are followed.
const HOPS: usize = 3;

/// One request.
#[derive(Debug, Clone)]
pub struct Post {
    /// Whom.
    pub url: String,
    /// The body's media type.
    pub content_type: &'static str,
    /// What.
    pub body: String,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Posted {
    /// The status.
    pub status: u16,
    /// The header Retry-After.
    pub retry_after: Option<String>,
    /// The beginning of the body.
    pub text: String,
}

/// Why there is no answer.
#[derive(Debug, Clone)]
pub struct Unreached {
    /// What happened.
    pub why: String,
    /// The host, where its address is private and it was not allowed by name.
    pub private: Option<String>,
    /// May another try within seconds help?
    again: bool,
}

/// How requests are made.
pub struct Manner<'a> {
    /// How long one answer may take.
    pub timeout: Duration,
    /// How long all of it may take.
    pub budget: Duration,
    /// Hosts that may have private addresses.
    pub allowed: &'a [String],
    /// Is it to end?
    pub stop: &'a dyn Fn() -> bool,
}

/// Makes the requests; `None` for each that was not made, because its address was left or the time was over.
///
/// # Errors
/// Where no connection can be prepared at all.
pub fn post_all(
    posts: &[Post],
    manner: &Manner<'_>,
) -> Result<Vec<Option<Result<Posted, Unreached>>>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::io("cannot prepare to send", e))?;
    let round = Round::new(posts, manner)?;
    runtime.block_on(async {
        let lanes = (0..LANES.min(posts.len())).map(|_| Box::pin(round.lane()) as Lane<'_>);
        let all = timeout(manner.budget, together(lanes.collect()));
        unless(all, asked_to_end(manner.stop)).await;
    });
    // A name that nobody resolves holds a thread; it is left to itself.
    runtime.shutdown_background();
    Ok(round.answers.into_inner())
}

/// All requests, and what came of them so far.
struct Round<'p> {
    posts: &'p [Post],
    manner: &'p Manner<'p>,
    how: Fetch,
    client: Client,
    queue: RefCell<VecDeque<usize>>,
    left: RefCell<HashSet<&'p str>>,
    strikes: RefCell<HashMap<&'p str, u32>>,
    answers: RefCell<Vec<Option<Result<Posted, Unreached>>>>,
}

impl<'p> Round<'p> {
    fn new(posts: &'p [Post], manner: &'p Manner<'p>) -> Result<Self> {
        let how = Fetch {
            timeout: manner.timeout,
            allowed: manner.allowed.to_vec(),
            ..Fetch::default()
        };
        let client = client(concat!("feedwright/", env!("CARGO_PKG_VERSION")), &how)?;
        Ok(Round {
            posts,
            manner,
            how,
            client,
            queue: RefCell::new((0..posts.len()).collect()),
            left: RefCell::default(),
            strikes: RefCell::default(),
            answers: RefCell::new(posts.iter().map(|_| None).collect()),
        })
    }

    /// Makes one request after another, as long as there are any.
    async fn lane(&self) {
        while let Some((n, post)) = self.next() {
            let answer = self.persistently(post).await;
            self.learn(post, &answer);
            if let Some(place) = self.answers.borrow_mut().get_mut(n) {
                *place = Some(answer);
            }
        }
    }

    fn next(&self) -> Option<(usize, &'p Post)> {
        loop {
            let n = self.queue.borrow_mut().pop_front()?;
            let post = self.posts.get(n)?;
            if !self.left.borrow().contains(post.url.as_str()) {
                return Some((n, post));
            }
        }
    }

    /// Leaves whoever cannot be reached, wants no more, or fails again and again.
    fn learn(&self, post: &'p Post, answer: &Result<Posted, Unreached>) {
        let mut strikes = self.strikes.borrow_mut();
        let strikes = strikes.entry(&post.url).or_default();
        let leave = match answer {
            Err(_) => true,
            Ok(answer) if is_asking_for_peace(answer) => true,
            Ok(answer) if answer.status >= 500 => {
                *strikes += 1;
                *strikes >= STRIKES
            }
            Ok(_) => {
                *strikes = 0;
                false
            }
        };
        if leave {
            self.left.borrow_mut().insert(&post.url);
        }
    }

    async fn persistently(&self, post: &Post) -> Result<Posted, Unreached> {
        let mut answer = self.once(post).await;
        for pause in PAUSES {
            let again = match &answer {
                Ok(answer) => answer.status >= 500 && !is_asking_for_peace(answer),
                Err(e) => e.again,
            };
            if !again {
                break;
            }
            sleep(pause).await;
            answer = self.once(post).await;
        }
        answer
    }

    async fn once(&self, post: &Post) -> Result<Posted, Unreached> {
        let answered = timeout(self.manner.timeout, self.follow(post)).await;
        answered.unwrap_or_else(|_| {
            let seconds = self.manner.timeout.as_secs_f64();
            Err(unreached(format!(
                "the answer was not there after {seconds} s"
            )))
        })
    }

    async fn follow(&self, post: &Post) -> Result<Posted, Unreached> {
        let mut url = Url::parse(&post.url).map_err(|e| unreached(e.to_string()))?;
        for _ in 0..=HOPS {
            let response = self.send(&url, post).await?;
            let location = response.headers().get("location");
            let next = location.and_then(|l| url.join(&String::from_utf8_lossy(l.as_bytes())).ok());
            match next {
                Some(next) if matches!(response.status().as_u16(), 307 | 308) => url = next,
                _ => return Ok(read(response).await),
            }
        }
        Err(unreached(format!(
            "more than {HOPS} redirects, the last to {}",
            bare(&without_query(url))
        )))
    }

    async fn send(&self, url: &Url, post: &Post) -> Result<reqwest::Response, Unreached> {
        if let Err(e) = allowed(url, &self.how) {
            return Err(Unreached {
                private: url.host_str().map(str::to_owned),
                ..unreached(e.to_string().replacen("not fetched: ", "", 1))
            });
        }
        let request = self
            .client
            .post(url.clone())
            .header("content-type", HeaderValue::from_static(post.content_type))
            .body(post.body.clone());
        request.send().await.map_err(|e| self.explain(e, url))
    }

    fn explain(&self, e: reqwest::Error, url: &Url) -> Unreached {
        if let Some(why) = causes(&e).iter().find_map(|c| c.downcast_ref::<Refused>()) {
            return Unreached {
                private: url.host_str().map(str::to_owned),
                ..unreached(why.to_string())
            };
        }
        Unreached {
            private: None,
            again: !e.is_timeout(),
            why: not_answered(e, url, &self.how).to_string(),
        }
    }
}

/// Does the answer ask to be left alone for a while?
fn is_asking_for_peace(answer: &Posted) -> bool {
    answer.status == 429 || answer.status == 503 && answer.retry_after.is_some()
}

/// The answer, with the beginning of its body; that it breaks off is no matter.
async fn read(mut response: reqwest::Response) -> Posted {
    let retry_after = response.headers().get("retry-after");
    let retry_after = retry_after.and_then(|v| v.to_str().ok().map(str::to_owned));
    let mut text = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        text.extend_from_slice(&chunk);
        if text.len() >= MOST {
            text.truncate(MOST);
            break;
        }
    }
    Posted {
        status: response.status().as_u16(),
        retry_after,
        text: String::from_utf8_lossy(&text).into_owned(),
    }
}

fn unreached(why: String) -> Unreached {
    Unreached {
        why,
        private: None,
        again: false,
    }
}

fn without_query(mut url: Url) -> Url {
    url.set_query(None);
    url
}
