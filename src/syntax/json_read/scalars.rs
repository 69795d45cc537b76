//! Values that hold no others: strings, numbers and literals, right or wrong.

use crate::syntax::json_fault::{JsonFault, JsonFaultKind as K};
use crate::syntax::json_number;
use crate::syntax::json_read::{Event, JsonReader, Scalar, State};

impl JsonReader<'_> {
    pub(super) fn read_text(&mut self) {
        self.text_at = self.tokens.raw_at();
        self.text
            .read(self.tokens.raw(), self.text_at, &mut self.faults);
    }

    pub(super) fn scalar(&mut self, scalar: Scalar) -> Option<Event> {
        self.state = if self.open.is_empty() {
            State::Done
        } else {
            State::Comma
        };
        Some(Event::Value(scalar))
    }

    pub(super) fn word(&mut self) -> Option<Event> {
        self.text_at = self.tokens.raw_at();
        let word = std::str::from_utf8(self.tokens.raw()).unwrap_or_default();
        self.text.take(word);
        let numeric = word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
        let (scalar, fault) = match word {
            "true" => (Scalar::Bool(true), None),
            "false" => (Scalar::Bool(false), None),
            "null" => (Scalar::Null, None),
            _ if numeric && !word.contains("Inf") => (Scalar::Number, number_fault(word)),
            _ => (literal(word), Some((K::LiteralUnknown, ""))),
        };
        if let Some((kind, why)) = fault {
            let fault = JsonFault::new(kind, self.at, word).with(why);
            self.faults.push(fault);
        }
        self.scalar(scalar)
    }
}

fn number_fault(word: &str) -> Option<(K, &'static str)> {
    match json_number::check(word) {
        Err(why) => Some((K::NumberMalformed, why)),
        Ok(()) => json_number::is_huge(word).then_some((K::NumberHuge, "")),
    }
}

/// What a word of another language most likely means.
fn literal(word: &str) -> Scalar {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Scalar::Bool(true),
        "false" | "no" | "off" => Scalar::Bool(false),
        "null" | "none" | "nil" | "undefined" => Scalar::Null,
        "nan" | "infinity" | "-infinity" | "+infinity" | "inf" | "-inf" => Scalar::Number,
        _ => Scalar::Text,
    }
}
