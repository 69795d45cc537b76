//! One `newsItem` or `packageItem` as a record.

use super::concepts::{self, Catalogs, Names};
use super::people::{self, Creator};
use super::text::{best, code, keep, role, words};
use super::{content, links, media};
use crate::import::draft::Draft;
use crate::import::nitf::{Standing, kid, kids, names_a_kill, not_before, said, settle};
use crate::import::xml::Element;
use crate::import::{Imported, Options};
use crate::model::Image;

/// Roles of headlines that are made for other places than above the story.
const OTHER_HEADLINES: &[&str] = &[
    "short", "seo", "sms", "mobile", "push", "kicker", "overline",
];

pub(super) fn read(item: Element<'_>, around: &Catalogs, options: &Options) -> Imported {
    let mut draft = Draft::new(options, item.line());
    let meta = kid(item, "itemMeta");
    let about = kid(item, "contentMeta");
    let own = about.and_then(|about| said(about, "language", "tag"));
    let language = own.or_else(|| item.lang());
    if let Some(tag) = language {
        draft.record.language = draft.language("language", tag);
    }
    let names = Names::new(item, language);
    identity(&mut draft, item);
    rights(&mut draft, item, language);
    let mut standing = Standing::Usable;
    if let Some(meta) = meta {
        standing = administration(&mut draft, meta, &names);
        links::links(&mut draft, meta, language);
    }
    let class = meta.and_then(|meta| kid(meta, "itemClass")).and_then(code);
    let is_picture = matches!(class, Some("picture" | "graphic" | "photo"));
    let mut picture = Image::default();
    if let Some(about) = about {
        let creators = people::creators(about, &names);
        times(&mut draft, about);
        texts(&mut draft, about, language, is_picture);
        people::authors(&mut draft, about, &creators, language);
        match around_differs(item) {
            true => concepts::subjects(&mut draft, about, &around.with(item), &names),
            false => concepts::subjects(&mut draft, about, around, &names),
        }
        kept(&mut draft, about, &names);
        picture = described(&mut draft, meta, about, &creators, language, &names);
    }
    links::members(&mut draft, item, language);
    standing = standing.max(content::read(&mut draft, item, picture, is_picture));
    if let Some(about) = about {
        media::icon(&mut draft, about);
    }
    if draft.record.title.is_none()
        && let Some(title) = meta.and_then(|meta| best(kids(meta, "title"), language))
    {
        draft.record.title = draft.line("title", "itemMeta/title", &title.text());
    }
    settle(&mut draft, standing);
    draft.finish()
}

/// Has the item a catalog of its own?
fn around_differs(item: Element<'_>) -> bool {
    kid(item, "catalog").is_some()
}

fn identity(draft: &mut Draft<'_>, item: Element<'_>) {
    let guid = item.attr("guid").unwrap_or_default();
    draft.record.id = draft.line("id", "@guid", guid);
    if draft.record.id.is_none() {
        draft.doubt(
            "id",
            "the item has no guid; another version of it will not be known as the same",
        );
    } else if oxiri::Iri::parse(guid.trim()).is_err() {
        draft.extra("source_id", guid.trim());
    }
    let version = item.attr("version").unwrap_or_default().trim();
    match version.parse::<u32>() {
        Ok(number) => draft.extra("version", number),
        Err(_) if !version.is_empty() => draft.extra("version", version),
        Err(_) => {}
    }
}

fn rights(draft: &mut Draft<'_>, item: Element<'_>, language: Option<&str>) {
    let all = || kids(item, "rightsInfo");
    let notices = all().flat_map(|info| kids(info, "copyrightNotice"));
    let holders = all().flat_map(|info| kids(info, "copyrightHolder"));
    let holders = holders.flat_map(|holder| kids(holder, "name"));
    if let Some(notice) = best(notices, language).and_then(words) {
        draft.record.rights = draft.text("rights", "copyrightNotice", notice.into());
    } else if let Some(holder) = best(holders, language).and_then(words) {
        draft.record.rights = draft.text("rights", "copyrightHolder", format!("© {holder}").into());
    }
    let terms = best(all().flat_map(|info| kids(info, "usageTerms")), language);
    keep(draft, "usage_terms", terms);
}

