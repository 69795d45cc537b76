//! Whether names, addresses, zones and tags in the configuration can be what they are meant to be.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use chrono_tz::Tz;
use url::Url;

use super::place::Place;
use super::{Family, FeedDef, FeedFile, Site, SitemapTable, SourceDef};
use crate::import::classify::Rule;
use crate::model::History;
use crate::model::Line;
use crate::model::Link;
use crate::sink::packing::{self, PACKINGS, Packing};
use crate::syntax::language_tag::is_tag;
use crate::{Error, Result};

/// The word that stands for a document that has no successor.
const GONE: &str = "gone";

/// An absolute `http` or `https` URL.
pub(super) fn web_url(raw: &str, place: &Place, path: &[&str]) -> Result<Url> {
    let complain = |why: String| {
        place
            .error(path, format!("{raw:?} is not a web address: {why}"))
            .help("write it like \"https://www.paper.example/\"")
    };
    let url = Url::parse(raw).map_err(|e| complain(e.to_string()))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        other => Err(complain(format!("the scheme is {other:?}"))),
    }
}

/// Names of hosts, and nothing around them.
pub(super) fn hosts(names: &[String], place: &Place, path: &[&str]) -> Result<()> {
    for (n, host) in names.iter().enumerate() {
        if host.is_empty() || host.contains(['/', ' ', '@']) {
            let n = n.to_string();
            let path: Vec<&str> = path.iter().copied().chain([n.as_str()]).collect();
            return Err(place
                .error(&path, format!("{host:?} is no name of a host"))
                .help("write the name or address alone, like \"media.paper.internal\""));
        }
    }
    Ok(())
}

/// A BCP 47 tag.
pub(super) fn language(raw: Option<&str>, place: &Place, path: &[&str]) -> Result<Option<String>> {
    let Some(raw) = raw else { return Ok(None) };
    match is_tag(raw) {
        true => Ok(Some(raw.to_owned())),
        false => Err(place
            .error(path, format!("{raw:?} is not a language tag"))
            .help("write a BCP 47 tag such as \"en\" or \"pt-BR\"")),
    }
}

/// A zone of the tz database.
pub(super) fn timezone(raw: Option<&str>, place: &Place, path: &[&str]) -> Result<Option<Tz>> {
    let Some(raw) = raw else { return Ok(None) };
    raw.parse::<Tz>().map(Some).map_err(|_| {
        let nearest = chrono_tz::TZ_VARIANTS
            .iter()
            .map(|tz| tz.name())
            .max_by(|a, b| strsim::jaro_winkler(raw, a).total_cmp(&strsim::jaro_winkler(raw, b)));
        let help = format!(
            "write a name of the tz database, such as {:?}",
            nearest.unwrap_or("Europe/Riga")
        );
        place
            .error(path, format!("unknown time zone {raw:?}"))
            .help(help)
    })
}

/// An authority and date of RFC 4151 section 2.1: `domain,YYYY[-MM[-DD]]`.
pub(super) fn authority(raw: Option<&str>, place: &Place) -> Result<Option<String>> {
    let Some(raw) = raw else { return Ok(None) };
    let valid = raw
        .split_once(',')
        .is_some_and(|(name, date)| is_authority_name(name) && is_authority_date(date));
    if valid {
        return Ok(Some(raw.to_owned()));
    }
    Err(place
        .error(&["site", "authority"], format!("{raw:?} is not a domain and a date"))
        .help("write a domain and a day on which you owned it, like \"paper.example,2017\" (RFC 4151)"))
}

fn is_authority_name(name: &str) -> bool {
    let host = name.rsplit('@').next().unwrap_or(name);
    let label =
        |l: &str| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    name.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-._@".contains(&b))
        && host.split('.').all(label)
}

