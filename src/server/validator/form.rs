//! `/validate`: the form, and the answer to what it brings.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::answer::{self, A_MINUTE, Kind, NO_STORE};
use super::asked::Asked;
use super::desk::Desk;
use super::judged::{self, Judged};
use super::memory::Outcome;
use super::refusal::Refusal;
use super::result_page::{Subject, View};
use super::shares::Asking;
use super::{address, body};
use crate::validate::report::json;

/// Shows the form, or judges the address in `url`.
pub(super) async fn show(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (asked, asking) = (Asked::of(&request), desk.asking(&request));
    let typed = asked.get("url").map(str::trim);
    let mut subject = Subject {
        name: typed.unwrap_or_default().to_owned(),
        is_address: true,
    };
    let outcome = match typed {
        None if asked.json() => Err(judged::nothing()),
        None => return form(&desk),
        Some("") => Err(judged::nothing()),
        Some(typed) => match address::read(typed) {
            Err(e) => Err(e.into()),
            Ok(address) => {
                subject.name.clone_from(&address.written);
                desk.judge_address(asking, &address).await
            }
        },
    };
    reply(&desk, asking, subject, asked.json(), outcome).await
}

/// Judges what was sent.
pub(super) async fn sent(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (mut json, asking) = (Asked::of(&request).json(), desk.asking(&request));
    let mut subject = Subject {
        name: crate::source::STDIN.to_owned(),
        is_address: false,
    };
    let outcome = match body::read(&desk, asking, request).await {
        Err(refusal) => Err(refusal),
        Ok(mut sent) => {
            json |= sent.json;
            subject.name.clone_from(&sent.name);
            let document = std::mem::take(&mut sent.document);
            // What was sent keeps its share of the memory until it is judged.
            desk.judge_sent(asking, document).await
        }
    };
    reply(&desk, asking, subject, json, outcome).await
}

fn form(desk: &Desk) -> Response {
    let page = desk.press.fill("validate.html", &View::form(desk.public()));
    let kind = Kind {
        cache: answer::AN_HOUR,
        listed: true,
        ..PAGE
    };
    match page {
        Ok(page) => answer::answer(StatusCode::OK, kind, page),
        Err(refusal) => bare(&refusal),
    }
}

const PAGE: Kind = Kind {
    media_type: answer::HTML,
    cache: NO_STORE,
    listed: false,
    shared: false,
};

/// The verdict, or why there is none, in the form that is wanted.
async fn reply(
    desk: &Arc<Desk>,
    asking: Asking,
    subject: Subject,
    json: bool,
    outcome: Outcome,
) -> Response {
    let kind = Kind {
        media_type: if json { answer::JSON } else { answer::HTML },
        cache: match subject.is_address && outcome.is_ok() {
            true => A_MINUTE,
            false => NO_STORE,
        },
        ..PAGE
    };
    let refusal = match outcome {
        Err(refusal) => refusal,
        Ok(judged) => {
            let (shared, named) = (Arc::clone(desk), subject.clone());
            let made = desk.work(asking, move || match json {
                true => Ok(object(&named, Ok(&judged))),
                false => page(&shared, &named, &judged),
            });
            match made.await.and_then(|made| made) {
                Ok(made) => return answer::answer(StatusCode::OK, kind, made),
                Err(refusal) => refusal,
            }
        }
    };
    let made = match json {
        true => object(&subject, Err(&refusal)),
        false => {
            let view = View::refused(&subject, &refusal, desk.public());
            match desk.press.fill("validate.html", &view) {
                Ok(page) => page,
                Err(refusal) => return bare(&refusal),
            }
        }
    };
    let kind = Kind {
        cache: NO_STORE,
        ..kind
    };
    let mut response = answer::answer(refusal.status, kind, made);
    answer::again(&mut response, refusal.again);
    response
}

fn page(desk: &Desk, subject: &Subject, judged: &Judged) -> Result<String, Refusal> {
    let view = View::judged(subject, judged, &desk.press, desk.public())?;
    desk.press.fill("validate.html", &view)
}

/// The object that the command line prints.
fn object(subject: &Subject, outcome: Result<&Judged, &Refusal>) -> String {
    let outcome = match outcome {
        Ok(judged) => Ok(&judged.report),
        Err(refusal) => Err(refusal.says.as_str()),
    };
    let mut out = Vec::new();
    // Memory can be written to.
    let _ = json::write(&mut out, &subject.name, outcome);
    String::from_utf8(out).unwrap_or_default()
}

/// Where not even a page can be made.
fn bare(refusal: &Refusal) -> Response {
    let kind = Kind {
        media_type: "text/plain; charset=utf-8",
        ..PAGE
    };
    answer::answer(refusal.status, kind, format!("{}\n", refusal.says))
}
