//! From what came over HTTP, or was saved from it, to what the validator judges.

use crate::source::{Fetch, Fetched, fetch, unpack};
use crate::validate::response::{Again, Hop, Response};
use crate::validate::{self, Options, Report};
use crate::{Error, Result};

/// Fetches a document and judges it together with the answer that it came in. The document comes too.
///
/// # Errors
/// An input error where it cannot be fetched.
pub fn judge_url(url: &str, how: &Fetch, options: &Options) -> Result<(Report, Vec<u8>)> {
    let (document, options) = with_answer(url, fetch(url, how)?, options);
    Ok((validate::check_bytes(&document, &options), document))
}

/// What was fetched from `url` as a document, and the options with the answer that it came in.
pub fn with_answer(url: &str, fetched: Fetched, options: &Options) -> (Vec<u8>, Options) {
    let hop = |(url, status, location)| Hop {
        url,
        status,
        location,
    };
    let options = Options {
        base: options.base.clone().or(Some(fetched.url)),
        response: Some(Response {
            asked: Some(url.to_owned()),
            status: Some(fetched.status),
            headers: fetched.headers,
            received: Some(fetched.received),
            falsely_packed: fetched.falsely_packed,
            complete: true,
            hops: fetched.hops.into_iter().map(hop).collect(),
            again: fetched
                .again
                .map(|(status, headers)| Again { status, headers }),
        }),
        ..options.clone()
    };
    (fetched.body, options)
}

/// Unpacks a document that was saved as it came, where the answer says that it is packed.
///
/// # Errors
/// An input error where it cannot be unpacked, or only into more than `most` bytes.
pub fn unpacked(document: Vec<u8>, response: &Response, most: u64) -> Result<Vec<u8>> {
    let codings: Vec<&str> = response.all("content-encoding").collect();
    unpack(document, &codings.join(","), most).map_err(|e| {
        Error::input(e.to_string()).help("save the document unpacked, as curl --compressed does")
    })
}

/// The answer that a saved block of headers shows, as `curl -D FILE` writes it: one block for each redirect, the
/// last for the document. `asked` is the address that was asked for first, where it is known.
pub fn saved(headers: &str, asked: Option<&str>) -> Response {
    let mut response = Response {
        asked: asked.map(str::to_owned),
        complete: true,
        ..Response::default()
    };
    let mut url = asked.unwrap_or("the address asked for").to_owned();
    for block in headers.replace("\r\n", "\n").split("\n\n") {
        let Some((status, headers)) = block_of(block) else {
            continue;
        };
        // What came before was a redirect, or an answer on the way such as 100.
        if let Some(before) = response.status.filter(|s| (300..400).contains(s)) {
            let location = response.header("location").unwrap_or_default().to_owned();
            let location = url::Url::parse(&url)
                .and_then(|base| base.join(&location))
                .map_or(location, String::from);
            response.hops.push(Hop {
                url: std::mem::replace(&mut url, location.clone()),
                status: before,
                location,
            });
        }
        response.status = Some(status);
        response.headers = headers;
    }
    response
}

/// The status and headers of one block; none where it does not begin as an answer does.
fn block_of(block: &str) -> Option<(u16, Vec<(String, String)>)> {
    let mut lines = block.trim_start_matches('\n').lines();
    let status = lines.next()?.strip_prefix("HTTP/")?;
    let status = status.split_ascii_whitespace().nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    let trimmed = |(name, value): (&str, &str)| (name.trim().to_owned(), value.trim().to_owned());
    Some((status, headers.map(trimmed).collect()))
}

#[cfg(test)]
mod tests {
    use super::saved;

    #[test]
    fn blocks_of_curl() {
        let text = "HTTP/1.1 301 Moved Permanently\r\nLocation: /news.rss\r\n\r\n\
            HTTP/2 200 \r\ncontent-type: application/rss+xml\r\netag: \"a:b\"\r\n\r\n";
        let response = saved(text, Some("https://quay.example/feed"));
        assert_eq!(response.status, Some(200));
        assert_eq!(response.header("ETag"), Some("\"a:b\""));
        assert!(response.complete);
        let hop = &response.hops[0];
        assert_eq!(
            (hop.status, hop.url.as_str(), hop.location.as_str()),
            (
                301,
                "https://quay.example/feed",
                "https://quay.example/news.rss"
            )
        );
        assert_eq!(response.hops.len(), 1);
        assert_eq!(saved("nothing of the kind", None).status, None);
    }
}
