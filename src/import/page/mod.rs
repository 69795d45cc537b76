//! The `html` input format: a page of a news site to the article that it holds.
//!
//! In this order: [`clean`] bounds the page and takes its head apart; [`jsonld`] (schema.org), [`meta`] (OpenGraph,
//! Dublin Core and the like), [`micro`] (microformats) and [`markup`] (microdata, headings) each say what the page says
//! in their language; [`record`] lets the first that says something have the field; [`body`] finds the text. What no
//! markup says stays missing.

mod body;
mod clean;
mod figure;
mod jsonld;
mod jsonld_fields;
mod kind;
mod markup;
mod meta;
mod micro;
mod parts;
mod recognise;
mod record;
mod says;
mod tree;

use std::io::Read;

use dom_query::Document;
use url::Url;

use super::encoding::{self, Declares};
use super::{Emit, Imported, Input, Onward, Options, Reread};
use crate::{Error, Result};

/// The `html` input format.
pub const INPUT: Input = Input {
    name: "html",
    says: "the page of an article: schema.org, OpenGraph, microformats",
    line_by_line: false,
    read_twice: false,
    told_by_content: true,
    recognises: recognise::recognises,
    read,
};

/// A page is a few hundred kilobytes; what is larger is something else.
const LARGEST: u64 = 16 * 1024 * 1024;

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let mut bytes = Vec::new();
    input
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| Error::io("the page cannot be read", e))?;
    if bytes.len() as u64 > LARGEST {
        return Err(
            Error::input("the page is larger than 16 MiB").help("give one page in each file")
        );
    }
    kind::refuse_other_things(&bytes)?;
    let decoded = encoding::whole(bytes, Declares::Html, options);
    let mut notices = decoded.notices;
    let page = clean::clean(&decoded.text, options.lines_before);
    drop(decoded.text);
    notices.extend(page.notices());
    let options = Options {
        page_url: base(&page, options),
        ..options.clone()
    };
    let tree = Document::from(page.html.as_str());
    let mut records = records(&page, &tree, &options)?;
    if let Some(first) = records.first_mut() {
        for notice in &mut notices {
            notice.line.get_or_insert(options.lines_before + 1);
        }
        notices.append(&mut first.notices);
        first.notices = notices;
    }
    records.into_iter().try_for_each(emit)?;
    Ok(Onward::default())
}

fn records(page: &parts::Page, tree: &Document, options: &Options) -> Result<Vec<Imported>> {
    let mut notices = Vec::new();
    let graph = jsonld::read(&page.blocks, &mut notices);
    let entries = micro::entries(tree);
    let metas = meta::said(page);
    let address = page.address(options);
    let mut records = match jsonld::pick(&graph, address.as_ref(), meta::is_article(page)) {
        jsonld::Pick::List(articles) => articles
            .into_iter()
            .map(|article| {
                record::of_list(jsonld_fields::said(article, &graph), None, page, options)
            })
            .collect(),
        jsonld::Pick::One(article) => {
            let said = jsonld_fields::said(article, &graph);
            let page = record::Sources {
                page,
                tree,
                metas,
                schema: Some(said),
                entry: entries.lead(),
            };
            vec![record::of_page(page, options)]
        }
        jsonld::Pick::None if entries.is_list(page) => entries
            .all
            .iter()
            .map(|entry| record::of_list(entry.said(), entry.body(), page, options))
            .collect(),
        jsonld::Pick::None => {
            let sources = record::Sources {
                page,
                tree,
                metas,
                schema: None,
                entry: entries.lead(),
            };
            kind::refuse_no_article(&sources)?;
            vec![record::of_page(sources, options)]
        }
    };
    if let Some(first) = records.first_mut() {
        first.notices.extend(notices);
    }
    Ok(records)
}

/// What relative addresses of the page are relative to: its `<base>`, else its own address, which the page itself may say.
fn base(page: &parts::Page, options: &Options) -> Option<Url> {
    let own = options.page_url.clone().or_else(|| page.own_address());
    let outer = own.as_ref().or(options.base.as_ref());
    let declared = page.base.as_deref().and_then(|raw| match outer {
        Some(outer) => outer.join(raw.trim()).ok(),
        None => Url::parse(raw.trim()).ok(),
    });
    declared
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .or(own)
        .or_else(|| options.base.clone())
}
