//! Is it JSON at all? Found while reading, which goes on after each fault.

use crate::Severity;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::spec::{RFC8259, Section};

pub(crate) static FAMILY: Family = Family {
    name: "json-syntax",
    about: "Whether the document is JSON at all; reading goes on after each fault.",
    rules: &[
        &JSON_ENCODING_OTHER,
        &JSON_BYTE_ORDER_MARK,
        &JSON_COMMA_MISSING,
        &JSON_COMMA_EXTRA,
        &JSON_COMMENT,
        &JSON_QUOTE_SINGLE,
        &JSON_QUOTE_UNESCAPED,
        &JSON_NAME_UNQUOTED,
        &JSON_NAME_MISSING,
        &JSON_NAME_REPEATED,
        &JSON_COLON_MISPLACED,
        &JSON_VALUE_MISSING,
        &JSON_STRING_UNCLOSED,
        &JSON_CHARACTER_UNESCAPED,
        &JSON_CHARACTER_STRAY,
        &JSON_ESCAPE_UNKNOWN,
        &JSON_SURROGATE_LONE,
        &JSON_NUMBER_MALFORMED,
        &JSON_NUMBER_HUGE,
        &JSON_LITERAL_UNKNOWN,
        &JSON_BRACKET_MISMATCHED,
        &JSON_UNFINISHED,
        &JSON_DOCUMENT_REPEATED,
    ],
};

/// A fault of syntax: programs that read JSON stop at it.
const fn syntax(
    id: &'static str,
    says: &'static str,
    why: &'static str,
    remedy: &'static str,
    spec: &'static [Section],
) -> Rule {
    Rule {
        id,
        severity: Severity::Error,
        formats: &[Kind::JsonFeed],
        says,
        why,
        remedy,
        spec,
        w3c: None,
        since: "0.1.0",
        check: Check::Reader,
    }
}

/// What the specification allows and advises against.
const fn advice(rule: Rule) -> Rule {
    Rule {
        severity: Severity::Warning,
        ..rule
    }
}

pub(crate) static JSON_ENCODING_OTHER: Rule = syntax(
    "json-encoding-other",
    "JSON in another encoding than UTF-8",
    "JSON between strangers is UTF-8; most readers see nothing in it",
    "write the file in UTF-8",
    &[RFC8259.at("8.1")],
);

pub(crate) static JSON_BYTE_ORDER_MARK: Rule = syntax(
    "json-byte-order-mark",
    "a byte order mark stands before the JSON",
    "common readers of JSON take it for a stray character and refuse the whole feed",
    "save the file as UTF-8 without byte order mark",
    &[RFC8259.at("8.1")],
);

pub(crate) static JSON_COMMA_MISSING: Rule = syntax(
    "json-comma-missing",
    "a comma is missing between two values",
    "readers of JSON stop here and drop the whole feed",
    "put a comma after the value before",
    &[RFC8259.at("4"), RFC8259.at("5")],
);

pub(crate) static JSON_COMMA_EXTRA: Rule = syntax(
    "json-comma-extra",
    "a comma with no value after it",
    "JavaScript allows it, JSON does not: readers drop the whole feed",
    "remove the comma",
    &[RFC8259.at("4"), RFC8259.at("5")],
);

pub(crate) static JSON_COMMENT: Rule = syntax(
    "json-comment",
    "a comment",
    "JSON has none: readers drop the whole feed",
    "remove it; user_comment is for words to people who look at the file",
    &[RFC8259.at("2")],
);

pub(crate) static JSON_QUOTE_SINGLE: Rule = syntax(
    "json-quote-single",
    "a string in single quotes",
    "JSON knows double quotes alone: readers drop the whole feed",
    "write it in double quotes",
    &[RFC8259.at("7")],
);

pub(crate) static JSON_QUOTE_UNESCAPED: Rule = syntax(
    "json-quote-unescaped",
    "a quotation mark inside a string is not escaped",
    "the string ends there for every reader, and what follows makes no sense",
    "write \\\" inside strings; let a library write the JSON instead of a template",
    &[RFC8259.at("7")],
);

pub(crate) static JSON_NAME_UNQUOTED: Rule = syntax(
    "json-name-unquoted",
    "the name of a member is not in quotes",
    "JavaScript allows it, JSON does not: readers drop the whole feed",
    "write the name in double quotes",
    &[RFC8259.at("4")],
);

