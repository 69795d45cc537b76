//! Three date grammars side by side, each fault by its own name.

use crate::Severity;
use crate::validate::context::{Across, Entry, Head, Typed, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::grammar_date::{self, Date, Fault};
use crate::validate::rules::mend_date;
use crate::validate::spec;
use crate::validate::tree::Element;
use crate::validate::vocabulary::Value;

pub(crate) static FAMILY: Family = Family {
    name: "dates",
    about: "When it was written: the date grammars, and times that cannot be.",
    rules: &[
        &DATE_GRAMMAR,
        &DATE_OF_OTHER_FORMAT,
        &DATE_WEEKDAY_WRONG,
        &DATE_DAY_IMPOSSIBLE,
        &DATE_ZONE_MISSING,
        &DATE_ZONE_UNKNOWN,
        &DATE_OBSOLETE_FORM,
        &DATE_LETTER_CASE,
        &DATE_IMPLAUSIBLE,
        &UPDATED_BEFORE_PUBLISHED,
        &FEED_OLDER_THAN_ENTRIES,
    ],
};

pub(crate) static DATE_GRAMMAR: Rule = Rule {
    id: "date-grammar",
    severity: Severity::Error,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a date is not in the form that its element wants",
    why: "readers guess, and each guesses differently",
    remedy: "write Fri, 13 Oct 2017 09:09:00 +0300 in RSS, 2017-10-13T09:09:00+03:00 in Atom and JSON Feed",
    spec: &[
        spec::RSS.at("ltpubdategtSubelementOfLtitemgt"),
        spec::RFC3339.at("5.6"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("InvalidRFC2822Date"),
    since: "0.1.0",
    check: Check::Where(
        |site| {
            site.holds(|v| {
                matches!(
                    v,
                    Value::MailDate | Value::Timestamp | Value::W3cDate | Value::LocalDate
                )
            })
        },
        dates,
    ),
};

pub(crate) static DATE_OF_OTHER_FORMAT: Rule = Rule {
    id: "date-of-other-format",
    severity: Severity::Error,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a date is in the form of the other format",
    why: "readers that know one form alone drop the date",
    remedy: "write Fri, 13 Oct 2017 09:09:00 +0300 in RSS, 2017-10-13T09:09:00+03:00 in Atom and JSON Feed",
    spec: &[
        spec::RSS.at("ltpubdategtSubelementOfLtitemgt"),
        spec::RFC4287.at("3.3"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("InvalidRFC2822Date"),
    since: "0.1.0",
    check: Check::With("date-grammar"),
};

pub(crate) static DATE_WEEKDAY_WRONG: Rule = Rule {
    id: "date-weekday-wrong",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Opml, Kind::Sitemap],
    says: "the day of the week does not belong to the date",
    why: "one of the two is wrong, and readers cannot tell which",
    remedy: "write the weekday of that date, or none",
    spec: &[spec::RFC2822.at("3.3")],
    w3c: Some("IncorrectDOW"),
    since: "0.1.0",
    check: Check::With("date-grammar"),
};

pub(crate) static DATE_DAY_IMPOSSIBLE: Rule = Rule {
    id: "date-day-impossible",
    severity: Severity::Error,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a day or time that does not exist",
    why: "readers drop the date or move it to another day",
    remedy: "write a date that exists",
    spec: &[
        spec::RFC3339.at("5.7"),
        spec::RFC2822.at("3.3"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("InvalidRFC2822Date"),
    since: "0.1.0",
    check: Check::With("date-grammar"),
};

pub(crate) static DATE_ZONE_MISSING: Rule = Rule {
    id: "date-zone-missing",
    severity: Severity::Error,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a date does not say its time zone",
    why: "the same time is up to a day apart for readers around the world",
    remedy: "add the offset, such as +0300 in RSS, +03:00 or Z in Atom",
    spec: &[
        spec::RFC3339.at("4.4"),
        spec::RFC2822.at("3.3"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("InvalidRFC2822Date"),
    since: "0.1.0",
    check: Check::With("date-grammar"),
};

pub(crate) static DATE_ZONE_UNKNOWN: Rule = Rule {
    id: "date-zone-unknown",
    severity: Severity::Error,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a time zone that the grammar does not know",
    why: "readers take it for UTC or drop the date",
    remedy: "write the offset in digits, such as +0200",
    spec: &[
        spec::RFC822.at("5.1"),
        spec::RFC2822.at("4.3"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("InvalidRFC2822Date"),
    since: "0.1.0",
    check: Check::With("date-grammar"),
};

pub(crate) static DATE_OBSOLETE_FORM: Rule = Rule {
    id: "date-obsolete-form",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Opml, Kind::Sitemap],
    says: "a form of date that is obsolete",
    why: "a year of two digits or a zone of one letter is read differently by different programs",
    remedy: "write four digits for the year and the offset in digits",
    spec: &[spec::RSS.at("ltpubdategtSubelementOfLtitemgt")],
    w3c: Some("ProblematicalRFC822Date"),
    since: "0.1.0",
    check: Check::With("date-grammar"),
};

pub(crate) static DATE_LETTER_CASE: Rule = Rule {
    id: "date-letter-case",
    severity: Severity::Error,
    formats: &[Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "the T and Z of a date are in lower case",
    why: "Atom wants capitals, and some readers look for them",
    remedy: "write T and Z",
    spec: &[spec::RFC4287.at("3.3")],
    w3c: Some("InvalidRFC3339Date"),
    since: "0.1.0",
    check: Check::With("date-grammar"),
};

pub(crate) static DATE_IMPLAUSIBLE: Rule = Rule {
    id: "date-implausible",
    severity: Severity::Warning,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a date lies in the future, or before there were feeds",
    why: "readers keep it at the top for ever, or hide it",
    remedy: "check the clock of the machine that wrote it",
    spec: &[
        spec::RFC4287.at("4.2.15"),
        spec::RSS.at("ltpubdategtSubelementOfLtitemgt"),
        spec::JSONFEED.at("items"),
    ],
    w3c: Some("ImplausibleDate"),
    since: "0.1.0",
    check: Check::With("date-grammar"),
};

pub(crate) static UPDATED_BEFORE_PUBLISHED: Rule = Rule {
    id: "updated-before-published",
    severity: Severity::Warning,
    formats: &[Kind::Atom, Kind::JsonFeed],
    says: "an entry was updated before it was published",
    why: "readers that sort by updated put it in the wrong place",
    remedy: "set updated to published or later",
    spec: &[spec::RFC4287.at("4.2.15"), spec::JSONFEED.at("items")],
    w3c: None,
    since: "0.1.0",
    check: Check::Entry(updated_order),
};

pub(crate) static FEED_OLDER_THAN_ENTRIES: Rule = Rule {
    id: "feed-older-than-entries",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the feed's own time is before that of its newest entry",
    why: "programs that look at it first think that nothing is new",
    remedy: "set it to the time of the newest change",
    spec: &[
        spec::RFC4287.at("4.2.15"),
        spec::RSS.at("optionalChannelElements"),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::Across(|| Box::new(Newest::default())),
};

fn dates(visit: &Visit<'_, '_>, out: &mut Findings) {
    for value in visit.values {
        let (outcome, class, other) = match value.kind {
            Value::MailDate => (
                grammar_date::mail(value.trimmed()),
                "InvalidRFC2822Date",
                "RFC 822",
            ),
            Value::Timestamp => (
                grammar_date::timestamp(value.trimmed()),
                "InvalidRFC3339Date",
                "RFC 3339",
            ),
            Value::W3cDate => (
                grammar_date::w3c(value.trimmed()),
                "InvalidW3CDTFDate",
                "W3C",
            ),
            Value::LocalDate => {
                local(value, out);
                continue;
            }
            _ => continue,
        };
        match outcome {
            Ok(date) => {
                if let Some(why) = date.obsolete {
                    let mut finding = value.finding().says(format!("{}: {why}", value.name()));
                    if let Some(date) = mended(value) {
                        finding = finding.mend(date);
                    }
                    out.add(&DATE_OBSOLETE_FORM, finding);
                }
                plausible(visit, value, &date, out);
            }
            // RFC 3339 allows small letters; Atom does not.
            Err(Fault::LetterCase) if value.element().ns() == Ns::Json => {}
            Err(fault) => report(value, &fault, class, other, out),
        }
    }
}

/// A date of an event or an offer: its zone may be left to the place, and it may lie at any time.
fn local(value: &Typed<'_>, out: &mut Findings) {
    match grammar_date::w3c(value.trimmed()) {
        Ok(_) | Err(Fault::ZoneMissing) => {}
        Err(fault) => report(value, &fault, "InvalidISO8601DateTime", "W3C", out),
    }
}

const HELP: &[(&str, &str)] = &[
    ("RFC 822", "write such as Fri, 13 Oct 2017 09:09:00 +0300"),
    ("RFC 3339", "write such as 2017-10-13T09:09:00+03:00"),
    (
        "W3C",
        "write such as 2017-10-13 or 2017-10-13T09:09:00+03:00",
    ),
];

fn report(
    value: &Typed<'_>,
    fault: &Fault,
    class: &'static str,
    grammar: &str,
    out: &mut Findings,
) {
    let (rule, why) = match fault {
        Fault::Grammar(why) => (&DATE_GRAMMAR, (*why).to_owned()),
        Fault::OtherFormat(why) => (&DATE_OF_OTHER_FORMAT, (*why).to_owned()),
        Fault::Weekday(real) => (&DATE_WEEKDAY_WRONG, format!("that day is a {real}")),
        Fault::Impossible(what) => (&DATE_DAY_IMPOSSIBLE, format!("there is no {what}")),
        Fault::ZoneMissing => (&DATE_ZONE_MISSING, "it has no time zone".to_owned()),
        Fault::ZoneUnknown(zone) => (
            &DATE_ZONE_UNKNOWN,
            format!("the grammar knows no zone {zone}"),
        ),
        Fault::LetterCase => (&DATE_LETTER_CASE, "T and Z must be capitals".to_owned()),
    };
    let class = if matches!(fault, Fault::Weekday(_)) {
        "IncorrectDOW"
    } else {
        class
    };
    let mut finding = value
        .finding()
        .w3c(class)
        .says(format!("{} is no {grammar} date: {why}", value.name()));
    if let Some((_, help)) = HELP.iter().find(|(g, _)| *g == grammar) {
        finding = finding.help(*help);
    }
    if let Some(date) = mended(value) {
        finding = finding.mend(date);
    }
    out.add(rule, finding);
}

/// The same time in the grammar that the value should follow, where it has only one reading.
fn mended(value: &Typed<'_>) -> Option<String> {
    let (date, read): (_, Grammar) = match value.kind {
        Value::MailDate => (mend_date::mail(value.trimmed()), grammar_date::mail),
        _ => (
            mend_date::timestamp(value.trimmed()),
            grammar_date::timestamp,
        ),
    };
    // An offset that no zone has is odd in every grammar.
    date.filter(|date| read(date).is_ok_and(|d| d.obsolete.is_none()))
}

/// Ten minutes: how far clocks may differ.
const SLACK: i64 = 600;
/// 1990-01-01: nothing in a feed is older than the web.
const WEB: i64 = 631_152_000;

fn plausible(visit: &Visit<'_, '_>, value: &Typed<'_>, date: &Date, out: &mut Findings) {
    let Some(now) = visit.doc.options.now else {
        return;
    };
    let why = if date.seconds > now.timestamp() + SLACK {
        "lies in the future"
    } else if date.seconds < WEB {
        "lies before 1990"
    } else {
        return;
    };
    if !timeless(value.element()) {
        out.add(
            &DATE_IMPLAUSIBLE,
            value.finding().says(format!("{} {why}", value.name())),
        );
    }
}

/// Dates that say nothing of the entry's own age: of the book or film that it speaks of, or the start of a rhythm.
fn timeless(element: Element<'_>) -> bool {
    match element.ns() {
        Ns::DcTerms => matches!(
            element.local(),
            "issued" | "created" | "date" | "dateCopyrighted" | "valid" | "available"
        ),
        Ns::Syndication => element.local() == "updateBase",
        _ => false,
    }
}

fn seconds(element: Option<Element<'_>>, read: fn(&str) -> Result<Date, Fault>) -> Option<i64> {
    read(element?.text().trim()).ok().map(|d| d.seconds)
}

fn updated_order(entry: &Entry<'_, '_>, out: &mut Findings) {
    let names = match entry.doc.format {
        f if f.is_json() => (Ns::Json, "date_modified", "date_published"),
        f if f.is_atom() => (Ns::Atom, "updated", "published"),
        _ => return,
    };
    let updated = entry.element.child(names.0, names.1);
    let published = entry.element.child(names.0, names.2);
    let (Some(after), Some(before)) = (
        seconds(updated, grammar_date::timestamp),
        seconds(published, grammar_date::timestamp),
    ) else {
        return;
    };
    if let Some(updated) = updated.filter(|_| after < before) {
        out.add(&UPDATED_BEFORE_PUBLISHED, Finding::text(updated));
    }
}

/// One of the three grammars.
type Grammar = fn(&str) -> Result<Date, Fault>;

/// The newest time of any entry.
#[derive(Default)]
struct Newest {
    seconds: Option<i64>,
}

impl Across for Newest {
    fn entry(&mut self, entry: &Entry<'_, '_>, _out: &mut Findings) {
        let updated = seconds(
            entry.element.child(Ns::Atom, "updated"),
            grammar_date::timestamp,
        );
        let published = seconds(entry.element.child(Ns::None, "pubDate"), grammar_date::mail);
        self.seconds = self.seconds.max(updated).max(published);
    }

    fn end(&mut self, head: Option<&Head<'_, '_>>, out: &mut Findings) {
        let (Some(head), Some(newest)) = (head, self.seconds) else {
            return;
        };
        let (own, read): (_, Grammar) = if head.doc.format.is_atom() {
            (
                head.feed.child(Ns::Atom, "updated"),
                grammar_date::timestamp,
            )
        } else {
            (
                head.feed.child(Ns::None, "lastBuildDate"),
                grammar_date::mail,
            )
        };
        if let (Some(own), Some(stated)) = (own, seconds(own, read))
            && stated < newest
        {
            let message = format!("{} is older than the newest entry", own.display_name());
            out.add(&FEED_OLDER_THAN_ENTRIES, Finding::text(own).says(message));
        }
    }
}
