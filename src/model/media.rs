//! Pictures and other files that belong to a record.

use serde::{Deserialize, Serialize};

use super::{Line, Link, Text};

/// The picture of a record. A credit may be known where the picture itself is not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Image {
    /// Where the picture lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Link>,
    /// The credit as printed: "Nina Orlova / Sever Press".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<Line>,
    /// Who took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photographer: Option<Line>,
    /// Which agency sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<Line>,
    /// The caption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<Text>,
    /// What it shows, for those who cannot see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<Text>,
    /// The media type, such as `image/jpeg`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<Line>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// A file to listen to, watch or read (RSS 2.0 `enclosure`, RFC 4287 section 4.2.7.2 `rel="enclosure"`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Enclosure {
    /// Where the file lies.
    pub url: Link,
    /// The media type, such as `audio/mpeg`.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<Line>,
    /// Bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// What to call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Line>,
}

/// Is this a media type as RFC 6838 section 4.2 writes one: `type/subtype`, parameters aside?
pub fn is_media_type(raw: &str) -> bool {
    raw.parse::<mime::Mime>()
        .is_ok_and(|m| m.type_() != mime::STAR && m.subtype() != mime::STAR)
}
