//! The front page where the newsroom publishes none: all feeds, which readers and browsers find there too.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use axum::body::Bytes;
use axum::response::Response;
use serde::Serialize;

use super::super::address::address_of;
use super::super::app::{App, House};
use super::page;
use crate::config::FeedDef;

/// The page as it was last made, and of what.
#[derive(Default)]
pub(super) struct Kept(Mutex<Option<(Weak<House>, Bytes)>>);

#[derive(Serialize)]
struct View<'v> {
    site: &'v str,
    language: Option<&'v str>,
    feeds: Vec<Feed<'v>>,
}

#[derive(Serialize)]
struct Feed<'v> {
    title: &'v str,
    language: Option<&'v str>,
    /// Members of families are listed, and not offered by each page's head: there may be thousands.
    family: bool,
    documents: Vec<Document>,
}

#[derive(Serialize)]
struct Document {
    title: String,
    format: &'static str,
    media_type: &'static str,
    address: String,
}

/// The front page, where this path is that of one: the root, or where `base_url` leads.
pub(in super::super) fn front_page(app: &App, house: &Arc<House>, path: &str) -> Option<Response> {
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .ok()?;
    let path = path.strip_prefix('/').unwrap_or(&path);
    if !(path.is_empty() || path == house.base_path) {
        return None;
    }
    let kept = &app.watch.listing.0;
    let known = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let known = known.filter(|(of, _)| of.ptr_eq(&Arc::downgrade(house)));
    let page = known.map(|(_, page)| page).or_else(|| {
        let made = page::filled("listing.html", &view(house))?;
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((Arc::downgrade(house), made.clone()));
        Some(made)
    });
    Some(page::answer(page, "public, max-age=300"))
}

/// The feeds of which something has been published.
fn view(house: &House) -> View<'_> {
    let feeds = house.newsroom.feeds.iter().map(|feed| Feed {
        title: feed.title.as_str(),
        language: feed.language.as_deref(),
        family: feed.family.is_some(),
        documents: documents(house, feed),
    });
    View {
        site: house.newsroom.site.title.as_str(),
        language: house.newsroom.site.language.as_deref(),
        feeds: feeds.filter(|feed| !feed.documents.is_empty()).collect(),
    }
}

fn documents(house: &House, feed: &FeedDef) -> Vec<Document> {
    let there = feed
        .documents()
        .filter(|(name, _)| house.shelf.get(name).is_some());
    there
        .map(|(name, format)| Document {
            title: format!("{} ({})", feed.title.as_str(), format.says),
            format: format.says,
            media_type: format.media_type,
            address: address_of(house.newsroom.output.base_url.as_str(), &name),
        })
        .collect()
}
