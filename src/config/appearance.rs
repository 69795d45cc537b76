//! How a feed looks and reads, as `feeds/*.toml` and `[defaults]` say it: pictures, people, words, further elements.

use schemars::JsonSchema;
use serde::Deserialize;

use super::place::Place;
use super::{FeedFile, Site, check, look};
use crate::Result;
use crate::model::wording::TitlePrefix;
use crate::model::{About, Day, Kind, Line, Link, Mapping, Person, Text, Wording};

/// `[defaults]`: what holds for each feed whose own file does not say otherwise.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DefaultsTable {
    /// The output formats. Default: ["rss", "atom"].
    pub formats: Option<Vec<String>>,
    /// How many entries at most. Default: 50.
    #[schemars(range(min = 1, max = 10000))]
    pub limit: Option<usize>,
    /// Minutes that a reader may keep a document.
    pub ttl: Option<u32>,
    /// Days for which the notice of a withdrawn entry stands in its place. Default: 7.
    pub retraction_days: Option<u32>,
    /// The e-mail address of the feeds' author.
    pub email: Option<String>,
    /// The e-mail address of who sees to the technology.
    pub webmaster: Option<String>,
    /// Who holds which rights in the feeds.
    pub copyright: Option<String>,
    /// The address of a picture of the paper: GIF, JPEG or PNG.
    pub image: Option<String>,
    /// The address of a small square picture.
    pub icon: Option<String>,
    /// Hours, in UTC, in which nothing new is to be expected.
    #[schemars(inner(range(min = 0, max = 23)))]
    pub skip_hours: Option<Vec<u8>>,
    /// Days on which nothing new is to be expected.
    pub skip_days: Option<Vec<Day>>,
    /// The address of a CSS style sheet, for those who open a document in a browser.
    pub stylesheet: Option<String>,
    /// Parameters that are added to entries' links.
    pub utm: Option<UtmTable>,
    /// What may stand before titles.
    pub title_prefix: Option<Vec<TitlePrefixTable>>,
    /// Elements made of records' `extra`.
    pub extension: Option<Vec<ExtensionTable>>,
}

/// `[utm]`: parameters that are added to entries' links, and never to ids. `{slug}` stands for the feed's slug.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UtmTable {
    /// `utm_source`.
    pub source: Option<String>,
    /// `utm_medium`.
    pub medium: Option<String>,
    /// `utm_campaign`.
    pub campaign: Option<String>,
    /// `utm_term`.
    pub term: Option<String>,
    /// `utm_content`.
    pub content: Option<String>,
}

/// `[[title_prefix]]`: words before a title; the first that holds for a record does.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TitlePrefixTable {
    /// The words, with {section}, {category}, {author} or {source}.
    pub text: String,
    /// Only records of any of these kinds.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Only records with any of these category terms.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Only records of any of these sections.
    #[serde(default)]
    pub sections: Vec<String>,
    /// Only records from any of these sources.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// `[[extension]]`: a fact of records' `extra` as an element of another namespace.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionTable {
    /// Where the fact is, such as "extra.place".
    pub field: String,
    /// The element with its prefix, such as "geo:place".
    pub element: String,
    /// The namespace that the prefix stands for.
    pub namespace: String,
}

/// What one file says of all this, checked; what it does not say is `None`.
#[derive(Debug, Clone, Default)]
pub(super) struct Appearance {
    email: Option<Line>,
    webmaster: Option<Line>,
    rights: Option<Text>,
    image: Option<Link>,
    icon: Option<Link>,
    skip_hours: Option<Vec<u8>>,
    skip_days: Option<Vec<Day>>,
    stylesheet: Option<Link>,
    utm: Option<UtmTable>,
    prefixes: Option<Vec<TitlePrefix>>,
    extensions: Option<Vec<Mapping>>,
}

/// What a feed's file says alone, with all that comes from elsewhere.
pub(super) struct Dressed {
    pub(super) author: Person,
    pub(super) rights: Option<Text>,
    pub(super) about: About,
    pub(super) wording: Wording,
}

