//! Which encoding a document is in, and its bytes as UTF-8.
//!
//! A byte order mark wins over the charset that the answer names, that over the declaration (RFC 7303, section 3.2);
//! without any of them it is UTF-8 (XML 1.0, 4.3.3). Every two that disagree are reported. Nothing is guessed.

use std::cell::RefCell;
use std::io::{self, BufRead, Cursor, Read};
use std::rc::Rc;

use encoding_rs::{UTF_16BE, UTF_16LE};
use memchr::memmem;

use crate::syntax::coding::Coding;
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::span::Position;
use crate::syntax::transcode::{Account, Transcoder};

/// How much of the beginning is looked at: room for any XML declaration.
const HEAD: usize = 4096;

/// An input whose encoding is settled.
pub(crate) struct Decoded<'i> {
    /// The document in UTF-8, without byte order mark.
    pub(crate) input: Box<dyn BufRead + 'i>,
    /// Where the first character lies.
    pub(crate) start: Position,
    /// The first bytes, as they were.
    pub(crate) head: Vec<u8>,
    /// What is wrong with the encoding.
    pub(crate) faults: Vec<Fault>,
    /// What the decoder finds; none where nothing is decoded.
    pub(crate) account: Option<Rc<RefCell<Account>>>,
    /// Is ASCII promised? Then every other character is a fault.
    pub(crate) ascii: bool,
    /// Can its letters be read at all?
    pub(crate) readable: bool,
    /// Is it written in UTF-8, or in ASCII, which is part of it?
    pub(crate) utf8: bool,
}

/// Settles the encoding of `input`; `charset` is what the answer that it came in says.
///
/// # Errors
/// Those of reading.
pub(crate) fn decode<'i>(
    mut input: impl BufRead + 'i,
    charset: Option<&str>,
) -> io::Result<Decoded<'i>> {
    let mut head = Vec::with_capacity(HEAD);
    input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let mut evidence = Evidence::of(&head, charset);
    let coding = evidence.settle();
    let mark = evidence.skip_marks(&head, coding);
    let start = Position {
        offset: mark as u64,
        unit: coding.unit(),
        ..Position::START
    };
    let mut rest = Cursor::new(head.clone());
    rest.set_position(mark as u64);
    let whole = rest.chain(input);
    let account = (!coding.is_utf8()).then(Rc::<RefCell<Account>>::default);
    let input: Box<dyn BufRead + 'i> = match &account {
        None => Box::new(whole),
        Some(account) => Box::new(Transcoder::new(whole, coding, start, account.clone())),
    };
    Ok(Decoded {
        input,
        start,
        head,
        faults: evidence.faults,
        account,
        ascii: coding == Coding::Utf8 { ascii: true },
        readable: !evidence.foreign,
        utf8: matches!(coding, Coding::Utf8 { .. }),
    })
}

/// Is this document read byte by byte as UTF-8, so that places in its text are places in its bytes? `charset` is what the
/// answer that it came in says.
pub(crate) fn is_utf8(document: &[u8], charset: Option<&str>) -> bool {
    let head = document.get(..HEAD).unwrap_or(document);
    Evidence::of(head, charset).settle().is_utf8()
}

/// What the first bytes of a document show.
struct Shown {
    bytes: &'static [u8],
    coding: Coding,
    is_mark: bool,
}

const fn shown(bytes: &'static [u8], coding: Coding, is_mark: bool) -> Shown {
    Shown {
        bytes,
        coding,
        is_mark,
    }
}

/// The longer marks first, since UTF-32's begins as UTF-16's does.
static SHOWN: &[Shown] = &[
    shown(&[0xEF, 0xBB, 0xBF], Coding::UTF8, true),
    shown(&[0xFF, 0xFE, 0, 0], Coding::Utf32 { big: false }, true),
    shown(&[0, 0, 0xFE, 0xFF], Coding::Utf32 { big: true }, true),
    shown(&[0xFF, 0xFE], Coding::Standard(UTF_16LE), true),
    shown(&[0xFE, 0xFF], Coding::Standard(UTF_16BE), true),
    shown(&[b'<', 0, 0, 0], Coding::Utf32 { big: false }, false),
    shown(&[0, 0, 0, b'<'], Coding::Utf32 { big: true }, false),
    shown(&[b'<', 0], Coding::Standard(UTF_16LE), false),
    shown(&[0, b'<'], Coding::Standard(UTF_16BE), false),
    shown(&[b'{', 0, 0, 0], Coding::Utf32 { big: false }, false),
    shown(&[0, 0, 0, b'{'], Coding::Utf32 { big: true }, false),
    shown(&[b'{', 0], Coding::Standard(UTF_16LE), false),
    shown(&[0, b'{'], Coding::Standard(UTF_16BE), false),
];

