//! Short texts of podcasts that have a form of their own. Each can only hold what fits it.
//!
//! What does not fit is told in two lines: what is wrong, and what to write.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::recurrence;
use crate::model::media::is_media_type;
use crate::model::person::is_email;
use crate::model::{Line, Moment};
use crate::syntax::language_tag::is_tag;

/// How many characters of a wrong value are shown.
const SHOWN: usize = 80;

/// A text of one form: its name, what is said where it does not fit, an example, and the function that reads it.
macro_rules! word {
    ($(#[$doc:meta])* $name:ident, $is:literal, $like:literal, $read:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(Line);

        impl $name {
            /// Reads it; what is wrong is told in two lines.
            ///
            /// # Errors
            /// Where the text is of another form.
            pub fn read(raw: &str) -> Result<Self, String> {
                let read: fn(&str) -> Option<String> = $read;
                let line = Line::new(raw);
                match read(line.as_str()) {
                    Some(text) => Ok(Self(Line::new(&text))),
                    None => Err(unfit(raw, $is, $like)),
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                Self::read(&String::deserialize(d)?).map_err(de::Error::custom)
            }
        }

        #[cfg(feature = "publish")]
        string_schema!($name);
    };
}

/// In a schema it is a string.
#[cfg(feature = "publish")]
macro_rules! string_schema {
    ($name:ty) => {
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string" })
            }
        }
    };
}
#[cfg(feature = "publish")]
pub(super) use string_schema;

#[cfg(feature = "publish")]
use crate::model::Link;
#[cfg(feature = "publish")]
string_schema!(Link);

word!(
    /// A text with something in it.
    Name,
    "no text",
    "write what people shall read, or leave the key out",
    |raw| (!raw.is_empty()).then(|| raw.to_owned())
);
word!(
    /// A text of at most 4000 characters.
    Long,
    "no text of at most 4000 characters",
    "write 1 to 4000 characters",
    |raw| (1..=4000).contains(&raw.chars().count()).then(|| raw.to_owned())
);
word!(
    /// A mail address.
    Mail,
    "no mail address",
    "write it like \"desk@paper.example\"",
    |raw| {
        let host = raw.rsplit('@').next().unwrap_or_default();
        (is_email(raw) && host.split('.').count() > 1 && host.split('.').all(is_label))
            .then(|| raw.to_owned())
    }
);
word!(
    /// A UUID, in lower case.
    Guid,
    "no UUID",
    "write it like \"917393e3-1b1e-5cef-ace4-edaa54e1f810\", or leave the key out",
    |raw| {
        let widths: Vec<usize> = raw.split('-').map(str::len).collect();
        let digits = |c: char| c == '-' || c.is_ascii_hexdigit();
        (widths == [8, 4, 4, 4, 12] && raw.chars().all(digits)).then(|| raw.to_ascii_lowercase())
    }
);
word!(
    /// A media type.
    MediaType,
    "no media type",
    "write it like \"audio/mpeg\"",
    |raw| is_media_type(raw).then(|| raw.to_owned())
);
word!(
    /// A BCP 47 tag.
    Language,
    "no language tag",
    "write a BCP 47 tag such as \"en\" or \"pt-BR\"",
    |raw| is_tag(raw).then(|| raw.to_owned())
);
word!(
    /// A `geo:` URI (RFC 5870).
    Geo,
    "no position",
    "write it like \"geo:56.9496,24.1052\" (latitude, longitude)",
    |raw| is_geo(raw).then(|| raw.to_owned())
);
word!(
    /// An object of OpenStreetMap: node, way or relation.
    Osm,
    "no object of OpenStreetMap",
    "write N, W or R and its number, like \"R113314\"",
    |raw| {
        let number = raw.strip_prefix(['N', 'W', 'R']).unwrap_or_default();
        let (id, revision) = number.split_once('#').unwrap_or((number, "1"));
        (digits(id) && digits(revision)).then(|| raw.to_owned())
    }
);
word!(
    /// A country code of ISO 3166-1, in upper case.
    Country,
    "no country code",
    "write two letters such as \"LV\" (ISO 3166-1)",
    |raw| {
        let code = raw.to_ascii_uppercase();
        (code.len() == 2 && COUNTRIES.split(' ').any(|known| known == code)).then_some(code)
    }
);
word!(
    /// The proportion of a picture.
    Ratio,
    "no proportion",
    "write it like \"16/9\"",
    |raw| {
        let (width, height) = raw.split_once('/').unwrap_or((raw, "1"));
        let side = |text: &str| is_decimal(text) && text.parse().is_ok_and(|n: f64| n > 0.0);
        (side(width) && side(height)).then(|| raw.to_owned())
    }
);
word!(
    /// A rule of recurrence (RFC 5545 section 3.3.10).
    Rule,
    "no rule of recurrence (RFC 5545)",
    "write it like \"FREQ=WEEKLY;BYDAY=MO\"",
    |raw| recurrence::is_rule(raw).then(|| raw.to_owned())
);
word!(
    /// An address of any scheme.
    Uri,
    "no address",
    "write it whole, like \"https://paper.example/1.opus\"",
    |raw| oxiri::Iri::parse(raw).ok().map(|iri| iri.as_str().to_owned())
);
word!(
    /// The name of a server, perhaps with a port.
    Host,
    "no name of a server",
    "write it like \"irc.paper.example\"",
    |raw| {
        let (name, port) = raw.split_once(':').unwrap_or((raw, "1"));
        let port = digits(port) && port.parse::<u16>().is_ok_and(|n| n > 0);
        (port && name.split('.').all(is_label)).then(|| raw.to_owned())
    }
);

