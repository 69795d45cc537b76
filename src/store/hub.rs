//! The hub's memory in its own terms: who is subscribed to what, who has not had which version yet, and whose callback is
//! still to be asked.

use std::fmt;

/// What hub and subscriber know and nobody else. It is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret(pub String);

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(…)")
    }
}

/// What a callback is asked or told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Whether it wants to subscribe.
    Subscribe,
    /// Whether it wants to unsubscribe.
    Unsubscribe,
    /// That its subscription is denied.
    Denied,
}

/// What somebody asked for on behalf of a callback.
#[derive(Debug, Clone)]
pub struct Wish {
    /// What.
    pub mode: Mode,
    /// The topic's own address.
    pub topic: String,
    /// The topic's address as it was written.
    pub asked: String,
    /// Where deliveries are to go.
    pub callback: String,
    /// The callback's host.
    pub host: String,
    /// What deliveries are to be signed with.
    pub secret: Option<SharedSecret>,
    /// How many seconds the subscription is to last.
    pub lease: i64,
}

/// A callback that is still to be asked or told.
#[derive(Debug, Clone)]
pub struct Intent {
    /// What.
    pub mode: Mode,
    /// The topic's address as it was written.
    pub asked: String,
    /// Whom.
    pub callback: String,
    /// How many seconds the subscription is to last.
    pub lease: i64,
    /// Why it is denied.
    pub reason: Option<String>,
    /// How often it was tried in vain.
    pub tries: u32,
}

/// A version that a subscription has not had yet.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Where it is to go.
    pub callback: String,
    /// The topic's own address.
    pub topic: String,
    /// What it is to be signed with.
    pub secret: Option<SharedSecret>,
    /// The number of the version.
    pub version: i64,
    /// Since when it is tried.
    pub since: i64,
    /// How often it was tried in vain.
    pub tries: u32,
    /// Was the subscription given up, and is only looked at now and then?
    pub failing: bool,
}

/// Something that is due, by the number of its intent or its subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The number.
    pub id: i64,
    /// The callback's host.
    pub host: String,
    /// Its callback's digest: two callbacks with the same are taken for one.
    pub callback: u64,
}

impl Due {
    /// The digest of a callback. It holds for as long as the program runs.
    #[must_use]
    pub fn digest(callback: &str) -> u64 {
        use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
        BuildHasherDefault::<DefaultHasher>::default().hash_one(callback)
    }
}

/// A topic that somebody is, or wants to be, subscribed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its number.
    pub id: i64,
    /// Its own address.
    pub address: String,
    /// The digest of the version that was last handed out for delivery.
    pub digest: String,
    /// Since when it is not there any more.
    pub missing: Option<i64>,
}

/// How many there may be.
#[derive(Debug, Clone, Copy)]
pub struct Caps {
    /// Subscriptions.
    pub all: u64,
    /// Subscriptions with callbacks on one host.
    pub per_host: u64,
    /// Subscriptions of one callback.
    pub per_callback: u64,
    /// Callbacks still to be asked.
    pub waiting: u64,
    /// Callbacks on one host still to be asked.
    pub waiting_per_host: u64,
}

/// Which bound leaves no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// That of all subscriptions.
    All,
    /// That of the host's subscriptions.
    Host,
    /// That of the callback's subscriptions.
    Callback,
    /// That of callbacks still to be asked.
    Waiting,
    /// That of the host's callbacks still to be asked.
    WaitingOfHost,
}

/// How many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    /// Subscriptions.
    pub subscriptions: u64,
    /// Those of them that were given up.
    pub failing: u64,
    /// Deliveries that wait.
    pub deliveries: u64,
    /// Callbacks still to be asked or told.
    pub intents: u64,
}
