//! What a request asks for: which address, and in which form the answer is wanted.

use axum::extract::Request;
use axum::http::{HeaderMap, header};

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
    let accepted = headers.get_all(header::ACCEPT);
    let accepted: Vec<&str> = accepted.iter().filter_map(|v| v.to_str().ok()).collect();
    let likes = |wanted: &str| {
        let ranges = accepted.iter().flat_map(|value| value.split(','));
        ranges
            .filter_map(|range| {
                let (kind, parameters) = range.split_once(';').unwrap_or((range, ""));
                let named = kind.trim().eq_ignore_ascii_case(wanted);
                let quality = parameters
                    .split(';')
                    .find_map(|p| p.trim().strip_prefix("q="));
                named.then(|| quality.map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0)))
            })
            .fold(0.0, f32::max)
    };
    let json = likes("application/json");
    json > 0.0 && json >= likes("text/html")
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
