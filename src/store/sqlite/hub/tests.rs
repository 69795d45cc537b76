use std::path::Path;

use chrono::DateTime;
use url::Url;

use super::*;

const TOPIC: &str = "https://quay.example/feeds/news.rss";

const CAPS: Caps = Caps {
    all: 100,
    per_host: 100,
    per_callback: 100,
    waiting: 100,
    waiting_per_host: 100,
};

fn store(folder: &Path) -> HubStore {
    let options = Options {
        authority: None,
        site_url: Url::parse("https://quay.example/").unwrap(),
        sources: Vec::new(),
        now: DateTime::UNIX_EPOCH,
    };
    HubStore::open(&folder.join("store.db"), &options).unwrap()
}

/// Asks on behalf of a callback on a host.
fn wish(mode: Mode, host: &str, path: &str) -> Wish {
    Wish {
        mode,
        topic: TOPIC.to_owned(),
        asked: TOPIC.to_owned(),
        callback: format!("https://{host}/{path}"),
        host: host.to_owned(),
        secret: None,
        lease: 1_000_000,
    }
}

/// Subscribes callbacks on a host.
fn subscribed(store: &HubStore, host: &str, callbacks: usize) {
    for n in 0..callbacks {
        let wish = wish(Mode::Subscribe, host, &n.to_string());
        assert_eq!(store.accept(&wish, "a", 0, &CAPS).unwrap(), None);
    }
    for due in store.due_intents(0, MOST).unwrap() {
        store.confirm(due.id, Mode::Subscribe, 0).unwrap();
    }
}

/// How much is taken as due at once.
const MOST: u64 = 30;

fn topic(store: &HubStore) -> Topic {
    store.topics().unwrap().pop().unwrap()
}

fn due(store: &HubStore, now: i64) -> Vec<i64> {
    let due = store.due_deliveries(now, MOST).unwrap();
    due.iter().map(|due| due.id).collect()
}

#[test]
fn what_is_postponed_waits_unless_there_is_something_newer() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    subscribed(&store, "reader.example", 1);
    store.distribute(topic(&store).id, "b", 10, 0).unwrap();
    let ids = due(&store, 10);
    let id = ids[0];
    store.postpone(id, 2, 70).unwrap();
    assert_eq!((due(&store, 69), due(&store, 70)), (vec![], ids.clone()));
    assert_eq!(store.delivery(id, 70).unwrap().unwrap().tries, 0);
    store.distribute(topic(&store).id, "c", 20, 0).unwrap();
    assert_eq!(due(&store, 20), ids);
    // What was found out of the version before says nothing of this one.
    store.postpone(id, 2, 90).unwrap();
    assert_eq!(due(&store, 20), ids);
    // A callback that failed waits as long as it would have.
    store.deliver_again(id, 80).unwrap();
    store.distribute(topic(&store).id, "d", 30, 0).unwrap();
    assert_eq!((due(&store, 79), due(&store, 80)), (vec![], ids));
}

#[test]
fn an_answer_is_to_what_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let wish = wish(Mode::Subscribe, "reader.example", "a");
    store.accept(&wish, "a", 0, &CAPS).unwrap();
    let id = store.due_intents(0, MOST).unwrap()[0].id;
    // The topic ends while the callback is being asked.
    store.deny(&topic(&store), "it has ended", 5).unwrap();
    store.ask_again(id, Mode::Subscribe, 100).unwrap();
    store.drop_intent(id, Mode::Subscribe).unwrap();
    assert!(store.confirm(id, Mode::Subscribe, 5).unwrap());
    let intent = store.intent(id).unwrap().unwrap();
    assert_eq!((intent.mode, intent.tries), (Mode::Denied, 0));
    assert_eq!(store.held().unwrap().subscriptions, 0);
    assert!(!store.confirm(id, Mode::Denied, 6).unwrap());
    assert!(store.intent(id).unwrap().is_none());
}

#[test]
fn who_confirms_is_sent_what_came_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    for (path, changes) in [("a", false), ("b", true)] {
        let wish = wish(Mode::Subscribe, "reader.example", path);
        store.accept(&wish, "a", 0, &CAPS).unwrap();
        let id = store.due_intents(0, MOST).unwrap()[0].id;
        if changes {
            store.distribute(topic(&store).id, "b", 5, 0).unwrap();
        }
        assert_eq!(store.confirm(id, Mode::Subscribe, 6).unwrap(), changes);
    }
    assert_eq!(due(&store, 6).len(), 2);
}

#[test]
fn a_host_with_many_does_not_keep_others_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    subscribed(&store, "large.example", 25);
    subscribed(&store, "larger.example", 25);
    store.distribute(topic(&store).id, "b", 10, 0).unwrap();
    subscribed(&store, "small.example", 1);
    store.distribute(topic(&store).id, "c", 20, 0).unwrap();
    let due = store.due_deliveries(20, MOST).unwrap();
    assert_eq!(due.len(), 30);
    // All are counted, however few are taken as due at once.
    assert_eq!(store.held().unwrap().deliveries, 51);
    assert_eq!(due[2].host, "small.example");
    for (host, expected) in [("large.example", 15), ("larger.example", 14)] {
        assert_eq!(due.iter().filter(|due| due.host == host).count(), expected);
    }
    for n in 0..40 {
        let wish = wish(Mode::Unsubscribe, "large.example", &n.to_string());
        store.accept(&wish, "", 30, &CAPS).unwrap();
    }
    let wish = wish(Mode::Unsubscribe, "small.example", "0");
    store.accept(&wish, "", 31, &CAPS).unwrap();
    let due = store.due_intents(31, MOST).unwrap();
    assert_eq!((due.len(), due[1].host.as_str()), (30, "small.example"));
}
