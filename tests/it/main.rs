//! The integration tests, one small file for each feature.
#![allow(missing_docs, reason = "tests document themselves by their names")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may fail loudly"
)]

mod rules;
mod validate_places;
mod validate_report;
mod validate_robust;
mod validate_xml;