/// First bytes of encodings that are told and not read (XML 1.0, appendix F).
const FOREIGN: &[(&[u8], &str)] = &[
    (&[0x4C, 0x6F, 0xA7, 0x94], "EBCDIC"),
    (&[0, 0, 0xFF, 0xFE], "UCS-4 in the order of bytes 2143"),
    (&[0xFE, 0xFF, 0, 0], "UCS-4 in the order of bytes 3412"),
    (&[0, 0, b'<', 0], "UCS-4 in the order of bytes 2143"),
    (&[0, b'<', 0, 0], "UCS-4 in the order of bytes 3412"),
    (b"+/v8", "UTF-7"),
    (b"+/v9", "UTF-7"),
    (b"+/v+", "UTF-7"),
    (b"+/v/", "UTF-7"),
];

/// What is said about the encoding, and by whom.
struct Evidence {
    shown: Option<&'static Shown>,
    charset: Option<String>,
    declared: Option<Declared>,
    is_xml: bool,
    /// Are the first bytes of an encoding that is not read?
    foreign: bool,
    faults: Vec<Fault>,
}

/// The encoding that an XML declaration names.
struct Declared {
    label: String,
    at: Position,
    /// Its column where tabs reach to the next multiple of eight, if that is another.
    tabbed: String,
}

impl Evidence {
    fn of(head: &[u8], charset: Option<&str>) -> Self {
        let shown = SHOWN.iter().find(|s| head.starts_with(s.bytes));
        let mut faults = Vec::new();
        let foreign = FOREIGN.iter().find(|(bytes, _)| head.starts_with(bytes));
        if let Some((_, name)) = foreign {
            faults.push(Fault::new(
                FaultKind::EncodingUnknown,
                Position::START,
                name,
            ));
        }
        let coding = shown.map_or(Coding::Latin1, |s| s.coding);
        if declaration_is_cut(head, coding) {
            let what = "bytes of an XML declaration";
            let fault = Fault::new(FaultKind::LimitExceeded, Position::START, what);
            faults.push(fault.with(HEAD.to_string()));
        }
        let mark = shown.filter(|s| s.is_mark).map_or(0, |s| s.bytes.len());
        let text = coding.peek(declaration(head.get(mark..).unwrap_or_default(), coding));
        let text = text.trim_start_matches('\u{FEFF}');
        let start = Position {
            offset: mark as u64,
            unit: coding.unit(),
            ..Position::START
        };
        Evidence {
            shown,
            charset: charset.map(str::to_owned),
            declared: declared(text, start),
            is_xml: text.trim_start().starts_with('<'),
            foreign: foreign.is_some(),
            faults,
        }
    }

    fn fault(&mut self, kind: FaultKind, at: Position, subject: &str, detail: &str) {
        self.faults.push(Fault::new(kind, at, subject).with(detail));
    }

    /// Who is believed, and who contradicts.
    fn settle(&mut self) -> Coding {
        if self.foreign {
            return Coding::UTF8;
        }
        let told = self.charset_coding();
        let (coding, by_charset) = match (self.shown, told) {
            (Some(shown), _) => (shown.coding, false),
            (None, Some(coding)) => (coding, true),
            (None, None) => (self.declared_coding(), false),
        };
        if let Some(label) = self.charset.take_if(|_| told.is_some())
            && !coding.is_called(&label)
        {
            let detail = format!(
                "the answer says charset={label}, the bytes are {}",
                coding.name()
            );
            self.fault(
                FaultKind::EncodingConflict,
                Position::START,
                &label,
                &detail,
            );
        }
        self.compare_declaration(coding, by_charset);
        coding
    }

    /// The encoding of the answer's charset, where the bytes allow it.
    fn charset_coding(&mut self) -> Option<Coding> {
        let label = self.charset.clone()?;
        let Some(coding) = Coding::of_label(&label) else {
            self.fault(
                FaultKind::EncodingUnknown,
                Position::START,
                &label,
                "charset",
            );
            return None;
        };
        if coding.is_wide() && self.shown.is_none() && self.is_xml {
            // `<` came as one byte: whatever the answer says, this is none of the wide encodings.
            let detail = format!("the answer says charset={label}, the bytes are not");
            self.fault(
                FaultKind::EncodingConflict,
                Position::START,
                &label,
                &detail,
            );
            self.charset = None;
            return None;
        }
        Some(coding)
    }

    /// The encoding that is declared, where it can be read; else UTF-8.
    fn declared_coding(&mut self) -> Coding {
        let Some(declared) = &self.declared else {
            if self.is_xml {
                self.fault(FaultKind::EncodingUndeclared, Position::START, "", "");
            }
            return Coding::UTF8;
        };
        let (label, at) = (declared.label.clone(), declared.at);
        match Coding::of_label(&label) {
            None => {
                self.fault(FaultKind::EncodingUnknown, at, &label, "");
                self.declared = None;
                Coding::UTF8
            }
            // The declaration itself was read byte by byte.
            Some(coding) if coding.is_wide() => Coding::UTF8,
            Some(coding) => coding,
        }
    }

