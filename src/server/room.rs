//! Who is inside, what each connection is doing and since when, and which of them have to leave.
//!
//! Each connection has a [`Seat`], on which it notes what it is doing; one task looks at all seats a few times a second and
//! sends away those that take too long. So a request sets no timer of its own. Where the room is full, those go first that
//! have been doing nothing for longest.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::task::AtomicWaker;
use tokio::sync::Notify;

/// How often the room's clock moves on and the seats are looked at.
const ROUND: Duration = Duration::from_millis(100);

/// How long to wait for somebody to leave a full room before looking again who might.
const PUSH: Duration = Duration::from_millis(20);

/// How long a connection may take for each thing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// To send the head of a request, from its first byte or from the beginning of the connection.
    pub(super) head: Duration,
    /// To send the body of a request.
    pub(super) body: Duration,
    /// To take the next bytes of an answer.
    pub(super) stall: Duration,
    /// To think of the next request.
    pub(super) idle: Duration,
    /// To hear that the connection is closed.
    pub(super) close: Duration,
    /// Before it may be sent away to make room.
    pub(super) grace: Duration,
}

impl Times {
    pub(super) const USUAL: Times = Times {
        head: Duration::from_secs(15),
        body: Duration::from_secs(30),
        stall: Duration::from_secs(20),
        idle: Duration::from_secs(75),
        close: Duration::from_secs(2),
        grace: Duration::from_millis(500),
    };

    /// How long this may go on; for ever where it is we who take the time.
    const fn of(&self, doing: Doing) -> Option<Duration> {
        match doing {
            Doing::Asking => Some(self.head),
            Doing::Sending => Some(self.body),
            Doing::Awaiting => None,
            Doing::Stalling => Some(self.stall),
            Doing::Idling => Some(self.idle),
            Doing::Leaving => Some(self.close),
        }
    }
}

/// What a client is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    /// It sends the head of a request, or is about to send its first.
    Asking,
    /// It sends the body of a request.
    Sending,
    /// It waits for our answer.
    Awaiting,
    /// It takes no more of our answer for now.
    Stalling,
    /// It has taken what there is, and may ask again.
    Idling,
    /// It is told that the connection ends.
    Leaving,
}

const DOINGS: [Doing; 6] = [
    Doing::Asking,
    Doing::Sending,
    Doing::Awaiting,
    Doing::Stalling,
    Doing::Idling,
    Doing::Leaving,
];

/// What a connection is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    /// To take no more requests.
    Finish,
    /// To end at once.
    Leave,
}

/// The place of one connection.
#[derive(Debug)]
pub(super) struct Seat {
    /// What its client is doing, in the lowest three bits, and since when, in milliseconds of the room's clock.
    state: AtomicU64,
    /// 0: nothing; else one more than the number of a [`Told`].
    told: AtomicU8,
    waker: AtomicWaker,
    clock: Clock,
}

/// Milliseconds since the room was opened. Asking the system for each request would take longer than all that is noted.
type Clock = Arc<AtomicU64>;

impl Seat {
    fn new(clock: &Clock) -> Self {
        let seat = Seat {
            state: AtomicU64::new(0),
            told: AtomicU8::new(0),
            waker: AtomicWaker::new(),
            clock: Arc::clone(clock),
        };
        seat.note(Doing::Asking);
        seat
    }

    /// Notes what the client does from now on.
    pub(super) fn note(&self, doing: Doing) {
        let now = self.clock.load(Ordering::Relaxed);
        self.state.store(now << 3 | doing as u64, Ordering::Relaxed);
    }

    /// What its client is doing, and since when.
    pub(super) fn doing(&self) -> (Doing, Duration) {
        let state = self.state.load(Ordering::Relaxed);
        let doing = usize::try_from(state & 7).ok().and_then(|n| DOINGS.get(n));
        let doing = doing.copied().unwrap_or(Doing::Leaving);
        (doing, Duration::from_millis(state >> 3))
    }

    fn tell(&self, told: Told) {
        if self.told.fetch_max(told as u8 + 1, Ordering::AcqRel) < told as u8 + 1 {
            self.waker.wake();
        }
    }

    fn told(&self) -> Option<Told> {
        match self.told.load(Ordering::Acquire) {
            0 => None,
            1 => Some(Told::Finish),
            _ => Some(Told::Leave),
        }
    }

    /// Waits for what the connection is told next, after it was told `known`.
    pub(super) fn poll_told(&self, known: Option<Told>, cx: &Context<'_>) -> Poll<Told> {
        self.waker.register(cx.waker());
        match self
            .told()
            .filter(|told| known.is_none_or(|known| *told > known))
        {
            Some(told) => Poll::Ready(told),
            None => Poll::Pending,
        }
    }
}

