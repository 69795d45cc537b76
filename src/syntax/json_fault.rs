//! What is wrong with a document as JSON: values for the caller, never errors, so that reading goes on.

use crate::syntax::fault::excerpt;
use crate::syntax::span::Position;

/// The kinds of fault, each named after the part of RFC 8259 that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JsonFaultKind {
    /// The bytes are not UTF-8.
    BytesMalformed,
    /// A byte order mark.
    Mark,
    /// The document is in another encoding than UTF-8.
    EncodingOther,
    /// Two values, or two members, without a comma between them.
    CommaMissing,
    /// A comma before a closing bracket, or after another comma.
    CommaExtra,
    /// A comment.
    Comment,
    /// A string or name in single quotes.
    QuoteSingle,
    /// A quotation mark inside a string that is not escaped.
    QuoteUnescaped,
    /// A name without quotes.
    NameUnquoted,
    /// A value without a name in an object.
    NameMissing,
    /// A name without a colon after it, or a colon in an array.
    ColonMisplaced,
    /// A name without a value.
    ValueMissing,
    /// A string without its end.
    StringUnclosed,
    /// A control character in a string that is not escaped.
    CharacterUnescaped,
    /// A backslash before something that it cannot escape.
    EscapeUnknown,
    /// Half of a pair of `\u` escapes.
    SurrogateLone,
    /// A number that JSON does not write this way.
    NumberMalformed,
    /// A number beyond what programs can hold.
    NumberHuge,
    /// A word that is none of `true`, `false` and `null`.
    LiteralUnknown,
    /// A closing bracket that closes nothing, or something else.
    BracketMismatched,
    /// The document ends while something is open.
    Unfinished,
    /// Something follows the document's only value.
    DocumentRepeated,
    /// A character that may not stand outside strings.
    CharacterStray,
    /// Two members of one name in one object.
    NameRepeated,
    /// A bound that protects the reader.
    LimitExceeded,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonFault {
    /// What is wrong.
    pub kind: JsonFaultKind,
    /// Where.
    pub at: Position,
    /// The text at fault, cut to a readable length; for a limit, which bound.
    pub subject: String,
    /// What else a message says: a line, the bound's figure.
    pub detail: String,
}

impl JsonFault {
    /// A fault of `kind` at `at`, about `subject`.
    pub fn new(kind: JsonFaultKind, at: Position, subject: impl AsRef<str>) -> JsonFault {
        JsonFault {
            kind,
            at,
            subject: excerpt(subject.as_ref()),
            detail: String::new(),
        }
    }

    /// Adds what else a message says.
    #[must_use]
    pub fn with(mut self, detail: impl AsRef<str>) -> JsonFault {
        self.detail = excerpt(detail.as_ref());
        self
    }
}
