//! Looks what the shelf has of the topics that somebody is subscribed to: when it is replaced, at the server's start, and now
//! and then.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::super::address::{address_of, name_of};
use super::super::app::{App, House};
use super::super::item::Unserved;
use super::desk::Unavailable;
use super::{Hub, deliver, now, topic};
use crate::store::hub::Topic;

/// How often it is looked while nothing is heard of; leases end as often.
const EVERY: Duration = Duration::from_secs(30);

/// How soon it is looked again where a file was just being replaced.
const SOON: Duration = Duration::from_millis(300);

/// How long a file may be away before its subscriptions end: somebody may be moving the folder.
const AWAY: i64 = 86_400;

/// Looks for as long as the server runs, while there is a hub.
pub(super) async fn run(app: Arc<App>) {
    let hub = &app.hub;
    let mut too_large = HashSet::new();
    loop {
        let looked = match app.hub() {
            Some(hub) => look(&app, hub, &mut too_large).await,
            None => Ok(Look::Whole),
        };
        let pause = match looked {
            Ok(Look::Whole) => EVERY,
            Ok(Look::Again) => SOON,
            // Why has been logged.
            Err(Unavailable) => EVERY,
        };
        hub.due.notify_one();
        // Heard or not: it is time.
        let _ = tokio::time::timeout(pause, hub.shelf.notified()).await;
    }
}

enum Look {
    Whole,
    /// Something was just being replaced.
    Again,
}

async fn look(
    app: &Arc<App>,
    hub: &Hub,
    too_large: &mut HashSet<String>,
) -> Result<Look, Unavailable> {
    let topics = hub.desk.read(|store| store.topics()).await?;
    if topics.is_empty() {
        return Ok(Look::Whole);
    }
    let house = app.held();
    let mut looked = Look::Whole;
    for known in topics {
        let Some((_, item)) = topic::find(&house, &known.address) else {
            miss(hub, &house, known).await?;
            continue;
        };
        let digest = match topic::digest(app, item).await {
            Ok(digest) => digest.to_owned(),
            Err(Unserved::Changed) => {
                looked = Look::Again;
                continue;
            }
            Err(Unserved::Unreadable(_)) => continue,
        };
        let id = known.id;
        if digest == known.digest {
            if known.missing.is_some() {
                hub.desk.write(move |store| store.miss(id, None)).await?;
            }
        } else if item.stamp.size > deliver::MOST {
            if too_large.insert(digest) {
                tracing::warn!(
                    target: "feedwright",
                    "the hub does not deliver {}: it has more than {} bytes", item.name, deliver::MOST
                );
            }
        } else {
            let distribute = hub
                .desk
                .write(move |store| store.distribute(id, &digest, now(), deliver::LONGEST_PAUSE));
            distribute.await?;
            hub.due.notify_one();
        }
    }
    hub.desk.write(|store| store.sweep(now())).await?;
    Ok(looked)
}

/// A topic that is not there: where that is meant, or lasts, its subscriptions end, and their callbacks are told.
async fn miss(hub: &Hub, house: &House, topic: Topic) -> Result<(), Unavailable> {
    let reason = match (ended(house, &topic.address), topic.missing) {
        (Some(reason), _) => reason,
        (None, Some(since)) if now() - since >= AWAY => {
            "this topic is not there any more".to_owned()
        }
        (None, Some(_)) => return Ok(()),
        (None, None) => {
            let id = topic.id;
            return hub
                .desk
                .write(move |store| store.miss(id, Some(now())))
                .await;
        }
    };
    loop {
        let (topic, reason) = (topic.clone(), reason.clone());
        let deny = hub
            .desk
            .write(move |store| store.deny(&topic, &reason, now()));
        if !deny.await? {
            return Ok(());
        }
    }
}

/// Why a topic has ended, where the configuration says so.
fn ended(house: &House, address: &str) -> Option<String> {
    let base = house.newsroom.output.base_url.as_str();
    let name = name_of(base, address)?;
    match house.newsroom.moved.get(&name)? {
        Some(now) => Some(format!("this topic has moved to {}", address_of(base, now))),
        None => Some("this topic has ended".to_owned()),
    }
}
