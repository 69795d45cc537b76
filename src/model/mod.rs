//! Plain values: records, what they hold, and the feeds made of them.
//!
//! Nothing here reads, writes, or looks at a clock. A value that exists is well formed: text holds only what
//! XML 1.0 allows, links are absolute `http` or `https` URLs, a date without a time of day stays a date.

pub mod about;
pub mod category;
pub mod date;
pub mod family;
pub mod feed;
pub mod link;
pub mod media;
pub mod notice;
pub mod person;
pub mod podcast;
pub mod record;
pub mod stored;
pub mod text;
pub mod wording;
#[cfg(feature = "publish")]
pub mod zone;

pub use about::{About, Day};
pub use category::{Category, CategoryOrigin};
pub use date::Moment;
pub use family::{By, FamilyMember, OneOf, Range};
pub use feed::{
    Authors, Cloud, Content, Entry, Feed, History, Paging, Part, Query, Retraction, Tombstone,
};
pub use link::Link;
pub use media::{Enclosure, Image, Rendition};
pub use notice::{Notice, NoticeKind};
pub use person::Person;
pub use record::{Correction, Kind, Record, Related, SourceRef, Status};
pub use stored::Stored;
pub use text::{Line, Text};
pub use wording::{Extension, ExtensionName, Mapping, Wording};
