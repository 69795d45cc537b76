//! What is wrong with a document as XML: values for the caller, never errors, so that reading goes on.

use crate::syntax::span::Position;

/// The kinds of fault, each named after the rule of XML or of its namespaces that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// The bytes are not text in the document's encoding.
    BytesMalformed,
    /// The encoding that is named, or that the first bytes show, is not one we know.
    EncodingUnknown,
    /// The answer's charset says one encoding, the byte order mark or the declaration another.
    EncodingConflict,
    /// The declaration names an encoding that the bytes are not in.
    DeclarationWrong,
    /// UTF-16 without a byte order mark.
    MarkMissing,
    /// Nothing says which encoding it is.
    EncodingUndeclared,
    /// An encoding that many readers do not know.
    EncodingObscure,
    /// An encoding that XML readers need not know, though nearly all do.
    EncodingOptional,
    /// An end tag closes an element while others inside it are open.
    TagMismatched,
    /// The document ends with an element open.
    TagUnclosed,
    /// An end tag without its start tag.
    EndTagStray,
    /// A tag, comment, CDATA section or instruction without its end.
    MarkupUnclosed,
    /// `<!` followed by nothing that XML knows.
    MarkupUnknown,
    /// `<` that starts no tag.
    LessThanBare,
    /// No root element.
    RootMissing,
    /// A second root element.
    RootRepeated,
    /// Text before or after the root element.
    TextOutsideRoot,
    /// An XML declaration that is not at the very beginning.
    DeclarationMisplaced,
    /// An XML declaration with wrong parts.
    DeclarationMalformed,
    /// A version of XML other than 1.0.
    VersionUnsupported,
    /// A character that XML does not allow.
    CharacterIllegal,
    /// A character reference to a character that XML does not allow.
    ReferenceIllegal,
    /// A named entity that is not one of the five.
    EntityUndefined,
    /// A named entity that an external document type, which is not read, may define.
    EntityUnread,
    /// `&` that starts no reference.
    AmpersandBare,
    /// `]]>` in text.
    CdataEndInText,
    /// `<` in an attribute's value.
    LessThanInAttribute,
    /// An attribute without value, quotes, `=` or a blank before it.
    AttributeMalformed,
    /// Two attributes of one name.
    AttributeRepeated,
    /// `--` in a comment.
    CommentMalformed,
    /// A name that XML does not allow.
    NameMalformed,
    /// A processing instruction without a proper name.
    InstructionMalformed,
    /// A document type declaration, which is not read.
    DoctypePresent,
    /// A document type declaration after the root has begun, or a second one.
    DoctypeMisplaced,
    /// A prefix without namespace.
    PrefixUnbound,
    /// `xmlns:x=""`.
    PrefixEmptied,
    /// `xml` or `xmlns` bound to something else, or something else to their names.
    PrefixReserved,
    /// A bound that protects the reader.
    LimitExceeded,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where.
    pub at: Position,
    /// The name or text at fault, cut to a readable length; for a limit, which bound.
    pub subject: String,
    /// What else a message says: the element expected, the other encoding, the bound's figure.
    pub detail: String,
    /// The attribute at fault, where it is in one.
    pub attribute: Option<String>,
}

impl Fault {
    /// A fault of `kind` at `at`, about `subject`.
    pub fn new(kind: FaultKind, at: Position, subject: impl AsRef<str>) -> Fault {
        Fault {
            kind,
            at,
            subject: excerpt(subject.as_ref()),
            detail: String::new(),
            attribute: None,
        }
    }

    /// Adds what else a message says.
    #[must_use]
    pub fn with(mut self, detail: impl AsRef<str>) -> Fault {
        self.detail = excerpt(detail.as_ref());
        self
    }
}

/// Notes a fault of one tag, unless there are so many that one more says nothing.
pub(crate) fn note(faults: &mut Vec<Fault>, fault: Fault) {
    if faults.len() < 1000 {
        faults.push(fault);
    }
}

/// At most 80 characters of `text`.
pub fn excerpt(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    }
}
