//! What is being made of one line: the record so far, and what had to be said about it.

use std::borrow::Cow;

use crate::import::Options;
use crate::import::draft::{Draft, shown};
use crate::import::json::{Json, Members};
use crate::model::media::is_media_type;
use crate::model::{Line, Link, Moment, Rendition, Text, zone};

/// The rule that `--explain` names: each field has a key of its own.
pub(super) const RULE: &str = "key";

/// One record while its line is read.
pub(in crate::import) struct Reading<'o> {
    /// The record so far, and what had to be said about it.
    pub(in crate::import) draft: Draft<'o>,
    /// Does the value at hand stand under a key of somebody else's, so that it may be written as others write it?
    pub(in crate::import) foreign: bool,
}

impl<'o> Reading<'o> {
    pub(super) fn new(options: &'o Options, line: u64) -> Self {
        Self::of(Draft::new(options, line))
    }

    /// Goes on with a draft that another importer has begun.
    pub(in crate::import) fn of(draft: Draft<'o>) -> Self {
        Reading {
            draft,
            foreign: false,
        }
    }

    /// Something was left out, filled in or assumed.
    pub(in crate::import) fn doubt(&mut self, field: &str, message: impl Into<String>) {
        self.draft.doubt(field, message);
    }

    /// The record cannot be used.
    pub(in crate::import) fn refuse(&mut self, field: &str, message: String, help: &str) {
        self.draft.refuse(field, message, help);
    }

    /// The field holds a value of a type that it cannot have.
    pub(in crate::import) fn wrong_type(&mut self, field: &str, found: &Json<'_>, wanted: &str) {
        let message = format!("{field} is {}, not {wanted}", found.what());
        let help = format!("write {field} as {wanted}, or leave the key out");
        self.refuse(field, message, &help);
    }

    /// The record cannot be used, because an item of an array is of a type that it cannot have.
    pub(in crate::import) fn wrong_item(&mut self, field: &str, found: &Json<'_>, wanted: &str) {
        let message = format!("an item of {field} is {}, not {wanted}", found.what());
        let help = format!("write each item of {field} as {wanted}");
        self.refuse(field, message, &help);
    }

