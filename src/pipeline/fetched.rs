//! What was fetched, as importers want it: in which format, under which name, in which encoding.

use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

use super::Control;
use super::keys::keep_out_of;
use crate::import::{self, Emit, Input, Onward, Options};
use crate::source::{Ask, Body, Fetcher, HEAD_BYTES, Hidden, Terms, Unanswered, Validators};
use crate::{Error, Result};

/// For so long at most a server that is busy is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A document that was fetched in order to be imported.
#[derive(Debug)]
pub struct Document {
    /// The address that gave it, as it may be shown.
    pub url: Url,
    /// Its format.
    pub input: &'static Input,
    /// The encoding that its Content-Type names.
    pub charset: Option<String>,
    /// Its bytes.
    body: Body,
    hidden: Hidden,
}

impl Document {
    /// Reads it as its format is read. No key of its address is in what it gives, wherever the server repeats it.
    ///
    /// # Errors
    /// As the format's own reading says, and those of `emit`.
    pub fn read(&mut self, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
        let Document {
            input,
            body,
            hidden,
            ..
        } = self;
        let read = (input.read)(body, options, &mut |mut imported| {
            keep_out_of(&mut imported, hidden);
            emit(imported)
        });
        let mut onward = read.map_err(|e| e.reworded(&|text| hidden.hide(text)))?;
        let shown = onward
            .next
            .as_ref()
            .map(|next| hidden.hide(next.as_str()))
            .and_then(|next| Url::parse(&next).ok());
        onward.next = shown.or(onward.next);
        Ok(onward)
    }
}

/// Fetches one document; its format is told from it where none is named.
///
/// # Errors
/// An input error where it cannot be fetched, or its format cannot be told.
pub fn fetch_document(
    address: &str,
    terms: Terms,
    input: Option<&'static Input>,
    now: DateTime<Utc>,
    control: &dyn Control,
) -> Result<Document> {
    let hidden = terms.hidden.clone();
    let shown = hidden.hide(address);
    let failed = |e: Error| e.at(&shown);
    let url = Url::parse(address).map_err(|e| {
        Error::input("this is not an address")
            .caused_by(e)
            .help("write it like https://paper.example/news.json")
            .at(&shown)
    })?;
    let ask = Ask {
        url: url.clone(),
        validators: Validators::default(),
        robots: false,
        within: PATIENCE.saturating_add(terms.timeout),
        terms: Rc::new(terms),
    };
    let fetcher = Fetcher::new(now)?;
    let stop = || control.interrupted().is_some();
    let answer = fetcher.all(&[ask], &stop, &|_| {}).pop().flatten();
    super::publish::interrupted(control)?;
    let answer = match answer.map(|reply| reply.answer) {
        Some(Ok(answer)) => answer,
        Some(Err(Unanswered::Failed(e) | Unanswered::Refused(e))) => return Err(failed(e)),
        Some(Err(Unanswered::Wait(_, status))) => {
            let status = status.map_or_else(String::new, |s| format!(" answers {s} and"));
            let why = format!("the server{status} wants to be left alone");
            return Err(failed(Error::input(why).help("try again later")));
        }
        _ => {
            return Err(failed(
                Error::input("there was no answer").help("try again"),
            ));
        }
    };
    let Some(mut body) = answer.body else {
        return Err(failed(Error::input("there was no document in the answer")));
    };
    let content_type = answer.content_type.unwrap_or_default();
    let head = body.head(HEAD_BYTES)?;
    Ok(Document {
        input: input_for(input, &head, &url, &content_type).map_err(failed)?,
        url: answer.url,
        charset: charset(&content_type),
        body,
        hidden,
    })
}

/// The format of what was fetched: the one that is named, unless it is plainly another; else the one that it shows.
pub(super) fn input_for(
    named: Option<&'static Input>,
    head: &[u8],
    url: &Url,
    content_type: &str,
) -> Result<&'static Input> {
    let Some(input) = named else {
        return import::recognise(head, &name_of(url, content_type));
    };
    if input.name != "html" && is_html(head) {
        let why = format!("the answer is an HTML page and not {}", input.name);
        return Err(Error::input(why).help(
            "look at it in a browser: it may ask for a login, or say that something is wrong; then check the \
             address and `headers`",
        ));
    }
    import::named(input, head, true)
}

/// A file's name for what was fetched: the last part of the path, with the ending that Content-Type stands for.
fn name_of(url: &Url, content_type: &str) -> PathBuf {
    let last = url.path_segments().and_then(|mut parts| parts.next_back());
    let name = PathBuf::from(last.filter(|l| !l.is_empty()).unwrap_or("index"));
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let ending = match essence.to_ascii_lowercase().as_str() {
        "text/csv" => "csv",
        "text/markdown" => "md",
        "text/html" | "application/xhtml+xml" => "html",
        "application/x-ndjson" | "application/jsonl" => "jsonl",
        kind if kind == "application/json" || kind.ends_with("+json") => "json",
        kind if kind.ends_with("/xml") || kind.ends_with("+xml") => "xml",
        _ => return name,
    };
    name.with_extension(ending)
}

/// The `charset` of a Content-Type.
pub(super) fn charset(content_type: &str) -> Option<String> {
    let mut parameters = content_type.split(';').skip(1);
    let value = parameters.find_map(|p| {
        let (n, value) = p.split_once('=')?;
        n.trim().eq_ignore_ascii_case("charset").then_some(value)
    })?;
    let value = value.trim().trim_matches('"').trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// Does the document begin as an HTML page does?
fn is_html(head: &[u8]) -> bool {
    let head = head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(head);
    let begin: Vec<u8> = head
        .trim_ascii_start()
        .iter()
        .take(15)
        .map(u8::to_ascii_lowercase)
        .collect();
    begin.starts_with(b"<!doctype html")
        || begin.starts_with(b"<html")
        || begin.starts_with(b"<head")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_type_helps_to_tell_the_format() {
        for (url, content_type, name, encoding) in [
            (
                "https://q.example/",
                "text/html; charset=UTF-8",
                "index.html",
                Some("UTF-8"),
            ),
            (
                "https://q.example/api?page=2",
                "application/ld+json",
                "api.json",
                None,
            ),
            (
                "https://q.example/a.php",
                "Application/RSS+XML;charset=\"koi8-r\"",
                "a.xml",
                Some("koi8-r"),
            ),
            (
                "https://q.example/a.jsonl",
                "text/plain; charset=",
                "a.jsonl",
                None,
            ),
            ("https://q.example/a.csv", "", "a.csv", None),
        ] {
            let url = Url::parse(url).unwrap();
            assert_eq!(name_of(&url, content_type), PathBuf::from(name));
            assert_eq!(charset(content_type).as_deref(), encoding, "{content_type}");
        }
    }

    #[test]
    fn a_login_page_is_no_data() {
        let jsonl = import::by_name("jsonl").unwrap();
        let url = Url::parse("https://q.example/api").unwrap();
        for page in [
            "<!DOCTYPE html><title>Log in</title>",
            "\u{feff} <HTML lang=en>",
        ] {
            let e = input_for(Some(jsonl), page.as_bytes(), &url, "text/html").unwrap_err();
            assert_eq!(e.to_string(), "the answer is an HTML page and not jsonl");
        }
        assert!(input_for(Some(jsonl), b"{}", &url, "text/html").is_ok());
    }
}
