//! Answers with a file of the output folder.

use std::ops::Range;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::app::{App, House};
use super::fields::value;
use super::find::{Found, find};
use super::given::Given;
use super::item::{Content, Face, Item, Unserved};
use super::negotiate::{self, Encoding};
use super::range::Asked;
use super::request_head::RequestHead;
use super::{conditional, delta, fields, large, range, watch};

/// How often a file is looked for again that changed while it was being read.
const TRIES: usize = 4;

/// The file that an answer brings or says to be unchanged, and how long it is in the encoding in which it does; plain for a delta.
#[derive(Debug, Clone)]
pub(super) struct Served<I> {
    pub(super) item: I,
    pub(super) length: u64,
}

/// An answer with a file.
type Answer<I> = (Response, Served<I>);

/// Answers what has no other handler.
pub(super) async fn answer(State(app): State<Arc<App>>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    match reply(&app, app.held(), RequestHead::of_parts(&head)).await {
        Ok((mut response, served)) => {
            // On its way out through axum's router.
            response.extensions_mut().insert(served);
            response
        }
        Err(response) => response,
    }
}

/// Answers with a feed's document, where all that it takes is known and in memory.
pub(super) fn at_once<'i>(
    app: &App,
    house: &House,
    item: &'i Item,
    head: RequestHead<'_>,
) -> Option<Answer<&'i Item>> {
    if !matches!(*head.method, Method::GET | Method::HEAD) || !app.still_holds(house, head.begun) {
        return None;
    }
    let digest = item.known_digest()?;
    let unchanged = conditional::has_it(head.headers, digest, item.modified);
    let is_delta = !unchanged && head.given.has(Given::A_IM);
    if is_delta || !item.is_noted() {
        return None;
    }
    let (encoding, face) = item.known_face(wanted(head))?;
    let (answer, part) = outline(item, encoding, face, head, unchanged);
    let answer = match part {
        Some(part) => {
            let bytes = item.in_memory(encoding)?;
            answer.map(|_| Body::from(slice(&bytes, &part)))
        }
        None => answer,
    };
    app.spare_memory(house);
    let length = face.length;
    Some((answer, Served { item, length }))
}

/// Answers with the file that the path names, or says what has become of it.
async fn reply(
    app: &Arc<App>,
    mut house: Arc<House>,
    head: RequestHead<'_>,
) -> Result<Answer<Arc<Item>>, Response> {
    match *head.method {
        Method::GET | Method::HEAD => {}
        Method::OPTIONS => return Err(preflight()),
        _ => return Err(not_allowed("GET, HEAD, OPTIONS")),
    }
    for _ in 0..TRIES {
        house = app.fresh(house).await;
        match find(&house, head.uri.path()) {
            Found::File(item) => match serve(app, item, head).await {
                Ok((response, length)) => {
                    app.spare_memory(&house);
                    let item = Arc::clone(item);
                    return Ok((response, Served { item, length }));
                }
                Err(Unserved::Changed) => {
                    app.renew().await;
                    house = app.held();
                }
                Err(Unserved::Unreadable(e)) if is_for_now(&e) => break,
                Err(Unserved::Unreadable(e)) => {
                    tracing::error!(target: "feedwright", "cannot read {}: {e}", item.name);
                    let says = "this file cannot be read";
                    return Err(plain(StatusCode::INTERNAL_SERVER_ERROR, says));
                }
            },
            Found::Moved(to) => return Err(moved(&to, "this feed has another address now")),
            Found::Folder(to) => return Err(moved(&to, "this is a folder")),
            Found::Gone => return Err(plain(StatusCode::GONE, "this feed has ended")),
            Found::Nothing => {
                return Err(watch::front_page(app, &house, head.uri.path())
                    .unwrap_or_else(|| plain(StatusCode::NOT_FOUND, "there is nothing here")));
            }
        }
    }
    let mut busy = plain(
        StatusCode::SERVICE_UNAVAILABLE,
        "this file cannot be had just now",
    );
    busy.headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    Err(busy)
}

/// Has the system no file descriptor left, which it will have again?
fn is_for_now(e: &std::io::Error) -> bool {
    use rustix::io::Errno;
    let errno = Errno::from_io_error(e);
    matches!(errno, Some(Errno::MFILE | Errno::NFILE))
}

