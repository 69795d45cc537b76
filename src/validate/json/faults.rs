//! Faults of the JSON reader as findings: which rule each belongs to, and its words.

use crate::syntax::json_fault::{JsonFault, JsonFaultKind as K};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::rule::Rule;
use crate::validate::rules::{encoding, json as j, wellformed};

/// The rule of each kind of fault.
static RULES: &[(K, &Rule)] = &[
    (K::BytesMalformed, &encoding::UTF8_MALFORMED),
    (K::EncodingOther, &j::JSON_ENCODING_OTHER),
    (K::Mark, &j::JSON_BYTE_ORDER_MARK),
    (K::CommaMissing, &j::JSON_COMMA_MISSING),
    (K::CommaExtra, &j::JSON_COMMA_EXTRA),
    (K::Comment, &j::JSON_COMMENT),
    (K::QuoteSingle, &j::JSON_QUOTE_SINGLE),
    (K::QuoteUnescaped, &j::JSON_QUOTE_UNESCAPED),
    (K::NameUnquoted, &j::JSON_NAME_UNQUOTED),
    (K::NameMissing, &j::JSON_NAME_MISSING),
    (K::NameRepeated, &j::JSON_NAME_REPEATED),
    (K::ColonMisplaced, &j::JSON_COLON_MISPLACED),
    (K::ValueMissing, &j::JSON_VALUE_MISSING),
    (K::StringUnclosed, &j::JSON_STRING_UNCLOSED),
    (K::CharacterUnescaped, &j::JSON_CHARACTER_UNESCAPED),
    (K::CharacterStray, &j::JSON_CHARACTER_STRAY),
    (K::EscapeUnknown, &j::JSON_ESCAPE_UNKNOWN),
    (K::SurrogateLone, &j::JSON_SURROGATE_LONE),
    (K::NumberMalformed, &j::JSON_NUMBER_MALFORMED),
    (K::NumberHuge, &j::JSON_NUMBER_HUGE),
    (K::LiteralUnknown, &j::JSON_LITERAL_UNKNOWN),
    (K::BracketMismatched, &j::JSON_BRACKET_MISMATCHED),
    (K::Unfinished, &j::JSON_UNFINISHED),
    (K::DocumentRepeated, &j::JSON_DOCUMENT_REPEATED),
    (K::LimitExceeded, &wellformed::LIMIT_EXCEEDED),
];

/// Is it a rule about JSON itself, whatever the document is about?
pub(super) fn is_syntax(rule: &str) -> bool {
    RULES.iter().any(|(_, r)| r.id == rule)
}

/// Reports a fault.
pub(super) fn report(fault: &JsonFault, out: &mut Findings) {
    let Some((_, rule)) = RULES.iter().find(|(kind, _)| *kind == fault.kind) else {
        return;
    };
    let mut finding = Finding::at(fault.at);
    if let Some(message) = message(fault) {
        finding = finding.says(message);
    }
    match fault.kind {
        K::LimitExceeded => finding = finding.param("limit", fault.detail.clone()),
        K::Unfinished => {}
        _ if !fault.subject.is_empty() => finding = finding.value(&fault.subject),
        _ => {}
    }
    out.add(rule, finding);
}

/// Words of its own, where the rule's do not name the thing.
fn message(fault: &JsonFault) -> Option<String> {
    let (subject, detail) = (&fault.subject, &fault.detail);
    Some(match fault.kind {
        K::BytesMalformed => format!("the bytes {subject} are no UTF-8"),
        K::EncodingOther => format!("this JSON is in {subject}, not in UTF-8"),
        K::NameUnquoted => format!("the name {subject} is not in quotes"),
        K::NameRepeated => format!("a second member of the name {subject}"),
        K::CharacterUnescaped => format!("{subject} stands in a string as it is"),
        K::CharacterStray => format!("the character {subject} means nothing here"),
        K::EscapeUnknown => format!("{subject} is no escape that JSON has"),
        K::SurrogateLone => format!("{subject} is half a character"),
        K::NumberMalformed => format!("{subject} is no number of JSON: {detail}"),
        K::NumberHuge => format!("{subject} is more than programs can hold"),
        K::LiteralUnknown => format!("{subject} is none of true, false and null"),
        K::BracketMismatched => match (subject.as_str(), detail.as_str()) {
            ("{", _) => "a new object begins where the one before is not closed".to_owned(),
            (_, "") => "this closes nothing: everything is closed already".to_owned(),
            (_, "0") => format!("{subject} closes nothing"),
            _ => format!("{subject} does not close what was opened on line {detail}"),
        },
        K::Unfinished if subject.is_empty() => "the document ends before its value".to_owned(),
        K::Unfinished if detail == "0" => format!("the document ends inside {subject}"),
        K::Unfinished => {
            format!("the document ends inside {subject}; what is open was opened on line {detail}")
        }
        K::LimitExceeded => format!("more than {detail} {subject}"),
        _ => return None,
    })
}
