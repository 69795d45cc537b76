//! Which address is which file's: a topic is the address below `base_url` of a file on the shelf.

use std::sync::Arc;

use super::super::address::{address_of, name_of};
use super::super::app::{App, House};
use super::super::item::{Item, Unserved};

/// The file that an address means, with its own address.
pub(super) fn find<'h>(house: &'h House, address: &str) -> Option<(String, &'h Arc<Item>)> {
    let base = house.newsroom.output.base_url.as_str();
    let name = name_of(base, address)?;
    let item = house.shelf.get(&name)?;
    Some((address_of(base, &name), item))
}

/// The digest of what a topic's file holds now.
pub(super) async fn digest<'i>(app: &Arc<App>, item: &'i Arc<Item>) -> Result<&'i str, Unserved> {
    looked_after(app, item, item.digest().await).await
}

/// What was read of a topic's file; where that has been replaced, the new one is looked for, and where it cannot be read, that
/// is logged.
pub(super) async fn looked_after<T>(
    app: &Arc<App>,
    item: &Item,
    read: Result<T, Unserved>,
) -> Result<T, Unserved> {
    if let Err(Unserved::Unreadable(e)) = &read {
        tracing::error!(target: "feedwright", "the hub cannot read {}: {e}", item.name);
    }
    if matches!(read, Err(Unserved::Changed)) {
        app.renew().await;
    }
    read
}
