//! Memory for documents that are being sent: so much for all of them together, and a quarter of it for one client's.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::refusal::Refusal;
use super::shares::{Asking, Shares};

/// The unit in which memory is counted, in bytes.
const PIECE: usize = 64 << 10;

/// What all documents that are being sent may take together.
const PIECES: usize = 1024;

/// What those of one client may: more than the largest form has.
const EACH: usize = PIECES / 4;

const _: () = assert!(EACH * PIECE > super::body::LARGEST);

/// What there is.
#[derive(Debug)]
pub(super) struct Pieces {
    all: Arc<Semaphore>,
    clients: Shares<Semaphore>,
}

impl Default for Pieces {
    fn default() -> Self {
        Pieces {
            all: Arc::new(Semaphore::new(PIECES)),
            clients: Shares::default(),
        }
    }
}

impl Pieces {
    /// Memory for what somebody is about to send: nothing yet.
    pub(super) fn held_by(&self, asking: Asking) -> Held {
        let own = asking.map(|client| self.clients.of(client, || Semaphore::new(EACH)));
        Held {
            from: own.into_iter().chain([Arc::clone(&self.all)]).collect(),
            taken: Vec::new(),
            pieces: 0,
        }
    }
}

/// What is taken, until it is dropped.
#[derive(Debug)]
pub(super) struct Held {
    from: Vec<Arc<Semaphore>>,
    taken: Vec<OwnedSemaphorePermit>,
    pieces: usize,
}

impl Held {
    /// Takes what so many bytes need beyond what is held already.
    ///
    /// # Errors
    /// A refusal where there is not as much.
    pub(super) fn hold(&mut self, bytes: usize) -> Result<(), Refusal> {
        let more = bytes.div_ceil(PIECE).saturating_sub(self.pieces);
        if more == 0 {
            return Ok(());
        }
        let count = u32::try_from(more).unwrap_or(u32::MAX);
        let take = |from: &Arc<Semaphore>| Arc::clone(from).try_acquire_many_owned(count);
        let taken: Result<Vec<_>, _> = self.from.iter().map(take).collect();
        self.taken.extend(taken.map_err(|_| Refusal::busy())?);
        self.pieces += more;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    #[test]
    fn what_is_unpacked_takes_more_of_the_memory() {
        let pieces = Pieces::default();
        let mut held = pieces.held_by(None);
        for (bytes, taken) in [(0, 0), (1, 1), (PIECE, 1), (3 * PIECE, 3), (PIECE, 3)] {
            assert!(held.hold(bytes).is_ok());
            assert_eq!(pieces.all.available_permits(), PIECES - taken, "{bytes}");
        }
        assert!(held.hold(PIECES * PIECE + 1).is_err());
        drop(held);
        assert_eq!(pieces.all.available_permits(), PIECES);
    }

    #[test]
    fn a_client_has_its_share_and_no_more() {
        let pieces = Pieces::default();
        let held_by = |number| pieces.held_by(Some(IpAddr::from([192, 0, 2, number])));
        let (mut one, mut two) = (held_by(1), held_by(1));
        assert!(one.hold((EACH - 1) * PIECE).is_ok());
        assert!(two.hold(2 * PIECE).is_err());
        assert_eq!(pieces.all.available_permits(), PIECES - EACH + 1);
        assert!(two.hold(PIECE).is_ok());
        for number in 2..5 {
            assert!(held_by(number).hold(EACH * PIECE).is_ok());
        }
        drop(one);
        assert!(two.hold(EACH * PIECE).is_ok());
    }
}
