//! What somebody sent: a form, a file or a document as it is; never more of it than may be.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;

use super::code::shown;
use super::desk::Desk;
use super::pieces::Held;
use super::refusal::Refusal;
use super::shares::Asking;
use super::{MOST, judged};
use crate::source::{STDIN, unpack};
use crate::{Error, Result};

/// How long somebody may take to send a document.
const PATIENCE: Duration = Duration::from_secs(30);

/// What may stand around a document in a form.
const AROUND: usize = 64 << 10;

/// The most that a body may have: in a form each byte may take three.
pub(super) const LARGEST: usize = 3 * MOST + AROUND;

/// Of a document that is too large so much more is read, and not kept, that the client hears the answer.
const DRAINED: usize = 64 << 20;

/// How long that may take.
const DRAINING: Duration = Duration::from_secs(3);

/// A document that somebody sent.
pub(super) struct Sent {
    /// The file's name, or `-`.
    pub(super) name: String,
    pub(super) document: Vec<u8>,
    /// Does the form ask for JSON?
    pub(super) json: bool,
    /// The memory that it takes of what there is for all.
    _held: Option<Held>,
}

/// How it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Raw,
    Form,
    Multipart,
}

impl Manner {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let Some(kind) = headers.get(header::CONTENT_TYPE) else {
            return Some(Manner::Raw);
        };
        let kind = kind.to_str().ok()?.split(';').next()?.trim();
        match kind.to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => Some(Manner::Form),
            "multipart/form-data" => Some(Manner::Multipart),
            "application/octet-stream" => Some(Manner::Raw),
            kind if kind.starts_with("text/") => Some(Manner::Raw),
            kind if kind.contains("xml") || kind.contains("json") => Some(Manner::Raw),
            _ => None,
        }
    }

    /// How many bytes a body may have.
    const fn most(self) -> usize {
        match self {
            Manner::Raw => MOST,
            Manner::Multipart => MOST + AROUND,
            Manner::Form => LARGEST,
        }
    }
}

/// Reads what was sent.
///
/// # Errors
/// Why it cannot be judged.
pub(super) async fn read(desk: &Desk, asking: Asking, request: Request) -> Result<Sent, Refusal> {
    let (parts, body) = request.into_parts();
    let manner = Manner::of(&parts.headers).ok_or_else(unknown)?;
    let mut held = desk.pieces.held_by(asking);
    let whole = whole(&mut held, &parts.headers, body, manner.most());
    let bytes = tokio::time::timeout(PATIENCE, whole).await;
    let bytes = bytes.map_err(|_| too_slow())??;
    let bytes = unpacked(desk, asking, &parts.headers, bytes, manner.most()).await?;
    // A few packed kilobytes may have become megabytes.
    held.hold(bytes.len())?;
    let mut sent = match manner {
        Manner::Raw => Sent {
            name: STDIN.to_owned(),
            document: bytes,
            json: false,
            _held: None,
        },
        Manner::Form => of_form(&bytes),
        Manner::Multipart => of_multipart(parts, bytes).await?,
    };
    sent._held = Some(held);
    if sent.document.is_empty() {
        return Err(judged::nothing());
    }
    if sent.document.len() > MOST {
        return Err(Refusal::too_large());
    }
    Ok(sent)
}

/// Reads the body, with memory that is taken piece by piece as bytes come: who only says how much will come takes none.
async fn whole(
    held: &mut Held,
    headers: &HeaderMap,
    mut body: Body,
    most: usize,
) -> Result<Vec<u8>, Refusal> {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|l| l.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > most) {
        drain(body).await;
        return Err(Refusal::too_large());
    }
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|e| {
            Refusal::from(Error::input("the document was not sent to its end").caused_by(e))
        })?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > most {
            drain(body).await;
            return Err(Refusal::too_large());
        }
        bytes.extend_from_slice(&data);
        if let Err(busy) = held.hold(bytes.len()) {
            drain(body).await;
            return Err(busy);
        }
    }
    Ok(bytes)
}

