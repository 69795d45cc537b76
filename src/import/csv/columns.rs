//! What columns are called: the spellings of exports and of people, and the field that each means.

use std::collections::BTreeMap;

use crate::{Error, Result};

/// What a column holds. The order is that in which a row is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    Title,
    Url,
    Published,
    Created,
    Updated,
    NotBefore,
    Expires,
    Status,
    IsDraft,
    Type,
    Visibility,
    Id,
    Slug,
    Authors,
    Categories,
    Tags,
    Section,
    Summary,
    BodyHtml,
    BodyMarkdown,
    BodyText,
    Body,
    Image,
    ImageCaption,
    ImageAlt,
    ImageCredit,
    Audio,
    Language,
    Rights,
}

/// One row of the table: what the column holds, what `--explain` calls it, the record's field, and its spellings
/// without blanks, hyphens and underscores, the best first.
type Known = (Holds, &'static str, &'static str, &'static [&'static str]);

const KNOWN: &[Known] = &[
    (
        Holds::Title,
        "column title",
        "title",
        &[
            "title",
            "headline",
            "posttitle",
            "articletitle",
            "heading",
            "name",
            "titel",
            "überschrift",
            "schlagzeile",
            "titre",
            "título",
            "titulo",
            "titolo",
            "tytuł",
            "заголовок",
            "название",
        ],
    ),
    (
        Holds::Url,
        "column url",
        "url",
        &[
            "url",
            "link",
            "permalink",
            "posturl",
            "postpageurl",
            "pageurl",
            "articleurl",
            "weburl",
            "canonicalurl",
            "address",
            "adresse",
            "ссылка",
        ],
    ),
    (
        Holds::Published,
        "column published",
        "published",
        &[
            "published",
            "publishedat",
            "publisheddate",
            "datepublished",
            "publicationdate",
            "publishdate",
            "pubdate",
            "postdate",
            "posteddate",
            "date",
            "publishedon",
            "firstpublished",
            "datum",
            "veröffentlicht",
            "veröffentlichtam",
            "fecha",
            "data",
            "дата",
        ],
    ),
    (
        Holds::Created,
        "column created",
        "",
        &["createdat", "created", "datecreated", "creationdate"],
    ),
    (
        Holds::Updated,
        "column updated",
        "updated",
        &[
            "updated",
            "updatedat",
            "lastupdated",
            "modified",
            "modifiedat",
            "datemodified",
            "lastmodified",
            "lastmod",
            "lastpublisheddate",
            "postmodified",
            "updateddate",
            "modifieddate",
            "geändert",
            "aktualisiert",
            "misàjour",
            "обновлено",
        ],
    ),
    (
        Holds::NotBefore,
        "column not_before",
        "not_before",
        &[
            "notbefore",
            "embargo",
            "embargoeduntil",
            "embargountil",
            "scheduledat",
            "scheduled",
            "golive",
            "sperrfrist",
        ],
    ),
    (
        Holds::Expires,
        "column expires",
        "expires",
        &[
            "expires",
            "expiresat",
            "expirydate",
            "expirationdate",
            "unpublishdate",
            "unpublishat",
        ],
    ),
    (
        Holds::Status,
        "column status",
        "status",
        &[
            "status",
            "poststatus",
            "state",
            "ispublished",
            "publishstatus",
            "publicationstatus",
            "publish",
            "live",
            "islive",
            "public",
            "ispublic",
            "visible",
            "isvisible",
            "moderationstate",
            "workflowstate",
            "zustand",
            "statut",
            "estado",
            "статус",
        ],
    ),
    (
        Holds::IsDraft,
        "column draft",
        "",
        &[
            "draft",
            "isdraft",
            "deleted",
            "isdeleted",
            "archived",
            "isarchived",
            "private",
            "isprivate",
            "hidden",
            "ishidden",
            "unlisted",
            "unpublished",
        ],
    ),
    (
        Holds::Type,
        "column type",
        "",
        &["type", "posttype", "contenttype", "kind", "typ"],
    ),
    (
        Holds::Visibility,
        "column visibility",
        "",
        &["visibility", "audience", "access"],
    ),
    (
        Holds::Id,
        "column id",
        "id",
        &[
            "id",
            "guid",
            "uuid",
            "postid",
            "articleid",
            "storyid",
            "identifier",
            "internalid",
        ],
    ),
    (
        Holds::Slug,
        "column slug",
        "",
        &["slug", "postname", "urlslug", "handle"],
    ),
    (
        Holds::Authors,
        "column authors",
        "authors",
        &[
            "authors",
            "author",
            "byline",
            "postauthor",
            "authorname",
            "authornames",
            "creator",
            "writer",
            "writers",
            "autor",
            "autoren",
            "auteur",
            "auteurs",
            "autore",
            "verfasser",
            "автор",
            "авторы",
        ],
    ),
    (
        Holds::Categories,
        "column categories",
        "categories",
        &[
            "categories",
            "category",
            "maincategory",
            "postcategories",
            "primarycategory",
            "topics",
            "topic",
            "kategorien",
            "kategorie",
            "catégories",
            "catégorie",
            "categoría",
            "categorías",
            "categoria",
            "рубрика",
        ],
    ),
    (
        Holds::Tags,
        "column tags",
        "",
        &[
            "tags",
            "tag",
            "posttags",
            "keywords",
            "schlagworte",
            "schlagwörter",
            "motsclés",
            "etiquetas",
            "теги",
        ],
    ),
    (
        Holds::Section,
        "column section",
        "section",
        &[
            "section",
            "ressort",
            "rubrik",
            "rubrique",
            "sección",
            "desk",
            "channel",
            "раздел",
        ],
    ),
    (
        Holds::Summary,
        "column summary",
        "summary",
        &[
            "summary",
            "excerpt",
            "description",
            "subtitle",
            "standfirst",
            "dek",
            "deck",
            "subheadline",
            "subhead",
            "abstract",
            "teaser",
            "lead",
            "metadescription",
            "untertitel",
            "vorspann",
            "zusammenfassung",
            "chapô",
            "résumé",
            "resumen",
            "описание",
        ],
    ),
    (
        Holds::BodyHtml,
        "column html",
        "body_html",
        &["bodyhtml", "html", "contenthtml", "htmlcontent"],
    ),
    (
        Holds::BodyMarkdown,
        "column markdown",
        "body_markdown",
        &["bodymarkdown", "markdown", "md"],
    ),
    (
        Holds::BodyText,
        "column text",
        "body_text",
        &["bodytext", "plaincontent", "plaintext", "contenttext"],
    ),
    (
        Holds::Body,
        "column body",
        "",
        &[
            "body",
            "content",
            "text",
            "postcontent",
            "article",
            "articlebody",
            "fulltext",
            "story",
            "inhalt",
            "contenu",
            "contenido",
            "текст",
        ],
    ),
    (
        Holds::Image,
        "column image",
        "image",
        &[
            "image",
            "imageurl",
            "featuredimage",
            "featureimage",
            "coverimage",
            "mainimage",
            "photo",
            "picture",
            "thumbnail",
            "heroimage",
            "bild",
            "imagen",
            "immagine",
            "изображение",
        ],
    ),
    (
        Holds::ImageCaption,
        "column image caption",
        "",
        &[
            "imagecaption",
            "caption",
            "photocaption",
            "bildunterschrift",
            "légende",
        ],
    ),
    (
        Holds::ImageAlt,
        "column image alt",
        "",
        &[
            "imagealt",
            "alt",
            "alttext",
            "imagealttext",
            "coverimagealttext",
        ],
    ),
    (
        Holds::ImageCredit,
        "column image credit",
        "",
        &[
            "imagecredit",
            "credit",
            "photocredit",
            "photographer",
            "bildnachweis",
        ],
    ),
    (
        Holds::Audio,
        "column audio",
        "enclosures",
        &[
            "podcasturl",
            "audio",
            "audiourl",
            "enclosure",
            "enclosureurl",
            "mediaurl",
        ],
    ),
    (
        Holds::Language,
        "column language",
        "language",
        &[
            "language", "lang", "locale", "sprache", "langue", "idioma", "язык",
        ],
    ),
    (
        Holds::Rights,
        "column rights",
        "rights",
        &["rights", "copyright", "licence", "license", "lizenz"],
    ),
];

