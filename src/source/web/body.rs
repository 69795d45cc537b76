//! A body that was fetched: unpacked, in memory while it is small and in a file without a name where it is not.

use std::io::{self, BufRead, BufReader, Read, Seek, Write};

use tempfile::SpooledTempFile;

use super::super::unpack::{Unpacking, unpacked};
use crate::import::Reread;
use crate::{Error, Result};

/// A larger body goes to a file: a round brings many of them.
const IN_MEMORY: usize = 128 << 10;

/// Bytes that are collected as they come.
pub(super) struct Collected {
    file: SpooledTempFile,
    size: u64,
}

impl Default for Collected {
    fn default() -> Self {
        Collected {
            file: SpooledTempFile::new(IN_MEMORY),
            size: 0,
        }
    }
}

impl Collected {
    /// Adds what came; gives how much there is now.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<u64> {
        self.file.write_all(bytes).map_err(no_room)?;
        self.size += bytes.len() as u64;
        Ok(self.size)
    }

    /// Unpacks it as Content-Encoding says, into at most so many bytes.
    pub(super) fn unpack(mut self, codings: &str, most: u64) -> Result<Body, Unpacking> {
        self.file.rewind().map_err(Unpacking::Broken)?;
        let packed: Box<dyn BufRead> = Box::new(BufReader::new(self.file));
        let bounded = unpacked(packed, codings)?;
        let mut body = Collected::default();
        let mut hasher = blake3::Hasher::new();
        let mut bounded = bounded.take(most.saturating_add(1));
        loop {
            let chunk = bounded.fill_buf().map_err(Unpacking::Broken)?;
            if chunk.is_empty() {
                break;
            }
            hasher.update(chunk);
            body.file.write_all(chunk).map_err(Unpacking::Broken)?;
            let read = chunk.len();
            body.size += read as u64;
            bounded.consume(read);
        }
        if body.size > most {
            return Err(Unpacking::TooLarge);
        }
        body.file.rewind().map_err(Unpacking::Broken)?;
        Ok(Body {
            file: BufReader::with_capacity(1 << 16, body.file),
            size: body.size,
            digest: hasher.finalize().to_hex().to_string(),
        })
    }
}

fn no_room(e: io::Error) -> Error {
    Error::io("cannot keep what is fetched", e)
        .help("free some space in the folder for temporary files")
}

/// A body that was fetched.
#[derive(Debug)]
pub struct Body {
    file: BufReader<SpooledTempFile>,
    size: u64,
    digest: String,
}

impl Body {
    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// A digest of all of it.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Its first bytes, at most so many; it is read from its beginning after that.
    ///
    /// # Errors
    /// An input error where it cannot be read.
    pub fn head(&mut self, most: usize) -> Result<Vec<u8>> {
        let mut head = Vec::new();
        let read = (&mut self.file).take(most as u64).read_to_end(&mut head);
        read.map_err(|e| Error::input("what was fetched cannot be read").caused_by(e))?;
        self.rewind()?;
        Ok(head)
    }
}

impl Read for Body {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.file.read(out)
    }
}

impl BufRead for Body {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.file.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.file.consume(amount);
    }
}

impl Reread for Body {
    fn rewind(&mut self) -> Result<()> {
        Seek::rewind(&mut self.file)
            .map_err(|e| Error::input("what was fetched cannot be read again").caused_by(e))
    }
}
