//! The integration tests, as one binary: one small file for each feature.

mod arbitrary;
mod render_crate_limits;
mod render_golden;
mod render_property;
mod render_samples;
mod xml;
