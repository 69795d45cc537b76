//! Input that can be read again: some formats tell at their end what has to be known at their beginning.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, ErrorKind, Seek};

use crate::{Error, Result};

/// Bytes that can be read once more.
pub trait Reread: BufRead {
    /// Goes back to where reading began.
    ///
    /// # Errors
    /// An input error where that cannot be done.
    fn rewind(&mut self) -> Result<()>;
}

impl<T: AsRef<[u8]>> Reread for Cursor<T> {
    fn rewind(&mut self) -> Result<()> {
        self.set_position(0);
        Ok(())
    }
}

impl Reread for BufReader<File> {
    fn rewind(&mut self) -> Result<()> {
        Seek::rewind(self)
            .map_err(|e| Error::input("the input cannot be read a second time").caused_by(e))
    }
}

/// Input that nobody reads twice, such as a pipe.
#[derive(Debug)]
pub struct Once<R>(pub R);

impl<R: BufRead> std::io::Read for Once<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(out)
    }
}

impl<R: BufRead> BufRead for Once<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.0.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.0.consume(amount);
    }
}

impl<R: BufRead> Reread for Once<R> {
    fn rewind(&mut self) -> Result<()> {
        Err(
            Error::input("this format has to be read twice, and this input can be read once")
                .help("save it to a file and name that"),
        )
    }
}

/// What is there to read; empty at the end.
pub(super) fn fill(input: &mut dyn BufRead) -> Result<&[u8]> {
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(Error::io("cannot read the input", e)),
        }
    }
    // Asked again, because the borrow of the loop would outlive it; the buffer is filled.
    input
        .fill_buf()
        .map_err(|e| Error::io("cannot read the input", e))
}
