//! What a feed says about itself beside what every feed has.

use serde::Deserialize;

use super::{Line, Link, Person};

/// What a feed says about itself beside title, author and addresses; all of it may be absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// A picture of the feed as a whole: GIF, JPEG or PNG, because RSS knows no other.
    pub image: Option<Link>,
    /// A small square picture, for lists of feeds.
    pub icon: Option<Link>,
    /// Who sees to the technology; RSS wants an e-mail address.
    pub webmaster: Option<Person>,
    /// What all of the feed is about.
    pub categories: Vec<Line>,
    /// Hours, in UTC, in which nothing new is to be expected: 0 to 23.
    pub skip_hours: Vec<u8>,
    /// Days on which nothing new is to be expected.
    pub skip_days: Vec<Day>,
    /// A style sheet for those who open the document in a browser.
    pub stylesheet: Option<Link>,
    /// Nothing new will ever come.
    pub expired: bool,
}

/// A day of the week, as RSS 2.0 writes it in `skipDays`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "the days of the week explain themselves")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Day {
    /// The English name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Day::Monday => "Monday",
            Day::Tuesday => "Tuesday",
            Day::Wednesday => "Wednesday",
            Day::Thursday => "Thursday",
            Day::Friday => "Friday",
            Day::Saturday => "Saturday",
            Day::Sunday => "Sunday",
        }
    }
}
