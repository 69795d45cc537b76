//! Integration tests: one binary, one small file for each feature.

mod store_file;
mod store_identity;
mod store_kit;
mod store_life;
mod store_select;
mod store_time;
