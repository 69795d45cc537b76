//! Sends a topic's bytes as they are to a callback (WebSub section 7).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use super::super::app::App;
use super::super::item::{Content, Item, Unserved};
use super::super::negotiate::Encoding;
use super::signature::signature;
use super::{Hub, now, topic};
use crate::config::HubSignature;
use crate::source::{Answered, Callbacks, Unanswerable};
use crate::store::hub::Delivery;

/// How many bytes a topic may have: a feed of this size is read by few, and each subscriber is sent all of it.
pub(super) const MOST: u64 = 8 << 20;

/// Bytes of different topics that are held at once, in units of [`UNIT`].
const ROOM: usize = 512;

const UNIT: u64 = 64 << 10;

/// Bodies that take longer to sign than others should wait.
const LONG: usize = 256 << 10;

/// The first pause before a delivery is tried again; each is twice the one before.
const FIRST_PAUSE: i64 = 60;

/// The longest pause: half a day.
pub(super) const LONGEST_PAUSE: i64 = 12 * 3600;

/// How long a delivery is tried: three days.
const GIVE_UP: i64 = 3 * 86_400;

/// How long a topic that cannot be sent is left alone: a newer version is sent at once.
const UNSENDABLE: i64 = 60;

const SIGNATURE: HeaderName = HeaderName::from_static("x-hub-signature");

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The callback has the version with this number.
    Delivered(i64),
    /// It is tried again at this time.
    Again(i64),
    /// It is tried no more.
    GivenUp,
    /// The callback wants no more at all.
    Ended,
    /// The topic cannot be read just now: the version with this number waits until then.
    NotYet(i64, i64),
}

/// A topic's version as it is sent to everybody.
pub(super) struct Parcel {
    digest: String,
    bytes: Bytes,
    media_type: HeaderValue,
    link: HeaderValue,
    method: HubSignature,
    /// Its place in the room, until the last delivery is over.
    _place: OwnedSemaphorePermit,
}

/// What is being sent: each topic once, however many it is sent to.
pub(super) struct Room {
    parcels: Mutex<HashMap<String, Weak<Parcel>>>,
    places: Arc<Semaphore>,
    packing: tokio::sync::Mutex<()>,
}

impl Default for Room {
    fn default() -> Self {
        Room {
            parcels: Mutex::default(),
            places: Arc::new(Semaphore::new(ROOM)),
            packing: tokio::sync::Mutex::default(),
        }
    }
}

impl Room {
    /// The topic as it is now.
    async fn parcel(&self, app: &Arc<App>, address: &str) -> Option<Arc<Parcel>> {
        let house = app.held();
        let (_, item) = topic::find(&house, address)?;
        let digest = topic::digest(app, item).await.ok()?;
        if let Some(parcel) = self.known(address, digest) {
            return Some(parcel);
        }
        if item.stamp.size > MOST {
            return None;
        }
        let _one = self.packing.lock().await;
        if let Some(parcel) = self.known(address, digest) {
            return Some(parcel);
        }
        let units = u32::try_from(item.stamp.size / UNIT + 1).ok()?;
        let place = Arc::clone(&self.places)
            .acquire_many_owned(units)
            .await
            .ok()?;
        let bytes = topic::looked_after(app, item, bytes(item).await)
            .await
            .ok()?;
        let hub = house.newsroom.serve.hub_url.as_str();
        // One header and not two: some gateways hand on the last of several.
        let link = format!("<{hub}>; rel=\"hub\", <{address}>; rel=\"self\"");
        let parcel = Arc::new(Parcel {
            digest: digest.to_owned(),
            bytes,
            media_type: item.says.media_type.clone(),
            link: HeaderValue::from_str(&link).ok()?,
            method: house.newsroom.serve.hub_signature,
            _place: place,
        });
        let mut parcels = self.parcels.lock().unwrap_or_else(PoisonError::into_inner);
        parcels.retain(|_, parcel| parcel.strong_count() > 0);
        parcels.insert(address.to_owned(), Arc::downgrade(&parcel));
        Some(parcel)
    }

    fn known(&self, address: &str, digest: &str) -> Option<Arc<Parcel>> {
        let parcels = self.parcels.lock().unwrap_or_else(PoisonError::into_inner);
        let parcel = parcels.get(address)?.upgrade()?;
        (parcel.digest == digest).then_some(parcel)
    }
}

async fn bytes(item: &Arc<Item>) -> Result<Bytes, Unserved> {
    use tokio::io::AsyncReadExt;
    match item.content(Encoding::Identity).await? {
        Content::Kept(bytes) => Ok(bytes),
        Content::File(file) => {
            let mut bytes = Vec::new();
            let file = tokio::fs::File::from_std(file);
            file.take(MOST + 1).read_to_end(&mut bytes).await?;
            match bytes.len() as u64 == item.stamp.size {
                true => Ok(bytes.into()),
                false => Err(Unserved::Changed),
            }
        }
    }
}

