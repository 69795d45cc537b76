//! Integration tests: one binary, one small file for each feature.

// Helpers of tests may fail loudly too; clippy knows only functions marked as tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod store_file;
mod store_identity;
mod store_kit;
mod store_life;
mod store_select;
mod store_time;
