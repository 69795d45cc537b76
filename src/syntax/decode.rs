//! Which encoding a document is in, and its bytes as UTF-8.
//!
//! A byte order mark wins over the declaration; without either it is UTF-8 (XML 1.0, 4.3.3). Nothing is guessed.

use std::cell::Cell;
use std::io::{self, BufRead, Cursor, Read};
use std::rc::Rc;

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::span::Position;

/// How much of the beginning is looked at: room for any XML declaration.
const HEAD: usize = 1024;
/// The byte order mark of UTF-8.
const MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
/// Encodings other than UTF-8 and UTF-16 that every reader can be expected to know.
const COMMON: &[&str] = &[
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "latin1",
    "windows-1252",
    "utf-16",
    "utf-16le",
    "utf-16be",
];

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
    /// Set while decoding where bytes meant nothing; always false where nothing is decoded.
    pub(crate) malformed: Rc<Cell<bool>>,
    /// Does the declaration promise ASCII? Then every other character is a fault.
    pub(crate) ascii: bool,
    /// Is it written in UTF-8, or in ASCII, which is part of it?
    pub(crate) utf8: bool,
}

/// Settles the encoding of `input`.
///
/// # Errors
/// Those of reading.
pub(crate) fn decode<'i>(mut input: impl BufRead + 'i) -> io::Result<Decoded<'i>> {
    let head = read_head(&mut input)?;
    let (marked, mut mark) = byte_order_mark(&head);
    let declared = declared_label(&head, marked);
    let mut faults = Vec::new();
    let name = declared.as_ref().map(|label| label.name.as_str());
    let ascii = marked.is_none() && matches!(name, Some("us-ascii" | "ascii"));
    let encoding = settle(marked, declared.as_ref(), &mut faults);
    while encoding == UTF_8 && mark > 0 && head.get(mark..).is_some_and(|h| h.starts_with(MARK)) {
        faults.push(Fault::new(
            FaultKind::TextOutsideRoot,
            Position {
                offset: mark as u64,
                ..Position::START
            },
            "U+FEFF",
        ));
        mark += MARK.len();
    }
    let start = Position {
        offset: mark as u64,
        ..Position::START
    };
    let mut rest = Cursor::new(head.clone());
    rest.set_position(mark as u64);
    let whole = rest.chain(input);
    let malformed = Rc::new(Cell::new(false));
    let (input, start): (Box<dyn BufRead + 'i>, Position) = if encoding == UTF_8 {
        (Box::new(whole), start)
    } else {
        let decoder = encoding.new_decoder_without_bom_handling();
        (
            Box::new(Transcoder {
                input: whole,
                decoder,
                text: vec![0; 16 * 1024],
                filled: 0,
                taken: 0,
                done: false,
                malformed: malformed.clone(),
            }),
            Position::START,
        )
    };
    Ok(Decoded {
        input,
        start,
        head,
        faults,
        malformed,
        ascii,
        utf8: encoding == UTF_8 || ascii,
    })
}

/// Is this document read byte by byte as UTF-8, so that places in its text are places in its bytes?
pub(crate) fn is_utf8(document: &[u8]) -> bool {
    let head = document.get(..HEAD).unwrap_or(document);
    let (marked, _) = byte_order_mark(head);
    let declared = declared_label(head, marked);
    settle(marked, declared.as_ref(), &mut Vec::new()) == UTF_8
}