/// Reads on without keeping anything: a connection that is closed on somebody who still sends loses the answer.
async fn drain(mut body: Body) {
    let draining = async {
        let mut read = 0;
        while let Some(Ok(frame)) = body.frame().await {
            read += frame.data_ref().map_or(0, Bytes::len);
            if read > DRAINED {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(DRAINING, draining).await;
}

/// Undoes what Content-Encoding says.
async fn unpacked(
    desk: &Desk,
    asking: Asking,
    headers: &HeaderMap,
    bytes: Vec<u8>,
    most: usize,
) -> Result<Vec<u8>, Refusal> {
    let codings = headers.get_all(header::CONTENT_ENCODING);
    let codings: Vec<&str> = codings.iter().filter_map(|c| c.to_str().ok()).collect();
    if codings.is_empty() {
        return Ok(bytes);
    }
    let codings = codings.join(",");
    let unpacked = desk.work(asking, move || unpack(bytes, &codings, most as u64));
    unpacked.await?.map_err(|e| {
        let said = Error::input(e.to_string());
        said.help("send the document unpacked, or with gzip, br, zstd or deflate")
            .into()
    })
}

/// A form as browsers send it that have no file to send.
fn of_form(bytes: &[u8]) -> Sent {
    let mut sent = Sent::empty();
    for (name, value) in url::form_urlencoded::parse(bytes) {
        sent.field(&name, value.into_owned().into_bytes());
    }
    sent
}

async fn of_multipart(parts: Parts, bytes: Vec<u8>) -> Result<Sent, Refusal> {
    let broken = |e: &dyn std::fmt::Display| {
        let what = format!("the form cannot be read: {e}");
        Refusal::from(Error::input(what).help("send it as a browser does"))
    };
    let request = Request::from_parts(parts, Body::from(bytes));
    let multipart = Multipart::from_request(request, &()).await;
    let mut multipart = multipart.map_err(|e| broken(&e.body_text()))?;
    let mut sent = Sent::empty();
    while let Some(field) = multipart.next_field().await.map_err(|e| broken(&e))? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let value = field.bytes().await.map_err(|e| broken(&e))?;
        match file {
            Some(file) if !value.is_empty() => {
                sent.name = file_name(&file);
                sent.document = value.into();
            }
            Some(_) => {}
            None => sent.field(&name, value.into()),
        }
    }
    Ok(sent)
}

impl Sent {
    fn empty() -> Self {
        Sent {
            name: STDIN.to_owned(),
            document: Vec::new(),
            json: false,
            _held: None,
        }
    }

    fn field(&mut self, name: &str, value: Vec<u8>) {
        match name {
            "document" if self.document.is_empty() => self.document = without_returns(value),
            "format" => self.json = value.eq_ignore_ascii_case(b"json"),
            _ => {}
        }
    }
}

/// What was pasted into a form comes with the line ends of forms, whatever it had.
fn without_returns(value: Vec<u8>) -> Vec<u8> {
    if !value.contains(&b'\r') {
        return value;
    }
    let mut out = Vec::with_capacity(value.len());
    let mut bytes = value.into_iter().peekable();
    while let Some(byte) = bytes.next() {
        if byte != b'\r' || bytes.peek() != Some(&b'\n') {
            out.push(byte);
        }
    }
    out
}

/// The last part of a file's name, of a readable length.
fn file_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = shown(name).chars().take(200).collect();
    if name.trim().is_empty() {
        return STDIN.to_owned();
    }
    name
}

fn too_slow() -> Refusal {
    let seconds = PATIENCE.as_secs();
    Refusal::new(
        StatusCode::REQUEST_TIMEOUT,
        format!("the document was not there after {seconds} s"),
        "try again, or give the address of the feed",
    )
}

fn unknown() -> Refusal {
    Refusal::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "documents of this Content-Type are not judged",
        "send a form, or a document as application/xml, application/json or text/plain",
    )
}

#[cfg(test)]
mod tests {
    use super::{file_name, without_returns};

    #[test]
    fn line_ends_of_forms_are_undone() {
        assert_eq!(without_returns(b"a\r\nb\rc\n".to_vec()), b"a\nb\rc\n");
    }

    #[test]
    fn names_of_files_lose_their_folders() {
        assert_eq!(file_name("C:\\feeds\\news.rss"), "news.rss");
        assert_eq!(file_name("../../etc/x"), "x");
        assert_eq!(file_name("a/"), "-");
        assert_eq!(file_name("a\u{1b}b"), "a\\u{1b}b");
    }
}
