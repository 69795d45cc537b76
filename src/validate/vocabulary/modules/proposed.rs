//! The smaller modules of RSS 1.0, standard and proposed: mostly names, with a type here and there.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{LINKED, Module, RESOURCE, TEXT, URL, module};
use crate::validate::vocabulary::{Child, Def, FOREIGN, Value, child, filled};

static COUNT: Def = filled(Value::Count);
static TIME: Def = filled(Value::LocalDate);

/// A module that may have more than these elements.
const fn small(
    ns: Ns,
    name: &'static str,
    feed: &'static [Child],
    entry: &'static [Child],
) -> Module {
    Module {
        spec: Some(spec::RSS_MODULES.at(name)),
        complete: false,
        feed,
        entry,
        ..module(ns)
    }
}

pub(super) static LINK: Module = small(Ns::LinkModule, "link/", LINKS, LINKS);
const LINKS: &[Child] = &[
    child(Ns::LinkModule, "link", Often, &LINKED),
    child(Ns::LinkModule, "permalink", AtMostOnce, &LINKED),
];

pub(super) static TAXONOMY: Module = Module {
    root: &[child(Ns::Taxonomy, "topic", Often, &FOREIGN)],
    ..small(Ns::Taxonomy, "taxonomy/", TOPICS, TOPICS)
};
const TOPICS: &[Child] = &[child(Ns::Taxonomy, "topics", AtMostOnce, &FOREIGN)];

pub(super) static ANNOTATE: Module = small(
    Ns::Annotate,
    "annotate/",
    &[],
    &[child(Ns::Annotate, "reference", Often, &LINKED)],
);

pub(super) static COMPANY: Module = small(
    Ns::Company,
    "company/",
    &[],
    &[
        child(Ns::Company, "name", Often, &TEXT),
        child(Ns::Company, "market", Often, &TEXT),
        child(Ns::Company, "symbol", Often, &TEXT),
    ],
);

pub(super) static AUDIO: Module = small(
    Ns::Audio,
    "audio/",
    &[],
    &[
        child(Ns::Audio, "songname", AtMostOnce, &TEXT),
        child(Ns::Audio, "artist", AtMostOnce, &TEXT),
        child(Ns::Audio, "album", AtMostOnce, &TEXT),
        child(Ns::Audio, "year", AtMostOnce, &TEXT),
        child(Ns::Audio, "comment", AtMostOnce, &TEXT),
        child(Ns::Audio, "genre", AtMostOnce, &TEXT),
        child(Ns::Audio, "recording_time", AtMostOnce, &TEXT),
        child(Ns::Audio, "bitrate", AtMostOnce, &TEXT),
        child(Ns::Audio, "track", AtMostOnce, &TEXT),
        child(Ns::Audio, "genre_id", AtMostOnce, &COUNT),
        child(Ns::Audio, "price", AtMostOnce, &TEXT),
    ],
);

pub(super) static AGGREGATION: Module = small(
    Ns::Aggregation,
    "aggregation/",
    &[],
    &[
        child(Ns::Aggregation, "source", AtMostOnce, &TEXT),
        child(Ns::Aggregation, "sourceURL", AtMostOnce, &URL),
        child(Ns::Aggregation, "timestamp", AtMostOnce, &TIME),
    ],
);

pub(super) static CHANGED: Module = small(
    Ns::ChangedPage,
    "changedpage/",
    &[child(Ns::ChangedPage, "server", AtMostOnce, &RESOURCE)],
    &[],
);

pub(super) static THREADING: Module = small(
    Ns::OldThreading,
    "threading/",
    &[],
    &[child(Ns::OldThreading, "children", AtMostOnce, &FOREIGN)],
);

pub(super) static REFERENCE: Module = small(
    Ns::ReferenceModule,
    "reference/",
    &[],
    &[
        child(Ns::ReferenceModule, "link", Often, &LINKED),
        child(Ns::ReferenceModule, "item", Often, &LINKED),
    ],
);

pub(super) static SUBSCRIPTION: Module = small(
    Ns::SubscriptionModule,
    "subscription/",
    &[
        child(Ns::SubscriptionModule, "link", Often, &LINKED),
        child(Ns::SubscriptionModule, "description", AtMostOnce, &TEXT),
    ],
    &[],
);

pub(super) static SERVICE_STATUS: Module = small(
    Ns::ServiceStatus,
    "servicestatus/",
    &[child(Ns::ServiceStatus, "aboutStats", AtMostOnce, &LINKED)],
    &[
        child(Ns::ServiceStatus, "responding", AtMostOnce, &TEXT),
        child(Ns::ServiceStatus, "lastChecked", AtMostOnce, &TIME),
        child(Ns::ServiceStatus, "lastSeen", AtMostOnce, &TIME),
        child(Ns::ServiceStatus, "availability", AtMostOnce, &COUNT),
        child(Ns::ServiceStatus, "averageResponseTime", AtMostOnce, &TEXT),
        child(Ns::ServiceStatus, "statusMessage", AtMostOnce, &TEXT),
    ],
);