fn read_head(input: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The encoding that the first bytes show, and how many of them are a mark.
fn byte_order_mark(head: &[u8]) -> (Option<&'static str>, usize) {
    const MARKS: &[(&[u8], &str, usize)] = &[
        (&[0xEF, 0xBB, 0xBF], "utf-8", 3),
        (&[0xFF, 0xFE, 0, 0], "utf-32le", 4),
        (&[0, 0, 0xFE, 0xFF], "utf-32be", 4),
        (&[0xFF, 0xFE], "utf-16le", 2),
        (&[0xFE, 0xFF], "utf-16be", 2),
        (&[b'<', 0, 0, 0], "utf-32le", 0),
        (&[0, 0, 0, b'<'], "utf-32be", 0),
        (&[b'<', 0], "utf-16le", 0),
        (&[0, b'<'], "utf-16be", 0),
        (&[b'{', 0, 0, 0], "utf-32le", 0),
        (&[0, 0, 0, b'{'], "utf-32be", 0),
        (&[b'{', 0], "utf-16le", 0),
        (&[0, b'{'], "utf-16be", 0),
    ];
    MARKS
        .iter()
        .find(|(mark, ..)| head.starts_with(mark))
        .map_or((None, 0), |(_, name, length)| (Some(*name), *length))
}

/// An encoding that a document declares.
struct Label {
    /// In lower case.
    name: String,
    at: Position,
}

/// The `encoding="…"` of an XML declaration.
fn declared_label(head: &[u8], marked: Option<&str>) -> Option<Label> {
    let text = match marked.and_then(|m| Encoding::for_label(m.as_bytes())) {
        Some(encoding) => encoding.decode(head).0.into_owned(),
        None => String::from_utf8_lossy(head).into_owned(),
    };
    let text = text.trim_start_matches('\u{FEFF}');
    let opened = text.trim_start().strip_prefix("<?xml")?;
    let declaration = opened.get(..opened.find("?>")?)?;
    let value = declaration.get(declaration.find("encoding")? + "encoding".len()..)?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = value.get(1..)?;
    let start = Position {
        offset: if head.starts_with(MARK) { 3 } else { 0 },
        ..Position::START
    };
    let before = text.len() - opened.len() + declaration.len() - value.len();
    Some(Label {
        name: value.split(quote).next()?.trim().to_ascii_lowercase(),
        at: start.after(text.get(..before)?.as_bytes()),
    })
}

/// Names that IANA or common programs have for encodings, beside those that the web knows.
const ALIASES: &[(&str, &str)] = &[
    ("mac-cyrillic", "x-mac-cyrillic"),
    ("maccyrillic", "x-mac-cyrillic"),
    ("cp932", "shift_jis"),
    ("ms932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("latin-1", "windows-1252"),
    ("utf_8", "utf-8"),
];

/// The encoding of this name.
fn of_label(label: &str) -> Option<&'static Encoding> {
    let alias = ALIASES.iter().find(|(name, _)| *name == label);
    let known = alias.map_or(label, |(_, known)| known);
    Encoding::for_label(known.as_bytes()).filter(|e| *e != encoding_rs::REPLACEMENT)
}

fn settle(
    marked: Option<&'static str>,
    declared: Option<&Label>,
    faults: &mut Vec<Fault>,
) -> &'static Encoding {
    let at = declared.map_or(Position::START, |label| label.at);
    let declared = declared.map(|label| label.name.as_str());
    let mut fault = |kind, subject: &str| faults.push(Fault::new(kind, at, subject));
    if let Some(mark) = marked {
        let Some(encoding) = Encoding::for_label(mark.as_bytes()) else {
            fault(FaultKind::EncodingUnknown, mark);
            return UTF_8;
        };
        if let Some(label) = declared.filter(|label| !agrees(label, encoding)) {
            faults.push(Fault::new(FaultKind::EncodingConflict, at, label).with(mark));
        }
        return encoding;
    }
    let Some(label) = declared else { return UTF_8 };
    let Some(encoding) = of_label(label) else {
        fault(FaultKind::EncodingUnknown, label);
        return UTF_8;
    };
    if encoding == UTF_16BE || encoding == UTF_16LE {
        // The declaration itself was readable byte by byte, so this cannot be UTF-16.
        faults.push(Fault::new(FaultKind::EncodingConflict, at, label).with("utf-8"));
        return UTF_8;
    }
    if encoding != UTF_8 && !COMMON.contains(&label) {
        fault(FaultKind::EncodingObscure, label);
    } else if encoding != UTF_8 {
        fault(FaultKind::EncodingOptional, label);
    }
    match label {
        "us-ascii" | "ascii" => UTF_8,
        _ => encoding,
    }
}

fn agrees(label: &str, encoding: &'static Encoding) -> bool {
    let utf16 = encoding == UTF_16LE || encoding == UTF_16BE;
    of_label(label) == Some(encoding) || utf16 && label == "utf-16"
}

/// Decodes while it is read.
struct Transcoder<R> {
    input: R,
    decoder: Decoder,
    text: Vec<u8>,
    filled: usize,
    taken: usize,
    done: bool,
    malformed: Rc<Cell<bool>>,
}

impl<R: BufRead> BufRead for Transcoder<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.taken >= self.filled && !self.done {
            let available = self.input.fill_buf()?;
            let last = available.is_empty();
            let (result, read, written, bad) =
                self.decoder.decode_to_utf8(available, &mut self.text, last);
            self.input.consume(read);
            self.done = last && result == CoderResult::InputEmpty;
            (self.taken, self.filled) = (0, written);
            if bad {
                self.malformed.set(true);
            }
        }
        Ok(self.text.get(self.taken..self.filled).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.taken += amount;
    }
}

impl<R: BufRead> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let amount = available.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..amount), available.get(..amount)) {
            to.copy_from_slice(from);
        }
        self.consume(amount);
        Ok(amount)
    }
}