fn is_authority_date(date: &str) -> bool {
    let widths: Vec<usize> = date.split('-').map(str::len).collect();
    let digits = date.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let whole = match widths.as_slice() {
        [4] => format!("{date}-01-01"),
        [4, 2] => format!("{date}-01"),
        [4, 2, 2] => date.to_owned(),
        _ => return false,
    };
    digits && whole.parse::<chrono::NaiveDate>().is_ok()
}

/// A slug: 1 to 100 of `a-z 0-9 - _`, so that it is a file name everywhere and nothing but a file name.
pub(super) fn slug(slug: &str, place: &Place) -> Result<()> {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    if (1..=100).contains(&slug.len()) && slug.bytes().all(allowed) && !slug.starts_with('-') {
        return Ok(());
    }
    let shown: String = slug.chars().take(60).collect();
    Err(place
        .error(&["slug"], format!("{shown:?} cannot be a slug"))
        .help("use 1 to 100 of a-z 0-9 - _, beginning with none of -; set `slug` where the file's name is another"))
}

/// The address of a file beside the documents.
pub(super) fn beside(base_url: &Link, name: &str) -> Result<Link> {
    let address = format!("{base_url}{name}");
    Link::parse(&address, None).map_err(|e| Error::config(format!("{address}: {e}")))
}

/// The ways of packing of these names, each once, in the order of the table.
pub(super) fn packings(names: &[String], place: &Place) -> Result<Vec<&'static Packing>> {
    for (n, name) in names.iter().enumerate() {
        if packing::by_name(name).is_none() {
            let known: Vec<&str> = PACKINGS.iter().map(|p| p.name).collect();
            return Err(place
                .error(
                    &["output", "compress", &n.to_string()],
                    format!("unknown way of packing {name:?}"),
                )
                .help(format!("use any of: {}", known.join(", "))));
        }
    }
    let wanted = |p: &&Packing| names.iter().any(|name| name == p.name);
    Ok(PACKINGS.iter().filter(wanted).collect())
}

/// Between one entry and what still is one document.
pub(super) fn limit(limit: usize, path: &[&str], place: &Place) -> Result<usize> {
    if (1..=10_000).contains(&limit) {
        return Ok(limit);
    }
    Err(place
        .error(path, format!("a limit of {limit} entries cannot be kept"))
        .help("use 1 to 10000"))
}

/// Between one entry and what still is one document, and only where there are archives.
pub(super) fn archive_size(written: &FeedFile, place: &Place) -> Result<usize> {
    let Some(size) = written.archive_size else {
        return Ok(100);
    };
    if written.history != Some(History::Archive) {
        return Err(place
            .error(&["archive_size"], "the feed has no archives")
            .help("add history = \"archive\", or leave archive_size out"));
    }
    if (1..=10_000).contains(&size) {
        return Ok(size);
    }
    Err(place
        .error(
            &["archive_size"],
            format!("archives of {size} entries cannot be made"),
        )
        .help("use 1 to 10000"))
}

