//! What was put right while a document was read, said once for each kind.

use crate::model::{Notice, NoticeKind};
use crate::severity::Severity;
use crate::syntax::fault::{Fault, FaultKind};

/// What was put right in one element, or between the elements.
#[derive(Debug, Default)]
pub(super) struct Noted(Vec<Kind>);

#[derive(Debug)]
struct Kind {
    says: &'static str,
    line: u64,
    count: u64,
    subject: String,
}

impl Noted {
    /// Notes what reading was not hindered by. `before` lines were read by others.
    pub(super) fn fault(&mut self, fault: &Fault, before: u64) {
        if let Some(says) = says(fault.kind) {
            self.note(says, fault.at.line + before, &fault.subject);
        }
    }

    /// Notes that something was put right.
    pub(super) fn note(&mut self, says: &'static str, line: u64, subject: &str) {
        match self.0.iter_mut().find(|kind| kind.says == says) {
            Some(kind) => kind.count += 1,
            None => self.0.push(Kind {
                says,
                line,
                count: 1,
                subject: subject.to_owned(),
            }),
        }
    }

    /// All of it as notices; nothing is left.
    pub(super) fn take(&mut self) -> Vec<Notice> {
        self.0.drain(..).map(Kind::notice).collect()
    }
}

impl Kind {
    fn notice(self) -> Notice {
        let shown = match self.subject.is_empty() {
            true => String::new(),
            false => format!(" ({:?})", self.subject),
        };
        let more = match self.count {
            1 => String::new(),
            n => format!(", {n} times"),
        };
        let message = format!("{}{shown}{more}", self.says);
        Notice::new(NoticeKind::Record, Severity::Warning, message).on_line(self.line)
    }
}

/// What a person is told; nothing where it is no matter of an import.
fn says(kind: FaultKind) -> Option<&'static str> {
    Some(match kind {
        FaultKind::BytesMalformed => "bytes that mean nothing in the encoding became U+FFFD",
        FaultKind::EncodingUnknown => "the encoding named is not known, UTF-8 was assumed",
        FaultKind::EncodingConflict => "two encodings are named",
        FaultKind::DeclarationWrong => "the declaration names an encoding that the bytes are not in",
        FaultKind::TagMismatched => "elements that were not closed were ended with the one around them",
        FaultKind::TagUnclosed => "an element is never closed",
        FaultKind::EndTagStray => "an end tag without its start tag was left out",
        FaultKind::MarkupUnclosed => "a tag, comment or section is never closed",
        FaultKind::MarkupUnknown => "markup that XML does not know was left out",
        FaultKind::LessThanBare => "a < that starts no tag was read as text",
        FaultKind::RootRepeated => "a second document follows the first and was not read",
        FaultKind::TextOutsideRoot => "text outside the document was left out",
        FaultKind::DeclarationMisplaced => "the XML declaration is not at the beginning",
        FaultKind::ReferenceIllegal => "a reference to a character that no text holds stays as it is written",
        FaultKind::EntityUndefined | FaultKind::EntityUnread => {
            "a name was read as that of HTML's character, or left as it is written"
        }
        FaultKind::AmpersandBare => "a bare & was read as text",
        FaultKind::LessThanInAttribute => "a < in an attribute was read as it stands",
        FaultKind::AttributeMalformed => "an attribute that cannot be read was left out",
        FaultKind::AttributeRepeated => "an attribute that is there already was left out",
        FaultKind::PrefixUnbound => "a prefix that nothing declares was read as everybody uses it",
        FaultKind::LimitExceeded => "there is more than is read",
        // A document type is not read; readers of feeds do not mind the others.
        FaultKind::MarkMissing
        | FaultKind::EncodingUndeclared
        | FaultKind::EncodingObscure
        | FaultKind::EncodingOptional
        | FaultKind::RootMissing
        | FaultKind::DeclarationMalformed
        | FaultKind::VersionUnsupported
        // The draft of a record says which characters it drops.
        | FaultKind::CharacterIllegal
        | FaultKind::CdataEndInText
        | FaultKind::CommentMalformed
        | FaultKind::NameMalformed
        | FaultKind::InstructionMalformed
        | FaultKind::DoctypePresent
        | FaultKind::DoctypeMisplaced
        | FaultKind::PrefixEmptied
        | FaultKind::PrefixReserved => return None,
    })
}