/// Delivers the topic as it is now. What came of it, and how long the callback had us wait.
pub(super) async fn deliver(
    app: &Arc<App>,
    hub: &Hub,
    callbacks: &Callbacks,
    delivery: &Delivery,
) -> (Outcome, Duration) {
    let Ok(url) = Url::parse(&delivery.callback) else {
        return (Outcome::Ended, Duration::ZERO);
    };
    let not_yet = || {
        let outcome = Outcome::NotYet(delivery.version, now() + UNSENDABLE);
        (outcome, Duration::ZERO)
    };
    let Some(parcel) = hub.room.parcel(app, &delivery.topic).await else {
        return not_yet();
    };
    let Some(headers) = headers(&parcel, delivery).await else {
        return not_yet();
    };
    let begun = Instant::now();
    let answered = callbacks.post(&url, headers, parcel.bytes.clone()).await;
    let took = begun.elapsed();
    let outcome = judge(delivery, &answered, now());
    let host = url.host_str().unwrap_or_default();
    match &outcome {
        Outcome::Delivered(_) => hub.counts.delivered.add(),
        Outcome::Ended => hub.counts.ended.add(),
        _ => hub.counts.failed.add(),
    }
    if outcome == Outcome::GivenUp && !delivery.failing {
        hub.counts.given_up.add();
        tracing::warn!(
            target: "feedwright",
            "the hub gives up a delivery to {host} after days: {}", why(&answered)
        );
    }
    (outcome, took)
}

async fn headers(parcel: &Arc<Parcel>, delivery: &Delivery) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, parcel.media_type.clone());
    headers.insert(header::LINK, parcel.link.clone());
    if let Some(secret) = delivery.secret.clone() {
        let signed = Arc::clone(parcel);
        let sign = move || signature(signed.method, secret.0.as_bytes(), &signed.bytes);
        let value = match parcel.bytes.len() > LONG {
            true => tokio::task::spawn_blocking(sign).await.ok()?,
            false => sign(),
        };
        headers.insert(SIGNATURE, HeaderValue::from_str(&value).ok()?);
    }
    Some(headers)
}

/// What an answer means.
fn judge(delivery: &Delivery, answered: &Result<Answered, Unanswerable>, now: i64) -> Outcome {
    let wanted = match answered {
        Ok(answer) if (200..300).contains(&answer.status) => {
            return Outcome::Delivered(delivery.version);
        }
        Ok(answer) if answer.status == 410 => return Outcome::Ended,
        Ok(answer) => i64::from(answer.retry_after.unwrap_or(0)),
        Err(_) => 0,
    };
    if delivery.failing || now - delivery.since >= GIVE_UP {
        return Outcome::GivenUp;
    }
    let pause = backoff(delivery.tries).max(wanted.min(LONGEST_PAUSE));
    Outcome::Again(now + pause)
}

/// The pause after so many tries in vain before this one.
fn backoff(tries: u32) -> i64 {
    let doubled = FIRST_PAUSE
        .checked_shl(tries.min(16))
        .unwrap_or(LONGEST_PAUSE);
    doubled.min(LONGEST_PAUSE)
}

fn why(answered: &Result<Answered, Unanswerable>) -> String {
    match answered {
        Ok(answer) => format!("it answers {}", answer.status),
        Err(Unanswerable::Forbidden(why) | Unanswerable::Unreached(why)) => why.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(since: i64, tries: u32, failing: bool) -> Delivery {
        Delivery {
            callback: String::new(),
            topic: String::new(),
            secret: None,
            version: 7,
            since,
            tries,
            failing,
        }
    }

    fn said(status: u16, retry_after: Option<u32>) -> Result<Answered, Unanswerable> {
        Ok(Answered {
            status,
            retry_after,
            body: Vec::new(),
        })
    }

    #[test]
    fn pauses_double_to_half_a_day_and_end_after_three() {
        let pauses: Vec<i64> = (0..12).map(backoff).collect();
        assert_eq!(
            pauses,
            [
                60, 120, 240, 480, 960, 1920, 3840, 7680, 15_360, 30_720, 43_200, 43_200
            ]
        );
        assert_eq!(backoff(u32::MAX), LONGEST_PAUSE);
        let (mut now, mut tries) = (0, 0);
        while let Outcome::Again(at) = judge(&delivery(0, tries, false), &said(500, None), now) {
            (now, tries) = (at, tries + 1);
        }
        assert_eq!((tries, now / 86_400), (15, 3));
    }

    #[test]
    fn what_an_answer_means() {
        let (fresh, failing) = (delivery(1000, 0, false), delivery(1000, 0, true));
        let unreached = Err(Unanswerable::Unreached(String::new()));
        for (answer, first, given_up_once) in [
            (
                said(200, None),
                Outcome::Delivered(7),
                Outcome::Delivered(7),
            ),
            (
                said(204, None),
                Outcome::Delivered(7),
                Outcome::Delivered(7),
            ),
            (said(410, None), Outcome::Ended, Outcome::Ended),
            (said(301, None), Outcome::Again(1060), Outcome::GivenUp),
            (said(404, None), Outcome::Again(1060), Outcome::GivenUp),
            (said(503, Some(600)), Outcome::Again(1600), Outcome::GivenUp),
            (
                said(429, Some(u32::MAX)),
                Outcome::Again(44_200),
                Outcome::GivenUp,
            ),
            (unreached, Outcome::Again(1060), Outcome::GivenUp),
        ] {
            assert_eq!(judge(&fresh, &answer, 1000), first, "{answer:?}");
            assert_eq!(judge(&failing, &answer, 1000), given_up_once, "{answer:?}");
        }
    }
}