/// Categories of a feed, each once and none blank.
pub(super) fn terms(written: &[String], place: &Place) -> Result<Vec<Line>> {
    let mut terms: Vec<Line> = Vec::with_capacity(written.len());
    for (n, raw) in written.iter().enumerate() {
        let term = Line::new(raw).non_empty().ok_or_else(|| {
            place
                .error(&["categories", &n.to_string()], "a category is empty")
                .help("write a word, or take it out of the list")
        })?;
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    Ok(terms)
}

/// No two documents may have one name.
pub(super) fn document_names(feeds: &[FeedDef]) -> Result<()> {
    let mut names: BTreeMap<String, &FeedDef> = BTreeMap::new();
    for feed in feeds {
        for (name, _) in feed.documents() {
            if let Some(other) = names.insert(name.clone(), feed) {
                let file = |f: &FeedDef| {
                    f.file
                        .as_ref()
                        .map_or_else(|| f.slug.clone(), |p| p.display().to_string())
                };
                let error =
                    Error::config(format!("{} and this feed both make {name}", file(other)));
                let error = if let Some(path) = &feed.file {
                    error.at(path)
                } else {
                    error
                };
                return Err(error.help("give one of them another `slug`"));
            }
        }
    }
    Ok(())
}

/// A family's slug names all its members, and nothing else.
pub(super) fn family_names(feeds: &[FeedDef], families: &[Family]) -> Result<()> {
    let mut names: Vec<&str> = feeds.iter().map(|f| f.slug.as_str()).collect();
    for family in families {
        let slug = family.feed.slug.as_str();
        if names.contains(&slug) {
            return Err(Error::config(format!("{slug:?} is another feed's slug"))
                .at(&family.file)
                .help("give one of them another `slug`"));
        }
        names.push(slug);
    }
    Ok(())
}

/// A news sitemap names a language, and no feed's document is called as a sitemap is.
pub(super) fn sitemap(
    wanted: SitemapTable,
    site: &Site,
    feeds: &[FeedDef],
    place: &Place,
) -> Result<()> {
    if wanted.news && site.language.is_none() {
        return Err(place
            .error(
                &["sitemap", "news"],
                "a news sitemap names the language of the site",
            )
            .help("set language under [site], like language = \"en\""));
    }
    let taken = |name: &String| {
        let stem = name
            .strip_prefix("sitemap")
            .and_then(|s| s.strip_suffix(".xml"));
        stem.is_some_and(|s| s.is_empty() || s.starts_with('-'))
    };
    let mut names = feeds
        .iter()
        .flat_map(|f| f.documents().map(|(name, _)| name));
    match names.find(taken).filter(|_| wanted.news || wanted.full) {
        None => Ok(()),
        Some(name) => Err(place
            .error(&["sitemap"], format!("a feed makes {name} too"))
            .help("give that feed another `slug`")),
    }
}

/// A feed may only ask for sources that there are.
pub(super) fn source_names<'f>(
    feeds: impl Iterator<Item = &'f FeedDef>,
    sources: &[SourceDef],
) -> Result<()> {
    for feed in feeds {
        let prefixes = feed.wording.prefixes.iter().flat_map(|p| &p.sources);
        for wanted in feed.query.sources.iter().chain(prefixes) {
            if !sources.iter().any(|s| s.name == *wanted) {
                let known: Vec<&str> = sources.iter().map(|s| s.name.as_str()).collect();
                let error = Error::config(format!("there is no source {wanted:?}"));
                let error = if let Some(path) = &feed.file {
                    error.at(path)
                } else {
                    error
                };
                return Err(error.help(format!("use one of: {}", known.join(", "))));
            }
        }
    }
    Ok(())
}

/// A source may only map fields that records have.
pub(super) fn fields(fields: &BTreeMap<String, String>, n: &str, place: &Place) -> Result<()> {
    let known = crate::import::jsonl::field_names();
    let Some(unknown) = fields.keys().find(|name| !known.contains(&name.as_str())) else {
        return Ok(());
    };
    Err(place
        .error(
            &["source", n, "fields", unknown],
            format!("a record has no field {unknown:?}"),
        )
        .help(format!("use one of: {}", known.join(", "))))
}

/// Category rules need a term and something that decides.
pub(super) fn rules(rules: &[Rule], place: &Place) -> Result<()> {
    for (n, rule) in rules.iter().enumerate() {
        let n = n.to_string();
        if rule.term.trim().is_empty() {
            return Err(place
                .error(&["category", &n, "term"], "a category needs a term")
                .help("write the word under which readers find it, like term = \"harbour\""));
        }
        if rule.matches.is_empty() && rule.sections.is_empty() && rule.tags.is_empty() {
            return Err(place
                .error(
                    &["category", &n],
                    format!("nothing decides when the category {:?} applies", rule.term),
                )
                .help("add `match` with words, `sections` or `tags`"));
        }
        words_and_names(rule, &n, place)?;
    }
    Ok(())
}

