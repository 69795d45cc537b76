//! What a request asks for: which address, and in which form the answer is wanted.

use axum::extract::Request;
use axum::http::{HeaderMap, header};

use crate::server::negotiate::weighed;

/// What stands behind the question mark, and what is accepted.
#[derive(Debug, Default)]
pub(super) struct Asked {
    query: Vec<(String, String)>,
    json: bool,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        let query = request.uri().query().unwrap_or_default();
        let query = url::form_urlencoded::parse(query.as_bytes()).into_owned();
        Asked {
            query: query.collect(),
            json: prefers_json(request.headers()),
        }
    }

    /// What this key says.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let pair = self.query.iter().find(|(k, _)| k == key);
        pair.map(|(_, value)| value.as_str())
    }

    /// Is JSON wanted?
    pub(super) fn json(&self) -> bool {
        match self.get("format") {
            Some(format) => format.eq_ignore_ascii_case("json"),
            None => self.json,
        }
    }
}

/// Is JSON asked for by name, and liked as much as a page?
fn prefers_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter();
    let accepted = accepted.filter_map(|value| value.to_str().ok());
    let ranges = accepted.flat_map(|value| value.split(','));
    let (mut json, mut html) = (0, 0);
    for (kind, weight) in ranges.filter_map(weighed) {
        if kind.eq_ignore_ascii_case("application/json") {
            json = json.max(weight);
        } else if kind.eq_ignore_ascii_case("text/html") {
            html = html.max(weight);
        }
    }
    json > 0 && json >= html
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;

    use super::Asked;

    #[test]
    fn json_is_asked_for_by_name() {
        for (uri, accept, json) in [
            ("/validate", "application/json", true),
            ("/validate", "*/*", false),
            (
                "/validate",
                "text/html,application/json;q=0.9,*/*;q=0.8",
                false,
            ),
            ("/validate", "text/html;q=0.5, application/json", true),
            ("/validate", "application/json;q=0", false),
            ("/validate?format=json", "text/html", true),
            ("/validate?format=html", "application/json", false),
            ("/validate?url=a&format=JSON", "", true),
        ] {
            let request = Request::builder().uri(uri).header("accept", accept);
            let asked = Asked::of(&request.body(Body::empty()).unwrap());
            assert_eq!(asked.json(), json, "{uri} {accept}");
        }
    }
}
