//! Who may look at `/status` and `/metrics`: programs on this machine, and whoever brings the token.
//!
//! Others get 403 and not 404: that the pages exist is written in the manual, and who has set up a proxy should learn why
//! they do not answer. Where there is a token the answer is 401, which asks for it (RFC 6750 section 3).

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::super::app::House;
use super::super::files::plain;
use super::observe::client;
use crate::config::{Newsroom, Secret};
use crate::{Error, Result};

/// The refusal, where this request may not look.
pub(super) fn refuses(request: &Request, house: &House) -> Option<Response> {
    if client(request, house).is_local(request.headers()) {
        return None;
    }
    let mut refused = match &house.newsroom.serve.token {
        None => plain(
            StatusCode::FORBIDDEN,
            "only this machine may look here; set token in [serve] to look from elsewhere",
        ),
        Some(token) if brings(request.headers(), token) => return None,
        Some(_) => {
            let says = "only who brings the token may look here";
            let mut refused = plain(StatusCode::UNAUTHORIZED, says);
            let bearer = HeaderValue::from_static("Bearer");
            refused
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, bearer);
            refused
        }
    };
    let headers = refused.headers_mut();
    headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Some(refused)
}

/// Does `Authorization` bring the token? Digests are compared, in a time that tells nothing of where they differ.
fn brings(headers: &HeaderMap, token: &Secret) -> bool {
    let Ok(token) = value(token) else {
        return false;
    };
    let brought = headers.get(header::AUTHORIZATION);
    let brought = brought.and_then(|value| {
        let (scheme, token) = value.as_bytes().split_at_checked(b"Bearer ".len())?;
        scheme
            .eq_ignore_ascii_case(b"Bearer ")
            .then(|| token.trim_ascii())
    });
    brought.is_some_and(|brought| blake3::hash(brought) == blake3::hash(token.as_bytes()))
}

fn value(token: &Secret) -> Result<String> {
    let value = token.value(&|name| std::env::var(name).ok())?;
    // What a client sends loses its blanks on the way, and a file that the token came from may end in a line feed.
    Ok(value.trim_ascii().to_owned())
}

/// Looks at the token before anybody asks for it.
///
/// # Errors
/// A configuration error where its variable is not set, or it is nothing.
pub(in super::super) fn check_token(newsroom: &Newsroom) -> Result<()> {
    let Some(token) = &newsroom.serve.token else {
        return Ok(());
    };
    match value(token)?.as_str() {
        "" => Err(Error::config("the token in [serve] is empty")
            .at(&newsroom.file)
            .help("set it to a long random word, or leave it out")),
        _ => Ok(()),
    }
}
