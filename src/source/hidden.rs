//! Keys that stand in an address: the server gets them, and they are shown and stored nowhere.

use std::fmt;

use url::form_urlencoded::{byte_serialize, parse};

/// How the name of a parameter ends whose value is a key, in lower case and without `-` and `_`.
const ENDINGS: &[&str] = &["key", "token", "secret", "password", "signature"];

/// Such names as a whole.
const NAMES: &[&str] = &["auth", "pass", "passwd", "pwd", "sig"];

/// What stands in the place of a key that is written in the configuration itself.
const STARS: &str = "***";

/// A shorter value is no secret, and would be found everywhere.
const SHORTEST: usize = 4;

/// What is to be hidden.
#[derive(Clone, Default)]
pub struct Hidden {
    /// What is hidden, in each way in which it may be written, the first being ours; and what stands in its place.
    places: Vec<(Vec<String>, String)>,
}

impl Hidden {
    /// The keys among the parameters of an address; variables of the environment (`$NAME`) are none.
    pub fn in_address(address: &str) -> Self {
        let query = query(address).into_iter().flat_map(|q| q.split('&'));
        let keys = query.filter_map(|part| part.split_once('='));
        let keys = keys.filter(|(name, value)| is_key(name) && is_secret(value));
        let place = |(name, value): (&str, &str)| {
            // Two dollar signs stand for one.
            let meant = value.replace("$$", "$");
            let spelt = spellings(&decoded(&meant));
            let own = [meant, value.to_owned()].into_iter().chain(spelt);
            let own = own.map(|value| format!("{name}={value}")).collect();
            (own, format!("{name}={STARS}"))
        };
        Hidden {
            places: keys.map(place).collect(),
        }
    }

    /// Hides also what a variable of the environment stands for.
    pub fn variable(&mut self, name: &str, value: &str) {
        if value.len() >= SHORTEST {
            self.places.push((spellings(value), format!("${name}")));
            // One name may begin as another does, and so may values.
            self.places
                .sort_by_key(|(_, shown)| usize::MAX - shown.len());
        }
    }

    /// Is there nothing to hide?
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Does the text hold what is hidden, or what stands in its place?
    pub fn is_in(&self, text: &str) -> bool {
        self.places.iter().any(|(own, shown)| {
            own.iter().any(|own| text.contains(own))
                || text.contains(shown)
                || shown
                    .strip_prefix('$')
                    .is_some_and(|name| text.contains(&format!("%24{name}")))
        })
    }

    /// The text as it may be shown and stored.
    pub fn hide(&self, text: &str) -> String {
        let mut all: Vec<(&str, &str)> = self
            .places
            .iter()
            .flat_map(|(own, shown)| own.iter().map(|own| (own.as_str(), shown.as_str())))
            .filter(|(own, _)| text.contains(own))
            .collect();
        all.sort_by_key(|(own, _)| usize::MAX - own.len());
        all.into_iter().fold(text.to_owned(), |text, (own, shown)| {
            text.replace(own, shown)
        })
    }

    /// The address that was hidden, as it is asked.
    pub fn reveal(&self, address: &str) -> String {
        let mut out = address.to_owned();
        for (own, shown) in &self.places {
            let Some(own) = own.first() else { continue };
            // Whoever writes parameters anew writes the dollar sign otherwise.
            out = out.replace(shown, own);
            out = out.replace(&shown.replace('$', "%24"), own);
        }
        out
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} hidden keys", self.places.len())
    }
}

/// A value as it may stand in any part of an address.
pub fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(byte.into());
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// How a value may be written: as we write it, as forms do, and as it is.
fn spellings(value: &str) -> Vec<String> {
    let mut all = vec![encoded(value)];
    for other in [byte_serialize(value.as_bytes()).collect(), value.to_owned()] {
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all
}

fn query(address: &str) -> Option<&str> {
    let page = address.split('#').next().unwrap_or(address);
    page.split_once('?').map(|(_, query)| query)
}

fn decoded(value: &str) -> String {
    let pairs = parse(value.as_bytes());
    pairs.map(|(name, _)| name.into_owned()).collect()
}

fn is_key(name: &str) -> bool {
    let name: String = name.chars().filter(|c| !matches!(c, '-' | '_')).collect();
    let name = name.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending)) || NAMES.contains(&name.as_str())
}

fn is_secret(value: &str) -> bool {
    !value.is_empty() && value != STARS && !value.replace("$$", "").contains('$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_hidden_and_come_back() {
        for (address, shown) in [
            (
                "https://q.example/posts/?key=0a1b&limit=5",
                "https://q.example/posts/?key=***&limit=5",
            ),
            (
                "https://q.example/?a=1&API-Key=x%2Fy&access_token=t",
                "https://q.example/?a=1&API-Key=***&access_token=***",
            ),
            ("https://q.example/?sig=1", "https://q.example/?sig=***"),
            (
                "https://q.example/?signal=1&key=",
                "https://q.example/?signal=1&key=",
            ),
            ("https://q.example/key=1", "https://q.example/key=1"),
            ("https://q.example/?a#key=1", "https://q.example/?a#key=1"),
        ] {
            let hidden = Hidden::in_address(address);
            assert_eq!(hidden.hide(address), shown);
            assert_eq!(hidden.reveal(shown), address);
        }
        assert!(
            !format!("{:?}", Hidden::in_address("https://q.example/?key=s3cret")).contains("s3")
        );
    }

    #[test]
    fn a_key_is_found_however_it_is_written() {
        let hidden = Hidden::in_address("https://q.example/?key=a%20b~c");
        for same in ["key=a%20b~c", "key=a+b%7Ec", "key=a b~c"] {
            assert_eq!(hidden.hide(same), "key=***");
        }
        let mut hidden = Hidden::default();
        hidden.variable("KEY", "s3cret~");
        hidden.variable("KEY_2", "s3cret~2");
        hidden.variable("N", "1");
        let asked = "https://q.example/1/s3cret~2?k=s3cret~&page=2";
        let shown = "https://q.example/1/$KEY_2?k=$KEY&page=2";
        assert_eq!(hidden.hide(asked), shown);
        assert_eq!(hidden.reveal(shown), asked);
        assert_eq!(hidden.reveal(&shown.replace('$', "%24")), asked);
        assert_eq!(
            hidden.hide("the key s3cret%7E is unknown"),
            "the key $KEY is unknown"
        );
    }
}
