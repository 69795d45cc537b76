//! Apple's categories, from `data/apple-categories.tsv`, which the validator reads too.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::words::unfit;

/// Between a category and the one inside it.
const INSIDE: &str = " > ";

/// One of Apple's present categories, perhaps with one inside it: "Arts", "News > Tech News".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppleCategory {
    /// The category.
    pub name: &'static str,
    /// The one inside it.
    pub sub: Option<&'static str>,
}

/// A line of the table: category, the one inside it, what replaced it; empty where there is none.
type Row = (&'static str, &'static str, &'static str);

static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/apple-categories.tsv").lines();
    let rows = lines.filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let mut fields = row.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        (field(), field(), field())
    })
    .collect()
});

impl AppleCategory {
    /// Reads a category as Apple writes it, letter case aside; what is wrong is told in two lines.
    ///
    /// # Errors
    /// Where Apple has no such category, or has it no longer.
    pub fn read(raw: &str) -> Result<Self, String> {
        let (name, sub) = raw.split_once('>').unwrap_or((raw, ""));
        let (name, sub) = (name.trim(), sub.trim());
        let row = TABLE
            .iter()
            .find(|(n, s, _)| n.eq_ignore_ascii_case(name) && s.eq_ignore_ascii_case(sub));
        match row {
            Some((name, sub, "")) => Ok(AppleCategory {
                name,
                sub: (!sub.is_empty()).then_some(*sub),
            }),
            Some((_, _, successor)) => Err(unfit(
                raw,
                "no category of Apple Podcasts any more",
                &format!("write {successor:?}"),
            )),
            None => Err(unfit(raw, "no category of Apple Podcasts", &near(raw))),
        }
    }
}

/// The present category that looks most like it, or the one that is called so inside another.
fn near(raw: &str) -> String {
    let likeness = |c: &AppleCategory| {
        let whole = strsim::jaro_winkler(raw, &c.to_string());
        let sub = c.sub.map_or(0.0, |sub| strsim::jaro_winkler(raw, sub));
        whole.max(sub)
    };
    let current = TABLE
        .iter()
        .filter(|(_, _, successor)| successor.is_empty());
    let current = current.map(|(name, sub, _)| AppleCategory {
        name,
        sub: (!sub.is_empty()).then_some(*sub),
    });
    match current.max_by(|a, b| likeness(a).total_cmp(&likeness(b))) {
        Some(nearest) if likeness(&nearest) > 0.8 => {
            format!("did you mean {:?}?", nearest.to_string())
        }
        _ => "write one of Apple's list, like \"Arts\" or \"News > Tech News\"".to_owned(),
    }
}

impl fmt::Display for AppleCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        self.sub.map_or(Ok(()), |sub| write!(f, "{INSIDE}{sub}"))
    }
}

impl Serialize for AppleCategory {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AppleCategory {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::read(&String::deserialize(d)?).map_err(de::Error::custom)
    }
}

#[cfg(feature = "publish")]
super::words::string_schema!(AppleCategory);

#[cfg(test)]
mod tests {
    use super::AppleCategory;

    #[test]
    fn categories() {
        for (raw, wanted) in [
            ("Arts", Ok("Arts")),
            ("news>tech news", Ok("News > Tech News")),
            (
                "Tech News",
                Err(
                    "\"Tech News\" is no category of Apple Podcasts\ndid you mean \"News > Tech News\"?",
                ),
            ),
            (
                "Quilting Bees",
                Err("\"Quilting Bees\" is no category of Apple Podcasts\n\
                     write one of Apple's list, like \"Arts\" or \"News > Tech News\""),
            ),
        ] {
            let read = AppleCategory::read(raw).map(|c| c.to_string());
            assert_eq!(read.as_deref().map_err(String::as_str), wanted);
        }
        let old = AppleCategory::read("Games & Hobbies").unwrap_err();
        assert!(old.contains("any more\nwrite \"Leisure\""), "{old}");
    }
}
