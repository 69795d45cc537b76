//! How the server answers: status, media type, compression, caching, redirects. Nothing here looks into the feed.

mod caching;
mod content;
mod redirects;
mod status;

use crate::Severity;
use crate::validate::context::Answer;
use crate::validate::diagnostic::{Findings, Report};
use crate::validate::registry;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::spec;

pub(crate) static FAMILY: Family = Family {
    name: "response",
    about: "How the server answers: status, media type, compression, caching, redirects.",
    rules: &[
        &STATUS_NOT_OK,
        &CHALLENGE,
        &MEDIA_TYPE_MISSING,
        &MEDIA_TYPE_UNEXPECTED,
        &MEDIA_TYPE_GENERIC,
        &TEXT_WITHOUT_CHARSET,
        &COMPRESSION_MISSING,
        &CONTENT_ENCODING_FALSE,
        &VALIDATOR_MISSING,
        &CONDITION_IGNORED,
        &NOT_MODIFIED_INCOMPLETE,
        &CACHING_FORBIDDEN,
        &REDIRECT_TEMPORARY,
        &REDIRECT_PERMANENT,
        &REDIRECT_INSECURE,
        &REDIRECT_CHAIN,
    ],
};

/// Judges the answer that a document came in, beside what was found in the document.
pub(crate) fn judge(answer: &Answer<'_>, report: &mut Report, most: u64) {
    if status::explains_everything(answer) {
        // What is wrong with an error page as a feed is no news.
        report.diagnostics.clear();
        report.omitted.clear();
    }
    let mut findings = Findings::new(most);
    let checks = &registry::checks(Some(Kind::Response)).response;
    checks.iter().for_each(|check| check(answer, &mut findings));
    report.take_in(findings);
}

pub(crate) static STATUS_NOT_OK: Rule = Rule {
    id: "response-status-wrong",
    severity: Severity::Error,
    formats: &[Kind::Response],
    says: "the server's answer is no success",
    why: "readers that get it keep what they had, and give the feed up after a while",
    remedy: "answer 200 with the feed, 301 to where it moved, or 410 where it ended for good",
    spec: &[spec::RFC9110.at("15")],
    w3c: Some("HttpError"),
    since: "0.1.0",
    check: Check::Response(status::status),
};

pub(crate) static CHALLENGE: Rule = Rule {
    id: "response-challenge",
    severity: Severity::Error,
    formats: &[Kind::Response],
    says: "the answer is a page that keeps robots out, not the feed",
    why: "feed readers are robots: they can neither click nor run scripts, so they never see the feed",
    remedy: "let requests for the feed's address through, whatever program sends them",
    spec: &[spec::RFC9110.at("15.5.4")],
    w3c: Some("CloudflareHttpError"),
    since: "0.1.0",
    check: Check::With("response-status-wrong"),
};

pub(crate) static MEDIA_TYPE_MISSING: Rule = Rule {
    id: "media-type-missing",
    severity: Severity::Warning,
    formats: &[Kind::Response],
    says: "the answer has no Content-Type",
    why: "a browser or reader has to guess what it got",
    remedy: "send Content-Type: application/rss+xml, application/atom+xml or application/feed+json",
    spec: &[spec::RFC9110.at("8.3")],
    w3c: Some("UnexpectedContentType"),
    since: "0.1.0",
    check: Check::Response(content::media_type),
};

pub(crate) static MEDIA_TYPE_UNEXPECTED: Rule = Rule {
    id: "media-type-unexpected",
    severity: Severity::Warning,
    formats: &[Kind::Response],
    says: "the answer's Content-Type is none of this kind of feed",
    why: "a browser shows it as text or offers it for saving, and some readers refuse it",
    remedy: "send the feed's own type: application/rss+xml, application/atom+xml, application/feed+json",
    spec: &[spec::RFC9110.at("8.3")],
    w3c: Some("UnexpectedContentType"),
    since: "0.1.0",
    check: Check::With("media-type-missing"),
};

pub(crate) static MEDIA_TYPE_GENERIC: Rule = Rule {
    id: "media-type-generic",
    severity: Severity::Warning,
    formats: &[Kind::Response],
    says: "the answer's Content-Type does not say that this is a feed",
    why: "a browser looks at the first 512 bytes for a feed, and does not find its root there",
    remedy: "send application/rss+xml, application/atom+xml or application/feed+json",
    spec: &[spec::RFC9110.at("8.3")],
    w3c: Some("NonSpecificMediaType"),
    since: "0.1.0",
    check: Check::With("media-type-missing"),
};

pub(crate) static TEXT_WITHOUT_CHARSET: Rule = Rule {
    id: "text-type-without-charset",
    severity: Severity::Warning,
    formats: &[Kind::Response],
    says: "a text type without charset",
    why: "older programs take it for US-ASCII, whatever the document declares",
    remedy: "send application/rss+xml or application/atom+xml, or add ; charset=utf-8",
    spec: &[spec::RFC7303.at("3")],
    w3c: Some("TextXml"),
    since: "0.1.0",
    check: Check::With("media-type-missing"),
};

