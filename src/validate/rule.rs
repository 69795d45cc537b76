//! A rule: what it says, why it holds and what to do, as data, and the check that finds its faults.

use crate::Severity;
use crate::validate::context::{Across, Answer, Entry, Head, Visit};
use crate::validate::diagnostic::Findings;
use crate::validate::plan::Site;
use crate::validate::spec::{self, Section};

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RSS 0.90 to 2.0.
    Rss,
    /// Atom 1.0, feeds and entries.
    Atom,
    /// JSON Feed 1.0 and 1.1.
    JsonFeed,
    /// OPML lists.
    Opml,
    /// Sitemaps and their index.
    Sitemap,
    /// The response of a server, whatever the document in it.
    Response,
    /// Any document, feed or not.
    Any,
}

impl Kind {
    /// The name in tables and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Rss => "rss",
            Kind::Atom => "atom",
            Kind::JsonFeed => "json-feed",
            Kind::Opml => "opml",
            Kind::Sitemap => "sitemap",
            Kind::Response => "response",
            Kind::Any => "any",
        }
    }
}

/// The function that finds a rule's faults, by what it needs to see.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// Found while the document is read.
    Reader,
    /// Found by the check of the rule named: one look, several faults.
    With(&'static str),
    /// Looks at each element that the vocabulary knows, and at its attributes and children.
    Element(fn(&Visit<'_, '_>, &mut Findings)),
    /// The same, where the first function says that the element concerns it: large feeds have many elements.
    Where(fn(&Site) -> bool, fn(&Visit<'_, '_>, &mut Findings)),
    /// Looks at each entry as a whole.
    Entry(fn(&Entry<'_, '_>, &mut Findings)),
    /// Looks at the feed without its entries, when all is read.
    Head(fn(&Head<'_, '_>, &mut Findings)),
    /// Looks at the answer that the document came in.
    Response(fn(&Answer<'_>, &mut Findings)),
    /// Looks across entries: remembers little of each, and speaks at the end if need be.
    Across(fn() -> Box<dyn Across>),
}

/// One rule.
pub struct Rule {
    /// Names the fault; never changes and is never used again for another.
    pub id: &'static str,
    /// How grave: a must, a should, a may of the specification.
    pub severity: Severity,
    /// What it is about.
    pub formats: &'static [Kind],
    /// What is wrong, in a few words.
    pub says: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do, in the imperative.
    pub remedy: &'static str,
    /// Where it is written.
    pub spec: &'static [Section],
    /// The name of the same finding at the W3C Feed Validation Service.
    pub w3c: Option<&'static str>,
    /// The first version of feedwright that knew it.
    pub since: &'static str,
    pub(crate) check: Check,
}

impl Rule {
    /// The rule whose check finds this one's faults too, where it is not its own.
    pub fn found_with(&self) -> Option<&'static str> {
        match self.check {
            Check::With(other) => Some(other),
            _ => None,
        }
    }
}

impl Rule {
    /// Where it is written for documents of this kind: never another format's specification, where that can be.
    pub(crate) fn section(&self, kind: Option<Kind>) -> Option<Section> {
        let first = *self.spec.first()?;
        let Some(kind) = kind else {
            return Some(first);
        };
        let owner = |s: &&Section| spec::owner(s.spec);
        let rank = |s: &&Section| match owner(s) {
            Some(k) if k == kind => 0,
            // A general specification tells less than the format's own, but its place in the list counts too.
            None => u8::from(kind == Kind::JsonFeed),
            Some(_) => 2,
        };
        let best = *self.spec.iter().min_by_key(rank)?;
        if rank(&&best) < 2 {
            return Some(best);
        }
        Some(spec::whole(kind).unwrap_or(best))
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule")
            .field("id", &self.id)
            .field("severity", &self.severity)
            .finish_non_exhaustive()
    }
}

/// A group of rules about one concern, across formats.
#[derive(Debug)]
pub struct Family {
    /// Its name, a word.
    pub name: &'static str,
    /// What it is about, in a sentence.
    pub about: &'static str,
    /// Its rules, in reading order.
    pub rules: &'static [&'static Rule],
}
