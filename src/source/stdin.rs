//! Standard input, waited for in short spells, so that a signal can end the wait.

use std::io::{self, BufRead, Cursor, Read};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::HEAD_BYTES;

/// How long one spell of waiting is: a signal is noticed after that at the latest.
const SPELL: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 200_000_000,
};

/// The first [`HEAD_BYTES`] of a pipe, and the whole pipe. What a pipe gives at once is what its writer wrote at once,
/// be it one byte; nobody tells from that what it holds.
///
/// # Errors
/// Those of reading.
pub fn begun<R: BufRead>(mut pipe: R) -> io::Result<(Vec<u8>, impl BufRead)> {
    let mut head = Vec::new();
    Read::take(&mut pipe, HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(pipe)))
}

/// Standard input until `stop` says that nobody wants more of it; reading then fails.
pub struct Stdin<'s> {
    stop: &'s dyn Fn() -> bool,
}

impl<'s> Stdin<'s> {
    /// Reads standard input for as long as `stop` says `false`.
    pub fn new(stop: &'s dyn Fn() -> bool) -> Self {
        Stdin { stop }
    }

    fn wait(&self) -> io::Result<()> {
        let stdin = rustix::stdio::stdin();
        loop {
            if (self.stop)() {
                return Err(io::Error::other("the wait for standard input was ended"));
            }
            match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&SPELL)) {
                Ok(0) | Err(Errno::INTR) => {}
                Ok(_) => return Ok(()),
                Err(e) => return Err(e.into()),
            }
        }
    }
}

impl Read for Stdin<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.wait()?;
        rustix::io::read(rustix::stdio::stdin(), out).map_err(Into::into)
    }
}
