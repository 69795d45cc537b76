//! JSON Schemas of the configuration files, made from the types that read them.

use super::{FeedFile, NewsroomFile};

/// The schema of one kind of configuration file.
pub struct Schema {
    /// `newsroom` or `feed`.
    pub name: &'static str,
    /// The file it describes.
    pub file: &'static str,
    make: fn() -> schemars::Schema,
}

/// The schemas of all configuration files.
pub const SCHEMAS: &[Schema] = &[
    Schema {
        name: "newsroom",
        file: "feedwright.toml",
        make: || schemars::schema_for!(NewsroomFile),
    },
    Schema {
        name: "feed",
        file: "feeds/*.toml",
        make: || schemars::schema_for!(FeedFile),
    },
];

impl Schema {
    /// The schema as indented JSON (JSON Schema 2020-12).
    pub fn to_json(&self) -> String {
        format!("{:#}", (self.make)().as_value())
    }
}
