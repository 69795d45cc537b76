//! Readers on the web that take a feed's address in a link.

/// A reader that takes a feed's address in a link.
#[derive(Debug, PartialEq, Eq)]
pub struct Reader {
    /// The name in configuration.
    pub name: &'static str,
    /// The name that people know; `None` for whatever reader is installed, which the page's own language names.
    pub label: Option<&'static str>,
    before: &'static str,
    /// Does the address stand in the link as it is, and not percent-encoded?
    plain: bool,
}

/// All that feedwright knows, in the order in which a page shows them.
pub const READERS: &[Reader] = &[
    Reader {
        name: "app",
        label: None,
        before: "feed:",
        plain: true,
    },
    service(
        "feedly",
        "Feedly",
        "https://feedly.com/i/subscription/feed%2F",
    ),
    service(
        "inoreader",
        "Inoreader",
        "https://www.inoreader.com/?add_feed=",
    ),
    service("newsblur", "NewsBlur", "https://www.newsblur.com/?url="),
    service(
        "theoldreader",
        "The Old Reader",
        "https://theoldreader.com/feeds/subscribe?url=",
    ),
    service("feedbin", "Feedbin", "https://feedbin.com/?subscribe="),
    service("bazqux", "BazQux", "https://bazqux.com/add?url="),
];

const fn service(name: &'static str, label: &'static str, before: &'static str) -> Reader {
    Reader {
        name,
        label: Some(label),
        before,
        plain: false,
    }
}

impl Reader {
    /// The link that subscribes to the feed at this address.
    pub(super) fn link(&self, address: &str) -> String {
        if self.plain {
            format!("{}{address}", self.before)
        } else {
            format!("{}{}", self.before, encoded(address))
        }
    }
}

/// Everything but the unreserved characters of RFC 3986 section 2.3 percent-encoded.
fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len() * 3 / 2);
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stays_one_value_in_the_link() {
        let link = |name: &str, address: &str| {
            let reader = READERS.iter().find(|r| r.name == name).unwrap();
            reader.link(address)
        };
        assert_eq!(
            link("inoreader", "https://a.example/n.rss?a=1&b=ü#x"),
            "https://www.inoreader.com/?add_feed=https%3A%2F%2Fa.example%2Fn.rss%3Fa%3D1%26b%3D%C3%BC%23x"
        );
        assert_eq!(
            link("app", "https://a.example/n.rss"),
            "feed:https://a.example/n.rss"
        );
        for reader in READERS {
            assert!(reader.plain || reader.before.starts_with("https://"));
        }
    }
}
