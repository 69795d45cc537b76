//! One row to one record.

use super::columns::Columns;
use super::names::Holds;
use crate::import::draft::{Draft, shown};
use crate::import::{Imported, Options, values};
use crate::model::{Enclosure, Image, Status};

/// The cells of a row: one text, and where each cell ends in it.
#[derive(Clone, Copy)]
pub(super) struct Cells<'r> {
    pub(super) text: &'r str,
    pub(super) ends: &'r [usize],
}

impl<'r> Cells<'r> {
    /// The cell at this place, without blanks around it; empty where the row is too short.
    fn get(&self, at: usize) -> &'r str {
        let Some(end) = self.ends.get(at) else {
            return "";
        };
        let begin = match at {
            0 => 0,
            at => self.ends.get(at - 1).copied().unwrap_or_default(),
        };
        self.text.get(begin..*end).unwrap_or_default().trim()
    }

    /// Is there nothing in the cells from this one on?
    pub(super) fn blank_from(&self, at: usize) -> bool {
        (at..self.ends.len()).all(|at| self.get(at).is_empty())
    }
}

/// What a row holds.
pub(super) fn record(
    cells: Cells<'_>,
    line: u64,
    columns: &Columns,
    options: &Options,
    missing: Option<String>,
) -> Imported {
    let mut row = Row {
        draft: Draft::new(options, line),
        image: Image::default(),
        paid: false,
        unpublished: false,
    };
    if let Some(missing) = missing {
        row.draft.remark(missing);
    }
    for column in &columns.each {
        let cell = cells.get(column.at);
        match column.holds {
            Some((holds, from)) => row.take(holds, from, cell),
            None if !cell.is_empty() => row.draft.extra(&column.name, cell),
            None => {}
        }
    }
    if columns.of_wix && row.draft.record.published.is_none() {
        values::hold(&mut row.draft, Status::Draft);
        let message = "Wix gives it no date of publication; it is held as a draft";
        row.draft.doubt("published", message);
    }
    row.finish()
}

/// A record while its row is read.
struct Row<'o> {
    draft: Draft<'o>,
    image: Image,
    /// Is it for readers who pay?
    paid: bool,
    /// Is there a column for when it was published, which is empty though it was made?
    unpublished: bool,
}

