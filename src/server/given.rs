//! Which header fields a request gives, of those that matter here: found in one pass over the few that there are, since looking
//! for each of so many by its name takes longer.

use axum::http::HeaderMap;

/// A set of header fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Given(u16);

impl Given {
    const NOTHING: Given = Given(0);
    pub(super) const ACCEPT_ENCODING: Given = Given(1);
    /// RFC 3229.
    pub(super) const A_IM: Given = Given(1 << 1);
    pub(super) const CONTENT_LENGTH: Given = Given(1 << 2);
    pub(super) const HOST: Given = Given(1 << 3);
    /// More than one `Host`.
    pub(super) const HOSTS: Given = Given(1 << 4);
    pub(super) const RANGE: Given = Given(1 << 5);
    pub(super) const REFERER: Given = Given(1 << 6);
    pub(super) const TRANSFER_ENCODING: Given = Given(1 << 7);
    pub(super) const USER_AGENT: Given = Given(1 << 8);
    const PRECONDITION: Given = Given(1 << 9);
    /// What a proxy leaves, and nobody who asks for himself.
    pub(super) const LEFT_BY_PROXY: Given = Given(1 << 10);
    /// That with which a client asks for less than everything (RFC 9110 sections 13.1 and 14.2).
    pub(super) const CONDITION: Given = Given::PRECONDITION.with(Given::RANGE);

    const fn with(self, other: Given) -> Given {
        Given(self.0 | other.0)
    }

    /// What a request with these headers gives.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        headers.iter().fold(Given::NOTHING, |given, (name, _)| {
            given.with(match name.as_str() {
                "accept-encoding" => Given::ACCEPT_ENCODING,
                "a-im" => Given::A_IM,
                "content-length" => Given::CONTENT_LENGTH,
                "host" if given.has(Given::HOST) => Given::HOSTS,
                "host" => Given::HOST,
                "range" => Given::RANGE,
                "referer" => Given::REFERER,
                "transfer-encoding" => Given::TRANSFER_ENCODING,
                "user-agent" => Given::USER_AGENT,
                "if-none-match" | "if-modified-since" | "if-range" | "if-unmodified-since" => {
                    Given::PRECONDITION
                }
                "forwarded" | "via" | "x-forwarded-for" | "x-real-ip" => Given::LEFT_BY_PROXY,
                _ => Given::NOTHING,
            })
        })
    }

    /// Is one of these among them?
    pub(super) const fn has(self, any: Given) -> bool {
        self.0 & any.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_known_by_its_name() {
        for (names, given) in [
            (&[][..], Given::NOTHING),
            (&["accept", "connection"], Given::NOTHING),
            (&["accept-encoding"], Given::ACCEPT_ENCODING),
            (&["a-im"], Given::A_IM),
            (&["content-length"], Given::CONTENT_LENGTH),
            (&["host"], Given::HOST),
            (&["host", "accept", "accept"], Given::HOST),
            (&["host", "accept", "host"], Given::HOST.with(Given::HOSTS)),
            (&["referer"], Given::REFERER),
            (&["transfer-encoding"], Given::TRANSFER_ENCODING),
            (&["user-agent", "host"], Given::USER_AGENT.with(Given::HOST)),
            (&["range"], Given::RANGE),
            (&["if-none-match"], Given::PRECONDITION),
            (&["if-modified-since"], Given::PRECONDITION),
            (&["if-range"], Given::PRECONDITION),
            (&["if-unmodified-since"], Given::PRECONDITION),
            (&["x-forwarded-for"], Given::LEFT_BY_PROXY),
            (&["forwarded"], Given::LEFT_BY_PROXY),
            (&["via"], Given::LEFT_BY_PROXY),
            (&["x-real-ip"], Given::LEFT_BY_PROXY),
        ] {
            let mut headers = HeaderMap::new();
            for name in names {
                headers.append(*name, "x".parse().unwrap());
            }
            assert_eq!(Given::of(&headers), given, "{names:?}");
        }
    }

    #[test]
    fn a_range_is_a_condition() {
        assert!(Given::RANGE.has(Given::CONDITION));
        assert!(Given::PRECONDITION.has(Given::CONDITION));
        assert!(!Given::HOST.has(Given::CONDITION));
    }
}