/// A seat that is taken, until it is dropped.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) seat: Arc<Seat>,
    number: u64,
    room: Arc<Room>,
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.room.seats().remove(&self.number);
        self.room.left.notify_one();
    }
}

/// All connections.
#[derive(Debug)]
pub(super) struct Room {
    seats: Mutex<HashMap<u64, Arc<Seat>>>,
    next: AtomicU64,
    most: usize,
    times: Times,
    clock: Clock,
    left: Notify,
}

impl Room {
    /// A room for so many connections, at least one.
    pub(super) fn new(most: usize, times: Times) -> Arc<Self> {
        Arc::new(Room {
            seats: Mutex::default(),
            next: AtomicU64::new(0),
            most: most.max(1),
            times,
            clock: Clock::default(),
            left: Notify::new(),
        })
    }

    fn seats(&self) -> MutexGuard<'_, HashMap<u64, Arc<Seat>>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a seat; where all are taken, somebody who does nothing has to leave.
    pub(super) async fn enter(self: &Arc<Self>) -> Taken {
        loop {
            if let Some(taken) = self.take() {
                return taken;
            }
            self.make_room();
            // Whoever waits beside us may be told of the seat that was left for us.
            let _ = tokio::time::timeout(PUSH, self.left.notified()).await;
        }
    }

    fn take(self: &Arc<Self>) -> Option<Taken> {
        let mut seats = self.seats();
        if seats.len() >= self.most {
            return None;
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let seat = Arc::new(Seat::new(&self.clock));
        seats.insert(number, Arc::clone(&seat));
        Some(Taken {
            seat,
            number,
            room: Arc::clone(self),
        })
    }

    /// Sends away who has done nothing for longest: a few at once, because looking at all is dear where there are many.
    pub(super) fn make_room(&self) {
        let now = self.now();
        let mut quiet: Vec<(Duration, Arc<Seat>)> = Vec::new();
        for seat in self.seats().values() {
            match (seat.told(), seat.doing()) {
                // It is on its way out.
                (Some(Told::Leave), _) => return,
                (_, (Doing::Awaiting, _)) => {}
                (_, (_, begun)) if now.saturating_sub(begun) >= self.times.grace => {
                    quiet.push((begun, Arc::clone(seat)));
                }
                _ => {}
            }
        }
        quiet.sort_unstable_by_key(|(begun, _)| *begun);
        for (_, seat) in quiet.iter().take((self.most / 64).max(1)) {
            seat.tell(Told::Leave);
        }
    }

    /// Sends away whoever takes too long, for as long as the server runs.
    pub(super) async fn keep_order(self: Arc<Self>) {
        let opened = Instant::now();
        loop {
            tokio::time::sleep(ROUND).await;
            let now = u64::try_from(opened.elapsed().as_millis()).unwrap_or(u64::MAX >> 3);
            self.clock.store(now, Ordering::Relaxed);
            let now = self.now();
            for seat in self.seats().values() {
                let (doing, begun) = seat.doing();
                let limit = self.times.of(doing);
                if limit.is_some_and(|limit| now.saturating_sub(begun) > limit) {
                    seat.tell(Told::Leave);
                }
            }
        }
    }

    /// Lets everybody finish, and waits until all have left, but no longer than `at_most`. Have they?
    pub(super) async fn empty(&self, at_most: Duration) -> bool {
        let all_left = async {
            while !self.is_empty() {
                for seat in self.seats().values() {
                    seat.tell(Told::Finish);
                }
                let _ = tokio::time::timeout(PUSH, self.left.notified()).await;
            }
        };
        tokio::time::timeout(at_most, all_left).await.is_ok()
    }

    fn now(&self) -> Duration {
        Duration::from_millis(self.clock.load(Ordering::Relaxed))
    }

    /// Are all seats taken?
    pub(super) fn is_full(&self) -> bool {
        self.seats().len() >= self.most
    }

    fn is_empty(&self) -> bool {
        self.seats().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_says_what_was_noted_last() {
        let seat = Seat::new(&Clock::default());
        for doing in DOINGS {
            seat.note(doing);
            assert_eq!(seat.doing().0, doing);
        }
    }

    #[tokio::test]
    async fn who_does_nothing_for_longest_leaves_a_full_room_first() {
        let grace = Duration::ZERO;
        let room = Room::new(
            3,
            Times {
                grace,
                ..Times::USUAL
            },
        );
        let (first, second, third) = (room.enter().await, room.enter().await, room.enter().await);
        first.seat.note(Doing::Awaiting);
        room.clock.store(5, Ordering::Relaxed);
        third.seat.note(Doing::Idling);
        room.make_room();
        assert_eq!(first.seat.told(), None);
        assert_eq!(second.seat.told(), Some(Told::Leave));
        assert_eq!(third.seat.told(), None);
        drop(second);
        drop(room.enter().await);
        drop((first, third));
        assert!(room.empty(Duration::ZERO).await);
    }
}
