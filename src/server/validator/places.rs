//! Work of which only so much is done at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::refusal::Refusal;

/// Places for work, and for a few who wait until one is free.
#[derive(Debug)]
pub(super) struct Places {
    places: Arc<Semaphore>,
    queue: Semaphore,
    patience: Duration,
}

/// A place that is taken; it is free again when this goes.
pub(super) type Place = OwnedSemaphorePermit;

impl Places {
    pub(super) fn new(places: usize, queue: usize, patience: Duration) -> Self {
        Places {
            places: Arc::new(Semaphore::new(places)),
            queue: Semaphore::new(queue),
            patience,
        }
    }

    /// Takes a place. Whoever goes away while waiting waits no more.
    ///
    /// # Errors
    /// A refusal where too many wait, or it takes too long.
    pub(super) async fn take(&self) -> Result<Place, Refusal> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(place);
        }
        let _waits = self.queue.try_acquire().map_err(|_| Refusal::busy())?;
        let place = Arc::clone(&self.places).acquire_owned();
        match tokio::time::timeout(self.patience, place).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(Refusal::busy()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Places;

    #[test]
    fn who_goes_away_frees_the_place() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let places = Places::new(1, 1, Duration::from_millis(20));
            let first = places.take().await.unwrap();
            // One waits in vain, and while it waits there is no room for another.
            let (waited, refused) = tokio::join!(places.take(), places.take());
            assert!(waited.is_err() && refused.is_err());
            let gone = tokio::time::timeout(Duration::from_millis(5), places.take());
            assert!(gone.await.is_err());
            let (waited, ()) = tokio::join!(places.take(), async { drop(first) });
            assert!(waited.is_ok());
        });
    }
}
