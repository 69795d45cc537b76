//! Which page an address names: without what only tells how a reader came to it.
//!
//! Decides equality and ids. What is published is the address as the record gave it.

use std::borrow::Cow;

/// Query parameters that tell where a reader came from and nothing about the page. A name that some site uses for
/// its own ends (`ref`, `source`, `id`, `share`) is none of them: two pages taken for one lose a story.
const TRACKERS: &[&str] = &[
    // Google
    "_ga",
    "_gl",
    "dclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "srsltid",
    "wbraid",
    // Facebook and Instagram
    "__tn__",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "fbclid",
    "igsh",
    "igshid",
    "mibextid",
    // other networks and their advertisements
    "__twitter_impression",
    "li_fat_id",
    "msclkid",
    "rdt_cid",
    "ref_src",
    "ref_url",
    "tt_medium",
    "ttclid",
    "twclid",
    "_openstat",
    "yclid",
    "ysclid",
    // newsletters
    "_hsenc",
    "_hsmi",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    // newsrooms' own statistics
    "cmpid",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "ns_campaign",
    "ns_fee",
    "ns_linkname",
    "ns_mchannel",
    "ns_source",
    "wt.mc_id",
    "wt_mc",
    "wt_zmc",
    "xtor",
];

/// Families of such parameters: Google Analytics, AT Internet, Matomo and its former name, HubSpot.
const TRACKER_FAMILIES: &[&str] = &["utm_", "at_", "mtm_", "pk_", "piwik_", "hsa_"];

/// The address without fragment and tracking parameters; [`crate::model::Link`] has dropped a default port. The
/// scheme stays, so that an id made of it is an address that can be opened.
pub(crate) fn canonical_url(link: &str) -> Cow<'_, str> {
    let page = link.split_once('#').map_or(link, |(page, _)| page);
    let Some((path, query)) = page.split_once('?') else {
        return Cow::Borrowed(page);
    };
    let speaks = |part: &&str| !part.is_empty() && !is_tracker(part);
    if !query.is_empty() && query.split('&').all(|part| speaks(&part)) {
        return Cow::Borrowed(page);
    }
    let mut out = path.to_owned();
    let mut joint = '?';
    for part in query.split('&').filter(speaks) {
        out.push(joint);
        out.push_str(part);
        joint = '&';
    }
    Cow::Owned(out)
}

/// What two addresses of one page have in common: the canonical one, with `https` for `http`.
pub(crate) fn page(link: &str) -> Cow<'_, str> {
    let canonical = canonical_url(link);
    match canonical.strip_prefix("http://") {
        Some(rest) => Cow::Owned(format!("https://{rest}")),
        None => canonical,
    }
}

fn is_tracker(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or(parameter);
    let begins = |family: &&str| {
        name.get(..family.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(family))
    };
    TRACKER_FAMILIES.iter().any(begins) || TRACKERS.iter().any(|t| name.eq_ignore_ascii_case(t))
}

/// The host of an absolute `http` URL as [`crate::model::Link`] writes it, with the port where it is not the default.
pub(crate) fn host(link: &str) -> Option<&str> {
    let (_, rest) = link.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_without_what_does_not_name_the_page() {
        for (raw, want) in [
            (
                "https://p.example/a?utm_source=x&id=3&UTM_Medium=y#top",
                "https://p.example/a?id=3",
            ),
            ("https://p.example/a?fbclid=1", "https://p.example/a"),
            (
                "https://p.example/a?at_medium=m&xtor=RSS-3",
                "https://p.example/a",
            ),
            (
                "https://p.example/a?wt_mc=rss.x&p=2",
                "https://p.example/a?p=2",
            ),
            (
                "https://p.example/a?b=2&&a=1",
                "https://p.example/a?b=2&a=1",
            ),
            ("http://p.example/a", "http://p.example/a"),
            (
                "https://p.example/a?ref=home",
                "https://p.example/a?ref=home",
            ),
            ("https://p.example/a?atlas=1", "https://p.example/a?atlas=1"),
            ("https://p.example/a?é=1", "https://p.example/a?é=1"),
            ("https://p.example/a?", "https://p.example/a"),
        ] {
            assert_eq!(canonical_url(raw), want);
        }
    }

    #[test]
    fn one_page_has_one_key_under_either_scheme() {
        for same in [
            "http://p.example/a",
            "https://p.example/a#top",
            "http://p.example/a?gclid=1",
        ] {
            assert_eq!(page(same), "https://p.example/a");
        }
        assert_ne!(page("http://p.example:8080/a"), page("https://p.example/a"));
    }

    #[test]
    fn a_tracker_stands_in_the_table_once_and_in_lower_case() {
        for (n, name) in TRACKERS.iter().enumerate() {
            assert_eq!(*name, name.to_ascii_lowercase());
            assert!(
                !TRACKERS.iter().skip(n + 1).any(|other| other == name),
                "{name}"
            );
            assert!(
                !TRACKER_FAMILIES.iter().any(|f| name.starts_with(f)),
                "{name} is in a family"
            );
        }
    }

    #[test]
    fn hosts() {
        assert_eq!(host("https://p.example:8443/a?b#c"), Some("p.example:8443"));
        assert_eq!(host("https://u:p@p.example"), Some("p.example"));
        assert_eq!(host("nothing"), None);
    }
}
