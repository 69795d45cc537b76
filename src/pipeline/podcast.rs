//! What a show says of itself without being told: its guid and its author.

use uuid::{Uuid, uuid};

use crate::config::{FeedDef, Newsroom};
use crate::model::Feed;
use crate::model::podcast::Show;
use crate::model::podcast::words::{Guid, Name};
use crate::store::FeedState;

/// The namespace of guids that are made from a feed's address (<https://podcasting2.org/docs/podcast-namespace/tags/guid>).
const NAMESPACE: Uuid = uuid!("ead4c236-bf58-58c6-a2c6-a6b28d128cb6");

/// The show with what follows from the newsroom.
pub(super) fn show(mut show: Box<Show>, newsroom: &Newsroom, def: &FeedDef) -> Box<Show> {
    let address = format!("{}{}.rss", newsroom.output.base_url, def.slug);
    let author = || Name::read(newsroom.site.author.as_str()).ok();
    show.guid = show.guid.or_else(|| guid(&address));
    show.author = show.author.or_else(author);
    show
}

/// A podcast keeps the guid that it was first published with, though its address may change; what its definition
/// says comes first.
pub(super) fn keep_guid(feed: &mut Feed, def: &FeedDef, former: Option<&FeedState>) {
    let said = def.podcast.as_ref().and_then(|show| show.guid.as_ref());
    let kept = former.and_then(|state| state.guid.as_ref());
    if let (Some(show), None, Some(kept)) = (&mut feed.podcast, said, kept) {
        show.guid = Some(kept.clone());
    }
}

/// The guid of the feed at this address: of what follows the scheme, without slashes at the end.
fn guid(address: &str) -> Option<Guid> {
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    let bare = bare.trim_end_matches('/');
    Guid::read(&Uuid::new_v5(&NAMESPACE, bare.as_bytes()).to_string()).ok()
}

#[cfg(test)]
mod tests {
    use super::guid;

    #[test]
    fn guids_are_those_of_the_specification() {
        for (address, wanted) in [
            (
                "https://mp3s.nashownotes.com/pc20rss.xml",
                "917393e3-1b1e-5cef-ace4-edaa54e1f810",
            ),
            ("podnews.net/rss/", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ] {
            assert_eq!(guid(address).unwrap().as_str(), wanted, "{address}");
        }
    }
}