pub(crate) static COMPRESSION_MISSING: Rule = Rule {
    id: "compression-missing",
    severity: Severity::Info,
    formats: &[Kind::Response],
    says: "a large answer is sent without compression",
    why: "feeds shrink to a fifth, and every reader fetches them again and again",
    remedy: "turn on gzip, br or zstd for the feed's media type",
    spec: &[spec::RFC9110.at("8.4")],
    w3c: Some("Uncompressed"),
    since: "0.1.0",
    check: Check::Response(content::compression),
};

pub(crate) static CONTENT_ENCODING_FALSE: Rule = Rule {
    id: "content-encoding-false",
    severity: Severity::Error,
    formats: &[Kind::Response],
    says: "Content-Encoding says that the answer is packed, and it is not",
    why: "readers fail to unpack it and see nothing",
    remedy: "pack the feed as the header says, or leave the header out",
    spec: &[spec::RFC9110.at("8.4")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("compression-missing"),
};

pub(crate) static VALIDATOR_MISSING: Rule = Rule {
    id: "cache-validator-missing",
    severity: Severity::Warning,
    formats: &[Kind::Response],
    says: "the answer has neither ETag nor Last-Modified",
    why: "readers cannot ask whether anything changed, and fetch the whole feed every time",
    remedy: "send an ETag or Last-Modified, and answer 304 to those who send it back",
    spec: &[spec::RFC9110.at("8.8")],
    w3c: None,
    since: "0.1.0",
    check: Check::Response(caching::validators),
};

pub(crate) static CONDITION_IGNORED: Rule = Rule {
    id: "conditional-request-ignored",
    severity: Severity::Warning,
    formats: &[Kind::Response],
    says: "a conditional request is not answered with 304",
    why: "the feed is sent whole although it did not change",
    remedy: "compare If-None-Match and If-Modified-Since with what the feed has, and answer 304",
    spec: &[spec::RFC9110.at("13.2.2")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("cache-validator-missing"),
};

pub(crate) static NOT_MODIFIED_INCOMPLETE: Rule = Rule {
    id: "not-modified-without-etag",
    severity: Severity::Warning,
    formats: &[Kind::Response],
    says: "the answer 304 lacks the ETag that 200 has",
    why: "a cache cannot tell which of its copies is meant",
    remedy: "send the same ETag with 304 as with 200",
    spec: &[spec::RFC9110.at("15.4.5")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("cache-validator-missing"),
};

pub(crate) static CACHING_FORBIDDEN: Rule = Rule {
    id: "caching-forbidden",
    severity: Severity::Info,
    formats: &[Kind::Response],
    says: "Cache-Control: no-store forbids to keep the feed",
    why: "readers that obey fetch the whole feed every time",
    remedy: "send max-age, or no-cache, which asks for a check and not for a copy",
    spec: &[spec::RFC9111.at("5.2.2.5")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("cache-validator-missing"),
};

pub(crate) static REDIRECT_TEMPORARY: Rule = Rule {
    id: "redirect-temporary",
    severity: Severity::Info,
    formats: &[Kind::Response],
    says: "a temporary redirect leads to the feed",
    why: "readers go the long way every time",
    remedy: "answer 301 or 308 if the feed moved for good",
    spec: &[spec::RFC9110.at("15.4")],
    w3c: Some("TempRedirect"),
    since: "0.1.0",
    check: Check::Response(redirects::redirects),
};

pub(crate) static REDIRECT_PERMANENT: Rule = Rule {
    id: "redirect-permanent",
    severity: Severity::Info,
    formats: &[Kind::Response],
    says: "the feed moved for good",
    why: "readers that do not follow permanent redirects for good ask at the old address for ever",
    remedy: "link to the new address, in the feed and on the site",
    spec: &[spec::RFC9110.at("15.4.2")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("redirect-temporary"),
};

pub(crate) static REDIRECT_INSECURE: Rule = Rule {
    id: "redirect-insecure",
    severity: Severity::Warning,
    formats: &[Kind::Response],
    says: "a redirect leads from https to http",
    why: "what follows can be read and changed on the way, and many readers refuse to follow",
    remedy: "redirect to https",
    spec: &[spec::RFC9110.at("15.4")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("redirect-temporary"),
};

pub(crate) static REDIRECT_CHAIN: Rule = Rule {
    id: "redirect-chain-long",
    severity: Severity::Warning,
    formats: &[Kind::Response],
    says: "a long chain of redirects leads to the feed",
    why: "some readers give up after a few, and each costs a round trip",
    remedy: "redirect to the last address at once",
    spec: &[spec::RFC9110.at("15.4")],
    w3c: None,
    since: "0.1.0",
    check: Check::With("redirect-temporary"),
};

pub(crate) static HUB_DIFFERS: Rule = Rule {
    id: "hub-header-differs",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the answer's Link headers and the feed name different hubs",
    why: "a subscriber that trusts the one never hears from the other",
    remedy: "name the same hubs in both, or in one of them",
    spec: &[spec::WEBSUB.at("discovery")],
    w3c: None,
    since: "0.1.0",
    check: Check::Head(redirects::hubs),
};
