//! Which characters the bytes are: byte order mark, declaration, malformed sequences.

use crate::Severity;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::spec;

pub(crate) static FAMILY: Family = Family {
    name: "encoding",
    about: "Which characters the bytes are: byte order mark, declaration, malformed sequences.",
    rules: &[
        &UTF8_MALFORMED,
        &ENCODING_UNKNOWN,
        &ENCODING_CONFLICT,
        &ENCODING_OPTIONAL,
        &ENCODING_OBSCURE,
    ],
};

pub(crate) static UTF8_MALFORMED: Rule = Rule {
    id: "utf8-malformed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the bytes are not text in the document's encoding",
    why: "a reader refuses the whole document, or shows broken letters",
    remedy: "write the file in UTF-8, and convert text that comes from elsewhere before it is put in",
    spec: &[spec::XML.at("charencoding"), spec::RFC8259.at("8.1")],
    w3c: Some("UnicodeError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static ENCODING_UNKNOWN: Rule = Rule {
    id: "encoding-unknown",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the declared encoding is not one that can be read",
    why: "nobody can tell which letters the bytes are",
    remedy: "write the file in UTF-8 and declare encoding=\"utf-8\", or declare nothing",
    spec: &[spec::XML.at("charencoding")],
    w3c: Some("UnknownEncoding"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static ENCODING_CONFLICT: Rule = Rule {
    id: "encoding-conflict",
    severity: Severity::Warning,
    formats: &[Kind::Any],
    says: "the bytes and the XML declaration name different encodings",
    why: "some readers believe the one, some the other",
    remedy: "declare the encoding that the file is written in",
    spec: &[spec::XML.at("charencoding")],
    w3c: Some("EncodingMismatch"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static ENCODING_OPTIONAL: Rule = Rule {
    id: "encoding-optional",
    severity: Severity::Info,
    formats: &[Kind::Any],
    says: "the encoding is not one that XML readers must know",
    why: "nearly all know it, but XML asks for UTF-8 and UTF-16 alone",
    remedy: "write the file in UTF-8",
    spec: &[spec::XML.at("charencoding")],
    w3c: Some("NonstdEncoding"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static ENCODING_OBSCURE: Rule = Rule {
    id: "encoding-obscure",
    severity: Severity::Warning,
    formats: &[Kind::Any],
    says: "the encoding is one that many readers do not know",
    why: "XML asks of a reader to know UTF-8 and UTF-16, and nothing more",
    remedy: "write the file in UTF-8",
    spec: &[spec::XML.at("charencoding")],
    w3c: Some("ObscureEncoding"),
    since: "0.1.0",
    check: Check::Reader,
};
