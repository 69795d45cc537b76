//! Markdown with front matter: one text a file, as Hugo, Jekyll, Eleventy and Zola keep them.
//!
//! In: a text of at most [`LARGEST`] bytes and the name of its file. Out: one record. Its body stays Markdown;
//! `prepare` renders it. Without front matter the first heading is the title.

mod body;
mod fields;
mod front;
mod names;
mod picture;
mod shown;
mod yaml;

use std::io::Read;
use std::path::Path;

use super::draft::Draft;
use super::encoding::{self, Declares, Decoded};
use super::{Emit, Imported, Input, Onward, Options, Reread, html, values};
use crate::model::{Notice, Status};
use crate::syntax::signature::Signature;
use crate::{Error, Result};
use front::{Language, Parted};
use names::Named;

/// The `markdown` input format.
pub const INPUT: Input = Input {
    name: "markdown",
    says: "Markdown, with front matter in YAML, TOML or JSON or without",
    line_by_line: false,
    read_twice: false,
    told_by_content: false,
    recognises,
    read,
};

/// The largest text that is read, in bytes.
const LARGEST: usize = 8 * 1024 * 1024;

const EXTENSIONS: [&str; 4] = ["md", "markdown", "mdown", "mkd"];

/// By the end of its name, else by front matter between fences.
fn recognises(head: &[u8], name: &Path) -> bool {
    let extension = name.extension().and_then(|e| e.to_str());
    if let Some(extension) = extension
        && EXTENSIONS.iter().any(|x| x.eq_ignore_ascii_case(extension))
    {
        return true;
    }
    let text = String::from_utf8_lossy(head);
    front::is_fenced(text.trim_start_matches('\u{feff}'))
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let decoded = whole(input, options)?;
    let text = decoded.text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(Error::input("the file is empty")
            .help("write the text, or take the file out of the source"));
    }
    let name = options.name.as_deref().unwrap_or(Path::new(""));
    let mut imported = match front::part(text) {
        Ok(parted) => record(parted, &names::read(name), options),
        Err((line, why)) => refused(line, why),
    };
    imported.notices.extend(decoded.notices);
    emit(imported)?;
    Ok(Onward::default())
}

fn whole(input: &mut dyn Reread, options: &Options) -> Result<Decoded> {
    let mut bytes = Vec::new();
    let read = input.take(LARGEST as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|e| Error::io("cannot read the input", e))?;
    if bytes.len() > LARGEST {
        let mib = LARGEST / (1024 * 1024);
        return Err(Error::input(format!("the text is larger than {mib} MiB"))
            .help("keep pictures and other files out of the text"));
    }
    let other = Signature::of_no_text(&bytes).map(Signature::what);
    let decoded = encoding::whole(bytes, Declares::Nothing, options);
    let is_binary = decoded
        .text
        .contains('\0')
        .then(|| "binary data".to_owned());
    match other.or(is_binary) {
        Some(what) => Err(Error::input(format!("the input is {what}, not Markdown"))
            .help("name its format, or take the file out of the source")),
        None => Ok(decoded),
    }
}

fn refused(line: u64, why: String) -> Imported {
    let notice = Notice::refused(why)
        .on_line(line)
        .help("mend the front matter; until then nobody can tell whether this is a draft");
    Imported {
        line: 1,
        notices: vec![notice],
        ..Imported::default()
    }
}

fn record(parted: Parted<'_>, named: &Named, options: &Options) -> Imported {
    let mut draft = Draft::new(options, 1);
    let jekyll = parted.language == Some(Language::Yaml) && named.jekyll;
    let separator = parted
        .front
        .get("excerpt_separator")
        .and_then(|s| s.as_str())
        .map(str::to_owned);
    fields::read(&mut draft, parted.front, jekyll);
    by_name(&mut draft, named);
    text(&mut draft, parted.body, separator.as_deref(), named.html);
    if draft.record.url.is_none() {
        draft.record.url = page_url(&mut draft);
    }
    if named.no_story {
        values::hold(&mut draft, Status::Draft);
        draft.doubt(
            "status",
            "a file of this name is no story; it is held as a draft",
        );
        let title = draft.record.title.take();
        draft.record.title = title.or_else(|| draft.line("title", "file name", "index"));
    }
    draft.finish()
}

/// What the name of the file says where the front matter says nothing.
fn by_name(draft: &mut Draft<'_>, named: &Named) {
    if draft.record.published.is_none()
        && let Some(day) = &named.day
    {
        draft.record.published = draft.moment("published", "file name", day);
    }
    if let Some(slug) = &named.slug {
        draft.extra("slug", slug.as_str());
    }
    if draft.record.language.is_none()
        && let Some(language) = &named.language
    {
        draft.record.language = draft.language("file name", language);
    }
    if named.draft {
        values::hold(draft, Status::Draft);
    }
}

fn page_url(draft: &mut Draft<'_>) -> Option<crate::model::Link> {
    let url = draft.options.page_url.clone()?;
    draft.link("url", "page_url", url.as_str())
}

/// The text itself: title and summary where nothing else gives them, then the body.
fn text(draft: &mut Draft<'_>, text: &str, separator: Option<&str>, is_html: bool) {
    let cleaned = body::clean(text);
    if cleaned.left_out > 0 {
        let what = match cleaned.left_out {
            1 => "1 shortcode was".to_owned(),
            n => format!("{n} shortcodes were"),
        };
        draft.doubt(
            "body_markdown",
            format!("{what} left out: only the site's own program knows what they mean"),
        );
    }
    let mut text = cleaned.text.as_ref();
    if is_html {
        draft.record.body_html = draft.text("body_html", "text", text.trim().into());
        return;
    }
    if let Some((says, rest)) = body::heading(text) {
        let says = html::text_of(&html::from_markdown(says));
        let title = draft.record.title.as_ref().map(|t| t.as_str().to_owned());
        if title.is_none() {
            draft.record.title = draft.line("title", "first heading", &says);
        }
        // A title twice helps nobody.
        if title.is_none_or(|title| title == says) {
            text = rest;
        }
    }
    if draft.record.summary.is_none()
        && let Some(opening) = body::opening(text, separator)
    {
        let plain = html::text_of(&html::from_markdown(opening));
        draft.record.summary = draft.text("summary", "more", plain.into());
    }
    draft.record.body_markdown = draft.text(
        "body_markdown",
        "text",
        text.trim_matches(['\n', '\r']).into(),
    );
}
