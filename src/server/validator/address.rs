//! The address that somebody wants judged, as it was typed.

use url::Url;

use crate::{Error, Result};

/// Longer ones are no feeds'.
const LONGEST: usize = 2048;

/// Ports below 1024 at which the web is.
const WEB_PORTS: &[u16] = &[80, 443];

/// An address that may be asked for.
#[derive(Debug, Clone)]
pub(super) struct Address {
    /// As it was typed, with the scheme that was left out.
    pub(super) written: String,
    /// What a browser would make of it.
    pub(super) url: Url,
}

/// Reads what was typed. A scheme may be left out; `feed:` may stand before it.
///
/// # Errors
/// Why this is no address of the web.
pub(super) fn read(typed: &str) -> Result<Address> {
    let written = completed(typed.trim());
    if written.len() > LONGEST {
        return Err(
            Error::input(format!("the address has more than {LONGEST} bytes"))
                .help("give a shorter one"),
        );
    }
    let refused = |what: &str, help: &str| Err(Error::input(what).at(&written).help(help));
    let url = match Url::parse(&written) {
        Ok(url) => url,
        Err(e) => {
            return Err(Error::input("this is not an address")
                .at(&written)
                .caused_by(e)
                .help("write it like https://paper.example/news.rss"));
        }
    };
    if !matches!(url.scheme(), "http" | "https") {
        return refused(
            "addresses of this kind are not fetched",
            "give one that begins with https:// or http://",
        );
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::input("the address has a user or a password")
            .help("leave them out; a feed that needs them is judged on the command line"));
    }
    if !is_of_the_web(&url) {
        return refused(
            "no web server is asked at this port",
            "give the address that readers use",
        );
    }
    Ok(Address { written, url })
}

/// Is this a port at which programs other than web servers do not listen?
pub(super) fn is_of_the_web(url: &Url) -> bool {
    url.port()
        .is_none_or(|port| port >= 1024 || WEB_PORTS.contains(&port))
}

fn completed(typed: &str) -> String {
    let lower = typed.to_ascii_lowercase();
    if lower.starts_with("feed://") {
        return format!("http{}", typed.get(4..).unwrap_or_default());
    }
    let typed = match lower.starts_with("feed:") {
        true => typed.get(5..).unwrap_or_default(),
        false => typed,
    };
    let port = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let has_scheme =
        typed.contains("://") || typed.split_once(':').is_some_and(|(_, rest)| !port(rest));
    match has_scheme || typed.is_empty() || typed.starts_with('[') {
        true => typed.to_owned(),
        false => format!("https://{typed}"),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_people_type_becomes_an_address() {
        for (typed, url) in [
            (
                " https://quay.example/news.rss ",
                "https://quay.example/news.rss",
            ),
            ("quay.example/news", "https://quay.example/news"),
            ("quay.example:8080/news", "https://quay.example:8080/news"),
            ("feed:https://quay.example/a", "https://quay.example/a"),
            ("feed://quay.example/a", "http://quay.example/a"),
            ("HTTP://Quay.example", "http://quay.example/"),
        ] {
            assert_eq!(read(typed).unwrap().url.as_str(), url, "{typed}");
        }
    }

    #[test]
    fn what_is_no_address_of_the_web_is_refused() {
        for typed in [
            "",
            "https://",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "mailto:a@quay.example",
            "data:text/xml,<rss/>",
            "gopher://quay.example/",
            "https://ada:s3cret@quay.example/",
            "https://ada@quay.example/",
            "http://quay.example:25/",
            "http://quay.example:0/",
            &format!("https://quay.example/{}", "a".repeat(3000)),
        ] {
            let refused = read(typed).unwrap_err().to_string();
            assert!(!refused.contains("s3cret"), "{typed}");
        }
    }
}