    /// A string, whatever it says; null is absent.
    pub(in crate::import) fn string<'a>(
        &mut self,
        field: &str,
        json: Json<'a>,
    ) -> Option<Cow<'a, str>> {
        match json {
            Json::Str(s) => Some(s),
            Json::Null => None,
            other => {
                self.wrong_type(field, &other, "a string");
                None
            }
        }
    }

    /// One line of plain text; blank is absent.
    pub(in crate::import) fn line(&mut self, field: &str, json: Json<'_>) -> Option<Line> {
        let raw = self.string(field, json)?;
        self.draft.line(field, RULE, &raw)
    }

    /// Text of any length; blank is absent.
    pub(in crate::import) fn text(&mut self, field: &str, json: Json<'_>) -> Option<Text> {
        let raw = self.string(field, json)?;
        self.draft.text(field, RULE, raw)
    }

    /// An absolute address; what cannot be one is left out.
    pub(in crate::import) fn link(&mut self, field: &str, json: Json<'_>) -> Option<Link> {
        let raw = self.string(field, json)?;
        if raw.trim().is_empty() {
            let message = format!("the address {} was left out: it is empty", shown(&raw));
            self.doubt(field, message);
        }
        self.draft.link(field, RULE, &raw)
    }

    /// A time as precisely as it is known; one that does not exist refuses the record.
    pub(in crate::import) fn moment(&mut self, field: &str, json: Json<'_>) -> Option<Moment> {
        let raw = self.string(field, json)?;
        if raw.trim().is_empty() {
            self.doubt(field, format!("{field} is empty and was left out"));
            return None;
        }
        if self.foreign {
            let moment = self.draft.moment(field, RULE, &raw);
            if moment.is_none() && field == "not_before" {
                let message = format!(
                    "not_before {} cannot be read, so nobody knows how long the record has to wait",
                    shown(&raw)
                );
                self.refuse(field, message, "write it as 2017-10-13T09:09:00+03:00");
            }
            return moment;
        }
        match Moment::read(&raw) {
            Ok((moment, doubt)) => {
                if let Some(doubt) = doubt {
                    self.doubt(field, format!("{}: {doubt}", shown(&raw)));
                }
                Some(self.in_zone(field, moment))
            }
            Err(e) => {
                let message = format!("{field} {} cannot be read: {e}", shown(&raw));
                self.refuse(
                    field,
                    message,
                    "write it as 2017-10-13T09:09:00+03:00 or 2017-10-13",
                );
                None
            }
        }
    }

    fn in_zone(&mut self, field: &str, moment: Moment) -> Moment {
        let (Moment::Local(local), Some(zone)) = (moment, self.draft.options.zone) else {
            return moment;
        };
        let (instant, doubt) = zone::resolve(local, zone);
        if let Some(doubt) = doubt {
            self.doubt(field, format!("{moment} in {zone}: {}", doubt.as_str()));
        }
        Moment::Instant(instant)
    }

    /// A whole number that is not negative; a string of digits is taken as one.
    pub(in crate::import) fn count<N: TryFrom<u64>>(
        &mut self,
        field: &str,
        json: Json<'_>,
    ) -> Option<N> {
        let count = match &json {
            Json::Null => return None,
            Json::Number(n) => n.as_u64().and_then(|n| N::try_from(n).ok()),
            Json::Str(s) => s.trim().parse().ok().and_then(|n| N::try_from(n).ok()),
            _ => None,
        };
        match (&count, json) {
            (Some(_), Json::Str(s)) => {
                self.doubt(
                    field,
                    format!("the string {} was taken as a number", shown(&s)),
                );
            }
            (Some(_), _) => {}
            (None, other) => {
                let message = format!("{} was left out: no whole number", value_shown(other));
                self.doubt(field, message);
            }
        }
        count
    }

    /// A media type (RFC 6838 section 4.2); what is none is left out.
    pub(in crate::import) fn media_type(&mut self, field: &str, json: Json<'_>) -> Option<Line> {
        let line = self.line(field, json)?;
        if is_media_type(line.as_str()) {
            return Some(line);
        }
        let message = format!("{} was left out: it is no media type", shown(line.as_str()));
        self.doubt(field, message);
        None
    }

    /// Other files of the same content.
    pub(in crate::import) fn renditions(
        &mut self,
        field: &'static str,
        json: Json<'_>,
    ) -> Vec<Rendition> {
        super::media::renditions(self, field, json)
    }

    /// The items of an array; null is an empty one, and in it null is no item.
    pub(in crate::import) fn items<'a>(&mut self, field: &str, json: Json<'a>) -> Vec<Json<'a>> {
        match json {
            Json::Array(mut items) => {
                items.retain(|item| !matches!(item, Json::Null));
                items
            }
            Json::Null => Vec::new(),
            other => {
                self.wrong_type(field, &other, "an array");
                Vec::new()
            }
        }
    }

    /// The members of each object of an array.
    pub(in crate::import) fn objects<'a>(
        &mut self,
        field: &str,
        json: Json<'a>,
    ) -> Vec<Members<'a>> {
        let mut objects = Vec::new();
        for item in self.items(field, json) {
            match item {
                Json::Object(members) => objects.push(members),
                other => self.wrong_item(field, &other, "an object"),
            }
        }
        objects
    }

    /// The members of an object; null is an empty one.
    pub(in crate::import) fn members<'a>(&mut self, field: &str, json: Json<'a>) -> Members<'a> {
        match json {
            Json::Object(members) => members,
            Json::Null => Vec::new(),
            other => {
                self.wrong_type(field, &other, "an object");
                Vec::new()
            }
        }
    }
}

/// Any JSON value as a message shows it.
fn value_shown(json: Json<'_>) -> String {
    match json {
        Json::Str(s) => shown(&s),
        Json::Number(n) => n.to_string(),
        other => other.what().to_owned(),
    }
}
