//! Apple's elements, by "A Podcaster's Guide to RSS", for feeds that are podcasts.

use super::element::{Element, ITUNES};
use crate::model::podcast::{AppleCategory, Episode, Owner, Show};
use crate::model::{Entry, Link};

/// What the channel says.
pub(super) fn channel(show: &Show) -> Vec<Element> {
    let mut all = vec![text("explicit", Some(show.explicit))];
    all.push(text("author", show.author.as_ref()));
    all.push(text("title", show.title.as_ref()));
    all.push(text("type", show.show_type.map(|t| t.as_str())));
    all.push(text("new-feed-url", show.new_feed_url.as_ref()));
    all.push(yes("block", show.block));
    all.push(yes("complete", show.complete));
    all.push(image(show.image.as_ref()));
    all.push(show.owner.as_ref().map(owner));
    all.extend(show.categories.iter().map(|c| Some(category(c))));
    all.into_iter().flatten().collect()
}

/// What an item says: `None` where the record says nothing as an episode.
pub(super) fn item(entry: &Entry) -> Vec<Element> {
    let bare = Episode::default();
    let episode = entry.podcast.as_deref().unwrap_or(&bare);
    let duration = entry.enclosures.iter().find_map(|e| e.duration);
    // Apple's numbers are whole and begin with 1.
    let number = episode.episode.as_ref().and_then(|e| e.number.whole());
    let season = episode.season.as_ref().map(|s| s.number);
    let all = [
        text("title", episode.title.as_ref()),
        text("duration", duration),
        text("episode", number.filter(|n| *n > 0)),
        text("season", season.filter(|n| *n > 0)),
        text("episodeType", episode.episode_type.map(|t| t.as_str())),
        text("explicit", episode.explicit),
        yes("block", episode.block),
        image(episode.image.as_ref()),
    ];
    all.into_iter().flatten().collect()
}

fn text(name: &'static str, value: Option<impl ToString>) -> Option<Element> {
    Some(Element::new(ITUNES, name).text(value?.to_string()))
}

/// "Specifying any value other than Yes has no effect."
fn yes(name: &'static str, said: bool) -> Option<Element> {
    text(name, said.then_some("Yes"))
}

fn image(url: Option<&Link>) -> Option<Element> {
    Some(Element::new(ITUNES, "image").attribute("href", Some(url?)))
}

fn owner(owner: &Owner) -> Element {
    let facts = [
        text("name", owner.name.as_ref()),
        text("email", Some(&owner.email)),
    ];
    Element::new(ITUNES, "owner").children(facts.into_iter().flatten())
}

fn category(category: &AppleCategory) -> Element {
    let of = |name| Element::new(ITUNES, "category").attribute("text", Some(name));
    of(category.name).children(category.sub.map(of))
}
