//! Why a document could not be fetched, in words that hold no password and name the option that would help.

use std::error::Error as StdError;

use url::Url;

use super::super::unpack::Unpacking;
use super::Fetch;
use super::guard::{Refused, refused};
use crate::Error;

/// Why no answer came.
pub(in super::super) fn not_answered(e: reqwest::Error, url: &Url, options: &Fetch) -> Error {
    if e.is_timeout() {
        return too_slow(options);
    }
    let e = e.without_url();
    let causes = causes(&e);
    if let Some(why) = causes.iter().find_map(|e| e.downcast_ref::<Refused>()) {
        return refused(why, options.asker);
    }
    let told: Vec<String> = causes.iter().map(|c| c.to_string()).collect();
    let says = |part: &str| told.iter().any(|t| t.to_ascii_lowercase().contains(part));
    let host = url.host_str().unwrap_or_default();
    let (what, help) = if says("dns error") || says("lookup address") {
        (
            format!("the name {host} has no address"),
            "check the host's name",
        )
    } else if says("certificate") || says("tls") || says("handshake") {
        (
            format!("no safe connection to {host}"),
            "look at the server's certificate",
        )
    } else if e.is_connect() {
        (
            format!("cannot connect to {host}"),
            "check the address, and whether the server runs",
        )
    } else {
        (
            format!("{host} does not answer in HTTP"),
            "look at what the server sends",
        )
    };
    Error::input(what).caused_by(deepest(e)).help(help)
}

/// What lies at the bottom of an error, in words.
pub(in super::super) fn deepest(e: reqwest::Error) -> String {
    causes(&e).last().map(|c| c.to_string()).unwrap_or_default()
}

/// An error and what caused it, the deepest last.
pub(in super::super) fn causes<'e>(
    e: &'e (dyn StdError + 'static),
) -> Vec<&'e (dyn StdError + 'static)> {
    let (mut all, mut last) = (vec![e], e);
    while let Some(deeper) = last.source() {
        all.push(deeper);
        last = deeper;
    }
    all
}

/// A body that ended before its end.
pub(in super::super) fn broken_off(e: reqwest::Error) -> Error {
    Error::input("the answer broke off")
        .caused_by(deepest(e.without_url()))
        .help("try again, and look at the server if it happens again")
}

pub(in super::super) fn too_slow(options: &Fetch) -> Error {
    let seconds = options.timeout.as_secs_f64();
    Error::input(format!("the answer was not there after {seconds} s")).help(options.asker.longer())
}

pub(in super::super) fn too_large(options: &Fetch) -> Error {
    let larger = options.asker.larger();
    Error::input(format!("the document has more than {} bytes", options.most)).help(larger)
}

pub(in super::super) fn not_unpacked(e: Unpacking, options: &Fetch) -> Error {
    match e {
        Unpacking::TooLarge => too_large(options),
        other => Error::input(other.to_string()).help("send gzip, br, zstd or nothing"),
    }
}

/// An address without user and password.
pub(in super::super) fn bare(url: &Url) -> String {
    let mut url = url.clone();
    // Addresses without a host have neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

pub(super) fn shown(raw: &str) -> String {
    match Url::parse(raw) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => bare(&url),
        _ => raw.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(
            shown("https://ada:s3cret@quay.example/f"),
            "https://quay.example/f"
        );
        assert_eq!(shown("no address"), "no address");
    }
}
