//! The part of a file that lay there when reading began, and pipes saved so that they can be read again.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::open_at;
use crate::import::Reread;
use crate::{Error, Result};

/// A file from one byte to another, however much it grows meanwhile.
#[derive(Debug)]
pub struct Part {
    file: BufReader<File>,
    from: u64,
    size: u64,
    left: u64,
}

impl Part {
    /// Opens the file at the byte `from`; it ends before the byte `to`.
    ///
    /// # Errors
    /// An input error where it cannot be read.
    pub fn open(path: &Path, from: u64, to: u64) -> Result<Self> {
        let size = to.saturating_sub(from);
        Ok(Part {
            file: open_at(path, from)?,
            from,
            size,
            left: size,
        })
    }

    /// Saves what `pipe` gives to a file without a name, which goes when it is closed.
    ///
    /// # Errors
    /// An input error where the pipe cannot be read, an I/O error where there is no room for it.
    pub fn saved(pipe: &mut dyn BufRead) -> Result<Self> {
        let no_room = |e| {
            Error::io("cannot save standard input to read it twice", e)
                .help("free some space in the folder for temporary files, or name a file")
        };
        let mut file = tempfile::tempfile().map_err(no_room)?;
        let mut size = 0;
        loop {
            let chunk = match pipe.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(Error::input("cannot read the input").caused_by(e)),
            };
            if chunk.is_empty() {
                break;
            }
            file.write_all(chunk).map_err(no_room)?;
            let read = chunk.len();
            size += read as u64;
            pipe.consume(read);
        }
        file.rewind().map_err(no_room)?;
        Ok(Part {
            file: BufReader::with_capacity(1 << 16, file),
            from: 0,
            size,
            left: size,
        })
    }
}

impl Read for Part {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let most = most.min(out.len());
        let read = self.file.read(out.get_mut(..most).unwrap_or_default())?;
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

impl BufRead for Part {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Ok(&[]);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let buffer = self.file.fill_buf()?;
        Ok(buffer.get(..most).unwrap_or(buffer))
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount as u64);
        self.file.consume(amount);
    }
}

impl Reread for Part {
    fn rewind(&mut self) -> Result<()> {
        self.file
            .seek(SeekFrom::Start(self.from))
            .map_err(|e| Error::input("the input cannot be read a second time").caused_by(e))?;
        self.left = self.size;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_read_twice_and_no_further_than_it_was() {
        let mut pipe = &b"one\ntwo\n"[..];
        let mut saved = Part::saved(&mut pipe).unwrap();
        for _ in 0..2 {
            let mut text = String::new();
            saved.read_to_string(&mut text).unwrap();
            assert_eq!(text, "one\ntwo\n");
            saved.rewind().unwrap();
        }
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        std::fs::write(&path, "0123456789").unwrap();
        let mut part = Part::open(&path, 2, 5).unwrap();
        for _ in 0..2 {
            let mut text = String::new();
            part.read_line(&mut text).unwrap();
            assert_eq!(text, "234");
            part.rewind().unwrap();
        }
    }
}
