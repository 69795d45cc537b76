//! A reader between the input and the tokenizer: bounds what one token may take, and takes bytes back.

use std::io::{self, BufRead, Read};

/// Counts the bytes of one token and refuses to go beyond a bound.
pub(crate) struct Guard<'i> {
    input: Box<dyn BufRead + 'i>,
    returned: Vec<u8>,
    taken: usize,
    used: u64,
    bound: u64,
    exceeded: bool,
}

impl<'i> Guard<'i> {
    pub(crate) fn new(input: Box<dyn BufRead + 'i>, bound: u64) -> Self {
        Guard {
            input,
            returned: Vec::new(),
            taken: 0,
            used: 0,
            bound,
            exceeded: false,
        }
    }

    /// A new token begins.
    pub(crate) fn begin(&mut self) {
        self.used = 0;
    }

    /// Did a token reach the bound?
    pub(crate) fn exceeded(&self) -> bool {
        self.exceeded
    }

    /// Gives bytes back, to be read again before all others.
    pub(crate) fn give_back(&mut self, bytes: &[u8]) {
        let rest = self.returned.get(self.taken..).unwrap_or_default();
        self.returned = [bytes, rest].concat();
        self.taken = 0;
    }
}

impl BufRead for Guard<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used > self.bound {
            self.exceeded = true;
            return Err(io::Error::other("a token is too long"));
        }
        let available = if self.taken < self.returned.len() {
            self.returned.get(self.taken..).unwrap_or_default()
        } else {
            self.input.fill_buf()?
        };
        // However much is at hand, a token may not reach beyond the bound.
        let left = usize::try_from(self.bound + 1 - self.used).unwrap_or(usize::MAX);
        Ok(available.get(..left).unwrap_or(available))
    }

    fn consume(&mut self, amount: usize) {
        self.used += amount as u64;
        if self.taken < self.returned.len() {
            self.taken += amount;
        } else {
            self.input.consume(amount);
        }
    }
}

impl Read for Guard<'_> {
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