impl DefaultsTable {
    /// Checks the values under `[defaults]`; addresses are relative to `base`.
    pub(super) fn checked(&self, base: &Link, place: &Place) -> Result<Appearance> {
        let at = |key| ["defaults", key];
        Ok(Appearance {
            email: look::email(self.email.as_deref(), place, &at("email"))?,
            webmaster: look::email(self.webmaster.as_deref(), place, &at("webmaster"))?,
            rights: look::text(self.copyright.as_deref()),
            image: look::picture(self.image.as_deref(), base, place, &at("image"))?,
            icon: look::address(self.icon.as_deref(), base, place, &at("icon"))?,
            skip_hours: look::hours(self.skip_hours.as_deref(), place, &at("skip_hours"))?,
            skip_days: look::days(self.skip_days.as_deref()),
            stylesheet: look::address(self.stylesheet.as_deref(), base, place, &at("stylesheet"))?,
            utm: self.utm.clone(),
            prefixes: look::prefixes(self.title_prefix.as_deref(), place, &["defaults"])?,
            extensions: look::extensions(self.extension.as_deref(), place, &["defaults"])?,
        })
    }
}

impl FeedFile {
    /// Checks what the file says of its own; addresses are relative to `base`.
    fn appearance(&self, base: &Link, place: &Place) -> Result<Appearance> {
        Ok(Appearance {
            email: look::email(self.email.as_deref(), place, &["email"])?,
            webmaster: look::email(self.webmaster.as_deref(), place, &["webmaster"])?,
            rights: look::text(self.copyright.as_deref()),
            image: look::picture(self.image.as_deref(), base, place, &["image"])?,
            icon: look::address(self.icon.as_deref(), base, place, &["icon"])?,
            skip_hours: look::hours(self.skip_hours.as_deref(), place, &["skip_hours"])?,
            skip_days: look::days(self.skip_days.as_deref()),
            stylesheet: look::address(self.stylesheet.as_deref(), base, place, &["stylesheet"])?,
            utm: self.utm.clone(),
            prefixes: look::prefixes(self.title_prefix.as_deref(), place, &[])?,
            extensions: look::extensions(self.extension.as_deref(), place, &[])?,
        })
    }

    /// What the file says and, where it says nothing, the defaults do.
    pub(super) fn dressed(
        &self,
        site: &Site,
        base: &Link,
        defaults: &Appearance,
        place: &Place,
    ) -> Result<Dressed> {
        let own = self.appearance(base, place)?;
        let defaults = defaults.clone();
        let named = self
            .author
            .as_deref()
            .and_then(|a| Line::new(a).non_empty());
        let webmaster = own.webmaster.or(defaults.webmaster);
        Ok(Dressed {
            author: Person {
                name: named.unwrap_or_else(|| site.author.clone()),
                email: own.email.or(defaults.email),
                url: None,
            },
            rights: own.rights.or(defaults.rights),
            about: About {
                image: own.image.or(defaults.image),
                icon: own.icon.or(defaults.icon),
                webmaster: webmaster.map(|email| Person {
                    name: site.title.clone(),
                    email: Some(email),
                    url: None,
                }),
                categories: check::terms(&self.categories, place)?,
                skip_hours: own.skip_hours.or(defaults.skip_hours).unwrap_or_default(),
                skip_days: own.skip_days.or(defaults.skip_days).unwrap_or_default(),
                stylesheet: own.stylesheet.or(defaults.stylesheet),
                expired: self.expired,
            },
            wording: Wording {
                prefixes: own.prefixes.or(defaults.prefixes).unwrap_or_default(),
                link_parameters: own
                    .utm
                    .or(defaults.utm)
                    .map(|utm| utm.parameters())
                    .unwrap_or_default(),
                extensions: own.extensions.or(defaults.extensions).unwrap_or_default(),
            },
        })
    }
}

impl UtmTable {
    /// With `{slug}` as it is written: a family's members have slugs of their own.
    fn parameters(&self) -> Vec<(String, String)> {
        let written = [
            ("utm_source", &self.source),
            ("utm_medium", &self.medium),
            ("utm_campaign", &self.campaign),
            ("utm_term", &self.term),
            ("utm_content", &self.content),
        ];
        let value = |value: &String| Line::new(value).non_empty();
        written
            .into_iter()
            .filter_map(|(name, written)| Some((name, written.as_ref().and_then(value)?)))
            .map(|(name, value)| (name.to_owned(), value.to_string()))
            .collect()
    }
}