/// What a category rule looks for can be found, and what it writes can stand in a feed.
fn words_and_names(rule: &Rule, n: &str, place: &Place) -> Result<()> {
    if let Some(word) = rule.unusable_word() {
        return Err(place
            .error(&["category", n, "match"], format!("{word:?} is no word"))
            .help("write words or phrases; a * may only stand at a word's end"));
    }
    if let Some(scheme) = rule.scheme.as_deref().map(str::trim)
        && !scheme.is_empty()
        && oxiri::Iri::parse(scheme).is_err()
    {
        return Err(place
            .error(
                &["category", n, "scheme"],
                format!("{scheme:?} is no IRI (RFC 3987)"),
            )
            .help("write the vocabulary's address, like \"https://www.paper.example/topics/\""));
    }
    language(
        rule.language.as_deref(),
        place,
        &["category", n, "language"],
    )
    .map(drop)
}

/// A page's address with nothing in braces but what is known.
pub(super) fn page_url(template: &str, n: &str, place: &Place) -> Result<()> {
    let path = ["source", n, "page_url"];
    let example = template.replace("{stem}", "stem").replace("{name}", "name");
    if example.contains(['{', '}']) {
        return Err(place
            .error(
                &path,
                format!("{template:?} holds braces that stand for nothing"),
            )
            .help(
                "use {stem} for the file's name without its ending, {name} for the whole of it",
            ));
    }
    web_url(&example, place, &path).map(drop)
}

/// A path that is written; an empty one would be the newsroom's own folder.
pub(super) fn path<'a>(
    written: Option<&'a str>,
    default: &'a str,
    place: &Place,
    key: &[&str],
) -> Result<&'a str> {
    match written {
        Some("") => Err(place.error(key, "the path is empty").help(format!(
            "write one, or leave the key out: then it is {default:?}"
        ))),
        written => Ok(written.unwrap_or(default)),
    }
}

/// The store holds what is not yet, or no longer, to be seen: it does not lie where documents are served.
pub(super) fn store_apart(store: &Path, output: &Path, place: &Place) -> Result<()> {
    let (store, output) = (plain(store), plain(output));
    let Ok(inside) = store.strip_prefix(&output) else {
        return Ok(());
    };
    let hidden = |name: Component<'_>| name.as_os_str().as_encoded_bytes().starts_with(b".");
    if inside.components().any(hidden) {
        return Ok(());
    }
    Err(place
        .error(
            &["store", "path"],
            "the store lies in the output folder, where everybody can fetch it",
        )
        .help("put it elsewhere; left out, it is \".feedwright/store.db\""))
}

/// The path without `.` and `..`, as written and without a look at the disk.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// Old names of documents: plain file names, none of which a feed still makes. Where not `all_known` feeds are, the
/// new names may be those of others.
pub(super) fn moved(
    written: &BTreeMap<String, String>,
    feeds: &[FeedDef],
    all_known: bool,
    place: &Place,
) -> Result<BTreeMap<String, Option<String>>> {
    let made: Vec<String> = feeds
        .iter()
        .flat_map(|f| f.documents().map(|(name, _)| name))
        .collect();
    let mut moved = BTreeMap::new();
    for (old, new) in written {
        let path = ["moved", old.as_str()];
        if !is_file_name(old) || !(new == GONE || is_file_name(new)) {
            let message = format!("{old:?} = {new:?} names something outside the output folder");
            return Err(place
                .error(&path, message)
                .help("use plain file names, or \"gone\""));
        }
        if made.contains(old) {
            return Err(place
                .error(
                    &path,
                    format!("{old:?} has not moved: a feed still makes it"),
                )
                .help("remove the line, or give that feed another `slug`"));
        }
        if new != GONE && all_known && !made.contains(new) {
            return Err(place
                .error(&path, format!("no feed makes {new:?}"))
                .help("name a document that is made, or \"gone\""));
        }
        moved.insert(old.clone(), (new != GONE).then(|| new.clone()));
    }
    Ok(moved)
}

fn is_file_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0'])
}
