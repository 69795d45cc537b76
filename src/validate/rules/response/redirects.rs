//! Which way led to the feed, and which hubs the answer names.

use crate::validate::context::{Answer, Head};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::response::Response;
use crate::validate::rules::response::{
    HUB_DIFFERS, REDIRECT_CHAIN, REDIRECT_INSECURE, REDIRECT_PERMANENT, REDIRECT_TEMPORARY,
};

/// More redirects than this are a chain.
const FEW: usize = 2;

pub(super) fn redirects(answer: &Answer<'_>, out: &mut Findings) {
    let hops = &answer.response.hops;
    for hop in hops {
        let way = format!("{} from {} to {}", hop.status, hop.url, hop.location);
        let finding = || answer.header_finding("Location").value(&hop.location);
        if matches!(hop.status, 301 | 308) {
            let message = format!("the feed moved for good: {way}");
            let help = format!("use {} wherever the feed is named", hop.location);
            out.add(&REDIRECT_PERMANENT, finding().says(message).help(help));
        } else {
            out.add(
                &REDIRECT_TEMPORARY,
                finding().says(format!("a temporary redirect: {way}")),
            );
        }
        if is_https(&hop.url) && !is_https(&hop.location) {
            out.add(
                &REDIRECT_INSECURE,
                finding().says(format!("a redirect leaves https: {way}")),
            );
        }
    }
    if hops.len() > FEW {
        let message = format!("{} redirects lead to the feed", hops.len());
        out.add(
            &REDIRECT_CHAIN,
            answer.header_finding("Location").says(message),
        );
    }
}

fn is_https(url: &str) -> bool {
    url.get(..8)
        .is_some_and(|s| s.eq_ignore_ascii_case("https://"))
}

/// Hubs in Link headers against those in the feed; only where both name some.
pub(super) fn hubs(head: &Head<'_, '_>, out: &mut Findings) {
    let Some(response) = &head.doc.options.response else {
        return;
    };
    let answered = linked(response, "hub");
    let inside: Vec<&str> = head
        .feed
        .children()
        .filter(|c| c.is(Ns::Atom, "link"))
        .filter(|c| c.attr("rel").is_some_and(|rel| rel.value == "hub"))
        .filter_map(|c| c.attr("href").map(|href| href.value.trim()))
        .collect();
    if answered.is_empty() || inside.is_empty() {
        return;
    }
    let only = |these: &[&str], those: &[&str]| {
        these
            .iter()
            .find(|hub| !those.contains(hub))
            .map(|hub| (*hub).to_owned())
    };
    let (place, hub) = match (only(&answered, &inside), only(&inside, &answered)) {
        (Some(hub), _) => ("answer", hub),
        (None, Some(hub)) => ("feed", hub),
        (None, None) => return,
    };
    let finding = Finding::element(head.feed)
        .value(&hub)
        .says(format!("only the {place} names the hub {hub}"));
    out.add(&HUB_DIFFERS, finding);
}

/// The targets of the answer's links of one relation (RFC 8288).
fn linked<'r>(response: &'r Response, relation: &str) -> Vec<&'r str> {
    response
        .all("link")
        .flat_map(links)
        .filter(|(_, parameters)| has_relation(parameters, relation))
        .map(|(target, _)| target.trim())
        .collect()
}

/// Each `<target>` of a Link header with the parameters after it.
fn links(value: &str) -> impl Iterator<Item = (&str, &str)> {
    value
        .split('<')
        .skip(1)
        .filter_map(|part| part.split_once('>'))
}

fn has_relation(parameters: &str, relation: &str) -> bool {
    parameters.split(';').any(|parameter| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            let value = value.trim().trim_end_matches(',').trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel")
                && value
                    .split_ascii_whitespace()
                    .any(|r| r.eq_ignore_ascii_case(relation))
        })
    })
}
