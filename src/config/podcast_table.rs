//! `[podcast]`: what a feed says as a podcast. Its values are checked as they are read; here is what follows from the
//! rest of the file.

use super::FeedFile;
use super::place::Place;
use crate::Result;
use crate::model::podcast::Show;

/// The show that a feed's file describes.
pub(super) fn show(written: &FeedFile, place: &Place) -> Result<Option<Box<Show>>> {
    let Some(show) = &written.podcast else {
        return Ok(None);
    };
    if written.each.is_some() && show.guid.is_some() {
        return Err(place
            .error(
                &["podcast", "guid"],
                "all feeds of this family would have one guid",
            )
            .help("leave it out: each feed gets its own, once"));
    }
    Ok(Some(Box::new(show.clone())))
}
