//! The podcast namespace (Podcasting 2.0, <https://podcasting2.org/podcast-namespace>) in RSS.

use super::element::{Element, PODCAST};
use super::instant;
use crate::model::Entry;
use crate::model::podcast::{
    Alternate, Chapters, Chat, Episode, Funding, License, Location, Person, Picture, Recipient,
    RemoteItem, Show, Social, Soundbite, Source, Trailer, Transcript, Txt, UpdateFrequency, Value,
    word,
};

/// Chapters in the namespace's own format.
const CHAPTERS: &str = "application/json+chapters";

/// What the channel says.
pub(super) fn channel(show: &Show) -> Vec<Element> {
    let mut all: Vec<Element> = Vec::new();
    all.extend(show.guid.as_ref().map(|guid| text("guid", guid)));
    all.extend(show.locked.map(|locked| {
        let owner = show.owner.as_ref().map(|owner| &owner.email);
        text("locked", if locked { "yes" } else { "no" }).attribute("owner", owner)
    }));
    all.extend(show.medium.map(|medium| text("medium", word(&medium))));
    all.extend(show.funding.iter().map(funding));
    all.extend(show.persons.iter().map(person));
    all.extend(show.locations.iter().map(location));
    all.extend(show.license.iter().map(license));
    all.extend(show.values.iter().map(value));
    all.extend(show.txt.iter().map(txt));
    all.extend(show.trailers.iter().map(trailer));
    all.extend(show.images.iter().map(picture));
    all.extend(show.social.iter().map(social));
    all.extend(show.update_frequency.iter().map(update_frequency));
    if !show.podroll.is_empty() {
        all.push(new("podroll").children(show.podroll.iter().map(remote_item)));
    }
    all.extend(show.publisher.as_ref().map(|publisher| {
        let feed = new("remoteItem")
            .attribute("feedGuid", Some(&publisher.feed_guid))
            .attribute("feedUrl", publisher.feed_url.as_ref())
            .attribute("medium", Some("publisher"));
        new("publisher").children([feed])
    }));
    all.extend(show.chat.iter().map(chat));
    all.extend(
        show.podping
            .map(|uses| new("podping").attribute("usesPodping", Some(uses))),
    );
    all
}

/// What an item says.
pub(super) fn item(entry: &Entry) -> Vec<Element> {
    entry.podcast.as_deref().map(episode).unwrap_or_default()
}

fn episode(episode: &Episode) -> Vec<Element> {
    let mut all: Vec<Element> = Vec::new();
    all.extend(
        episode
            .season
            .as_ref()
            .map(|s| text("season", s.number).attribute("name", s.name.as_ref())),
    );
    all.extend(
        episode
            .episode
            .as_ref()
            .map(|e| text("episode", e.number).attribute("display", e.display.as_ref())),
    );
    all.extend(episode.transcripts.iter().map(transcript));
    all.extend(episode.chapters.iter().map(chapters));
    all.extend(episode.soundbites.iter().map(soundbite));
    all.extend(episode.persons.iter().map(person));
    all.extend(episode.locations.iter().map(location));
    all.extend(episode.license.iter().map(license));
    all.extend(episode.values.iter().map(value));
    all.extend(episode.funding.iter().map(funding));
    all.extend(episode.social.iter().map(social));
    all.extend(episode.alternates.iter().map(alternate));
    all.extend(episode.txt.iter().map(txt));
    all.extend(episode.images.iter().map(picture));
    all.extend(episode.chat.iter().map(chat));
    all
}

fn new(name: &'static str) -> Element {
    Element::new(PODCAST, name)
}

fn text(name: &'static str, text: impl ToString) -> Element {
    new(name).text(text.to_string())
}

fn funding(funding: &Funding) -> Element {
    let words = funding.text.as_ref().map(ToString::to_string);
    text("funding", words.unwrap_or_default()).attribute("url", Some(&funding.url))
}

fn person(person: &Person) -> Element {
    text("person", &person.name)
        .attribute("role", person.role.as_ref())
        .attribute("group", person.group.as_ref())
        .attribute("img", person.img.as_ref())
        .attribute("href", person.href.as_ref())
}

fn location(location: &Location) -> Element {
    text("location", &location.name)
        .attribute("rel", location.rel.as_ref().map(word))
        .attribute("geo", location.geo.as_ref())
        .attribute("osm", location.osm.as_ref())
        .attribute("country", location.country.as_ref())
}

fn license(license: &License) -> Element {
    text("license", &license.name).attribute("url", license.url.as_ref())
}

fn txt(txt: &Txt) -> Element {
    text("txt", &txt.text).attribute("purpose", txt.purpose.as_ref())
}

