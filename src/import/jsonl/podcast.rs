//! What a line says as an episode.

use super::reading::Reading;
use crate::import::episode;
use crate::import::json::{Json, into_map};

pub(super) fn read(r: &mut Reading<'_>, field: &'static str, json: Json<'_>) {
    let members = into_map(r.members(field, json));
    episode::read(&mut r.draft, field, members);
}
