//! The integration tests, as one binary: one small file for each feature.

mod documentation;