/// One column of the file.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// What it is called in the file.
    pub(super) name: String,
    /// Where it stands, from 0.
    pub(super) at: usize,
    /// What it holds and what `--explain` calls it; `None` where nobody knows.
    pub(super) holds: Option<(Holds, &'static str)>,
    /// How good its name is among those for the same; 0 is best.
    rank: usize,
}

/// All columns of a file, in the order in which a row is read.
#[derive(Debug)]
pub(super) struct Columns {
    /// Those of the same kind stand together, the one with the best name first.
    pub(super) each: Vec<Column>,
    /// Is this how Wix exports a blog, where a draft is a row without a date?
    pub(super) of_wix: bool,
}

impl Columns {
    /// The columns that a header names. A field of `map` is read from the column named there and from no other.
    ///
    /// # Errors
    /// An input error where no column is known, a mapped one is not there, or none holds anything to show.
    pub(super) fn new(header: &[String], map: &BTreeMap<String, String>) -> Result<Self> {
        for (field, wanted) in map {
            let field_known = KNOWN.iter().any(|(_, _, f, _)| f == field);
            if !field_known {
                return Err(Error::usage(format!(
                    "a CSV file has no column for the field {field:?}"
                ))
                .help(format!("use one of: {}", mappable())));
            }
            if !header.iter().any(|name| is_same(name, wanted)) {
                return Err(Error::input(format!(
                    "there is no column {wanted:?}, which `fields` names for {field}"
                ))
                .help(format!("use one of: {}", header.join(", "))));
            }
        }
        let mut each: Vec<Column> = header
            .iter()
            .enumerate()
            .map(|(at, name)| column(at, name, map))
            .collect();
        each.sort_by_key(|c| (c.holds.map(|(holds, _)| holds), c.rank, c.at));
        let columns = Columns {
            of_wix: ["postpageurl", "richcontent", "lastpublisheddate"]
                .iter()
                .all(|wanted| header.iter().any(|name| plain(name) == *wanted)),
            each,
        };
        let shows = |(holds, _)| {
            matches!(
                holds,
                Holds::Title
                    | Holds::Summary
                    | Holds::Body
                    | Holds::BodyHtml
                    | Holds::BodyMarkdown
                    | Holds::BodyText
            )
        };
        if columns.each.iter().all(|c| c.holds.is_none()) {
            return Err(Error::input("the first row names no column that is known")
                .help("put a row such as title,url,date first, or say with `fields` (--map) which column holds what"));
        }
        if !columns.each.iter().filter_map(|c| c.holds).any(shows) {
            return Err(Error::input("no column holds a title, a summary or a body")
                .help("name one so in the first row, or with `fields` (--map): title = \"…\""));
        }
        Ok(columns)
    }

