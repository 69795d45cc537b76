//! Numbers, words from a list, hours and days.

use crate::Severity;
use crate::validate::context::{Typed, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{extensions, json_feed, sync};
use crate::validate::spec;
use crate::validate::vocabulary::{Form, Value};

pub(crate) static FAMILY: Family = Family {
    name: "values",
    about: "Numbers, words from a list, hours and days, and how many of them.",
    rules: &[
        &NUMBER_MALFORMED,
        &json_feed::NUMBER_IMPLAUSIBLE,
        &sync::NUMBER_TOO_LARGE,
        &CHOICE_UNKNOWN,
        &VALUE_MALFORMED,
        &SKIP_HOUR_MALFORMED,
        &SKIP_HOUR_24,
        &SKIP_DAY_UNKNOWN,
        &SKIP_REPEATED,
        &SKIP_TOO_MANY,
        &TTL_ZERO,
        &json_feed::TAG_REPEATED,
        &extensions::LABELS_TOO_MANY,
    ],
};

pub(crate) static NUMBER_MALFORMED: Rule = Rule {
    id: "number-malformed",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "a value is not a whole number",
    why: "readers ignore it or take another number",
    remedy: "write digits alone; 0 where a length is not known",
    spec: &[spec::RSS.at("optionalChannelElements")],
    w3c: Some("InvalidNonNegativeInteger"),
    since: "0.1.0",
    check: Check::Where(|site| site.holds(is_counted), values),
};

pub(crate) static CHOICE_UNKNOWN: Rule = Rule {
    id: "choice-unknown",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "a value is none of the words that may stand here",
    why: "readers fall back to something else",
    remedy: "write one of the words named",
    spec: &[spec::RSS.at("ltguidgtSubelementOfLtitemgt")],
    w3c: Some("InvalidValue"),
    since: "0.1.0",
    check: Check::With("number-malformed"),
};

pub(crate) static VALUE_MALFORMED: Rule = Rule {
    id: "value-malformed",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom],
    says: "a value does not have the form that it must have here",
    why: "readers cannot make sense of it and leave it out",
    remedy: "write it in the form named",
    spec: &[
        spec::MEDIA.at("media-text"),
        spec::PODCAST.at("1.0.md"),
        spec::APPLE.at(""),
    ],
    w3c: None,
    since: "0.1.0",
    check: Check::With("number-malformed"),
};

pub(crate) static IMAGE_TOO_LARGE: Rule = Rule {
    id: "image-too-large",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "the channel's image is larger than 144 by 400",
    why: "readers cut or squeeze it",
    remedy: "give an image of at most 144 by 400 pixels",
    spec: &[spec::RSS.at("ltimagegtSubelementOfLtchannelgt")],
    w3c: Some("InvalidWidth"),
    since: "0.1.0",
    check: Check::With("number-malformed"),
};

pub(crate) static SKIP_HOUR_MALFORMED: Rule = Rule {
    id: "skip-hour-malformed",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "skipHours names no hour from 0 to 23",
    why: "readers ask at the wrong hours",
    remedy: "write a number from 0 to 23",
    spec: &[spec::RSS.at("optionalChannelElements")],
    w3c: Some("InvalidHour"),
    since: "0.1.0",
    check: Check::With("number-malformed"),
};

pub(crate) static SKIP_HOUR_24: Rule = Rule {
    id: "skip-hour-24",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "midnight is written as 24",
    why: "RSS 2.0 counts hours from 0 to 23",
    remedy: "write 0",
    spec: &[spec::RSS.at("optionalChannelElements")],
    w3c: Some("UseZeroForMidnight"),
    since: "0.1.0",
    check: Check::With("number-malformed"),
};

pub(crate) static SKIP_DAY_UNKNOWN: Rule = Rule {
    id: "skip-day-unknown",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "skipDays names no day of the week in English",
    why: "readers ask on the wrong days",
    remedy: "write Monday, Tuesday, … or Sunday",
    spec: &[spec::RSS.at("optionalChannelElements")],
    w3c: Some("InvalidDay"),
    since: "0.1.0",
    check: Check::With("number-malformed"),
};

