//! Can a reader ask whether anything changed, and does the server understand the question?

use crate::validate::context::Answer;
use crate::validate::diagnostic::Findings;

use super::{CACHING_FORBIDDEN, CONDITION_IGNORED, NOT_MODIFIED_INCOMPLETE, VALIDATOR_MISSING};

pub(super) fn validators(answer: &Answer<'_>, out: &mut Findings) {
    let response = answer.response;
    if response.status.is_some_and(|s| s != 200) {
        return;
    }
    no_store(answer, out);
    let etag = response.header("etag");
    let validated = etag.is_some() || response.header("last-modified").is_some();
    if !validated && response.complete {
        out.add(&VALIDATOR_MISSING, answer.header_finding("ETag"));
    }
    let Some(again) = response.again.as_ref().filter(|_| validated) else {
        return;
    };
    if again.status == 304 {
        let told = again
            .headers
            .iter()
            .any(|(n, _)| n.eq_ignore_ascii_case("etag"));
        if let Some(etag) = etag.filter(|_| !told) {
            out.add(
                &NOT_MODIFIED_INCOMPLETE,
                answer.header_finding("ETag").value(etag),
            );
        }
        return;
    }
    let (sent, value) = match etag {
        Some(etag) => ("If-None-Match", etag),
        None => (
            "If-Modified-Since",
            response.header("last-modified").unwrap_or_default(),
        ),
    };
    let message = format!(
        "a request with {sent}: {value} is answered with {} instead of 304",
        again.status
    );
    let finding = answer.header_finding(sent).value(value).says(message);
    out.add(&CONDITION_IGNORED, finding);
}

fn no_store(answer: &Answer<'_>, out: &mut Findings) {
    let all = answer.response.all("cache-control");
    let forbidding = all
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case("no-store"));
    if forbidding {
        out.add(
            &CACHING_FORBIDDEN,
            answer.header_finding("Cache-Control").value("no-store"),
        );
    }
}
