//! Work of which only so much is done at once, and only so much of it for one client.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use super::refusal::Refusal;
use super::shares::{Asking, Shares};

/// Places for work, and for a few who wait until one is free.
#[derive(Debug)]
pub(super) struct Places {
    all: Share,
    /// How much of that one client may have.
    each: (usize, usize),
    clients: Shares<Share>,
    patience: Duration,
}

/// What all clients have, or one of them.
#[derive(Debug)]
struct Share {
    places: Arc<Semaphore>,
    queue: Semaphore,
}

/// A place that is taken; it is free again when this goes.
#[derive(Debug)]
pub(super) struct Place {
    _all: OwnedSemaphorePermit,
    _own: Option<OwnedSemaphorePermit>,
    /// What a client has is known for as long as it has something.
    _client: Option<Arc<Share>>,
}

impl Share {
    fn new((places, queue): (usize, usize)) -> Self {
        Share {
            places: Arc::new(Semaphore::new(places)),
            queue: Semaphore::new(queue),
        }
    }

    /// A place in the queue.
    fn wait(&self) -> Result<SemaphorePermit<'_>, Refusal> {
        self.queue.try_acquire().map_err(|_| Refusal::busy())
    }
}

impl Places {
    /// So many places, a queue of so many, and how many of both one client may have.
    pub(super) fn new(all: (usize, usize), each: (usize, usize), patience: Duration) -> Self {
        Places {
            all: Share::new(all),
            each,
            clients: Shares::default(),
            patience,
        }
    }

    /// Takes a place. Whoever goes away while waiting waits no more, where that can be told.
    ///
    /// # Errors
    /// A refusal where too many wait, or it takes too long.
    pub(super) async fn take(&self, client: Asking) -> Result<Place, Refusal> {
        let own = client.map(|client| self.clients.of(client, || Share::new(self.each)));
        if let Some(place) = self.free(own.as_ref()) {
            return Ok(place);
        }
        let _waits_here = own.as_deref().map(Share::wait).transpose()?;
        let _waits = self.all.wait()?;
        match tokio::time::timeout(self.patience, self.next(own.as_ref())).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(Refusal::busy()),
        }
    }

    /// A place that is free now.
    fn free(&self, own: Option<&Arc<Share>>) -> Option<Place> {
        let mine = own.map(|own| Arc::clone(&own.places).try_acquire_owned());
        let mine = mine.transpose().ok()?;
        let all = Arc::clone(&self.all.places).try_acquire_owned().ok()?;
        Some(Place {
            _all: all,
            _own: mine,
            _client: own.map(Arc::clone),
        })
    }

    /// The next place that is free. Only those wait for one of all places who have one of their own.
    async fn next(&self, own: Option<&Arc<Share>>) -> Result<Place, AcquireError> {
        let mine = match own {
            Some(own) => Some(Arc::clone(&own.places).acquire_owned().await?),
            None => None,
        };
        Ok(Place {
            _all: Arc::clone(&self.all.places).acquire_owned().await?,
            _own: mine,
            _client: own.map(Arc::clone),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    const PATIENCE: Duration = Duration::from_millis(20);

    fn client(number: u8) -> Asking {
        Some(IpAddr::from([192, 0, 2, number]))
    }

    #[tokio::test]
    async fn who_goes_away_frees_the_place() {
        let places = Places::new((1, 1), (1, 1), PATIENCE);
        let first = places.take(client(1)).await.unwrap();
        // One waits in vain, and while it waits there is no room for another.
        let (waited, refused) = tokio::join!(places.take(client(1)), places.take(client(2)));
        assert!(waited.is_err() && refused.is_err());
        let gone = tokio::time::timeout(Duration::from_millis(5), places.take(client(1)));
        assert!(gone.await.is_err());
        let (waited, ()) = tokio::join!(places.take(client(1)), async { drop(first) });
        assert!(waited.is_ok());
    }

    #[tokio::test]
    async fn a_client_has_its_share_and_no_more() {
        let places = Places::new((4, 4), (2, 1), PATIENCE);
        let take = |number| places.take(client(number));
        let first = take(1).await.unwrap();
        let _second = take(1).await.unwrap();
        // It waits for its own, and has no more than its share of the queue either.
        let (third, fourth, other) = tokio::join!(take(1), take(1), take(2));
        assert!(third.is_err() && fourth.is_err());
        let _other = other.unwrap();
        let (third, ()) = tokio::join!(take(1), async { drop(first) });
        let _third = third.unwrap();
        // Programs on this machine have whatever is there.
        let local = places.take(None).await.unwrap();
        assert!(places.take(None).await.is_err());
        // Whoever waits for its own stands in nobody's way.
        let (own, other, ()) = tokio::join!(take(1), take(2), async { drop(local) });
        assert!(own.is_err() && other.is_ok());
    }
}
