//! For whom something is.

use super::values::id_of;
use crate::import::json::Json;

/// The collection that stands for everybody, in its three spellings (ActivityPub section 5.6).
const PUBLIC: [&str; 3] = [
    "https://www.w3.org/ns/activitystreams#Public",
    "as:Public",
    "Public",
];

const AUDIENCES: [&str; 5] = ["to", "cc", "audience", "bto", "bcc"];

/// Is this for everybody? `None` where it does not say for whom it is.
pub(super) fn is_public(json: &Json<'_>) -> Option<bool> {
    let told = AUDIENCES.iter().filter_map(|key| json.get(key));
    let told: Vec<&Json<'_>> = told.filter(|v| !matches!(v, Json::Null)).collect();
    if told.is_empty() {
        return None;
    }
    let mut all = told.iter().flat_map(|v| v.items());
    Some(all.any(|one| id_of(one).is_some_and(|id| PUBLIC.contains(&id))))
}
