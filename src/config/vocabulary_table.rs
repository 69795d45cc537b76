//! `[vocabulary]`: what codes among the categories of records mean.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::Deserialize;

use super::check;
use super::place::Place;
use crate::import::vocabulary::{MEDIA_TOPICS, Use, Vocabulary};
use crate::{Error, Result};

/// `[vocabulary]`: what codes among the categories of records mean.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VocabularyTable {
    /// A table with tabs, or a JSON export of IPTC's form. Default: the Media Topics that come with the program.
    pub file: Option<String>,
    /// The IRI that names the vocabulary. Default: what the file says, and for Media Topics their own.
    pub scheme: Option<String>,
    /// The language of labels. Default: the site's.
    pub language: Option<String>,
    /// Add broader topics to each record. Default: false.
    pub parents: bool,
}

/// A vocabulary, read when the first record asks for it: a run in which nothing has changed asks for none.
#[derive(Debug, Clone)]
pub struct Known {
    read: Arc<OnceLock<Vocabulary>>,
    wanted: Use,
    /// A digest of the file and of how it is used.
    pub digest: String,
}

impl Known {
    /// Its codes. A file of the newsroom's own was read with the configuration, which names what is wrong in it.
    pub fn vocabulary(&self) -> &Vocabulary {
        self.read
            .get_or_init(|| Vocabulary::media_topics(self.wanted.clone()))
    }
}

impl VocabularyTable {
    /// Reads the vocabulary, for a configuration in the folder `root` and a site in the language `site`.
    pub(super) fn checked(&self, root: &Path, site: Option<&str>, place: &Place) -> Result<Known> {
        let language = ["vocabulary", "language"];
        let language = check::language(self.language.as_deref(), place, &language)?;
        let scheme = self.scheme.as_deref();
        if let Some(scheme) = scheme.filter(|s| oxiri::Iri::parse(*s).is_err()) {
            let message = format!("{scheme:?} is no IRI");
            return Err(place.error(&["vocabulary", "scheme"], message).help(
                "write the vocabulary's address, like \"https://www.paper.example/topics/\"",
            ));
        }
        let wanted = Use {
            scheme: scheme.map(str::to_owned),
            language: language.or_else(|| site.map(str::to_owned)),
            parents: self.parents,
        };
        let (text, file) = self.text(root, place)?;
        let digest = blake3::hash(format!("{wanted:?}{text}").as_bytes());
        let read = match file {
            None => OnceLock::new(),
            Some(file) => {
                let own =
                    Vocabulary::read(&text, wanted.clone()).map_err(|e| unreadable(&file, e))?;
                OnceLock::from(own)
            }
        };
        Ok(Known {
            read: Arc::new(read),
            wanted,
            digest: digest.to_hex().to_string(),
        })
    }

    fn text(&self, root: &Path, place: &Place) -> Result<(Cow<'static, str>, Option<PathBuf>)> {
        let Some(file) = &self.file else {
            return Ok((Cow::Borrowed(MEDIA_TOPICS), None));
        };
        let path = root.join(check::path(Some(file), "", place, &["vocabulary", "file"])?);
        let text = std::fs::read_to_string(&path).map_err(|e| {
            place
                .error(
                    &["vocabulary", "file"],
                    format!("the vocabulary {file:?} cannot be read: {e}"),
                )
                .help("name a file that is there and holds UTF-8 text, or leave `file` out for Media Topics")
        })?;
        Ok((Cow::Owned(text), Some(path)))
    }
}

fn unreadable(file: &Path, (line, message): (Option<u64>, String)) -> Error {
    let error = Error::config(format!("the vocabulary cannot be read: {message}")).at(file);
    let error = match line {
        Some(line) => error.on_line(line),
        None => error,
    };
    error
        .help("docs/categories.md shows what the file holds; set `scheme` where it does not say it")
}
