//! A record while an importer makes it: values go in as the format wrote them, clean ones come out, and what had to be
//! left out or assumed is said.
//!
//! Every setter takes the field of the record, for messages, and `from`: where the format has it (`dc:creator`), which
//! is the rule that `--explain` names.

use std::borrow::Cow;

use super::{Explain, Imported, Options, Provenance, moments};
use crate::Severity;
use crate::model::media::is_media_type;
use crate::model::person::is_email;
use crate::model::{
    Category, CategoryOrigin, Kind, Line, Link, Moment, Notice, NoticeKind, Person, Record, Status,
    Text,
};
use crate::syntax::language_tag::is_tag;

/// How many characters of a value a message or an explanation shows.
const SHOWN: usize = 80;

/// No story has more authors or categories; each is compared with all before it.
const MOST: usize = 1000;

/// More is not said of one record. Each notice has the record's name, which may be long, too.
const MOST_SAID: usize = 100;

/// How many characters of the record's name a notice has.
const LONGEST_NAME: usize = 300;

/// One record in the making.
pub(super) struct Draft<'o> {
    /// What the file cannot say about itself.
    pub(super) options: &'o Options,
    /// The record so far.
    pub(super) record: Record,
    /// The kind, where the input names one.
    pub(super) kind: Option<Kind>,
    /// Does its status say that it waits for the date of its publication?
    pub(super) scheduled: bool,
    /// What was refused, left out, filled in or assumed.
    pub(super) notices: Vec<Notice>,
    /// How many notices there was no room for.
    unsaid: usize,
    /// The 1-based line on which the record begins.
    pub(super) line: u64,
    explain: Explain,
}

impl<'o> Draft<'o> {
    /// An empty record that begins on this line.
    pub(super) fn new(options: &'o Options, line: u64) -> Self {
        Draft {
            options,
            record: Record::default(),
            kind: None,
            scheduled: false,
            notices: Vec::new(),
            unsaid: 0,
            line,
            explain: Explain::new(),
        }
    }

    /// Something was left out, filled in or assumed.
    pub(super) fn doubt(&mut self, field: &str, message: impl Into<String>) {
        self.say(Notice::doubt(field, message));
    }

    /// Adds a notice, unless enough is said. What refuses the record is said at least once.
    pub(super) fn say(&mut self, notice: Notice) {
        let first = notice.is_error() && !self.notices.iter().any(Notice::is_error);
        match self.notices.len() < MOST_SAID || first {
            true => self.notices.push(notice),
            false => self.unsaid += 1,
        }
    }

    /// Something about the record as a whole has to be said.
    pub(super) fn remark(&mut self, message: impl Into<String>) {
        let mut notice = Notice::doubt("", message);
        notice.field = None;
        self.say(notice);
    }

    /// The record cannot be used.
    pub(super) fn refuse(&mut self, field: &str, message: impl Into<String>, help: &str) {
        self.say(Notice::refused(message).field(field).help(help));
    }

    /// Says for `--explain` where a field comes from; a field that has an explanation keeps it.
    pub(super) fn explain(&mut self, field: &str, from: &'static str, text: &str) {
        if self.options.explain && !self.explain.contains_key(field) {
            let provenance = Provenance {
                line: self.line,
                text: text.chars().take(SHOWN).collect(),
                rule: from,
                sure: true,
            };
            self.explain.insert(field.to_owned(), provenance);
        }
    }

    /// One line of plain text; blank is absent.
    pub(super) fn line(&mut self, field: &str, from: &'static str, raw: &str) -> Option<Line> {
        let (line, dropped) = Line::counted(raw);
        self.count_dropped(field, dropped);
        let line = line.non_empty()?;
        self.explain(field, from, raw);
        Some(line)
    }

    /// Text of any length; blank is absent.
    pub(super) fn text(
        &mut self,
        field: &str,
        from: &'static str,
        raw: Cow<'_, str>,
    ) -> Option<Text> {
        let (text, dropped) = Text::counted(raw);
        self.count_dropped(field, dropped);
        if text.is_blank() {
            return None;
        }
        self.explain(field, from, text.as_str());
        Some(text)
    }

    fn count_dropped(&mut self, field: &str, count: usize) {
        let what = match count {
            0 => return,
            1 => "1 control character that cannot stand in a feed was dropped".to_owned(),
            n => format!("{n} control characters that cannot stand in a feed were dropped"),
        };
        self.doubt(field, what);
    }

    /// An absolute address; what cannot be one is left out.
    pub(super) fn link(&mut self, field: &str, from: &'static str, raw: &str) -> Option<Link> {
        if raw.trim().is_empty() {
            return None;
        }
        match Link::parse(raw, self.options.resolve_against()) {
            Ok(link) => {
                self.explain(field, from, raw);
                Some(link)
            }
            Err(e) => {
                let message = format!("the address {} was left out: {e}", shown(raw));
                self.doubt(field, message);
                None
            }
        }
    }

    /// A time in any form that systems and people write; what is none is left out.
    pub(super) fn moment(&mut self, field: &str, from: &'static str, raw: &str) -> Option<Moment> {
        if raw.trim().is_empty() {
            return None;
        }
        match moments::read(raw, self.options) {
            Ok((moment, doubts)) => {
                for doubt in doubts {
                    self.doubt(field, format!("{}: {doubt}", shown(raw)));
                }
                self.explain(field, from, raw);
                Some(moment)
            }
            Err(e) => {
                self.doubt(field, format!("{} was left out: {e}", shown(raw)));
                None
            }
        }
    }

