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
    /// A small form of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Rendition>,
    /// The same picture in other sizes or formats.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub renditions: Vec<Rendition>,
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
    /// The same content in other files: other formats, sizes, bit rates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renditions: Vec<Rendition>,
}

/// Another file of the same picture or content.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rendition {
    /// Where the file lies.
    pub url: Link,
    /// The media type, such as `audio/ogg`.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<Line>,
    /// Bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// Thousands of bits a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bitrate: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// The endings of files that feeds carry, and their media types.
const TYPES: &[(&str, &str)] = &[
    ("aac", "audio/aac"),
    ("flac", "audio/flac"),
    ("m4a", "audio/x-m4a"),
    ("m4b", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/opus"),
    ("wav", "audio/wav"),
    ("m3u8", "application/x-mpegURL"),
    ("m4v", "video/x-m4v"),
    ("mov", "video/quicktime"),
    ("mp4", "video/mp4"),
    ("ogv", "video/ogg"),
    ("webm", "video/webm"),
    ("avif", "image/avif"),
    ("gif", "image/gif"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("webp", "image/webp"),
    ("epub", "application/epub+zip"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("json", "application/json"),
    ("srt", "application/x-subrip"),
    ("txt", "text/plain"),
    ("vtt", "text/vtt"),
];

/// The media type that the ending of an address tells.
pub fn type_of(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next()?;
    let (_, ending) = path.rsplit('/').next()?.rsplit_once('.')?;
    let known = TYPES.iter().find(|(e, _)| e.eq_ignore_ascii_case(ending));
    known.map(|(_, media_type)| *media_type)
}

/// Is this a media type as RFC 6838 section 4.2 writes one: `type/subtype`, parameters aside?
pub fn is_media_type(raw: &str) -> bool {
    raw.parse::<mime::Mime>()
        .is_ok_and(|m| m.type_() != mime::STAR && m.subtype() != mime::STAR)
}
