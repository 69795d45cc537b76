//! `[validate]`: what the validator looks for here. The file need not be a newsroom's for that.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::load::folder;
use super::place::Place;
use crate::Result;
use crate::validate::Settings;
use crate::validate::settings::{Level, Selection};

/// `[validate]`: which rules speak, how gravely, and what fails.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ValidateTable {
    /// Only these rules or families. Default: all.
    pub select: Vec<String>,
    /// None of these rules or families.
    pub ignore: Vec<String>,
    /// How grave a rule or family is: "error", "warning", "info" or "off".
    pub severity: BTreeMap<String, Level>,
    /// Do warnings fail too? Default: false.
    pub strict: bool,
    /// How many findings of one input are kept, the gravest first. Default: all.
    pub max_diagnostics: Option<usize>,
    /// A JSON report of an earlier run, relative to this file; what it holds does not fail.
    pub baseline: Option<String>,
}

/// What `[validate]` means.
#[derive(Debug, Clone, Default)]
pub struct Validation {
    /// Which rules speak, and how gravely.
    pub settings: Settings,
    /// Do warnings fail too?
    pub strict: bool,
    /// How many findings of one input are kept.
    pub max_diagnostics: Option<usize>,
    /// A JSON report of an earlier run.
    pub baseline: Option<PathBuf>,
}

/// The configuration file as the validator reads it: the other tables may hold what they like.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    validate: ValidateTable,
    #[serde(rename = "site")]
    _site: Option<IgnoredAny>,
    #[serde(rename = "source")]
    _source: Option<IgnoredAny>,
    #[serde(rename = "category")]
    _category: Option<IgnoredAny>,
    #[serde(rename = "vocabulary")]
    _vocabulary: Option<IgnoredAny>,
    #[serde(rename = "defaults")]
    _defaults: Option<IgnoredAny>,
    #[serde(rename = "push")]
    _push: Option<IgnoredAny>,
    #[serde(rename = "notify")]
    _notify: Option<IgnoredAny>,
    #[serde(rename = "pages")]
    _pages: Option<IgnoredAny>,
    #[serde(rename = "output")]
    _output: Option<IgnoredAny>,
    #[serde(rename = "store")]
    _store: Option<IgnoredAny>,
    #[serde(rename = "media")]
    _media: Option<IgnoredAny>,
    #[serde(rename = "sitemap")]
    _sitemap: Option<IgnoredAny>,
    #[serde(rename = "moved")]
    _moved: Option<IgnoredAny>,
    #[serde(rename = "serve")]
    _serve: Option<IgnoredAny>,
}

impl Validation {
    /// Reads `[validate]` of a configuration file, and nothing else of it.
    ///
    /// # Errors
    /// A configuration error that names file, line, what is wrong and the way out.
    pub fn load(file: &Path) -> Result<Validation> {
        let (written, place) = Place::read::<File>(file)?;
        written.validate.checked(&folder(file), &place)
    }
}

impl ValidateTable {
    /// What it means, for a file in the folder `root`.
    pub(super) fn checked(&self, root: &Path, place: &Place) -> Result<Validation> {
        for (key, names) in [("select", &self.select), ("ignore", &self.ignore)] {
            for (n, name) in names.iter().enumerate() {
                known(name, place, &["validate", key, &n.to_string()])?;
            }
        }
        for name in self.severity.keys() {
            known(name, place, &["validate", "severity", name])?;
        }
        let grades = self.severity.iter();
        let selection = Selection {
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            severity: grades.map(|(name, level)| (name.clone(), *level)).collect(),
        };
        Ok(Validation {
            settings: Settings::default().with(&selection)?,
            strict: self.strict,
            max_diagnostics: self.max_diagnostics,
            baseline: self.baseline.as_ref().map(|file| root.join(file)),
        })
    }
}

/// Every name is a rule's or a family's.
fn known(name: &str, place: &Place, path: &[&str]) -> Result<()> {
    let one = Selection {
        select: vec![name.to_owned()],
        ..Selection::default()
    };
    let Err(e) = Settings::default().with(&one) else {
        return Ok(());
    };
    let help = e.help_text().unwrap_or_default().to_owned();
    Err(place.error(path, e.to_string()).help(help))
}

#[cfg(test)]
mod tests {
    use super::File;
    use crate::config::SCHEMAS;

    #[test]
    fn the_validator_knows_every_table_of_a_newsroom() {
        let newsroom = SCHEMAS.iter().find(|s| s.name == "newsroom").unwrap();
        let schema: serde_json::Value = serde_json::from_str(&newsroom.to_json()).unwrap();
        for table in schema["properties"].as_object().unwrap().keys() {
            let file = format!("[{table}]\n");
            assert!(toml::from_str::<File>(&file).is_ok(), "{table}");
        }
    }
}
