//! Is it XML at all? Found while reading, which goes on after each fault.

use crate::Severity;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::spec;

pub(crate) static FAMILY: Family = Family {
    name: "well-formedness",
    about: "Whether the document is XML at all; reading goes on after each fault.",
    rules: &[
        &XML_TAG_MISMATCHED,
        &XML_TAG_UNCLOSED,
        &XML_END_TAG_STRAY,
        &XML_MARKUP_UNCLOSED,
        &XML_MARKUP_UNKNOWN,
        &XML_LESS_THAN_BARE,
        &XML_ROOT_MISSING,
        &XML_ROOT_REPEATED,
        &XML_TEXT_OUTSIDE_ROOT,
        &XML_DECLARATION_MISPLACED,
        &XML_DECLARATION_MALFORMED,
        &XML_VERSION_UNSUPPORTED,
        &XML_CHARACTER_ILLEGAL,
        &XML_REFERENCE_ILLEGAL,
        &XML_ENTITY_UNDEFINED,
        &XML_ENTITY_UNREAD,
        &XML_AMPERSAND_BARE,
        &XML_CDATA_END_IN_TEXT,
        &XML_LESS_THAN_IN_ATTRIBUTE,
        &XML_ATTRIBUTE_MALFORMED,
        &XML_ATTRIBUTE_REPEATED,
        &XML_COMMENT_MALFORMED,
        &XML_NAME_MALFORMED,
        &XML_INSTRUCTION_MALFORMED,
        &XML_DOCTYPE_IGNORED,
        &XML_DOCTYPE_MISPLACED,
        &LIMIT_EXCEEDED,
    ],
};

