//! Decodes a document while it is read, and keeps account of where its characters lie in the file.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use encoding_rs::DecoderResult;

use crate::syntax::coding::{Coder, Coding};
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::span::Position;

/// How much is decoded at a time; the text of it is at most three times as long.
const WINDOW: usize = 4096;
/// How many faults wait to be taken.
const WAITING: usize = 1000;
/// How many shifts are remembered; a document with more of them is not text in its encoding.
const SHIFTS: usize = 1 << 17;
/// What stands for bytes that mean nothing.
const REPLACEMENT: &str = "\u{FFFD}";

/// What the decoder tells those who read its text.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// Bytes that meant nothing, in order, until somebody takes them.
    faults: VecDeque<Fault>,
    /// From this counted offset on, the file is so much further (or less far).
    shifts: Vec<(u64, i64)>,
}

impl Account {
    /// The next fault that lies before a counted offset.
    pub(crate) fn fault_before(&mut self, offset: u64) -> Option<Fault> {
        let due = self.faults.front().is_some_and(|f| f.at.offset < offset);
        due.then(|| self.faults.pop_front()).flatten()
    }

    /// Where in the file a counted offset lies.
    pub(crate) fn in_file(&self, counted: u64) -> u64 {
        let after = self.shifts.partition_point(|(from, _)| *from <= counted);
        let shift = after
            .checked_sub(1)
            .and_then(|i| self.shifts.get(i))
            .map_or(0, |(_, shift)| *shift);
        counted.saturating_add_signed(shift)
    }

    fn settle(&mut self, counted: u64, file: u64) {
        let shift = file.cast_signed() - counted.cast_signed();
        let known = self.shifts.last().map_or(0, |(_, shift)| *shift);
        if shift != known && self.shifts.len() < SHIFTS {
            self.shifts.push((counted, shift));
        }
    }

    fn has_room(&self) -> bool {
        self.faults.len() < WAITING
    }
}

/// Decodes while it is read.
pub(crate) struct Transcoder<R> {
    input: R,
    coder: Coder,
    text: Vec<u8>,
    filled: usize,
    taken: usize,
    done: bool,
    /// After the text that was decoded so far.
    at: Position,
    /// Bytes of the file that were read.
    read: u64,
    /// The last few of them.
    recent: Vec<u8>,
    account: Rc<RefCell<Account>>,
}

impl<R: BufRead> Transcoder<R> {
    /// Decodes `input`, whose first byte is at `start`.
    pub(crate) fn new(
        input: R,
        coding: Coding,
        start: Position,
        account: Rc<RefCell<Account>>,
    ) -> Self {
        Transcoder {
            input,
            coder: coding.decoder(),
            text: vec![0; 4 * WINDOW],
            filled: 0,
            taken: 0,
            done: false,
            at: start,
            read: start.offset,
            recent: Vec::with_capacity(2 * WINDOW),
            account,
        }
    }

    fn decode_some(&mut self) -> io::Result<()> {
        let available = self.input.fill_buf()?;
        let last = available.is_empty();
        let window = window(available);
        let room = self.text.len() - REPLACEMENT.len();
        let to = self.text.get_mut(..room).unwrap_or_default();
        let (result, read, written) = self.coder.decode(window, to, last);
        let whole_line = read == window.len() && window.ends_with(b"\n");
        let keep = self.recent.len().saturating_sub(8);
        self.recent.drain(..keep);
        self.recent
            .extend_from_slice(window.get(..read).unwrap_or_default());
        self.input.consume(read);
        self.read += read as u64;
        (self.taken, self.filled) = (0, written);
        self.at
            .advance(self.text.get(..written).unwrap_or_default());
        match result {
            DecoderResult::InputEmpty => {
                self.done = last;
                // After a line end, every encoding but the wide ones begins anew.
                if whole_line && !self.at.unit.is_exact() {
                    self.account.borrow_mut().settle(self.at.offset, self.read);
                }
            }
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, beyond) => self.malformed(length, beyond),
        }
        Ok(())
    }

    /// Puts U+FFFD for a sequence that means nothing; `beyond` bytes after it were read too.
    fn malformed(&mut self, length: u8, beyond: u8) {
        let end = self.recent.len().saturating_sub(usize::from(beyond));
        let begin = end.saturating_sub(usize::from(length));
        let bytes = self.recent.get(begin..end).unwrap_or_default();
        let mut account = self.account.borrow_mut();
        let file = self.read - u64::from(beyond);
        account.settle(self.at.offset, file - u64::from(length));
        if account.has_room() {
            let shown: Vec<String> = bytes.iter().map(|b| format!("{b:02X}")).collect();
            let shown = shown.join(" ");
            account
                .faults
                .push_back(Fault::new(FaultKind::BytesMalformed, self.at, shown));
        }
        if let Some(room) = self
            .text
            .get_mut(self.filled..self.filled + REPLACEMENT.len())
        {
            room.copy_from_slice(REPLACEMENT.as_bytes());
            self.filled += REPLACEMENT.len();
        }
        self.at.advance(REPLACEMENT.as_bytes());
        account.settle(self.at.offset, file);
    }
}

/// As much as is decoded at once: where possible up to the end of a line.
fn window(available: &[u8]) -> &[u8] {
    let window = available.get(..WINDOW).unwrap_or(available);
    match memchr::memrchr(b'\n', window) {
        Some(end) => window.get(..=end).unwrap_or(window),
        None => window,
    }
}

impl<R: BufRead> BufRead for Transcoder<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.taken >= self.filled && !self.done {
            self.decode_some()?;
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
