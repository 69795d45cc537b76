//! IndexNow (<https://www.indexnow.org/documentation>): search engines are told of pages that are new or changed.
//!
//! A file on the site, named after the key and holding it, shows whose the key is. It speaks for the folder that it
//! lies in and all below, so pages elsewhere are not told.

use std::fmt;

use serde::Serialize;
use url::Url;

use super::{Kind, Request, Site};
use crate::model::Link;

/// As many addresses as one request may name.
pub const MOST: usize = 10_000;

pub(super) const KIND: Kind = Kind {
    name: "indexnow",
    says: "IndexNow",
    batch: MOST,
    request,
    refusal: |_| None,
};

/// A site's account.
#[derive(Debug, Clone)]
pub struct IndexNow {
    /// Who is told.
    pub endpoint: Link,
    /// The key.
    pub key: Key,
    /// Where the key's file lies.
    pub location: Link,
    /// The file's name, where we write it.
    pub file: Option<String>,
}

/// A key. It does not show itself in messages.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// A key as the protocol has it: 8 to 128 of `a-z A-Z 0-9 -`.
    pub fn new(raw: &str) -> Option<Self> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let valid = (8..=128).contains(&raw.len()) && raw.bytes().all(allowed);
        valid.then(|| Key(raw.to_owned()))
    }

    /// The name of its file.
    pub fn file(&self) -> String {
        format!("{}.txt", self.0)
    }

    /// What the file holds.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The text without the key, should it be in there.
    pub fn hide_in(&self, text: &str) -> String {
        text.replace(&self.0, "…")
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl IndexNow {
    /// Does the key's file speak for this page?
    pub fn covers(&self, page: &str) -> bool {
        let (Ok(location), Ok(page)) = (Url::parse(self.location.as_str()), Url::parse(page))
        else {
            return false;
        };
        let folder = location.path().rsplit_once('/').map_or("", |(f, _)| f);
        let below = page.path().strip_prefix(folder);
        location.host_str() == page.host_str() && below.is_some_and(|rest| rest.starts_with('/'))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    host: &'a str,
    key: &'a str,
    key_location: &'a str,
    url_list: &'a [&'a str],
}

fn request(topics: &[&str], site: &Site<'_>) -> Option<Request> {
    let account = site.indexnow?;
    let location = Url::parse(account.location.as_str()).ok()?;
    let body = Body {
        host: location.host_str()?,
        key: &account.key.0,
        key_location: account.location.as_str(),
        url_list: topics,
    };
    Some(Request {
        content_type: "application/json; charset=utf-8",
        body: serde_json::to_string(&body).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(location: &str) -> IndexNow {
        IndexNow {
            endpoint: Link::parse("https://api.indexnow.example/", None).unwrap(),
            key: Key::new("abcd-1234").unwrap(),
            location: Link::parse(location, None).unwrap(),
            file: None,
        }
    }

    #[test]
    fn keys() {
        for (raw, valid) in [
            ("abcd-1234", true),
            ("short", false),
            ("with space", false),
            ("../../etc/passwd", false),
        ] {
            assert_eq!(Key::new(raw).is_some(), valid, "{raw}");
        }
        assert!(!format!("{:?}", account("https://quay.example/k.txt")).contains("abcd"));
    }

    #[test]
    fn a_key_speaks_for_its_folder() {
        for (location, page, covered) in [
            (
                "https://quay.example/k.txt",
                "https://quay.example/2026/a",
                true,
            ),
            (
                "https://quay.example/k.txt",
                "https://www.quay.example/a",
                false,
            ),
            (
                "https://quay.example/feeds/k.txt",
                "https://quay.example/feeds/a",
                true,
            ),
            (
                "https://quay.example/feeds/k.txt",
                "https://quay.example/feeds-a",
                false,
            ),
            (
                "https://quay.example/feeds/k.txt",
                "https://quay.example/2026/a",
                false,
            ),
        ] {
            assert_eq!(account(location).covers(page), covered, "{location} {page}");
        }
    }

    #[test]
    fn what_is_sent() {
        let account = account("https://quay.example/abcd-1234.txt");
        let site = Site {
            title: "Quay",
            url: "https://quay.example/",
            indexnow: Some(&account),
        };
        let sent = request(&["https://quay.example/a", "https://quay.example/b"], &site).unwrap();
        assert_eq!(
            sent.body,
            r#"{"host":"quay.example","key":"abcd-1234","keyLocation":"https://quay.example/abcd-1234.txt","urlList":["https://quay.example/a","https://quay.example/b"]}"#
        );
    }
}
