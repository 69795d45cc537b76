//! Faults of the XML reader as findings: which rule each belongs to, and its words.

use crate::syntax::fault::{Fault, FaultKind as K};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace;
use crate::validate::rule::Rule;
use crate::validate::rules::{encoding as e, namespaces as n, wellformed as w};

/// The rule of each kind of fault.
static RULES: &[(K, &Rule)] = &[
    (K::BytesMalformed, &e::UTF8_MALFORMED),
    (K::EncodingUnknown, &e::ENCODING_UNKNOWN),
    (K::EncodingConflict, &e::ENCODING_CONFLICT),
    (K::EncodingObscure, &e::ENCODING_OBSCURE),
    (K::DeclarationWrong, &e::ENCODING_DECLARATION_WRONG),
    (K::MarkMissing, &e::BYTE_ORDER_MARK_MISSING),
    (K::EncodingUndeclared, &e::ENCODING_UNDECLARED),
    (K::EncodingOptional, &e::ENCODING_OPTIONAL),
    (K::TagMismatched, &w::XML_TAG_MISMATCHED),
    (K::TagUnclosed, &w::XML_TAG_UNCLOSED),
    (K::EndTagStray, &w::XML_END_TAG_STRAY),
    (K::MarkupUnclosed, &w::XML_MARKUP_UNCLOSED),
    (K::MarkupUnknown, &w::XML_MARKUP_UNKNOWN),
    (K::LessThanBare, &w::XML_LESS_THAN_BARE),
    (K::RootMissing, &w::XML_ROOT_MISSING),
    (K::RootRepeated, &w::XML_ROOT_REPEATED),
    (K::TextOutsideRoot, &w::XML_TEXT_OUTSIDE_ROOT),
    (K::DeclarationMisplaced, &w::XML_DECLARATION_MISPLACED),
    (K::DeclarationMalformed, &w::XML_DECLARATION_MALFORMED),
    (K::VersionUnsupported, &w::XML_VERSION_UNSUPPORTED),
    (K::CharacterIllegal, &w::XML_CHARACTER_ILLEGAL),
    (K::ReferenceIllegal, &w::XML_REFERENCE_ILLEGAL),
    (K::EntityUndefined, &w::XML_ENTITY_UNDEFINED),
    (K::EntityUnread, &w::XML_ENTITY_UNREAD),
    (K::AmpersandBare, &w::XML_AMPERSAND_BARE),
    (K::CdataEndInText, &w::XML_CDATA_END_IN_TEXT),
    (K::LessThanInAttribute, &w::XML_LESS_THAN_IN_ATTRIBUTE),
    (K::AttributeMalformed, &w::XML_ATTRIBUTE_MALFORMED),
    (K::AttributeRepeated, &w::XML_ATTRIBUTE_REPEATED),
    (K::CommentMalformed, &w::XML_COMMENT_MALFORMED),
    (K::NameMalformed, &w::XML_NAME_MALFORMED),
    (K::InstructionMalformed, &w::XML_INSTRUCTION_MALFORMED),
    (K::DoctypePresent, &w::XML_DOCTYPE_IGNORED),
    (K::DoctypeMisplaced, &w::XML_DOCTYPE_MISPLACED),
    (K::PrefixUnbound, &n::NAMESPACE_PREFIX_UNBOUND),
    (K::PrefixEmptied, &n::NAMESPACE_PREFIX_EMPTIED),
    (K::PrefixReserved, &n::NAMESPACE_RESERVED),
    (K::LimitExceeded, &w::LIMIT_EXCEEDED),
];

/// Does this fault leave elements unclosed, so that the next entry may be inside a broken one?
pub(crate) fn breaks_structure(kind: K) -> bool {
    matches!(
        kind,
        K::EndTagStray
            | K::TagMismatched
            | K::MarkupUnclosed
            | K::NameMalformed
            | K::LessThanBare
            | K::AttributeMalformed
            | K::LessThanInAttribute
    )
}

