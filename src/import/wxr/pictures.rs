//! The pictures among an export's attachments, in memory that is bounded.

use std::collections::HashMap;

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
    /// The first picture of each post that has some.
    of_post: HashMap<u64, u64>,
    full: bool,
}

fn number(item: Element<'_>, local: &str) -> Option<u64> {
    item.text_of(Ns::Wp, local)?.trim().parse().ok()
}

impl Pictures {
    /// Takes in an item that is a picture; others are passed over.
    pub(super) fn add(&mut self, item: Element<'_>) {
        let kind = item.text_of(Ns::Wp, "post_type").unwrap_or_default();
        let Some(id) = number(item, "post_id").filter(|_| kind.trim() == "attachment") else {
            return;
        };
        let url = item.text_of(Ns::Wp, "attachment_url");
        let Some(url) = url.or_else(|| item.text_of(Ns::None, "guid")) else {
            return;
        };
        if type_of(url.trim()).is_some_and(|t| !t.starts_with("image/")) {
            return;
        }
        let each = size_of::<(u64, Place)>() + size_of::<(u64, u64)>();
        if self.text.len() + self.places.len() * each > ROOM {
            self.full = true;
            return;
        }
        let caption = item.text_of(Ns::Excerpt, "encoded");
        let caption = caption.filter(|c| !c.trim().is_empty());
        let caption = caption.or_else(|| item.text_of(Ns::Content, "encoded"));
        let alt = meta(item, "_wp_attachment_image_alt");
        let start = self.text.len() as u32;
        let url = self.push(url.trim());
        let caption = self.push(&feeds::title_text(&caption.unwrap_or_default()));
        let alt = self.push(&alt.unwrap_or_default());
        let place = Place {
            start,
            url,
            caption,
            alt,
        };
        self.places.insert(id, place);
        if let Some(post) = number(item, "post_parent").filter(|post| *post > 0) {
            self.of_post.entry(post).or_insert(id);
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
                *self.of_post.get(&number(item, "post_id")?)?,
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
