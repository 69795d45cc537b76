//! How a document begins: junk before it, an encoding that is not the one it names, and input that is no XML at all.

use std::io::{BufRead, Cursor, Read};

use super::faults::Noted;
use crate::import::Reread;
use crate::import::draft::shown;
use crate::syntax::decode::{Decoded, decode, is_utf8};
use crate::syntax::fault::FaultKind;
use crate::syntax::utf8;
use crate::syntax::window::at_hand;
use crate::{Error, Result};

/// How much is looked at before reading begins.
const HEAD: usize = 64 << 10;

/// How the documents begin that importers read, where no XML declaration does.
const ROOTS: &[&[u8]] = &[
    b"<rss",
    b"<feed",
    b"<rdf:RDF",
    b"<RDF",
    b"<atom:feed",
    b"<urlset",
    b"<sitemapindex",
    b"<newsMessage",
    b"<newsItem",
    b"<packageItem",
    b"<nitf",
];

/// A document about to be read.
pub(super) struct Opened<'i> {
    pub(super) decoded: Decoded<'i>,
    /// Lines before the first byte of it.
    pub(super) lines: u64,
    /// What was put right.
    pub(super) noted: Noted,
}

/// Looks at the first bytes; `what` is what the input should be, for messages.
pub(super) fn open<'i>(
    input: &'i mut dyn Reread,
    charset: Option<&str>,
    lines_before: u64,
    what: &str,
) -> Result<Opened<'i>> {
    let io = |e| Error::io("cannot read the input", e);
    let head = first_bytes(input).map_err(io)?;
    refuse_no_xml(&head, what)?;
    let mut noted = Noted::default();
    let junk = junk(&head, true);
    let skipped = head.get(..junk).unwrap_or_default();
    let lines = lines_before + memchr::memchr_iter(b'\n', skipped).count() as u64;
    if !skipped.trim_ascii().is_empty() {
        let text = shown(&String::from_utf8_lossy(skipped.trim_ascii()));
        let says = "text before the XML declaration was left out";
        noted.note(says, lines_before + 1, text.trim_matches('"'));
    }
    let mut head = head;
    head.drain(..junk);
    let better = better_charset(&head, charset);
    let mut decoded = decode(Cursor::new(head).chain(input), better.or(charset)).map_err(io)?;
    if let Some(better) = better {
        let about = |kind| {
            matches!(
                kind,
                FaultKind::EncodingConflict | FaultKind::DeclarationWrong
            )
        };
        decoded.faults.retain(|f| !about(f.kind));
        let says = "the bytes are not in the encoding that is named, another was assumed";
        noted.note(says, lines + 1, better);
    }
    Ok(Opened {
        decoded,
        lines,
        noted,
    })
}

/// No more than is there is made room for: most documents of one story are short.
fn first_bytes(input: &mut dyn Reread) -> std::io::Result<Vec<u8>> {
    let ready = at_hand(input)?;
    let mut head = ready.get(..HEAD).unwrap_or(ready).to_vec();
    input.consume(head.len());
    let left = HEAD - head.len();
    Read::take(input, left as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn refuse_no_xml(head: &[u8], what: &str) -> Result<()> {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if text.trim_ascii().is_empty() {
        return Err(Error::input(format!("the input is empty, not {what}"))
            .help("look at what writes it, or at what the server answers"));
    }
    if memchr::memchr(b'<', head).is_none() {
        let text = String::from_utf8_lossy(text.get(..80).unwrap_or(text));
        let begins = shown(text.trim());
        return Err(
            Error::input(format!("the input is not {what}, it begins with {begins}"))
                .help("name its format, or look at what the server answers"),
        );
    }
    Ok(())
}

/// How many bytes stand before the document. `known` says that it is one, so that anything may stand there.
pub(super) fn junk(head: &[u8], known: bool) -> usize {
    let mark = head.starts_with(b"\xEF\xBB\xBF") || head.starts_with(b"\xFF\xFE");
    let text = head.trim_ascii_start();
    let proper = |text: &[u8]| {
        text.starts_with(b"<?")
            || text.starts_with(b"<!")
            || ROOTS.iter().any(|r| text.starts_with(r))
    };
    let wide = || memchr::memchr(0, head).is_some();
    if mark || proper(text) || wide() || !(known || text.starts_with(b"<")) {
        // The blanks before a declaration are the reader's to report.
        return 0;
    }
    let first = |needle: &[u8]| memchr::memmem::find(head, needle);
    let roots = ROOTS.iter().filter_map(|root| first(root));
    first(b"<?xml ")
        .into_iter()
        .chain(first(b"\xEF\xBB\xBF<?xml "))
        .chain(roots)
        .min()
        .unwrap_or(0)
}

/// The encoding that the bytes are in, where it is plainly not the one that is named.
fn better_charset(head: &[u8], charset: Option<&str>) -> Option<&'static str> {
    if head.starts_with(b"\xEF\xBB\xBF") || head.get(..4).is_none_or(|four| four.contains(&0)) {
        return None;
    }
    if head.is_ascii() || head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return None;
    }
    // A character that the end of what is looked at cuts is none that means nothing.
    let whole = head.get(..head.len().saturating_sub(3)).unwrap_or(head);
    // Every character beyond ASCII begins with one such byte.
    let beyond_ascii = |text: &str| text.bytes().filter(|b| *b >= 0xC0).count();
    match (utf8::checked(whole), is_utf8(head, charset)) {
        (Ok(_), true) => None,
        (Ok(text), false) => (beyond_ascii(text) >= 2).then_some("utf-8"),
        (Err(_), false) => None,
        (Err(_), true) => {
            let (mut good, mut bad) = (0, 0);
            for chunk in whole.utf8_chunks() {
                good += beyond_ascii(chunk.valid());
                bad += usize::from(!chunk.invalid().is_empty());
            }
            (bad > good).then_some("windows-1252")
        }
    }
}

/// The first bytes as a document of their own, for those who only want to know what it is.
pub(super) fn peek(head: &[u8]) -> Option<Decoded<'_>> {
    let head = head.get(junk(head, false)..)?;
    let input: Box<dyn BufRead + '_> = Box::new(head);
    decode(input, None).ok()
}
