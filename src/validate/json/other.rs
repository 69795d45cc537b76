//! JSON that is no JSON Feed, told by name where that is sure.

/// What is remembered of the outermost object: names, and the strings that tell kinds apart.
#[derive(Debug, Default)]
pub(super) struct Top {
    names: Vec<String>,
    /// The value of the member that says the kind.
    kind: String,
}

/// How many names are remembered.
const NAMES: usize = 64;
/// Members whose strings say what a document is.
const TELLING: &[&str] = &["@context", "type", "kind", "$schema", "version"];

impl Top {
    pub(super) fn name(&mut self, name: &str) {
        if self.names.len() < NAMES && name.len() <= 40 {
            self.names.push(name.to_owned());
        }
    }

    pub(super) fn text(&mut self, name: &str, value: &str) {
        if TELLING.contains(&name) && self.kind.len() < 400 {
            self.kind.push_str(value.get(..100).unwrap_or(value));
            self.kind.push('\n');
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }

    /// Is it some other kind of JSON, whatever members it shares with a feed?
    pub(super) fn is_foreign(&self) -> bool {
        self.has("@context") || self.has("kind") || self.has("$schema")
    }

    /// How people call such a document.
    pub(super) fn kind(&self) -> Option<&'static str> {
        let fits = |known: &&Known| {
            known.names.iter().all(|n| self.has(n)) && self.kind.contains(known.says)
        };
        KINDS.iter().find(fits).map(|known| known.kind)
    }
}

struct Known {
    kind: &'static str,
    /// Members that it must have, all of them.
    names: &'static [&'static str],
    /// What one of the telling members must hold.
    says: &'static str,
}

const fn known(kind: &'static str, names: &'static [&'static str], says: &'static str) -> Known {
    Known { kind, names, says }
}

const KINDS: &[Known] = &[
    known(
        "an ActivityStreams document",
        &["@context"],
        "w3.org/ns/activitystreams",
    ),
    known("JSON-LD of schema.org", &["@context"], "schema.org"),
    known("JSON-LD", &["@context"], ""),
    known("GeoJSON", &["features"], "FeatureCollection"),
    known("GeoJSON", &["geometry", "properties"], "Feature"),
    known(
        "RSS in JSON, which is another format than JSON Feed",
        &["rss"],
        "",
    ),
    known("OPML as JSON", &["opml"], ""),
    known(
        "Atom as JSON, which is another format than JSON Feed",
        &["feed"],
        "",
    ),
    known("an npm package", &["name", "version", "dependencies"], ""),
    known("an npm package", &["name", "version", "scripts"], ""),
    known("an OpenAPI description", &["openapi", "paths"], ""),
    known("a JSON Schema", &["$schema"], "json-schema.org"),
    known("a web app manifest", &["start_url", "icons"], ""),
    known("a WebFinger answer", &["subject", "links"], ""),
    known("a JSON:API document", &["jsonapi", "data"], ""),
    known("an error message of a program", &["error"], ""),
    known("an error message of a program", &["errors"], ""),
    known("an error message of a program", &["message", "status"], ""),
    known("an error message of a program", &["message", "code"], ""),
];

/// Do the first bytes show JSON: an object or array, perhaps after blanks and comments, in any encoding?
pub(crate) fn looks_like_json(head: &[u8]) -> bool {
    let text = plain(head);
    let mut rest = text.trim_ascii_start();
    while let Some(comment) = rest.strip_prefix(b"//") {
        let end = memchr::memchr(b'\n', comment).unwrap_or(comment.len());
        rest = comment.get(end..).unwrap_or_default().trim_ascii_start();
    }
    if let Some(comment) = rest.strip_prefix(b"/*") {
        let end = memchr::memmem::find(comment, b"*/").map_or(comment.len(), |at| at + 2);
        rest = comment.get(end..).unwrap_or_default().trim_ascii_start();
    }
    matches!(rest.first(), Some(b'{' | b'['))
}

/// Do the first bytes show a JSON Feed?
pub(crate) fn looks_like_feed(head: &[u8]) -> bool {
    let text = plain(head);
    let has = |needle: &str| memchr::memmem::find(&text, needle.as_bytes()).is_some();
    let named = has("jsonfeed.org/version/") || has("jsonfeed.org\\/version\\/");
    let members = has("\"items\"")
        && [
            "\"home_page_url\"",
            "\"feed_url\"",
            "\"content_html\"",
            "\"content_text\"",
        ]
        .iter()
        .any(|m| has(m));
    looks_like_json(head) && (named || members)
}

/// The bytes without marks, and without the zeros that UTF-16 and UTF-32 put between Latin letters.
fn plain(head: &[u8]) -> Vec<u8> {
    const MARKS: &[&[u8]] = &[
        &[0xEF, 0xBB, 0xBF],
        &[0xFF, 0xFE],
        &[0xFE, 0xFF],
        &[0, 0, 0xFE, 0xFF],
    ];
    let unmarked = MARKS.iter().find_map(|mark| head.strip_prefix(*mark));
    let bytes = unmarked.unwrap_or(head);
    bytes.iter().copied().filter(|b| *b != 0).collect()
}

#[cfg(test)]
mod tests {
    use super::{looks_like_feed, looks_like_json};

    #[test]
    fn first_bytes() {
        for json in ["{}", " [1]", "\u{FEFF}{", "// note\n{\"a\":1}", "/* x */ {"] {
            assert!(looks_like_json(json.as_bytes()), "{json}");
        }
        for other in ["", "<rss/>", "// note", "text", "\"x\""] {
            assert!(!looks_like_json(other.as_bytes()), "{other}");
        }
        let wide: Vec<u8> = "{\"version\":\"https://jsonfeed.org/version/1\""
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert!(looks_like_feed(&wide));
        assert!(looks_like_feed(
            br#"{"version":"https:\/\/jsonfeed.org\/version\/1.1""#
        ));
        assert!(!looks_like_feed(br#"{"name":"x","items":[]}"#));
    }
}