pub(crate) static SKIP_REPEATED: Rule = Rule {
    id: "skip-repeated",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "an hour or day is named twice",
    why: "it says nothing more, and strict programs refuse it",
    remedy: "keep one",
    spec: &[spec::RSS.at("optionalChannelElements")],
    w3c: Some("DuplicateValue"),
    since: "0.1.0",
    check: Check::Where(|site| matches!(site.name, "skipHours" | "skipDays"), skips),
};

pub(crate) static SKIP_TOO_MANY: Rule = Rule {
    id: "skip-too-many",
    severity: Severity::Error,
    formats: &[Kind::Rss],
    says: "more hours or days than there are",
    why: "readers never ask, or ignore it",
    remedy: "name each hour or day once",
    spec: &[spec::RSS.at("optionalChannelElements")],
    w3c: Some("EightDaysAWeek"),
    since: "0.1.0",
    check: Check::With("skip-repeated"),
};

pub(crate) static TTL_ZERO: Rule = Rule {
    id: "ttl-zero",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "a ttl of 0 minutes",
    why: "it asks readers to come back at once, so they ignore it",
    remedy: "write how many minutes the feed may be kept, such as 15",
    spec: &[spec::RSS.at("ltttlgtSubelementOfLtchannelgt")],
    w3c: Some("InvalidInteger"),
    since: "0.1.0",
    check: Check::With("number-malformed"),
};

/// Is it of a type that [`values`] looks at?
fn is_counted(value: Value) -> bool {
    use Value::{AnyCase, Choice, Count, Decimal, Form, Hour, Integer, Positive, Weekday};
    matches!(
        value,
        Count | Positive | Integer | Decimal | Form(_) | Choice(_) | AnyCase(_) | Hour | Weekday
    )
}

fn values(visit: &Visit<'_, '_>, out: &mut Findings) {
    for value in visit.values {
        match value.kind {
            Value::Count | Value::Positive => number(value, out),
            Value::Integer | Value::Decimal => signed(value, out),
            Value::Form(form) if !(form.fits)(value.trimmed()) => formed(value, form, out),
            Value::Choice(words) if !words.contains(&value.trimmed()) => choice(value, words, out),
            Value::AnyCase(words) if !is_any(words, value) => choice(value, words, out),
            Value::Hour => match value.trimmed().parse::<u8>() {
                Ok(0..=23) => {}
                Ok(24) => {
                    let midnight = Some("0").filter(|hour| !is_said(value, hour));
                    out.add(&SKIP_HOUR_24, value.finding().mend_if(midnight));
                }
                _ => out.add(&SKIP_HOUR_MALFORMED, value.finding()),
            },
            Value::Weekday if !WEEKDAYS.contains(&value.trimmed()) => {
                let day = weekday(value.trimmed()).filter(|day| !is_said(value, day));
                out.add(&SKIP_DAY_UNKNOWN, value.finding().mend_if(day));
            }
            _ => {}
        }
    }
}

/// Is it one of the words, in whatever letter case? A blank element is judged as such.
fn is_any(words: &[&str], value: &Typed<'_>) -> bool {
    let text = value.trimmed();
    (text.is_empty() && !value.is_attribute()) || words.iter().any(|w| w.eq_ignore_ascii_case(text))
}

fn formed(value: &Typed<'_>, form: &Form, out: &mut Findings) {
    if value.trimmed().is_empty() && !value.is_attribute() {
        return;
    }
    let message = format!("{} is not {}", value.name(), form.name);
    let finding = value
        .finding()
        .says(message)
        .help(format!("write {}", form.write));
    let finding = finding.spec_of(value.element().ns());
    let finding = match form.w3c {
        Some(class) => finding.w3c(class),
        None => finding,
    };
    out.add(&VALUE_MALFORMED, finding);
}

