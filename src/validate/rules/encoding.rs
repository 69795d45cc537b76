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
        &ENCODING_DECLARATION_WRONG,
        &BYTE_ORDER_MARK_MISSING,
        &ENCODING_OBSCURE,
        &ENCODING_OPTIONAL,
        &ENCODING_UNDECLARED,
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
    says: "the server's answer and the document name different encodings",
    why: "a reader that believes the one shows other letters than a reader that believes the other",
    remedy: "send charset=utf-8 in Content-Type, write the file in UTF-8 and declare nothing else",
    spec: &[spec::RFC7303.at("3.2")],
    w3c: Some("EncodingMismatch"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static ENCODING_DECLARATION_WRONG: Rule = Rule {
    id: "encoding-declaration-wrong",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the document is in another encoding than it declares",
    why: "a strict reader refuses it, another one shows broken letters",
    remedy: "declare the encoding that the file is written in, or declare none and write UTF-8",
    spec: &[spec::XML.at("charencoding")],
    w3c: Some("UnicodeError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static BYTE_ORDER_MARK_MISSING: Rule = Rule {
    id: "byte-order-mark-missing",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "UTF-16 without a byte order mark",
    why: "a reader cannot know for sure which byte of each pair comes first",
    remedy: "write the file in UTF-8, or begin it with U+FEFF",
    spec: &[spec::XML.at("charencoding")],
    w3c: None,
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

pub(crate) static ENCODING_OPTIONAL: Rule = Rule {
    id: "encoding-optional",
    severity: Severity::Info,
    formats: &[Kind::Any],
    says: "an encoding other than UTF-8 and UTF-16",
    why: "these two are all that XML obliges a reader to know",
    remedy: "write the file in UTF-8",
    spec: &[spec::XML.at("charencoding")],
    w3c: Some("NonstdEncoding"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static ENCODING_UNDECLARED: Rule = Rule {
    id: "encoding-undeclared",
    severity: Severity::Info,
    formats: &[Kind::Any],
    says: "nothing says which encoding this is, so it is read as UTF-8",
    why: "programs that do not know XML's rule may guess another encoding",
    remedy: "begin the document with <?xml version=\"1.0\" encoding=\"utf-8\"?>",
    spec: &[spec::XML.at("charencoding")],
    w3c: Some("MissingEncoding"),
    since: "0.1.0",
    check: Check::Reader,
};