/// Reports a fault.
pub(crate) fn report(fault: &Fault, out: &mut Findings) {
    let Some((_, rule)) = RULES.iter().find(|(kind, _)| *kind == fault.kind) else {
        return;
    };
    let mut finding = Finding::at(fault.at).says(message(fault, rule));
    if !fault.subject.is_empty() {
        finding = finding.value(&fault.subject);
    }
    if let Some(attribute) = &fault.attribute {
        finding = finding.on_attribute(attribute);
    }
    match fault.kind {
        K::DeclarationMisplaced if fault.detail != "prolog" => finding = finding.w3c("SAXError"),
        K::EntityUndefined => finding = finding.param("entity", fault.subject.clone()),
        K::EncodingObscure | K::EncodingOptional | K::EncodingUnknown => {
            finding = finding.param("encoding", fault.subject.clone());
            if fault.detail.starts_with(|c: char| c.is_ascii_digit()) {
                finding = finding.param("column", fault.detail.clone());
            }
        }
        K::LimitExceeded => finding = finding.param("limit", fault.detail.clone()),
        K::PrefixUnbound => {
            finding = finding.param("prefix", fault.detail.clone());
            if let Some(known) = namespace::by_prefix(&fault.detail) {
                let (prefix, uri) = (known.prefix, known.uri);
                finding = finding.help(format!("add xmlns:{prefix}=\"{uri}\" to the root element"));
            }
        }
        _ => {}
    }
    out.add(rule, finding);
}

fn message(fault: &Fault, rule: &Rule) -> String {
    let (subject, detail) = (&fault.subject, &fault.detail);
    match fault.kind {
        K::BytesMalformed if !detail.is_empty() => {
            format!("{subject} is not {detail}, which the document declares")
        }
        K::BytesMalformed if !subject.is_empty() => {
            format!("the bytes {subject} mean nothing here")
        }
        K::EncodingUnknown if detail.is_empty() => {
            format!("the encoding {subject} is not one that can be read")
        }
        K::EncodingUnknown => {
            format!("the answer says {detail}={subject}, which is no encoding that can be read")
        }
        K::EncodingConflict => detail.clone(),
        K::DeclarationWrong => format!("the declaration says {subject}, the bytes are {detail}"),
        K::EncodingObscure => format!("many readers do not know the encoding {subject}"),
        K::EncodingOptional => {
            format!("XML obliges readers to know UTF-8 and UTF-16, not {subject}")
        }
        K::MarkMissing => format!("{subject} without a byte order mark"),
        K::TagMismatched => {
            let (name, line) = detail.rsplit_once(' ').unwrap_or((detail, ""));
            format!("</{subject}> comes while {name}, opened on line {line}, is still open")
        }
        K::TagUnclosed => format!("{subject}, opened on line {detail}, is never closed"),
        K::EndTagStray => format!("</{subject}> has no start tag"),
        K::RootRepeated => format!("a second root element, {subject}, follows the first"),
        K::EntityUndefined | K::EntityUnread => format!("the entity &{subject}; is not defined"),
        K::ReferenceIllegal => format!("{subject} stands for a character that XML does not allow"),
        K::CharacterIllegal => format!("XML does not allow the character {subject}"),
        K::AttributeMalformed => {
            format!("the attribute {subject} is not put together rightly: {detail}")
        }
        K::AttributeRepeated => format!("the attribute {subject} is given twice"),
        K::NameMalformed => format!("{subject} is no name that XML allows"),
        K::DeclarationMalformed => {
            format!("the XML declaration is not put together rightly: {detail}")
        }
        K::VersionUnsupported => format!("version {subject} of XML is not 1.0"),
        K::PrefixUnbound => format!("the prefix {detail} of {subject} is not declared"),
        K::LimitExceeded => format!("more than {detail} {subject}"),
        _ => rule.says.to_owned(),
    }
}
