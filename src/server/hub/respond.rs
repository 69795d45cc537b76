//! Answers at `/hub`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::address::{address_of, name_of};
use super::super::app::{App, House};
use super::super::item::Unserved;
use super::desk::Unavailable;
use super::request::{self, Ask, Refused, Request};
use super::{CAPS, Hub, now, topic};
use crate::store::hub::{Full, Mode, Wish};

/// How long somebody who asks waits for a publish run to leave the store free.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long after another the folder is looked through because somebody says that something changed.
const RENEW: Duration = Duration::from_secs(1);

/// How often a topic is looked at again that is just being replaced.
const TRIES: usize = 4;

/// Says what this is. Nothing of the request stands in it.
pub(super) async fn about(State(app): State<Arc<App>>) -> Response {
    let house = app.held();
    let hub = house.newsroom.serve.hub_url.as_str();
    let base = house.newsroom.output.base_url.as_str();
    says(
        StatusCode::OK,
        &format!(
            "This is a WebSub hub (https://www.w3.org/TR/websub/) for addresses below {base}\n\n\
             To subscribe, post a form with hub.mode=subscribe, hub.topic and hub.callback to {hub}\n\
             and answer the question that your callback is then asked."
        ),
    )
}

/// Takes a request: 202 where it will be looked into.
pub(super) async fn answer(State(app): State<Arc<App>>, form: Bytes) -> Response {
    let Some(hub) = app.hub() else {
        return not_allowed().await;
    };
    let taken = match request::read(&form) {
        Ok(Request::Subscribe(ask)) => subscribe(&app, hub, ask).await,
        Ok(Request::Unsubscribe(ask)) => unsubscribe(&app, hub, ask).await,
        Ok(Request::Publish(topics)) => publish(&app, hub, &topics).await,
        Err(refused) => Err(refused),
    };
    match taken {
        Ok(what) => says(StatusCode::ACCEPTED, what),
        Err(refused) => refuse(hub, refused),
    }
}

/// Counts a refusal, and tells when to come again where that may help.
pub(super) fn refuse(hub: &Hub, Refused(status, why): Refused) -> Response {
    hub.counts.refused.add();
    let mut refused = says(status, &why);
    if matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    ) {
        let soon = HeaderValue::from_static("60");
        refused.headers_mut().insert(header::RETRY_AFTER, soon);
    }
    refused
}

/// What a client is told that asks without end.
pub(super) fn too_often() -> Refused {
    Refused::new(
        StatusCode::TOO_MANY_REQUESTS,
        "you have asked too often in the last minute",
    )
}

pub(super) async fn not_allowed() -> Response {
    let mut refused = says(
        StatusCode::METHOD_NOT_ALLOWED,
        "post a form to this address",
    );
    let methods = HeaderValue::from_static("GET, HEAD, POST");
    refused.headers_mut().insert(header::ALLOW, methods);
    refused
}

/// The house as it is now, where the callback may be asked at all.
async fn admit(app: &Arc<App>, hub: &Hub, ask: &Ask) -> Result<Arc<House>, Refused> {
    let house = app.house().await;
    let callbacks = hub.callbacks(&house.newsroom).map_err(not_now)?;
    let admitted = ask.callback.may_be_asked(&callbacks);
    admitted.map_err(|why| Refused::new(StatusCode::FORBIDDEN, format!("hub.callback {why}")))?;
    Ok(house)
}

async fn subscribe(app: &Arc<App>, hub: &Hub, ask: Ask) -> Result<&'static str, Refused> {
    admit(app, hub, &ask).await?;
    let (address, digest) = current(app, &ask.topic).await?;
    accept(hub, wish(Mode::Subscribe, address, ask), digest).await?;
    Ok("accepted: your callback will be asked whether it wants this")
}

async fn unsubscribe(app: &Arc<App>, hub: &Hub, ask: Ask) -> Result<&'static str, Refused> {
    let house = admit(app, hub, &ask).await?;
    // The topic may have gone.
    let base = house.newsroom.output.base_url.as_str();
    let name = name_of(base, &ask.topic).ok_or_else(foreign)?;
    let address = address_of(base, &name);
    accept(hub, wish(Mode::Unsubscribe, address, ask), String::new()).await?;
    Ok("accepted: your callback will be asked whether it wants to leave")
}

