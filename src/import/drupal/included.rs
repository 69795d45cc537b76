//! What stands behind the nodes: of each included resource the few words that a record needs.

use std::collections::HashMap;

use crate::import::json::Json;

/// The longest word that is kept, in bytes; captions may be long.
const LONGEST: usize = 16 * 1024;

/// How many bytes of words and names are kept; more belong to no list of nodes.
const ROOM: usize = 24 << 20;

/// What a resource says of itself.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Its name or title.
    pub(super) name: Option<String>,
    pub(super) path: Option<String>,
    /// Where a file lies.
    pub(super) file: Option<String>,
    pub(super) media_type: Option<String>,
    pub(super) length: Option<u64>,
    pub(super) credit: Option<String>,
    pub(super) caption: Option<String>,
    /// The file of a media entity, and what is said of it there.
    pub(super) holds: Option<Held>,
    /// It is not published.
    pub(super) hidden: bool,
}

/// A picture or file as a relationship names it.
#[derive(Debug, Default, Clone)]
pub(super) struct Held {
    pub(super) id: String,
    pub(super) alt: Option<String>,
    pub(super) title: Option<String>,
    pub(super) width: Option<u32>,
    pub(super) height: Option<u32>,
}

/// All included resources by type and id.
#[derive(Debug, Default)]
pub(super) struct Included {
    all: HashMap<(String, String), Said>,
    bytes: usize,
}

impl Included {
    /// Keeps what is needed of a resource.
    pub(super) fn add(&mut self, resource: &Json<'_>) {
        let (Some(kind), Some(id)) = (resource.str_at("type"), resource.str_at("id")) else {
            return;
        };
        if self.bytes < ROOM && id.len() <= LONGEST && kind.len() <= LONGEST {
            let said = said(resource);
            self.bytes +=
                size_of::<((String, String), Said)>() + kind.len() + id.len() + said.len();
            self.all.insert((kind.to_owned(), id.to_owned()), said);
        }
    }

    /// The resource that a relationship names.
    pub(super) fn get(&self, kind: &str, id: &str) -> Option<&Said> {
        self.all.get(&(kind.to_owned(), id.to_owned()))
    }

    /// The file of this id, whatever module keeps it.
    pub(super) fn file(&self, id: &str) -> Option<&Said> {
        self.get("file--file", id)
    }
}

impl Said {
    /// How long its words are.
    fn len(&self) -> usize {
        let held = self.holds.as_ref();
        let words = [
            self.name.as_ref(),
            self.path.as_ref(),
            self.file.as_ref(),
            self.media_type.as_ref(),
            self.credit.as_ref(),
            self.caption.as_ref(),
            held.map(|held| &held.id),
            held.and_then(|held| held.alt.as_ref()),
            held.and_then(|held| held.title.as_ref()),
        ];
        words.into_iter().flatten().map(String::len).sum()
    }
}

fn said(resource: &Json<'_>) -> Said {
    let short = |s: &str| (s.len() <= LONGEST).then(|| s.to_owned());
    let word = |paths: &[&str]| resource.first(paths)?.str().and_then(short);
    // Fields are named by whoever made the site: `field_caption`, `field_photo_credit`.
    let field = |words: &[&str]| {
        let mut members = resource.get("attributes")?.members().iter();
        let found = members.find(|(key, value)| {
            words.iter().any(|w| key.contains(w)) && text_of_field(value).is_some()
        })?;
        text_of_field(&found.1).and_then(short)
    };
    let holds = resource.get("relationships").and_then(|relationships| {
        let named = relationships.members().iter();
        let mut named = named.filter(|(key, _)| key != "thumbnail");
        named.find_map(|(_, relationship)| held(relationship.get("data")?.items().first()?))
    });
    let status = resource.at("attributes.status");
    Said {
        name: word(&[
            "attributes.display_name",
            "attributes.name",
            "attributes.title",
            "attributes.filename",
        ]),
        path: word(&["attributes.path.alias"]),
        file: word(&["attributes.uri.url", "attributes.url"]),
        media_type: word(&["attributes.filemime"]),
        length: resource.at("attributes.filesize").and_then(Json::count),
        credit: field(&["credit", "copyright", "photographer"]),
        caption: field(&["caption"]),
        holds,
        hidden: matches!(status, Some(Json::Bool(false))),
    }
}

/// A field of one text, plain or formatted.
pub(super) fn text_of_field<'j>(value: &'j Json<'_>) -> Option<&'j str> {
    value.str().or_else(|| value.str_at("value"))
}

/// The file that a relationship names, with what is said of it there.
pub(super) fn held(identifier: &Json<'_>) -> Option<Held> {
    identifier.str_at("type").filter(|t| *t == "file--file")?;
    let word = |path| identifier.str_at(path).map(str::to_owned);
    let pixels = |path| {
        let count = identifier.at(path).and_then(Json::count)?;
        u32::try_from(count).ok().filter(|n| *n > 0)
    };
    Some(Held {
        id: identifier.str_at("id")?.to_owned(),
        alt: word("meta.alt"),
        title: word("meta.title"),
        width: pixels("meta.width"),
        height: pixels("meta.height"),
    })
}
