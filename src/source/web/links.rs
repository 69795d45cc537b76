//! Where an answer's `Link` header (RFC 8288) leads.

use url::Url;

/// Where a `Link` header (RFC 8288) names the next page of a list.
pub(super) fn next_link(headers: &[(String, String)], url: &Url) -> Option<Url> {
    let lines = headers.iter().filter(|(name, _)| name == "link");
    lines.into_iter().find_map(|(_, line)| {
        let mut rest = line.as_str();
        while let Some((_, after)) = rest.split_once('<') {
            let (target, after) = after.split_once('>')?;
            let (parameters, further) = match after.find('<') {
                Some(at) => after.split_at(at),
                None => (after, ""),
            };
            if parameters.split([';', ',']).any(is_next) {
                return url.join(target.trim()).ok();
            }
            rest = further;
        }
        None
    })
}

fn is_next(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else {
        return false;
    };
    let value = value.trim().trim_matches('"');
    let mut relations = value.split_ascii_whitespace();
    name.trim().eq_ignore_ascii_case("rel") && relations.any(|r| r.eq_ignore_ascii_case("next"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_stands_in_link() {
        let url = Url::parse("https://quay.example/api?page=1").unwrap();
        for (line, want) in [
            (
                "<?page=2>; rel=\"next\"",
                Some("https://quay.example/api?page=2"),
            ),
            (
                "</a>; rel=\"prev\", </b,c;d>; title=x; rel=\"last next\"",
                Some("https://quay.example/b,c;d"),
            ),
            ("</a>; rel=prev", None),
            ("</a", None),
            ("", None),
        ] {
            let headers = [("link".to_owned(), line.to_owned())];
            let got = next_link(&headers, &url);
            assert_eq!(got.as_ref().map(Url::as_str), want, "{line}");
        }
    }
}
