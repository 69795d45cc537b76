//! Addresses on the web.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};
use url::Url;

/// An absolute `http` or `https` URL, in the form the URL standard gives it (blanks, quotes and letters outside
/// ASCII percent-encoded, host in lower case), so that it can stand in any attribute or header.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Link(String);

/// Why a string is no [`Link`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkError {
    /// Nothing but blanks.
    Empty,
    /// A relative reference, and no base to resolve it against.
    Relative,
    /// A scheme that a reader must not follow (`javascript:`, `data:`, `file:` …).
    Scheme(String),
    /// What the URL standard refuses, in its words.
    Invalid(String),
}

impl Link {
    /// Reads `raw`, resolving a relative reference against `base` (URL standard section 4.5).
    ///
    /// # Errors
    /// [`LinkError`] says why it cannot be a link.
    pub fn parse(raw: &str, base: Option<&Url>) -> Result<Self, LinkError> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(LinkError::Empty);
        }
        if stays_as_it_is(raw) {
            return Ok(Link(raw.to_owned()));
        }
        let mut url = match Url::parse(raw) {
            Ok(url) => url,
            Err(url::ParseError::RelativeUrlWithoutBase) => base
                .ok_or(LinkError::Relative)?
                .join(raw)
                .map_err(invalid)?,
            Err(e) => return Err(invalid(e)),
        };
        match url.scheme() {
            "http" | "https" => {
                // A name and a password in an address are nobody else's business.
                if url.as_str().contains('@') {
                    let _ = (url.set_username(""), url.set_password(None));
                }
                let link = encode_rest(url);
                oxiri::Iri::parse(link.as_str()).map_err(|e| LinkError::Invalid(e.to_string()))?;
                Ok(Link(link))
            }
            other => Err(LinkError::Scheme(other.to_owned())),
        }
    }

    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same address with these names and values at the end of its query; a name that is there already keeps
    /// its value.
    #[must_use]
    pub fn with_parameters(self, parameters: &[(String, String)]) -> Link {
        let Ok(mut url) = Url::parse(&self.0) else {
            return self;
        };
        for (name, value) in parameters {
            if !url.query_pairs().any(|(known, _)| known == name.as_str()) {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        // What is encoded for a query cannot make an address invalid; the text outside it is as it was.
        Link::parse(url.as_str(), None).unwrap_or(self)
    }

    /// The same address without what stands behind a `#`, which names a place in the page; `None` where nothing does.
    #[must_use]
    pub fn without_fragment(&self) -> Option<Link> {
        let (page, _) = self.0.split_once('#')?;
        Some(Link(page.to_owned()))
    }

    /// Protocol, host and port: what addresses of one site have in common.
    pub fn origin(&self) -> Option<String> {
        Some(Url::parse(&self.0).ok()?.origin().ascii_serialization())
    }

    /// The host name, in lower case and, where it is international, in its ASCII form.
    pub fn host(&self) -> Option<String> {
        Url::parse(&self.0).ok()?.host_str().map(str::to_owned)
    }
}

/// Is it an address as nearly all are, on which the URL standard changes nothing? The host is a name in lower case that
/// is neither a number nor encoded; what follows is plain, and no `.` stands between two slashes.
fn stays_as_it_is(raw: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/?=&+".contains(&b);
    let is_label = |label: &str| {
        let inside = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        label.starts_with(|c: char| c.is_ascii_lowercase())
            && label.bytes().all(inside)
            && !label.ends_with('-')
            && !label.contains("--")
    };
    let rest = raw.strip_prefix("http").unwrap_or_default();
    let rest = rest.strip_prefix('s').unwrap_or(rest).strip_prefix("://");
    rest.and_then(|rest| rest.split_once('/'))
        .is_some_and(|(host, path)| {
            host.split('.').all(is_label)
                && path.bytes().all(plain)
                && !path.starts_with('.')
                && !path.contains("/.")
        })
}

fn invalid(e: url::ParseError) -> LinkError {
    LinkError::Invalid(e.to_string())
}

/// The URL standard leaves a few characters alone that RFC 3986 does not allow, and a `%` that encodes nothing.
fn encode_rest(url: Url) -> String {
    let url = String::from(url);
    if !url.chars().any(is_outside_rfc3986) && !has_bare_percent(&url) {
        return url;
    }
    let mut out = String::with_capacity(url.len() + 8);
    for (at, c) in url.char_indices() {
        match c {
            '%' if !encodes(url.get(at + 1..)) => out.push_str("%25"),
            // The brackets of an IPv6 host stay; the host comes before any of the others.
            '[' | ']' if !out.get(8..).is_some_and(|rest| rest.contains('/')) => out.push(c),
            c if is_outside_rfc3986(c) => out.push_str(&format!("%{:02X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

fn has_bare_percent(url: &str) -> bool {
    url.match_indices('%')
        .any(|(at, _)| !encodes(url.get(at + 1..)))
}

/// Do two hexadecimal digits follow the percent sign?
fn encodes(rest: Option<&str>) -> bool {
    rest.and_then(|r| r.as_bytes().get(..2))
        .is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit))
}

const fn is_outside_rfc3986(c: char) -> bool {
    matches!(
        c,
        '|' | '\\' | '^' | '`' | '{' | '}' | '[' | ']' | '\'' | '"'
    )
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::Empty => f.write_str("it is empty"),
            LinkError::Relative => {
                f.write_str("it is relative, and no page address is known to resolve it against")
            }
            LinkError::Scheme(scheme) => write!(f, "the scheme {scheme:?} is not http or https"),
            LinkError::Invalid(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for LinkError {}

impl<'de> Deserialize<'de> for Link {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Link::parse(&String::deserialize(d)?, None).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links() {
        let base = Url::parse("https://paper.example/a/b").unwrap();
        for (raw, want) in [
            ("https://Paper.example/x", Ok("https://paper.example/x")),
            ("/about", Ok("https://paper.example/about")),
            ("//cdn.example/2.jpg", Ok("https://cdn.example/2.jpg")),
            (
                "https://p.example/a b?x=\"q\"&y=<2>",
                Ok("https://p.example/a%20b?x=%22q%22&y=%3C2%3E"),
            ),
            ("https://user:secret@p.example/x", Ok("https://p.example/x")),
            (
                "https://p.example/100%?a=%2F",
                Ok("https://p.example/100%25?a=%2F"),
            ),
            (
                "https://p.example/a?x={1}|'2'",
                Ok("https://p.example/a?x=%7B1%7D%7C%272%27"),
            ),
            (
                "https://[2001:db8::1]/a[0]",
                Ok("https://[2001:db8::1]/a%5B0%5D"),
            ),
            (
                "https://p.example/\r\nSet-Cookie: x",
                Ok("https://p.example/Set-Cookie:%20x"),
            ),
            (
                "java\tscript:alert(1)",
                Err(LinkError::Scheme("javascript".into())),
            ),
            ("data:text/html,x", Err(LinkError::Scheme("data".into()))),
            ("file:///etc/passwd", Err(LinkError::Scheme("file".into()))),
            ("  ", Err(LinkError::Empty)),
        ] {
            assert_eq!(
                Link::parse(raw, Some(&base))
                    .as_ref()
                    .map(Link::as_str)
                    .map_err(Clone::clone),
                want,
                "{raw:?}"
            );
        }
        assert_eq!(Link::parse("/about", None), Err(LinkError::Relative));
    }

    #[test]
    fn what_is_taken_as_it_is_would_not_be_changed() {
        let hosts = [
            "p.example",
            "a-b.p2.example",
            "localhost",
            "P.example",
            "1.2",
            "xn--a.example",
            "a..b",
            "-a.example",
            "0x7f.1",
            ".",
            "",
        ];
        let paths = [
            "",
            "a",
            "/",
            "a/b",
            "?",
            "a?b=c&d=e",
            "a?b?c/d",
            "a//b",
            "~a/_b-c.html?x=+",
            "./a",
            "a/../b",
            "a/..",
            "a?/./",
            "%41",
            "é",
            "a b",
            "a#b",
        ];
        let mut taken = 0;
        for scheme in ["http", "https", "httpss", "ftp"] {
            for (host, path) in hosts.iter().flat_map(|h| paths.iter().map(move |p| (h, p))) {
                let raw = format!("{scheme}://{host}/{path}");
                if stays_as_it_is(&raw) {
                    let url = String::from(Url::parse(&raw).unwrap());
                    assert_eq!(encode_rest(Url::parse(&url).unwrap()), raw);
                    assert!(oxiri::Iri::parse(raw.as_str()).is_ok(), "{raw}");
                    taken += 1;
                }
            }
        }
        assert_eq!(taken, 2 * 3 * 9);
    }

    #[test]
    fn parameters_are_added_and_none_is_replaced() {
        let parameters = [("utm_source", "news & feeds"), ("utm_medium", "rss")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        for (raw, want) in [
            (
                "https://p.example/a",
                "https://p.example/a?utm_source=news+%26+feeds&utm_medium=rss",
            ),
            (
                "https://p.example/a?utm_medium=mail&x=%2f;[#part?",
                "https://p.example/a?utm_medium=mail&x=%2f;%5B&utm_source=news+%26+feeds#part?",
            ),
            (
                "https://p.example/?",
                "https://p.example/?utm_source=news+%26+feeds&utm_medium=rss",
            ),
        ] {
            let link = Link::parse(raw, None).unwrap();
            assert_eq!(link.with_parameters(&parameters).as_str(), want);
        }
        let plain = Link::parse("https://p.example/?", None).unwrap();
        assert_eq!(plain.clone().with_parameters(&[]), plain);
    }
}