pub(crate) static JSON_NAME_MISSING: Rule = syntax(
    "json-name-missing",
    "a value in an object has no name",
    "readers of JSON stop here and drop the whole feed",
    "write \"name\": before the value",
    &[RFC8259.at("4")],
);

pub(crate) static JSON_NAME_REPEATED: Rule = advice(syntax(
    "json-name-repeated",
    "two members of one object have one name",
    "some readers take the first, some the last, some refuse the feed",
    "keep one of them",
    &[RFC8259.at("4")],
));

pub(crate) static JSON_COLON_MISPLACED: Rule = syntax(
    "json-colon-misplaced",
    "a colon is missing after a name, or stands where none may",
    "readers of JSON stop here and drop the whole feed",
    "write one colon between each name and its value, and none elsewhere",
    &[RFC8259.at("4")],
);

pub(crate) static JSON_VALUE_MISSING: Rule = syntax(
    "json-value-missing",
    "a name has no value",
    "readers of JSON stop here and drop the whole feed",
    "write the value, or leave the member out",
    &[RFC8259.at("4")],
);

pub(crate) static JSON_STRING_UNCLOSED: Rule = syntax(
    "json-string-unclosed",
    "a string has no closing quote",
    "it swallows what follows: readers drop the whole feed",
    "put a quote at its end",
    &[RFC8259.at("7")],
);

pub(crate) static JSON_CHARACTER_UNESCAPED: Rule = syntax(
    "json-character-unescaped",
    "a control character stands in a string as it is",
    "readers of JSON refuse line breaks and tabs in strings, and with them the whole feed",
    "write \\n, \\t or \\u and four digits",
    &[RFC8259.at("7")],
);

pub(crate) static JSON_CHARACTER_STRAY: Rule = syntax(
    "json-character-stray",
    "a character that means nothing outside a string",
    "readers of JSON stop here and drop the whole feed",
    "remove it; blanks other than space, tab and line break are none in JSON",
    &[RFC8259.at("2")],
);

pub(crate) static JSON_ESCAPE_UNKNOWN: Rule = syntax(
    "json-escape-unknown",
    "a backslash stands before something that it cannot escape",
    "readers of JSON stop here and drop the whole feed",
    "write \\\\ for a backslash, and \\u with four hexadecimal digits",
    &[RFC8259.at("7")],
);

pub(crate) static JSON_SURROGATE_LONE: Rule = syntax(
    "json-surrogate-lone",
    "one half of an escaped character stands alone",
    "it is no character: readers refuse the feed or show a broken letter",
    "write both halves, as \\ud83d\\uddde, or the character itself; do not cut texts inside one",
    &[RFC8259.at("8.2")],
);

pub(crate) static JSON_NUMBER_MALFORMED: Rule = syntax(
    "json-number-malformed",
    "a number that JSON does not write this way",
    "readers of JSON stop here and drop the whole feed",
    "write digits without leading zeros, a point between digits, and no plus sign",
    &[RFC8259.at("6")],
);

pub(crate) static JSON_NUMBER_HUGE: Rule = advice(syntax(
    "json-number-huge",
    "a number beyond what programs can hold",
    "some readers make infinity of it, some refuse the feed",
    "write a number that fits into 64 bits, or a string",
    &[RFC8259.at("6")],
));

pub(crate) static JSON_LITERAL_UNKNOWN: Rule = syntax(
    "json-literal-unknown",
    "a word that is none of true, false and null",
    "readers of JSON stop here and drop the whole feed",
    "write true, false or null in lower case, a number, or a string in quotes",
    &[RFC8259.at("3")],
);

pub(crate) static JSON_BRACKET_MISMATCHED: Rule = syntax(
    "json-bracket-mismatched",
    "brackets do not pair up",
    "readers of JSON stop here and drop the whole feed",
    "close each { with } and each [ with ], the last opened first",
    &[RFC8259.at("2")],
);

pub(crate) static JSON_UNFINISHED: Rule = syntax(
    "json-unfinished",
    "the document ends in the middle",
    "readers of JSON refuse all of it; mostly a disk was full or a transfer was cut",
    "write the file whole, under another name, and rename it then",
    &[RFC8259.at("2")],
);

pub(crate) static JSON_DOCUMENT_REPEATED: Rule = syntax(
    "json-document-repeated",
    "something follows the end of the document",
    "a JSON text is one value: readers refuse the feed, or lose what follows",
    "keep everything in one object; several of them, a line each, are JSON Lines and no feed",
    &[RFC8259.at("2")],
);
