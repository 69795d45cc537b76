//! `/validate/badge.svg`: a picture of the verdict on an address, for pages of other sites.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::address;
use super::answer::{self, Kind, SVG};
use super::asked::Asked;
use super::desk::Desk;
use super::judged;
use super::refusal::Refusal;

const VALID: &str = include_str!("templates/badge-valid.svg");
const INVALID: &str = include_str!("templates/badge-invalid.svg");
const UNREAD: &str = include_str!("templates/badge-unread.svg");

/// Shows the verdict on the address in `url`. A page shows a picture whatever its status, but what cannot be read now may be
/// read later, and is not kept.
pub(super) async fn show(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let asked = Asked::of(&request);
    let outcome = match asked.get("url").map(address::read) {
        None => Err(judged::nothing()),
        Some(Err(e)) => Err(e.into()),
        Some(Ok(address)) => desk.judge_address(desk.asking(&request), &address).await,
    };
    let refusal = |refusal: Refusal| (refusal.status, UNREAD, refusal.again);
    let (status, picture, again) = outcome.map_or_else(refusal, |judged| {
        let picture = if judged.report.is_valid() {
            VALID
        } else {
            INVALID
        };
        (StatusCode::OK, picture, None)
    });
    let cache = match status {
        StatusCode::OK => "public, max-age=300",
        _ => answer::NO_STORE,
    };
    let kind = Kind {
        media_type: SVG,
        cache,
        listed: false,
        shared: true,
    };
    // Programs that hand pictures on drop those whose status is no success.
    let status = match status {
        StatusCode::BAD_REQUEST => StatusCode::OK,
        other => other,
    };
    let mut response = answer::answer(status, kind, picture);
    answer::again(&mut response, again);
    response
}
