//! Templates to bytes: ours are built in, the users' take their place by file name.

use std::collections::BTreeMap;
use std::error::Error as _;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{
    AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value, escape_formatter,
};
use quick_xml::escape::escape;
use serde::Serialize;

use super::opml::opml;
use super::tags;
use super::words::{LANGUAGES, Words, file_names};
use super::{
    ALTERNATE, Around, FEED_STYLE, FeedFacts, Headline, INDEX, OPML, SCRIPT, STYLE, Site, context,
    families,
};

/// The template of a feed's page.
const SUBSCRIBE: &str = "subscribe.html";

/// Our templates, and the files that are taken as they are.
const BUILT_IN: &[(&str, &str)] = &[
    (ALTERNATE, include_str!("templates/alternate.html")),
    ("base.html", include_str!("templates/base.html")),
    (FEED_STYLE, include_str!("templates/feed.css")),
    (INDEX, include_str!("templates/index.html")),
    (STYLE, include_str!("templates/pages.css")),
    (SCRIPT, include_str!("templates/pages.js")),
    (SUBSCRIBE, include_str!("templates/subscribe.html")),
];

/// All templates by file name.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    own: BTreeMap<String, String>,
}

impl Templates {
    /// Ours, with the users' own in their place.
    pub fn with(own: BTreeMap<String, String>) -> Self {
        Templates { own }
    }

    /// Is this one that the users wrote?
    pub fn is_own(&self, name: &str) -> bool {
        self.own.contains_key(name)
    }

    fn get(&self, name: &str) -> Option<&str> {
        let own = self.own.get(name).map(String::as_str);
        own.or_else(|| {
            let mut built_in = BUILT_IN.iter().chain(LANGUAGES);
            built_in.find(|(n, _)| *n == name).map(|(_, text)| *text)
        })
    }

    /// The words in the file of this name and the name as it is written: a tag is the same in any case (RFC 5646
    /// section 2.1.1).
    fn words(&self, name: &str) -> Option<(&str, &str)> {
        let own = self.own.iter().map(|(n, text)| (n.as_str(), text.as_str()));
        let mut all = own.chain(LANGUAGES.iter().copied());
        all.find(|(n, _)| n.eq_ignore_ascii_case(name))
    }

    /// A digest of all of them: while it is the same, the same facts give the same pages.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let built_in = BUILT_IN.iter().chain(LANGUAGES);
        let own = self.own.iter().map(|(n, t)| (n.as_str(), t.as_str()));
        for (name, text) in built_in.copied().chain(own) {
            hasher.update(&(name.len() as u64).to_le_bytes());
            hasher.update(name.as_bytes());
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// A template that could not be followed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The template's file name.
    pub template: String,
    /// The 1-based line in it.
    pub line: Option<u64>,
    /// What is wrong.
    pub message: String,
}

/// Makes pages. What it is asked for again (a template, the words of a language) it has ready.
pub struct Press {
    templates: Templates,
    environment: Environment<'static>,
}

impl Press {
    /// With these templates.
    pub fn new(templates: Templates) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build();
        // The delimiters stay as they are, and only they can be wrong.
        environment.set_syntax(syntax.unwrap_or_default());
        environment.set_formatter(write_value);
        let source = templates.clone();
        environment.set_loader(move |name| source.get(name).map(followable(name)).transpose());
        Press {
            templates,
            environment,
        }
    }

    /// The page of a feed; `None` for the headlines shows none, and does not say that there are none.
    ///
    /// # Errors
    /// A [`Fault`] in one of the templates.
    pub fn subscribe(
        &self,
        site: &Site<'_>,
        feed: &FeedFacts<'_>,
        headlines: Option<&[Headline]>,
        around: &Around<'_>,
    ) -> Result<Vec<u8>, Fault> {
        let words = self.words(feed.language.or(site.language))?;
        let view = context::subscribe(site, feed, headlines, around, &words);
        self.fill(SUBSCRIBE, &view)
    }

