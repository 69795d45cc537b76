//! Characters that show that a text was read or written in the wrong encoding.

use crate::Severity;
use crate::validate::context::{Typed, Visit};
use crate::validate::diagnostic::Findings;
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::spec;

pub(crate) static TEXT_CONTROL_CHARACTER: Rule = Rule {
    id: "text-control-character",
    severity: Severity::Warning,
    formats: &[
        Kind::Rss,
        Kind::Atom,
        Kind::Opml,
        Kind::Sitemap,
        Kind::JsonFeed,
    ],
    says: "a control character stands in a text",
    why: "one of U+0080 to U+009F is mostly a quote or dash of Windows-1252 read as another encoding; readers show a box or nothing",
    remedy: "convert the text from windows-1252, and drop control characters",
    spec: &[spec::XML.at("charsets"), spec::JSONFEED.at("items")],
    w3c: Some("BadCharacters"),
    since: "0.1.0",
    check: Check::Element(controls),
};

pub(crate) static TEXT_GARBLED: Rule = Rule {
    id: "text-garbled",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom, Kind::JsonFeed],
    says: "letters that were encoded twice",
    why: "people see Ã© in place of é",
    remedy: "read the text as UTF-8 where it comes from",
    spec: &[spec::XML.at("charencoding"), spec::JSONFEED.at("items")],
    w3c: Some("BadCharacters"),
    since: "0.1.0",
    check: Check::Element(garbled),
};

/// The characters of windows-1252 at 80 to 9F that text in UTF-8 read as such most often shows.
const REREAD: &[char] = &[
    '\u{20AC}', '\u{201C}', '\u{201D}', '\u{2122}', '\u{0153}', '\u{02DC}', '\u{2026}', '\u{00A6}',
    '\u{00A2}',
];

fn garbled(visit: &Visit<'_, '_>, out: &mut Findings) {
    if !visit.element.may_hold_garbled() {
        return;
    }
    for value in visit.values {
        let bytes = value.text.as_bytes();
        // UTF-8 read as Latin: C3 and E2 have become Ã (C3 83), Â (C3 82) and â (C3 A2).
        let found = memchr::memchr_iter(0xC3, bytes)
            .filter(|at| matches!(bytes.get(at + 1), Some(0x82 | 0x83 | 0xA2)))
            .find(|at| is_garbled(&value.text, *at));
        if let Some(offset) = found {
            let shown: String = value
                .text
                .get(offset..)
                .unwrap_or_default()
                .chars()
                .take(3)
                .collect();
            let message = format!("{} holds {shown}, which was encoded twice", value.name());
            out.add(
                &TEXT_GARBLED,
                value.finding_at(offset, &shown).says(message),
            );
        }
    }
}

fn is_garbled(text: &str, at: usize) -> bool {
    let mut letters = text.get(at..).unwrap_or_default().chars();
    let (first, second) = (letters.next(), letters.next().unwrap_or(' '));
    let before = text.get(..at).unwrap_or_default().chars().next_back();
    match first {
        // Capitals before it and a closing quote after it are a Portuguese word.
        Some('Ã' | 'Â') => {
            ('\u{80}'..='\u{BF}').contains(&second)
                && !(before.is_some_and(char::is_uppercase)
                    && matches!(second, '»' | '«' | '\u{A0}'))
        }
        Some('â') => second == '\u{20AC}' && letters.next().is_some_and(|c| REREAD.contains(&c)),
        _ => false,
    }
}

/// JSON can write control characters that XML cannot hold at all.
fn escaped_control(value: &Typed<'_>) -> Option<usize> {
    let odd = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    let json = value.element().ns() == Ns::Json;
    json.then(|| value.text.bytes().position(|b| odd(&b)))?
}

fn controls(visit: &Visit<'_, '_>, out: &mut Findings) {
    if !visit.element.may_hold_controls() {
        return;
    }
    for value in visit.values {
        // The range is written C2 80 to C2 9F in UTF-8.
        let bytes = value.text.as_bytes();
        let found = memchr::memchr_iter(0xC2, bytes)
            .find(|at| bytes.get(at + 1).is_some_and(|b| *b < 0xA0 && *b != 0x85));
        let found = found.or_else(|| escaped_control(value));
        if let Some(offset) = found {
            let c = value
                .text
                .get(offset..)
                .and_then(|t| t.chars().next())
                .unwrap_or(' ');
            let message = format!(
                "{} holds the control character U+{:04X}",
                value.name(),
                u32::from(c)
            );
            out.add(
                &TEXT_CONTROL_CHARACTER,
                value.finding_at(offset, &value.text).says(message),
            );
        }
    }
}
