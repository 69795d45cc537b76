//! Which of several that want one slug gets it: who has it keeps it, the others are numbered or refused.

use std::collections::{BTreeSet, HashMap};

use super::slug;
use crate::config::{Collisions, Family, Newsroom};
use crate::store::Store;
use crate::{Error, Result};

/// Gives out slugs in one run.
pub(super) struct Slugs<'n> {
    /// Those of feeds and families.
    fixed: BTreeSet<&'n str>,
    /// The number that was last put behind a slug.
    numbers: HashMap<String, u32>,
}

impl<'n> Slugs<'n> {
    /// None given out yet.
    pub(super) fn of(newsroom: &'n Newsroom) -> Self {
        let feeds = newsroom.feeds.iter();
        let families = newsroom.families.iter().map(|f| &f.feed);
        Slugs {
            fixed: feeds.chain(families).map(|f| f.slug.as_str()).collect(),
            numbers: HashMap::new(),
        }
    }

    /// A slug that nobody has or ever had.
    pub(super) fn give(
        &mut self,
        newsroom: &Newsroom,
        family: &Family,
        value: &str,
        label: Option<&str>,
        store: &dyn Store,
    ) -> Result<String> {
        let language = newsroom.site.language.as_deref();
        let wanted = slug::whole(&family.slug.fill(|name| match name {
            "family" => family.feed.slug.clone(),
            "label" => slug::word(label.unwrap_or(value), language),
            _ => slug::word(value, language),
        }));
        let refuse = family.collisions == Collisions::Refuse;
        let last = self.numbers.get(&wanted).filter(|_| !refuse);
        let mut n = last.map_or(1, |n| n + 1);
        loop {
            let slug = slug::nth(&wanted, n);
            let holder = self.holder(newsroom, family, &slug, store)?;
            match holder {
                None => {
                    self.numbers.insert(wanted, n);
                    return Ok(slug);
                }
                Some(holder) if refuse => {
                    return Err(refused(family, value, &slug, &holder));
                }
                Some(_) => n += 1,
            }
        }
    }

    /// Who has the slug, in words.
    fn holder(
        &self,
        newsroom: &Newsroom,
        family: &Family,
        slug: &str,
        store: &dyn Store,
    ) -> Result<Option<String>> {
        let formats = family.feed.formats.iter();
        let mut names = formats.map(|format| format!("{slug}.{}", format.extension));
        if slug::is_reserved(slug) {
            return Ok(Some("means something else".to_owned()));
        }
        if self.fixed.contains(slug) {
            return Ok(Some("is another feed's".to_owned()));
        }
        if names.any(|name| newsroom.moved.contains_key(&name)) {
            return Ok(Some("is one that has moved".to_owned()));
        }
        let member = store.member_named(slug)?;
        Ok(member.map(|m| format!("is that of {:?} in the family {:?}", m.value, m.family)))
    }
}

fn refused(family: &Family, value: &str, slug: &str, holder: &str) -> Error {
    let message = format!("{value:?} would have the slug {slug:?}, which {holder}");
    Error::config(message)
        .at(&family.file)
        .help("name one of them in `except`, or let them be numbered: collisions = \"number\"")
}
