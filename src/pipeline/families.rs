//! Families: which values get a feed of their own in this run, under which slug, and the feeds that follow.
//!
//! A slug once given is kept in the store for good, so that an address which readers have never comes to mean
//! something else: not when a value collides that came later, not when a table of letters changes. What this costs
//! follows what has changed: only lists that did since the family was last looked at are looked at again.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::naming::Slugs;
use crate::config::{Family, FeedDef, Newsroom};
use crate::model::{By, FamilyMember, Line, Notice, NoticeKind, OneOf, Query, Record};
use crate::store::{FamilyState, Member, MovedValue, Store};
use crate::{Error, Result, Severity};

/// How many records are asked for the label of a value that has none yet; a known one is asked of the newest alone.
const ASKED_FOR_LABEL: usize = 5;

/// Looks at what has changed, and gives each value that is now in enough records a slug.
///
/// # Errors
/// A configuration error where a slug is taken and the family refuses that; a store error.
pub(super) fn settle(newsroom: &Newsroom, store: &mut dyn Store) -> Result<Vec<Notice>> {
    let mut notices = Vec::new();
    let mut slugs = Slugs::of(newsroom);
    for family in &newsroom.families {
        let definition = definition(family);
        let known = store.family(&family.feed.slug)?;
        let known = known.filter(|k| k.definition == definition);
        let changes = store.changes()?;
        let full = match &known {
            Some(known) if known.changes == changes => known.full,
            known => {
                // Where a member may make room, those that wait for it are looked at too.
                let known = known.as_ref().filter(|k| family.keep || !k.full);
                let after = known.map(|k| k.changes);
                let over = look(newsroom, family, after, store, &mut slugs)?;
                let state = FamilyState {
                    full: over || known.is_some_and(|k| k.full),
                    definition,
                    changes,
                };
                store.save_family(&family.feed.slug, &state)?;
                state.full
            }
        };
        notices.extend(full.then(|| too_many(family)));
    }
    Ok(notices)
}

/// The newsroom with the members that its families have by now among its feeds: the one list of all feeds of a run,
/// by slug, a family's members together in its place.
///
/// # Errors
/// A configuration error where a feed that somebody defined, or an old name, is that of a member; a store error.
pub fn with_members<'n>(newsroom: &'n Newsroom, store: &dyn Store) -> Result<Cow<'n, Newsroom>> {
    if newsroom.families.is_empty() {
        return Ok(Cow::Borrowed(newsroom));
    }
    let mut feeds = newsroom.feeds.clone();
    for family in &newsroom.families {
        let mut members = store.members(&family.feed.slug, &family.range)?;
        members.retain(|member| holds_place(family, member));
        // `max` and `keep` may have been others: those that are only kept give way first.
        members.sort_by_key(|member| !member.enough);
        members.truncate(family.max);
        feeds.extend(members.into_iter().map(|m| feed(newsroom, family, m)));
    }
    feeds.sort_by(|a, b| place_of(a).cmp(&place_of(b)));
    let whole = Newsroom {
        feeds,
        ..newsroom.clone()
    };
    let fixed: BTreeSet<&str> = newsroom.feeds.iter().map(|f| f.slug.as_str()).collect();
    for feed in whole.feeds.iter().filter(|f| f.family.is_some()) {
        no_other(&whole, feed, &fixed)?;
    }
    Ok(Cow::Owned(whole))
}

/// Does the member count among the `max` feeds? Those that `only` and `except` leave out keep their slugs, and take
/// nobody's place; nor do those that have fallen below `min`, where such are not kept.
fn holds_place(family: &Family, member: &Member) -> bool {
    family.wants(&member.value) && (family.keep || member.enough)
}

fn place_of(feed: &FeedDef) -> (&str, &str) {
    let family = feed.family.as_ref();
    (family.map_or(&feed.slug, |f| &f.family), &feed.slug)
}

/// Everything in a family's definition that decides which values have a feed.
fn definition(family: &Family) -> String {
    let decides = (
        &family.range,
        family.min,
        family.max,
        family.keep,
        &family.only,
        &family.except,
        &family.feed.query,
    );
    let digest = blake3::hash(format!("{decides:?}").as_bytes());
    digest.to_hex().to_string()
}

