//! What a server answered, as plain values: whoever fetched hands them over, so that the validator knows no network.

/// The answer that a document came in, or as much of it as is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The address that was asked for first.
    pub asked: Option<String>,
    /// The status of the last answer, such as 200.
    pub status: Option<u16>,
    /// Its headers in the order they came; names in any case.
    pub headers: Vec<(String, String)>,
    /// How many bytes the body took on the way, as it was packed.
    pub received: Option<u64>,
    /// Did the body come unpacked although Content-Encoding says that it is packed? Of a saved one nobody knows: programs
    /// that unpack it keep the header.
    pub falsely_packed: bool,
    /// Are these all its headers, so that one which is not there was not sent?
    pub complete: bool,
    /// The redirects that led to it, in order.
    pub hops: Vec<Hop>,
    /// What the same address answered to a conditional request.
    pub again: Option<Again>,
}

/// One redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The address that answered.
    pub url: String,
    /// Its status, such as 301.
    pub status: u16,
    /// Where it pointed, made absolute.
    pub location: String,
}

/// The answer to a conditional request, made with the ETag and Last-Modified of the first answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// Its status: 304 where the server understands.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
}

impl Response {
    /// The charset that its Content-Type names for XML, where it does; JSON is UTF-8 whatever it says.
    pub fn charset(&self) -> Option<String> {
        let (essence, parameters) = self.header("content-type")?.split_once(';')?;
        if essence.to_ascii_lowercase().contains("json") {
            return None;
        }
        parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let named = name.trim().eq_ignore_ascii_case("charset");
            let value = value.trim().trim_matches(['"', '\'']).trim();
            (named && !value.is_empty()).then(|| value.to_owned())
        })
    }

    /// The first header of this name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Every header of this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// A header's value without parameters, in lower case.
pub(crate) fn header_value(value: &str) -> String {
    let value = value.split([';', ',']).next().unwrap_or_default();
    value.trim().to_ascii_lowercase()
}