fn wish(mode: Mode, topic: String, ask: Ask) -> Wish {
    Wish {
        mode,
        topic,
        asked: ask.topic,
        callback: ask.callback.url.into(),
        host: ask.callback.host,
        secret: ask.secret,
        lease: ask.lease,
    }
}

/// Remembers what was asked; only then it is accepted.
async fn accept(hub: &Hub, wish: Wish, digest: String) -> Result<(), Refused> {
    let written = hub
        .desk
        .write(move |store| store.accept(&wish, &digest, now(), &CAPS));
    match tokio::time::timeout(PATIENCE, written).await {
        Ok(Ok(None)) => {
            hub.due.notify_one();
            Ok(())
        }
        Ok(Ok(Some(full))) => Err(no_room(full)),
        Ok(Err(unavailable)) => Err(not_now(unavailable)),
        Err(_) => Err(not_now(Unavailable)),
    }
}

fn not_now(_: Unavailable) -> Refused {
    Refused::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "this cannot be taken just now",
    )
}

fn no_room(full: Full) -> Refused {
    let (status, why) = match full {
        Full::All => (
            StatusCode::SERVICE_UNAVAILABLE,
            "this hub has as many subscriptions as it can have",
        ),
        Full::Waiting => (
            StatusCode::SERVICE_UNAVAILABLE,
            "too many callbacks are still to be asked",
        ),
        Full::Host => (
            StatusCode::TOO_MANY_REQUESTS,
            "the host of hub.callback has as many subscriptions as it can have",
        ),
        Full::Callback => (
            StatusCode::TOO_MANY_REQUESTS,
            "hub.callback has as many subscriptions as it can have",
        ),
        Full::WaitingOfHost => (
            StatusCode::TOO_MANY_REQUESTS,
            "too many callbacks on the host of hub.callback are still to be asked",
        ),
    };
    Refused::new(status, why)
}

/// Looks at once whether the topics have changed.
async fn publish(app: &Arc<App>, hub: &Hub, topics: &[String]) -> Result<&'static str, Refused> {
    let house = app.held();
    let base = house.newsroom.output.base_url.as_str();
    if topics.iter().any(|t| name_of(base, t).is_none()) {
        return Err(foreign());
    }
    let asked = Instant::now();
    let mut renewed = hub.renewed.lock().await;
    // A look that began since then has seen what this one is to see.
    if renewed.is_none_or(|begun| begun <= asked) {
        if let Some(begun) = *renewed {
            tokio::time::sleep(RENEW.saturating_sub(begun.elapsed())).await;
        }
        *renewed = Some(Instant::now());
        app.renew().await;
    }
    drop(renewed);
    hub.shelf_changed();
    Ok("accepted: subscribers are sent what has changed")
}

/// The topic's own address and the digest of what it holds now.
async fn current(app: &Arc<App>, address: &str) -> Result<(String, String), Refused> {
    for _ in 0..TRIES {
        let house = app.house().await;
        let (address, item) = topic::find(&house, address).ok_or_else(foreign)?;
        if item.stamp.size > super::deliver::MOST {
            return Err(Refused::new(
                StatusCode::FORBIDDEN,
                "hub.topic is too large to be delivered",
            ));
        }
        match topic::digest(app, item).await {
            Ok(digest) => return Ok((address, digest.to_owned())),
            Err(Unserved::Changed) => {}
            Err(Unserved::Unreadable(_)) => break,
        }
    }
    Err(Refused::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "hub.topic cannot be read just now",
    ))
}

fn foreign() -> Refused {
    Refused::new(
        StatusCode::NOT_FOUND,
        "hub.topic is none of this hub: it is for what is published here, by the address that rel=self has",
    )
}

fn says(status: StatusCode, what: &str) -> Response {
    let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
    let fresh = (header::CACHE_CONTROL, "no-store");
    let plain = (header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    (status, [kind, fresh, plain], format!("{what}\n")).into_response()
}
