//! One test binary; one small file for each feature.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and says what it did not check"
)]

mod jsonl;
mod jsonl_edge_cases;
mod jsonl_lines;
mod jsonl_properties;