    /// A media type (RFC 6838 section 4.2) without its parameters; what is none is left out.
    pub(super) fn media_type(&mut self, field: &str, raw: &str) -> Option<Line> {
        let essence = raw.split(';').next().unwrap_or(raw);
        let line = Line::new(essence).non_empty()?;
        if is_media_type(line.as_str()) {
            return Some(line);
        }
        let message = format!("{} was left out: it is no media type", shown(raw));
        self.doubt(field, message);
        None
    }

    /// What a status means that nobody knows: whoever misspells "draft" must not be published.
    pub(super) fn unknown_status(&mut self, raw: &str) -> Status {
        let message = format!(
            "the status {} is not known; it is kept as a draft",
            shown(raw)
        );
        self.doubt("status", message);
        Status::Draft
    }

    /// A BCP 47 tag; an underscore stands for a hyphen, and what is no tag is left out.
    pub(super) fn language(&mut self, from: &'static str, raw: &str) -> Option<Line> {
        let tag = Line::new(&raw.trim().replace('_', "-")).non_empty()?;
        if is_tag(tag.as_str()) {
            self.explain("language", from, raw);
            return Some(tag);
        }
        let message = format!("{} was left out: it is no BCP 47 tag", shown(raw));
        self.doubt("language", message);
        None
    }

    /// Adds an author unless the same name is there already.
    pub(super) fn add_author(
        &mut self,
        from: &'static str,
        name: &str,
        email: Option<&str>,
        url: Option<&str>,
    ) {
        if self.record.authors.len() >= MOST {
            return;
        }
        let Some(name) = self.line("authors", from, name) else {
            return;
        };
        let email = email.map(Line::new).and_then(Line::non_empty);
        let email = email.filter(|e| is_email(e.as_str()));
        let url = url.and_then(|url| self.link("authors.url", from, url));
        let authors = &mut self.record.authors;
        match authors.iter_mut().find(|a| a.name == name) {
            Some(known) => {
                known.email = known.email.take().or(email);
                known.url = known.url.take().or(url);
            }
            None => authors.push(Person { name, email, url }),
        }
    }

    /// Adds a category unless the same term of the same vocabulary is there already. A scheme that is no IRI is kept
    /// out and said.
    pub(super) fn add_category(
        &mut self,
        from: &'static str,
        term: &str,
        scheme: Option<&str>,
        label: Option<&str>,
    ) {
        if self.record.categories.len() >= MOST {
            return;
        }
        let Some(term) = self.line("categories", from, term) else {
            return;
        };
        let label = label.map(Line::new).and_then(Line::non_empty);
        let scheme = scheme.map(Line::new).and_then(Line::non_empty);
        let scheme = scheme.filter(|scheme| {
            let good = oxiri::Iri::parse(scheme.as_str()).is_ok();
            if !good {
                let message = format!("{} was left out: it is no IRI", shown(scheme.as_str()));
                self.doubt("categories.scheme", message);
            }
            good
        });
        self.record.add_category(Category {
            label: label.filter(|label| *label != term),
            term,
            scheme,
            origin: CategoryOrigin::Record,
        });
    }

    /// Keeps what no field of a record holds.
    pub(super) fn extra(&mut self, key: &str, value: impl Into<serde_json::Value>) {
        self.record
            .extra
            .entry(key.to_owned())
            .or_insert_with(|| value.into());
    }

    /// The record with its kind, language and section settled; refused where something of it was, or where there is
    /// nothing to show.
    pub(super) fn finish(self) -> Imported {
        let Draft {
            options,
            mut record,
            kind,
            mut notices,
            unsaid,
            line,
            mut explain,
            ..
        } = self;
        record.kind = kind.unwrap_or_else(|| record.natural_kind());
        if record.language.is_none() {
            record.language = options.language.as_deref().map(Line::new);
        }
        if let Some(section) = &record.section
            && let Some(category) = Category::named(section.as_str())
        {
            record.add_category(category);
        }
        if !notices.iter().any(Notice::is_error) {
            notices.extend(nothing_to_show(&record));
        }
        let refused = notices.iter().any(Notice::is_error);
        if unsaid > 0 {
            let message = format!("{unsaid} more things were left out or assumed");
            notices.push(Notice::new(NoticeKind::Record, Severity::Warning, message));
        }
        for notice in &mut notices {
            notice.line.get_or_insert(line);
            let name = record.name();
            notice.record = name.map(|name| name.chars().take(LONGEST_NAME).collect());
        }
        only_present(&mut explain, &record);
        Imported {
            line,
            record: (!refused).then_some(record),
            notices,
            explain,
        }
    }
}

/// A value that was left out in the end has no field to explain. The parts of a field are explained by their path.
fn only_present(explain: &mut Explain, record: &Record) {
    if !explain.is_empty()
        && let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(record)
    {
        let whole = |field: &str| field.split('.').next().unwrap_or_default().to_owned();
        explain.retain(|field, _| fields.contains_key(&whole(field)));
    }
}

/// Why there is too little to show. A retraction needs nothing but the name of what it withdraws.
fn nothing_to_show(record: &Record) -> Option<Notice> {
    let named = record.id.is_some() || record.url.is_some();
    if record.title.is_some() || (record.status == Status::Retracted && named) {
        return None;
    }
    match record.kind {
        Kind::Article if record.natural_kind() == Kind::Article => None,
        Kind::Article => Some(
            Notice::refused("the article has neither title nor summary nor body")
                .field("title")
                .help("give it a title, a summary or a body"),
        ),
        Kind::Headline => Some(
            Notice::refused("the headline has no title")
                .field("title")
                .help("give it a title"),
        ),
    }
}

/// A value as a message shows it: quoted, control characters escaped, cut at 80 characters.
pub(super) fn shown(raw: &str) -> String {
    let mut short: String = raw.chars().take(SHOWN).collect();
    if short.len() < raw.len() {
        short.push('…');
    }
    format!("{short:?}")
}