    fn compare_declaration(&mut self, coding: Coding, by_charset: bool) {
        if self.shown.is_some_and(|s| !s.is_mark) && coding.width() == 2 {
            let fitting = |d: &Declared| Coding::of_label(&d.label) == Some(coding);
            let ordered = |d: &Declared| d.label.to_ascii_lowercase().ends_with('e');
            if !self
                .declared
                .as_ref()
                .is_some_and(|d| fitting(d) && ordered(d))
            {
                self.fault(FaultKind::MarkMissing, Position::START, coding.name(), "");
            }
        }
        let Some(Declared { label, at, tabbed }) = self.declared.take() else {
            return;
        };
        if coding.is_called(&label) {
            self.grade(coding, &label, at, &tabbed);
        } else if by_charset {
            let detail = format!(
                "the answer says charset={}, the declaration says {label}",
                coding.name()
            );
            self.fault(FaultKind::EncodingConflict, at, &label, &detail);
        } else {
            self.fault(FaultKind::DeclarationWrong, at, &label, coding.name());
        }
    }

    fn grade(&mut self, coding: Coding, label: &str, at: Position, tabbed: &str) {
        if coding.is_obscure() {
            self.fault(FaultKind::EncodingObscure, at, label, tabbed);
        } else if coding != Coding::UTF8 && coding.width() == 1 {
            self.fault(FaultKind::EncodingOptional, at, label, tabbed);
        }
    }

    /// How many bytes of marks there are: one is right, each further one a fault.
    fn skip_marks(&mut self, head: &[u8], coding: Coding) -> usize {
        let Some(mark) = self.shown.filter(|s| s.is_mark && s.coding == coding) else {
            return 0;
        };
        let mut skipped = mark.bytes.len();
        while head
            .get(skipped..)
            .is_some_and(|h| h.starts_with(mark.bytes))
        {
            let at = Position {
                offset: skipped as u64,
                unit: coding.unit(),
                ..Position::START
            };
            self.fault(FaultKind::TextOutsideRoot, at, "U+FEFF", "");
            skipped += mark.bytes.len();
        }
        skipped
    }
}

/// Is there an XML declaration that goes on where we stopped looking? Then nobody knows what it says.
fn declaration_is_cut(head: &[u8], coding: Coding) -> bool {
    if head.len() < HEAD {
        return false;
    }
    let text = coding.peek(declaration(head, coding));
    let text = text.trim_start_matches(|c: char| c == '\u{FEFF}' || c.is_whitespace());
    text.strip_prefix("<?xml")
        .is_some_and(|rest| rest.starts_with(char::is_whitespace) && !rest.contains("?>"))
}

/// The XML declaration with what stands before it; where the first tag is none, all up to that. What follows says nothing
/// about the encoding, and is not decoded for it.
fn declaration(head: &[u8], coding: Coding) -> &[u8] {
    if coding.is_wide() {
        return head;
    }
    let Some(tag) = memchr::memchr(b'<', head) else {
        return &[];
    };
    let inside = head.get(tag..).and_then(|rest| rest.strip_prefix(b"<?xml"));
    let end = match inside {
        Some(inside) => memmem::find(inside, b"?>").map(|at| tag + b"<?xml".len() + at + 2),
        None => Some(tag + 1),
    };
    end.and_then(|end| head.get(..end)).unwrap_or(head)
}

/// The `encoding="…"` of an XML declaration, and where its value lies.
fn declared(text: &str, start: Position) -> Option<Declared> {
    let blank = text.len() - text.trim_start().len();
    let inside = blank + "<?xml".len();
    text.get(blank..)?.strip_prefix("<?xml")?;
    let end = inside + text.get(inside..)?.find("?>")?;
    let body = text.get(inside..end)?;
    let name = body.find("encoding")? + "encoding".len();
    let after = body.get(name..)?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value.get(1..)?.split(quote).next()?;
    let before = text.get(..inside + name + (after.len() - value.len()) + 1)?;
    Some(Declared {
        label: label.trim().to_owned(),
        at: start.after(before.as_bytes()),
        tabbed: tabbed_column(before),
    })
}

/// The column after `before` as editors show it that move a tab to the next multiple of eight; empty without tabs.
fn tabbed_column(before: &str) -> String {
    let line = before.rsplit('\n').next().unwrap_or_default();
    if !line.contains('\t') {
        return String::new();
    }
    let column = line.chars().fold(0, |column, c| match c {
        '\t' => (column / 8 + 1) * 8,
        _ => column + 1,
    });
    (column + 1).to_string()
}