pub(crate) static XML_TAG_MISMATCHED: Rule = Rule {
    id: "xml-tag-mismatched",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "an end tag closes an element while others inside it are open",
    why: "XML readers stop here and drop the whole feed",
    remedy: "close elements in the reverse order of opening",
    spec: &[spec::XML.at("GIMatch")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_TAG_UNCLOSED: Rule = Rule {
    id: "xml-tag-unclosed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "an element is never closed",
    why: "XML readers stop here and drop the whole feed",
    remedy: "add the end tag, or finish writing the file before it is read",
    spec: &[spec::XML.at("GIMatch")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_END_TAG_STRAY: Rule = Rule {
    id: "xml-end-tag-stray",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "an end tag has no start tag",
    why: "XML readers stop here and drop the whole feed",
    remedy: "remove the end tag, or escape the text it came with",
    spec: &[spec::XML.at("GIMatch")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_MARKUP_UNCLOSED: Rule = Rule {
    id: "xml-markup-unclosed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a tag, comment or section has no end",
    why: "what follows is swallowed by it",
    remedy: "close it, and escape a < that is meant as text as &lt;",
    spec: &[spec::XML.at("sec-starttags")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_MARKUP_UNKNOWN: Rule = Rule {
    id: "xml-markup-unknown",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "markup that XML does not know",
    why: "XML readers stop here and drop the whole feed",
    remedy: "escape the < as &lt;, or write <!DOCTYPE and <![CDATA[ in capitals",
    spec: &[spec::XML.at("NT-content")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_LESS_THAN_BARE: Rule = Rule {
    id: "xml-less-than-bare",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a < starts no tag",
    why: "XML readers stop here and drop the whole feed",
    remedy: "write &lt; for a < that is meant as text",
    spec: &[spec::XML.at("syntax")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_ROOT_MISSING: Rule = Rule {
    id: "xml-root-missing",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the document has no root element",
    why: "there is nothing to read",
    remedy: "write one rss or feed element around everything",
    spec: &[spec::XML.at("dt-root")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_ROOT_REPEATED: Rule = Rule {
    id: "xml-root-repeated",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a second root element follows the first",
    why: "XML readers stop here; what follows is lost",
    remedy: "keep everything inside one root element",
    spec: &[spec::XML.at("dt-root")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_TEXT_OUTSIDE_ROOT: Rule = Rule {
    id: "xml-text-outside-root",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "text stands outside the root element",
    why: "XML readers stop here; it is often the message of a failing program",
    remedy: "remove it, and look at what printed it",
    spec: &[spec::XML.at("NT-document")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_DECLARATION_MISPLACED: Rule = Rule {
    id: "xml-declaration-misplaced",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the XML declaration is not at the very beginning",
    why: "XML readers refuse the document for a blank line before it",
    remedy: "remove everything before <?xml, blank lines too",
    spec: &[spec::XML.at("sec-prolog-dtd")],
    w3c: Some("WPBlankLine"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_DECLARATION_MALFORMED: Rule = Rule {
    id: "xml-declaration-malformed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the XML declaration is not put together rightly",
    why: "XML readers stop here",
    remedy: "write <?xml version=\"1.0\" encoding=\"utf-8\"?>",
    spec: &[spec::XML.at("NT-XMLDecl")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_VERSION_UNSUPPORTED: Rule = Rule {
    id: "xml-version-unsupported",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a version of XML other than 1.0",
    why: "readers know XML 1.0 and refuse the rest",
    remedy: "write version=\"1.0\"",
    spec: &[spec::XML.at("NT-VersionNum")],
    w3c: Some("BadXmlVersion"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_CHARACTER_ILLEGAL: Rule = Rule {
    id: "xml-character-illegal",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a character that XML does not allow",
    why: "XML readers refuse the whole document, even for one in an old article",
    remedy: "drop control characters from text before it is put in",
    spec: &[spec::XML.at("charsets")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_REFERENCE_ILLEGAL: Rule = Rule {
    id: "xml-reference-illegal",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a reference to a character that XML does not allow",
    why: "XML readers refuse the whole document: writing it as a reference does not make it legal",
    remedy: "drop control characters from text before it is put in",
    spec: &[spec::XML.at("wf-Legalchar")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_ENTITY_UNDEFINED: Rule = Rule {
    id: "xml-entity-undefined",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a named entity that XML does not define",
    why: "XML readers stop here: XML defines amp, lt, gt, quot and apos alone",
    remedy: "write the character itself, or its number such as &#160;",
    spec: &[spec::XML.at("wf-entdeclared")],
    w3c: Some("UndefinedNamedEntity"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_ENTITY_UNREAD: Rule = Rule {
    id: "xml-entity-unread",
    severity: Severity::Warning,
    formats: &[Kind::Any],
    says: "a named entity that only an external document type could define",
    why: "feeds are read without it, so readers show nothing in its place",
    remedy: "write the character itself, or its number such as &#160;",
    spec: &[spec::XML.at("wf-entdeclared")],
    w3c: None,
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_AMPERSAND_BARE: Rule = Rule {
    id: "xml-ampersand-bare",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "an ampersand starts no reference",
    why: "XML readers stop here and drop the whole feed",
    remedy: "write &amp; for every & that is meant as text, also in addresses",
    spec: &[spec::XML.at("syntax")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_CDATA_END_IN_TEXT: Rule = Rule {
    id: "xml-cdata-end-in-text",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "]]> stands in text",
    why: "XML readers stop here: it may only end a CDATA section",
    remedy: "write ]]&gt;",
    spec: &[spec::XML.at("syntax")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_LESS_THAN_IN_ATTRIBUTE: Rule = Rule {
    id: "xml-less-than-in-attribute",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a < stands in an attribute's value",
    why: "XML readers stop here; often a quote is missing before it",
    remedy: "write &lt;, and look whether the quotes pair up",
    spec: &[spec::XML.at("CleanAttrVals")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_ATTRIBUTE_MALFORMED: Rule = Rule {
    id: "xml-attribute-malformed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "an attribute is not name=\"value\"",
    why: "XML readers stop here: unlike HTML, XML wants quotes and a blank before each attribute",
    remedy: "write name=\"value\"",
    spec: &[spec::XML.at("NT-Attribute")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_ATTRIBUTE_REPEATED: Rule = Rule {
    id: "xml-attribute-repeated",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "an attribute is given twice",
    why: "XML readers stop here",
    remedy: "keep one of the two",
    spec: &[spec::XML.at("uniqattspec")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_COMMENT_MALFORMED: Rule = Rule {
    id: "xml-comment-malformed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "-- stands inside a comment",
    why: "XML readers stop here",
    remedy: "write a single hyphen or none",
    spec: &[spec::XML.at("sec-comments")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_NAME_MALFORMED: Rule = Rule {
    id: "xml-name-malformed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a name that XML does not allow",
    why: "XML readers stop here; often it is text whose < was not escaped",
    remedy: "start names with a letter, and escape < in text as &lt;",
    spec: &[spec::XML.at("NT-Name")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_INSTRUCTION_MALFORMED: Rule = Rule {
    id: "xml-instruction-malformed",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a processing instruction without a proper name",
    why: "XML readers stop here",
    remedy: "write <?name …?> with a name other than xml, or remove it",
    spec: &[spec::XML.at("sec-pi")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_DOCTYPE_IGNORED: Rule = Rule {
    id: "xml-doctype-ignored",
    severity: Severity::Info,
    formats: &[Kind::Any],
    says: "a document type declaration, which is not read",
    why: "feeds need none; entities that it defines are unknown to most readers",
    remedy: "remove it",
    spec: &[spec::XML.at("dt-doctype")],
    w3c: Some("ContainsSystemEntity"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static XML_DOCTYPE_MISPLACED: Rule = Rule {
    id: "xml-doctype-misplaced",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "a document type declaration where none may stand",
    why: "XML readers stop here: there may be one, before the root element",
    remedy: "remove it",
    spec: &[spec::XML.at("NT-prolog")],
    w3c: Some("SAXError"),
    since: "0.1.0",
    check: Check::Reader,
};

pub(crate) static LIMIT_EXCEEDED: Rule = Rule {
    id: "limit-exceeded",
    severity: Severity::Error,
    formats: &[Kind::Any],
    says: "the document goes beyond a bound that protects the reader",
    why: "no feed that people read needs that much; readers refuse it or fall over",
    remedy: "split the feed, or mend the program that wrote it",
    spec: &[spec::XML.at("sec-conformance"), spec::RFC8259.at("9")],
    w3c: Some("ValidatorLimit"),
    since: "0.1.0",
    check: Check::Reader,
};
