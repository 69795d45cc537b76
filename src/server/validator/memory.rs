//! What was lately fetched and judged: whoever asks for the same address within a minute gets the same, and people who ask at
//! the same time share one fetch.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;

use super::judged::Judged;
use super::refusal::Refusal;

/// How long a result holds.
pub(super) const FRESH: Duration = Duration::from_secs(60);

/// So many results are kept at most …
const MOST: usize = 256;

/// … and so many bytes.
const MOST_BYTES: usize = 32 << 20;

/// A result, or why there is none.
pub(super) type Outcome = Result<Arc<Judged>, Refusal>;

/// What becomes of one address.
pub(super) struct Slot {
    begun: Instant,
    outcome: OnceCell<Outcome>,
}

impl Slot {
    /// About how much memory it holds by now: pages are made when they are asked for.
    fn weight(&self) -> usize {
        match self.outcome.get() {
            Some(Ok(judged)) => judged.weight(),
            Some(Err(_)) => 1024,
            None => 0,
        }
    }
}

/// Results by address.
#[derive(Default)]
pub(super) struct Memory {
    slots: Mutex<HashMap<String, Arc<Slot>>>,
}

impl Memory {
    /// The outcome for this address: the one that is known, or what `judge` gives. Somebody who goes away leaves the work to the
    /// next who waits for it. What is only true at this moment is not kept.
    pub(super) async fn outcome<F>(&self, address: &str, judge: impl FnOnce() -> F) -> Outcome
    where
        F: Future<Output = Outcome>,
    {
        let slot = self.slot(address, Instant::now());
        let judged = slot.outcome.get_or_try_init(|| async {
            match judge().await {
                Err(refusal) if refusal.passes() => Err(refusal),
                outcome => Ok(outcome),
            }
        });
        judged.await.cloned().and_then(|outcome| outcome)
    }

    fn slot(&self, address: &str, now: Instant) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|_, slot| now.saturating_duration_since(slot.begun) < FRESH);
        if let Some(slot) = slots.get(address) {
            return Arc::clone(slot);
        }
        make_room(&mut slots);
        let slot = Arc::new(Slot {
            begun: now,
            outcome: OnceCell::new(),
        });
        slots.insert(address.to_owned(), Arc::clone(&slot));
        slot
    }
}

/// Forgets the oldest until there is room for one more.
fn make_room(slots: &mut HashMap<String, Arc<Slot>>) {
    loop {
        let bytes: usize = slots.values().map(|slot| slot.weight()).sum();
        if slots.len() < MOST && bytes < MOST_BYTES {
            return;
        }
        let oldest = slots.iter().min_by_key(|(_, slot)| slot.begun);
        let Some(oldest) = oldest.map(|(address, _)| address.clone()) else {
            return;
        };
        slots.remove(&oldest);
    }
}
