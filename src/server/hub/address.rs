//! Which callbacks may be asked: addresses of the web, on usual ports, without a password. Whether their host's addresses
//! are public is seen when they are asked.

use url::{Host, Url};

use crate::source::Callbacks;

/// How long a callback's address may be.
const MOST: usize = 2048;

/// A callback, and the host that it counts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Callback {
    pub(super) url: Url,
    pub(super) host: String,
}

impl Callback {
    /// Reads a callback's address.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub(super) fn parse(raw: &str) -> Result<Self, &'static str> {
        if raw.len() > MOST {
            return Err("is too long");
        }
        let mut url = Url::parse(raw).map_err(|_| "is no address")?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("is no address of the web");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("holds a user or a password");
        }
        // It is not sent, and two callbacks that differ in it are one.
        url.set_fragment(None);
        let host = url.host_str().unwrap_or_default().trim_end_matches('.');
        let host = host.to_owned();
        if host.is_empty() {
            return Err("has no host");
        }
        Ok(Callback { url, host })
    }

    /// May it be asked, as far as its address tells?
    ///
    /// # Errors
    /// Why not, as the end of a sentence.
    pub(super) fn may_be_asked(&self, callbacks: &Callbacks) -> Result<(), &'static str> {
        callbacks
            .may_ask(&self.url)
            .map_err(|_| "has a private address")?;
        if callbacks.trusts(&self.host) {
            return Ok(());
        }
        // Mail servers and the like: whoever wants them asked wants no delivery.
        match self.url.port() {
            Some(port) if port < 1024 && !matches!(port, 80 | 443) => {
                return Err("has a port that is not the web's");
            }
            _ => {}
        }
        match self.url.host() {
            Some(Host::Domain(name)) if is_local(name) => Err("has a private name"),
            _ => Ok(()),
        }
    }
}

/// Names that no public host has (RFC 6761, RFC 6762, RFC 8375).
fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let top = name.rsplit('.').next().unwrap_or_default();
    !name.contains('.')
        || matches!(top, "localhost" | "local" | "internal" | "onion")
        || name.ends_with(".home.arpa")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_no_callback() {
        for (raw, why) in [
            ("", "is no address"),
            ("/hook", "is no address"),
            ("ftp://reader.example/", "is no address of the web"),
            ("file:///etc/passwd", "is no address of the web"),
            ("https://a:b@reader.example/", "holds a user or a password"),
            ("http://", "is no address"),
        ] {
            assert_eq!(Callback::parse(raw).unwrap_err(), why, "{raw}");
        }
        let long = format!("https://reader.example/{}", "a".repeat(MOST));
        assert_eq!(Callback::parse(&long).unwrap_err(), "is too long");
        let known = Callback::parse("https://Reader.example./a?b=c&d#e").unwrap();
        assert_eq!(known.host, "reader.example");
        assert_eq!(known.url.as_str(), "https://reader.example./a?b=c&d");
    }

    #[test]
    fn who_may_not_be_asked() {
        let hosts = ["127.0.0.5", "intranet", "Printer.local.", "::2"].map(str::to_owned);
        let callbacks = Callbacks::new("test", &hosts, Duration::from_secs(1)).unwrap();
        for (raw, expected) in [
            ("https://reader.example/a", Ok(())),
            ("http://reader.example:8080/a", Ok(())),
            ("http://8.8.8.8/", Ok(())),
            ("http://127.0.0.5:25/", Ok(())),
            ("http://intranet/", Ok(())),
            ("http://printer.local/", Ok(())),
            ("http://[::2]:25/", Ok(())),
            ("http://127.0.0.1/", Err("has a private address")),
            ("http://2130706433/", Err("has a private address")),
            ("http://0x7f.1/", Err("has a private address")),
            ("http://[::1]/", Err("has a private address")),
            ("http://[::ffff:10.0.0.1]/", Err("has a private address")),
            ("http://169.254.169.254/", Err("has a private address")),
            ("http://localhost/", Err("has a private name")),
            ("http://a.local/", Err("has a private name")),
            (
                "http://reader.example:25/",
                Err("has a port that is not the web's"),
            ),
        ] {
            let callback = Callback::parse(raw).unwrap();
            assert_eq!(callback.may_be_asked(&callbacks), expected, "{raw}");
        }
    }
}