/// Answers with a file, and says how long it is, as [`Served`] does.
async fn serve(
    app: &App,
    item: &Arc<Item>,
    head: RequestHead<'_>,
) -> Result<(Response, u64), Unserved> {
    let digest = item.digest().await?;
    if item.says.is_feed {
        app.deltas.note(item, digest).await?;
    }
    let unchanged = conditional::has_it(head.headers, digest, item.modified);
    let encoding = wanted(head);
    if !unchanged
        && item.says.is_feed
        && delta::is_wanted(head.method, head.headers)
        && let Some(answer) = app
            .deltas
            .answer(item, digest, head.headers, encoding)
            .await?
    {
        return Ok((answer, item.stamp.size));
    }
    let (encoding, face) = item.face(encoding).await?;
    let (answer, part) = outline(item, encoding, face, head, unchanged);
    let Some(part) = part else {
        return Ok((answer, face.length));
    };
    let body = match item.content(encoding).await? {
        Content::Kept(bytes) => Body::from(slice(&bytes, &part)),
        Content::File(file) => large::stream(file, part),
    };
    Ok((answer.map(|_| body), face.length))
}

/// The encoding that the client wants; parts are of the plain file.
fn wanted(head: RequestHead<'_>) -> Encoding {
    let given = head.given;
    match given.has(Given::ACCEPT_ENCODING) && !given.has(Given::RANGE) {
        true => negotiate::best(head.headers),
        false => Encoding::Identity,
    }
}

/// An answer but for its body, and the part of the file that belongs there.
fn outline(
    item: &Item,
    encoding: Encoding,
    face: &Face,
    head: RequestHead<'_>,
    unchanged: bool,
) -> (Response, Option<Range<u64>>) {
    if unchanged {
        let fields = fields::common(item, face);
        return (respond(StatusCode::NOT_MODIFIED, fields), None);
    }
    let mut fields = fields::whole(item, face, encoding);
    let asked = match *head.method == Method::GET && head.given.has(Given::RANGE) {
        true => {
            let tag = face.tag.as_bytes();
            range::asked(head.headers, face.length, tag, item.modified)
        }
        false => Asked::Whole,
    };
    let (status, part) = match asked {
        Asked::Whole => (StatusCode::OK, 0..face.length),
        Asked::Part(part) => {
            let says = format!("bytes {}-{}/{}", part.start, part.end - 1, face.length);
            fields.insert(header::CONTENT_RANGE, value(&says));
            (StatusCode::PARTIAL_CONTENT, part)
        }
        Asked::Beyond => return (beyond(face), None),
    };
    fields.insert(header::CONTENT_LENGTH, (part.end - part.start).into());
    let part = (*head.method != Method::HEAD).then_some(part);
    (respond(status, fields), part)
}

/// Refuses a part that the file does not have.
fn beyond(face: &Face) -> Response {
    let mut refused = plain(StatusCode::RANGE_NOT_SATISFIABLE, "the file ends before");
    let says = value(&format!("bytes */{}", face.length));
    refused.headers_mut().insert(header::CONTENT_RANGE, says);
    refused
}

fn slice(bytes: &Bytes, part: &Range<u64>) -> Bytes {
    let length = bytes.len();
    let at = |place: u64| usize::try_from(place).unwrap_or(length).min(length);
    bytes.slice(at(part.start)..at(part.end))
}

fn respond(status: StatusCode, fields: HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    *response.headers_mut() = fields;
    response
}

/// A short answer in words.
pub(super) fn plain(status: StatusCode, says: &'static str) -> Response {
    let mut response = (status, format!("{says}\n")).into_response();
    fields::open_to_all(response.headers_mut());
    response
}

/// Refuses a method, and says which there are.
pub(super) fn not_allowed(methods: &'static str) -> Response {
    let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "this can only be read");
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static(methods));
    response
}

/// Lets scripts of other sites ask with the headers of conditional requests.
fn preflight() -> Response {
    let mut fields = HeaderMap::new();
    fields::open_to_all(&mut fields);
    for (name, says) in [
        (header::ALLOW, "GET, HEAD, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "A-IM, If-Modified-Since, If-None-Match, Range",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ] {
        fields.insert(name, HeaderValue::from_static(says));
    }
    respond(StatusCode::NO_CONTENT, fields)
}

fn moved(to: &str, says: &'static str) -> Response {
    let mut response = plain(StatusCode::MOVED_PERMANENTLY, says);
    response.headers_mut().insert(header::LOCATION, value(to));
    let day = HeaderValue::from_static("public, max-age=86400");
    response.headers_mut().insert(header::CACHE_CONTROL, day);
    response
}
