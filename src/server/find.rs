//! What lies under a path: a file, nothing, or nothing any more.

use std::borrow::Cow;
use std::sync::Arc;

use super::address::address_of;
use super::app::House;
use super::item::Item;

/// What lies under a path.
pub(super) enum Found<'h> {
    File(&'h Arc<Item>),
    /// The address where it is now.
    Moved(String),
    /// The address of a folder whose last slash is missing, from which links in its index start. It is relative: what is in front of us
    /// may call the folder otherwise.
    Folder(String),
    Gone,
    Nothing,
}

/// What lies under this path: below the root, and below the path of `base_url` too, for proxies that pass it on.
pub(super) fn find<'h>(house: &'h House, path: &str) -> Found<'h> {
    let Some(path) = decoded(path) else {
        return Found::Nothing;
    };
    let path = path.strip_prefix('/').unwrap_or(&path);
    let below = path
        .strip_prefix(house.base_path.as_str())
        .filter(|_| !house.base_path.is_empty());
    let mut names = std::iter::once(path).chain(below);
    names
        .find_map(|name| match look(house, name) {
            Found::Nothing => None,
            found => Some(found),
        })
        .or_else(|| {
            let is_base = house.base_path.strip_suffix('/') == Some(path);
            is_base.then(|| folder(path))
        })
        .unwrap_or(Found::Nothing)
}

fn look<'h>(house: &'h House, name: &str) -> Found<'h> {
    if let Some(item) = house.shelf.get(name) {
        return Found::File(item);
    }
    if (name.is_empty() || name.ends_with('/'))
        && let Some(index) = house.shelf.get(&format!("{name}index.html"))
    {
        return Found::File(index);
    }
    match house.newsroom.moved.get(name) {
        Some(Some(now)) => {
            let base = house.newsroom.output.base_url.as_str();
            Found::Moved(address_of(base, now))
        }
        Some(None) => Found::Gone,
        None if house.shelf.get(&format!("{name}/index.html")).is_some() => folder(name),
        None => Found::Nothing,
    }
}

fn folder<'h>(name: &str) -> Found<'h> {
    let last = name.rsplit('/').next().unwrap_or(name);
    // A colon in the first segment of a relative address would end a scheme (RFC 3986 section 4.2).
    Found::Folder(address_of("./", &format!("{last}/")))
}

/// The path without percent-encoding; none where it is not UTF-8 or could not be a file's.
fn decoded(path: &str) -> Option<Cow<'_, str>> {
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .ok()?;
    (!path.contains('\0')).then_some(path)
}