fn trailer(trailer: &Trailer) -> Element {
    text("trailer", &trailer.title)
        .attribute("url", Some(&trailer.url))
        .attribute("pubdate", Some(instant::rfc2822(trailer.published.0)))
        .attribute("length", trailer.length)
        .attribute("type", trailer.media_type.as_ref())
        .attribute("season", trailer.season)
}

fn picture(picture: &Picture) -> Element {
    new("image")
        .attribute("href", Some(&picture.url))
        .attribute("alt", picture.alt.as_ref())
        .attribute("aspect-ratio", picture.aspect_ratio.as_ref())
        .attribute("width", picture.width)
        .attribute("height", picture.height)
        .attribute("type", picture.media_type.as_ref())
        .attribute("purpose", picture.purpose.as_ref())
}

fn social(social: &Social) -> Element {
    new("socialInteract")
        .attribute("protocol", Some(word(&social.protocol)))
        .attribute("uri", social.uri.as_ref())
        .attribute("accountId", social.account_id.as_ref())
        .attribute("accountUrl", social.account_url.as_ref())
        .attribute("priority", social.priority)
}

fn update_frequency(frequency: &UpdateFrequency) -> Element {
    text("updateFrequency", &frequency.text)
        .attribute("complete", frequency.complete.then_some(true))
        .attribute("dtstart", frequency.dtstart.map(|t| instant::rfc3339(t.0)))
        .attribute("rrule", frequency.rrule.as_ref())
}

fn remote_item(item: &RemoteItem) -> Element {
    new("remoteItem")
        .attribute("feedGuid", Some(&item.feed_guid))
        .attribute("feedUrl", item.feed_url.as_ref())
        .attribute("itemGuid", item.item_guid.as_ref())
        .attribute("medium", item.medium.as_ref().map(word))
        .attribute("title", item.title.as_ref())
}

fn chat(chat: &Chat) -> Element {
    new("chat")
        .attribute("server", Some(&chat.server))
        .attribute("protocol", Some(word(&chat.protocol)))
        .attribute("accountId", chat.account_id.as_ref())
        .attribute("space", chat.space.as_ref())
}

fn transcript(transcript: &Transcript) -> Element {
    new("transcript")
        .attribute("url", Some(&transcript.url))
        .attribute("type", Some(&transcript.media_type))
        .attribute("language", transcript.language.as_ref())
        .attribute("rel", transcript.rel.as_ref().map(word))
}

fn chapters(chapters: &Chapters) -> Element {
    let stated = chapters.media_type.as_ref().map(ToString::to_string);
    new("chapters")
        .attribute("url", Some(&chapters.url))
        .attribute("type", Some(stated.unwrap_or_else(|| CHAPTERS.to_owned())))
}

fn soundbite(soundbite: &Soundbite) -> Element {
    let title = soundbite.title.as_ref().map(ToString::to_string);
    text("soundbite", title.unwrap_or_default())
        .attribute("startTime", Some(soundbite.start))
        .attribute("duration", Some(soundbite.duration))
}

fn value(value: &Value) -> Element {
    new("value")
        .attribute("type", Some(&value.network))
        .attribute("method", Some(&value.method))
        .attribute("suggested", value.suggested)
        .children(value.recipients.iter().map(recipient))
}

fn recipient(recipient: &Recipient) -> Element {
    new("valueRecipient")
        .attribute("name", recipient.name.as_ref())
        .attribute("customKey", recipient.custom_key.as_ref())
        .attribute("customValue", recipient.custom_value.as_ref())
        .attribute("type", Some(&recipient.address_type))
        .attribute("address", Some(&recipient.address))
        .attribute("split", Some(recipient.split))
        .attribute("fee", recipient.fee.then_some(true))
}

fn alternate(alternate: &Alternate) -> Element {
    let integrity = alternate.integrity.as_ref().map(|integrity| {
        new("integrity")
            .attribute("type", Some(word(&integrity.kind)))
            .attribute("value", Some(&integrity.value))
    });
    new("alternateEnclosure")
        .attribute("type", Some(&alternate.media_type))
        .attribute("length", alternate.length)
        .attribute("bitrate", alternate.bitrate)
        .attribute("height", alternate.height)
        .attribute("lang", alternate.language.as_ref())
        .attribute("title", alternate.title.as_ref())
        .attribute("rel", alternate.rel.as_ref())
        .attribute("codecs", alternate.codecs.as_ref())
        .attribute("default", alternate.default.then_some(true))
        .children(alternate.sources.iter().map(source))
        .children(integrity)
}

fn source(source: &Source) -> Element {
    new("source")
        .attribute("uri", Some(&source.uri))
        .attribute("contentType", source.media_type.as_ref())
}