const WEEKDAYS: &[&str] = &[
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The day that is written in other letter case or cut short.
fn weekday(text: &str) -> Option<&'static str> {
    let cut = text.strip_suffix('.').unwrap_or(text);
    let means = |day: &&str| {
        let head = day.get(..cut.len());
        cut.len() >= 3 && head.is_some_and(|head| head.eq_ignore_ascii_case(cut))
    };
    WEEKDAYS.iter().copied().find(means)
}

/// Does an element beside this one say it already?
fn is_said(value: &Typed<'_>, word: &str) -> bool {
    let around = value.element().parent();
    around.is_some_and(|p| p.children().any(|c| c.text().trim() == word))
}

/// The same number in digits alone, where a sign or a fraction of nothing is all that is too much.
fn plain_digits(text: &str) -> Option<&str> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole = whole.strip_prefix('+').unwrap_or(whole);
    let plain = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    let above_zero = whole.bytes().any(|b| b != b'0');
    (plain && above_zero && fraction.bytes().all(|b| b == b'0')).then_some(whole)
}

fn number(value: &Typed<'_>, out: &mut Findings) {
    let text = value.trimmed();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let zero = text.bytes().all(|b| b == b'0');
    if !digits || (zero && value.kind == Value::Positive) {
        let message = format!(
            "{} is not a whole number{}",
            value.name(),
            if value.kind == Value::Positive {
                " from 1"
            } else {
                ""
            }
        );
        let class = number_class(value, text);
        let found = value.finding().says(message).w3c(class);
        let found = match value.kind {
            Value::Positive => found.help("write digits alone, 1 or more"),
            _ => found,
        };
        let found = found.mend_if(plain_digits(text));
        out.add(&NUMBER_MALFORMED, found.spec_of(value.element().ns()));
        return;
    }
    let element = value.element();
    let most = match element.local() {
        "width" => 144,
        "height" => 400,
        "ttl" if zero => {
            out.add(&TTL_ZERO, value.finding());
            return;
        }
        _ => return,
    };
    if !value.is_attribute()
        && element.ns() == Ns::None
        && text.parse::<u64>().map_or(true, |n| n > most)
    {
        let class = if most == 144 {
            "InvalidWidth"
        } else {
            "InvalidHeight"
        };
        out.add(
            &IMAGE_TOO_LARGE,
            value
                .finding()
                .says(format!("{} is more than {most}", value.name()))
                .w3c(class),
        );
    }
}

/// Numbers that may be below 0 or have a fraction.
fn signed(value: &Typed<'_>, out: &mut Findings) {
    let text = value.trimmed();
    let whole = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_whole = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let (what, class, fits) = if value.kind == Value::Integer {
        let fits = !whole.is_empty() && is_whole(whole);
        ("a whole number", "InvalidInteger", fits)
    } else {
        let (before, after) = whole.split_once('.').unwrap_or((whole, "0"));
        let fits = !(before.is_empty() && after.is_empty()) && is_whole(before) && is_whole(after);
        ("a number", "InvalidFloat", fits && !whole.is_empty())
    };
    if !fits {
        let message = format!("{} is not {what}", value.name());
        let found = value.finding().says(message).w3c(class);
        let found = found.spec_of(value.element().ns());
        out.add(
            &NUMBER_MALFORMED,
            found.help(format!("write {what} in digits")),
        );
    }
}

