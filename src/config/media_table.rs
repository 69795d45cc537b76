//! `[media]`: how sizes and types of enclosures are found out, where records do not say them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

use super::check;
use super::place::Place;
use crate::Result;

/// `[media]`: how sizes and types of enclosures are found out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MediaTable {
    /// Ask servers for what records do not say? Default: true.
    pub probe: bool,
    /// Folders that hold what is served under an address: `"https://cdn.paper.example/audio/" = "media/"`.
    pub files: BTreeMap<String, String>,
    /// Hosts that may be asked though their addresses are private.
    pub allow_hosts: Vec<String>,
}

impl Default for MediaTable {
    fn default() -> Self {
        MediaTable {
            probe: true,
            files: BTreeMap::new(),
            allow_hosts: Vec::new(),
        }
    }
}

/// What `[media]` means.
#[derive(Debug, Clone)]
pub struct Media {
    /// Are servers asked?
    pub probe: bool,
    /// The beginning of addresses and the folder that holds what lies behind it, the longest first.
    pub files: Vec<(String, PathBuf)>,
    /// Hosts that may be asked though their addresses are private.
    pub allow_hosts: Vec<String>,
}

impl MediaTable {
    /// What it means, for a file in the folder `root`.
    pub(super) fn checked(&self, root: &Path, place: &Place) -> Result<Media> {
        let mut files = Vec::with_capacity(self.files.len());
        for (prefix, folder) in &self.files {
            let path = ["media", "files", prefix.as_str()];
            let url = check::web_url(prefix, place, &path)?;
            if !url.as_str().ends_with('/') || url.query().is_some() {
                return Err(place
                    .error(&path, format!("{prefix:?} does not end with a slash"))
                    .help(
                        "write the address of a folder, like \"https://cdn.paper.example/audio/\"",
                    ));
            }
            let folder = check::path(Some(folder), "", place, &path)?;
            files.push((url.to_string(), root.join(folder)));
        }
        files.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        check::hosts(&self.allow_hosts, place, &["media", "allow_hosts"])?;
        Ok(Media {
            probe: self.probe,
            files,
            allow_hosts: self.allow_hosts.clone(),
        })
    }
}
