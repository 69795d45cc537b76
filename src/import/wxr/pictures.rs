//! The pictures among an export's attachments, in memory that is bounded.

use std::collections::HashMap;

use super::attachment::{ALT, Facts};
use super::meta;
use crate::import::draft::Draft;
use crate::import::feeds;
use crate::import::xml::{Element, Ns};
use crate::model::Image;
use crate::model::media::type_of;

/// How many bytes of addresses and captions are remembered.
const ROOM: usize = 24 << 20;
/// How many characters of a caption.
const CAPTION: usize = 1000;

/// What is remembered of a picture: where its facts begin in the text, and where each ends.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: u32,
    url: u32,
    caption: u32,
    alt: u32,
}

#[derive(Debug, Default)]
pub(super) struct Pictures {
    text: String,
    places: HashMap<u64, Place>,
    /// The first picture of each post that has some, and where it stands in the export.
    of_post: HashMap<u64, (u64, u64)>,
    full: bool,
}

fn number(item: Element<'_>, local: &str) -> Option<u64> {
    item.text_of(Ns::Wp, local)?.trim().parse().ok()
}

/// What an item says, if it is an attachment.
pub(super) fn facts(item: Element<'_>) -> Option<Facts<'_>> {
    let kind = item.text_of(Ns::Wp, "post_type").unwrap_or_default();
    let id = number(item, "post_id").filter(|_| kind.trim() == "attachment")?;
    let url = item.text_of(Ns::Wp, "attachment_url");
    Some(Facts {
        id,
        url: url.or_else(|| item.text_of(Ns::None, "guid"))?,
        excerpt: item.text_of(Ns::Excerpt, "encoded").unwrap_or_default(),
        content: item.text_of(Ns::Content, "encoded").unwrap_or_default(),
        alt: meta(item, ALT).unwrap_or_default(),
        parent: number(item, "post_parent"),
    })
}

impl Pictures {
    /// Takes in an attachment that may be a picture; others are passed over. They need not come in the order of the export.
    pub(super) fn add(&mut self, facts: Facts<'_>, place_in_export: u64) {
        if type_of(facts.url.trim()).is_some_and(|t| !t.starts_with("image/")) {
            return;
        }
        let each = size_of::<(u64, Place)>() + size_of::<(u64, (u64, u64))>();
        if self.text.len() + self.places.len() * each > ROOM {
            self.full = true;
            return;
        }
        let caption = match facts.excerpt.trim().is_empty() {
            true => facts.content,
            false => facts.excerpt,
        };
        let start = self.text.len() as u32;
        let url = self.push(facts.url.trim());
        let caption = self.push(&feeds::title_text(&caption));
        let alt = self.push(&facts.alt);
        let place = Place {
            start,
            url,
            caption,
            alt,
        };
        self.places.insert(facts.id, place);
        if let Some(post) = facts.parent.filter(|post| *post > 0) {
            let own = (place_in_export, facts.id);
            let first = self.of_post.entry(post).or_insert(own);
            *first = own.min(*first);
        }
    }

    fn push(&mut self, text: &str) -> u32 {
        self.text.extend(text.trim().chars().take(CAPTION));
        self.text.len() as u32
    }

    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// The picture of a post: the one it names, else the first that is attached to it.
    pub(super) fn of(&self, draft: &mut Draft<'_>, item: Element<'_>) -> Option<Image> {
        let named = meta(item, "_thumbnail_id");
        let named = named.and_then(|raw| raw.trim().parse::<u64>().ok());
        let (from, id) = match named.filter(|id| *id > 0) {
            Some(id) => ("_thumbnail_id", id),
            None => (
                "wp:post_parent",
                self.of_post.get(&number(item, "post_id")?)?.1,
            ),
        };
        let Some(place) = self.places.get(&id) else {
            draft.doubt(
                "image",
                format!("the export does not hold the picture {id}"),
            );
            return None;
        };
        let said = |from: u32, to: u32| {
            let text = self.text.get(from as usize..to as usize);
            text.unwrap_or_default()
        };
        let url = said(place.start, place.url);
        Some(Image {
            url: Some(draft.link("image", from, url)?),
            caption: draft.text("image.caption", from, said(place.url, place.caption).into()),
            alt: draft.text("image.alt", from, said(place.caption, place.alt).into()),
            media_type: type_of(url).map(crate::model::Line::new),
            ..Image::default()
        })
    }
}