/// The names that the W3C service has for numbers, by what they count.
fn number_class(value: &Typed<'_>, text: &str) -> &'static str {
    let module = matches!(
        value.element().ns(),
        Ns::Media | Ns::Itunes | Ns::Podcast | Ns::Conversations
    );
    if module && value.kind == Value::Positive {
        return "InvalidPositiveInteger";
    }
    if module {
        return "InvalidNonNegativeInteger";
    }
    match (value.is_attribute(), value.element().local()) {
        (true, "enclosure") if text == "-1" => "UseZeroForUnknown",
        (true, "link" | "Query" | "comments") => "InvalidNonNegativeInteger",
        (true, "sync" | "history") => "InvalidPositiveInteger",
        (false, "updateFrequency") if text.is_empty() => "NotBlank",
        (false, "total" | "totalResults" | "itemsPerPage") => "InvalidNonNegativeInteger",
        (true, _) => "InvalidIntegerAttribute",
        (false, "width") => "InvalidWidth",
        (false, "height") => "InvalidHeight",
        (false, _) => "InvalidInteger",
    }
}

/// The names that the W3C service has for words from a list, by attribute or element.
const CHOICES: &[(&str, &str)] = &[
    ("updatePeriod", "InvalidUpdatePeriod"),
    (
        "relationship of media:restriction",
        "InvalidMediaRestrictionRel",
    ),
    ("relationship", "InvalidAccessRestrictionRel"),
    ("deleted", "InvalidTrueFalse"),
    ("noconflicts", "InvalidTrueFalse"),
    ("listing_type", "InvalidTrueFalse"),
    ("pickup", "InvalidTrueFalse"),
    ("gender", "InvalidGender"),
    ("marital_status", "InvalidMaritalStatus"),
    ("payment_accepted", "InvalidPaymentMethod"),
    ("price_type", "InvalidPriceType"),
    ("salary_type", "InvalidSalaryType"),
    ("isPermaLink", "InvalidBooleanAttribute"),
    ("isDefault", "InvalidTrueFalse"),
    ("medium", "InvalidMediaMedium"),
    ("expression", "InvalidMediaExpression"),
    ("draft", "InvalidYesNo"),
    ("itunes:block", "InvalidYesNoClean"),
    ("itunes:complete", "InvalidYesNoClean"),
    ("itunes:type", "InvalidItunesChannelType"),
    ("itunes:episodeType", "InvalidItunesEpisodeType"),
    ("type of media:restriction", "InvalidMediaRestrictionType"),
    ("type", "InvalidMediaTextType"),
];

fn choice(value: &Typed<'_>, words: &[&str], out: &mut Findings) {
    let name = value.name();
    let first = name.split(' ').next().unwrap_or_default();
    let local = first.rsplit(':').next().unwrap_or_default();
    let class = match (value.element().ns(), local) {
        (Ns::FeedSync, "type") => "InvalidSseType",
        (Ns::Access, "relationship") => "InvalidAccessRestrictionRel",
        _ => CHOICES
            .iter()
            .find(|(n, _)| *n == local || *n == name)
            .map_or("InvalidValue", |(_, class)| *class),
    };
    let message = format!("{name} is none of {}", words.join(", "));
    let text = value.trimmed();
    let meant = words.iter().find(|w| w.eq_ignore_ascii_case(text));
    out.add(
        &CHOICE_UNKNOWN,
        value
            .finding()
            .mend_if(meant.copied())
            .says(message)
            .w3c(class)
            .spec_of(value.element().ns())
            .help(format!("write one of {}", words.join(", "))),
    );
}

fn skips(visit: &Visit<'_, '_>, out: &mut Findings) {
    if !matches!(visit.element.local(), "skipHours" | "skipDays") || visit.element.ns() != Ns::None
    {
        return;
    }
    let (most, class) = if visit.element.local() == "skipDays" {
        (7, "EightDaysAWeek")
    } else {
        (24, "NotEnoughHoursInTheDay")
    };
    if visit.children.len() > most {
        let message = format!(
            "{} names {} of at most {most}",
            visit.element.local(),
            visit.children.len()
        );
        out.add(
            &SKIP_TOO_MANY,
            Finding::element(visit.element).says(message).w3c(class),
        );
    }
    let mut seen: Vec<String> = Vec::new();
    for (child, _) in visit.children.iter().take(64) {
        let text = child.text().trim().to_owned();
        if seen.contains(&text) {
            out.add(&SKIP_REPEATED, Finding::text(*child));
        } else {
            seen.push(text);
        }
    }
}