/// What `itemMeta` says of the item's life.
fn administration(draft: &mut Draft<'_>, meta: Element<'_>, names: &Names<'_>) -> Standing {
    let text = |local| kid(meta, local).map(|e| e.text().trim().to_owned());
    if let Some(raw) = text("versionCreated") {
        draft.record.updated = draft.moment("updated", "versionCreated", &raw);
    }
    if let Some(raw) = text("firstCreated") {
        draft.record.published = draft.moment("published", "firstCreated", &raw);
    }
    if let Some(raw) = text("expires") {
        draft.record.expires = draft.moment("expires", "expires", &raw);
    }
    let mut standing = status(draft, meta);
    if let Some(raw) = text("embargoed") {
        // An empty one is an embargo whose end the note to editors tells.
        if raw.is_empty() {
            draft.explain("status", "embargoed", "");
            standing = standing.max(Standing::Withheld);
        } else {
            not_before(draft, "embargoed", &raw);
        }
    }
    keep(draft, "ed_note", kid(meta, "edNote"));
    concepts::kept(draft, "signals", meta, "signal", names);
    concepts::kept(draft, "services", meta, "service", names);
    if let Some(provider) = concepts::first(meta, "provider", names) {
        draft.extra("provider", provider);
    }
    standing
}

/// `pubStatus`; an item without one is usable.
fn status(draft: &mut Draft<'_>, meta: Element<'_>) -> Standing {
    let mut standing = Standing::Usable;
    for status in kids(meta, "pubStatus") {
        let word = code(status).unwrap_or_default();
        standing = standing.max(Standing::of_word(draft, word));
        if standing != Standing::Usable {
            draft.explain("status", "pubStatus", word);
        }
    }
    let mut signals = kids(meta, "signal").filter_map(code);
    if signals.any(names_a_kill) {
        standing = standing.max(Standing::Canceled);
        draft.explain("status", "signal", "");
    }
    standing
}

/// When the story began, and until when it is of use.
fn times(draft: &mut Draft<'_>, about: Element<'_>) {
    if draft.record.published.is_none()
        && let Some(raw) = kid(about, "contentCreated")
    {
        draft.record.published = draft.moment("published", "contentCreated", &raw.text());
    }
    if draft.record.updated.is_none()
        && let Some(raw) = kid(about, "contentModified")
    {
        draft.record.updated = draft.moment("updated", "contentModified", &raw.text());
    }
    if draft.record.expires.is_none()
        && let Some(raw) = kid(about, "expires")
    {
        draft.record.expires = draft.moment("expires", "expires", &raw.text());
    }
}

fn texts(draft: &mut Draft<'_>, about: Element<'_>, language: Option<&str>, is_picture: bool) {
    let of_role = |wanted: fn(&str) -> bool| {
        let all =
            kids(about, "headline").filter(|h| wanted(role(*h).as_deref().unwrap_or_default()));
        best(all, language)
    };
    let above = of_role(|role| !role.contains("sub") && !OTHER_HEADLINES.contains(&role));
    if let Some(headline) = above.or_else(|| best(kids(about, "headline"), language)) {
        draft.record.title = draft.line("title", "headline", &headline.text());
    }
    keep(draft, "subheadline", of_role(|role| role.contains("sub")));
    let summary = description(about, language, |role| {
        matches!(
            role,
            "summary" | "abstract" | "teaser" | "standfirst" | "lede"
        )
    });
    let bare = || description(about, language, str::is_empty);
    let caption = || caption(about, language);
    let summary = summary.or_else(bare);
    if let Some(text) = summary
        .or_else(|| is_picture.then(caption).flatten())
        .and_then(words)
    {
        draft.record.summary = draft.text("summary", "description", text.into());
    }
    keep(draft, "dateline", best(kids(about, "dateline"), language));
    keep(
        draft,
        "creditline",
        best(kids(about, "creditline"), language),
    );
    keep(draft, "slug", best(kids(about, "slugline"), language));
    keep(draft, "urgency", kid(about, "urgency"));
}

fn description<'t>(
    about: Element<'t>,
    language: Option<&str>,
    wanted: fn(&str) -> bool,
) -> Option<Element<'t>> {
    let all = kids(about, "description");
    best(
        all.filter(|d| wanted(role(*d).as_deref().unwrap_or_default())),
        language,
    )
}

fn caption<'t>(about: Element<'t>, language: Option<&str>) -> Option<Element<'t>> {
    description(about, language, |role| role.contains("caption"))
}

fn kept(draft: &mut Draft<'_>, about: Element<'_>, names: &Names<'_>) {
    concepts::kept(draft, "located", about, "located", names);
    concepts::kept(draft, "genre", about, "genre", names);
    concepts::kept(draft, "info_source", about, "infoSource", names);
}

fn described(
    draft: &mut Draft<'_>,
    meta: Option<Element<'_>>,
    about: Element<'_>,
    creators: &[Creator<'_>],
    language: Option<&str>,
    names: &Names<'_>,
) -> Image {
    let photographer = creators.iter().find(|c| c.is_photographer());
    let provider = meta.and_then(|meta| kid(meta, "provider"));
    let agency = provider.and_then(|provider| names.of(provider, provider.attr("qcode")));
    media::described(
        draft,
        best(kids(about, "creditline"), language),
        photographer.map(|c| c.name.as_str()),
        agency.as_deref(),
        caption(about, language),
    )
}
