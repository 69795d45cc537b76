//! What all input formats written in JSON share.

mod value;

pub(super) use value::{Json, Members, into_map};