impl Row<'_> {
    /// Of several columns for the same, the first that says something counts; lists and states count all.
    fn take(&mut self, holds: Holds, from: &'static str, cell: &str) {
        if holds == Holds::Published {
            return self.published(from, cell);
        }
        if cell.is_empty() {
            return;
        }
        let draft = &mut self.draft;
        match holds {
            Holds::Title if draft.record.title.is_none() => values::title(draft, from, cell),
            Holds::Url if draft.record.url.is_none() => {
                draft.record.url = draft.link("url", from, cell)
            }
            Holds::Created => self.created(from, cell),
            Holds::Updated if draft.record.updated.is_none() => {
                draft.record.updated = draft.moment("updated", from, cell);
            }
            Holds::NotBefore => self.not_before(from, cell),
            Holds::Expires if draft.record.expires.is_none() => {
                draft.record.expires = draft.moment("expires", from, cell);
            }
            Holds::Status => values::status(draft, from, cell),
            Holds::IsDraft => self.is_draft(from, cell),
            Holds::Type => self.kind(from, cell),
            Holds::Visibility => self.visibility(from, cell),
            Holds::Id => self.id(from, cell),
            Holds::Slug => draft.extra("slug", cell),
            Holds::Authors => {
                for name in values::people(cell) {
                    draft.add_author(from, &name, None, None);
                }
            }
            Holds::Categories => self.categories("categories", from, cell),
            Holds::Tags => self.categories("tags", from, cell),
            Holds::Section if draft.record.section.is_none() => {
                draft.record.section = draft.line("section", from, &values::plain(cell));
            }
            Holds::Summary if draft.record.summary.is_none() => {
                draft.record.summary = values::summary(draft, from, cell);
            }
            Holds::BodyHtml | Holds::BodyMarkdown | Holds::BodyText | Holds::Body => {
                self.body(holds, from, cell)
            }
            Holds::Image if self.image.url.is_none() => self.picture(from, cell),
            Holds::ImageCaption => {
                self.image.caption = draft.text("image.caption", from, values::plain(cell))
            }
            Holds::ImageAlt => self.image.alt = draft.text("image.alt", from, cell.into()),
            Holds::ImageCredit => {
                self.image.credit = draft.line("image.credit", from, &values::plain(cell))
            }
            Holds::Audio => self.audio(from, cell),
            Holds::Language if draft.record.language.is_none() => {
                draft.record.language = draft.language(from, cell);
            }
            Holds::Rights => draft.record.rights = draft.text("rights", from, values::plain(cell)),
            _ => {}
        }
    }

    /// When it was published or, in other exports, whether.
    fn published(&mut self, from: &'static str, cell: &str) {
        match values::flag(cell) {
            Some(yes) => values::published(&mut self.draft, yes),
            None if cell.is_empty() => self.unpublished |= self.draft.record.published.is_none(),
            None if self.draft.record.published.is_none() => {
                self.draft.record.published = values::published_at(&mut self.draft, from, cell);
                self.unpublished = false;
            }
            None => {}
        }
    }

    /// When it was made stands for when it was published only where no column says the latter.
    fn created(&mut self, from: &'static str, cell: &str) {
        if self.draft.record.published.is_some() {
            return;
        }
        if self.unpublished {
            values::hold(&mut self.draft, Status::Draft);
            self.draft.doubt(
                "published",
                "it was created and not published; it is held as a draft",
            );
        } else {
            self.draft.record.published = self.draft.moment("published", from, cell);
        }
    }

    /// A time that cannot be read still says that the story has to wait, whatever other times it has.
    fn not_before(&mut self, from: &'static str, cell: &str) {
        match values::flag(cell) {
            Some(false) => {}
            Some(true) => values::hold(&mut self.draft, Status::Embargoed),
            None => {
                let time = self.draft.moment("not_before", from, cell);
                if time.is_none() {
                    values::hold(&mut self.draft, Status::Draft);
                }
                values::wait_until(&mut self.draft, time);
            }
        }
    }

    fn is_draft(&mut self, from: &'static str, cell: &str) {
        if values::flag(cell) != Some(false) {
            self.draft.explain("status", from, cell);
            values::hold(&mut self.draft, Status::Draft);
        }
    }

    fn kind(&mut self, from: &'static str, cell: &str) {
        values::kind(&mut self.draft, from, cell);
        self.draft.extra("type", cell);
    }

    fn visibility(&mut self, from: &'static str, cell: &str) {
        match cell.to_lowercase().as_str() {
            "public" | "everyone" | "all" | "open" | "free" => {}
            "only_paid" | "paid" | "members" | "founding" | "only_free" | "subscribers"
            | "tiers" => self.paid = true,
            _ => {
                self.draft.explain("status", from, cell);
                values::hold(&mut self.draft, Status::Draft);
                let message = format!(
                    "it is not for everybody ({}); it is held as a draft",
                    shown(cell)
                );
                self.draft.doubt("status", message);
            }
        }
        self.draft.extra("audience", cell);
    }

    /// An id that is no IRI names the record only where it has no address: numbers of two sources would meet.
    fn id(&mut self, from: &'static str, cell: &str) {
        let is_iri = oxiri::Iri::parse(cell).is_ok();
        if !is_iri {
            self.draft.extra("source_id", cell);
        }
        let record = &self.draft.record;
        let tells_apart = cell.len() >= 6 || !cell.bytes().all(|b| b.is_ascii_digit());
        if record.id.is_none() && (is_iri || (record.url.is_none() && tells_apart)) {
            self.draft.record.id = self.draft.line("id", from, cell);
        }
    }

    /// Adds each term, and keeps which of the source's vocabularies it came from.
    fn categories(&mut self, of: &'static str, from: &'static str, cell: &str) {
        for term in values::list(cell) {
            let term = values::plain(&term).into_owned();
            self.draft.add_category(from, &term, None, None);
            values::scheme_of(&mut self.draft, &term, of);
        }
    }

    fn body(&mut self, holds: Holds, from: &'static str, cell: &str) {
        let draft = &mut self.draft;
        if self.paid {
            draft.doubt("body", "the body was left out: it is for readers who pay");
            return;
        }
        let text = |draft: &mut Draft<'_>, field| draft.text(field, from, cell.into());
        match holds {
            Holds::BodyHtml => draft.record.body_html = text(draft, "body_html"),
            Holds::BodyMarkdown => draft.record.body_markdown = text(draft, "body_markdown"),
            Holds::BodyText => draft.record.body_text = text(draft, "body_text"),
            _ if draft.record.has_body() => {}
            _ => values::body(draft, from, cell),
        }
    }

    fn picture(&mut self, from: &'static str, cell: &str) {
        let wix = wix_image(cell);
        self.image.url = self
            .draft
            .link("image", from, wix.as_ref().map_or(cell, |(url, ..)| url));
        if let Some((_, width, height)) = wix {
            (self.image.width, self.image.height) = (width, height);
        }
    }

    fn audio(&mut self, from: &'static str, cell: &str) {
        if let Some(url) = self.draft.link("enclosures", from, cell) {
            self.draft.record.enclosures.push(Enclosure {
                url,
                media_type: None,
                length: None,
                duration: None,
                title: None,
                renditions: Vec::new(),
            });
        }
    }

    fn finish(mut self) -> Imported {
        self.draft.record.image = Some(self.image).filter(|image| *image != Image::default());
        values::settle(&mut self.draft);
        self.draft.finish()
    }
}

/// The public address of `wix:image://v1/FILE/NAME#originWidth=…&originHeight=…`, and the size that it tells.
fn wix_image(cell: &str) -> Option<(String, Option<u32>, Option<u32>)> {
    let rest = cell.strip_prefix("wix:image://v1/")?;
    let (path, size) = rest.split_once('#').unwrap_or((rest, ""));
    let file = path.split('/').next()?;
    let pixels = |key: &str| {
        let mut pairs = size.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(k, _)| *k == key)?.1.parse().ok()
    };
    let url = format!("https://static.wixstatic.com/media/{file}");
    Some((url, pixels("originWidth"), pixels("originHeight")))
}