/// A point in time, written with its offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time(pub DateTime<Utc>);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let text = self.0.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        s.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(d)?;
        match Moment::read(&raw) {
            Ok((Moment::Instant(time), _)) => Ok(Time(time.to_utc())),
            _ => Err(de::Error::custom(unfit(
                &raw,
                "no time with an offset",
                "write it like \"2026-03-02T09:00:00+02:00\"",
            ))),
        }
    }
}

#[cfg(feature = "publish")]
string_schema!(Time);

/// A wrong value in two lines: what is wrong with it, and what to write.
pub(super) fn unfit(raw: &str, is: &str, like: &str) -> String {
    let mut short: String = raw.chars().take(SHOWN).collect();
    if short.len() < raw.len() {
        short.push('…');
    }
    format!("{short:?} is {is}\n{like}")
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    digits(whole) && digits(fraction)
}

/// A part of the name of a host.
fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|b| b == b'-' || b.is_ascii_alphanumeric())
}

fn is_geo(raw: &str) -> bool {
    let Some(rest) = raw.strip_prefix("geo:") else {
        return false;
    };
    let position = rest.split(';').next().unwrap_or_default();
    let number = |part: &str, most: f64| {
        is_decimal(part.strip_prefix('-').unwrap_or(part))
            && part.parse::<f64>().is_ok_and(|n| n.abs() <= most)
    };
    match position.split(',').collect::<Vec<_>>().as_slice() {
        [latitude, longitude] => number(latitude, 90.0) && number(longitude, 180.0),
        [latitude, longitude, height] => {
            number(latitude, 90.0) && number(longitude, 180.0) && number(height, f64::MAX)
        }
        _ => false,
    }
}

/// The officially assigned codes of ISO 3166-1 alpha-2, as of 2026.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN \
BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE \
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU \
ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY \
MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM \
PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS \
ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS \
YE YT ZA ZM ZW";

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of the texts a form takes.
    fn taken(read: impl Fn(&str) -> bool, texts: &[&'static str]) -> Vec<&'static str> {
        texts.iter().copied().filter(|t| read(t)).collect()
    }

    #[test]
    fn each_form_takes_its_own() {
        let takes = |read: fn(&str) -> bool, right: &[&'static str], wrong: &[&'static str]| {
            assert_eq!(taken(read, right), right);
            assert!(taken(read, wrong).is_empty(), "{:?}", taken(read, wrong));
        };
        takes(|t| Name::read(t).is_ok(), &["a"], &["", " \u{7}"]);
        takes(
            |t| Mail::read(t).is_ok(),
            &["a@b.example"],
            &["a", "a@b", "a b@c.example", "a@-.example"],
        );
        takes(
            |t| Guid::read(t).is_ok(),
            &["917393E3-1b1e-5cef-ace4-edaa54e1f810"],
            &["917393e3", "917393e3-1b1e-5cef-ace4-edaa54e1f81g"],
        );
        takes(
            |t| MediaType::read(t).is_ok(),
            &["audio/mpeg"],
            &["mp3", "*/*"],
        );
        takes(
            |t| Language::read(t).is_ok(),
            &["pt-BR"],
            &["english language", "english", ""],
        );
        takes(
            |t| Geo::read(t).is_ok(),
            &["geo:56.9496,24.1052", "geo:-1,2,3", "geo:1,2;u=35"],
            &["56.9,24.1", "geo:91,0", "geo:1", "geo:1,181", "geo:1,2,3,4"],
        );
        takes(
            |t| Osm::read(t).is_ok(),
            &["R113314", "N1#2"],
            &["113314", "R"],
        );
        takes(|t| Country::read(t).is_ok(), &["LV", "lv"], &["XX", "LVA"]);
        takes(
            |t| Ratio::read(t).is_ok(),
            &["16/9", "1.5"],
            &["16:9", "", "0/0", "16/0"],
        );
        takes(
            |t| Host::read(t).is_ok(),
            &["irc.paper.example:6697"],
            &["https://x", "irc.paper.example:99999", ""],
        );
        takes(
            |t| Uri::read(t).is_ok(),
            &["ipfs://bafy/1.opus"],
            &["1.opus", ""],
        );
    }
}
