//! The address of the next page of a list, as interfaces write it.

use url::Url;

use super::Json;
use crate::import::Options;

/// The keys under which an object around an address has it.
const ADDRESS: [&str; 4] = ["href", "id", "@id", "url"];

/// The address that this value is or holds; `None` where it is no `http` or `https` address.
pub(in crate::import) fn next(json: &Json<'_>, options: &Options) -> Option<Url> {
    let raw = json.str().or_else(|| json.first(&ADDRESS)?.str())?.trim();
    let url = match options.resolve_against() {
        Some(base) => base.join(raw),
        None => Url::parse(raw),
    };
    url.ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_written() -> Result<(), serde_json::Error> {
        let options = Options {
            base: Url::parse("https://p.example/api/items?page=1").ok(),
            ..Options::default()
        };
        for (text, want) in [
            (
                r#""items?page=2""#,
                Some("https://p.example/api/items?page=2"),
            ),
            (
                r#"{"href":"https://q.example/2"}"#,
                Some("https://q.example/2"),
            ),
            (r#"{"id":"/2"}"#, Some("https://p.example/2")),
            (r#""file:///etc/passwd""#, None),
            (r#""""#, None),
            ("null", None),
            ("[]", None),
        ] {
            let json: Json<'_> = serde_json::from_str(text)?;
            assert_eq!(
                next(&json, &options).as_ref().map(Url::as_str),
                want,
                "{text}"
            );
        }
        Ok(())
    }
}
