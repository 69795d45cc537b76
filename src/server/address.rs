//! Addresses below `base_url`: which is which file's.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use url::Url;

/// What cannot stand in a path as it is.
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A file's own address.
pub(super) fn address_of(base: &str, name: &str) -> String {
    format!("{base}{}", utf8_percent_encode(name, IN_PATH))
}

/// The name below `base_url` that an address means; none where it lies elsewhere. Addresses are compared as the URL standard
/// normalises them; a fragment is no part of a resource's address.
pub(super) fn name_of(base: &str, address: &str) -> Option<String> {
    let (base, address) = (Url::parse(base).ok()?, Url::parse(address).ok()?);
    let same_site = base.scheme() == address.scheme()
        && base.host_str() == address.host_str()
        && base.port_or_known_default() == address.port_or_known_default();
    let plain =
        address.username().is_empty() && address.password().is_none() && address.query().is_none();
    if !same_site || !plain {
        return None;
    }
    let name = address.path().strip_prefix(base.path())?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    (!name.is_empty() && !name.contains('\0')).then(|| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://quay.example/feeds/";

    #[test]
    fn addresses_are_compared_as_urls() {
        for (address, name) in [
            ("https://quay.example/feeds/news.rss", Some("news.rss")),
            ("HTTPS://Quay.Example:443/feeds/news.rss", Some("news.rss")),
            ("https://quay.example/feeds/a/../news.rss", Some("news.rss")),
            ("https://quay.example/feeds/ne%77s.rss", Some("news.rss")),
            ("https://quay.example/feeds/news.rss#top", Some("news.rss")),
            ("https://quay.example/feeds/a/b.txt", Some("a/b.txt")),
            ("https://quay.example/feeds/ü b.txt", Some("ü b.txt")),
            ("https://quay.example/feeds/", None),
            ("https://quay.example/feeds", None),
            ("https://quay.example/news.rss", None),
            ("https://quay.example/feeds/../news.rss", None),
            ("http://quay.example/feeds/news.rss", None),
            ("https://quay.example:8443/feeds/news.rss", None),
            ("https://other.example/feeds/news.rss", None),
            ("https://a@quay.example/feeds/news.rss", None),
            ("https://quay.example/feeds/news.rss?a=b", None),
            ("https://quay.example/feeds/%ff", None),
            ("https://quay.example/feeds/%00", None),
            ("news.rss", None),
            ("", None),
        ] {
            assert_eq!(name_of(BASE, address).as_deref(), name, "{address}");
        }
    }

    #[test]
    fn an_address_means_the_name_that_it_was_made_of() {
        for name in ["news.rss", "a/b.txt", "ü b?#%41.txt", "q\"<>`{}|[\\]^.txt"] {
            let address = address_of(BASE, name);
            assert_eq!(name_of(BASE, &address).as_deref(), Some(name), "{address}");
        }
    }
}
