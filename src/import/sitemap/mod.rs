//! Sitemaps (<https://www.sitemaps.org/protocol.html>): a news sitemap as headlines, any other as a list of pages.

use std::path::Path;

use super::draft::Draft;
use super::feeds;
use super::xml::{self, Element, Ns, Part, Reader, Take, Want};
use super::{Emit, Imported, Input, Onward, Options, Page, Reread};
use crate::Result;
use crate::model::{Image, Notice, NoticeKind};
use crate::severity::Severity;
use url::Url;

/// The `sitemap` input format.
pub const INPUT: Input = Input {
    name: "sitemap",
    says: "a sitemap: news as headlines, others as lists of pages",
    line_by_line: false,
    read_twice: false,
    told_by_content: true,
    recognises,
    read,
};

/// The protocol allows so many in one file.
const MOST: usize = 50_000;

const WANT: Want = Want {
    what: "a sitemap",
    take: |around, _, local| match (around, local) {
        ("", "urlset" | "sitemapindex") => Take::Enter,
        ("urlset", "url") | ("sitemapindex", "sitemap") => Take::Whole,
        _ => Take::Skip,
    },
};

fn recognises(head: &[u8], _: &Path) -> bool {
    xml::root_of(head).is_some_and(|tree| {
        let root = tree.root();
        root.is_some_and(|root| matches!(root.local(), "urlset" | "sitemapindex"))
    })
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let mut reader = Reader::open(input, options, &WANT)?;
    let mut onward = Onward::default();
    let mut count = 0;
    let mut said = Vec::new();
    while let Some(part) = reader.next()? {
        match part {
            Part::Whole(element, notices) => {
                said.extend(notices);
                count += 1;
                if count > MOST {
                    emit(too_many(element.line()))?;
                    return Ok(onward);
                }
                match element.children().find(|c| c.is(Ns::News, "news")) {
                    Some(news) => {
                        let mut imported = headline(element, news, options);
                        imported.notices.splice(0..0, said.drain(..));
                        emit(imported)?;
                    }
                    None => match page(element, options) {
                        Ok(page) => onward.pages.push(page),
                        Err(notice) => said.push(*notice),
                    },
                }
            }
            Part::Entered(_) => {}
            Part::Refused(imported) => emit(*imported)?,
        }
    }
    if let Some(line) = said.iter().filter_map(|notice| notice.line).min() {
        emit(Imported {
            line,
            notices: said,
            ..Imported::default()
        })?;
    }
    reader.finish(emit)?;
    Ok(onward)
}

fn too_many(line: u64) -> Imported {
    let message = format!("there are more than {MOST} addresses, the others were left out");
    let notice = Notice::new(NoticeKind::Source, Severity::Warning, message)
        .on_line(line)
        .help("split the sitemap and name its parts in a sitemap index");
    Imported {
        line,
        notices: vec![notice],
        ..Imported::default()
    }
}

/// The text of the element of this name, whichever version of the protocol it is of.
fn said<'t>(element: Element<'t>, local: &str) -> Option<std::borrow::Cow<'t, str>> {
    let own = |c: &Element<'_>| matches!(c.ns(), Ns::Sitemap | Ns::None | Ns::Other);
    let found = element.children().find(|c| own(c) && c.local() == local);
    found.map(Element::text)
}

fn page(element: Element<'_>, options: &Options) -> std::result::Result<Page, Box<Notice>> {
    let loc = said(element, "loc").unwrap_or_default();
    let url = xml::joined(options.resolve_against(), &loc);
    let url: Option<Url> = url.filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = url else {
        let shown = super::draft::shown(loc.trim());
        let message = format!("the address {shown} was left out: it is none of the web");
        return Err(Box::new(
            Notice::doubt("url", message).on_line(element.line()),
        ));
    };
    let mut draft = Draft::new(options, element.line());
    let modified = said(element, "lastmod");
    Ok(Page {
        url,
        is_list: element.local() == "sitemap",
        modified: modified.and_then(|raw| draft.moment("updated", "lastmod", &raw)),
    })
}

fn headline(url: Element<'_>, news: Element<'_>, options: &Options) -> Imported {
    let mut draft = Draft::new(options, url.line());
    let loc = said(url, "loc").unwrap_or_default();
    let base = options.resolve_against();
    draft.record.url = feeds::link(&mut draft, base, "url", "loc", &loc);
    if let Some(raw) = said(url, "lastmod") {
        draft.record.updated = draft.moment("updated", "lastmod", &raw);
    }
    for element in news.children().filter(|c| c.ns() == Ns::News) {
        let text = element.text();
        match element.local() {
            "title" => {
                let title = feeds::title_text(&text);
                draft.record.title = draft.line("title", "news:title", &title);
            }
            "publication_date" => {
                let from = "news:publication_date";
                draft.record.published = draft.moment("published", from, &text);
            }
            "keywords" => {
                for word in text.split(',').filter(|word| !word.trim().is_empty()) {
                    draft.add_category("news:keywords", word, None, None);
                }
            }
            "publication" => {
                if let Some(raw) = element.text_of(Ns::News, "language") {
                    draft.record.language = draft.language("news:language", &raw);
                }
                if let Some(name) = element.text_of(Ns::News, "name") {
                    draft.extra("publication", name.trim());
                }
            }
            "genres" => draft.extra("genres", text.trim()),
            "access" => draft.extra("access", text.trim()),
            "stock_tickers" => draft.extra("stock_tickers", text.trim()),
            _ => {}
        }
    }
    if let Some(image) = url.child(Ns::Image, "image") {
        let loc = image.text_of(Ns::Image, "loc").unwrap_or_default();
        if let Some(link) = feeds::link(&mut draft, base, "image", "image:loc", &loc) {
            let caption = image.text_of(Ns::Image, "caption").unwrap_or_default();
            draft.record.image = Some(Image {
                url: Some(link),
                caption: draft.text("image.caption", "image:caption", caption),
                ..Image::default()
            });
        }
    }
    draft.finish()
}