/// Looks at the values that have changed; says whether some had to be left out.
fn look(
    newsroom: &Newsroom,
    family: &Family,
    after: Option<u64>,
    store: &mut dyn Store,
    slugs: &mut Slugs<'_>,
) -> Result<bool> {
    let (name, range) = (&family.feed.slug, &family.range);
    let moved = store.moved_values(name, range, after, family.min)?;
    let moved = moved.into_iter().filter(|v| family.wants(&v.value));
    let (known, unknown): (Vec<_>, Vec<_>) = moved.partition(|v| v.member);
    let mut new = Vec::new();
    for value in unknown {
        if is_enough(family, &value, store)? {
            new.push(value);
        }
    }
    if known.is_empty() && new.is_empty() {
        return Ok(false);
    }
    let members = store.members(name, range)?;
    let by_value: HashMap<&str, &Member> = members.iter().map(|m| (m.value.as_str(), m)).collect();
    let mut waiting = Vec::new();
    let mut taken = members.iter().filter(|m| holds_place(family, m)).count();
    for value in known {
        let Some(member) = by_value.get(value.value.as_str()) else {
            continue;
        };
        let enough = is_enough(family, &value, store)?;
        if enough && !holds_place(family, member) {
            waiting.push(value);
            continue;
        }
        let had = usize::from(holds_place(family, member));
        let now = refresh(family, member, enough, store)?;
        taken = taken - had + usize::from(holds_place(family, &now));
    }
    waiting.extend(new);
    let room = family.max.saturating_sub(taken);
    let over = waiting.len() > room || taken > family.max;
    for value in the_first(waiting, room) {
        if let Some(member) = by_value.get(value.value.as_str()) {
            refresh(family, member, true, store)?;
            continue;
        }
        let label = label(family, &value.value, ASKED_FOR_LABEL, store)?;
        let slug = slugs.give(newsroom, family, &value.value, label.as_deref(), store)?;
        let member = Member {
            family: name.clone(),
            value: value.value,
            slug,
            label,
            enough: true,
        };
        store.save_member(range, &member)?;
    }
    Ok(over)
}

/// Where there is no room for all, those in the most records; all in the order in which they came up.
fn the_first(values: Vec<MovedValue>, room: usize) -> Vec<MovedValue> {
    if values.len() <= room {
        return values;
    }
    let mut ranked: Vec<(usize, MovedValue)> = values.into_iter().enumerate().collect();
    ranked.sort_by_key(|(n, value)| (std::cmp::Reverse(value.shown), *n));
    ranked.truncate(room);
    ranked.sort_by_key(|(n, _)| *n);
    ranked.into_iter().map(|(_, value)| value).collect()
}

/// What a member is now called, and whether it is in `enough` records (and has a place, where others could take it).
fn refresh(
    family: &Family,
    member: &Member,
    enough: bool,
    store: &mut dyn Store,
) -> Result<Member> {
    let label = label(family, &member.value, 1, store)?;
    let now = Member {
        label: label.or_else(|| member.label.clone()),
        enough,
        ..member.clone()
    };
    if now != *member {
        store.save_member(&family.range, &now)?;
    }
    Ok(now)
}

/// Is the value in `min` records that the feed would show and that nobody has withdrawn?
fn is_enough(family: &Family, value: &MovedValue, store: &dyn Store) -> Result<bool> {
    if value.shown < family.min as u64 {
        return Ok(false);
    }
    let found = store.newest(&standing(family, &value.value, family.min))?;
    Ok(found.iter().filter(|s| s.retracted.is_none()).count() >= family.min)
}

/// The newest records of a member; those that were withdrawn do not count towards the limit.
fn standing(family: &Family, value: &str, limit: usize) -> Query {
    Query {
        limit,
        // All withdrawals were before this.
        retracted_since: Some(DateTime::<Utc>::MAX_UTC),
        ..query(family, value)
    }
}

fn query(family: &Family, value: &str) -> Query {
    let one = OneOf {
        range: family.range.clone(),
        value: value.to_owned(),
    };
    Query {
        member: Some(one),
        ..family.feed.query.clone()
    }
}

