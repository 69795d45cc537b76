//! A text of any size in UTF-8, a piece at a time.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::survey::WINDOW;
use super::{Declares, choose};
use crate::import::Options;
use crate::model::Notice;

/// How many bytes are decoded at once.
const PIECE: usize = 64 * 1024;

/// What stands for bytes that cannot be decoded.
const REPLACEMENT: &str = "\u{FFFD}";

/// Bytes as UTF-8. Which encoding they are in is decided where the first byte outside ASCII stands: what comes before
/// reads the same in all of them.
pub(crate) struct Utf8<'i> {
    input: &'i mut dyn BufRead,
    options: &'i Options,
    pieces: Pieces,
    /// Is the encoding known?
    decided: bool,
    /// Has nothing been read yet?
    fresh: bool,
    notices: Vec<Notice>,
    out: String,
    /// How much of `out` was handed on.
    taken: usize,
    ended: bool,
}

impl<'i> Utf8<'i> {
    /// The input as UTF-8.
    pub(crate) fn new(input: &'i mut dyn BufRead, options: &'i Options) -> Self {
        Utf8 {
            input,
            options,
            pieces: Pieces::new(UTF_8, options.lines_before),
            decided: false,
            fresh: true,
            notices: Vec::new(),
            out: String::new(),
            taken: 0,
            ended: false,
        }
    }

    /// What was guessed and what a declaration had wrong, as far as it is known and was not told before; at the end also
    /// how much could not be decoded.
    pub(crate) fn notices(&mut self) -> Vec<Notice> {
        let mut notices = std::mem::take(&mut self.notices);
        if self.ended {
            notices.extend(self.pieces.faults());
        }
        notices
    }

    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.taken = 0;
        while self.out.is_empty() && !self.ended {
            let bytes = self.input.fill_buf()?;
            self.ended = bytes.is_empty();
            let bytes = bytes.get(..PIECE).unwrap_or(bytes);
            let count = bytes.len();
            let plain = !self.fresh && bytes.is_ascii() && !bytes.contains(&0);
            if self.decided || plain {
                self.pieces.push(bytes, self.ended, &mut self.out);
                self.input.consume(count);
            } else {
                self.decide()?;
            }
        }
        Ok(())
    }

    /// Reads a window, and decides by it unless all of it is ASCII.
    fn decide(&mut self) -> io::Result<()> {
        let mut window = Vec::new();
        while window.len() < WINDOW && !self.ended {
            let bytes = self.input.fill_buf()?;
            self.ended = bytes.is_empty();
            let count = bytes.len();
            window.extend_from_slice(bytes);
            self.input.consume(count);
        }
        let plain = window.is_ascii() && !window.contains(&0);
        let mut bom = 0;
        if !plain || self.options.charset.is_some() {
            let choice = choose(&window, self.ended, Declares::Nothing, self.options);
            self.notices.extend(choice.notices);
            // A mark stands at the very beginning or is none.
            bom = if self.fresh { choice.bom } else { 0 };
            self.pieces.read_as(choice.encoding);
            self.decided = true;
        }
        self.fresh = false;
        let window = window.get(bom..).unwrap_or_default();
        self.pieces.push(window, self.ended, &mut self.out);
        Ok(())
    }
}

impl BufRead for Utf8<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken >= self.out.len() {
            self.refill()?;
        }
        Ok(self.out.as_bytes().get(self.taken..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.taken = self.out.len().min(self.taken + amount);
    }
}

impl Read for Utf8<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut ready = self.fill_buf()?;
        let count = ready.read(out)?;
        self.consume(count);
        Ok(count)
    }
}

/// Decodes piece by piece, and counts what it cannot decode.
pub(super) struct Pieces {
    decoder: Decoder,
    faults: u64,
    first_fault: Option<u64>,
    /// The line of the next character, 1-based.
    line: u64,
    after_cr: bool,
}

impl Pieces {
    pub(super) fn new(encoding: &'static Encoding, lines_before: u64) -> Self {
        Pieces {
            decoder: encoding.new_decoder_without_bom_handling(),
            faults: 0,
            first_fault: None,
            line: lines_before + 1,
            after_cr: false,
        }
    }

    /// From here on the bytes are in this encoding.
    fn read_as(&mut self, encoding: &'static Encoding) {
        self.decoder = encoding.new_decoder_without_bom_handling();
    }

    /// Decodes these bytes to the end of `out`.
    pub(super) fn push(&mut self, mut bytes: &[u8], last: bool, out: &mut String) {
        loop {
            let room = self
                .decoder
                .max_utf8_buffer_length_without_replacement(bytes.len());
            out.reserve(room.unwrap_or(PIECE).max(16));
            let start = out.len();
            let (result, read) = self
                .decoder
                .decode_to_string_without_replacement(bytes, out, last);
            bytes = bytes.get(read..).unwrap_or_default();
            if self.first_fault.is_none() {
                self.count_lines(out.get(start..).unwrap_or_default());
            }
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.faults += 1;
                    self.first_fault.get_or_insert(self.line);
                    out.push_str(REPLACEMENT);
                }
            }
        }
    }

    /// Lines end at `\n`, `\r\n` or `\r`.
    fn count_lines(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut next = 0;
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let after_cr = self.after_cr && at == next;
            let is_cr = bytes.get(at) == Some(&b'\r');
            self.line += u64::from(is_cr || !after_cr);
            self.after_cr = is_cr;
            next = at + 1;
        }
        self.after_cr &= next == bytes.len();
    }

    /// What could not be decoded, once.
    pub(super) fn faults(&mut self) -> Option<Notice> {
        let line = self.first_fault.take()?;
        let name = self.decoder.encoding().name();
        let message = match self.faults {
            1 => format!("1 place could not be read as {name}; U+FFFD stands there"),
            n => format!("{n} places could not be read as {name}; U+FFFD stands there"),
        };
        let notice = Notice::doubt("encoding", message).on_line(line);
        Some(notice.help("save the text as UTF-8"))
    }
}
