//! Did the server give the feed at all?

use crate::validate::context::Answer;
use crate::validate::diagnostic::Findings;
use crate::validate::format::Format;
use crate::validate::response::Response;

use super::{CHALLENGE, STATUS_NOT_OK};

/// A header by which a service that keeps robots out gives itself away: its name, a part of its value, the service.
static HEADERS: &[(&str, &str, &str)] = &[
    ("cf-mitigated", "challenge", "Cloudflare"),
    ("x-amzn-waf-action", "", "AWS WAF"),
    ("x-datadome", "", "DataDome"),
    ("x-dd-b", "", "DataDome"),
    ("x-vercel-mitigated", "challenge", "Vercel"),
    ("x-sucuri-block", "", "Sucuri"),
    ("server", "ddos-guard", "DDoS-Guard"),
];

/// A header of a service that answers with its own page when it refuses.
static REFUSING: &[(&str, &str, &str)] = &[
    ("server", "cloudflare", "Cloudflare"),
    ("server", "akamaighost", "Akamai"),
    ("server", "sucuri", "Sucuri"),
    ("x-iinfo", "", "Imperva"),
];

/// What stands in the page of such a service.
static MARKUP: &[(&str, &str)] = &[
    ("/cdn-cgi/challenge-platform/", "Cloudflare"),
    ("_cf_chl_opt", "Cloudflare"),
    ("cf-browser-verification", "Cloudflare"),
    ("cf-error-details", "Cloudflare"),
    ("<title>Just a moment...</title>", "Cloudflare"),
    ("Attention Required! | Cloudflare", "Cloudflare"),
    ("captcha-delivery.com", "DataDome"),
    ("_Incapsula_Resource", "Imperva"),
    ("awsWafCookieDomainList", "AWS WAF"),
    ("errors.edgesuite.net", "Akamai"),
    ("sucuri_cloudproxy", "Sucuri"),
    ("ddos-guard", "DDoS-Guard"),
    ("px-captcha", "HUMAN"),
    ("anubis_challenge", "Anubis"),
    ("Making sure you're not a bot", "Anubis"),
    ("sgcaptcha", "SiteGround"),
    ("g-recaptcha", "a captcha"),
    ("h-captcha", "a captcha"),
    ("cf-turnstile", "Cloudflare"),
];

pub(super) fn status(answer: &Answer<'_>, out: &mut Findings) {
    let status = answer.response.status.unwrap_or(200);
    if let Some(service) = challenge(answer) {
        let message = match status {
            200 => {
                format!("{service} answers with a page that keeps robots out, not with the feed")
            }
            _ => format!("{service} keeps robots out: it answers {status}, not with the feed"),
        };
        out.add(
            &CHALLENGE,
            answer.finding().value(&status.to_string()).says(message),
        );
        return;
    }
    if status != 200 {
        let message = format!(
            "the server answers {status} ({}){}",
            meaning(status),
            later(answer)
        );
        let finding = answer.finding().value(&status.to_string()).says(message);
        out.add(&STATUS_NOT_OK, finding.param("status", status.to_string()));
    }
}

/// Is the answer no feed for a reason that the response tells, so that what is wrong with its body says nothing?
pub(crate) fn explains_everything(answer: &Answer<'_>) -> bool {
    let no_feed = matches!(answer.format, Format::Html | Format::Unknown);
    let refused = answer.response.status.is_some_and(|s| s != 200);
    no_feed && (refused || challenge(answer).is_some())
}

/// The service that keeps robots out, where this is its page.
fn challenge(answer: &Answer<'_>) -> Option<&'static str> {
    if !matches!(answer.format, Format::Html | Format::Unknown) {
        return None;
    }
    let response = answer.response;
    let refused = matches!(response.status, Some(401 | 403 | 405 | 406 | 429 | 503));
    by_header(response, HEADERS)
        .or_else(|| by_markup(answer.head))
        .or_else(|| {
            by_header(response, REFUSING).filter(|_| refused && response.status != Some(401))
        })
}

fn by_header(
    response: &Response,
    signs: &'static [(&str, &str, &'static str)],
) -> Option<&'static str> {
    let holds = |(name, part, _): &&(&str, &str, &'static str)| {
        response
            .header(name)
            .is_some_and(|value| value.to_ascii_lowercase().contains(part))
    };
    signs.iter().find(holds).map(|(_, _, service)| *service)
}

fn by_markup(head: &[u8]) -> Option<&'static str> {
    let holds =
        |(sign, _): &&(&str, &'static str)| memchr::memmem::find(head, sign.as_bytes()).is_some();
    MARKUP.iter().find(holds).map(|(_, service)| *service)
}

fn meaning(status: u16) -> &'static str {
    const KNOWN: &[(u16, &str)] = &[
        (204, "there is nothing"),
        (206, "a part"),
        (304, "not modified, though nobody asked"),
        (400, "it does not understand the request"),
        (401, "it asks for a password"),
        (402, "it asks for payment"),
        (403, "it refuses"),
        (404, "there is nothing at this address"),
        (405, "it does not allow GET"),
        (406, "it has nothing of the media types asked for"),
        (410, "the feed is gone for good"),
        (429, "too many requests"),
        (451, "it may not show this for legal reasons"),
        (500, "it failed"),
        (502, "the server behind it failed"),
        (503, "it is not available at the moment"),
        (504, "the server behind it did not answer in time"),
    ];
    let class = match status {
        100..=199 => "not a final answer",
        200..=299 => "a success that brings no feed",
        300..=399 => "a redirect that leads nowhere",
        400..=499 => "it refuses the request",
        _ => "it failed",
    };
    KNOWN
        .iter()
        .find(|(known, _)| *known == status)
        .map_or(class, |(_, meaning)| meaning)
}

/// When one may ask again, where the answer says so.
fn later(answer: &Answer<'_>) -> String {
    match answer.response.header("retry-after") {
        Some(when) => format!("; Retry-After: {when}"),
        None => String::new(),
    }
}