/// What people read for a value, by the newest of its records that say so.
fn label(family: &Family, value: &str, of: usize, store: &dyn Store) -> Result<Option<String>> {
    if matches!(family.range.by, By::Author) {
        return Ok(None);
    }
    let found = store.newest(&standing(family, value, of))?;
    for selected in found.iter().filter(|s| s.retracted.is_none()) {
        let record = store.load(selected.key)?.record;
        if let Some(label) = label_in(&record, family, value) {
            return Ok(Some(label.as_str().to_owned()));
        }
    }
    Ok(None)
}

fn label_in<'r>(record: &'r Record, family: &Family, value: &str) -> Option<&'r Line> {
    if family.range.by == By::Language {
        return record.language.as_ref();
    }
    let scheme = family.range.scheme.as_deref();
    let is_it = |c: &&crate::model::Category| {
        c.term.as_str() == value
            && scheme.is_none_or(|s| c.scheme.as_ref().is_some_and(|c| c.as_str() == s))
    };
    let mut labels = record.categories.iter().filter(is_it);
    labels.find_map(|c| c.label.as_ref())
}

/// A member's feed: what the family's file says, of this value.
fn feed(newsroom: &Newsroom, family: &Family, member: Member) -> FeedDef {
    let label = member.label.unwrap_or_else(|| member.value.clone());
    let place = |name: &str| match name {
        "family" => member.family.clone(),
        "site" => newsroom.site.title.as_str().to_owned(),
        "value" => member.value.clone(),
        _ => label.clone(),
    };
    let title = Line::new(&family.title.fill(place));
    let title = title
        .non_empty()
        .unwrap_or_else(|| newsroom.site.title.clone());
    let description = Line::new(&family.description.fill(place));
    FeedDef {
        query: query(family, &member.value),
        description: description.non_empty().unwrap_or_else(|| title.clone()),
        title,
        slug: member.slug,
        family: Some(FamilyMember {
            family: member.family,
            by: family.range.by,
            value: member.value,
            label,
        }),
        ..family.feed.clone()
    }
}

/// A member's slug is nobody else's: what somebody defines by hand may come later.
fn no_other(whole: &Newsroom, feed: &FeedDef, fixed: &BTreeSet<&str>) -> Result<()> {
    let Some(member) = &feed.family else {
        return Ok(());
    };
    let who = format!("{:?} of the family {:?}", member.value, member.family);
    let at = |error: Error| match &feed.file {
        Some(file) => error.at(file),
        None => error,
    };
    if fixed.contains(feed.slug.as_str()) {
        let message = format!("{who} and a feed of its own are both {:?}", feed.slug);
        return Err(at(Error::config(message)).help(format!(
            "add {:?} to `except` of the family, so that the other takes its place, or give that another `slug`",
            member.value
        )));
    }
    let is_old = |(name, _): &(String, _)| whole.moved.contains_key(name);
    if let Some((name, _)) = feed.documents().find(is_old) {
        let message = format!("{name:?} has not moved: {who} still makes it");
        return Err(at(Error::config(message)).help(format!(
            "remove the line from [moved], or add {:?} to `except` of the family",
            member.value
        )));
    }
    Ok(())
}

/// New names of moved documents that no feed makes: with families this is only known now.
pub(super) fn astray(whole: &Newsroom, made: &[String]) -> Vec<Notice> {
    if whole.families.is_empty() {
        return Vec::new();
    }
    let moved = whole.moved.iter();
    moved
        .filter_map(|(old, new)| Some((old, new.as_ref().filter(|new| !made.contains(new))?)))
        .map(|(old, new)| {
            let message = format!("{old} has moved to {new}, which no feed makes yet");
            Notice::new(NoticeKind::Document, Severity::Warning, message)
                .in_file(&whole.file)
                .help("name a document that is made, or \"gone\"")
        })
        .collect()
}

fn too_many(family: &Family) -> Notice {
    let message = format!(
        "the family {:?} has the {} feeds that it may have; other values have none",
        family.feed.slug, family.max
    );
    Notice::new(NoticeKind::Document, Severity::Warning, message)
        .in_file(&family.file)
        .of_feed(&family.feed.slug)
        .help("raise `max` or `min` in [each], or name the values in `only`")
}