    /// The page that lists all feeds.
    ///
    /// # Errors
    /// A [`Fault`] in one of the templates.
    pub fn index(
        &self,
        site: &Site<'_>,
        feeds: &[FeedFacts<'_>],
        around: &Around<'_>,
    ) -> Result<Vec<u8>, Fault> {
        let words = self.words(site.language)?;
        self.fill(INDEX, &context::index(site, feeds, around, &words))
    }

    /// The list of all feeds that readers import.
    ///
    /// # Errors
    /// A [`Fault`] in the words of the site's language.
    pub fn opml(&self, site: &Site<'_>, feeds: &[FeedFacts<'_>]) -> Result<Vec<u8>, Fault> {
        let words = match families(feeds).as_slice() {
            [] => None,
            _ => Some(self.words(site.language)?),
        };
        opml(site, feeds, words.as_ref()).map_err(|e| Fault {
            template: OPML.to_owned(),
            line: None,
            message: e.to_string(),
        })
    }

    /// Lines for the head of other pages.
    ///
    /// # Errors
    /// A [`Fault`] in the template.
    pub fn alternate(
        &self,
        site: &Site<'_>,
        feeds: &[FeedFacts<'_>],
        around: &Around<'_>,
    ) -> Result<Vec<u8>, Fault> {
        self.fill(ALTERNATE, &context::include(site, feeds, around))
    }

    /// A style sheet or script, which is no template.
    pub fn as_it_is(&self, name: &str) -> Vec<u8> {
        self.templates.get(name).unwrap_or_default().into()
    }

    fn fill(&self, name: &str, view: &impl Serialize) -> Result<Vec<u8>, Fault> {
        let template = self.environment.get_template(name);
        let filled = template.and_then(|t| t.render(Serde(view)));
        filled.map(String::into_bytes).map_err(|e| fault(name, &e))
    }

    /// The words for a language, or for the nearest that there is.
    fn words(&self, tag: Option<&str>) -> Result<Words, Fault> {
        let mut names = file_names(tag.unwrap_or_default());
        let found = names.find_map(|name| self.templates.words(&name));
        let (name, text) = found.unwrap_or_default();
        toml::from_str(text).map_err(|e| Fault {
            template: name.to_owned(),
            line: e.span().map(|span| line_at(text, span.start)),
            message: e.message().lines().next().unwrap_or_default().to_owned(),
        })
    }
}

/// As MiniJinja does it, but for slashes, which it escapes too: a page full of addresses should stay readable.
pub(crate) fn write_value(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            Ok(out.write_str(&escape(text))?)
        }
        _ => escape_formatter(out, state, value),
    }
}

/// A template as the engine gets it, where it can follow it.
fn followable(name: &str) -> impl Fn(&str) -> Result<String, minijinja::Error> {
    move |text| match tags::too_much(text) {
        None => Ok(text.to_owned()),
        Some(what) => {
            let detail = format!("{name}: {what}");
            Err(minijinja::Error::new(ErrorKind::SyntaxError, detail))
        }
    }
}

fn line_at(text: &str, offset: usize) -> u64 {
    1 + text.bytes().take(offset).filter(|b| *b == b'\n').count() as u64
}

/// The innermost error is the one that says what is wrong: around it stand the templates that include it.
fn fault(page: &str, error: &minijinja::Error) -> Fault {
    let mut innermost = error;
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(error) = cause.downcast_ref::<minijinja::Error>() {
            innermost = error;
        }
        next = cause.source();
    }
    let placed = if innermost.name().is_some() {
        innermost
    } else {
        error
    };
    let kind = innermost.kind().to_string();
    Fault {
        template: placed.name().unwrap_or(page).to_owned(),
        line: placed.line().map(|line| line as u64),
        message: match innermost.detail() {
            Some(detail) => format!("{kind}: {detail}"),
            None => kind,
        },
    }
}
