//! `[each]` in a file of `feeds/`: one feed for each category, author, section or language.

use std::collections::BTreeSet;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::FeedDef;
use super::place::Place;
use super::template::{Fault, Template};
use crate::model::{By, Line, Range};
use crate::{Error, Result};

/// Feeds of a family at most, where it does not say how many.
const MOST: usize = 1000;

/// `[each]`: a feed for each value; everything else in the file holds for each of them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EachTable {
    /// What there is a feed for each of.
    pub by: By,
    /// In how many entries a value must be before it has a feed. Default: 1.
    #[schemars(range(min = 1, max = 10000))]
    pub min: Option<usize>,
    /// How many feeds at most. Default: 1000.
    #[schemars(range(min = 1, max = 100_000))]
    pub max: Option<usize>,
    /// Each feed's title. Default: "{site}: {label}".
    pub title: Option<String>,
    /// Each feed's description. Default: the title.
    pub description: Option<String>,
    /// Each feed's slug, once and for good. Default: "{family}-{value}".
    pub slug: Option<String>,
    /// Of categories: only those of this vocabulary, by its IRI.
    pub scheme: Option<String>,
    /// Only these values. Default: all.
    #[serde(default)]
    pub only: Vec<String>,
    /// None of these values.
    #[serde(default)]
    pub except: Vec<String>,
    /// What becomes of a value whose slug another has already. Default: "number".
    #[serde(default)]
    pub collisions: Collisions,
    /// Does a feed stay when its value is in fewer entries than `min` again? Default: true.
    pub keep: Option<bool>,
}

/// What becomes of a value whose slug another has already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Collisions {
    /// A number is put behind it: `sport-2`.
    #[default]
    Number,
    /// The run ends before anything is written.
    Refuse,
}

/// A family: what its feeds have in common, and what there is one for each of.
#[derive(Debug, Clone)]
pub struct Family {
    /// What holds for each member. Its slug is the family's, its title the family's own name in lists.
    pub feed: FeedDef,
    /// The file that defines it.
    pub file: PathBuf,
    /// What its members are taken from.
    pub range: Range,
    /// In how many entries a value must be before it has a feed.
    pub min: usize,
    /// How many feeds at most.
    pub max: usize,
    /// Each member's title.
    pub title: Template,
    /// Each member's description.
    pub description: Template,
    /// Each member's slug.
    pub slug: Template,
    /// Only these values; all where empty.
    pub only: BTreeSet<String>,
    /// None of these values.
    pub except: BTreeSet<String>,
    /// What becomes of a value whose slug another has already.
    pub collisions: Collisions,
    /// Does a member stay when its value is in fewer entries than `min` again?
    pub keep: bool,
}

impl Family {
    /// May this value have a feed?
    pub fn wants(&self, value: &str) -> bool {
        (self.only.is_empty() || self.only.contains(value)) && !self.except.contains(value)
    }
}

/// Checks the table; `feed` is what the rest of the file says, and `titled` whether it has a title.
pub(super) fn family(
    written: &EachTable,
    mut feed: FeedDef,
    titled: bool,
    place: &Place,
) -> Result<Family> {
    let by = written.by;
    if !titled {
        feed.title = Line::new(&feed.slug);
    }
    let title = template(written.title.as_deref(), "title", "{site}: {label}", place)?;
    let description = match written.description.as_deref() {
        Some(raw) => template(Some(raw), "description", raw, place)?,
        None => title.clone(),
    };
    let values = |written: &[String]| written.iter().map(|v| as_stored(by, v)).collect();
    Ok(Family {
        file: place.file.clone(),
        range: Range {
            by,
            scheme: scheme(written, place)?,
        },
        min: within(written.min.unwrap_or(1), 10_000, "min", place)?,
        max: within(written.max.unwrap_or(MOST), 100_000, "max", place)?,
        title,
        description,
        slug: slug(written.slug.as_deref(), place)?,
        only: values(&written.only),
        except: values(&written.except),
        collisions: written.collisions,
        keep: written.keep.unwrap_or(true),
        feed,
    })
}

/// The value as the store has it.
fn as_stored(by: By, value: &str) -> String {
    match by {
        By::Language => value.to_lowercase(),
        _ => Line::new(value).as_str().to_owned(),
    }
}

fn scheme(written: &EachTable, place: &Place) -> Result<Option<String>> {
    let Some(scheme) = written.scheme.as_deref() else {
        return Ok(None);
    };
    let complain = |message: String| place.error(&["each", "scheme"], message);
    if !matches!(written.by, By::Category | By::Tag) {
        let message = format!("a vocabulary has no {}s", written.by.as_str());
        return Err(complain(message).help("leave `scheme` out, or use by = \"category\""));
    }
    if oxiri::Iri::parse(scheme).is_err() {
        return Err(complain(format!("{scheme:?} is no IRI"))
            .help("write it as the categories have it, like \"https://paper.example/topics/\""));
    }
    Ok(Some(scheme.to_owned()))
}

fn within(n: usize, most: usize, key: &str, place: &Place) -> Result<usize> {
    if (1..=most).contains(&n) {
        return Ok(n);
    }
    Err(place
        .error(&["each", key], format!("{key} = {n} cannot be kept"))
        .help(format!("use 1 to {most}")))
}

fn template(raw: Option<&str>, key: &str, default: &str, place: &Place) -> Result<Template> {
    let raw = raw.unwrap_or(default);
    let read = Template::parse(raw, &["family", "label", "site", "value"]);
    let template = read.map_err(|fault| no_template(raw, key, &fault, place))?;
    if raw.trim().is_empty() {
        return Err(place
            .error(&["each", key], format!("the {key} is empty"))
            .help("write some words, or leave the key out"));
    }
    Ok(template)
}

/// What stands in a slug's template outside braces can stand in a slug, and what stands in them tells members apart.
fn slug(raw: Option<&str>, place: &Place) -> Result<Template> {
    let raw = raw.unwrap_or("{family}-{value}");
    let read = Template::parse(raw, &["family", "label", "value"]);
    let template = read.map_err(|fault| no_template(raw, "slug", &fault, place))?;
    let complain = |message: &str| place.error(&["each", "slug"], message);
    if !template.names("value") && !template.names("label") {
        return Err(complain("all feeds of the family would have one slug")
            .help("use {value} or {label} in it"));
    }
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if template.text().all(allowed) && template.text().count() <= 60 {
        return Ok(template);
    }
    Err(complain(&format!("{raw:?} cannot make slugs"))
        .help("outside braces use at most 60 of a-z 0-9 - _"))
}

fn no_template(raw: &str, key: &str, fault: &Fault, place: &Place) -> Error {
    let error = place.error(&["each", key], format!("{raw:?}: {fault}"));
    error.help(fault.help())
}
