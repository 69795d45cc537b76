//! The podcast namespace (Podcasting 2.0): every tag of its specification, where it may stand and how often.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{self, AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, module, podcast_elements as elements};
use crate::validate::vocabulary::{Child, Def, child};

/// The namespace still grows, so an element that is not here is a warning of its own and no fault.
pub(super) static MODULE: Module = Module {
    complete: false,
    feed: &[
        own("locked", AtMostOnce, &elements::LOCKED),
        own("guid", AtMostOnce, &elements::GUID),
        own("medium", AtMostOnce, &elements::MEDIUM),
        own("funding", Often, &elements::FUNDING),
        own("person", Often, &elements::PERSON),
        own("location", Often, &elements::LOCATION),
        own("trailer", Often, &elements::TRAILER),
        own("license", AtMostOnce, &elements::LICENSE),
        own("value", Often, &elements::VALUE),
        own("image", Often, &elements::IMAGE),
        own("images", AtMostOnce, &elements::IMAGES),
        own("liveItem", Often, &elements::LIVE_ITEM),
        own("socialInteract", Often, &elements::SOCIAL_INTERACT),
        own("block", Often, &elements::BLOCK),
        own("txt", Often, &elements::TXT),
        own("remoteItem", Often, &elements::REMOTE_ITEM),
        own("podroll", AtMostOnce, &elements::PODROLL),
        own("updateFrequency", AtMostOnce, &elements::UPDATE_FREQUENCY),
        own("podping", AtMostOnce, &elements::PODPING),
        own("publisher", AtMostOnce, &elements::PUBLISHER),
        own("chat", AtMostOnce, &elements::CHAT),
    ],
    entry: &[
        own("transcript", Often, &elements::TRANSCRIPT),
        own("chapters", AtMostOnce, &elements::CHAPTERS),
        own("soundbite", Often, &elements::SOUNDBITE),
        own("funding", Often, &elements::FUNDING),
        own("person", Often, &elements::PERSON),
        own("location", Often, &elements::LOCATION),
        own("season", AtMostOnce, &elements::SEASON),
        own("episode", AtMostOnce, &elements::EPISODE),
        own("license", AtMostOnce, &elements::LICENSE),
        own("alternateEnclosure", Often, &elements::ALTERNATE_ENCLOSURE),
        own("value", Often, &elements::VALUE),
        own("image", Often, &elements::IMAGE),
        own("images", AtMostOnce, &elements::IMAGES),
        own("contentLink", Often, &elements::CONTENT_LINK),
        own("socialInteract", Often, &elements::SOCIAL_INTERACT),
        own("txt", Often, &elements::TXT),
        own("chat", AtMostOnce, &elements::CHAT),
    ],
    ..module(Ns::Podcast)
};

pub(super) const fn own(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::Podcast, name, occurs, def)
}