    /// Does a column past this many say whether a row may be shown?
    pub(super) fn decisive_after(&self, cells: usize) -> bool {
        self.each.iter().filter(|c| c.at >= cells).any(|c| {
            matches!(
                c.holds,
                Some((
                    Holds::Status
                        | Holds::IsDraft
                        | Holds::Type
                        | Holds::Visibility
                        | Holds::NotBefore,
                    _
                ))
            )
        })
    }
}

fn column(at: usize, name: &str, map: &BTreeMap<String, String>) -> Column {
    let column = |holds, rank| Column {
        name: name.trim().to_owned(),
        at,
        holds,
        rank,
    };
    if let Some((field, _)) = map.iter().find(|(_, wanted)| is_same(name, wanted)) {
        let known = KNOWN.iter().find(|(_, _, f, _)| f == field);
        return column(known.map(|(holds, from, ..)| (*holds, *from)), 0);
    }
    match known(name) {
        Some(((_, _, field, _), _)) if map.contains_key(*field) => column(None, 0),
        Some(((holds, from, ..), rank)) => column(Some((*holds, *from)), rank + 1),
        None => column(None, 0),
    }
}

/// How many of these names are known.
pub(super) fn known_names(header: &[String], map: &BTreeMap<String, String>) -> usize {
    let mapped = |name: &str| map.values().any(|wanted| is_same(name, wanted));
    header
        .iter()
        .filter(|name| mapped(name) || known(name).is_some())
        .count()
}

fn known(name: &str) -> Option<(&'static Known, usize)> {
    let plain = plain(name);
    KNOWN
        .iter()
        .find_map(|row| Some((row, row.3.iter().position(|s| *s == plain)?)))
}

/// A name as the table spells it.
fn plain(name: &str) -> String {
    let kept = name
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '_' | '-' | '\u{feff}' | '.' | ':'));
    kept.flat_map(char::to_lowercase).collect()
}

fn is_same(name: &str, wanted: &str) -> bool {
    name.trim() == wanted.trim()
}

fn mappable() -> String {
    let fields: Vec<&str> = KNOWN
        .iter()
        .map(|(_, _, field, _)| *field)
        .filter(|f| !f.is_empty())
        .collect();
    fields.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_means_one_thing() {
        let mut seen = std::collections::BTreeMap::new();
        for (holds, _, _, spellings) in KNOWN {
            for spelling in *spellings {
                assert_eq!(plain(spelling), *spelling);
                assert_eq!(seen.insert(*spelling, *holds), None, "{spelling}");
            }
        }
    }
}
