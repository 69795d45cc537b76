//! Ways of showing a report, one file each.

pub mod json;
pub mod text;
