//! Whose record it is: the names under which a record is remembered, and the permanent id of its entry.
//!
//! In: a record's own id, address and title. Out: aliases to look it up by, and an IRI (RFC 4287 section 4.2.6).
//! Pure: it knows no store and mints the same id from the same facts every time.

use chrono::{DateTime, Utc};
use oxiri::Iri;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use url::Url;
use uuid::Uuid;

/// Schemes that run or embed something, or that mean another thing on each machine.
const HARMFUL: &[&str] = &[
    "javascript",
    "vbscript",
    "data",
    "file",
    "blob",
    "about",
    "view-source",
];

/// Ids longer than this are replaced by a hash of them; feed readers keep ids in indexes.
const LONGEST_KEY: usize = 200;
const LONGEST_IRI: usize = 2000;

/// A name under which a record is remembered: 16 bytes of a hash, so that no text makes the index large.
pub(crate) type Alias = [u8; 16];

/// What an alias is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AliasKind {
    /// The source's id, or the entry's.
    Id,
    /// The canonical address.
    Url,
    /// The title within a site, of any record; the latest holds it.
    Title,
    /// The same, of records that lack an id or an address.
    OpenTitle,
}

/// The alias of a text.
pub(crate) fn alias(kind: AliasKind, text: &str) -> Alias {
    let tag: &[u8] = match kind {
        AliasKind::Id => b"id|",
        AliasKind::Url => b"url|",
        AliasKind::Title => b"title|",
        AliasKind::OpenTitle => b"open-title|",
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update(tag);
    hasher.update(text.as_bytes());
    short(&hasher.finalize())
}

/// The first 16 bytes of a hash.
pub(crate) fn short(hash: &blake3::Hash) -> [u8; 16] {
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

/// The title as it is compared: composed, with plain quotes and dashes, single blanks, in lower case.
pub(crate) fn plain_title(title: &str) -> String {
    if title.is_ascii() {
        return collapse(&title.to_ascii_lowercase());
    }
    let plain: String = if is_nfc(title) {
        title.chars().filter_map(plain_char).collect()
    } else {
        title.nfc().filter_map(plain_char).collect()
    };
    collapse(&plain.to_lowercase())
}

/// Quotes and dashes of any shape become the ASCII ones; what has no width goes.
fn plain_char(c: char) -> Option<char> {
    match c {
        '\u{2018}'..='\u{201B}'
        | '\u{2032}'
        | '\u{2039}'
        | '\u{203A}'
        | '`'
        | '\u{B4}'
        | '\u{2BC}' => Some('\''),
        '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{AB}' | '\u{BB}' => Some('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => Some('-'),
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => None,
        c => Some(c),
    }
}

fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A title within a site, as one text. The separator can stand in neither.
pub(crate) fn titled(site: &str, plain_title: &str) -> String {
    format!("{site}\n{plain_title}")
}

/// What mints ids for records that bring none of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Minter {
    /// `tag:AUTHORITY:KEY` (RFC 4151).
    Tag(String),
    /// `urn:uuid:` with a name-based UUID in this namespace (RFC 9562 section 5.5).
    Uuid(Uuid),
}

/// What an entry's id is made of, in order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin<'a> {
    /// The source's own id.
    pub(crate) id: Option<&'a str>,
    /// The canonical address.
    pub(crate) url: Option<&'a str>,
    /// The source's name.
    pub(crate) source: &'a str,
    /// The title as [`plain_title`] has it.
    pub(crate) plain_title: &'a str,
}

impl Minter {
    /// With an authority (RFC 4151, `domain,date`) a tag URI, else a UUID of the site's address.
    pub(crate) fn new(authority: Option<&str>, site: &Url) -> Self {
        let tag = authority.filter(|a| Iri::parse(format!("tag:{a}:x")).is_ok());
        match tag {
            Some(authority) => Minter::Tag(authority.to_owned()),
            None => Minter::Uuid(Uuid::new_v5(&Uuid::NAMESPACE_URL, site.as_str().as_bytes())),
        }
    }

    /// The id of a new entry.
    pub(crate) fn mint(&self, origin: &Origin<'_>) -> String {
        if let Some(id) = origin.id {
            return if is_fit_iri(id) {
                id.to_owned()
            } else {
                self.id_of(&id_key(id))
            };
        }
        match origin.url {
            Some(url) if is_fit_iri(url) => url.to_owned(),
            Some(url) => self.id_of(&id_key(url)),
            None => self.id_of(&title_key(origin)),
        }
    }

    fn id_of(&self, key: &str) -> String {
        match self {
            Minter::Tag(authority) => format!("tag:{authority}:{key}"),
            Minter::Uuid(namespace) => Uuid::new_v5(namespace, key.as_bytes()).urn().to_string(),
        }
    }
}

/// The n-th id for entries that would have the same one.
pub(crate) fn nth(id: &str, n: u32) -> String {
    let joint = if id.contains('#') { '-' } else { '#' };
    format!("{id}{joint}{n}")
}

/// The store's own id.
pub(crate) fn store_id(seed: &str, created: DateTime<Utc>) -> String {
    blake3::hash(format!("{seed}|{created}").as_bytes())
        .to_hex()
        .chars()
        .take(32)
        .collect()
}

/// An absolute IRI that may stand in a feed as it is.
pub(crate) fn is_fit_iri(id: &str) -> bool {
    if id.len() > LONGEST_IRI {
        return false;
    }
    Iri::parse(id).is_ok_and(|iri| {
        let scheme = iri.scheme().to_ascii_lowercase();
        let rest = id.get(scheme.len() + 1..).unwrap_or_default();
        !HARMFUL.contains(&scheme.as_str()) && follows_scheme(&scheme, rest)
    })
}

/// Is what follows the scheme as `tag:` (RFC 4151 section 2.1) and `urn:` (RFC 8141 section 2) want it?
fn follows_scheme(scheme: &str, rest: &str) -> bool {
    match (scheme, rest.split_once(':')) {
        ("tag", Some((entity, _))) => is_tagging_entity(entity),
        ("urn", Some((kind, uuid))) if kind.eq_ignore_ascii_case("uuid") => {
            uuid.len() == 36 && Uuid::try_parse(uuid).is_ok()
        }
        ("urn", Some((kind, name))) => is_urn_kind(kind) && !name.is_empty(),
        ("tag" | "urn", None) => false,
        _ => true,
    }
}

/// `authority,date` of a tag URI.
fn is_tagging_entity(entity: &str) -> bool {
    let name = |s: &str| {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
        !s.is_empty() && s.bytes().all(allowed)
    };
    let Some((authority, date)) = entity.split_once(',') else {
        return false;
    };
    let named = match authority.split_once('@') {
        Some((user, host)) => name(user) && name(host),
        None => name(authority),
    };
    let widths: Vec<usize> = date.split('-').map(str::len).collect();
    let digits = date.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    named && digits && matches!(widths.as_slice(), [4] | [4, 2] | [4, 2, 2])
}

fn is_urn_kind(kind: &str) -> bool {
    (2..=32).contains(&kind.len())
        && !kind.starts_with('-')
        && !kind.ends_with('-')
        && kind.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn id_key(id: &str) -> String {
    let key = percent_encode(id);
    if key.len() > LONGEST_KEY {
        hex16(id)
    } else {
        key
    }
}

fn title_key(origin: &Origin<'_>) -> String {
    let hash = hex16(&titled(origin.source, origin.plain_title));
    format!("{}/{hash}", slug(origin.source))
}

fn hex16(text: &str) -> String {
    blake3::hash(text.as_bytes())
        .to_hex()
        .chars()
        .take(16)
        .collect()
}

/// RFC 3986 section 2.1; what RFC 4151 allows in a tag and nobody has to escape again stays.
fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'/'
            | b':'
            | b';' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Letters and digits of a source's name, for people who read ids.
fn slug(source: &str) -> String {
    let mut out = String::new();
    for c in source.chars().take(60) {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let slug = out.trim_end_matches('-');
    if slug.is_empty() {
        "source".to_owned()
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn site() -> Url {
        Url::parse("https://paper.example/").unwrap()
    }

    fn origin<'a>(id: Option<&'a str>, url: Option<&'a str>) -> Origin<'a> {
        Origin {
            id,
            url,
            source: "front page",
            plain_title: "bridge opens",
        }
    }

    #[test]
    fn ids_are_minted_from_the_best_fact() {
        let tag = Minter::new(Some("paper.example,2017"), &site());
        for (id, url, want) in [
            (
                Some("urn:newsml:x:1"),
                Some("https://p.example/1"),
                "urn:newsml:x:1",
            ),
            (
                Some("https://p.example/?p=1"),
                None,
                "https://p.example/?p=1",
            ),
            (
                Some("n-0001"),
                Some("https://p.example/1"),
                "tag:paper.example,2017:n-0001",
            ),
            (
                Some("a b/\u{e9}"),
                None,
                "tag:paper.example,2017:a%20b/%C3%A9",
            ),
            (
                Some("javascript:alert(1)"),
                None,
                "tag:paper.example,2017:javascript:alert%281%29",
            ),
            (
                Some("FILE:///etc/passwd"),
                None,
                "tag:paper.example,2017:FILE:///etc/passwd",
            ),
            (None, Some("https://p.example/1"), "https://p.example/1"),
        ] {
            assert_eq!(tag.mint(&origin(id, url)), want, "{id:?} {url:?}");
        }
        let titled = tag.mint(&origin(None, None));
        assert!(
            titled.starts_with("tag:paper.example,2017:front-page/"),
            "{titled}"
        );
        assert_eq!(
            titled.len(),
            "tag:paper.example,2017:front-page/".len() + 16
        );
    }

    #[test]
    fn without_an_authority_ids_are_uuids() {
        let uuid = Minter::new(None, &site());
        let id = uuid.mint(&origin(Some("n-1"), None));
        assert!(id.starts_with("urn:uuid:"), "{id}");
        assert_eq!(id, uuid.mint(&origin(Some("n-1"), None)));
        assert_ne!(id, uuid.mint(&origin(Some("n-2"), None)));
        assert_eq!(Minter::new(Some("not an authority"), &site()), uuid);
    }

    #[test]
    fn long_ids_become_hashes() {
        let tag = Minter::new(Some("p.example,2017"), &site());
        let long = "x ".repeat(5000);
        assert_eq!(
            tag.mint(&origin(Some(&long), None)).len(),
            "tag:p.example,2017:".len() + 16
        );
    }

    #[test]
    fn titles_are_compared_plainly() {
        for (a, b) in [
            ("It\u{2019}s  a \u{201C}test\u{201D}", "it's a \"Test\""),
            ("A \u{2014} b", "a - b"),
            ("Cafe\u{301}", "caf\u{e9}"),
            ("\u{41C}\u{418}\u{420}", "\u{43C}\u{438}\u{440}"),
        ] {
            assert_eq!(plain_title(a), plain_title(b));
        }
        assert_ne!(plain_title("A test"), plain_title("A tests"));
    }

    proptest! {
        #[test]
        fn every_minted_id_is_an_iri(id in proptest::option::of(".*"), title in ".*", source in ".*", n in 2..9u32) {
            let plain_title = plain_title(&title);
            for authority in [None, Some("paper.example,2017-01")] {
                let minter = Minter::new(authority, &site());
                let origin = Origin { id: id.as_deref(), url: None, source: &source, plain_title: &plain_title };
                let minted = minter.mint(&origin);
                prop_assert!(Iri::parse(minted.as_str()).is_ok(), "{minted}");
                let second = nth(&minted, n);
                prop_assert!(Iri::parse(second.as_str()).is_ok(), "{second}");
            }
        }
    }
}
