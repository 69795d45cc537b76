//! Numbers of podcasts, which may have a fraction, and what may be written as a bare number.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::words::unfit;
use super::{EpisodeNumber, Season};

/// A number that is not negative and may have a fraction.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Decimal(f64);

impl Decimal {
    /// A number as feeds can write it: finite and not negative.
    pub fn new(number: f64) -> Option<Self> {
        // Beyond this a double no longer counts in ones.
        // And -0, which is 0, would be written with its sign.
        (0.0..=9e15)
            .contains(&number)
            .then_some(Decimal(number.abs()))
    }

    /// The number, where it has no fraction and fits.
    pub fn whole(self) -> Option<u64> {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "neither negative nor beyond 9e15"
        )]
        let whole = self.0 as u64;
        (self.0.fract() == 0.0).then_some(whole)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => s.serialize_u64(whole),
            None => s.serialize_f64(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

fn decimal<E: de::Error>(number: f64) -> Result<Decimal, E> {
    let wrong = || {
        let like = "write a number from 0 on";
        E::custom(format!("{number} is no number that can stand here\n{like}"))
    };
    Decimal::new(number).ok_or_else(wrong)
}

impl Visitor<'_> for NumberVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E: de::Error>(self, n: f64) -> Result<Decimal, E> {
        decimal(n)
    }

    #[allow(clippy::cast_precision_loss, reason = "beyond 9e15 it is refused")]
    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Decimal, E> {
        decimal(n as f64)
    }

    #[allow(clippy::cast_precision_loss, reason = "beyond 9e15 it is refused")]
    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Decimal, E> {
        decimal(n as f64)
    }

    fn visit_str<E: de::Error>(self, raw: &str) -> Result<Decimal, E> {
        let number = raw.trim().parse().ok().and_then(Decimal::new);
        number.ok_or_else(|| E::custom(unfit(raw, "no number", "write a number from 0 on")))
    }
}

#[cfg(feature = "publish")]
impl schemars::JsonSchema for Decimal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "minimum": 0 })
    }
}

/// What may stand as a number alone.
pub(super) trait Numbered: Sized {
    fn numbered(number: Decimal) -> Option<Self>;
}

impl Numbered for Season {
    fn numbered(number: Decimal) -> Option<Self> {
        let number = u32::try_from(number.whole()?).ok()?;
        Some(Season { number, name: None })
    }
}

impl Numbered for EpisodeNumber {
    fn numbered(number: Decimal) -> Option<Self> {
        Some(EpisodeNumber {
            number,
            display: None,
        })
    }
}

/// Reads `3` as well as `{"number": 3, …}`; null is absent.
pub(super) fn or_table<'de, D, T>(d: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Numbered + Deserialize<'de>,
{
    d.deserialize_any(OrTable(PhantomData))
}

struct OrTable<T>(PhantomData<T>);

impl<T: Numbered> OrTable<T> {
    fn from<E: de::Error>(number: Result<Decimal, E>) -> Result<Option<T>, E> {
        let number = number?;
        let wrong = || E::custom(format!("{number} is no whole number\nwrite one from 0 on"));
        T::numbered(number).map(Some).ok_or_else(wrong)
    }
}

impl<'de, T: Numbered + Deserialize<'de>> Visitor<'de> for OrTable<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or an object with a number")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_f64<E: de::Error>(self, n: f64) -> Result<Option<T>, E> {
        Self::from(NumberVisitor.visit_f64(n))
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Option<T>, E> {
        Self::from(NumberVisitor.visit_u64(n))
    }

    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Option<T>, E> {
        Self::from(NumberVisitor.visit_i64(n))
    }

    fn visit_str<E: de::Error>(self, raw: &str) -> Result<Option<T>, E> {
        Self::from(NumberVisitor.visit_str(raw))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }
}
